package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// late are the messages that were made about tickets.
func (w *world) late() []care.Notice {
	w.t.Helper()
	list, _, err := w.store.Notices(w.t.Context(), care.Everything, care.Page{Limit: 100})
	must(w.t, err)
	var out []care.Notice
	for _, n := range list {
		if strings.HasPrefix(n.Key, "tickets/") {
			out = append(out, n)
		}
	}
	return out
}

// What is overdue is told in one message a day, in the morning of a working day, with
// counts and numbers only; the one it is about is told nothing.
func TestSupervisorsAreToldOfOverdueTickets(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	deps := w.hotlineDeps()
	deps.Notices = w.store
	lines := make([]*dispatch.Hotline, 2) // two processes over one record
	for i := range lines {
		h, err := dispatch.NewHotline(dispatch.HotlineConfig{}, deps)
		must(t, err)
		lines[i] = h
	}
	look := func() {
		t.Helper()
		for _, h := range append(lines, lines...) {
			must(t, h.Look(ctx))
		}
	}
	take := func(about care.StaffID) care.Ticket {
		t.Helper()
		one, err := lines[0].Take(ctx, operator, dispatch.NewTicket{Kind: care.Complaint, Text: "饭是凉的，样例老人说的", Caller: "样例来电人", Phone: "13900000077", AboutStaff: about})
		must(t, err)
		return one
	}
	first, second, own := take(""), take(""), take(supervisor.ID)
	look()
	w.clock.pass(first.AcceptBy.Sub(w.clock.now()) + time.Minute) // just after midnight, on a Wednesday
	look()
	if got := w.late(); len(got) != 0 {
		t.Fatalf("told before the morning: %+v", got)
	}
	w.clock.pass(8 * time.Hour)
	look()
	got := w.late()
	if len(got) != 1 || got[0].Kind != "message" || got[0].Receiver != "supervisor" || got[0].Phone != supervisor.Phone || got[0].Incident != "" || got[0].DueAt.After(w.clock.now()) {
		t.Fatalf("told %+v", got)
	}
	if n := len(w.lines("notice", got[0].Key)); n != 1 {
		t.Errorf("%d lines in the journal", n)
	}
	text := got[0].Text
	if !strings.Contains(text, "超期 2 件，其中没有受理 2 件，没有答复 0 件") || !strings.Contains(text, first.Number+"、"+second.Number) || strings.Contains(text, own.Number) {
		t.Errorf("the text is %q", text)
	}
	for _, private := range []string{"样例来电人", "13900000077", "饭是凉的"} {
		if strings.Contains(text, private) {
			t.Errorf("the text holds %q", private)
		}
	}
	// It is told again each working day until somebody sees to it.
	for day, want := range []int{2, 3, 3, 3, 4} { // Thursday to Monday
		w.clock.pass(24 * time.Hour)
		look()
		if got := w.late(); len(got) != want {
			t.Errorf("%d days later told %d times, want %d", day+1, len(got), want)
		}
	}
	for _, id := range []care.TicketID{first.ID, second.ID} {
		_, err := lines[0].AcceptTicket(ctx, operator, id, "")
		must(t, err)
	}
	w.clock.pass(24 * time.Hour)
	look()
	if got := w.late(); len(got) != 4 {
		t.Errorf("told of what was seen to: %d times", len(got))
	}
}

// What was entered from paper is counted apart, and calls say what became of them.
func TestFunctionsTellCallsAndPaperApart(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	tell := func(id string, state care.PhoneState, from string) {
		t.Helper()
		must(t, w.desk.Phone(ctx, dispatch.PhoneTold{ID: id, State: state, From: from, At: w.clock.now()}))
	}
	tell("a", care.PhoneRinging, "13900000011")
	tell("a", care.PhoneAnswered, "13900000011")
	tell("b", care.PhoneRinging, "13900000012")
	tell("b", care.PhoneMissed, "13900000012")
	tell("c", care.PhoneMissed, "13900000013")
	out, err := w.desk.Connect(ctx, operator, dispatch.Connect{Number: "13900000012"})
	must(t, err)
	must(t, w.desk.Phone(ctx, dispatch.PhoneTold{ID: "connect/" + string(out.ID), State: care.PhoneAnswered}))
	_, err = w.desk.Connect(ctx, operator, dispatch.Connect{Number: "13900000099"})
	must(t, err)
	_, err = w.desk.EnterPhone(ctx, operator, dispatch.PhoneEntered{Number: "13900000014", At: w.clock.now().Add(-time.Minute), Afterwards: true})
	must(t, err)
	list, err := h.Functions(ctx, supervisor, w.clock.now().Add(-time.Hour), w.clock.now().Add(time.Hour), time.Time{}, "")
	must(t, err)
	f := list[3]
	want := dispatch.Calls{In: 3, Answered: dispatch.Part{N: 1, Of: 3}, Out: 2, Reached: dispatch.Part{N: 1, Of: 2}, Missed: 2, CalledBack: dispatch.Part{N: 1, Of: 2}}
	if f.Name != "calls" || f.N != 5 || f.Afterwards != 1 || f.Calls == nil || *f.Calls != want {
		t.Errorf("got %+v %+v, want %+v", f, f.Calls, want)
	}
}
