//go:build !noembedded

package ingest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func call(id string) string { return fmt.Sprintf(`{"id":%q,"ts":1700000000000,"kind":"sos"}`, id) }

func TestCallReachesTheDesk(t *testing.T) {
	h := openHouse(t)
	h.device("d1").say("call", `{"id":"c1","ts":1700000000000,"kind":"fall","location":{"lat":33.1,"lon":117.2,"accuracy":8}}`)
	eventually(t, "the call", func() bool { return h.desk.has("c1") })
	got := h.desk.all()[0]
	if got.Place.Elder != "elder-of-d1" || got.Kind != care.Fall || got.Orphan || got.Location == nil || got.PressedAt.UnixMilli() != 1700000000000 || time.Since(got.ReceivedAt) > soon {
		t.Errorf("got %+v", got)
	}
	// Acknowledged: a new start hears nothing of it.
	h.halt()
	h.run()
	h.device("d1").say("call", call("c2"))
	eventually(t, "the next call", func() bool { return h.desk.has("c2") })
	if h.desk.tries["c1"] != 1 {
		t.Errorf("c1 was raised %d times", h.desk.tries["c1"])
	}
}

func TestCallIsTriedUntilTheDeskHasIt(t *testing.T) {
	h := openHouse(t)
	tries := 0
	h.desk.setRefuse(func(c care.Call) error {
		if c.ID == "c1" {
			if tries++; tries < 4 {
				return errAway
			}
		}
		return nil
	})
	h.device("d1").say("call", call("c1"))
	eventually(t, "the call", func() bool { return h.desk.has("c1") })
	if n := len(h.desk.all()); n != 1 {
		t.Errorf("recorded %d times", n)
	}
}

func TestCallSurvivesAStopWhileTheDeskIsAway(t *testing.T) {
	h := openHouse(t)
	h.desk.setRefuse(func(care.Call) error { return errAway })
	h.device("d1").say("call", call("c1"))
	eventually(t, "a try", func() bool { h.desk.mu.Lock(); defer h.desk.mu.Unlock(); return h.desk.tries["c1"] > 0 })
	h.halt()
	h.desk.setRefuse(nil)
	h.run()
	eventually(t, "the call", func() bool { return h.desk.has("c1") })
}

