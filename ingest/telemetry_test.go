//go:build !noembedded

package ingest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/ingest"
	"yian/store/readings"
)

func heart(at time.Time, bpm int) string {
	return fmt.Sprintf(`{"ts":%d,"readings":{"heart_rate":%d,"battery":88}}`, at.UnixMilli(), bpm)
}

// platform publishes with every right.
type platform struct{ client mqtt.Client }

func (h *house) platform() platform {
	h.t.Helper()
	in := h.broker.Internal()
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(in.URL).SetUsername(in.Username).SetPassword(in.Password).SetClientID("test"))
	if token := c.Connect(); !token.WaitTimeout(soon) || token.Error() != nil {
		h.t.Fatal(token.Error())
	}
	h.t.Cleanup(func() { c.Disconnect(0) })
	return platform{c}
}

func (p platform) publish(t *testing.T, topic, payload string, retained bool) {
	t.Helper()
	if token := p.client.Publish(topic, 1, retained, payload); !token.WaitTimeout(soon) || token.Error() != nil {
		t.Fatal(token.Error())
	}
}

func TestReadingsAreJudgedAndStored(t *testing.T) {
	h := openHouse(t)
	now := time.Now().Truncate(time.Millisecond)
	d := h.device("d1")
	d.say("telemetry", `{"ts":`+fmt.Sprint(now.UnixMilli())+`,"readings":{"heart_rate":72,"motion":true,"heart_rat":5,"spo2":7}}`)
	d.say("telemetry", "["+heart(now.Add(-time.Minute), 70)+","+heart(now.Add(-2*time.Minute), 71)+"]")
	d.say("status", `{"online":true,"ts":`+fmt.Sprint(now.UnixMilli())+`,"firmware":"1.4.2"}`)
	h.device("unknown1").say("telemetry", heart(now, 60))
	gw := h.device("gw1")
	gw.say("telemetry", `{"device":"gw1-belt","readings":{"heart_rate":77}}`)
	gw.say("telemetry", `{"device":"gw2-belt","readings":{"heart_rate":77}}`)
	gw.say("telemetry", `{"device":"unknown belt","readings":{"heart_rate":77}}`)

	shelf := h.shelf.(*shelf)
	eventually(t, "the points", func() bool { return shelf.points() == 4 && h.ingest.RefusalCounts()[care.ForeignChild] == 1 })
	eventually(t, "the status", func() bool { return len(h.alive.status()) == 1 })
	if s := h.alive.status()[0]; s.Device != "d1" || !s.Online || s.Firmware != "1.4.2" {
		t.Errorf("status: got %+v", s)
	}
	if want := map[care.Reason]int64{care.OutOfRange: 1, care.UnknownDevice: 2, care.ForeignChild: 1}; !cmp.Equal(want, h.ingest.RefusalCounts()) {
		t.Errorf("refusals (-want +got):\n%s", cmp.Diff(want, h.ingest.RefusalCounts()))
	}
	h.judge.mu.Lock()
	defer h.judge.mu.Unlock()
	for _, r := range h.judge.seen {
		if r.Device == "" || r.At.IsZero() || r.ReceivedAt.IsZero() {
			t.Errorf("judged half-filled: %+v", r)
		}
	}
	if n := len(h.judge.seen); n != 8 {
		t.Errorf("%d readings judged, want 8", n)
	}
}

func TestWhatTheBrokerRepeatsIsNoSignOfLife(t *testing.T) {
	h := openHouse(t)
	p := h.platform()
	p.publish(t, "yian/v1/d1/status", `{"online":true,"firmware":"1.4.2"}`, true)
	p.publish(t, "yian/v1/gw1/zigbee2mqtt/gw1-room", `{"temperature":21}`, true)
	shelf := h.shelf.(*shelf)
	eventually(t, "both, when they were said", func() bool { return len(h.alive.status()) == 1 && shelf.points() == 1 })
	seen := h.alive.times("gw1-room")
	h.halt()
	h.run() // subscribes again, and hears both again
	h.device("d2").say("telemetry", heart(time.Now(), 70))
	eventually(t, "a fresh reading", func() bool { return h.alive.times("d2") == 1 && shelf.points() > 1 })
	if got := h.alive.status(); len(got) != 1 {
		t.Errorf("a start took what was retained for news: %+v", got)
	}
	if got := h.alive.times("gw1-room"); got != seen {
		t.Errorf("a start saw a sensor %d times more", got-seen)
	}
	if got := shelf.points(); got != 2 {
		t.Errorf("%d points, want 2: an old state was stored as a new one", got)
	}
}

