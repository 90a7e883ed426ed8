package hotline

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"yian/care"
)

func TestTwoCallsOfEachOperatorAreAudited(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	for i := range 5 {
		w.ended(care.IncidentID(fmt.Sprint("press", i)), "wang", "help")
	}
	must(t, h.Look(ctx))
	audits := func(sc care.Scope) []care.Audit {
		list, _, err := w.store.Audits(ctx, sc, care.AuditQuery{})
		must(t, err)
		return list
	}
	if list := audits(care.Everything); len(list) != 0 {
		t.Fatalf("drawn before the month was over: %+v", list)
	}
	w.pass(9 * 24 * time.Hour)
	must(t, errors.Join(h.Look(ctx), h.Look(ctx)))
	list := audits(care.Everything)
	if len(list) != care.AuditsAMonth || list[0].Operator != operator.ID || list[0].Month != "2026-11" || list[0].Of != 5 || list[0].IncidentID == list[1].IncidentID {
		t.Fatalf("%+v", list)
	}
	// Whoever reads the seed draws the same.
	var again []care.IncidentID
	for _, i := range drawOf(list[0].Seed, operator.ID, 5, 2) {
		again = append(again, care.IncidentID(fmt.Sprint("press", i))) // they are drawn in the order of their ids
	}
	drawn := []care.IncidentID{list[0].IncidentID, list[1].IncidentID}
	slices.Sort(again)
	slices.Sort(drawn)
	if !slices.Equal(again, drawn) {
		t.Errorf("drawn %v, again %v", drawn, again)
	}
	if list := audits(operator.Scope()); len(list) != 0 {
		t.Error("an operator sees what is drawn before it is done")
	}
	id := list[0].ID
	checks := func(met string) []care.AuditCheck {
		var out []care.AuditCheck
		for _, item := range care.AuditItems {
			out = append(out, care.AuditCheck{Item: item, Met: met})
		}
		return out
	}
	for name, c := range map[string]struct {
		by      care.Staff
		checks  []care.AuditCheck
		comment string
	}{"half a form": {supervisor, checks("yes")[:3], "好"}, "a fault without a word": {supervisor, checks("no"), " "}} {
		if _, err := h.FillAudit(ctx, c.by, id, c.checks, false, c.comment); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	self := operator
	self.Role = care.Supervisor // promoted since
	_, err := h.FillAudit(ctx, self, id, checks("yes"), false, "")
	conflict(t, err, "audit.own")
	_, err = h.FillAudit(ctx, supervisor, id, checks("yes"), false, "")
	must(t, err)
	if list := audits(operator.Scope()); len(list) != 1 {
		t.Errorf("the operator sees %d of the own", len(list))
	}
	if _, err = h.ReplyAudit(ctx, colleague, id, "同意"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a colleague replies: %v", err)
	}
	a, err := h.ReplyAudit(ctx, operator, id, "同意")
	if err != nil || a.State != care.AuditReplied {
		t.Errorf("%+v, %v", a, err)
	}
	_, err = h.FillAudit(ctx, supervisor, id, checks("no"), true, "改")
	conflict(t, err, "audit.replied")
}
