package dispatch_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

func TestAnOrderThatComesBackTooOftenIsSetAside(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o := w.order(care.Bathing, "wang")
	for n := range 5 {
		if o = w.orderOf(o.ID); o.State != care.OrderQueued || o.Aside != "" || o.Returns != n {
			t.Fatalf("after %d: %+v", n, o)
		}
		_, err := w.desk.Assign(ctx, operator, o.ID, worker.ID)
		must(t, err)
		if n%2 == 0 {
			_, err = w.desk.Decline(ctx, worker, o.ID, "路断了")
			must(t, err)
		} else {
			w.pass(16 * time.Minute)
		}
	}
	o = w.orderOf(o.ID)
	if o.State != care.OrderRequested || o.WorkerID != "" || !strings.Contains(o.Aside, "5 次") || !strings.Contains(o.Aside, "路断了") {
		t.Errorf("set aside as %+v", o)
	}
	if got := w.lines("order", string(o.ID)); got[len(got)-1] != "order.set_aside" {
		t.Errorf("the timeline ends with %s", got[len(got)-1])
	}
	w.pass(0)
	if _, err := w.desk.TakeNext(ctx, worker); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("handed out all the same: %v", err)
	}
	if again, err := w.desk.Decline(ctx, worker, o.ID, "路断了"); err != nil || again.Returns != 5 {
		t.Errorf("the last word sent twice: %+v, %v", again, err)
	}
	// Put back it is as new, also for whoever let it go.
	o, err := w.desk.Queue(ctx, operator, o.ID)
	if must(t, err); o.State != care.OrderQueued || o.Aside != "" || o.Returns != 0 || len(o.Declined) > 0 {
		t.Errorf("put back as %+v", o)
	}
	w.pass(0)
	if got, err := w.desk.TakeNext(ctx, worker); err != nil || got.ID != o.ID {
		t.Errorf("then taken: %+v, %v", got, err)
	}
}

func TestWhatNobodyTakesForADayIsSetAside(t *testing.T) {
	w := setup(t)
	due := w.clock.now().Add(12 * time.Hour)
	planned, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Meal, Elder: "li", DueAt: &due})
	must(t, err)
	meal := w.order(care.Meal, "wang")
	in := w.answered(wangsPendant)
	emergency, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	states := func(want ...care.OrderState) {
		t.Helper()
		for i, id := range []care.OrderID{meal.ID, planned.ID, emergency.ID} {
			if got := w.orderOf(id).State; got != want[i] {
				t.Errorf("%d: %s, want %s", i, got, want[i])
			}
		}
	}
	w.pass(24*time.Hour - time.Second)
	states(care.OrderQueued, care.OrderQueued, care.OrderQueued)
	w.pass(time.Second)
	states(care.OrderRequested, care.OrderQueued, care.OrderQueued)
	if o := w.orderOf(meal.ID); !strings.Contains(o.Aside, "24 小时") {
		t.Errorf("why: %q", o.Aside)
	}
	w.pass(12 * time.Hour)
	states(care.OrderRequested, care.OrderRequested, care.OrderQueued)
	// Sent to somebody it goes on.
	o, err := w.desk.Assign(t.Context(), operator, meal.ID, worker.ID)
	if must(t, err); o.State != care.OrderAssigned || o.Aside != "" {
		t.Errorf("sent as %+v", o)
	}
}

// An emergency that comes back rings until somebody goes.
func TestAnEmergencyIsNeverSetAside(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	for range 7 {
		_, err := w.desk.Assign(t.Context(), operator, o.ID, worker.ID)
		must(t, err)
		w.pass(2 * time.Minute)
	}
	if o = w.orderOf(o.ID); o.State != care.OrderQueued || o.Aside != "" || o.Returns != 7 {
		t.Errorf("got %+v", o)
	}
}
