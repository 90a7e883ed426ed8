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

// NobodyOpened ends an order at a door that nobody opened. The elder may lie behind it,
// so that the order is not merely failed: an incident rings at the desk, and its second
// ladder, key holder first, begins at once. An order that belongs to an incident takes
// that one back to the desk, which rings. Idempotent; blocks until on disk.
func (d *Desk) NobodyOpened(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	o, err := d.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return care.Order{}, err
	}
	if by.Role == care.Worker && o.WorkerID != by.ID {
		return care.Order{}, taken(&o)
	}
	under := slices.Contains([]care.OrderState{care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived}, o.State)
	if under && o.IncidentID == "" && (o.ElderID != "" || o.HouseholdID != "") {
		// First the incident: whatever becomes of the order, somebody looks.
		if err := d.openForDoor(ctx, by, &o); err != nil {
			return care.Order{}, fmt.Errorf("dispatch: nobody opened: %w", err)
		}
	}
	return d.Fail(ctx, by, id, reason)
}

func (d *Desk) openForDoor(ctx context.Context, by care.Staff, o *care.Order) error {
	place := care.Place{Elder: o.ElderID, Household: o.HouseholdID, Center: o.CenterID, Region: o.RegionID}
	together, err := d.together(ctx, place)
	if err != nil {
		d.log.Warn("household not read", "err", err)
	}
	now := d.now()
	a := care.Alert{ID: care.AlertID("door/" + string(o.ID)), Rule: NobodyOpened, RaisedAt: now}
	_, err = d.deps.Book.OpenFor(ctx, a, place, func(c *care.Case) (care.Change, error) {
		if c.Incident == nil {
			call := care.Call{ID: care.CallID(a.ID), Kind: NobodyOpened, PressedAt: now, ReceivedAt: now, Place: place}
			change := d.open(c, call, together)
			c.Incident.Rule, c.Incident.Calls = NobodyOpened, 0
			c.Incident.Second = care.Ladder{NextAt: at(now)}
			change.Entries[0].By, change.Entries[0].Note = by.ID, NobodyOpened+" "+o.Number
			return change, nil
		}
		in := c.Incident
		concern(in, together)
		in.Severity = care.Critical
		unheard(c)
		if in.Ladder.NextAt == nil {
			d.ring(in, now)
		}
		if in.Second.NextAt == nil {
			in.Second = care.Ladder{NextAt: at(now)}
		}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, NobodyOpened, o.Number)}}, nil
	})
	d.noticeDue.kick()
	return err
}
