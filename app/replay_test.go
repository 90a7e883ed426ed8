package app_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"yian/devices/simulator"
)

// said is one message that a device sent.
type said struct{ topic, payload string }

// capture is what the buttons of five homes sent in an hour: presses, some of them
// repeated until they were answered, a press that was held up for forty minutes, and
// readings in between. kept are the presses by their device and id.
func capture(devices []simulator.Credential, now time.Time) (all []said, kept map[string]int) {
	kept = map[string]int{}
	for i, c := range devices {
		topic := "yian/v1/" + c.Username + "/"
		for n := range 1 + i%3 {
			at := now.Add(-time.Duration(50-10*n) * time.Minute)
			call := said{topic + "call", fmt.Sprintf(`{"id":"press-%d","ts":%d,"kind":"sos"}`, n, at.UnixMilli())}
			for range 1 + n { // the device repeats until it has heard
				all = append(all, call)
			}
			kept[c.Username]++
		}
		for n := range 10 {
			all = append(all, said{topic + "telemetry", fmt.Sprintf(`{"ts":%d,"readings":{"battery":%d}}`, now.Add(-time.Duration(n)*time.Minute).UnixMilli(), 80+n)})
		}
	}
	return all, kept
}

// TestDuplicatesAndReplaysMakeNothingNew plays one hour in a random order with every
// message three times, over several connections and across a kill: one incident a
// home, one count a press. Once they are closed the same hour is played again: nothing
// opens. A press that is new rings, and one that comes forty minutes late says so.
func TestDuplicatesAndReplaysMakeNothingNew(t *testing.T) {
	seed := uint64(number(t, "YIAN_SEED", int(time.Now().UnixNano()%1_000_000)))
	t.Logf("YIAN_SEED=%d", seed)
	chance := rand.New(rand.NewPCG(seed, 5))
	p := newProcess(t)
	p.start()
	p.signIn()
	buttons := p.register(5, "button")
	all, kept := capture(buttons, time.Now())
	play := func(times int) {
		var many []said
		for range times {
			many = append(many, all...)
		}
		chance.Shuffle(len(many), func(i, k int) { many[i], many[k] = many[k], many[i] })
		for _, c := range buttons {
			f := newFloodOf(t, "tcp://"+p.mqtt, c.Username, c.Password)
			var own []said
			for _, m := range many {
				if len(m.topic) > 8+len(c.Username) && m.topic[8:8+len(c.Username)] == c.Username {
					own = append(own, m)
				}
			}
			f.each(int64(len(own)), 0, func(n int64, out *packets.PublishPacket) {
				out.TopicName, out.Payload, out.Dup = own[n].topic, []byte(own[n].payload), n%2 == 0
			})
			_ = f.conn.Close()
		}
	}
	counted := func() bool {
		open := p.openIncidents()
		for device, n := range kept {
			if open[device] != n {
				return false
			}
		}
		return len(open) == len(kept)
	}
	play(2)
	p.kill()
	p.start()
	play(1)
	until(t, 10*time.Second, "each press is counted once", counted)
	p.drained()
	if !counted() {
		t.Errorf("got %v, want %v", p.openIncidents(), kept)
	}
	var list struct {
		Items []struct {
			ID, Kind    string
			DeviceID    string `json:"device_id"`
			LateSeconds int    `json:"late_seconds"`
		}
	}
	p.call("GET", "/api/v1/incidents?state=open", nil, &list)
	for _, in := range list.Items {
		if in.LateSeconds < 20*60 {
			t.Errorf("%s came half an hour late or more and says %d s", in.DeviceID, in.LateSeconds)
		}
		p.call("POST", "/api/v1/incidents/"+in.ID+"/answer", map[string]any{}, nil)
		p.call("POST", "/api/v1/incidents/"+in.ID+"/contact", map[string]string{"how": "heard"}, nil)
		p.call("POST", "/api/v1/incidents/"+in.ID+"/close", map[string]string{"outcome": "by_mistake", "note": "样例"}, nil)
	}
	play(2) // a capture of an hour ago, whole
	p.drained()
	if open := p.openIncidents(); len(open) != 0 {
		t.Errorf("a replay opened %v", open)
	}
	f := newFloodOf(t, "tcp://"+p.mqtt, buttons[0].Username, buttons[0].Password)
	f.call(buttons[0].Username, "new")
	until(t, 5*time.Second, "a new press is an incident", func() bool { return p.openIncidents()[buttons[0].Username] == 1 })
}
