package dispatch

import (
	"context"
	"time"

	"yian/care"
)

// keyedMost bounds how many presses an order keeps, keyedApart is how far apart two
// have to be: one press may be told twice.
const (
	keyedMost  = 12
	keyedApart = 30 * time.Second
)

// keyed notes on an order that the elder pressed the green key for it while the worker
// was on the way or there: it tells that the worker came, or that all is done. A press
// for help is never one of these: it goes the way of calls.
func (d *Desk) keyed(ctx context.Context, id care.OrderID) error {
	_, err := d.step(ctx, care.Staff{ID: care.System, Role: care.Admin}, id, orderStep{
		verb: "keyed", from: []care.OrderState{care.OrderOnTheWay, care.OrderArrived},
		done: func(o *care.Order) bool {
			n := len(o.Keyed)
			return n >= keyedMost || n > 0 && d.now().Sub(o.Keyed[n-1]) < keyedApart
		},
		do: func(o *care.Order, now time.Time) error {
			o.Keyed = append(o.Keyed, now)
			return nil
		},
	})
	return err
}
