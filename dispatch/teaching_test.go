package dispatch_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// falsely is a press that somebody closes as one by mistake.
func (w *world) falsely(p care.Place, outcome care.Outcome) care.Incident {
	w.t.Helper()
	w.press(p, fmt.Sprint("press-", w.clock.now().UnixMilli()))
	var open care.Incident
	for _, in := range w.incidents() {
		if in.State != care.IncidentClosed {
			open = in
		}
	}
	if open.Severity != care.Critical || !open.Ringing {
		w.t.Errorf("a later press is worth less: %s, ringing %v", open.Severity, open.Ringing)
	}
	_, err := w.desk.Answer(w.t.Context(), operator, open.ID)
	must(w.t, err)
	_, err = w.desk.Contact(w.t.Context(), operator, open.ID, "heard", "", "")
	must(w.t, err)
	open, err = w.desk.Close(w.t.Context(), operator, open.ID, outcome, "样例")
	must(w.t, err)
	return open
}

// TestThreeFalsePressesTeach: the third in seven days makes one visit, the next ones
// within seven days none, and another week one more. Nothing becomes quieter for it.
func TestThreeFalsePressesTeach(t *testing.T) {
	w := setup(t)
	day := func() { w.clock.pass(24 * time.Hour); w.attend() }
	taught := func(in care.Incident) bool { return in.Teaching != nil }
	for i, want := range []bool{false, false, true, false, false} {
		outcome := []care.Outcome{care.OutcomeChild, care.OutcomeByMistake, care.OutcomeDeviceFault}[i%3]
		in := w.falsely(wangsPendant, outcome)
		if taught(in) != want {
			t.Fatalf("press %d: a visit is %v, want %v", i+1, taught(in), want)
		}
		if want {
			o := w.orderOf(in.Teaching.OrderID)
			if o.Service != care.VisitService || o.OfferingID != care.TeachOffering || o.State != care.OrderQueued || o.ElderID != "wang" || o.IncidentID != "" || o.PriceFen != 0 {
				t.Errorf("the visit: %+v", o)
			}
		}
		day()
	}
	for range 4 {
		day()
	}
	if in := w.falsely(wangsPendant, care.OutcomeChild); !taught(in) { // its fourth in seven days, and seven after the visit
		t.Error("no second visit in another week")
	}
}

// TestWhatDoesNotTeach: help, another home, presses that lie apart.
func TestWhatDoesNotTeach(t *testing.T) {
	w := setup(t)
	for i := range 3 {
		if in := w.falsely(wangsPendant, "help"); in.Teaching != nil {
			t.Error("for help")
		}
		if in := w.falsely(zhaosButton, care.OutcomeChild); i < 2 && in.Teaching != nil {
			t.Error("too early")
		}
		w.clock.pass(time.Hour)
		w.attend()
	}
	w = setup(t)
	for range 4 {
		if in := w.falsely(wangsPendant, care.OutcomeChild); in.Teaching != nil {
			t.Error("four days apart")
		}
		w.clock.pass(4 * 24 * time.Hour)
		w.attend()
	}
	// Whoever is away is visited when somebody decides.
	w = setup(t)
	w.enter("wang", care.InHospital)
	var in care.Incident
	for range 3 {
		in = w.falsely(wangsPendant, care.OutcomeByMistake)
		w.clock.pass(time.Minute)
	}
	if in.Teaching == nil {
		t.Fatal("no visit")
	}
	if o := w.orderOf(in.Teaching.OrderID); o.State != care.OrderRequested {
		t.Errorf("the visit of an absent elder is %s", o.State)
	}
}

// TestTwoClosingsTeachOnce: two operators close two false presses of one home in the same
// instant, in two processes. Both are the third; one visit is made.
func TestTwoClosingsTeachOnce(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	desks := []*dispatch.Desk{w.desk, w.newDesk()}
	for round := range 6 {
		w.attend()
		for range 2 {
			w.falsely(wangsPendant, care.OutcomeChild)
			w.clock.pass(time.Minute)
		}
		third := w.falsely(wangsPendant, "help")
		w.clock.pass(time.Minute)
		w.press(wangsPendant, fmt.Sprint("fourth-", round))
		_, err := w.desk.Reopen(ctx, operator, third.ID)
		must(t, err)
		var open []care.IncidentID
		for _, in := range w.incidents() {
			if in.State == care.IncidentClosed {
				continue
			}
			if in.State == care.IncidentOpen {
				_, err := w.desk.Answer(ctx, operator, in.ID)
				must(t, err)
			}
			_, err := w.desk.Contact(ctx, operator, in.ID, "heard", "", "")
			must(t, err)
			open = append(open, in.ID)
		}
		if len(open) != 2 {
			t.Fatalf("%d are open", len(open))
		}
		var taught atomic.Int32
		var wg sync.WaitGroup
		for i, desk := range desks {
			wg.Go(func() {
				in, err := desk.Close(ctx, operator, open[i], care.OutcomeByMistake, "样例")
				if err != nil {
					t.Error(err)
				}
				if in.Teaching != nil {
					taught.Add(1)
				}
			})
		}
		wg.Wait()
		if n := taught.Load(); n != 1 {
			t.Fatalf("round %d: %d visits", round+1, n)
		}
		w.clock.pass(8 * 24 * time.Hour)
	}
}
