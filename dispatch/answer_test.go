package dispatch_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

func TestOfTwoAnswersAtOnceOneWins(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	id := w.one().ID
	type result struct {
		by  care.StaffID
		err error
	}
	results := make(chan result, 20)
	var wg sync.WaitGroup
	for i := range 20 {
		by := operator
		if i%2 == 1 {
			by = colleague
		}
		wg.Go(func() {
			_, err := w.desk.Answer(t.Context(), by, id)
			results <- result{by.ID, err}
		})
	}
	wg.Wait()
	close(results)
	winner := w.one().AnsweredBy
	for r := range results {
		if r.by == winner {
			if r.err != nil { // answering one's own again is no error
				t.Errorf("the winner got %v", r.err)
			}
		} else if got := conflict(t, r.err, "incident.taken"); got != winner {
			t.Errorf("the loser was told %q won, not %q", got, winner)
		}
	}
	if n := len(slices.DeleteFunc(w.lines("incident", string(id)), func(s string) bool { return s != "incident.answered" })); n != 1 {
		t.Errorf("%d answers on the timeline", n)
	}
}

func TestStepsOutOfTurnAreConflicts(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	id := w.one().ID
	ctx := t.Context()
	for name, act := range map[string]func() error{
		"contact":   func() error { _, err := w.desk.Contact(ctx, operator, id, "heard", "", ""); return err },
		"no answer": func() error { _, err := w.desk.NoAnswer(ctx, operator, id); return err },
		"help":      func() error { _, err := w.desk.Help(ctx, operator, id, "120", ""); return err },
		"close":     func() error { _, err := w.desk.Close(ctx, operator, id, "help", ""); return err },
	} {
		t.Run(name, func(t *testing.T) { conflict(t, act(), "incident.not_answered") })
	}
	_, err := w.desk.Answer(ctx, operator, id)
	must(t, err)
	w.close(id)
	for name, act := range map[string]func() error{
		"answer":    func() error { _, err := w.desk.Answer(ctx, operator, id); return err },
		"contact":   func() error { _, err := w.desk.Contact(ctx, operator, id, "heard", "", ""); return err },
		"no answer": func() error { _, err := w.desk.NoAnswer(ctx, operator, id); return err },
		"help":      func() error { _, err := w.desk.Help(ctx, operator, id, "120", ""); return err },
		"close":     func() error { _, err := w.desk.Close(ctx, operator, id, "help", ""); return err },
	} {
		t.Run("after closing, "+name, func(t *testing.T) { conflict(t, act(), "incident.closed") })
	}
}

func TestSomebodyElsesPlaceIsNotFound(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	outsider := care.Staff{ID: "x", Role: care.Operator, RegionID: "990101002"}
	ctx := t.Context()
	for name, act := range map[string]func() error{
		"answer":   func() error { _, err := w.desk.Answer(ctx, outsider, in.ID); return err },
		"note":     func() error { _, err := w.desk.Note(ctx, outsider, in.ID, "text"); return err },
		"escalate": func() error { _, err := w.desk.Escalate(ctx, outsider, in.ID); return err },
		"order": func() error {
			_, err := w.desk.MakeOrder(ctx, outsider, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
			return err
		},
		"elder": func() error {
			_, err := w.desk.MakeOrder(ctx, manager, dispatch.NewOrder{Service: care.Meal, Elder: "wang"})
			return err
		},
		"unknown": func() error { _, err := w.desk.Answer(ctx, operator, "no-such"); return err },
	} {
		if err := act(); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	}
}

func TestHelpWithoutAnOrderCountsAsDispatched(t *testing.T) {
	for _, what := range []string{"120", "119", "110", "key_holder", "contact"} {
		w := setup(t)
		in := w.answered(wangsPendant)
		in, err := w.desk.Help(t.Context(), operator, in.ID, what, "")
		must(t, err)
		if in.State != care.IncidentDispatched || in.DispatchedAt == nil || !slices.Equal(in.Help, []string{what}) {
			t.Errorf("%s: got %s, %v", what, in.State, in.Help)
		}
		w.pass(0)
		heard := w.told.heard("pendant-wang")
		if got := steps(heard); !slices.Equal(got, []care.Step{care.StepReceived, care.StepAnswered, care.StepDispatched}) || heard[2].By == "" {
			t.Errorf("%s: the device heard %v", what, heard)
		}
	}
	w := setup(t)
	in := w.answered(wangsPendant)
	if _, err := w.desk.Help(t.Context(), operator, in.ID, "neighbour", ""); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("unknown help: %v", err)
	}
}

