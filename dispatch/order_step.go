package dispatch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// orderStep is one act on an order.
type orderStep struct {
	verb string // for the journal
	from []care.OrderState
	// done reports that the order is there already by the same hand, so that a
	// step sent twice is one.
	done func(o *care.Order) bool
	do   func(o *care.Order, now time.Time) error
	note string
	// also is done after do, whether or not there is an incident.
	also func(o *care.Order, change *care.Change, now time.Time)
	// after changes the incident that the order belongs to.
	after func(c *care.Case, o *care.Order, change *care.Change, now time.Time)
	// then changes the order once more, after all else, in the same decision.
	then func(o *care.Order, change *care.Change, now time.Time)
	// goes marks a step after which somebody sets out, which a danger there forbids.
	goes bool
	// anyone lets a worker act on an order that is nobody's yet.
	anyone bool
	// workers marks what is the worker's own to do, so that somebody else who enters
	// it does so on the worker's behalf (代录).
	workers bool
}

// mayAct reports whether by may act on o: a worker on the own orders and on those
// that wait, others on what they see.
func mayAct(by care.Staff, o *care.Order, s orderStep) error {
	if by.Role != care.Worker || o.WorkerID == by.ID {
		return nil
	}
	if !s.anyone || o.State != care.OrderQueued {
		return taken(o)
	}
	return nil
}

// inReach reports whether by may know of o at all. A worker who lost the race for
// an order is told by whom, if it was in reach.
func inReach(by care.Staff, o *care.Order, s orderStep) bool {
	if o.VisibleTo(by.Scope()) {
		return true
	}
	if by.Role == care.Worker && o.Aside != "" && slices.Contains(o.Declined, by.ID) {
		return true // set aside when this worker gave it back, who may say so twice
	}
	waiting := *o
	waiting.State = care.OrderQueued
	return by.Role == care.Worker && o.WorkerID != "" && s.anyone && waiting.VisibleTo(by.Scope())
}

func taken(o *care.Order) error {
	return &care.Fault{Kind: care.ErrConflict, Code: "order.taken", Detail: "这张工单不在您手上", Winner: o.WorkerID}
}

func (d *Desk) step(ctx context.Context, by care.Staff, id care.OrderID, s orderStep) (care.Order, error) {
	now := d.now()
	c, err := d.deps.Book.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
		o := c.Order(id)
		switch {
		case !inReach(by, o, s):
			return care.Change{}, care.NotFound("order")
		case s.done(o):
			return care.Change{}, nil
		}
		if err := mayAct(by, o, s); err != nil {
			return care.Change{}, err
		}
		if !slices.Contains(s.from, o.State) {
			return care.Change{}, &care.Fault{Kind: care.ErrConflict, Code: "order.state", Detail: "工单现在的状态不能这样操作", Winner: o.WorkerID}
		}
		if s.goes {
			if err := barred(c.Incident); err != nil {
				return care.Change{}, err
			}
		}
		if err := s.do(o, now); err != nil {
			return care.Change{}, err
		}
		o.OnBehalf = ""
		if s.workers && by.Role != care.Worker && o.WorkerID != "" {
			o.OnBehalf = by.ID
		}
		change := care.Change{Entries: []care.Entry{orderEntry(o, now, by.ID, s.verb, s.note)}}
		if s.also != nil {
			s.also(o, &change, now)
		}
		if c.Incident != nil && s.after != nil {
			s.after(c, o, &change, now)
		}
		if s.then != nil {
			s.then(o, &change, now)
		}
		if c.Incident != nil {
			d.expect(c, now)
		}
		return change, nil
	})
	if err != nil {
		return care.Order{}, fmt.Errorf("dispatch: order %s: %w", id, err)
	}
	d.hurry(id)
	return *c.Order(id), nil
}

func orderEntry(o *care.Order, now time.Time, by care.StaffID, verb, note string) care.Entry {
	e := care.Entry{At: now, By: by, What: "order." + verb, Noun: "order", Subject: string(o.ID),
		RegionID: o.RegionID, CenterID: o.CenterID, Worker: o.WorkerID, Note: note}
	if o.IncidentID != "" {
		e.Related = "incident:" + string(o.IncidentID)
	}
	return e
}

// goerOf is the worker of an order as somebody who comes.
func (d *Desk) goerOf(ctx context.Context, o *care.Order) goer {
	name := d.nameOf(ctx, o.WorkerID)
	return goer{name: name, spoken: care.SpokenName(name), order: o.ID, eta: o.ETASeconds}
}

// nameOf is how the timeline calls a worker; the id when the name is not to be had.
func (d *Desk) nameOf(ctx context.Context, id care.StaffID) string {
	if s, err := d.deps.Posts.StaffMember(ctx, id); err == nil && s.Name != "" {
		return s.Name
	}
	return string(id)
}
