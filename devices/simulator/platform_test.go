package simulator

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"yian/care"
	"yian/devices"
)

// openDoor lets everybody in.
type openDoor struct{ mqtt.HookBase }

func (openDoor) ID() string { return "open-door" }

func (openDoor) Provides(b byte) bool {
	return b == mqtt.OnConnectAuthenticate || b == mqtt.OnACLCheck
}

func (openDoor) OnConnectAuthenticate(*mqtt.Client, packets.Packet) bool { return true }

func (openDoor) OnACLCheck(*mqtt.Client, string, bool) bool { return true }

// platform is a real broker with as much of the platform behind it as devices can
// notice: it decodes everything and answers calls.
type platform struct {
	server *mqtt.Server
	url    string
	// deaf reports whether the n-th message of a call is ignored.
	deaf func(call care.CallID, n int) bool

	mu       sync.Mutex // guards all below
	samples  map[string]int
	calls    map[care.CallID]int
	kinds    map[care.CallKind]int
	confirms map[care.CallID]map[care.Step]bool
	requests int
	refused  []string
	statuses map[care.DeviceID]bool
	zigbee   devices.Decoder
	wake     chan struct{} // after every message
}

func startPlatform(t testing.TB) *platform {
	t.Helper()
	p := &platform{server: mqtt.New(&mqtt.Options{InlineClient: true, Logger: slog.New(slog.DiscardHandler)}),
		samples: map[string]int{}, calls: map[care.CallID]int{}, kinds: map[care.CallKind]int{},
		confirms: map[care.CallID]map[care.Step]bool{}, statuses: map[care.DeviceID]bool{}, wake: make(chan struct{}, 1)}
	p.zigbee, _ = devices.DecoderFor(devices.Zigbee2MQTT)
	if err := p.server.AddHook(new(openDoor), nil); err != nil {
		t.Fatal(err)
	}
	tcp := listeners.NewTCP(listeners.Config{ID: "t", Address: "127.0.0.1:0"})
	if err := p.server.AddListener(tcp); err != nil {
		t.Fatal(err)
	}
	if err := p.server.Serve(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.server.Close() })
	p.url = "tcp://" + tcp.Address()
	if err := p.server.Subscribe("yian/v1/#", 1, p.receive); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *platform) receive(_ *mqtt.Client, _ packets.Subscription, pk packets.Packet) {
	if strings.HasSuffix(pk.TopicName, "/feedback") {
		return
	}
	device, what, rest, ok := devices.ParseTopic(pk.TopicName)
	decoder, native := devices.Native(what)
	if !native {
		decoder = p.zigbee
	}
	var said devices.Said
	p.mu.Lock()
	defer p.mu.Unlock()
	if !ok {
		p.refused = append(p.refused, pk.TopicName)
		return
	}
	decoder.Decode(device, rest, pk.Payload, time.Now(), &said)
	p.note(device, pk.TopicName, &said)
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *platform) note(device care.DeviceID, topic string, said *devices.Said) {
	for _, s := range said.Samples {
		p.samples[fmt.Sprintf("%s/%s/%d", device, s.Child, s.At.UnixMilli())]++
	}
	for _, r := range said.Refused {
		p.refused = append(p.refused, topic+": "+r.Detail)
	}
	p.requests += len(said.Requests)
	for _, s := range said.Statuses {
		if s.Child == "" {
			p.statuses[device] = s.Online
		}
	}
	for _, c := range said.Confirms {
		if p.confirms[c.Call] == nil {
			p.confirms[c.Call] = map[care.Step]bool{}
		}
		p.confirms[c.Call][c.Step] = true
	}
	for _, c := range said.Calls {
		p.calls[c.ID]++
		p.kinds[c.Kind]++
		if p.deaf != nil && p.deaf(c.ID, p.calls[c.ID]) {
			continue
		}
		payload := fmt.Appendf(nil, `{"call":%q,"state":"received","ts":%d}`, c.ID, time.Now().UnixMilli())
		go p.server.Publish("yian/v1/"+string(device)+"/feedback", payload, false, 1)
	}
}

// until waits for a condition over what the platform has noted.
func (p *platform) until(t testing.TB, what string, done func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for {
		p.mu.Lock()
		ok := done()
		p.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-p.wake:
		case <-deadline.C:
			t.Fatalf("waited too long: %s", what)
		}
	}
}

// testHomes furnishes homes as a registry would hand them out: whatever needs an
// account has one.
func testHomes(seed uint64, n int) []Home {
	var homes []Home
	for i := range n {
		h := Home{ID: fmt.Sprintf("h%03d", i)}
		for _, w := range Furnish(seed, h.ID) {
			c := Credential{Device: w.ID, Kind: w.Kind, Gateway: w.Gateway, Address: w.Address, Location: w.Location}
			if w.Gateway == "" {
				c.Username, c.Password = string(w.ID), "secret"
			}
			h.Devices = append(h.Devices, c)
		}
		homes = append(homes, h)
	}
	return homes
}

func index(homes []Home) map[string]int {
	speakers := map[string]int{}
	for _, h := range homes {
		for _, d := range h.Devices {
			if d.Username != "" {
				speakers[d.Username] = len(speakers)
			}
		}
	}
	return speakers
}

// wire writes utterances as they would be seen on the wire.
func wire(out []utterance) []byte {
	var b bytes.Buffer
	for _, u := range out {
		fmt.Fprintf(&b, "%s %s\n", u.topic, u.payload)
	}
	return b.Bytes()
}