func TestInventedMetricsAreBounded(t *testing.T) {
	h := openHouse(t)
	mad, start := h.device("mad"), time.Now().Add(-time.Minute).UnixMilli()
	for n := range 12 {
		names := make([]string, 100)
		for k := range names {
			names[k] = fmt.Sprintf(`"at_%d_%d":1`, n, k)
		}
		// Of instants of their own: those received in one millisecond would be one point.
		mad.say("telemetry", fmt.Sprintf(`{"ts":%d,"readings":{"heart_rate":70,%s}}`, start+int64(n), strings.Join(names, ",")))
	}
	h.device("d1").say("telemetry", `{"readings":{"at_0_0":2,"heart_rate":71}}`)
	shelf := h.shelf.(*shelf)
	eventually(t, "every message", func() bool { return h.alive.times("d1") == 1 && shelf.points() == 13 })
	if got := h.ingest.RefusalCounts()[care.TooLarge]; got != 2 {
		t.Errorf("%d messages were refused in part, want 2", got)
	}
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	names := map[string]bool{}
	for line := range shelf.lines {
		for field := range strings.SplitSeq(line, ",") {
			name, _, _ := strings.Cut(field[strings.LastIndexByte(field, ' ')+1:], "=")
			if strings.HasPrefix(name, "at_") {
				names[name] = true
			}
		}
	}
	if len(names) == 0 || len(names) > 1000 {
		t.Errorf("%d invented columns are stored", len(names))
	}
}

// counted is how many points of a device InfluxDB holds.
func counted(t *testing.T, s *readings.Store, id string, start time.Time) int64 {
	t.Helper()
	curve, err := s.Curve(t.Context(), readings.CurveQuery{Device: care.DeviceID(id), Metric: care.HeartRate, From: start.Add(-time.Hour), To: start.Add(48 * time.Hour), Every: 24 * time.Hour})
	if err != nil {
		if errors.Is(err, care.ErrUnavailable) {
			return -1
		}
		t.Fatal(err)
	}
	var n int64
	for _, p := range curve.Points {
		n += p.Count
	}
	return n
}

func openStore(t *testing.T) *readings.Store {
	s := readings.Open(readings.Config{URL: lab.URL(), Bucket: lab.Bucket(), WriteTimeout: time.Second})
	t.Cleanup(s.Close)
	return s
}

func TestNothingIsLostWhileInfluxIsAway(t *testing.T) {
	store := openStore(t)
	h := openHouse(t, func(h *house) { h.shelf = store })
	start := time.Now().Truncate(time.Millisecond)
	const devices, each = 8, 150
	send := func(from, to int) {
		var senders sync.WaitGroup
		for n := range devices {
			d := h.device(fmt.Sprint("away", n))
			senders.Go(func() {
				for k := from; k < to; k++ {
					d.say("telemetry", heart(start.Add(time.Duration(k)*time.Second), 60+k%40))
				}
			})
		}
		senders.Wait()
	}
	send(0, each/3)
	if err := lab.Stop(); err != nil {
		t.Fatal(err)
	}
	send(each/3, each*2/3)
	d := h.device("away-caller")
	d.say("call", call("c1"))
	eventually(t, "a call meanwhile", func() bool { return h.desk.has("c1") })
	eventually(t, "the disk queue", func() bool { return h.ingest.QueueBytes() > 0 })
	if h.ingest.Lag() <= 0 || !h.ingest.StoreAway() {
		t.Error("the lag is not shown")
	}
	h.halt() // and a restart in the middle
	h.run()
	send(each*2/3, each)
	if err := lab.Start(); err != nil {
		t.Fatal(err)
	}
	for n := range devices {
		id := fmt.Sprint("away", n)
		eventually(t, "every reading of "+id, func() bool { return counted(t, store, id, start) == each })
	}
	eventually(t, "an empty disk queue", func() bool { return h.ingest.QueueBytes() == 0 && h.ingest.Lag() == 0 })
}

