package dispatch_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// keyOf is the key of the notice that last went to a role.
func (w *world) keyOf(role string) string {
	w.t.Helper()
	list, _, err := w.store.Notices(w.t.Context(), care.Everything, care.Page{Limit: 100})
	must(w.t, err)
	for _, n := range list {
		if n.Receiver == role {
			return n.Key
		}
	}
	w.t.Fatalf("nobody rang %s", role)
	return ""
}

func (w *world) receipt(key string, result care.NoticeReceipt) {
	w.t.Helper()
	must(w.t, w.desk.Receipt(w.t.Context(), dispatch.Receipt{Key: key, Result: result, ETASeconds: 300}))
}

// Nobody sits at a console: the telephone finds somebody who goes, without any
// operator, and the senior hears it.
func TestSomebodyWhoPressesOneOnTheTelephoneGoes(t *testing.T) {
	w := setup(t)
	w.desk.Leave(context.Background(), operator.ID)
	w.press(wangsPendant, "a")
	for range 61 {
		w.pass(time.Second)
	}
	key := w.keyOf("station_keeper")
	w.told.heard("pendant-wang")
	for range 2 { // twice is once
		w.receipt(key, care.ReceiptAccepted)
	}
	w.receipt(key, care.ReceiptDelivered) // a report that was late
	w.pass(time.Second)
	in := w.one()
	if in.State != care.IncidentDispatched || !in.Ringing || !slices.Equal(in.Help, []string{"station_keeper"}) {
		t.Errorf("the incident is %s, ringing %v, help %v", in.State, in.Ringing, in.Help)
	}
	told := w.told.heard("pendant-wang")
	if !slices.ContainsFunc(told, func(f care.Feedback) bool { return f.Step == care.StepDispatched && f.ETASeconds == 300 }) {
		t.Errorf("the senior was told %+v", told)
	}
	lines := w.lines("incident", string(in.ID))
	if n := len(slices.DeleteFunc(lines, func(s string) bool { return s != "incident.phone_accepted" })); n != 1 {
		t.Errorf("accepted %d times", n)
	}
	// The county desk is spared for ten minutes, not for ever.
	w.rung.roles()
	for range 595 {
		w.pass(time.Second)
	}
	if got := w.rung.roles(); len(got) != 0 {
		t.Errorf("rung meanwhile: %v", got)
	}
	for range 10 {
		w.pass(time.Second)
	}
	if got := w.rung.roles(); got["county_desk"] != 1 {
		t.Errorf("rung after ten minutes: %v", got)
	}
}

// A gateway that tells milliseconds, or nonsense, promises the senior nothing.
func TestAnAbsurdTimeIsNoPromise(t *testing.T) {
	for _, eta := range []int{600_000, 1 << 40, -1} {
		w := setup(t)
		w.press(wangsPendant, "a")
		w.atDesk(61)
		must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.keyOf("station_keeper"), Result: care.ReceiptAccepted, ETASeconds: eta}))
		if in := w.one(); in.State != care.IncidentDispatched || in.Coming.ETASeconds != 0 || in.Coming.DueAt != nil {
			t.Errorf("%d s: the incident is %s, coming %+v", eta, in.State, in.Coming)
		}
	}
}

// A supervisor who presses 1 does not stand at the door.
func TestWhoTakesCareByTelephoneIsNotOnTheWay(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.atDesk(31)
	w.receipt(w.keyOf("supervisor"), care.ReceiptAccepted)
	if in := w.one(); in.State != care.IncidentOpen || !in.Ringing || len(in.Help) != 0 {
		t.Errorf("the incident is %s, ringing %v, help %v", in.State, in.Ringing, in.Help)
	}
	if got := w.atDesk(300); len(got) != 0 {
		t.Errorf("rung meanwhile: %v", got)
	}
}

func TestOtherReceiptsAreNotedAndStopNothing(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.atDesk(31)
	key := w.keyOf("supervisor")
	for _, r := range []care.NoticeReceipt{care.ReceiptDelivered, care.ReceiptNoAnswer, care.ReceiptDeclined} {
		w.receipt(key, r)
		n, err := w.store.Notice(t.Context(), key)
		must(t, err)
		if n.Receipt != r || n.DoneAt == nil {
			t.Errorf("after %s the notice says %s, sent %v", r, n.Receipt, n.DoneAt)
		}
	}
	// The only one who was rung does not come: the next are rung at once.
	if got := w.atDesk(30)[1]; got["contact"] != 1 {
		t.Errorf("a second later rung %v", got)
	}
	if err := w.desk.Receipt(t.Context(), dispatch.Receipt{Key: "none", Result: care.ReceiptAccepted}); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a notice that was never sent: %v", err)
	}
	// Accepted after the close: on the notice, nowhere else.
	_, err := w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	key = w.keyOf("contact")
	w.close(w.one().ID)
	w.receipt(key, care.ReceiptAccepted)
	if in := w.one(); in.State != care.IncidentClosed || len(in.Help) != 0 {
		t.Errorf("closed, and %s with help %v", in.State, in.Help)
	}
}

// The gateway may tell before the request that sent the notice is over.
func TestAReceiptBeforeTheSendingIsOverStays(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.atDesk(31)
	key := w.keyOf("supervisor")
	n, err := w.store.Notice(t.Context(), key)
	must(t, err)
	w.receipt(key, care.ReceiptAccepted)
	must(t, w.store.SaveNotice(t.Context(), n, nil))
	if n, err = w.store.Notice(t.Context(), key); err != nil || n.Receipt != care.ReceiptAccepted || n.ReceiptAt == nil {
		t.Errorf("got %+v, %v", n, err)
	}
}

// Who is old or ill as well and presses 1 has heard it; nobody is on the way for it.
func TestAFrailContactWhoPressesOneIsNotOnTheWay(t *testing.T) {
	w := setup(t)
	w.contacts("wang", care.Contact{Name: "老伴样例", Phone: "19900000001", Frail: true})
	w.press(wangsPendant, "a")
	w.atDesk(61)
	before := w.one()
	w.receipt(w.keyOf("contact"), care.ReceiptAccepted)
	in := w.one()
	if in.State != care.IncidentOpen || len(in.Help) > 0 || !in.Ladder.NextAt.Equal(*before.Ladder.NextAt) {
		t.Errorf("the incident is %s, help %v, the ladder goes on at %v, not %v", in.State, in.Help, in.Ladder.NextAt, before.Ladder.NextAt)
	}
	if !slices.Contains(w.lines("incident", string(in.ID)), "incident.phone_accepted") {
		t.Error("the timeline does not say so")
	}
}
