package app_test

import (
	"bufio"
	"net"
	"testing"
	"time"

	"yian/care"
	"yian/devices/setracker"
)

// wearApart connects a watch as soon as some process lets it in and knows it.
func wearApart(t *testing.T, address, number string) (w *wrist) {
	t.Helper()
	until(t, 30*time.Second, "a process lets the watch in", func() bool {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			return false
		}
		w = &wrist{t: t, number: number, conn: conn, in: setracker.NewReader(bufio.NewReader(conn))}
		_ = conn.SetDeadline(time.Now().Add(time.Second))
		w.say("LK")
		if _, err := w.in.Next(); err != nil {
			_ = conn.Close()
			return false
		}
		_ = conn.SetDeadline(time.Now().Add(time.Minute))
		return true
	})
	t.Cleanup(func() { _ = w.conn.Close() })
	return w
}

// Watches in a site taken apart: the process that judges lets them in, another
// serves the desk, and when the first dies the next takes over.
func TestWatchesApart(t *testing.T) {
	v := newTown(t)
	port := freePort(t)
	for _, p := range v.ingest {
		p.kill()
		p.env = append(p.env, "YIAN_WATCH_LISTEN="+port)
		p.start()
	}
	desk := v.dispatch[0]
	desk.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	var e struct{ ID string }
	desk.call("POST", "/api/v1/elders", map[string]any{"name": "样例老人", "region_id": "990101"}, &e)
	desk.call("POST", "/api/v1/devices", map[string]any{"id": "gps", "kind": "gps_watch", "address": "8800000001", "elder_id": e.ID, "power": "battery"}, nil)
	one := wearApart(t, port, "8800000001")
	home := care.Location{Lat: 33.35, Lon: 116.85}
	one.say(says("AL_LTE", time.Now().Add(-20*time.Second), home, 80, 1<<16)) // nobody is believed to run 400 m in two seconds
	one.hears("AL")
	sos := desk.waitForOpen(1, "SOS")[0]
	if sos.Kind != "sos" || sos.Calls != 1 {
		t.Errorf("got %+v", sos)
	}
	one.hears("MESSAGE") // told by the process that holds the watch, asked by none
	one.say("MESSAGE")
	desk.command("gps", map[string]any{"name": "identify"})
	one.hears("FIND")
	one.say("FIND")
	desk.becomes("gps", care.CommandConfirmed)
	desk.call("POST", "/api/v1/incidents/"+string(sos.ID)+"/answer", map[string]any{}, nil)
	desk.call("POST", "/api/v1/incidents/"+string(sos.ID)+"/contact", map[string]any{"how": "heard"}, nil)
	desk.call("POST", "/api/v1/incidents/"+string(sos.ID)+"/close", map[string]any{"outcome": "help"}, nil)

	// The fence is set at a desk and judged by whoever has the turn by then.
	desk.call("POST", "/api/v1/elders/"+e.ID+"/fences", map[string]any{"lat": home.Lat, "lon": home.Lon, "radius": 100}, nil)
	for _, p := range v.ingest {
		p.kill()
		p.start()
	}
	one = wearApart(t, port, "8800000001")
	far := home.Toward(2, 400)
	one.say(says("UD_LTE", time.Now(), far, 80, 0))
	one.say(says("UD_LTE", time.Now().Add(2*time.Second), far, 80, 0))
	lost := desk.waitForOpen(1, "a walk")[0]
	if lost.Kind != "lost" || string(lost.ElderID) != e.ID {
		t.Errorf("got %+v", lost)
	}
}
