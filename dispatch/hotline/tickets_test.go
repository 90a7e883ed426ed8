package hotline

import (
	"errors"
	"slices"
	"testing"
	"time"

	"yian/care"
)

func TestAConsultationIsAnsweredAtOnce(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	want := NewTicket{Kind: care.Consultation, Caller: "孙女样例", Phone: "13900000009", Elder: "wang", Text: "高龄津贴怎么办", Answer: "带身份证到村委会", Key: "k"}
	a, err := h.Take(ctx, operator, want)
	must(t, err)
	b, err := h.Take(ctx, operator, want)
	must(t, err)
	if a.ID != b.ID || a.State != care.TicketAnswered || a.AnsweredBy != operator.ID || a.ToldHow != "phone" || a.RegionID != village || a.AcceptedAt == nil {
		t.Errorf("%+v, again %s", a, b.ID)
	}
	if got := w.lines("ticket", string(a.ID)); !slices.Equal(got, []string{"ticket.taken", "ticket.answered"}) {
		t.Errorf("the journal has %v", got)
	}
	// What was said is not in the journal.
	entries, err := w.store.Timeline(ctx, "ticket", string(a.ID))
	must(t, err)
	for _, e := range entries {
		if len(e.Note) != len("sha256 ")+16 {
			t.Errorf("the journal says %q", e.Note)
		}
	}
	a, err = h.CloseTicket(ctx, operator, a.ID, "")
	if err != nil || a.State != care.TicketClosed {
		t.Errorf("closed: %+v, %v", a, err)
	}
	want.Kind, want.Key = care.Complaint, ""
	if _, err := h.Take(ctx, operator, want); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a complaint answered at once: %v", err)
	}
}

func TestAComplaintIsIndependentOfWhomItIsAbout(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	c, err := h.Take(ctx, operator, NewTicket{Kind: care.Complaint, Elder: "sun", AboutCenter: "house-a", AboutStaff: colleague.ID, Caller: "家属样例", Text: "夜里没有人来"})
	must(t, err)
	if c.CenterID != "" || c.RegionID != township {
		t.Errorf("belongs to %q in %q", c.CenterID, c.RegionID)
	}
	for name, who := range map[string]care.Staff{"the site's manager": manager, "whom it is about": colleague, "a worker": worker} {
		if c.VisibleTo(who.Scope()) {
			t.Errorf("%s sees it", name)
		}
		if _, err := h.NoteTicket(ctx, who, c.ID, "看过了"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("%s adds a line: %v", name, err)
		}
		if _, err := h.AcceptTicket(ctx, supervisor, c.ID, who.ID); !errors.Is(err, care.ErrConflict) && !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s is to handle it: %v", name, err)
		}
	}
	if _, err := h.Take(ctx, colleague, NewTicket{Kind: care.Complaint, AboutStaff: colleague.ID, Text: "态度不好"}); !errors.Is(err, care.ErrConflict) {
		t.Errorf("taken down by whom it is about: %v", err)
	}
	// Praise is the site's to see.
	p, err := h.Take(ctx, operator, NewTicket{Kind: care.Praise, AboutCenter: "house-a", Text: "护理员很好"})
	must(t, err)
	if !p.VisibleTo(manager.Scope()) {
		t.Error("the site does not hear of its praise")
	}
	// What turns out to be a complaint leaves its sight, and its handler.
	p, err = h.AcceptTicket(ctx, operator, p.ID, manager.ID)
	must(t, err)
	p, err = h.ReclassifyTicket(ctx, supervisor, p.ID, Reclassify{Kind: care.Complaint, AboutCenter: "house-a"}, "其实是反映问题")
	must(t, err)
	if p.VisibleTo(manager.Scope()) || p.Handler != "" || p.State != care.TicketOpen || p.AnswerBy == nil {
		t.Errorf("after it became a complaint: %+v", p)
	}
	entries, _, err := w.store.Entries(ctx, manager.Scope(), care.EntryQuery{Noun: "ticket", Subject: string(c.ID)})
	if err != nil || len(entries) != 0 {
		t.Errorf("the site reads in the journal: %v, %v", entries, err)
	}
}

