package dispatch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
)

// refusedAt is an incident whose elder wanted no help.
func refusedAt(w *world) care.Incident {
	w.t.Helper()
	in := w.answered(wangsPendant)
	_, err := w.desk.Contact(w.t.Context(), operator, in.ID, "seen", worker.Name, "")
	must(w.t, err)
	in, err = w.desk.Refuse(w.t.Context(), operator, in.ID, "我没事，不去医院", worker.Name)
	must(w.t, err)
	return in
}

// TestARefusalOwesASecondCall: it cannot be closed away, it rings after two hours, also
// in a process that was started since, the supervisor hears when it is late, and it ends
// when the elder was called.
func TestARefusalOwesASecondCall(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	in := refusedAt(w)
	by := in.Refused.CallBy
	if want := w.clock.now().Add(2 * time.Hour); !by.Equal(want) || in.ActBy == nil || !in.ActBy.Equal(want) {
		t.Fatalf("to be called by %v, rings at %v, want %v", by, in.ActBy, want)
	}
	_, err := w.desk.Close(ctx, operator, in.ID, "help", "")
	conflict(t, err, "incident.second_call")
	// A note, or somebody's correction, puts nothing off.
	w.clock.pass(time.Hour)
	_, err = w.desk.Note(ctx, colleague, in.ID, "交班")
	must(t, err)
	in, err = w.desk.Refuse(ctx, operator, in.ID, "我没事，就是不去医院", worker.Name)
	must(t, err)
	if !in.Refused.CallBy.Equal(by) || !in.ActBy.Equal(by) {
		t.Errorf("put off until %v, %v", in.Refused.CallBy, in.ActBy)
	}
	w.attend()
	w.pass(59 * time.Minute)
	if w.one().Ringing {
		t.Fatal("rings before its time")
	}
	w.rung.roles()
	w.desk = w.newDesk() // started again
	w.attend()
	w.pass(time.Minute)
	if in = w.one(); !in.Ringing || !slices.Contains(w.lines("incident", string(in.ID)), "incident.second_call_due") {
		t.Fatalf("at its time ringing %v, %v", in.Ringing, w.lines("incident", string(in.ID)))
	}
	// Answered and left lying it rings again, and the supervisor is told once.
	for range 6 {
		_, err = w.desk.Answer(ctx, operator, in.ID)
		must(t, err)
		w.attend()
		w.pass(3 * time.Minute)
	}
	if got := w.rung.roles()["supervisor"]; got != 1 || w.one().Refused.LateAt == nil {
		t.Errorf("the supervisor was told %d times of a late call", got)
	}
	_, err = w.desk.Answer(ctx, operator, in.ID)
	must(t, err)
	for range 2 {
		in, err = w.desk.SecondCall(ctx, operator, in.ID, "well", "喝了水，好多了")
		must(t, err)
	}
	if in.Refused.Owed() || in.Contact == nil || in.Contact.How != "heard" {
		t.Errorf("after the call: %+v", in.Refused)
	}
	_, err = w.desk.SecondCall(ctx, operator, in.ID, "refuses", "")
	conflict(t, err, "second_call.done")
	_, err = w.desk.Close(ctx, operator, in.ID, "help", "")
	must(t, err)
}

func TestALateSecondCallIsToldToTheCountyDeskWithoutASupervisor(t *testing.T) {
	w := setup(t, patient)
	w.roster.plan(care.SupervisorPost)
	in := refusedAt(w)
	w.clock.pass(2*time.Hour - time.Minute)
	for range 80 { // it rings, and whoever answers does nothing
		w.attend()
		w.pass(time.Minute)
		if w.one().Ringing {
			_, err := w.desk.Answer(t.Context(), operator, in.ID)
			must(t, err)
		}
	}
	list, err := w.store.NoticesOf(t.Context(), in.ID)
	must(t, err)
	late := func(n care.Notice) bool { return strings.Contains(n.Key, "/refused-") && n.Phone == "0990-100" }
	if !slices.ContainsFunc(list, late) {
		t.Errorf("told: %+v", list)
	}
}

// TestNobodyAnswersTheSecondCall: the key holder is rung, and whoever sees the elder then
// settles it.
func TestNobodyAnswersTheSecondCall(t *testing.T) {
	w := setup(t)
	in := refusedAt(w)
	in, err := w.desk.SecondCall(t.Context(), operator, in.ID, "no_answer", "")
	must(t, err)
	if !in.Refused.Owed() || in.Contact != nil || in.Second.NextAt == nil {
		t.Fatalf("got %+v", in)
	}
	if rung := w.atDesk(2); rung[1]["key_holder"] != 1 {
		t.Errorf("rung: %v", rung)
	}
	in, err = w.desk.Contact(t.Context(), operator, in.ID, "seen", "邻居样例", "")
	must(t, err)
	if in.Refused.Owed() || in.Refused.Result != care.SecondReached {
		t.Errorf("got %+v", in.Refused)
	}
}

func TestWhatARefusalNeeds(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "p")
	_, err := w.desk.Refuse(t.Context(), operator, w.one().ID, "不要", "样例")
	conflict(t, err, "incident.not_answered")
	in, err := w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	for _, c := range [][2]string{{" ", "样例"}, {"不要", " "}} {
		if _, err := w.desk.Refuse(t.Context(), operator, in.ID, c[0], c[1]); err == nil {
			t.Errorf("%q before %q is taken", c[0], c[1])
		}
	}
	_, err = w.desk.SecondCall(t.Context(), operator, in.ID, "well", "")
	conflict(t, err, "second_call.none")
	// Whoever saw the refusal has not seen the elder again; who died cannot be called.
	_, err = w.desk.Refuse(t.Context(), operator, in.ID, "不要", "样例")
	must(t, err)
	in, err = w.desk.Contact(t.Context(), operator, in.ID, "seen", "样例", "")
	must(t, err)
	if !in.Refused.Owed() {
		t.Error("settled by its own witness")
	}
	in, err = w.desk.Close(t.Context(), operator, in.ID, care.OutcomeDeceased, "")
	must(t, err)
	if in.Refused.Result != care.SecondDeceased {
		t.Errorf("got %+v", in.Refused)
	}
}

// TestARefusalIsNoExcuseForAnOrder: an emergency that nobody takes rings in its own time.
func TestARefusalIsNoExcuseForAnOrder(t *testing.T) {
	w := setup(t)
	refusedAt(w)
	w.emergency()
	if got := w.rungAgain(70); got != 60 {
		t.Errorf("rang after %d s, want 60", got)
	}
}
