package records

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"yian/care"
)

// A new press does not wait behind the repeats for devices that never confirm.
func TestAFirstTellingIsApartFromRepeats(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		hour := at.Add(time.Hour)
		due := func(which func(context.Context, time.Time, int) ([]care.Feedback, error)) []care.Feedback {
			t.Helper()
			list, err := which(t.Context(), hour, 9)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		tried(t, s, "deaf", "one", at)
		tried(t, s, "asks", "one", at.Add(time.Second))
		told := due(s.FirstFeedback)
		if got := whose(told); !slices.Equal(got, []care.DeviceID{"deaf", "asks"}) {
			t.Fatalf("to be told: %v", got)
		}
		for i := range told {
			told[i].SentAt, told[i].NextAt = &at, &hour
		}
		if err := s.FeedbackSent(t.Context(), told); err != nil {
			t.Fatal(err)
		}
		if err := s.FeedbackRepeat(t.Context(), "asks", "one", at.Add(5*time.Second)); err != nil {
			t.Fatal(err)
		}
		tried(t, s, "new", "one", at.Add(time.Minute))
		if got := whose(due(s.FirstFeedback)); !slices.Equal(got, []care.DeviceID{"new"}) {
			t.Errorf("told first: %v", got)
		}
		if got := whose(due(s.AgainFeedback)); !slices.Equal(got, []care.DeviceID{"asks", "deaf"}) {
			t.Errorf("told again: %v", got)
		}
	})
}

// tried is a trial press of a device.
func tried(t *testing.T, s *Store, device care.DeviceID, call care.CallID, at time.Time) {
	t.Helper()
	_, _, err := s.Raise(t.Context(), care.Call{ID: call, Kind: care.Test, PressedAt: at, ReceivedAt: at, Place: care.Place{Device: device}}, func(*care.Case) (care.Change, error) {
		return care.Change{Entries: []care.Entry{{At: at, By: care.System, What: "device.tested", Noun: "device", Subject: string(device)}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func whose(list []care.Feedback) (all []care.DeviceID) {
	for _, f := range list {
		all = append(all, f.Device)
	}
	return all
}

// A repeat asks for its own call, not for everything that its device, which cannot
// confirm, was told that day; and a press heard by two processes is no repeat.
func TestARepeatAsksForItsOwnCall(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		for _, id := range []care.CallID{"old", "new"} {
			tried(t, s, "button", id, at)
		}
		next := at.Add(time.Hour)
		due := func(now time.Time) []care.Feedback {
			t.Helper()
			list, err := s.AgainFeedback(t.Context(), now, 9)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		told, err := s.FirstFeedback(t.Context(), at, 9)
		if err != nil {
			t.Fatal(err)
		}
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
			tried(t, s, "button", care.CallID(strconv.Itoa(i)), start.Add(time.Duration(i)*time.Second))
		}
		now, next := start.Add(time.Hour), start.Add(2*time.Hour)
		told, err := s.FirstFeedback(t.Context(), now, 100)
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
		again, err := s.AgainFeedback(t.Context(), now, 100)
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
