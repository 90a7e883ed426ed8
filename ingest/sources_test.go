//go:build !noembedded

package ingest_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"yian/care"
	"yian/ingest"
)

// oldGateways is a source whose topics name the gateway in their second level.
func oldGateways() care.Source {
	return care.Source{ID: "old", Decoder: "zigbee2mqtt", Filter: "old/+/#", Cut: 2, Find: care.FindTopic, Level: 2, Enabled: true}
}

// hear makes sources what is read, and waits until it is.
func (h *house) hear(sources ...care.Source) {
	h.t.Helper()
	h.ingest.SetSources(sources)
	for _, s := range sources {
		if s.Enabled {
			eventually(h.t, s.Filter+" is heard", func() bool { return h.ingest.Hears(s.Filter) })
		}
	}
}

func TestSourceIsHeardByBothLanes(t *testing.T) {
	h := openHouse(t)
	shelf := h.shelf.(*shelf)
	h.hear(oldGateways())
	gw := h.device("gw1")
	gw.publish("old/gw1/gw1-cord", `{"action":"emergency","battery":96}`)
	gw.publish("old/gw1/gw1-room", `{"temperature":21.5,"humidity":40}`)
	eventually(t, "the readings", func() bool { return shelf.points() == 2 })
	eventually(t, "the call", func() bool { return len(h.desk.all()) == 1 })
	if c := h.desk.all()[0]; c.Place.Device != "gw1-cord" || c.Place.Gateway != "gw1" || c.Orphan || c.Kind != care.SOS {
		t.Errorf("got %+v", c)
	}
	// A child that nobody knows: its call at the gateway's place, its readings refused.
	gw.publish("old/gw1/unknown-cord", `{"action":"emergency","battery":96}`)
	eventually(t, "the unknown child's call", func() bool { return len(h.desk.all()) == 2 })
	if c := h.desk.all()[1]; c.Place.Elder != "elder-of-gw1" || !c.Orphan {
		t.Errorf("got %+v", c)
	}
	eventually(t, "its refusal", func() bool { return h.ingest.RefusalCounts()[care.UnknownDevice] == 1 })
	// Native devices go on as ever.
	h.device("d1").say("call", call("c1"))
	eventually(t, "a native call", func() bool { return h.desk.has("c1") })
	if state := h.ingest.SourceStates()["old"]; state.Unheard || state.HeardAt == nil || time.Since(*state.HeardAt) > soon || shelf.points() != 2 {
		t.Errorf("%+v, %d points", state, shelf.points())
	}
}

// TestUnnamedCallOfASource: whoever presses is heard even when nobody knows the
// gateway, or the topic names none.
func TestUnnamedCallOfASource(t *testing.T) {
	h := openHouse(t)
	h.hear(oldGateways())
	bridge := h.platform()
	for _, gateway := range []string{"unknown-gw", "网关 1", "网关 2"} {
		bridge.publish(t, "old/"+gateway+"/cord", `{"action":"emergency","battery":96}`, false)
	}
	eventually(t, "all calls", func() bool { return len(h.desk.all()) == 3 })
	places := map[care.DeviceID]bool{}
	for _, c := range h.desk.all() {
		places[c.Place.Device] = true
		if !c.Orphan || c.Place.Elder != "" {
			t.Errorf("got %+v", c)
		}
	}
	if len(places) != 3 || !places["unknown-gw"] {
		t.Errorf("devices %v", places)
	}
	eventually(t, "three refusals of readings", func() bool { return h.ingest.RefusalCounts()[care.UnknownDevice] >= 3 })
	if h.shelf.(*shelf).points() != 0 {
		t.Error("readings of nobody are stored")
	}
}

func TestSourceFollowsItsRow(t *testing.T) {
	h := openHouse(t)
	shelf := h.shelf.(*shelf)
	gw := h.device("gw1")
	press := func(topic string, at int) {
		gw.publish(topic, fmt.Sprintf(`{"action":"emergency","battery":%d}`, at))
	}
	h.hear(oldGateways())
	press("old/gw1/gw1-a", 1)
	eventually(t, "the first", func() bool { return len(h.desk.all()) == 1 && shelf.points() == 1 })

	moved := oldGateways()
	moved.Filter, moved.Former = "newer/+/#", []string{"old/+/#"}
	h.hear(moved)
	eventually(t, "the old topics are given up", func() bool { return !h.ingest.Hears("old/+/#") })
	press("newer/gw1/gw1-b", 2)
	eventually(t, "the second", func() bool { return len(h.desk.all()) == 2 && shelf.points() == 2 })
	press("old/gw1/gw1-c", 3)

	moved.Enabled = false
	h.hear(moved)
	press("newer/gw1/gw1-d", 4)

	moved.Enabled = true
	h.hear(moved)
	press("newer/gw1/gw1-e", 5)
	eventually(t, "the last", func() bool { return len(h.desk.all()) == 3 && shelf.points() == 3 })
	if c := h.desk.all()[2]; c.Place.Device != "gw1-e" {
		t.Errorf("heard %s though silent", c.Place.Device)
	}
}

