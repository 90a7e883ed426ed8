package api

import (
	"context"
	"errors"

	"yian/care"
)

// Render makes the event of a journal entry: the noun as GET returns it now.
func (v *views) Render(ctx context.Context, e care.Entry) (Event, error) {
	ev, err := v.renderNoun(ctx, e)
	if errors.Is(err, care.ErrNotFound) {
		return Event{}, nil // gone since; nothing to show
	}
	return ev, err
}

func (v *views) renderNoun(ctx context.Context, e care.Entry) (Event, error) {
	switch e.Noun {
	case "incident":
		in, err := v.deps.Shelf.Incident(ctx, care.Everything, care.IncidentID(e.Subject))
		if err != nil {
			return Event{}, err
		}
		item, err := v.incidentItem(ctx, in)
		if err != nil {
			return Event{}, err
		}
		return eventOf("incident", e.Seq, item, func(sc care.Scope) bool { return sc.Sees(in.RegionID, in.CenterID) })
	case "order":
		o, err := v.deps.Shelf.Order(ctx, care.Everything, care.OrderID(e.Subject))
		if err != nil {
			return Event{}, err
		}
		item, err := v.orderItem(ctx, o)
		if err != nil {
			return Event{}, err
		}
		return v.orderEvent(e, item)
	case "phone":
		p, err := v.deps.Shelf.PhoneCall(ctx, care.Everything, care.PhoneCallID(e.Subject))
		if err != nil {
			return Event{}, err
		}
		return eventOf("phone", e.Seq, phoneEvent(p), func(sc care.Scope) bool { return atDesk(sc.Role) && sc.Sees(p.RegionID, p.CenterID) })
	case "alert":
		return eventOf("alert", e.Seq, map[string]any{"id": e.Subject, "what": e.What}, seesPlace(e))
	case "device":
		d, err := v.deps.Registry.Device(ctx, care.Everything, care.DeviceID(e.Subject))
		if err != nil {
			return Event{}, err
		}
		return eventOf("device", e.Seq, v.deviceItem(d), seesPlace(e))
	case "installation":
		i, err := v.deps.Registry.Installation(ctx, care.Staff{ID: care.System, Role: care.Admin}, care.InstallationID(e.Subject))
		if err != nil {
			return Event{}, err
		}
		item, err := v.installationItem(ctx, i)
		if err != nil {
			return Event{}, err
		}
		return eventOf("installation", e.Seq, item, seesInstallation(i))
	case "ticket":
		t, err := v.deps.Shelf.Ticket(ctx, care.Everything, care.TicketID(e.Subject))
		if err != nil {
			return Event{}, err
		}
		// No word of it: who may see it asks for it.
		return eventOf("ticket", e.Seq, map[string]any{"id": t.ID, "version": t.Version}, t.VisibleTo)
	case "stay", "bed", "whereabouts":
		if e.CenterID == "" {
			return Event{}, nil
		}
		occ, err := v.deps.Centers.Occupancy(ctx, care.Everything, e.CenterID, "")
		if err != nil {
			return Event{}, err
		}
		return eventOf("occupancy", e.Seq, occ, seesPlace(e))
	}
	return Event{}, nil
}

func seesPlace(e care.Entry) func(care.Scope) bool {
	return func(sc care.Scope) bool { return sc.Sees(e.RegionID, e.CenterID) }
}

// leavesQueue are the steps by which an order stops waiting for anybody.
var leavesQueue = map[string]bool{"order.assigned": true, "order.reoffered": true, "order.accepted": true, "order.cancelled": true, "order.failed": true}

// orderEvent also reaches the worker whom it was taken from, and those before whom
// it waited, so that it leaves their pages. Workers who do not have the order see
// no name in it.
func (v *views) orderEvent(e care.Entry, item OrderItem) (Event, error) {
	waiting := item.Order
	waiting.State = care.OrderQueued
	ev, err := eventOf("order", e.Seq, item, func(sc care.Scope) bool {
		return item.VisibleTo(sc) || sc.Role == care.Worker && (e.Worker == sc.Staff || leavesQueue[e.What] && waiting.VisibleTo(sc))
	})
	if err != nil {
		return ev, err
	}
	others, err := eventOf("order", e.Seq, masked(item), nil)
	ev.Masked = others.Data
	ev.Unmasked = item.WorkerID
	return ev, err
}
