package care

import (
	"context"
	"time"
)

// Every looks at once, and then at each interval, for what time has made due, until ctx
// ends. A pass that failed is told to failed, and the next tries again.
func Every(ctx context.Context, interval time.Duration, pass func(context.Context) error, failed func(error)) error {
	return Bell(nil).Every(ctx, interval, pass, failed)
}
