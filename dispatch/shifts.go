package dispatch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Shifts keeps the hand-overs of the desk. All block.
type Shifts interface {
	// ChangeShift writes what decide makes of a hand-over; nil for one that is not
	// there. One that decide returns no entry for is not written.
	ChangeShift(ctx context.Context, id care.ShiftID, decide func(*care.Shift) (*care.Shift, []care.Entry, error)) (care.Shift, error)
	OpenShifts(ctx context.Context, sc care.Scope) ([]care.Shift, error)
}

// Worklist lists incidents and orders as the desk does. Both block on a read.
type Worklist interface {
	Incidents(ctx context.Context, sc care.Scope, q care.IncidentQuery) ([]care.Incident, string, error)
	Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error)
}

// OfferShift offers the desk to the next shift: what is open now is noted, and whoever
// takes it over signs for it. Who offers again replaces an offer that nobody took.
func (d *Desk) OfferShift(ctx context.Context, by care.Staff, note string) (care.Shift, error) {
	open, err := d.openNow(ctx, by.Scope())
	if err != nil {
		return care.Shift{}, err
	}
	id := care.ShiftID(newID())
	waiting, err := d.deps.Shifts.OpenShifts(ctx, by.Scope())
	if err != nil {
		return care.Shift{}, fmt.Errorf("dispatch: shift: %w", err)
	}
	if i := slices.IndexFunc(waiting, func(s care.Shift) bool { return s.Gives == by.ID }); i >= 0 {
		id = waiting[i].ID
	}
	now := d.now()
	s, err := d.deps.Shifts.ChangeShift(ctx, id, func(s *care.Shift) (*care.Shift, []care.Entry, error) {
		if s != nil && s.TakenAt != nil {
			return nil, nil, care.Conflict("shift.taken", "刚刚有人接班了，请刷新")
		}
		if s == nil {
			s = &care.Shift{ID: id, RegionID: by.RegionID, CenterID: by.CenterID}
		}
		s.Gives, s.GivenAt, s.Note, s.Open = by.ID, now, strings.TrimSpace(note), open
		return s, []care.Entry{shiftEntry(s, now, by.ID, "offered", s.Note)}, nil
	})
	if err != nil {
		return care.Shift{}, fmt.Errorf("dispatch: shift: %w", err)
	}
	return s, nil
}

// TakeShift takes the desk over. Two at once have one winner; nobody takes over from
// oneself.
func (d *Desk) TakeShift(ctx context.Context, by care.Staff, id care.ShiftID, note string) (care.Shift, error) {
	now := d.now()
	out, err := d.deps.Shifts.ChangeShift(ctx, id, func(s *care.Shift) (*care.Shift, []care.Entry, error) {
		switch {
		case s == nil || !by.Scope().Sees(s.RegionID, s.CenterID):
			return nil, nil, care.NotFound("shift")
		case s.Takes == by.ID:
			return s, nil, nil
		case s.TakenAt != nil:
			return nil, nil, &care.Fault{Kind: care.ErrConflict, Code: "shift.taken", Detail: "已由 " + d.nameOf(ctx, s.Takes) + " 接班", Winner: s.Takes}
		case s.Gives == by.ID:
			return nil, nil, care.Conflict("shift.own", "要由接班的人签收")
		}
		s.Takes, s.TakenAt, s.TakeNote = by.ID, at(now), strings.TrimSpace(note)
		return s, []care.Entry{shiftEntry(s, now, by.ID, "taken", s.TakeNote)}, nil
	})
	if err != nil {
		return care.Shift{}, fmt.Errorf("dispatch: shift: %w", err)
	}
	return out, nil
}

// openNow is what is not finished, as far as sc sees: incidents, orders of
// emergencies and whatever is late, and callers to be called back.
func (d *Desk) openNow(ctx context.Context, sc care.Scope) ([]care.ShiftItem, error) {
	items := []care.ShiftItem{}
	incidents, _, err := d.deps.Worklist.Incidents(ctx, sc, care.IncidentQuery{States: unclosed, Page: care.Page{Limit: 500}})
	if err != nil {
		return nil, fmt.Errorf("dispatch: shift: %w", err)
	}
	for _, in := range incidents {
		items = append(items, care.ShiftItem{Noun: "incident", ID: string(in.ID), Number: in.Number, Kind: in.Kind, State: string(in.State), Elder: in.ElderID, Since: in.PressedAt})
	}
	orders, _, err := d.deps.Worklist.Orders(ctx, sc, care.OrderQuery{States: unfinished, Page: care.Page{Limit: 500}})
	if err != nil {
		return nil, fmt.Errorf("dispatch: shift: %w", err)
	}
	now := d.now()
	for _, o := range orders {
		if o.Service == care.Emergency || o.State == care.OrderRequested || o.DueAt != nil && o.DueAt.Before(now) {
			items = append(items, care.ShiftItem{Noun: "order", ID: string(o.ID), Number: o.Number, Kind: string(o.Service), State: string(o.State), Elder: o.ElderID, Since: o.CreatedAt})
		}
	}
	calls, _, err := d.deps.Phones.PhoneCalls(ctx, sc, care.PhoneQuery{Owed: true, Page: care.Page{Limit: 500}})
	if err != nil {
		return nil, fmt.Errorf("dispatch: shift: %w", err)
	}
	for _, p := range calls {
		items = append(items, care.ShiftItem{Noun: "phone", ID: string(p.ID), State: string(p.State), Elder: p.ElderID, Since: p.At})
	}
	return d.keysOut(ctx, sc, now, items)
}

var (
	unclosed   = []care.IncidentState{care.IncidentOpen, care.IncidentAnswered, care.IncidentDispatched, care.IncidentArrived}
	unfinished = []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived}
)

func shiftEntry(s *care.Shift, now time.Time, by care.StaffID, verb, note string) care.Entry {
	return care.Entry{At: now, By: by, What: "shift." + verb, Noun: "shift", Subject: string(s.ID), RegionID: s.RegionID, CenterID: s.CenterID, Note: note}
}
