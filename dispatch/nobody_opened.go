package dispatch

import (
	"context"
	"fmt"
	"slices"

	"yian/care"
)

// NobodyOpened is the rule of incidents that a closed door opened, and their kind
// (敲门无人应).
const NobodyOpened = "nobody_opened"

// Uncollected is the rule and the kind of incidents that a meal opened which nobody came
// for (无人取餐).
const Uncollected = "meal_uncollected"

// NobodyOpened ends an order at a door that nobody opened. The elder may lie behind it,
// so that the order is not merely failed: an incident rings at the desk, and its second
// ladder, key holder first, begins at once. An order that an incident waits for
// takes that one back to the desk, which rings. Idempotent; blocks until on disk.
func (d *Desk) NobodyOpened(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	o, err := d.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return care.Order{}, err
	}
	if by.Role == care.Worker && o.WorkerID != by.ID {
		return care.Order{}, taken(&o)
	}
	return d.missing(ctx, by, &o, NobodyOpened, reason, []care.OrderState{care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived})
}

// Uncollected ends the order of a meal that nobody came for, wherever it waits: whoever
// does not come for lunch may lie at home. The same as at a closed door, but a meal that
// is given out at a site needs nobody on the way. Idempotent; blocks until on disk.
func (d *Desk) Uncollected(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	o, err := d.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return care.Order{}, err
	}
	switch {
	case by.Role == care.Worker && o.WorkerID != by.ID:
		return care.Order{}, taken(&o)
	case o.Service != care.Meal:
		return care.Order{}, care.Conflict("order.no_meal", "这张工单不是助餐")
	}
	return d.missing(ctx, by, &o, Uncollected, reason, []care.OrderState{care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived})
}

// missing opens an incident for an elder whom a service did not find, and fails the
// order that is in one of the states.
func (d *Desk) missing(ctx context.Context, by care.Staff, o *care.Order, rule, reason string, from []care.OrderState) (care.Order, error) {
	under := slices.Contains(from, o.State) || wentAllTheSame(by, o, rule)
	if under && (o.ElderID != "" || o.HouseholdID != "") && !d.incidentStands(ctx, o) {
		// First the incident: whatever becomes of the order, somebody looks.
		if err := d.openForDoor(ctx, by, o, rule); err != nil {
			return care.Order{}, fmt.Errorf("dispatch: %s: %w", rule, err)
		}
	}
	return d.Fail(ctx, by, o.ID, reason)
}

// wentAllTheSame reports whether a worker without signal stood at the door of an order that
// was called off meanwhile. The order stays called off, but the closed door is heard.
func wentAllTheSame(by care.Staff, o *care.Order, rule string) bool {
	return rule == NobodyOpened && by.Role == care.Worker && o.State == care.OrderCancelled && o.IncidentID == ""
}

// incidentStands reports whether the incident that an order belongs to waits for somebody
// who goes: then it is that one which rings. One that is closed, or for which a meal of
// another day is nobody on the way, would not; what cannot be read rings by itself.
func (d *Desk) incidentStands(ctx context.Context, o *care.Order) bool {
	if o.IncidentID == "" {
		return false
	}
	in, err := d.deps.Shelf.Incident(ctx, care.Everything, o.IncidentID)
	return err == nil && (in.State == care.IncidentDispatched || in.State == care.IncidentArrived)
}

func (d *Desk) openForDoor(ctx context.Context, by care.Staff, o *care.Order, rule string) error {
	place := care.Place{Elder: o.ElderID, Household: o.HouseholdID, Center: o.CenterID, Region: o.RegionID}
	together, err := d.together(ctx, place)
	if err != nil {
		d.log.Warn("household not read", "err", err)
	}
	now := d.now()
	a := care.Alert{ID: care.AlertID("door/" + string(o.ID)), Rule: rule, RaisedAt: now}
	_, err = d.deps.Book.OpenFor(ctx, a, place, func(c *care.Case) (care.Change, error) {
		if c.Incident == nil {
			call := care.Call{ID: care.CallID(a.ID), Kind: care.CallKind(rule), PressedAt: now, ReceivedAt: now, Place: place}
			change := d.open(c, call, together)
			c.Incident.Rule, c.Incident.Calls = rule, 0
			c.Incident.Second = care.Ladder{NextAt: at(now)}
			change.Entries[0].By, change.Entries[0].Note = by.ID, rule+" "+o.Number
			return change, nil
		}
		in := c.Incident
		concern(in, together)
		in.Severity = care.Critical
		unheard(c, now)
		if in.Ladder.NextAt == nil {
			d.ring(in, now)
		}
		if in.Second.NextAt == nil {
			in.Second = care.Ladder{NextAt: at(now)}
		}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, rule, o.Number)}}, nil
	})
	d.noticeDue.Ring()
	return err
}
