package alerts

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

const (
	couriers     = 4                // devices whose judgements are written at the same time
	retryFirst   = time.Second      // after the first failure
	retryAtMost  = 15 * time.Second // however often it fails
	oneTry       = 10 * time.Second // for one call of the record or the desk
	offerAnyways = 30 * time.Second // look at the record for alerts without an incident
)

// deliver writes judgements into the record, each device's in their order, and
// tries again until they are there. A device whose judgement fails waits on its
// own, so that it holds nobody else up.
func (e *Engine) deliver(ctx context.Context) {
	ring(e.post) // what was recalled
	next := map[care.DeviceID]attempt{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.post:
		case <-after(soonest(next, e.deps.Now())):
		}
		e.deliverOnce(ctx, next)
	}
}

// deliverOnce empties every outbox whose time has come. next bounds itself: only
// devices with something to deliver stand in it.
func (e *Engine) deliverOnce(ctx context.Context, next map[care.DeviceID]attempt) {
	var (
		g     errgroup.Group
		mu    sync.Mutex // guards next and first
		first error
	)
	g.SetLimit(couriers)
	now := e.deps.Now()
	for _, id := range e.waiting() {
		mu.Lock()
		tried := next[id]
		mu.Unlock()
		if now.Before(tried.at) {
			continue
		}
		g.Go(func() error {
			err := e.deliverDevice(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				delete(next, id)
				return nil
			}
			next[id], first = tried.again(now), cmp.Or(first, err)
			return nil
		})
	}
	_ = g.Wait() // the errors are in next
	if first != nil && ctx.Err() == nil {
		e.deps.Log.Error("alerts wait for the record", "devices", len(next), "err", first)
	}
}

// attempt is when something that failed is tried again.
type attempt struct {
	at    time.Time
	after time.Duration
}

// again returns the next attempt after one that failed now.
func (a attempt) again(now time.Time) attempt {
	wait := min(max(2*a.after, retryFirst), retryAtMost)
	return attempt{now.Add(wait), wait}
}

// soonest returns how long it is to the first attempt; 0: there is none.
func soonest[K comparable](next map[K]attempt, now time.Time) time.Duration {
	var wake time.Duration
	for _, a := range next {
		if d := max(a.at.Sub(now), time.Millisecond); wake == 0 || d < wake {
			wake = d
		}
	}
	return wake
}

// after is a timer that never rings for zero.
func after(wait time.Duration) <-chan time.Time {
	if wait == 0 {
		return nil
	}
	return time.After(wait)
}

// deliverDevice empties the outbox of one device.
func (e *Engine) deliverDevice(ctx context.Context, id care.DeviceID) error {
	for {
		d := e.peek(id)
		if d == nil {
			return nil
		}
		if len(d.outbox) == 0 {
			d.mu.Unlock()
			return nil
		}
		ev := d.outbox[0]
		d.mu.Unlock()

		err := e.write(ctx, ev)
		switch {
		case errors.Is(err, care.ErrInvalid): // never will be
			e.deps.Log.Error("alert refused by the record", "device_id", id, "err", err)
		case err != nil:
			return err
		}

		// Only this goroutine takes from the outbox, so the first is still the first.
		d.mu.Lock()
		d.outbox = d.outbox[1:]
		if len(d.outbox) == 0 {
			d.outbox = nil
		}
		d.dirty = true
		d.mu.Unlock()
	}
}

func (e *Engine) write(ctx context.Context, ev event) error {
	ctx, cancel := context.WithTimeoutCause(ctx, oneTry, errors.New("alerts: the record takes too long"))
	defer cancel()
	if ev.Raised == nil {
		if err := e.deps.Book.ClearAlert(ctx, ev.Cleared, ev.At, ev.entry()); err != nil {
			return err
		}
		e.counts.cleared.Inc()
		return nil
	}
	a := *ev.Raised
	if err := e.deps.Book.RaiseAlert(ctx, a, ev.entry()); err != nil {
		return err
	}
	e.counts.raised.WithLabelValues(string(a.Severity)).Inc()
	e.deps.Log.Info("alert raised", "alert_id", a.ID, "rule", a.Rule, "device_id", a.DeviceID, "severity", a.Severity)
	if a.Severity == care.Critical {
		ring(e.offer)
	}
	return nil
}