func TestNothingIsLostWhileTheBrokerRestarts(t *testing.T) {
	h := openHouse(t)
	start := time.Now().Truncate(time.Millisecond)
	var senders sync.WaitGroup
	const devices, each = 8, 100
	half := make(chan struct{}, devices)
	for n := range devices {
		d := h.device(fmt.Sprint("d", n))
		senders.Go(func() {
			for k := range each {
				if k == each/2 {
					half <- struct{}{}
				}
				d.say("telemetry", heart(start.Add(time.Duration(k)*time.Second), 60))
				if k%20 == 0 {
					d.say("call", call(fmt.Sprint(n, "-", k)))
				}
			}
		})
	}
	for range devices {
		<-half
	}
	if err := h.broker.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := h.broker.Start(); err != nil {
		t.Fatal(err)
	}
	senders.Wait()
	shelf := h.shelf.(*shelf)
	eventually(t, "every reading", func() bool { return shelf.distinct() == devices*each })
	eventually(t, "every call", func() bool { return h.desk.distinct() == devices*5 })
}

// distinct is how many different points were stored, whenever they were received.
func (s *shelf) distinct() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	points := map[string]bool{}
	for line := range s.lines {
		var tags, fields string
		var at int64
		if _, err := fmt.Sscanf(line, "%s %s %d", &tags, &fields, &at); err == nil {
			points[fmt.Sprint(tags, at)] = true
		}
	}
	return len(points)
}

func TestCallsDoNotWaitForAHungStore(t *testing.T) {
	hung := make(chan struct{})
	shelf := newShelf()
	shelf.hung = hung
	h := openHouse(t, func(h *house) { h.shelf, h.cfg.Batch = shelf, 50 })
	flood := h.device("flood")
	now := time.Now()
	done := make(chan struct{})
	go func() { // far more than two batches: the lane stands, the broker holds
		defer close(done)
		for n := range 1000 {
			flood.say("telemetry", heart(now.Add(time.Duration(n)*time.Millisecond), 60))
		}
	}()
	d := h.device("d1")
	for n := range 30 {
		d.say("call", call(fmt.Sprint("c", n)))
		said := time.Now()
		eventually(t, "the call", func() bool { return h.desk.has(care.CallID(fmt.Sprint("c", n))) })
		if took := time.Since(said); took > time.Second {
			t.Errorf("call %d took %v", n, took)
		}
	}
	<-done
	if h.ingest.Lag() <= 0 {
		t.Error("the lag of a batch that hangs is not shown")
	}
	close(hung)
	eventually(t, "every reading", func() bool { return shelf.points() == 1000 })
}

func TestFullDiskQueueStopsAcknowledging(t *testing.T) {
	shelf := newShelf()
	shelf.away = true
	h := openHouse(t, func(h *house) { h.shelf, h.cfg.QueueBytes, h.cfg.Batch = shelf, 2000, 10 })
	d := h.device("d1")
	now := time.Now().Add(-time.Hour)
	const many = 400
	for n := range many {
		d.say("telemetry", heart(now.Add(time.Duration(n)*time.Second), 60))
	}
	eventually(t, "a full queue", func() bool { return h.ingest.QueueBytes() > 500 })
	if q := h.ingest.QueueBytes(); q > 2000 {
		t.Errorf("the queue holds %d bytes of 2000", q)
	}
	d.say("call", call("c1"))
	eventually(t, "a call meanwhile", func() bool { return h.desk.has("c1") })
	shelf.setAway(false)
	eventually(t, "every reading", func() bool { return shelf.points() == many })
}

func TestFeedbackReachesDeviceAndGateway(t *testing.T) {
	h := openHouse(t)
	down := ingest.NewDownlink(h.cfg, h.log(), nil)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = down.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	ready, cancelReady := context.WithTimeout(ctx, soon)
	defer cancelReady()
	if err := down.WaitReady(ready); err != nil {
		t.Fatal(err)
	}
	own, gateway := h.device("gw1-panel").hears("feedback"), h.device("gw1").hears("feedback")
	f := care.Feedback{Device: "gw1-panel", Gateway: "gw1", Call: "c1", Step: care.StepDispatched, At: time.UnixMilli(1700000000000), By: "样例护理员", ETASeconds: 480}
	if err := down.Feedback(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	const common = `"call":"c1","state":"dispatched","ts":1700000000000,"by":"样例护理员","eta_s":480`
	if got, want := <-own, "{"+common+"}"; got != want {
		t.Errorf("device: got %s, want %s", got, want)
	}
	if got, want := <-gateway, "{"+common+`,"device":"gw1-panel"}`; got != want || !json.Valid([]byte(got)) {
		t.Errorf("gateway: got %s, want %s", got, want)
	}
	if err := h.broker.Stop(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := down.Feedback(t.Context(), f); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("broker away: got %v, want unavailable", err)
	}
	if took := time.Since(start); took > 6*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	if err := h.broker.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the downlink back", func() bool { return down.Feedback(t.Context(), f) == nil })
}
