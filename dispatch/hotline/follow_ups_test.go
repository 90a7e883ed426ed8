package hotline

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"yian/care"
)

func TestEveryEmergencyIsFollowedUpByNobodyWhoHadAPartInIt(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	w.ended("a", "wang", "emergency_fall")
	w.ended("b", "zhao", "drill")
	must(t, errors.Join(h.Look(ctx), h.Look(ctx)))
	list := w.followUps()
	if len(list) != 1 || list[0].Subject != "a" || list[0].Why != "emergency" || !slices.Equal(list[0].Concerned, []care.StaffID{operator.ID}) {
		t.Fatalf("drawn: %+v", list)
	}
	id := list[0].ID
	_, err := h.CallFollowUp(ctx, operator, id, Called{Result: "reached"})
	conflict(t, err, "follow_up.concerned")
	kin := supervisor
	kin.Relatives = []care.ElderID{"wang"}
	_, err = h.CallFollowUp(ctx, kin, id, Called{Result: "reached"})
	conflict(t, err, "follow_up.relative")
	if _, err := h.CallFollowUp(ctx, manager, id, Called{Result: "reached"}); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a site calls: %v", err)
	}
	f, err := h.CallFollowUp(ctx, colleague, id, Called{Result: "no_answer"})
	if err != nil || f.State != care.FollowUpOpen {
		t.Errorf("nobody answered: %+v, %v", f, err)
	}
	f, err = h.CallFollowUp(ctx, colleague, id, Called{Result: "reached", SpokeTo: "elder", Satisfied: "satisfied", Note: "很好"})
	if err != nil || f.State != care.FollowUpDone || len(f.Tries) != 2 {
		t.Errorf("reached: %+v, %v", f, err)
	}
	_, err = h.CallFollowUp(ctx, colleague, id, Called{Result: "reached", Satisfied: "dissatisfied"})
	conflict(t, err, "follow_up.over")
	// Taken up again and closed again, it is asked about again.
	w.becomes("a", "reopened", func(in *care.Incident) { in.State, in.Outcome = care.IncidentAnswered, "" })
	w.closed("a", "emergency_illness")
	must(t, h.Look(ctx))
	if open := w.followUps(care.FollowUpOpen); len(open) != 1 || open[0].About != "emergency_illness" {
		t.Errorf("open then: %+v", open)
	}
}

func TestOfTheRestAShareIsFollowedUp(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(Config{FollowUpPercent: 30}), t.Context()
	const all = 200
	for i := range all {
		state := care.OrderCompleted
		if i == 0 {
			state = care.OrderFailed
		}
		w.order(care.OrderID(fmt.Sprint("meal", i)), care.Meal, state)
	}
	must(t, h.Look(ctx))
	list, _, err := w.store.FollowUps(ctx, care.Everything, care.FollowUpQuery{Page: care.Page{Limit: 500}})
	must(t, err)
	why := map[string]int{}
	for _, f := range list {
		why[f.Why]++
		if !slices.Equal(f.Concerned, []care.StaffID{worker.ID}) {
			t.Fatalf("concerned: %v", f.Concerned)
		}
	}
	if why["failed"] != 1 || why["lot"] < all*15/100 || why["lot"] > all*45/100 || len(why) != 2 {
		t.Errorf("of %d at 30%% and one that failed: %v", all, why)
	}
}

func TestNobodyCallsABereavedFamily(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	w.ended("a", "wang", "emergency_illness")
	w.ended("b", "zhao", "emergency_fall")
	must(t, h.Look(ctx))
	w.where["wang"] = care.Deceased
	must(t, h.Look(ctx))
	for _, f := range w.followUps() {
		want := care.FollowUpOpen
		if f.Subject == "a" {
			want = care.FollowUpCancelled
		}
		if f.State != want {
			t.Errorf("%s is %s, want %s", f.Number, f.State, want)
		}
	}
	// Entered a moment before the call.
	w.where["zhao"] = care.Deceased
	open := w.followUps(care.FollowUpOpen)
	if len(open) != 1 || open[0].Subject != "b" {
		t.Fatalf("%+v", open)
	}
	_, err := h.CallFollowUp(ctx, colleague, open[0].ID, Called{Result: "reached"})
	conflict(t, err, "follow_up.deceased")
	_, err = h.AskFollowUp(ctx, colleague, "incident", "a", "想问")
	conflict(t, err, "follow_up.deceased")
	report, err := h.Opinions(ctx, supervisor, w.at.Add(-time.Hour), w.at.Add(time.Hour))
	if err != nil || report.Total.Cancelled != 2 || report.Total.Reached.Of != 0 {
		t.Errorf("%+v, %v", report.Total, err)
	}
}