func TestOneDeviceInOrderOthersBeside(t *testing.T) {
	h := openHouse(t)
	gate := make(chan struct{})
	h.desk.hold["slow"] = gate
	slow := h.device("slow")
	for n := range 20 {
		slow.say("call", call(fmt.Sprint("s", n)))
	}
	h.device("quick").say("call", call("q"))
	eventually(t, "the other device's call", func() bool { return h.desk.has("q") })
	if h.desk.has("s0") {
		t.Error("the held call was recorded")
	}
	close(gate)
	eventually(t, "the slow one's calls", func() bool { return h.desk.has("s19") })
	var got []string
	for _, c := range h.desk.all()[1:] {
		got = append(got, string(c.ID))
	}
	var want []string
	for n := range 20 {
		want = append(want, fmt.Sprint("s", n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestRepeatsWhileTheDeskIsAwayAreOneCall(t *testing.T) {
	h := openHouse(t)
	gate := make(chan struct{})
	h.desk.hold["d1"] = gate
	d := h.device("d1")
	const repeats = 600 // more than are held as one
	for range repeats {
		d.say("call", call("c1"))
	}
	close(gate)
	d.say("call", call("c2"))
	eventually(t, "both calls", func() bool { return h.desk.has("c2") })
	if n := h.desk.tries["c1"]; n > 5 {
		t.Errorf("%d repeats were raised %d times", repeats, n)
	}
}

func TestOneDeviceCannotUseUpTheRoomOfOthers(t *testing.T) {
	h := openHouse(t)
	gate := make(chan struct{})
	h.desk.hold["mad"] = gate
	mad := h.device("mad")
	const many = 600 // more than may wait of one device
	for n := range many {
		mad.say("call", call(fmt.Sprint("m", n)))
	}
	h.device("d1").say("call", call("c1"))
	eventually(t, "the other's call", func() bool { return h.desk.has("c1") })
	close(gate)
	eventually(t, "every call", func() bool { return h.desk.distinct() == many+1 })
}

// TestAPressShowsThatTheButtonIsThere: many a button behind a gateway says nothing else.
// What the gateway kept for days shows nothing of the present.
func TestAPressShowsThatTheButtonIsThere(t *testing.T) {
	h := openHouse(t)
	gw := h.device("gw1")
	gw.say("call", `{"id":"of-old","ts":1700000000000,"kind":"sos","device":"gw1-old"}`)
	gw.say("call", `{"id":"now","kind":"sos","device":"gw1-button"}`)
	gw.say("confirm", `{"call":"now","state":"received","device":"gw1-panel"}`)
	eventually(t, "the button and the panel", func() bool { return h.alive.times("gw1-button") == 1 && h.alive.times("gw1-panel") == 1 })
	if n := h.alive.times("gw1-old"); n != 0 {
		t.Errorf("a press of 2023 shows that a button is there now, %d times", n)
	}
}

func TestWhoCalls(t *testing.T) {
	h := openHouse(t)
	h.device("unknown1").say("call", call("nobody"))
	gw := h.device("gw1")
	gw.say("call", `{"id":"child","kind":"sos","device":"gw1-button"}`)
	gw.say("call", `{"id":"stranger","kind":"sos","device":"unknown button"}`)
	gw.say("call", `{"id":"foreign","kind":"sos","device":"gw2-button"}`)
	gw.say("call", `{"id":"itself","kind":"sos","device":"gw1"}`)
	eventually(t, "the calls", func() bool { return len(h.desk.all()) == 4 && h.desk.has("itself") })
	got := map[care.CallID]string{}
	for _, c := range h.desk.all() {
		got[c.ID] = fmt.Sprint(c.Place.Device, " by ", c.Place.Gateway, " orphan ", c.Orphan)
	}
	want := map[care.CallID]string{
		"nobody":   "unknown1 by  orphan true",
		"child":    "gw1-button by gw1 orphan false",
		"stranger": "gw1 by  orphan true",
		"itself":   "gw1 by  orphan false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	eventually(t, "the refusal", func() bool { return h.ingest.RefusalCounts()[care.ForeignChild] == 1 })
	if r := h.ingest.Refusals(1)[0]; r.Device != "gw1" || r.Topic != "yian/v1/gw1/call" || r.Detail == "" {
		t.Errorf("got %+v", r)
	}
}

func TestRequestAndConfirmation(t *testing.T) {
	h := openHouse(t)
	d := h.device("d1")
	d.say("request", `{"id":"r1","ts":1700000000000,"service":"meal"}`)
	d.say("confirm", `{"call":"c1","state":"received"}`)
	h.device("unknown1").say("request", `{"id":"r2","service":"meal"}`)
	eventually(t, "both", func() bool {
		h.desk.mu.Lock()
		defer h.desk.mu.Unlock()
		return len(h.desk.requests) == 1 && len(h.desk.confirms) == 1
	})
	if r := h.desk.requests[0]; r.Service != care.Meal || r.ID != "r1" || r.Place.Device != "d1" {
		t.Errorf("request: got %+v", r)
	}
	if c := h.desk.confirms[0]; c.Device != "d1" || c.Call != "c1" || c.Step != care.StepReceived {
		t.Errorf("confirmation: got %+v", c)
	}
	eventually(t, "the refusal", func() bool { return h.ingest.RefusalCounts()[care.UnknownDevice] == 1 })
}

func TestBoughtGatewayCalls(t *testing.T) {
	h := openHouse(t)
	gw := h.device("gw1")
	gw.say("zigbee2mqtt/gw1-button", `{"action":"emergency","battery":90}`)
	gw.say("zigbee2mqtt/unknown 按钮", `{"action":"emergency"}`)
	eventually(t, "both calls", func() bool { return len(h.desk.all()) == 2 })
	got := map[care.DeviceID]bool{}
	for _, c := range h.desk.all() {
		got[c.Place.Device] = c.Orphan
	}
	if diff := cmp.Diff(map[care.DeviceID]bool{"gw1-button": false, "gw1": true}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	shelf := h.shelf.(*shelf)
	eventually(t, "the battery in the same frame", func() bool { return shelf.points() == 1 })
}

func TestGarbageDoesNotHoldUpACall(t *testing.T) {
	h := openHouse(t)
	var senders sync.WaitGroup
	const each = 400
	for n := range 4 {
		d := h.device(fmt.Sprint("noisy", n))
		senders.Go(func() {
			for k := range each {
				d.say("call", []string{"", "{", "[]", "null", `{"kind":"nonsense"}`, "\x00\xff", strings.Repeat("[", 5000)}[k%7])
				d.say("telemetry", []string{"", "{", `{"readings":7}`, `{"readings":{"heart_rate":"x"}}`, `{"readings":{"heart_rate":9999}}`, "\xff"}[k%6])
			}
		})
	}
	quiet := h.device("d1")
	start := time.Now()
	for n := range 20 {
		quiet.say("call", call(fmt.Sprint("c", n)))
		said := time.Now()
		eventually(t, "the call", func() bool { return h.desk.has(care.CallID(fmt.Sprint("c", n))) })
		if took := time.Since(said); took > time.Second {
			t.Errorf("call %d took %v", n, took)
		}
	}
	t.Logf("20 calls one after another in %v", time.Since(start))
	senders.Wait()
	refused := func() (n int64) {
		for _, c := range h.ingest.RefusalCounts() {
			n += c
		}
		return n
	}
	eventually(t, "every refusal counted", func() bool { return refused() == 4*2*each })
	if n := h.desk.distinct(); n != 20 {
		t.Errorf("%d calls, want 20", n)
	}
	if n := len(h.ingest.Refusals(1000)); n != 200 {
		t.Errorf("%d refusals are shown, want 200", n)
	}
}

func TestRetainedCallIsNoNewPress(t *testing.T) {
	h := openHouse(t)
	h.halt()
	// A foreign broker may retain what a device asked to be retained; ours does not.
	// The platform's own account stands in for it.
	p := h.platform()
	p.publish(t, "yian/v1/d1/call", `{"kind":"sos"}`, true)
	p.publish(t, "yian/v1/d2/call", call("with a time"), true)
	h.run()
	eventually(t, "the call with a time", func() bool { return h.desk.has("with a time") })
	before := h.desk.distinct()
	h.halt()
	h.run()
	h.device("d3").say("call", call("fresh"))
	eventually(t, "a fresh call", func() bool { return h.desk.has("fresh") })
	if n := h.desk.distinct(); n != before+1 {
		t.Errorf("%d different calls, want %d: a start made a press", n, before+1)
	}
}
