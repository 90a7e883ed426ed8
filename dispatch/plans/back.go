package plans

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const (
	// backEvery is how often it is looked for elders who are back.
	backEvery = time.Minute
	// backAtOnce bounds what one look brings back.
	backAtOnce = 1000
)

// wants reports whether a plan has an order's instant as it is now.
func (p *Plans) wants(plan *care.Plan, o *care.Order) bool {
	if o.DueAt == nil || o.OfferingID != plan.OfferingID || p.still(plan, *o.DueAt) != "" {
		return false
	}
	next := after(plan, o.DueAt.Add(-time.Millisecond))
	return next != nil && next.Equal(*o.DueAt)
}

// bringBack takes up again what a plan made for days still ahead and what no person
// called off: the pause was lifted, or the elder is back. The instant is decided about as
// it would be the first time, so that it obeys the cut-off, whereabouts and diets; and the
// order is the one that was, so that it comes back once however many processes look.
func (p *Plans) bringBack(ctx context.Context, plan *care.Plan, now time.Time) error {
	orders, err := p.deps.Shelf.PlannedOrders(ctx, care.Everything, plan.ID, "", now, time.Time{})
	if err != nil {
		return fmt.Errorf("plans: %s: orders: %w", plan.ID, err)
	}
	var errs error
	for i := range orders {
		errs = errors.Join(errs, p.backFor(ctx, plan, &orders[i], now))
	}
	return errs
}

func (p *Plans) backFor(ctx context.Context, plan *care.Plan, o *care.Order, now time.Time) error {
	if o.State != care.OrderCancelled || o.CalledOff == "" || !p.wants(plan, o) || now.After(latest(plan, *o.DueAt)) {
		return nil
	}
	if where, err := p.away(ctx, plan, *o.DueAt); err != nil || where != "" {
		return err
	}
	if _, _, err := p.make(ctx, plan, *o.DueAt, now); err != nil {
		return fmt.Errorf("plans: %s: back: %w", plan.ID, err)
	}
	return nil
}

// Back brings back what was called off because an elder was away who is back, or will be.
// A plan that cannot be worked on does not stop the others. It blocks until on disk.
func (p *Plans) Back(ctx context.Context) error {
	now := p.now()
	orders, err := p.deps.Shelf.CalledOffOrders(ctx, true, now, backAtOnce)
	if err != nil {
		return fmt.Errorf("plans: called off: %w", err)
	}
	known := map[care.PlanID]*care.Plan{}
	var errs error
	for i := range orders {
		o := &orders[i]
		plan, ok := known[o.PlanID]
		if !ok {
			found, err := p.deps.Shelf.Plan(ctx, care.Everything, o.PlanID)
			if err != nil && !errors.Is(err, care.ErrNotFound) {
				return fmt.Errorf("plans: back: %w", err)
			}
			if err == nil {
				plan = &found
			}
			known[o.PlanID] = plan
		}
		if plan != nil {
			errs = errors.Join(errs, p.backFor(ctx, plan, o, now))
		}
	}
	return errs
}