// Help that does not come leaves nobody on the way: the desk has it again.
func TestHelpThatDoesNotComeTakesTheIncidentBack(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	for _, what := range []string{"120", "key_holder"} {
		_, err := w.desk.Help(t.Context(), operator, in.ID, what, "")
		must(t, err)
	}
	in, err := w.desk.HelpFailed(t.Context(), operator, in.ID, "key_holder", "不在家")
	must(t, err)
	if in.State != care.IncidentDispatched || !slices.Equal(in.Help, []string{"120"}) {
		t.Errorf("with 120 still coming: %s, %v", in.State, in.Help)
	}
	for range 2 { // twice is once
		in, err = w.desk.HelpFailed(t.Context(), colleague, in.ID, "120", "没有车")
		must(t, err)
	}
	if in.State != care.IncidentAnswered || len(in.Help) != 0 || !in.Ringing {
		t.Errorf("with nobody coming: %s, %v, ringing %v", in.State, in.Help, in.Ringing)
	}
	if got := slices.DeleteFunc(w.lines("incident", string(in.ID)), func(s string) bool { return s != "incident.help_failed" }); len(got) != 2 {
		t.Errorf("%d lines, want 2", len(got))
	}
}

// With the key holder on the way as well, a worker who found the door shut has
// still seen nobody.
func TestADoorThatStayedShutIsNoContactWhileOthersCome(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	_, err := w.desk.Help(t.Context(), operator, in.ID, "key_holder", "")
	must(t, err)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.Arrive(t.Context(), worker, o.ID, nil)
	must(t, err)
	_, err = w.desk.Fail(t.Context(), worker, o.ID, "敲门无人应")
	must(t, err)
	if in = w.one(); in.State != care.IncidentDispatched || in.Contact != nil {
		t.Errorf("%s, contact %+v", in.State, in.Contact)
	}
	_, err = w.desk.Close(t.Context(), operator, in.ID, care.OutcomeByMistake, "")
	conflict(t, err, "incident.not_contacted")
}

func TestClosingNeedsTheElderReached(t *testing.T) {
	for _, c := range []struct {
		how, who string
		err      error
	}{
		{"heard", "", nil}, {"seen", "邻居样例", nil}, {"handed_over", "120 样例", nil},
		{"seen", " ", care.ErrInvalid}, {"handed_over", "", care.ErrInvalid}, {"guessed", "", care.ErrInvalid},
	} {
		w := setup(t)
		in := w.answered(wangsPendant)
		if diff := cmp.Diff([]string{"not_contacted"}, dispatch.Missing(&in)); diff != "" {
			t.Errorf("missing (-want +got)\n%s", diff)
		}
		_, err := w.desk.Close(t.Context(), operator, in.ID, "help", "")
		conflict(t, err, "incident.not_contacted")
		_, err = w.desk.Attempt(t.Context(), operator, in.ID, "call", "no_answer")
		must(t, err)
		_, err = w.desk.Contact(t.Context(), operator, in.ID, c.how, c.who, "")
		if !errors.Is(err, c.err) {
			t.Errorf("%s by %q: %v", c.how, c.who, err)
		}
		closed, err := w.desk.Close(t.Context(), operator, in.ID, "help", "")
		if c.err != nil {
			conflict(t, err, "incident.not_contacted")
		} else if err != nil || closed.State != care.IncidentClosed || closed.ClosedBy != operator.ID {
			t.Errorf("%s: %s, %v", c.how, closed.State, err)
		}
	}
}

func TestAnIncidentThatRingsAgainIsNotClosed(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	_, err := w.desk.Contact(t.Context(), operator, in.ID, "heard", "", "")
	must(t, err)
	w.press(wangsPendant, "again")
	_, err = w.desk.Close(t.Context(), operator, in.ID, "help", "")
	conflict(t, err, "incident.ringing")
}

