package app_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/devices/setracker"
	"yian/devices/simulator"
)

// wrist is a watch that is connected to the product.
type wrist struct {
	t      *testing.T
	number string
	conn   net.Conn
	in     *setracker.Reader
}

func wear(t *testing.T, address, number string) *wrist {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	return &wrist{t: t, number: number, conn: conn, in: setracker.NewReader(bufio.NewReader(conn))}
}

func (w *wrist) say(content string) {
	w.t.Helper()
	f := setracker.Frame{Maker: "3G", ID: w.number, Content: content}
	if _, err := w.conn.Write(f.Bytes()); err != nil {
		w.t.Fatal(err)
	}
}

// hears waits for a frame of that word and passes over others.
func (w *wrist) hears(word string) setracker.Frame {
	w.t.Helper()
	for {
		f, err := w.in.Next()
		if err != nil {
			w.t.Fatalf("watch hears no %s: %v", word, err)
		}
		if f.Word() == word {
			return f
		}
	}
}

// says is a report of an instant, at a place, with the bits of its status.
func says(word string, at time.Time, l care.Location, battery int, bits uint32) string {
	at = at.UTC()
	return fmt.Sprintf("%s,%s,%s,A,%.6f,N,%.6f,E,0.00,0.0,0.0,9,80,%d,100,0,%08X,0,0,0,12.0", word, at.Format("020106"), at.Format("150405"), l.Lat, l.Lon, battery, bits)
}

// waitForOpen waits until there are n that are not closed, newest first.
func (p *process) waitForOpen(n int, what string) []care.Incident {
	p.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(30 * time.Second); ; <-tick.C {
		var list struct{ Items []care.Incident }
		p.call("GET", "/api/v1/incidents?state=open,answered&order=newest", nil, &list)
		if len(list.Items) == n {
			return list.Items
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s: %d incidents, want %d: %+v\n%s", what, len(list.Items), n, list.Items, p.errors)
		}
	}
}

