package dispatch_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// TestWhoIsBackHasTheDaysAheadBack: an order that was called off because its elder went
// away comes back, once, with its number and its price; one that is over, or that a person
// called off, does not.
func TestWhoIsBackHasTheDaysAheadBack(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	due := func(d time.Duration) *time.Time { at := w.clock.now().Add(d); return &at }
	order := func(in time.Duration) care.Order {
		t.Helper()
		o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Cleaning, Elder: "zhao", DueAt: due(in), Source: "operator"})
		must(t, err)
		return o
	}
	past, ahead, off := order(3*time.Hour), order(48*time.Hour), order(49*time.Hour)
	_, err := w.desk.SendTo(ctx, operator, ahead.ID, worker.ID, "", time.Time{}, w.clock.now().Add(47*time.Hour)) // by a round
	must(t, err)
	_, err = w.desk.Accept(ctx, worker, ahead.ID, 0)
	must(t, err)
	w.enter("zhao", care.InHospital)
	w.desk.Sweep(ctx)
	for _, o := range []care.Order{past, ahead, off} {
		if got := w.orderOf(o.ID); got.State != care.OrderCancelled || got.CalledOff != care.CalledOffAway {
			t.Fatalf("away: %s, called off by %q", got.State, got.CalledOff)
		}
	}
	for range 2 { // a person says that this one is not wanted any more at all
		_, err = w.desk.Cancel(ctx, operator, off.ID, "家里另请了人")
		must(t, err)
	}
	w.desk.Sweep(ctx)
	if got := w.orderOf(ahead.ID); got.State != care.OrderCancelled {
		t.Errorf("still away: %s", got.State)
	}
	w.clock.pass(4 * time.Hour)
	w.enter("zhao", care.AtHome)
	var g sync.WaitGroup
	for range 6 {
		one := w.newDesk()
		g.Go(func() { one.Sweep(context.Background()) })
	}
	g.Wait()
	if got := w.orderOf(ahead.ID); got.State != care.OrderQueued || got.CalledOff != "" || got.Reason != "" || got.WorkerID != "" || got.PlannedAt != nil || got.Number != ahead.Number {
		t.Errorf("back: %+v", got)
	}
	if a, b := w.orderOf(past.ID), w.orderOf(off.ID); a.State != care.OrderCancelled || b.State != care.OrderCancelled || b.Reason != "家里另请了人" {
		t.Errorf("what is over: %s, what a person called off: %s (%s)", a.State, b.State, b.Reason)
	}
	entries, err := w.store.EntriesAfter(ctx, 0, 1000)
	must(t, err)
	n := 0
	for _, e := range entries {
		if e.What == "order.taken_up" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("taken up %d times, want 1", n)
	}
}

// TestAMealThatNobodyCameFor opens an incident as a closed door does, also one that is
// given out at a site and nobody carries.
func TestAMealThatNobodyCameFor(t *testing.T) {
	for name, step := range map[string]func(*world, care.Order){
		"at the counter, on its list only": func(*world, care.Order) {},
		"by a worker who waits": func(w *world, o care.Order) {
			_, err := w.desk.Accept(t.Context(), worker, o.ID, 0)
			must(t, err)
			_, err = w.desk.Arrive(t.Context(), worker, o.ID, nil)
			must(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t, patient)
			ctx := t.Context()
			o := w.order(care.Meal, "wang")
			step(w, o)
			for range 2 {
				var err error
				o, err = w.desk.Uncollected(ctx, operator, o.ID, "没有来取餐")
				must(t, err)
			}
			in := w.one()
			if o.State != care.OrderFailed || in.State != care.IncidentOpen || !in.Ringing || in.Kind != dispatch.Uncollected || in.Severity != care.Critical || in.ElderID != "wang" || in.Second.NextAt == nil {
				t.Fatalf("order %s, incident %+v", o.State, in)
			}
			if rung := w.atDesk(2); rung[1]["key_holder"] != 1 {
				t.Errorf("at once rung: %v", rung)
			}
		})
	}
	w := setup(t, patient)
	bath := w.order(care.Cleaning, "wang")
	if _, err := w.desk.Uncollected(t.Context(), operator, bath.ID, "x"); err == nil || len(w.incidents()) != 0 {
		t.Errorf("what is no meal: %v, %d incidents", err, len(w.incidents()))
	}
}

// TestAnAmendedOrderSaysWhatIsTrueNow, keeps what it says of an absent elder, and is left
// alone once somebody has set out.
func TestAnAmendedOrderSaysWhatIsTrueNow(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	w.enter("zhao", care.InHospital)
	o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Medical, Elder: "zhao", Note: "旧药单", Source: "plan"})
	must(t, err)
	for range 2 {
		o, err = w.desk.Amend(ctx, operator, o.ID, "新药单", "")
		must(t, err)
	}
	if want := "新药单 （老人不在：住院，请先核实）"; o.Note != want {
		t.Errorf("it says %q, want %q", o.Note, want)
	}
	if n := len(w.lines("order", string(o.ID))); n != 2 {
		t.Errorf("%d lines", n)
	}
	gone := w.order(care.Medical, "wang")
	_, err = w.desk.Accept(ctx, worker, gone.ID, 0)
	must(t, err)
	_, err = w.desk.Depart(ctx, worker, gone.ID)
	must(t, err)
	_, err = w.desk.Amend(ctx, operator, gone.ID, "新药单", "")
	conflict(t, err, "order.state")
}
