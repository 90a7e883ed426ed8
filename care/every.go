package care

import (
	"context"
	"time"
)

// Every looks at once, and then at each interval, for what time has made due, until ctx
// ends. A pass that failed is told to failed, and the next tries again.
func Every(ctx context.Context, interval time.Duration, pass func(context.Context) error, failed func(error)) error {
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
		}
	}
}
