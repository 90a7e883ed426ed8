package alerts

import (
	"testing"
	"testing/synctest"
	"time"

	"yian/care"
)

// TestARepairThatMendedNothingIsNoEnd: a completed order ends the alert in the record.
// When the battery was not changed somebody must hear of it again before it is empty.
func TestARepairThatMendedNothingIsNoEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		low := func() []told {
			var all []told
			for _, x := range w.told(began) {
				if x.Rule == "battery_low" {
					all = append(all, x)
				}
			}
			return all
		}
		w.say(e, "d1", care.BatteryMetric, 15)
		wait(time.Minute)
		w.mu.Lock()
		a := w.alerts[0]
		w.mu.Unlock()
		e.Mended(a)
		if err := w.ClearAlert(t.Context(), a.ID, time.Now(), care.Entry{}); err != nil {
			t.Fatal(err)
		}
		for range 23 { // the day for which the rule is quiet
			wait(time.Hour)
			w.say(e, "d1", care.BatteryMetric, 14)
		}
		if got := low(); len(got) != 1 || got[0].Cleared == 0 {
			t.Fatalf("within the quiet time: %+v", got)
		}
		wait(2 * time.Hour)
		w.say(e, "d1", care.BatteryMetric, 13)
		if got := low(); len(got) != 2 || got[1].Cleared != 0 {
			t.Errorf("a battery that nobody changed: %+v, want it raised anew", got)
		}
		wait(time.Minute)
		w.say(e, "d1", care.BatteryMetric, 100)
		wait(time.Minute)
		if got := low(); len(got) != 2 || got[1].Cleared == 0 {
			t.Errorf("after it was changed: %+v", got)
		}
	})
}
