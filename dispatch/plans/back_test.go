package plans_test

import (
	"context"
	"sync"
	"testing"

	"yian/care"
	"yian/dispatch/plans"
)

// together lets six processes do the same at once.
func (w *world) together(do func(*plans.Plans) error) {
	w.t.Helper()
	var g sync.WaitGroup
	for range 6 {
		one := w.process()
		g.Go(func() {
			if err := do(one); err != nil {
				w.t.Error(err)
			}
		})
	}
	g.Wait()
}

// TestALiftedPauseBringsBackTheDaysAhead once, however many processes look, and what a
// person called off stays called off.
func TestALiftedPauseBringsBackTheDaysAhead(t *testing.T) {
	w := setup(t)
	ctx := context.Background()
	p := w.save(care.Plan{OfferingID: "meal", ElderID: "zhao", AheadMinutes: 5 * 24 * 60, CutOffMinutes: 120})
	w.at("2026-11-23", "12:10")
	w.want("made ahead", []string{"11-24 11:30", "11-25 11:30", "11-26 11:30", "11-27 11:30", "11-28 11:30"}, w.orders(p.ID))
	must(t, w.cancel(ctx, care.PlannedOf(p.ID, day("2026-11-26", "11:30")), "", "那天女儿请客"))
	_, err := w.process().Pause(ctx, operator, p.ID, care.Pause{From: "2026-11-24", Until: "2026-11-27", Why: "女儿来"})
	must(t, err)
	w.together(func(p *plans.Plans) error { return p.Pass(ctx) })
	w.want("paused", []string{"11-28 11:30"}, w.orders(p.ID))
	w.want("noted", []string{"11-24 11:30 paused", "11-25 11:30 paused", "11-26 11:30 paused", "11-27 11:30 paused"}, w.gaps(p.ID))
	// Two days later it is lifted, after the kitchen's cut-off: too late for that day.
	w.now = day("2026-11-25", "09:31")
	_, err = w.process().Resume(ctx, operator, p.ID)
	must(t, err)
	w.together(func(p *plans.Plans) error { return p.Pass(ctx) })
	w.together(func(p *plans.Plans) error { return p.Back(ctx) })
	w.want("back", []string{"11-27 11:30", "11-28 11:30", "11-29 11:30"}, w.orders(p.ID))
	w.want("what is noted no more", []string{"11-24 11:30 paused", "11-25 11:30 paused", "11-26 11:30 called_off"}, w.gaps(p.ID))
	if n := w.entries("order.taken_up"); n != 1 {
		t.Errorf("taken up %d times, want 1", n)
	}
	w.together(func(p *plans.Plans) error { return p.Back(ctx) })
	w.want("looked at again", []string{"11-27 11:30", "11-28 11:30", "11-29 11:30"}, w.orders(p.ID))
	if n := w.entries("order.taken_up"); n != 1 {
		t.Errorf("taken up %d times, want 1", n)
	}
}

// TestWhoComesHomeHasTheDaysAheadBack: what was called off because somebody was in
// hospital, as soon as the return is known, and nothing while it is not.
func TestWhoComesHomeHasTheDaysAheadBack(t *testing.T) {
	w := setup(t)
	ctx := context.Background()
	p := w.save(care.Plan{OfferingID: "meal", ElderID: "zhao", AheadMinutes: 5 * 24 * 60, CutOffMinutes: 120})
	gone := w.save(care.Plan{OfferingID: "bath", ElderID: "zhao", AheadMinutes: 5 * 24 * 60, Times: []string{"15:00"}})
	w.at("2026-11-23", "12:10")
	away := func(id care.PlanID, clock string) {
		t.Helper()
		for _, d := range []string{"2026-11-24", "2026-11-25", "2026-11-26"} {
			must(t, w.cancel(ctx, care.PlannedOf(id, day(d, clock)), care.CalledOffAway, "老人不在：hospital"))
		}
	}
	away(p.ID, "11:30")
	away(gone.ID, "15:00")
	_, err := w.process().End(ctx, operator, gone.ID, "不要了")
	must(t, err)
	w.mu.Lock()
	w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: care.InHospital}
	w.mu.Unlock()
	w.together(func(p *plans.Plans) error { return p.Back(ctx) })
	w.want("in hospital", []string{"11-27 11:30", "11-28 11:30"}, w.orders(p.ID))
	// The hospital says the day after tomorrow at eight.
	back := day("2026-11-25", "08:00")
	w.mu.Lock()
	w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: care.InHospital, ReturnAt: &back}
	w.mu.Unlock()
	w.together(func(p *plans.Plans) error { return p.Back(ctx) })
	w.want("expected", []string{"11-25 11:30", "11-26 11:30", "11-27 11:30", "11-28 11:30"}, w.orders(p.ID))
	w.want("a plan that ended", []string{}, w.orders(gone.ID))
	// Home at nine already: lunch of the day can still be cooked.
	w.mu.Lock()
	w.now = day("2026-11-24", "09:00")
	delete(w.where, "zhao")
	w.mu.Unlock()
	w.together(func(p *plans.Plans) error { return p.Back(ctx) })
	w.want("home", []string{"11-24 11:30", "11-25 11:30", "11-26 11:30", "11-27 11:30", "11-28 11:30"}, w.orders(p.ID))
	if n := w.entries("order.taken_up"); n != 3 {
		t.Errorf("taken up %d times, want 3", n)
	}
	w.want("nothing is noted against it", []string{}, w.gaps(p.ID))
}
