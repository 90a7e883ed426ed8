package messenger

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func TestADeviceIsToldUntilItConfirms(t *testing.T) {
	w := setup(t)
	w.press("a", care.SOS)
	if diff := cmp.Diff([]int{0, 5, 15, 35, 75, 135, 195}, w.toldAt(200)); diff != "" {
		t.Errorf("told at which seconds (-want +got)\n%s", diff)
	}
	unaware := func() bool {
		m, err := w.store.Unaware(t.Context(), []care.IncidentID{"in"})
		must(t, err)
		return m["in"]
	}
	if !unaware() {
		t.Error("nobody confirmed, yet the senior counts as knowing")
	}
	for range 2 { // twice is once
		w.confirms("a", care.StepReceived)
	}
	w.confirms("a", care.StepArrived) // was never told: ignored
	w.confirms("z", care.StepReceived)
	if unaware() {
		t.Error("the senior still counts as not knowing")
	}
	if got := w.toldAt(200); got != nil {
		t.Errorf("told after it confirmed, at %v", got)
	}
	lines, err := w.store.Timeline(t.Context(), "incident", "in")
	must(t, err)
	if heard := slices.DeleteFunc(lines, func(e care.Entry) bool { return e.What != "incident.heard" }); len(heard) != 1 {
		t.Errorf("the timeline says %d times that it was heard", len(heard))
	}
}

func TestADeviceThatCannotBeReachedIsTriedOn(t *testing.T) {
	w := setup(t)
	w.told.fail(care.ErrUnavailable)
	w.press("a", care.SOS)
	for range 60 { // an hour: no giving up while nothing went out
		w.pass(time.Minute)
	}
	w.told.fail(nil)
	w.pass(time.Minute)
	if got := w.told.heard(); !slices.Equal(got, []care.Step{care.StepReceived}) {
		t.Errorf("heard %v", got)
	}
}

// TestADayIsEnough: a device that nobody reaches is not tried for ever.
func TestADayIsEnough(t *testing.T) {
	w := setup(t)
	w.told.fail(care.ErrUnavailable)
	w.press("a", care.SOS)
	w.pass(25 * time.Hour)
	w.told.fail(nil)
	w.pass(time.Hour)
	if got := w.told.heard(); len(got) != 0 {
		t.Errorf("told a day later: %v", got)
	}
}

func TestADeviceThatNeverConfirmsIsLeftAtLast(t *testing.T) {
	w := setup(t)
	w.press("t", care.Test)
	if got := w.toldAt(1500); len(got) != 20 {
		t.Errorf("told %d times, want 20", len(got))
	}
	// Coming back it is told what it never confirmed.
	must(t, w.Reconnected(t.Context(), pendant))
	if got := w.toldAt(2); !slices.Equal(got, []int{0}) {
		t.Errorf("after it came back: %v", got)
	}
	w.confirms("t", care.StepReceived)
	w.press("t2", care.Test)
	w.at = w.at.Add(25 * time.Hour)
	w.toldAt(1500)
	must(t, w.Reconnected(t.Context(), pendant))
	if got := w.toldAt(2); got != nil {
		t.Errorf("yesterday's words were told again: %v", got)
	}
}

// A device that asks again is answered again, even one that confirmed: it may have been
// switched off since.
func TestARepeatedCallIsAnsweredAgain(t *testing.T) {
	w := setup(t)
	w.press("a", care.SOS)
	w.pass(0)
	w.confirms("a", care.StepReceived)
	w.told.heard()
	w.pass(2 * time.Minute)
	if got := w.told.heard(); len(got) != 0 {
		t.Fatalf("told after it confirmed: %v", got)
	}
	must(t, w.Repeat(t.Context(), pendant, "a"))
	if got := w.toldAt(200); len(got) != 1 {
		t.Errorf("told at %v, want once", got)
	}
}