func TestBrokenSourceStopsNobody(t *testing.T) {
	h := openHouse(t)
	bad := func(id care.SourceID, filter, decoder string) care.Source {
		return care.Source{ID: id, Filter: filter, Decoder: decoder, Find: care.FindTopic, Level: 2, Cut: 2, Enabled: true}
	}
	h.ingest.SetSources([]care.Source{bad("a", "#", "zigbee2mqtt"), bad("b", "broken/#/x", "zigbee2mqtt"), bad("c", "other/+/#", "of a newer version"),
		oldGateways(), bad("z", "old/gw1/x", "zigbee2mqtt")})
	eventually(t, "the good one is heard", func() bool { return h.ingest.Hears("old/+/#") })
	h.device("gw1").publish("old/gw1/gw1-a", `{"action":"emergency"}`)
	h.device("d1").say("call", call("c1"))
	eventually(t, "both calls", func() bool { return len(h.desk.all()) == 2 })
	states := h.ingest.SourceStates()
	for _, id := range []care.SourceID{"a", "b", "c", "old", "z"} {
		if state, ok := states[id]; !ok || state.Unheard != (id != "old") {
			t.Errorf("%s: %+v", id, state)
		}
	}
}

// TestSourceWaitsWhileNobodyListens: what is published while the process is away, or
// the desk, is heard afterwards.
func TestSourceWaitsWhileNobodyListens(t *testing.T) {
	h := openHouse(t)
	h.sources = []care.Source{oldGateways()}
	h.hear(h.sources...)
	h.desk.setRefuse(func(care.Call) error { return errAway })
	gw := h.device("gw1")
	gw.publish("old/gw1/gw1-a", `{"action":"emergency","last_seen":"`+time.Now().UTC().Format(time.RFC3339)+`"}`)
	eventually(t, "a try", func() bool { h.desk.mu.Lock(); defer h.desk.mu.Unlock(); return len(h.desk.tries) > 0 })
	h.halt()
	gw.publish("old/gw1/gw1-b", `{"action":"emergency","battery":50}`)
	h.desk.setRefuse(nil)
	h.run()
	eventually(t, "both calls", func() bool { return h.desk.distinct() == 2 })
	eventually(t, "the reading", func() bool { return h.shelf.(*shelf).points() == 1 })
}

func TestProcessesTakeTurnsAtSources(t *testing.T) {
	h := openHouse(t)
	h.halt()
	a, b := h.instance("a"), h.instance("b")
	sources := []care.Source{oldGateways()}
	a.SetSources(sources)
	b.SetSources(sources)
	shelf, gw := h.shelf.(*shelf), h.device("gw1")
	n := 0
	for _, who := range []*instance{a, b, a} {
		who.listen()
		eventually(t, "the source is heard", func() bool { return who.Hears("old/+/#") })
		n++
		gw.publish("old/gw1/gw1-room", fmt.Sprintf(`{"temperature":%d}`, n))
		eventually(t, "the reading", func() bool { return shelf.points() == n })
		who.stopListening()
		n++ // kept for whoever is next
		gw.publish("old/gw1/gw1-room", fmt.Sprintf(`{"temperature":%d}`, n))
	}
	b.listen()
	eventually(t, "the last reading", func() bool { return shelf.points() == n })
	gw.publish("old/gw1/gw1-cord", `{"action":"emergency","last_seen":"`+time.Now().UTC().Format(time.RFC3339)+`"}`)
	eventually(t, "the call twice", func() bool { return len(h.desk.all()) == 2 })
	if h.desk.distinct() != 1 {
		t.Errorf("%d calls", h.desk.distinct())
	}
}

