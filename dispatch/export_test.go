package dispatch

import (
	"context"
	"errors"
)

// Pass lets every occupation of the desk look once, at the desk's own present, so
// that tests pass time in instead of waiting for it.
func (d *Desk) Pass(ctx context.Context) error {
	now := d.deps.Now()
	err := errors.Join(d.learnDuty(ctx, now), d.watchNight(ctx, now), d.escalate(ctx, now), d.watchLone(ctx, now), d.sayAgain(ctx, now), d.takeBack(ctx, now), d.setAside(ctx, now), d.watchPhones(ctx, now), d.ringPeople(ctx, now), d.restoreQueue(ctx, now))
	for {
		select {
		case id := <-d.followed:
			d.obey(ctx, id)
		default:
			return err
		}
	}
}

// Sweep compares whereabouts with every open order.
func (d *Desk) Sweep(ctx context.Context) { d.sweep(ctx) }
