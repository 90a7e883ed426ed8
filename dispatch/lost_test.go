package dispatch_test

import (
	"testing"
	"time"

	"yian/care"
)

// left is the alert of a fence that wang left.
func left(id string, at time.Time, lat float64) care.Alert {
	return care.Alert{ID: care.AlertID(id), Rule: care.FenceRule, Severity: care.Critical, DeviceID: "watch-wang", ElderID: "wang", HouseholdID: "couple", RegionID: village,
		RaisedAt: at, Spot: &care.Spot{Location: care.Location{Lat: lat, Lon: 116.8, Accuracy: 12}, At: at.Add(-time.Minute), Device: "watch-wang"}}
}

func TestALeftFenceIsSomebodyLost(t *testing.T) {
	w := setup(t)
	_, err := w.desk.Alert(t.Context(), left("a", w.clock.now(), 33.1))
	must(t, err)
	in := w.one()
	if in.Kind != "lost" || in.Severity != care.Critical || in.ElderID != "wang" || !in.Ringing || in.Calls != 0 || in.Ladder.NextAt == nil {
		t.Errorf("got %+v", in)
	}
	if in.Location == nil || in.Location.Lat != 33.1 || in.LocatedAt == nil || !in.LocatedAt.Equal(w.clock.now().Add(-time.Minute)) {
		t.Errorf("at %+v, %v", in.Location, in.LocatedAt)
	}
	// A second fence, or another device of theirs, joins; an older place changes nothing.
	w.pass(time.Minute)
	_, err = w.desk.Alert(t.Context(), left("b", w.clock.now(), 33.2))
	must(t, err)
	_, err = w.desk.Alert(t.Context(), left("c", w.clock.now().Add(-30*time.Minute), 30))
	must(t, err)
	if in = w.one(); in.Location.Lat != 33.2 {
		t.Errorf("at %+v", in.Location)
	}
	// A press comes before a machine that suspects.
	w.press(wangsPendant, "p")
	if in = w.one(); in.Kind != "sos" || in.Location.Lat != 33.2 {
		t.Errorf("got %s at %+v", in.Kind, in.Location)
	}
}

func TestWhoTookTheWatchOffAndLeftIsLost(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "r", care.Removed)
	_, err := w.desk.Alert(t.Context(), left("a", w.clock.now(), 33.1))
	must(t, err)
	if in := w.one(); in.Kind != "lost" || in.Severity != care.Critical || in.Location == nil {
		t.Errorf("got %+v", in)
	}
	for kind, want := range map[care.CallKind]string{care.SOS: "sos", care.Smoke: "smoke", care.Fall: "fall"} {
		w := setup(t)
		w.press(wangsPendant, "p", kind)
		_, err := w.desk.Alert(t.Context(), left("a", w.clock.now(), 33.1))
		must(t, err)
		if got := w.one(); got.Kind != want || got.Location == nil {
			t.Errorf("%s, then left: %s at %v", kind, got.Kind, got.Location)
		}
	}
}