// A watch through the whole product: who wears it walks out of the fence and is
// missed once, with the place; SOS, fall and taking off are calls; commands come
// and are answered; and noise at the port harms nobody.
func TestWatchThroughTheWholeProduct(t *testing.T) {
	p := newProcess(t)
	port := freePort(t)
	p.args = append(p.args, "--watch-listen", port)
	p.start()
	p.signIn()
	p.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	elders := map[string]string{}
	for _, name := range []string{"one", "two", "three", "four"} {
		var e struct{ ID string }
		p.call("POST", "/api/v1/elders", map[string]any{"name": "样例" + name, "region_id": "990101"}, &e)
		elders[name] = e.ID
		number := map[string]string{"one": "8800000001", "two": "8800000002", "three": "8800000003", "four": "8800000004"}[name]
		p.call("POST", "/api/v1/devices", map[string]any{"id": "gps-" + name, "kind": "gps_watch", "address": number, "elder_id": e.ID, "power": "battery"}, nil)
	}
	home := care.Location{Lat: 33.35, Lon: 116.85}
	p.call("POST", "/api/v1/elders/"+elders["one"]+"/fences", map[string]any{"lat": home.Lat, "lon": home.Lon, "radius": 100}, nil)
	now := time.Now()

	// Half a thousand lines that no watch says, and a crowd that says nothing.
	noise := wear(t, port, "")
	_, _ = noise.conn.Write([]byte(strings.Repeat("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 500)))
	for range 50 {
		wear(t, port, "")
	}

	// The walk of the simulator: out of the fence within the last minutes.
	one := wear(t, port, "8800000001")
	h := simulator.Home{ID: "one", Lat: home.Lat, Lon: home.Lon, Devices: []simulator.Credential{{Device: "gps-one", Kind: care.GPSWatch, Address: "8800000001"}}}
	cfg := simulator.Config{Seed: 5, Presses: 1e-6, StrayAfter: time.Minute}
	if err := simulator.Frames(cfg, h, now.Add(-5*time.Minute), now, func(frame []byte, _ time.Time) { _, _ = one.conn.Write(frame) }); err != nil {
		t.Fatal(err)
	}
	lost := p.waitForOpen(1, "a walk")[0]
	var file care.Incident
	p.call("GET", "/api/v1/incidents/"+string(lost.ID), nil, &file)
	if file.Kind != "lost" || file.Severity != care.Critical || string(file.ElderID) != elders["one"] || file.Location == nil || file.LocatedAt == nil {
		t.Fatalf("got %+v", file)
	}
	if away := home.Distance(*file.Location); away < 110 || away > 400 || now.Sub(*file.LocatedAt) > 4*time.Minute {
		t.Errorf("%.0f m away at %v", away, file.LocatedAt)
	}
	var place struct {
		Spot   care.Spot
		Fences []struct{ Beyond bool }
	}
	p.call("GET", "/api/v1/elders/"+elders["one"]+"/place", nil, &place)
	if len(place.Fences) != 1 || !place.Fences[0].Beyond || place.Spot.Device != "gps-one" {
		t.Errorf("place: %+v", place)
	}

	// SOS: said three times, recorded once, answered each time.
	two := wear(t, port, "8800000002")
	press := says("AL_LTE", time.Now(), home, 80, 1<<16)
	for range 3 {
		two.say(press)
	}
	for range 3 {
		two.hears("AL")
	}
	sos := p.waitForOpen(2, "SOS")[0]
	if sos.Kind != "sos" || sos.Calls != 1 || string(sos.ElderID) != elders["two"] {
		t.Errorf("got %+v", sos)
	}
	two.hears("MESSAGE") // 收到了
	two.say("MESSAGE")

	// A fall, and a watch taken off.
	three, four := wear(t, port, "8800000003"), wear(t, port, "8800000004")
	three.say(says("AL_LTE", time.Now(), home, 80, 1<<21))
	three.hears("AL")
	four.say(says("AL_LTE", time.Now(), home, 80, 1<<20))
	four.hears("AL")
	kinds := map[string]care.Severity{}
	for _, in := range p.waitForOpen(4, "a fall and a watch off") {
		kinds[in.Kind] = in.Severity
	}
	if kinds["fall"] != care.Critical || kinds["removed"] != care.Warning {
		t.Errorf("got %v", kinds)
	}

	// A battery that runs low is an alert of the device, and no incident.
	four.say(says("AL_LTE", time.Now().Add(time.Second), home, 8, 1<<17|1))
	four.hears("AL")
	technical := func() (rules []string) {
		var list struct{ Items []care.Alert }
		p.call("GET", "/api/v1/alerts?technical=true", nil, &list)
		for _, a := range list.Items {
			rules = append(rules, a.Rule)
		}
		return rules
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); len(technical()) == 0; <-tick.C {
		if time.Now().After(end) {
			t.Fatal("nobody hears of the battery")
		}
	}
	p.waitForOpen(4, "a low battery")

	// What it is asked comes over its connection, and its answer back.
	p.command("gps-two", map[string]any{"name": "identify"})
	two.hears("FIND")
	two.say("FIND")
	p.becomes("gps-two", care.CommandConfirmed)
	p.command("gps-two", map[string]any{"name": "locate", "why": "测试"})
	two.hears("CR")
	two.say("CR")
	two.say(says("UD_LTE", time.Now(), home, 80, 0))
	if got := p.becomes("gps-two", care.CommandConfirmed); !strings.Contains(string(got.Result), `"lat":33.35`) {
		t.Errorf("got %s", got.Result)
	}
	p.command("gps-two", map[string]any{"name": "config", "args": map[string]any{"center": "7012349"}})
	if f := two.hears("CENTER"); f.Content != "CENTER,7012349" {
		t.Errorf("got %s", f.Content)
	}
	two.say("CENTER")
	p.becomes("gps-two", care.CommandConfirmed)
	_ = two.conn.Close()
	p.command("gps-two", map[string]any{"name": "reboot"}) // waits until it is back
	two = wear(t, port, "8800000002")
	two.say("LK")
	two.hears("RESET")
	two.say("RESET")
	p.becomes("gps-two", care.CommandConfirmed)

	// Home again, and after a kill -9 nobody is missed a second time.
	p.kill()
	p.start()
	p.signIn()
	one = wear(t, port, "8800000001")
	far := home.Toward(1, 500)
	one.say(says("UD_LTE", time.Now(), far, 80, 0))
	one.say(says("UD_LTE", time.Now().Add(2*time.Second), far, 80, 0))
	one.say("LK")
	one.hears("LK")
	for _, later := range []time.Duration{4 * time.Second, 6 * time.Second} { // nobody runs so fast: it has to say it twice
		one.say(says("UD_LTE", time.Now().Add(later), home, 80, 0))
	}
	fence := func() (firing, all int) {
		var list struct{ Items []care.Alert }
		p.call("GET", "/api/v1/alerts?state=all&elder_id="+elders["one"], nil, &list)
		for _, a := range list.Items {
			if a.Rule == care.FenceRule {
				all++
				if a.ClearedAt == nil {
					firing++
				}
			}
		}
		return firing, all
	}
	for end := time.Now().Add(30 * time.Second); ; <-tick.C {
		firing, all := fence()
		if firing == 0 && all == 1 {
			break
		}
		if time.Now().After(end) || all > 1 {
			t.Fatalf("%d of %d alerts of the fence go on", firing, all)
		}
	}
	p.waitForOpen(4, "home again")
}
