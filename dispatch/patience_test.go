package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// rungAgain lets seconds go by and returns the second at which the incident rang
// again, 0 when it did not.
func (w *world) rungAgain(seconds int) int {
	w.t.Helper()
	for s := 1; s <= seconds; s++ {
		w.attend()
		w.pass(time.Second)
		if w.one().Ringing {
			return s
		}
	}
	return 0
}

func (w *world) emergency() care.Order {
	w.t.Helper()
	o, err := w.desk.MakeOrder(w.t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: w.one().ID})
	must(w.t, err)
	return o
}

// An operator who answers and is then called away must not be the end of it.
func TestAnAnsweredIncidentOnWhichNobodyActsRingsAgain(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(w *world)
		want int // seconds
	}{
		"answered":       {func(*world) {}, 180},
		"an order waits": {func(w *world) { w.emergency() }, 60},
		"heard": {func(w *world) {
			_, err := w.desk.Contact(w.t.Context(), operator, w.one().ID, "heard", "", "")
			must(w.t, err)
		}, 900},
		"120 is on the way": {func(w *world) {
			_, err := w.desk.Help(w.t.Context(), operator, w.one().ID, "120", "")
			must(w.t, err)
		}, 45 * 60},
		"a worker said four minutes": {func(w *world) {
			_, err := w.desk.Accept(w.t.Context(), worker, w.emergency().ID, 240)
			must(w.t, err)
		}, 240 + 600},
		"a worker is there": {func(w *world) {
			id := w.emergency().ID
			_, err := w.desk.Accept(w.t.Context(), worker, id, 240)
			must(w.t, err)
			_, err = w.desk.Arrive(w.t.Context(), worker, id, nil)
			must(w.t, err)
		}, 3600},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			w.answered(wangsPendant)
			c.act(w)
			if in := w.one(); in.ActBy == nil || int(in.ActBy.Sub(w.clock.now()).Seconds()) != c.want {
				t.Fatalf("to be acted on by %v, want in %d s", in.ActBy, c.want)
			}
			w.clock.pass(time.Duration(c.want-5) * time.Second)
			if got := w.rungAgain(10); got != 5 {
				t.Errorf("rang %d s after %d s, want 5", got, c.want-5)
			}
		})
	}
}

// An act begins the time anew, and the ladder climbs from its beginning.
func TestEachActBeginsTheTimeAnew(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	w.clock.pass(170 * time.Second)
	_, err := w.desk.Note(t.Context(), operator, in.ID, "正在通话")
	must(t, err)
	if got := w.rungAgain(170); got != 0 {
		t.Fatalf("rang %d s after a note", got)
	}
	if got := w.rungAgain(20); got != 10 {
		t.Fatalf("rang after %d s more, want 10", got)
	}
	if got := w.atDesk(60); got[30]["supervisor"] != 1 || got[60]["contact"] != 1 {
		t.Errorf("rung then: %v", got)
	}
	lines := w.lines("incident", string(in.ID))
	n := 0
	for _, l := range lines {
		if l == "incident.nobody_acted" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("on the timeline %d times: %v", n, lines)
	}
	in, err = w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	if in.Ringing || in.ActBy == nil {
		t.Errorf("answered again: ringing %v, to be acted on by %v", in.Ringing, in.ActBy)
	}
}

// While a ladder runs, and after the close, there is nothing to wait for.
func TestNobodyWaitsForAnActThatIsNotDue(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	if in := w.one(); in.ActBy != nil {
		t.Errorf("ringing, and to be acted on by %v", in.ActBy)
	}
	in := w.answered(wangsPendant)
	in, err := w.desk.NoAnswer(t.Context(), operator, in.ID)
	must(t, err)
	if in.ActBy != nil {
		t.Errorf("the second ladder runs, and to be acted on by %v", in.ActBy)
	}
	w.close(in.ID)
	if got, err := w.store.Incident(t.Context(), care.Everything, in.ID); err != nil || got.ActBy != nil {
		t.Errorf("closed, and to be acted on by %v, %v", got.ActBy, err)
	}
}

// Whoever was there before the incident was opened again is no reason not to ring for the
// one who lets it go now.
func TestNobodyComesToAnIncidentThatWasOpenedAgain(t *testing.T) {
	w := setup(t)
	w.goes(liu, 0)
	o, err := w.store.OpenOrdersOf(t.Context(), "wang")
	must(t, err)
	_, err = w.desk.Arrive(t.Context(), liu, o[0].ID, nil)
	must(t, err)
	in, err := w.desk.Close(t.Context(), operator, w.one().ID, "emergency_fall", "")
	must(t, err)
	_, err = w.desk.Reopen(t.Context(), operator, in.ID)
	must(t, err)
	again := w.emergency()
	_, err = w.desk.Accept(t.Context(), ou, again.ID, 0)
	must(t, err)
	_, err = w.desk.Decline(t.Context(), ou, again.ID, "车坏了")
	must(t, err)
	if in = w.one(); in.State != care.IncidentAnswered || !in.Ringing {
		t.Errorf("the incident is %s, ringing %v", in.State, in.Ringing)
	}
}

// The worker was there and left; then the elder presses again.
func TestAPressAfterTheWorkerLeftBeginsAnew(t *testing.T) {
	w := setup(t)
	o := w.goes(liu, 0)
	_, err := w.desk.Arrive(t.Context(), liu, o.ID, nil)
	must(t, err)
	_, err = w.desk.Complete(t.Context(), liu, o.ID, "扶起来了")
	must(t, err)
	w.saidOver(0)
	w.clock.pass(time.Minute)
	w.press(wangsPendant, "again")
	if said := strings.Join(w.saidOver(0), "|"); strings.Contains(said, "arrived") {
		t.Errorf("the senior heard %q while nobody is there", said)
	}
	_, err = w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	again := w.emergency()
	_, err = w.desk.Accept(t.Context(), ou, again.ID, 600)
	must(t, err)
	if said := strings.Join(w.saidOver(0), "|"); !strings.Contains(said, "dispatched") {
		t.Errorf("the senior heard %q, and not who comes", said)
	}
	_, err = w.desk.Decline(t.Context(), ou, again.ID, "车坏了")
	must(t, err)
	if in := w.one(); in.State != care.IncidentAnswered || !in.Ringing {
		t.Errorf("the incident is %s, ringing %v", in.State, in.Ringing)
	}
}

// The bath on Tuesday brings nobody to whoever lies on the floor now.
func TestAnOrderForLaterIsNobodyOnTheWay(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	due := w.clock.now().Add(26 * time.Hour)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Bathing, Elder: "wang", Incident: in.ID, DueAt: &due})
	must(t, err)
	w.saidOver(0)
	_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
	must(t, err)
	if in = w.one(); in.State != care.IncidentAnswered || in.DispatchedAt != nil {
		t.Errorf("the incident is %s", in.State)
	}
	if said := w.saidOver(0); len(said) > 0 {
		t.Errorf("the senior heard %q", said)
	}
	e := w.emergency()
	_, err = w.desk.Accept(t.Context(), worker, e.ID, 0)
	must(t, err)
	_, err = w.desk.Decline(t.Context(), worker, e.ID, "车坏了")
	must(t, err)
	if in = w.one(); in.State != care.IncidentAnswered || !in.Ringing {
		t.Errorf("without anybody on the way: %s, ringing %v", in.State, in.Ringing)
	}
}
