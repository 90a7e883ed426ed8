package dispatch

import (
	"context"
	"errors"
	"time"

	"yian/care"
)

// takeBack returns to the queue every order whose worker did not accept in time.
func (d *Desk) takeBack(ctx context.Context, now time.Time) error {
	ids, err := d.deps.Due.LapsedOrders(ctx, now)
	if err != nil {
		return err
	}
	var errs error
	for _, id := range ids {
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
			if in := c.Incident; in != nil && in.State == care.IncidentAnswered && !in.Ringing {
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
