package app_test

import (
	"fmt"
	"testing"
	"time"
)

// queued is how many readings wait at the broker when it is killed.
const queued = 12_000

// TestKilledBrokerKeepsWhatItAcknowledged lets readings and calls wait at Mosquitto,
// since nobody listens, and kills it with -9. Mosquitto saves once a second, so what
// waits longer than that is all there afterwards. The embedded broker, which saves
// before it acknowledges, is proven by TestTwelveThousandQueuedSurviveAKill.
func TestKilledBrokerKeepsWhatItAcknowledged(t *testing.T) {
	v := newTown(t)
	b := &bench{town: v}
	v.register(20)
	for _, c := range v.credential {
		b.devices = append(b.devices, string(c.Device))
	}
	for _, p := range v.ingest {
		p.stop()
	}
	f := newFlood(t, v.broker.url)
	f.run(queued, 0, b.devices)
	calls := newFlood(t, v.broker.url)
	for i, d := range b.devices {
		calls.call(d, fmt.Sprintf("queued-%d", i))
	}
	until(t, 10*time.Second, "the calls are acknowledged", func() bool { return calls.acked.Load() == calls.sent })
	rest(2500 * time.Millisecond) // past its saving
	v.broker.kill()
	v.broker.start()
	for _, p := range v.ingest {
		p.start()
	}
	until(t, time.Minute, "everything landed", func() bool { return b.landed("yian") >= queued })
	b.identities(f, "yian", "device")
	until(t, 20*time.Second, "every call is in the record", func() bool { return len(v.openDevices()) == len(b.devices) })
	for i, d := range b.devices {
		if n := v.openDevices()[d]; n != 1 {
			t.Errorf("press %d of %s: %d calls in its incident, want 1", i, d, n)
		}
	}
}

// openDevices counts the calls of every open incident, by the device that called.
func (v *town) openDevices() map[string]int {
	v.t.Helper()
	return v.dispatch[0].openIncidents()
}

// openIncidents counts the calls of every open incident, by the device that called.
func (p *process) openIncidents() map[string]int {
	p.t.Helper()
	out := map[string]int{}
	for cursor := ""; ; {
		var page struct {
			Items []struct {
				DeviceID string `json:"device_id"`
				Calls    int    `json:"calls"`
			}
			Next *string
		}
		p.call("GET", "/api/v1/incidents?state=open&limit=500&cursor="+cursor, nil, &page)
		for _, in := range page.Items {
			out[in.DeviceID] += in.Calls
		}
		if page.Next == nil {
			return out
		}
		cursor = *page.Next
	}
}