// What the elder said before a new press is no word about that press.
func TestAContactBeforeANewPressDoesNotClose(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	_, err := w.desk.Contact(t.Context(), operator, in.ID, "heard", "", "")
	must(t, err)
	w.press(wangsPendant, "again")
	_, err = w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	_, err = w.desk.Close(t.Context(), operator, in.ID, "help", "")
	conflict(t, err, "incident.not_contacted")
	w.close(in.ID)

	// While somebody is with the elder, that person sees.
	w = setup(t)
	in = w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.Arrive(t.Context(), worker, o.ID, nil)
	must(t, err)
	w.press(wangsPendant, "again")
	_, err = w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	if in = w.one(); in.Contact == nil || in.Contact.How != "seen" {
		t.Errorf("contact %+v", in.Contact)
	}
}

func TestEveryCodedOutcomeCloses(t *testing.T) {
	if len(care.Outcomes) != 15 {
		t.Errorf("%d outcomes, want 15", len(care.Outcomes))
	}
	for _, outcome := range care.Outcomes {
		w := setup(t)
		in := w.answered(wangsPendant)
		_, err := w.desk.Contact(t.Context(), operator, in.ID, "heard", "", "")
		must(t, err)
		for range 2 { // sent twice is once
			in, err = w.desk.Close(t.Context(), operator, in.ID, outcome, "说明")
			if err != nil || in.Outcome != outcome {
				t.Errorf("%s: got %q, %v", outcome, in.Outcome, err)
			}
		}
		_, err = w.desk.Close(t.Context(), operator, in.ID, pick(outcome != "drill", care.Outcome("drill"), "test"), "")
		conflict(t, err, "incident.closed")
		w.pass(0)
		heard := steps(w.told.heard("pendant-wang"))
		if heard[len(heard)-1] != care.StepClosed {
			t.Errorf("%s: the device heard %v", outcome, heard)
		}
	}
	w := setup(t)
	in := w.answered(wangsPendant)
	if _, err := w.desk.Close(t.Context(), operator, in.ID, "whatever", ""); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("an outcome that is none: %v", err)
	}
}

func pick[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

func TestReopeningWithinADayKeepsTheNumber(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	_, err := w.desk.Help(t.Context(), operator, in.ID, "120", "")
	must(t, err)
	w.close(in.ID)
	w.clock.pass(24 * time.Hour)
	again, err := w.desk.Reopen(t.Context(), colleague, in.ID)
	must(t, err)
	if again.Number != in.Number || again.State != care.IncidentAnswered || again.AnsweredBy != colleague.ID || again.Contact != nil ||
		again.Outcome != "" || len(again.Help) != 0 || again.Reopened != 1 {
		t.Errorf("got %+v", again)
	}
	// It has to be closed anew, with its own proof.
	_, err = w.desk.Close(t.Context(), colleague, in.ID, "help", "")
	conflict(t, err, "incident.not_contacted")
	w.close(in.ID)
	w.clock.pass(24*time.Hour + time.Second)
	_, err = w.desk.Reopen(t.Context(), operator, in.ID)
	conflict(t, err, "incident.too_old")
}

func TestNotesAndAttemptsStandOnTheTimeline(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	_, err := w.desk.Note(t.Context(), operator, in.ID, "  家里有狗  ")
	must(t, err)
	_, err = w.desk.Attempt(t.Context(), operator, in.ID, "call", "no_answer")
	must(t, err)
	if _, err := w.desk.Note(t.Context(), operator, in.ID, " \n"); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("an empty note: %v", err)
	}
	entries, err := w.store.Timeline(t.Context(), "incident", string(in.ID))
	must(t, err)
	last := entries[len(entries)-2:]
	if last[0].Note != "家里有狗" || last[0].By != operator.ID || last[1].What != "incident.attempted" {
		t.Errorf("got %+v", last)
	}
	if n, err := w.store.Verify(t.Context()); err != nil || n == 0 {
		t.Errorf("journal: %d, %v", n, err)
	}
}

// An order may be accepted before anybody answered; the senior must still be
// answered, and no answer may be refused in nobody's name.
func TestAnIncidentWhoseHelpCameFirstIsStillAnswered(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	id := w.one().ID
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: id})
	must(t, err)
	_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
	must(t, err)
	if in := w.one(); in.State != care.IncidentDispatched || !in.Ringing {
		t.Fatalf("state %s, ringing %v", in.State, in.Ringing)
	}
	in, err := w.desk.Answer(t.Context(), colleague, id)
	must(t, err)
	if in.State != care.IncidentDispatched || in.AnsweredBy != colleague.ID || in.AnsweredAt == nil || in.Ringing {
		t.Errorf("got %+v", in)
	}
}