// What is told last is true: an older word that nobody confirmed is not said after it.
func TestWhatIsNotTrueAnyMoreIsNotToldAgain(t *testing.T) {
	w := setup(t)
	w.press("a", care.SOS)
	w.decides(care.IncidentDispatched, care.StepMade{Step: care.StepDispatched, By: "老刘"})
	w.pass(0)
	w.told.heard()
	w.decides(care.IncidentArrived, care.StepMade{Step: care.StepArrived})
	w.toldAt(1)
	for range 300 {
		w.pass(time.Second)
		if got := w.told.heard(); slices.Contains(got, care.StepDispatched) {
			t.Fatalf("told %v after somebody was there", got)
		}
	}
}

// TestTwoProcessesTellTheirOwnDevices: one that holds connections tells what it
// reaches, and leaves everything else to the other.
func TestTwoProcessesTellTheirOwnDevices(t *testing.T) {
	w := setup(t)
	w.told.fail(care.ErrUnavailable) // the other process does not reach the watch
	w.press("a", care.SOS)
	w.pass(time.Second)
	w.told.fail(nil)
	w.at = w.at.Add(time.Minute)
	w.deps.Turns = nil
	for want, reaches := range []care.DeviceID{"somebody-elses", pendant} {
		w.deps.Reaches = func(id care.DeviceID) bool { return id == reaches }
		must(t, w.process().Look(t.Context()))
		if got := w.told.heard(); len(got) != want {
			t.Errorf("whoever reaches %s told %v", reaches, got)
		}
	}
}

func TestTwoProcessesTellADeviceOnce(t *testing.T) {
	w := setup(t)
	other := w.process()
	both := func() {
		t.Helper()
		done := make(chan error, 2)
		for _, m := range []*Messenger{w.Messenger, other} {
			go func() { done <- m.Look(t.Context()) }()
		}
		must(t, <-done)
		must(t, <-done)
	}
	w.press("a", care.SOS)
	both()
	if told := w.told.heard(); len(told) != 1 {
		t.Errorf("told %d times", len(told))
	}
	w.at = w.at.Add(5 * time.Second) // not confirmed: again, and once again
	both()
	if told := w.told.heard(); len(told) != 1 {
		t.Errorf("told again %d times", len(told))
	}
	w.redis.Close() // with Redis away twice is better than never
	w.at = w.at.Add(10 * time.Second)
	both()
	if told := w.told.heard(); len(told) == 0 {
		t.Error("not told while Redis is away")
	}
}

// outbox notes when somebody looked for what was never told.
type outbox struct {
	Outbox
	first []time.Time
	err   error
}

func (o *outbox) FirstFeedback(context.Context, time.Time, int) ([]care.Feedback, error) {
	o.first = append(o.first, time.Now())
	return nil, o.err
}

func (o *outbox) AgainFeedback(context.Context, time.Time, int) ([]care.Feedback, error) {
	return nil, nil
}

// What was decided is told at once, whichever process decided; what nobody heard of, or
// could not be read, within a second.
func TestWhatWasDecidedIsToldAtOnce(t *testing.T) {
	for noun, want := range map[string][]time.Duration{
		"incident": {0, 300 * time.Millisecond, time.Second},
		"order":    {0, 300 * time.Millisecond, time.Second},
		"device":   {0, 300 * time.Millisecond, time.Second}, // a test press
		"ticket":   {0, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			box := &outbox{err: errAway}
			m, err := New(Deps{Outbox: box, Downlink: &devices{}, Log: quiet})
			must(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
			defer cancel()
			began := time.Now()
			time.AfterFunc(300*time.Millisecond, func() { m.Heard([]care.Entry{{Noun: "elder"}, {Noun: noun}, {Noun: noun}}) })
			must(t, m.Run(ctx))
			var got []time.Duration
			for _, at := range box.first {
				got = append(got, at.Sub(began))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: looked at (-want +got)\n%s", noun, diff)
			}
		})
	}
}

func TestAMessengerNeedsItsNeighbours(t *testing.T) {
	if _, err := New(Deps{}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}
