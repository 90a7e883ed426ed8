package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// TestGarbageHarmsNobody sends malformed payloads to every topic and garbage to the
// ports while real presses come in: nothing crashes, no press waits for a second, and
// there is no incident but those of the presses. YIAN_GARBAGE is the number of
// payloads, YIAN_SEED repeats a run.
func TestGarbageHarmsNobody(t *testing.T) {
	messages := int64(number(t, "YIAN_GARBAGE", 10_000))
	seed := uint64(number(t, "YIAN_SEED", int(time.Now().UnixNano()%1_000_000)))
	t.Logf("%d payloads, YIAN_SEED=%d", messages, seed)
	p := newProcess(t)
	p.start()
	p.signIn()
	bad, gateways, good := p.register(12, "wearable"), p.register(4, "zigbee2mqtt"), p.register(20, "button")

	var mu sync.Mutex
	pressed, shown := map[string]time.Time{}, map[string]time.Time{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.onIncident(ctx, func(device string, at time.Time) {
		mu.Lock()
		defer mu.Unlock()
		if _, again := shown[device]; !again {
			shown[device] = at
		}
	})
	topics := []string{"telemetry", "call", "request", "status", "confirm", "result"}
	children := []string{"button", "bridge/state", "bridge/devices", "客厅"}
	flood := func(messages int64) { // over sixteen connections, which share what is written to disk
		var all sync.WaitGroup
		for i, c := range slices.Concat(bad, gateways) {
			f, chance := newFloodOf(t, "tcp://"+p.mqtt, c.Username, c.Password), rand.New(rand.NewPCG(seed, uint64(i)))
			all.Go(func() {
				f.each(messages/16, 0, func(n int64, out *packets.PublishPacket) {
					out.TopicName = "yian/v1/" + c.Username + "/" + topics[n%int64(len(topics))]
					if c.Kind == "zigbee2mqtt" {
						out.TopicName = "yian/v1/" + c.Username + "/zigbee2mqtt/" + children[n%int64(len(children))]
					}
					out.Payload = malformed(chance)
				})
				_ = f.conn.Close()
			})
		}
		all.Wait()
	}
	flood(messages / 20) // warm: what follows is compared with this
	p.ready()
	before := peakMemory(t, p.cmd.Process.Pid)

	done := make(chan struct{})
	var others sync.WaitGroup
	others.Go(func() { junk(rand.New(rand.NewPCG(seed, 4)), done, p.mqtt, p.http) })
	others.Go(func() { // presses, spread over the flood
		defer close(done)
		for _, c := range good {
			f := newFloodOf(t, "tcp://"+p.mqtt, c.Username, c.Password)
			at := f.call(c.Username, "real")
			mu.Lock()
			pressed[c.Username] = at
			mu.Unlock()
			until(t, 20*time.Second, "a press among the garbage is shown", func() bool { mu.Lock(); defer mu.Unlock(); _, ok := shown[c.Username]; return ok })
			rest(200 * time.Millisecond)
		}
	})
	flood(messages)
	others.Wait()
	rest(time.Second) // what is still on its way

	open := p.openIncidents()
	for device := range open {
		if _, ok := pressed[device]; !ok {
			t.Errorf("an incident of %s, who pressed nothing", device)
		}
	}
	var took []time.Duration
	for device, at := range pressed {
		took = append(took, shown[device].Sub(at))
		if open[device] != 1 {
			t.Errorf("%s pressed once, and its incident counts %d", device, open[device])
		}
	}
	s := spreadOf(took)
	more := (peakMemory(t, p.cmd.Process.Pid) - before) >> 20
	t.Logf("%d presses meanwhile, publish to event: %v; memory at most +%d MB", len(took), s, more)
	if s.most > time.Second {
		t.Errorf("a press took %v, at most 1 s", s.most)
	}
	if more > 50 {
		t.Errorf("memory grew by %d MB, at most 50", more)
	}
	if n := p.refused(); n < float64(messages)/2 {
		t.Errorf("%.0f refused only: the garbage was not heard", n)
	}
	p.stop() // fails unless it ends as it should
}

// ready waits until InfluxDB answers, whose beginning takes both cores for a while.
func (p *process) ready() {
	p.t.Helper()
	var elder struct{ ID string }
	p.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	p.call("POST", "/api/v1/elders", map[string]string{"name": "样例甲", "region_id": "990101"}, &elder)
	p.curve(elder.ID)
}

// onIncident follows the events and hands on the first device of each incident.
func (p *process) onIncident(ctx context.Context, each func(device string, at time.Time)) {
	p.t.Helper()
	p.events(ctx, func(name string, data []byte, at time.Time) {
		if name != "incident" {
			return
		}
		if _, rest, ok := strings.Cut(string(data), `"device_id":"`); ok {
			device, _, _ := strings.Cut(rest, `"`)
			each(device, at)
		}
	})
}

// refused is how many messages nobody could use, of all reasons.
func (p *process) refused() (sum float64) {
	p.t.Helper()
	_, text := p.try("GET", "/metrics", nil)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "yian_ingest_refused_total{") {
			var n float64
			_, _ = fmt.Sscan(line[strings.LastIndexByte(line, ' ')+1:], &n)
			sum += n
		}
	}
	return sum
}

// malformed is a payload that no device of ours would send. None holds the kind of a
// call, or it would be one.
func malformed(r *rand.Rand) []byte {
	switch r.IntN(10) {
	case 0:
		b := make([]byte, r.IntN(200))
		for i := range b {
			b[i] = byte(r.UintN(256))
		}
		return b
	case 1:
		whole := `{"ts":1700000000000,"readings":{"heart_rate":72,"spo2":97,"battery":88}}`
		return []byte(whole[:r.IntN(len(whole))])
	case 2:
		return []byte(`{"ts":"tomorrow","readings":[1,2,{"heart_rate":{}}]}`)
	case 3:
		return []byte(strings.Repeat("[", 1+r.IntN(3000)))
	case 4:
		return fmt.Appendf(nil, `{"ts":1e999,"readings":{"heart_rate":1e308,"battery":-%d,"steps":NaN}}`, r.IntN(1e9))
	case 5:
		return []byte(`{"id":7,"ts":{},"kind":"sosx","location":"here"}`)
	case 6:
		return []byte(`{"kind":["sos"],"id":null}`)
	case 7:
		return []byte("{\"ts\":1,\"readings\":{\"\xff\xfe\":1,\"a\\u0000b\":2}}\x00\x00")
	case 8:
		return fmt.Appendf(nil, `{"%s":1}`, strings.Repeat("k", r.IntN(4000)))
	}
	return []byte([]string{"null", "true", "3", `"sos"`, "[]", "{}", "", " ", "{\"readings\":null}", "\xef\xbb\xbf"}[r.IntN(10)])
}

// junk opens connections to the ports and writes what is no protocol, until done.
func junk(r *rand.Rand, done <-chan struct{}, ports ...string) {
	for {
		for _, at := range ports {
			select {
			case <-done:
				return
			default:
			}
			conn, err := net.DialTimeout("tcp", at, time.Second)
			if err != nil {
				continue
			}
			b := make([]byte, 1+r.IntN(300))
			for i := range b {
				b[i] = byte(r.UintN(256))
			}
			_, _ = conn.Write(b)
			_ = conn.Close()
			rest(5 * time.Millisecond)
		}
	}
}
