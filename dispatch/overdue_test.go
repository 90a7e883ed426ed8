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

// What is overdue is told once, in one message with numbers only, in the morning; the
// one it is about is told nothing.
func TestSupervisorsAreToldOfOverdueTickets(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	deps := w.hotlineDeps()
	deps.Notices = w.store
	h, err := dispatch.NewHotline(dispatch.HotlineConfig{}, deps)
	must(t, err)
	take := func(about care.StaffID) care.Ticket {
		t.Helper()
		one, err := h.Take(ctx, operator, dispatch.NewTicket{Kind: care.Complaint, Text: "饭是凉的，样例老人说的", Caller: "样例来电人", Phone: "13900000077", AboutStaff: about})
		must(t, err)
		return one
	}
	first, second, own := take(""), take(""), take(supervisor.ID)
	must(t, h.Look(ctx))
	if got := w.late(); len(got) != 0 {
		t.Fatalf("told before the deadline: %+v", got)
	}
	w.clock.pass(first.AcceptBy.Sub(w.clock.now()) + time.Minute) // just after midnight
	for range 3 {
		must(t, h.Look(ctx))
	}
	got := w.late()
	if len(got) != 1 || got[0].Kind != "message" || got[0].Receiver != "supervisor" || got[0].Phone != supervisor.Phone || got[0].Incident != "" {
		t.Fatalf("told %+v", got)
	}
	text := got[0].Text
	if !strings.Contains(text, first.Number) || !strings.Contains(text, second.Number) || strings.Contains(text, own.Number) {
		t.Errorf("the text is %q", text)
	}
	for _, private := range []string{"样例来电人", "13900000077", "饭是凉的"} {
		if strings.Contains(text, private) {
			t.Errorf("the text holds %q", private)
		}
	}
	if due := got[0].DueAt.In(care.Shanghai); due.Hour() != 8 || due.Before(w.clock.now()) {
		t.Errorf("due at %s", due)
	}
	// The next deadline is another message.
	_, err = h.AcceptTicket(ctx, operator, first.ID, "")
	must(t, err)
	w.clock.pass(first.AnswerBy.Sub(w.clock.now()) + time.Minute)
	must(t, h.Look(ctx))
	if got := w.late(); len(got) != 2 {
		t.Errorf("told %d times", len(got))
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
