package dispatch_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"yian/care"
)

func TestALateAnswerIsExplained(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	w.press(wangsPendant, "late")
	w.clock.pass(181 * time.Second)
	in, err := w.desk.Answer(ctx, operator, w.one().ID)
	must(t, err)
	if _, err := w.desk.Explain(ctx, operator, in.ID, " "); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("without a word: %v", err)
	}
	for range 2 { // sent twice is said once
		in, err = w.desk.Explain(ctx, operator, in.ID, "两部电话同时占线")
		must(t, err)
	}
	if in.LateReason == nil || in.LateReason.By != operator.ID || in.LateReason.Text != "两部电话同时占线" {
		t.Errorf("the reason is %+v", in.LateReason)
	}
	if said := slices.DeleteFunc(w.lines("incident", string(in.ID)), func(what string) bool { return what != "incident.late_explained" }); len(said) != 1 {
		t.Errorf("%d lines in the journal", len(said))
	}
	w.press(panel, "quick")
	quick, err := w.desk.Answer(ctx, operator, w.incidents()[1].ID)
	must(t, err)
	_, err = w.desk.Explain(ctx, operator, quick.ID, "没有晚")
	conflict(t, err, "incident.not_late")
}