// TestBrokerThatCutsOverASource: some brokers end the connection of whoever asks for
// what it may not have. The others are heard all the same, and calls do not notice.
func TestBrokerThatCutsOverASource(t *testing.T) {
	cuts := &cutting{}
	server := mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler), InlineClient: true})
	door := listeners.NewTCP(listeners.Config{ID: "t", Address: "127.0.0.1:0"})
	for _, err := range []error{server.AddHook(cuts, nil), server.AddListener(door), server.Serve()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	defer server.Close()
	h := &house{t: t, desk: newDesk(), shelf: newShelf(), judge: &judge{}, alive: &alive{}}
	h.cfg = ingest.Config{URL: "tcp://" + door.Address(), Dir: t.TempDir()}
	bad := oldGateways()
	bad.ID, bad.Filter = "bad", "forbidden/+/#"
	h.sources = []care.Source{bad, oldGateways()}
	h.run()
	defer h.halt()
	turn := h.ingest.TelemetryTurn()
	eventually(t, "the good one is heard", func() bool { return h.ingest.Hears("old/+/#") && cuts.n.Load() >= 2 })
	for topic, payload := range map[string]string{"old/gw1/gw1-a": `{"action":"emergency"}`, "yian/v1/d1/call": call("c1")} {
		if err := server.Publish(topic, []byte(payload), false, 1); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "both calls", func() bool { return len(h.desk.all()) == 2 })
	if states := h.ingest.SourceStates(); h.ingest.TelemetryTurn() != turn || !states["bad"].Unheard || states["old"].Unheard || h.ingest.Hears(bad.Filter) {
		t.Errorf("turn %d after %d, %+v", h.ingest.TelemetryTurn(), turn, states)
	}
}

// cutting ends the connection of whoever subscribes to forbidden topics.
type cutting struct {
	mochi.HookBase
	n atomic.Int64
}

func (*cutting) ID() string { return "cutting" }
func (*cutting) Provides(b byte) bool {
	return b == mochi.OnPacketRead || b == mochi.OnConnectAuthenticate || b == mochi.OnACLCheck
}

func (*cutting) OnConnectAuthenticate(*mochi.Client, packets.Packet) bool { return true }

func (*cutting) OnACLCheck(*mochi.Client, string, bool) bool { return true }

func (c *cutting) OnPacketRead(_ *mochi.Client, pk packets.Packet) (packets.Packet, error) {
	for _, f := range pk.Filters {
		if strings.HasPrefix(f.Filter, "forbidden/") {
			c.n.Add(1)
			return pk, packets.ErrRejectPacket
		}
	}
	return pk, nil
}

func TestDryRun(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	src := oldGateways()
	run := func(topic, payload string) care.DryRun {
		t.Helper()
		d, err := ingest.DryRun(context.Background(), registry{}, &src, topic, []byte(payload), at)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := run("new/gw1/x", `{}`); d.Matches || d.Speaker != "" {
		t.Errorf("of another topic: %+v", d)
	}
	d := run("old/gw1/gw1-cord", `{"action":"emergency","battery":96,"temperature":900}`)
	if !d.Matches || d.Rest != "gw1-cord" || d.Speaker != "gw1" || !d.Known || len(d.Readings) != 1 || d.Readings[0] != (care.DryReading{Device: "gw1-cord", Name: "gw1-cord", Metric: care.BatteryMetric, Value: 96, Unit: "%", At: at}) ||
		len(d.Calls) != 1 || d.Calls[0] != (care.DryCall{Device: "gw1-cord", Name: "gw1-cord", Kind: care.SOS, At: at, Raised: true}) ||
		len(d.Refused) != 1 || d.Refused[0].Reason != care.OutOfRange || len(d.Devices) != 1 || !d.Devices[0].Known {
		t.Errorf("got %+v", d)
	}
	// An alarm that stands is a call each time: nothing is remembered.
	for range 2 {
		if d := run("old/gw1/gw1-leak", `{"water_leak":true}`); len(d.Calls) != 1 || d.Calls[0].Kind != care.WaterLeak {
			t.Errorf("got %+v", d)
		}
	}
	d = run("old/gw1/unknown-cord", `{"action":"emergency","battery":96}`)
	if len(d.Calls) != 1 || !d.Calls[0].Orphan || d.Calls[0].Device != "gw1" || !d.Calls[0].Raised || d.Readings[0].Device != "" || len(d.Refused) != 1 || d.Devices[0].Reason != care.UnknownDevice {
		t.Errorf("an unknown child: %+v", d)
	}
	d = run("old/gw1/other", `{"action":"emergency"}`)
	if len(d.Calls) != 1 || d.Calls[0].Raised || d.Refused[0].Reason != care.ForeignChild {
		t.Errorf("a foreign child: %+v", d)
	}
	d = run("old/网关/x", `{"action":"emergency"}`)
	if d.Speaker != "" || d.Known || len(d.Calls) != 1 || !d.Calls[0].Orphan || !d.Calls[0].Raised {
		t.Errorf("nobody: %+v", d)
	}
	d = run("old/gw1/bridge/state", `online`)
	if len(d.Others) != 1 || d.Others[0].What != "online" || d.Others[0].Device != "gw1" {
		t.Errorf("online: %+v", d)
	}
}
