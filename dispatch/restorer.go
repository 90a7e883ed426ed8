package dispatch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

const (
	// refillEvery is how often the queue is made anew even if nothing seems wrong,
	// for what another process could not tell it.
	refillEvery = 15 * time.Second
	// manyBehind is how many orders are told one by one before all are told at once.
	manyBehind = 2000
	// atOnce is how many are told at a time, which share a journey to the queue.
	atOnce = 64
)

// hurry asks the restorer to tell the queue of orders whose state changed. It
// never blocks: the book has decided already, and a queue that hangs must not
// hold up whoever decides.
func (d *Desk) hurry(ids ...care.OrderID) {
	d.mu.Lock()
	for _, id := range ids {
		if len(d.behind) <= manyBehind { // else all are told at once
			d.behind[id] = true
		}
	}
	d.mu.Unlock()
	d.queueDue.Ring()
}

// restoreQueue makes the queue like the record: it tells what changed, and
// everything after a wipe. One goroutine does so, and reads each order when it
// tells of it, so that an older state never overtakes a newer one.
func (d *Desk) restoreQueue(ctx context.Context, now time.Time) error {
	whole, err := d.deps.Queue.Whole(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	behind := d.behind
	d.behind = map[care.OrderID]bool{}
	d.mu.Unlock()
	if whole && len(behind) <= manyBehind && now.Sub(d.refilled) < refillEvery {
		err = d.tellQueue(ctx, behind)
	} else {
		err = d.refill(ctx, now, whole)
	}
	if err != nil {
		d.mu.Lock()
		for id := range behind {
			d.behind[id] = true
		}
		d.mu.Unlock()
		return fmt.Errorf("dispatch: restore queue: %w", err)
	}
	return nil
}

func (d *Desk) tellQueue(ctx context.Context, behind map[care.OrderID]bool) error {
	waiting, err := d.deps.Due.WaitingAmong(ctx, slices.Collect(maps.Keys(behind)))
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	waits := map[care.OrderID]bool{}
	for _, o := range waiting {
		waits[o.ID] = true
		g.Go(func() error { return d.deps.Queue.Put(ctx, o) })
	}
	for id := range behind {
		if !waits[id] {
			g.Go(func() error { return d.deps.Queue.Remove(ctx, id) })
		}
	}
	return g.Wait()
}

func (d *Desk) refill(ctx context.Context, now time.Time, whole bool) error {
	orders, err := d.deps.Due.WaitingOrders(ctx)
	if err != nil {
		return err
	}
	if err := d.deps.Queue.Fill(ctx, orders); err != nil {
		return err
	}
	d.refilled = now
	if !whole {
		d.log.Info("queue rebuilt from the record", "orders", len(orders))
	}
	return nil
}

// TakeNext hands a worker the order whose turn it is in the own region and accepts
// it at once. An order that this worker let go before is left to others.
// With the queue away the record is asked. It returns care.ErrNotFound when
// nothing waits.
func (d *Desk) TakeNext(ctx context.Context, by care.Staff) (care.Order, error) {
	var passed []care.OrderID
	defer func() {
		if len(passed) > 0 {
			d.hurry(passed...) // shows again what is still waiting
		}
	}()
	for range 20 {
		id, err := d.deps.Queue.Take(ctx, by.RegionID, by.Skills)
		if err != nil {
			d.log.Warn("queue away, asking the record", "err", err)
			return d.takeFromRecord(ctx, by)
		}
		if id == "" {
			return care.Order{}, noneWaiting()
		}
		o, err := d.accept(ctx, by, id, acceptance{claim: true})
		if err == nil {
			return o, nil
		}
		if errors.Is(err, care.ErrUnavailable) {
			return care.Order{}, err
		}
		passed = append(passed, id) // let go before, taken by somebody or by oneself, or gone
	}
	// The queue knows region and service only; behind so many that are for others,
	// like another site's, the record knows best.
	return d.takeFromRecord(ctx, by)
}

func (d *Desk) takeFromRecord(ctx context.Context, by care.Staff) (care.Order, error) {
	orders, err := d.deps.Due.QueuedOrders(ctx)
	if err != nil {
		return care.Order{}, err
	}
	slices.SortStableFunc(orders, func(a, b care.Order) int { return a.Turn().Compare(b.Turn()) })
	for _, o := range orders {
		if !o.VisibleTo(by.Scope()) || slices.Contains(o.Declined, by.ID) || !able(by, o.Service) {
			continue
		}
		taken, err := d.accept(ctx, by, o.ID, acceptance{claim: true})
		if !errors.Is(err, care.ErrConflict) && !errors.Is(err, care.ErrNotFound) {
			return taken, err
		}
	}
	return care.Order{}, noneWaiting()
}

func noneWaiting() error {
	return &care.Fault{Kind: care.ErrNotFound, Code: "order.none_waiting", Detail: "现在没有等待接单的工单"}
}
