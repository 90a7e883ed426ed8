package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

func TestAnswersToQuestionsAreKept(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	ask := func(question, answer string) (care.Incident, error) {
		return w.desk.AnswerQuestion(t.Context(), operator, in.ID, question, answer)
	}
	for _, a := range []string{"no", "no", "yes"} {
		_, err := ask("breathes", a)
		must(t, err)
	}
	got, err := ask("answers", "unknown")
	must(t, err)
	if len(got.Answers) != 2 || got.Answers[0].Question != "breathes" || got.Answers[0].Answer != "yes" || got.Answers[0].By != operator.ID {
		t.Errorf("got %+v", got.Answers)
	}
	asked := 0
	for _, line := range w.lines("incident", string(in.ID)) {
		if line == "incident.asked" {
			asked++
		}
	}
	if asked != 3 { // the same answer twice is one
		t.Errorf("%d lines", asked)
	}
	for _, c := range [][2]string{{"breathes", "perhaps"}, {"flames", "yes"}, {"what else", "yes"}} {
		if _, err := ask(c[0], c[1]); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
	for _, kind := range []string{"sos", "fall", "smoke", "gas", "water_leak", "phone", "removed", "alert", "something new"} {
		if len(dispatch.Questions(kind)) < 3 {
			t.Errorf("nothing to ask for %s", kind)
		}
	}
}

func TestIncidentsOfOneCauseKnowEachOther(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.press(zhaosButton, "b")
	w.press(bedCord, "c")
	all := w.incidents()
	link := func(a, b int) (care.Incident, error) { return w.desk.Link(t.Context(), operator, all[a].ID, all[b].ID) }
	for range 2 {
		_, err := link(1, 0)
		must(t, err)
	}
	in, err := link(2, 1) // by way of the second
	must(t, err)
	if in.Cause != all[0].ID {
		t.Errorf("cause %s, want the first", in.Cause)
	}
	list, err := w.store.SameCause(t.Context(), care.Everything, in)
	if err != nil || len(list) != 2 {
		t.Errorf("linked: %v, %v", list, err)
	}
	_, err = link(0, 2)
	conflict(t, err, "incident.itself")
	if lines := w.lines("incident", string(all[0].ID)); lines[len(lines)-1] != "incident.linked" {
		t.Errorf("the first does not say so: %v", lines)
	}
	in, err = w.desk.Unlink(t.Context(), operator, in.ID)
	if err != nil || in.Cause != "" {
		t.Errorf("got %+v, %v", in.Cause, err)
	}
}

func TestTheSheetFor120IsFilledInAsThingsBecomeKnown(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	if _, err := w.desk.HandOver(t.Context(), operator, w.one().ID, care.Ambulance{}, true); err == nil {
		t.Error("before anybody has answered")
	}
	in, err := w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	_, err = w.desk.HandOver(t.Context(), operator, in.ID, care.Ambulance{Meets: "站长样例", Junction: "村口"}, true)
	must(t, err)
	in, err = w.desk.HandOver(t.Context(), operator, in.ID, care.Ambulance{Hospital: "县医院"}, false)
	must(t, err)
	a := in.Ambulance
	if a.Meets != "站长样例" || a.Hospital != "县医院" || a.PrintedAt == nil || a.By != operator.ID || a.CalledAt.IsZero() {
		t.Errorf("got %+v", a)
	}
	if in.State != care.IncidentDispatched || !slices.Contains(in.Help, "120") {
		t.Errorf("120 is on the way: %s, %v", in.State, in.Help)
	}
	// The outcome becomes known after the incident is closed.
	_, err = w.desk.Contact(t.Context(), operator, in.ID, "handed_over", "急救员样例", "")
	must(t, err)
	_, err = w.desk.Close(t.Context(), operator, in.ID, "emergency_illness", "")
	must(t, err)
	if in, err = w.desk.HandOver(t.Context(), operator, in.ID, care.Ambulance{Outcome: "住院"}, false); err != nil || in.Ambulance.Outcome != "住院" || in.State != care.IncidentClosed {
		t.Errorf("after: %+v, %v", in.Ambulance, err)
	}
}

func TestTheSheetDoesNotSendForAnAmbulanceThatDoesNotCome(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	_, err := w.desk.HandOver(t.Context(), operator, in.ID, care.Ambulance{Meets: "站长样例"}, true)
	must(t, err)
	_, err = w.desk.HelpFailed(t.Context(), operator, in.ID, "120", "没有车")
	must(t, err)
	w.saidOver(0)
	in, err = w.desk.HandOver(t.Context(), operator, in.ID, care.Ambulance{Outcome: "没有派车"}, false)
	must(t, err)
	if in.State != care.IncidentAnswered || len(in.Help) > 0 {
		t.Errorf("the incident is %s, help %v", in.State, in.Help)
	}
	if said := w.saidOver(0); len(said) > 0 {
		t.Errorf("the senior heard %q", said)
	}
	w.clock.pass(time.Minute)
	in, err = w.desk.HandOver(t.Context(), operator, in.ID, care.Ambulance{CalledAt: w.clock.now()}, false)
	must(t, err)
	if in.State != care.IncidentDispatched || !slices.Contains(in.Help, "120") {
		t.Errorf("called again: %s, %v", in.State, in.Help)
	}
}
