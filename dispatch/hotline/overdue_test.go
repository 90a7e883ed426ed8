package hotline

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
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
	deps := w.deps
	deps.Notices = w.store
	lines := make([]*Hotline, 2) // two processes over one record
	for i := range lines {
		h, err := New(Config{}, deps)
		must(t, err)
		lines[i] = h
	}
	look := func() {
		t.Helper()
		for _, h := range slices.Concat(lines, lines) {
			must(t, h.Look(ctx))
		}
	}
	take := func(about care.StaffID) care.Ticket {
		t.Helper()
		one, err := lines[0].Take(ctx, operator, NewTicket{Kind: care.Complaint, Text: "饭是凉的，样例老人说的", Caller: "样例来电人", Phone: "13900000077", AboutStaff: about})
		must(t, err)
		return one
	}
	first, second, own := take(""), take(""), take(supervisor.ID)
	look()
	w.pass(first.AcceptBy.Sub(w.at) + time.Minute) // just after midnight, on a Wednesday
	look()
	if got := w.late(); len(got) != 0 {
		t.Fatalf("told before the morning: %+v", got)
	}
	w.pass(8 * time.Hour)
	look()
	got := w.late()
	if len(got) != 1 || got[0].Kind != "message" || got[0].Receiver != "supervisor" || got[0].Phone != supervisor.Phone || got[0].Incident != "" || got[0].DueAt.After(w.at) {
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
		w.pass(24 * time.Hour)
		look()
		if got := w.late(); len(got) != want {
			t.Errorf("%d days later told %d times, want %d", day+1, len(got), want)
		}
	}
	for _, id := range []care.TicketID{first.ID, second.ID} {
		_, err := lines[0].AcceptTicket(ctx, operator, id, "")
		must(t, err)
	}
	w.pass(24 * time.Hour)
	look()
	if got := w.late(); len(got) != 4 {
		t.Errorf("told of what was seen to: %d times", len(got))
	}
}
