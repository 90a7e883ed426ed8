package records

import (
	"testing"
	"time"

	"yian/care"
)

// A new press does not wait behind the repeats for devices that never confirm.
func TestAFirstTellingGoesBeforeRepeats(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		press := func(device care.DeviceID, at time.Time) {
			t.Helper()
			_, _, err := s.Raise(t.Context(), care.Call{ID: "one", Kind: care.Test, PressedAt: at, ReceivedAt: at,
				Place: care.Place{Device: device}}, func(*care.Case) (care.Change, error) {
				return care.Change{Entries: []care.Entry{{At: at, By: care.System, What: "device.tested", Noun: "device", Subject: string(device)}}}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		due := func(limit int) (order []care.Feedback) {
			t.Helper()
			order, err := s.DueFeedback(t.Context(), at.Add(time.Hour), limit)
			if err != nil {
				t.Fatal(err)
			}
			return order
		}
		press("deaf", at)
		told := due(1)
		next := at.Add(5 * time.Second)
		told[0].SentAt, told[0].NextAt = &at, &next
		if err := s.FeedbackSent(t.Context(), told); err != nil {
			t.Fatal(err)
		}
		press("new", at.Add(time.Minute))
		press("newer", at.Add(2*time.Minute))
		var order []care.DeviceID
		for _, f := range due(9) {
			order = append(order, f.Device)
		}
		if len(order) != 3 || order[0] != "new" || order[1] != "newer" || order[2] != "deaf" {
			t.Errorf("told in the order %v", order)
		}
		if first := due(1); len(first) != 1 || first[0].Device != "new" {
			t.Errorf("the first of many: %v", first)
		}
	})
}
