package care

import (
	"context"
	"time"
)

// Bell wakes whoever looks again and again before it is time: what was decided here is
// seen to at once, and what nobody rang for a moment later. Many rings before somebody
// hears are one.
type Bell chan struct{}

// NewBell returns a bell that nobody has rung.
func NewBell() Bell { return make(Bell, 1) }

// Ring never blocks.
func (b Bell) Ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// Every looks as [Every] does, and at once when the bell rings. A nil bell never does.
func (b Bell) Every(ctx context.Context, interval time.Duration, pass func(context.Context) error, failed func(error)) error {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if err := pass(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-b:
		}
	}
}
