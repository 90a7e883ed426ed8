package dispatch

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// What nobody at a desk has answered when the neighbours are rung also goes to the
// field pages, as an emergency order: to the keeper of the home's station if that
// is a worker, else to whoever is near and takes it. The answer takes it back
// unless somebody has accepted.

// sourceOffer marks the orders that the escalation made.
const sourceOffer = "incident"

// keeperAtHand is the keeper of the home's station as a worker, or of the site near to
// where a wearable is, or "". What cannot
// be read is nobody: the order then waits for everybody near.
func (d *Desk) keeperAtHand(ctx context.Context, in *care.Incident, there *care.Near) care.StaffID {
	site := in.CenterID
	if there != nil {
		site = there.Center.ID
	} else if in.HouseholdID != "" {
		if h, err := d.deps.People.Household(ctx, care.Everything, in.HouseholdID); err == nil {
			site = h.StationID
		}
	}
	if site == "" {
		return ""
	}
	c, err := d.deps.Posts.Center(ctx, care.Everything, site)
	if err != nil || c.KeeperStaff == "" {
		return ""
	}
	s, err := d.deps.Posts.StaffMember(ctx, c.KeeperStaff)
	if err != nil || s.Role != care.Worker || s.Disabled || !able(s, care.Emergency) {
		return ""
	}
	return s.ID
}

// offer makes the order, unless somebody is being sent already.
func (d *Desk) offer(c *care.Case, keeper invitee, there *care.Near, now time.Time, change *care.Change) care.OrderID {
	sent := func(o *care.Order) bool { return o.Service == care.Emergency && !o.State.Over() }
	if c.Incident.State != care.IncidentOpen || barred(c.Incident) != nil || slices.ContainsFunc(c.Orders, sent) {
		return ""
	}
	o := d.draft(care.OrderID(newID()), NewOrder{Service: care.Emergency, Incident: c.Incident.ID, Source: sourceOffer, Note: "值守台无人接听，请尽快上门查看"},
		care.Elder{}, c.Incident, now)
	if there != nil {
		o.Spot, o.Note = c.Incident.Location, awayNote(there)+" "+o.Note
	}
	if keeper.StaffID != "" {
		o.State, o.WorkerID, o.AcceptBy = care.OrderAssigned, keeper.StaffID, at(now.Add(d.cfg.AcceptEmergency))
		keeper.ring(o, now, change)
	}
	c.Orders = append(c.Orders, o)
	change.Entries = append(change.Entries, orderEntry(o, now, care.System, "created", string(o.Service)))
	return o.ID
}

// answeredWhy is why an offer is taken back once the desk has answered: it decides itself.
const answeredWhy = "值守台已接听"

// takeBackOffers cancels what was offered and nobody has accepted.
func takeBackOffers(c *care.Case, by care.StaffID, now time.Time, why string, change *care.Change) []care.OrderID {
	var ids []care.OrderID
	for _, o := range c.Orders {
		if o.Source != sourceOffer || o.State != care.OrderQueued && o.State != care.OrderAssigned {
			continue
		}
		o.Reason = why
		finish(o, care.OrderCancelled, now, nil)
		change.Entries = append(change.Entries, orderEntry(o, now, by, "cancelled", o.Reason))
		ids = append(ids, o.ID)
	}
	return ids
}
