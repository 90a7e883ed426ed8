package dispatch

import (
	"context"
	"errors"
	"fmt"
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
		errs = errors.Join(errs, d.letGo(ctx, id, now, "lapsed", "没有及时接单", func(o *care.Order) bool {
			return o.State == care.OrderAssigned && o.AcceptBy != nil && !o.AcceptBy.After(now)
		}))
	}
	return errs
}

// letGo takes an order back from its worker, as long as still says that it is to be,
// and asks the next one.
func (d *Desk) letGo(ctx context.Context, id care.OrderID, now time.Time, verb, why string, still func(*care.Order) bool) error {
	next := d.nextAfter(ctx, care.Staff{ID: care.System, Role: care.Admin}, id)
	_, err := d.deps.Book.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
		o := c.Order(id)
		if !still(o) {
			return care.Change{}, nil
		}
		was := o.WorkerID
		giveBack(o)
		note := why
		if verb == "lapsed" {
			note = string(was)
		}
		change := care.Change{Entries: []care.Entry{orderEntry(o, now, care.System, verb, note)}}
		change.Entries[0].Worker = was
		d.orAside(care.System, why)(o, &change, now)
		asked := d.reoffer(o, next, now, &change)
		if in := c.Incident; in != nil && in.State == care.IncidentAnswered && !in.Ringing && !(asked && len(o.Declined) < 2) {
			d.ring(in, now) // nobody goes: the desk must know
			change.Entries = append(change.Entries, incidentEntry(in, now, care.System, "nobody_on_the_way", ""))
		}
		return change, nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: order %s let go: %w", id, err)
	}
	d.hurry(id)
	d.noticeDue.Ring()
	return nil
}

// invitee is whom to ask next, with how they are reached.
type invitee struct {
	care.StaffID
	ring func(o *care.Order, now time.Time, change *care.Change) // nothing for who has the field page
}

// askable prepares, before the book decides, how somebody is asked.
func (d *Desk) askable(ctx context.Context, id care.StaffID) invitee {
	w := d.byVoice(ctx, id)
	return invitee{id, func(o *care.Order, now time.Time, change *care.Change) { d.ringWorker(ctx, o, w, now, change) }}
}

// nextAfter is [Desk.nextFor] for an order by its id, read before the book decides.
func (d *Desk) nextAfter(ctx context.Context, by care.Staff, id care.OrderID) invitee {
	if d.deps.Adviser == nil {
		return invitee{}
	}
	o, err := d.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return invitee{}
	}
	return d.askable(ctx, d.nextFor(ctx, o))
}
