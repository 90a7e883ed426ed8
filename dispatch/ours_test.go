package dispatch_test

import (
	"testing"

	"yian/care"
)

// The installer's own press lay so long that the desk's ladder sent the keeper: with the
// installer's word nobody goes there any more.
func TestTheInstallersWordStopsWhoWasAsked(t *testing.T) {
	w := setup(t)
	asked := w.clock.now()
	w.press(wangsPendant, "a")
	w.atDesk(70)
	sent, err := w.store.OpenOrdersOf(t.Context(), "wang")
	must(t, err)
	if len(sent) != 1 {
		t.Fatalf("%d orders", len(sent))
	}
	in := w.one()
	must(t, w.desk.Ours(t.Context(), worker, asked, []care.Press{{Incident: in.ID, ReceivedAt: &in.OpenedAt}}))
	if in, o := w.one(), w.orderOf(sent[0].ID); in.State != care.IncidentClosed || o.State != care.OrderCancelled {
		t.Errorf("the incident is %s, the order %s", in.State, o.State)
	}
}

// An alert that joined the installer's press is none of the installer's.
func TestTheInstallersWordLeavesAnAlert(t *testing.T) {
	w := setup(t)
	asked := w.clock.now()
	w.press(wangsPendant, "a")
	_, err := w.desk.Alert(t.Context(), care.Alert{ID: "x", Rule: "smoke_alarm", Severity: care.Critical, ElderID: "wang", HouseholdID: "couple", RegionID: village, RaisedAt: w.clock.now()})
	must(t, err)
	in := w.one()
	must(t, w.desk.Ours(t.Context(), worker, asked, []care.Press{{Incident: in.ID, ReceivedAt: &in.OpenedAt}}))
	if in := w.one(); in.State != care.IncidentOpen || !in.Ringing {
		t.Errorf("the incident is %s, ringing %v", in.State, in.Ringing)
	}
}
