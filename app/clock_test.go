package app

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// Somebody sets the machine's clock: what counts goes on as before, and it is shown.
func TestAStepOfTheMachinesClockMovesNoTimer(t *testing.T) {
	record := time.Now().Add(2 * time.Second) // the database's clock is ahead of ours
	c := newClock(record)
	passed := time.Duration(0)
	c.since = func(time.Time) time.Duration { return passed }
	for name, step := range map[string]time.Duration{"none": 0, "an hour ahead": time.Hour, "an hour back": -time.Hour, "a day back": -24 * time.Hour, "4 s": 4 * time.Second} {
		c.wall = func() time.Time { return c.began.Add(passed + step) }
		before := c.Now()
		passed += 30 * time.Second
		if got := c.Now().Sub(before); got != 30*time.Second {
			t.Errorf("%s: after 30 s our clock went on by %v", name, got)
		}
		err := c.agrees(t.Context())
		if shown := err != nil; shown != (step.Abs() > maxStep) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := c.Now().Sub(record) - passed; got.Abs() > 100*time.Millisecond {
		t.Errorf("off the record's clock by %v", got)
	}
	var f *care.Fault
	c.wall = func() time.Time { return c.Now().Add(-time.Hour) }
	if err := c.agrees(t.Context()); !errors.As(err, &f) || !strings.Contains(f.Detail, "-3600 秒") {
		t.Errorf("an hour back says %v", err)
	}
}

// A dependency that can say what is wrong with it says so on the screen.
func TestHealthShowsWhatAProbeSays(t *testing.T) {
	h := newHealth(time.Now, prometheus.NewRegistry(), probe{name: "clock"})
	h.note("clock", &care.Fault{Kind: care.ErrConflict, Detail: "本机时钟不对"})
	if d := h.states["clock"]; d.State != "down" || d.Detail != "本机时钟不对" {
		t.Errorf("got %+v", d)
	}
	h.note("clock", nil)
	if d := h.states["clock"]; d.State != "up" || d.Detail != "" {
		t.Errorf("got %+v", d)
	}
}
