package dispatch_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

// lastTo is the key of the newest notice to a number.
func (w *world) lastTo(phone string) string {
	w.t.Helper()
	list, _, err := w.store.Notices(w.t.Context(), care.Everything, care.Page{})
	must(w.t, err)
	for _, n := range list {
		if n.Phone == phone {
			return n.Key
		}
	}
	w.t.Fatalf("nobody was rung at %s", phone)
	return ""
}

// Whoever cannot come makes the next one ring at once; nobody waits for a time.
func TestTheNextOneIsRungWhenAllRefuse(t *testing.T) {
	w := setup(t)
	w.desk.Leave(t.Context(), operator.ID)
	w.press(wangsPendant, "a")
	w.pass(time.Second)
	w.phones()
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.lastTo("13900000001"), Result: care.ReceiptNoAnswer}))
	w.pass(time.Second)
	if got := w.phones(); got != nil {
		t.Fatalf("the county's desk may still come, and rung: %v", got)
	}
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.lastTo("0990-100"), Result: care.ReceiptDeclined}))
	w.pass(time.Second)
	if diff := cmp.Diff([]string{"contact 13900000005", "station_keeper 13900000002", "township_duty 0990-200"}, w.phones()); diff != "" {
		t.Fatalf("next (-want +got)\n%s", diff)
	}
	// The keeper presses 1: the others' refusals ring nobody any more.
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.lastTo("13900000002"), Result: care.ReceiptAccepted}))
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.lastTo("13900000005"), Result: care.ReceiptNoAnswer}))
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.lastTo("0990-200"), Result: care.ReceiptBusy}))
	w.pass(time.Second)
	if got := w.phones(); got != nil {
		t.Errorf("rung though the keeper goes: %v", got)
	}
	if in := w.one(); in.State != care.IncidentDispatched {
		t.Errorf("the incident is %s", in.State)
	}
}
