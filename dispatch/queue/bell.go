package queue

import (
	"context"
	"time"
)

const bellKey = "yian:{bell}"

// Ring tells the other processes that the journal has grown. Nothing is lost when
// it fails: they look by themselves every second.
func (q *Queue) Ring(ctx context.Context) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	return away(q.rdb.Publish(ctx, bellKey, "").Err())
}

// Hear calls do at each ring, until ctx ends. A server that is away is asked
// again every second. do must not block.
func (q *Queue) Hear(ctx context.Context, do func()) {
	for ctx.Err() == nil {
		q.hear(ctx, do)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (q *Queue) hear(ctx context.Context, do func()) {
	bell := q.rdb.Subscribe(ctx, bellKey)
	defer bell.Close()
	for {
		// A receive without end would not notice a server that is gone.
		message, err := bell.ReceiveTimeout(ctx, 10*time.Second)
		if isTimeout(err) {
			if err = bell.Ping(ctx); err == nil {
				continue
			}
		}
		if err != nil || ctx.Err() != nil {
			return
		}
		if message != nil {
			do()
		}
	}
}

func isTimeout(err error) bool {
	t, ok := err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}