func TestASealedTicketIsClosedToWhoeverNeedNotKnow(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	c, err := h.Take(ctx, operator, NewTicket{Kind: care.Consultation, Elder: "sun", Sealed: "abuse", Text: "身上有伤"})
	must(t, err)
	leader := care.Staff{ID: "lead", Role: care.Leader}
	for name, c2 := range map[string]struct {
		who  care.Staff
		want bool
	}{"who took it down": {operator, true}, "the supervisor": {supervisor, true}, "a colleague": {colleague, false}, "the site": {manager, false}, "the bureau": {leader, false}} {
		if c.VisibleTo(c2.who.Scope()) != c2.want {
			t.Errorf("%s sees it: %v", name, !c2.want)
		}
	}
	c, err = h.AcceptTicket(ctx, supervisor, c.ID, colleague.ID)
	must(t, err)
	if !c.VisibleTo(colleague.Scope()) {
		t.Error("who is to see to it does not see it")
	}
	if _, err := h.ReclassifyTicket(ctx, operator, c.ID, Reclassify{Kind: care.Consultation}, "查清没有"); !errors.Is(err, care.ErrConflict) {
		t.Errorf("an operator unseals: %v", err)
	}
	if _, err = h.ReclassifyTicket(ctx, supervisor, c.ID, Reclassify{Kind: care.Consultation}, "查清没有"); err != nil {
		t.Errorf("the supervisor unseals: %v", err)
	}
}

func TestWhatIsLateIsNotedOnceAndMayBeExtendedOnce(t *testing.T) {
	w := setup(t) // Monday noon in Shanghai
	h, ctx := w.hotline(), t.Context()
	c, err := h.Take(ctx, operator, NewTicket{Kind: care.Complaint, Text: "送餐晚了"})
	must(t, err)
	w.pass(35 * time.Hour)
	must(t, h.Look(ctx))
	if c = w.ticket(c.ID); c.OverdueAt != nil {
		t.Fatalf("overdue before the end of Tuesday: %v", c.OverdueAt)
	}
	w.pass(2 * time.Hour)
	must(t, errors.Join(h.Look(ctx), h.Look(ctx)))
	if got := w.lines("ticket", string(c.ID)); !slices.Equal(got, []string{"ticket.taken", "ticket.overdue"}) {
		t.Errorf("%v", got)
	}
	c, err = h.AcceptTicket(ctx, operator, c.ID, "")
	must(t, err)
	_, err = h.ExtendTicket(ctx, operator, c.ID, 5, "要请第三方检测")
	conflict(t, err, "ticket.own_extension")
	longer, err := h.ExtendTicket(ctx, supervisor, c.ID, 5, "要请第三方检测")
	if want := newWorkdays(nil).after(c.AnswerBy.Add(-time.Minute), 5); err != nil || !longer.AnswerBy.Equal(want) {
		t.Errorf("extended to %v, want %v, %v", longer.AnswerBy, want, err)
	}
	_, err = h.ExtendTicket(ctx, supervisor, c.ID, 5, "还要时间")
	conflict(t, err, "ticket.extended")
	_, err = h.CloseTicket(ctx, operator, c.ID, "")
	conflict(t, err, "ticket.not_answered")
	c, err = h.AnswerTicket(ctx, operator, c.ID, "已换送餐单位", "", nil)
	must(t, err)
	c, err = h.ReopenTicket(ctx, operator, c.ID, "又晚了")
	must(t, err)
	if c.State != care.TicketOpen || c.Answer != "" || c.Reopened != 1 || !c.AcceptBy.After(w.at) || c.Number == "" {
		t.Errorf("reopened: %+v", c)
	}
	// What it is put right to counts from when it came back as well.
	w.pass(30 * 24 * time.Hour)
	_, err = h.AnswerTicket(ctx, operator, c.ID, "还是那家", "", nil)
	must(t, err)
	c, err = h.ReopenTicket(ctx, operator, c.ID, "又晚了")
	must(t, err)
	by := *c.AnswerBy
	w.pass(time.Hour)
	c, err = h.ReclassifyTicket(ctx, operator, c.ID, Reclassify{Kind: care.Report}, "其实是举报")
	if err != nil || !c.AnswerBy.Equal(by) {
		t.Errorf("a report to be answered by %v, want %v, %v", c.AnswerBy, by, err)
	}
}
