package app

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// maxStep is how far the machine's clock may be from ours before it is shown.
const maxStep = 5 * time.Second

// clock is the time by which the platform counts. It begins with the record's, which
// every process of a site shares, and goes on by the machine's monotonic clock: when
// somebody sets the machine's clock, no ladder jumps ahead and none stands still.
// That the two disagree is shown until the process is started anew.
type clock struct {
	began time.Time        // holds the monotonic reading
	ahead time.Duration    // of the record's clock, at the beginning
	wall  func() time.Time // the machine's
	since func(time.Time) time.Duration
}

// newClock returns a clock that begins now, at record's time.
func newClock(record time.Time) *clock {
	began := time.Now()
	return &clock{began: began, ahead: record.Sub(began.Round(0)), wall: time.Now, since: time.Since}
}

// Now is quick and safe for concurrent use.
func (c *clock) Now() time.Time { return c.began.Add(c.ahead + c.since(c.began)) }

// agrees is nil while the machine's clock shows about our time.
func (c *clock) agrees(context.Context) error {
	// Without the monotonic reading, or Sub would compare that.
	off := c.wall().Round(0).Sub(c.Now().Round(0))
	if off.Abs() <= maxStep {
		return nil
	}
	return &care.Fault{Kind: care.ErrConflict, Code: "clock.stepped",
		Detail: fmt.Sprintf("本机时钟与计时相差 %+.0f 秒：计时不受影响，请校准时钟后重启本进程", off.Seconds())}
}

// steady is the probe that shows a step.
func (c *clock) steady() probe { return probe{name: "clock", check: c.agrees} }
