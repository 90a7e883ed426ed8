package records

import (
	"testing"
	"time"

	"yian/care"
)

// A gateway that does not name its child confirms the call that only one of them
// made; with two of one name nobody is taken to have heard.
func TestAGatewayConfirmsForItsChild(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		press := func(child care.DeviceID, id care.CallID) {
			t.Helper()
			_, _, err := s.Raise(t.Context(), care.Call{ID: id, Kind: care.Test, PressedAt: at, ReceivedAt: at,
				Place: care.Place{Device: child, Gateway: "gw"}}, func(*care.Case) (care.Change, error) {
				return care.Change{Entries: []care.Entry{{At: at, By: care.System, What: "device.tested", Noun: "device", Subject: string(child)}}}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		confirm := func(device care.DeviceID, id care.CallID) bool {
			t.Helper()
			fresh, err := s.ConfirmFeedback(t.Context(), care.Confirmation{Device: device, Call: id, Step: care.StepReceived, At: at})
			if err != nil {
				t.Fatal(err)
			}
			return fresh
		}
		press("a", "one")
		press("a", "same")
		press("b", "same")
		if confirm("stranger", "one") || !confirm("gw", "one") || confirm("gw", "one") {
			t.Error("the only call of that name")
		}
		if confirm("gw", "same") {
			t.Error("two calls of one name: nobody can tell which was heard")
		}
		if !confirm("b", "same") || !confirm("a", "same") {
			t.Error("the children themselves")
		}
	})
}
