package dispatch_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

// wait lets seconds go by with the operator's console alive, and returns the second at
// which somebody was rung first, 0 for nobody.
func (w *world) wait(seconds int) int {
	w.t.Helper()
	first := 0
	for s := 1; s <= seconds; s++ {
		w.attend()
		w.pass(time.Second)
		w.rung.mu.Lock()
		if first == 0 && len(w.rung.sent) > 0 {
			first = s
		}
		w.rung.mu.Unlock()
	}
	return first
}

// With one operator on duty and busy, the second rings the supervisor after 10 s.
func TestASecondOneRingsTheSupervisorAtOnce(t *testing.T) {
	busy := func(w *world) { w.answered(wangsPendant) }
	for name, c := range map[string]struct {
		before func(w *world)
		press  func(w *world)
		want   int
	}{
		"free":             {func(*world) {}, func(w *world) { w.press(zhaosButton, "b") }, 30},
		"busy":             {busy, func(w *world) { w.press(zhaosButton, "b") }, 10},
		"busy, not danger": {busy, func(w *world) { w.press(zhaosButton, "b", care.WaterLeak) }, 30},
		"the same one again": {func(w *world) {
			w.answered(wangsPendant)
			w.pass(time.Minute)
		}, func(w *world) { w.press(wangsPendant, "b") }, 30},
		"busy, and a colleague is free": {func(w *world) {
			w.answered(wangsPendant)
			w.cfg.Beat = time.Hour
			w.desk.Beat(w.t.Context(), colleague, "2")
		}, func(w *world) { w.press(zhaosButton, "b") }, 30},
		"both busy": {func(w *world) {
			w.answered(wangsPendant)
			w.desk.Beat(w.t.Context(), colleague, "2")
			w.press(bedCord, "c")
			for _, in := range w.incidents() {
				if in.State == care.IncidentOpen {
					_, err := w.desk.Answer(w.t.Context(), colleague, in.ID)
					must(w.t, err)
				}
			}
		}, func(w *world) { w.press(zhaosButton, "b") }, 10},
		"somebody is there already": {func(w *world) {
			id := w.answered(wangsPendant).ID
			o, err := w.desk.MakeOrder(w.t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: id})
			must(w.t, err)
			_, err = w.desk.Accept(w.t.Context(), worker, o.ID, 60)
			must(w.t, err)
			_, err = w.desk.Arrive(w.t.Context(), worker, o.ID, nil)
			must(w.t, err)
		}, func(w *world) { w.press(zhaosButton, "b") }, 30},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t, dispatch.Config{Beat: time.Hour})
			c.before(w)
			w.pass(0)
			w.phones()
			c.press(w)
			if got := w.wait(35); got != c.want {
				t.Errorf("the supervisor was rung after %d s, want %d", got, c.want)
			}
			if diff := cmp.Diff([]string{"supervisor 13900000001"}, w.phones()); diff != "" {
				t.Errorf("rung (-want +got)\n%s", diff)
			}
		})
	}
}
