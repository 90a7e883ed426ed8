package dispatch_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

// together lets two processes look once, one after the other.
func (w *world) together(other *dispatch.Desk, d time.Duration) {
	w.t.Helper()
	w.pass(d)
	must(w.t, other.Pass(w.t.Context()))
}

func TestAConsoleOfAnotherProcessCounts(t *testing.T) {
	w := setup(t)
	other := w.newDesk()
	if other.Attended() {
		t.Fatal("attended before it asked")
	}
	w.together(other, 0)
	if d := other.Duty(); len(d) != 1 || d[0].ID != operator.ID || d[0].Seat != "1" {
		t.Fatalf("on duty elsewhere: %+v", d)
	}
	w.press(wangsPendant, "a")
	w.together(other, time.Second)
	if rung := w.rung.roles(); len(rung) != 0 {
		t.Errorf("rang %v although somebody sits at the other process", rung)
	}
	w.clock.pass(time.Second)
	other.Leave(t.Context(), operator.ID) // signed out there
	w.together(other, 0)
	if w.desk.Attended() {
		t.Error("still on duty where the beats came in")
	}
	w.together(other, time.Second)
	if diff := cmp.Diff(map[string]int{"supervisor": 1, "county_desk": 1}, w.rung.roles()); diff != "" {
		t.Errorf("nobody sits anywhere (-want +got)\n%s", diff)
	}
}

func TestWithoutRedisOwnConsolesStillCount(t *testing.T) {
	w := setup(t)
	w.queue.redis.Close()
	w.clock.pass(time.Second)
	w.attend()
	if !w.desk.Attended() {
		t.Error("a console of this process is forgotten")
	}
}

func TestWhatAnotherProcessWroteIsDoneAtOnce(t *testing.T) {
	w := setup(t)
	other := w.newDesk()
	must(t, other.Pass(t.Context()))
	o := w.order(care.Meal, "zhao")
	other.Elsewhere([]care.Entry{{Noun: "order", Subject: string(o.ID)}})
	must(t, other.Pass(t.Context()))
	if id, err := w.queue.Take(t.Context(), county, nil); err != nil || id != o.ID {
		t.Errorf("took %q, %v", id, err)
	}
}

// A queue that is behind names an order that its worker has already: the worker
// asked for another.
func TestTakingTheNextNeverGivesWhatOneHas(t *testing.T) {
	w := setup(t)
	first := w.order(care.Meal, "zhao")
	w.pass(0)
	o, err := w.desk.TakeNext(t.Context(), worker)
	must(t, err)
	if o.ID != first.ID {
		t.Fatalf("took %s", o.ID)
	}
	w.pass(0)
	w.clock.pass(time.Minute)
	must(t, w.queue.Put(t.Context(), first)) // filled from a list read before the order was taken
	if o, err := w.desk.TakeNext(t.Context(), worker); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("took %s again, %v", o.ID, err)
	}
}
