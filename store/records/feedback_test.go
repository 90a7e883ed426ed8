package records

import (
	"strconv"
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
		// Nor behind what somebody asks for again.
		if err := s.FeedbackRepeat(t.Context(), "deaf", "one", at.Add(3*time.Second)); err != nil {
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

// A repeat asks for its own call, not for everything that its device, which cannot
// confirm, was told that day; and a press heard by two processes is no repeat.
func TestARepeatAsksForItsOwnCall(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		for _, id := range []care.CallID{"old", "new"} {
			_, _, err := s.Raise(t.Context(), care.Call{ID: id, Kind: care.Test, PressedAt: at, ReceivedAt: at, Place: care.Place{Device: "button"}}, func(*care.Case) (care.Change, error) {
				return care.Change{Entries: []care.Entry{{At: at, By: care.System, What: "device.tested", Noun: "device", Subject: "button"}}}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		next := at.Add(time.Hour)
		due := func(now time.Time) []care.Feedback {
			t.Helper()
			list, err := s.DueFeedback(t.Context(), now, 9)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		told := due(at)
		for i := range told {
			told[i].SentAt, told[i].NextAt = &at, &next
		}
		if err := s.FeedbackSent(t.Context(), told); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			after time.Duration
			want  int
		}{{time.Second, 0}, {5 * time.Second, 1}} {
			now := at.Add(c.after)
			if err := s.FeedbackRepeat(t.Context(), "button", "new", now); err != nil {
				t.Fatal(err)
			}
			if list := due(now); len(list) != c.want || c.want == 1 && list[0].Call != "new" {
				t.Errorf("%v after it was told: %v due", c.after, list)
			}
		}
	})
}

// A device that comes back hears the newest of what it did not confirm, not a
// whole day of it.
func TestWhoComesBackHearsTheNewest(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		start := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		for i := range 2 * mostAgain {
			at := start.Add(time.Duration(i) * time.Second)
			_, _, err := s.Raise(t.Context(), care.Call{ID: care.CallID(strconv.Itoa(i)), Kind: care.Test, PressedAt: at, ReceivedAt: at, Place: care.Place{Device: "button"}}, func(*care.Case) (care.Change, error) {
				return care.Change{Entries: []care.Entry{{At: at, By: care.System, What: "device.tested", Noun: "device", Subject: "button"}}}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		now, next := start.Add(time.Hour), start.Add(2*time.Hour)
		told, err := s.DueFeedback(t.Context(), now, 100)
		if err != nil {
			t.Fatal(err)
		}
		for i := range told {
			told[i].SentAt, told[i].NextAt = &start, &next
		}
		if err := s.FeedbackSent(t.Context(), told); err != nil {
			t.Fatal(err)
		}
		if err := s.FeedbackAgain(t.Context(), "button", now); err != nil {
			t.Fatal(err)
		}
		again, err := s.DueFeedback(t.Context(), now, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(again) != mostAgain {
			t.Fatalf("%d of %d told again", len(again), len(told))
		}
		for _, f := range again {
			if n, _ := strconv.Atoi(string(f.Call)); n < mostAgain {
				t.Errorf("call %d is an old one", n)
			}
		}
	})
}
