package shifts

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

var (
	unclosed   = []care.IncidentState{care.IncidentOpen, care.IncidentAnswered, care.IncidentDispatched, care.IncidentArrived}
	undecided  = []care.OrderState{care.OrderRequested}
	unfinished = []care.OrderState{care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived}
)

// openNow is what is not finished, as far as sc sees: incidents, orders of
// emergencies and whatever is late, and callers to be called back.
func (h *Shifts) openNow(ctx context.Context, sc care.Scope) ([]care.ShiftItem, error) {
	items := []care.ShiftItem{}
	incidents, _, err := h.deps.Worklist.Incidents(ctx, sc, care.IncidentQuery{States: unclosed, Page: care.Page{Limit: 500}})
	if err != nil {
		return nil, fmt.Errorf("shifts: %w", err)
	}
	for _, in := range incidents {
		items = append(items, care.ShiftItem{Noun: "incident", ID: string(in.ID), Number: in.Number, Kind: in.Kind, State: string(in.State), Elder: in.ElderID, Since: in.PressedAt})
	}
	now := h.now()
	// What plans make ahead is more than a page: emergencies come first, then what is late.
	for _, states := range [][]care.OrderState{undecided, unfinished} {
		orders, _, err := h.deps.Worklist.Orders(ctx, sc, care.OrderQuery{States: states, Soonest: true, Page: care.Page{Limit: 500}})
		if err != nil {
			return nil, fmt.Errorf("shifts: %w", err)
		}
		for _, o := range orders {
			if o.Service == care.Emergency || o.State == care.OrderRequested || o.DueAt != nil && o.DueAt.Before(now) {
				items = append(items, care.ShiftItem{Noun: "order", ID: string(o.ID), Number: o.Number, Kind: string(o.Service), State: string(o.State), Elder: o.ElderID, Since: o.CreatedAt})
			}
		}
	}
	calls, _, err := h.deps.Phones.PhoneCalls(ctx, sc, care.PhoneQuery{Owed: true, Page: care.Page{Limit: 500}})
	if err != nil {
		return nil, fmt.Errorf("shifts: %w", err)
	}
	for _, p := range calls {
		items = append(items, care.ShiftItem{Noun: "phone", ID: string(p.ID), State: string(p.State), Elder: p.ElderID, Since: p.At})
	}
	return h.keysOut(ctx, sc, now, items)
}

// keysOut adds the keys that are not back by their time.
func (h *Shifts) keysOut(ctx context.Context, sc care.Scope, now time.Time, items []care.ShiftItem) ([]care.ShiftItem, error) {
	late, err := h.deps.Keys.LateKeys(ctx, sc, now)
	if err != nil {
		return nil, fmt.Errorf("shifts: %w", err)
	}
	for _, k := range late {
		item := care.ShiftItem{Noun: "key", ID: string(k.ID), Number: k.Number, State: string(k.State), Since: k.Loan.Until}
		if elders, err := h.deps.People.EldersOf(ctx, k.HouseholdID); err == nil && len(elders) > 0 {
			item.Elder = elders[0].ID
		}
		items = append(items, item)
	}
	return items, nil
}
