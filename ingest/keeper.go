package ingest

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"

	"yian/care"
)

// keeper puts batches where they are safe: into the store, or into the disk queue
// while the store is away. In the background it moves the queue into the store.
type keeper struct {
	store  Readings
	spool  *spool
	log    *slog.Logger
	meters *meters
	// away is set while the store does not take batches, so that live ones do not
	// each wait for it.
	away   atomic.Bool
	oldest atomic.Int64 // receipt in the disk queue, ms; 0 when empty
}

// keep blocks until the batch is safe. It returns false when ctx ended first: then
// its messages must not be acknowledged. A store that has not answered within patience
// counts as away; zero leaves it the time that it takes for itself.
func (k *keeper) keep(ctx context.Context, lines []byte, received time.Time, patience time.Duration) bool {
	if len(lines) == 0 {
		return true
	}
	wait := quickly()
	for {
		if !k.away.Load() {
			err := k.write(ctx, lines, patience)
			if err == nil {
				return true
			}
			if ctx.Err() == nil && !k.away.Swap(true) {
				k.log.Warn("readings store is away, readings go to the disk queue", "err", err)
			}
		}
		err := k.spool.put(lines, received)
		if err == nil {
			k.meters.spooled.Inc()
			k.oldest.CompareAndSwap(0, received.UnixMilli())
			return true
		}
		// Full, or the disk is: stop acknowledging, the broker holds what comes.
		k.log.Warn("disk queue does not take readings", "err", err, "bytes", k.spool.size())
		signal(k.spool.grown) // wakes the drain: with nothing to move it lets the store be tried again
		select {
		case <-k.spool.room:
		case <-time.After(wait.NextBackOff()):
		case <-ctx.Done():
			return false
		}
	}
}

// write gives up after patience. The store may have the batch nevertheless, and have it
// once more out of the disk queue: the same points at the same instants are one.
func (k *keeper) write(ctx context.Context, lines []byte, patience time.Duration) error {
	if patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, patience, care.ErrUnavailable)
		defer cancel()
	}
	return k.store.Write(ctx, lines)
}

// drain moves the queue into the store until ctx ends. It rests as long as it
// writes, so that live batches have at least half of the store.
func (k *keeper) drain(ctx context.Context) {
	wait := quickly()
	for ctx.Err() == nil {
		got, err := k.spool.peek()
		switch {
		case errors.Is(err, errSpoolClosed):
			k.log.Error("disk queue waits", "err", err, "bytes", k.spool.size())
			_ = pause(ctx, wait.NextBackOff())
			continue
		case err != nil:
			k.log.Error("disk queue is damaged, part of it is left behind", "err", err, "bytes", k.spool.forsake())
			continue
		case got.size == 0 && k.away.Load():
			// Neither store nor disk took anything: let the next live batch try. What the
			// disk took meanwhile shows when the store is back.
			if _ = pause(ctx, wait.NextBackOff()); k.spool.size() == 0 {
				k.away.Store(false)
			}
			continue
		case got.size == 0:
			k.oldest.Store(0)
			wait.Reset()
			select {
			case <-k.spool.grown:
			case <-ctx.Done():
			}
			continue
		}
		k.oldest.Store(got.received.UnixMilli())
		start := time.Now()
		if err := k.store.Write(ctx, got.lines); err != nil {
			if !errors.Is(err, care.ErrUnavailable) && ctx.Err() == nil {
				k.log.Warn("write readings", "err", err)
			}
			_ = pause(ctx, wait.NextBackOff())
			continue
		}
		wait.Reset()
		if k.away.Swap(false) {
			k.log.Info("readings store is back")
		}
		k.spool.skip(got)
		_ = pause(ctx, time.Since(start))
	}
}

// quickly is how often a store that is away is tried.
func quickly() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = 100 * time.Millisecond
	b.MaxInterval = 5 * time.Second
	b.Reset()
	return b
}
