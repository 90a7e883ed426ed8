package ingest

import (
	"log/slog"
	"testing"
	"time"
)

func TestWindowIsLearned(t *testing.T) {
	const linger = 100 * time.Millisecond
	var w window
	for name, c := range map[string]struct {
		lingered [][2]int // messages, ms of quiet
		want     int
	}{
		"twice the same, long quiet": {[][2]int{{20, 90}, {20, 95}}, 20},
		"once":                       {[][2]int{{20, 90}}, 0},
		"still coming":               {[][2]int{{20, 3}, {20, 3}}, 0},
		"different":                  {[][2]int{{20, 90}, {21, 90}}, 0},
		"a slow stream":              {[][2]int{{3, 90}, {3, 90}}, 0},
		"interrupted":                {[][2]int{{20, 90}, {20, 1}, {20, 90}}, 0},
	} {
		w = window{}
		for _, l := range c.lingered {
			w.learn(l[0], time.Duration(l[1])*time.Millisecond, linger)
		}
		if w.size != c.want {
			t.Errorf("%s: got %d, want %d", name, w.size, c.want)
		}
	}
	w = window{size: mosquittosWindow}
	if !w.exhausted(12, 8) || w.exhausted(11, 8) || w.exhausted(0, 20) {
		t.Error("a full window is not told from one with room")
	}
	for _, c := range []struct{ held, want int }{{21, emqxsWindow}, {32, emqxsWindow}, {33, 0}} {
		if w.exhausted(c.held, 0); w.size != c.want {
			t.Errorf("%d held: a window of %d is believed in, want %d", c.held, w.size, c.want)
		}
	}
}

func TestWhoeverTunedTheWindowTunedTheQueue(t *testing.T) {
	w := window{size: mosquittosWindow}
	for _, c := range []struct {
		held int
		want time.Duration
	}{{20, quiet}, {320, quiet}, {999, quiet}, {1000, 0}, {5, 0}} {
		if w.exhausted(c.held, 0); w.patience() != c.want {
			t.Errorf("%d held: a patience of %v, want %v", c.held, w.patience(), c.want)
		}
	}
}

// atOnce is a message of a broker that sends the next one upon its acknowledgement.
type atOnce struct{ next func() }

func (atOnce) Topic() string   { return "" }
func (atOnce) Payload() []byte { return nil }
func (atOnce) Qos() byte       { return 1 }
func (atOnce) Retained() bool  { return false }
func (m atOnce) Ack()          { m.next() }

// noQos is one that the broker does not count.
type noQos struct{ atOnce }

func (noQos) Qos() byte { return 0 }

// TestWindowOutlivesTheAnswerToAnAcknowledgement: a lane that counts what it is about
// to acknowledge beside what comes for it forgets the window, lingers, and a broker
// with the limits that it is delivered with drops what it cannot queue meanwhile.
func TestWindowOutlivesTheAnswerToAnAcknowledgement(t *testing.T) {
	lane := newTelemetry(Config{Linger: time.Second, Batch: 1000}, Deps{Now: time.Now, Log: slog.New(slog.DiscardHandler)}, newMeters(), newRefusals(), &keeper{})
	fill := func(m message) (due bool) {
		_, due, _ = lane.fill(m, time.Now())
		return due
	}
	send := func() { fill(atOnce{func() {}}) }
	for range mosquittosWindow - 1 {
		if fill(atOnce{send}) {
			t.Fatal("a new lane does not believe in the smallest window")
		}
	}
	fill(noQos{atOnce{func() {}}})
	if !fill(atOnce{send}) {
		t.Fatal("a full window is not told, or something was counted that the broker does not count")
	}
	lane.flush(t.Context(), false)
	if lane.window.size != mosquittosWindow {
		t.Errorf("window %d, want %d", lane.window.size, mosquittosWindow)
	}
	if n := lane.filling.held; n != mosquittosWindow {
		t.Errorf("%d messages came in upon %d acknowledgements", n, mosquittosWindow)
	}
}
