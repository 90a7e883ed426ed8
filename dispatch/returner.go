package dispatch

import (
	"context"
	"errors"
	"time"

	"yian/care"
)

// takeBack returns to the queue every order whose worker did not accept in time; an
// emergency goes to the next worker at once. The desk rings when nobody is asked any
// more, and when a second did not accept: by then the county's 60 seconds are over.
func (d *Desk) takeBack(ctx context.Context, now time.Time) error {
	ids, err := d.deps.Due.LapsedOrders(ctx, now)
	if err != nil {
		return err
	}
	var errs error
	for _, id := range ids {
		next := d.nextAfter(ctx, care.Staff{ID: care.System, Role: care.Admin}, id)
		_, err := d.deps.Book.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
			o := c.Order(id)
			if o.State != care.OrderAssigned || o.AcceptBy == nil || o.AcceptBy.After(now) {
				return care.Change{}, nil
			}
			lapsed := o.WorkerID
			giveBack(o)
			change := care.Change{Entries: []care.Entry{orderEntry(o, now, care.System, "lapsed", string(lapsed))}}
			change.Entries[0].Worker = lapsed
			d.orAside(care.System, "没有及时接单")(o, &change, now)
			asked := d.reoffer(o, next, now, &change)
			if in := c.Incident; in != nil && in.State == care.IncidentAnswered && !in.Ringing && !(asked && len(o.Declined) < 2) {
				d.ring(in, now) // nobody goes: the desk must know
				change.Entries = append(change.Entries, incidentEntry(in, now, care.System, "nobody_on_the_way", ""))
			}
			return change, nil
		})
		if err != nil {
			errs = errors.Join(errs, err)
			continue
		}
		d.hurry(id)
	}
	return errs
}

// nextAfter is [Desk.nextFor] for an order by its id, read before the book decides.
func (d *Desk) nextAfter(ctx context.Context, by care.Staff, id care.OrderID) care.StaffID {
	if d.deps.Adviser == nil {
		return ""
	}
	o, err := d.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return ""
	}
	return d.nextFor(ctx, o)
}
