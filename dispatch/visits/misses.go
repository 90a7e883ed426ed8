package visits

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// Why an order stands on the desk's list.
const (
	late     = "late"
	notBegun = "not_begun"
)

// missesAtOnce is how many orders one pass looks at.
const missesAtOnce = 500

// Lead is how long before a service is due it is about to be missed, by how far its order
// is. Each is longer than the next.
type Lead struct {
	Nobody      time.Duration // nobody has it
	NotAccepted time.Duration // whoever was sent has not said yes
	NotLeft     time.Duration // whoever said yes has not left; what the worker said, if that is less
	Ring        time.Duration // the supervisor is rung
}

// DefaultLead leaves half an hour for the way.
var DefaultLead = Lead{Nobody: time.Hour, NotAccepted: 45 * time.Minute, NotLeft: 30 * time.Minute, Ring: 10 * time.Minute}

// Holds reports whether the times of a lead go together.
func (l Lead) Holds() bool {
	return l.Ring > 0 && l.Ring <= l.NotLeft && l.NotLeft <= l.NotAccepted && l.NotAccepted <= l.Nobody && l.Nobody <= 24*time.Hour
}

// leadOf is the lead of a service.
func (r *Visits) leadOf(s care.Service) Lead {
	if l, ok := r.cfg.Leads[s]; ok {
		return l
	}
	return r.cfg.Lead
}

// longest is the longest that a lead of any service is.
func (r *Visits) longest() time.Duration {
	most := r.cfg.Lead.Nobody
	for _, l := range r.cfg.Leads {
		most = max(most, l.Nobody)
	}
	return most
}

// missedFrom is when it is plain that an order will be missed as it stands: nobody has
// it, or whoever has it has not left, and the way takes its time. Never more than a
// little after it was made: an order for at once is not late at once.
func (r *Visits) missedFrom(o *care.Order) (time.Time, bool) {
	if o.DueAt == nil || o.Service == care.Emergency {
		return time.Time{}, false
	}
	lead := r.leadOf(o.Service)
	var before time.Duration
	switch o.State {
	case care.OrderRequested, care.OrderQueued:
		before = lead.Nobody
	case care.OrderAssigned:
		before = lead.NotAccepted
	case care.OrderAccepted:
		before = lead.NotLeft
		if eta := time.Duration(o.ETASeconds) * time.Second; eta > 0 && eta < before {
			before = eta
		}
	case care.OrderOnTheWay:
	default:
		return time.Time{}, false
	}
	from := o.DueAt.Add(-before)
	if made := o.CreatedAt.Add(lead.Ring); from.Before(made) {
		from = made
	}
	return from, true
}

// missed reports whether o will be missed as it stands at now.
func (r *Visits) missed(o *care.Order, now time.Time) bool {
	from, ok := r.missedFrom(o)
	return ok && !from.After(now)
}

// watchDue raises what will be missed, ends what will not any more, and rings the
// supervisor for what nobody has mended. The order's own due time is the due row, so
// whoever watched before may be dead.
func (r *Visits) watchDue(ctx context.Context, now time.Time) error {
	orders, err := r.deps.Orders.OrdersDueBy(ctx, now.Add(r.longest()), missesAtOnce)
	if err != nil {
		return err
	}
	var errs error
	for i := range orders {
		if r.missed(&orders[i], now) {
			errs = errors.Join(errs, r.raise(ctx, &orders[i], late, care.System, now))
		}
	}
	open, err := r.deps.Misses.Misses(ctx, care.Everything)
	errs = errors.Join(errs, err)
	for i := range open {
		errs = errors.Join(errs, r.look(ctx, &open[i], now))
	}
	return errs
}

func (r *Visits) raise(ctx context.Context, o *care.Order, why string, by care.StaffID, now time.Time) error {
	_, err := r.deps.Misses.ChangeMiss(ctx, o.ID, why, func(m *care.Miss) (care.Change, error) {
		if m.Version > 0 && (m.EndedAt == nil || why == notBegun) { // what was measured is told once
			return care.Change{}, nil
		}
		version := m.Version
		*m = care.Miss{OrderID: o.ID, Why: why, Number: o.Number, Service: o.Service, State: o.State, ElderID: o.ElderID, WorkerID: o.WorkerID, RegionID: o.RegionID,
			CenterID: o.CenterID, DueAt: o.DueAt, RaisedAt: now, RingAt: r.ringAt(o, why, now), Trial: o.Trial, Version: version}
		verb := "will_miss"
		if why == notBegun {
			verb = "not_begun"
		}
		return care.Change{Entries: []care.Entry{missEntry(m, now, by, verb)}}, nil
	})
	if err != nil {
		return fmt.Errorf("visits: miss %s: %w", o.ID, err)
	}
	return nil
}

// ringAt leaves the desk time to mend it, and the supervisor time before it is due.
func (r *Visits) ringAt(o *care.Order, why string, now time.Time) *time.Time {
	patience := r.leadOf(o.Service).Ring
	ring := now.Add(patience)
	if why == late && o.DueAt != nil {
		if before := o.DueAt.Add(-patience); before.After(ring) {
			ring = before
		}
	}
	return &ring
}

// missEntry stands on the order's timeline, so that every console hears of it.
func missEntry(m *care.Miss, now time.Time, by care.StaffID, verb string) care.Entry {
	return care.Entry{At: now, By: by, What: "order." + verb, Noun: "order", Subject: string(m.OrderID), RegionID: m.RegionID, CenterID: m.CenterID, Worker: m.WorkerID}
}

// look ends a miss that is none any more, and rings for one that is.
func (r *Visits) look(ctx context.Context, seen *care.Miss, now time.Time) error {
	o, err := r.deps.Orders.Order(ctx, care.Everything, seen.OrderID)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return err
	}
	over := seen.Why == late && !r.missed(&o, now)
	rings := seen.RingAt != nil && !seen.RingAt.After(now)
	if !over && !rings {
		return nil
	}
	supervisors, err := r.supervisors(ctx, seen)
	if err != nil {
		return err
	}
	_, err = r.deps.Misses.ChangeMiss(ctx, seen.OrderID, seen.Why, func(m *care.Miss) (care.Change, error) {
		switch {
		case m.EndedAt != nil || m.Version != seen.Version: // another process was first
			return care.Change{}, nil
		case over:
			m.EndedAt, m.EndedBy, m.RingAt = at(now), care.System, nil
			return care.Change{Entries: []care.Entry{missEntry(m, now, care.System, "miss_ended")}}, nil
		}
		m.RingAt, m.RungAt = nil, at(now)
		return care.Change{Entries: []care.Entry{missEntry(m, now, care.System, "miss_rung")}, Notices: r.rings(m, supervisors, now)}, nil
	})
	return err
}

// supervisors are those on duty for the place; without a roster those who see it; or
// the county desk.
func (r *Visits) supervisors(ctx context.Context, m *care.Miss) ([]care.Staff, error) {
	list, planned := r.rostered(ctx, m)
	if len(list) > 0 {
		return list, nil
	}
	var staff []care.Staff
	if !planned {
		var err error
		if staff, err = r.deps.Posts.Holders(ctx, care.Supervisor); err != nil {
			return nil, err
		}
	}
	for _, s := range staff {
		if sc := s.Scope(); sc.Sees(m.RegionID, m.CenterID) {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		list = []care.Staff{{Role: "county_desk"}}
	}
	return list, nil
}

// rostered are the supervisors whom the roster names for the place; planned is false
// when it has no say, or cannot be read.
func (r *Visits) rostered(ctx context.Context, m *care.Miss) (list []care.Staff, planned bool) {
	if r.deps.Roster == nil {
		return nil, false
	}
	on, planned, err := r.deps.Roster.OnPost(ctx, care.SupervisorPost, m.RegionID, "", r.now())
	if err != nil {
		r.log.Error("roster not read, ringing the standing post", "err", err)
		return nil, false
	}
	for _, h := range on {
		if h.Phone != "" {
			list = append(list, care.Staff{Role: care.Supervisor, Name: h.Name, Phone: h.Phone})
		}
	}
	return list, planned
}

// rings name an order's number and nothing else: neither who nor where.
func (r *Visits) rings(m *care.Miss, to []care.Staff, now time.Time) []care.Notice {
	text := "颐安平台：上门服务 " + m.Number + " 快到时间还没有人出发，请到值守台处理或回拨 " + r.cfg.Hotline + "。"
	if m.Why == notBegun {
		text = "颐安平台：上门服务 " + m.Number + " 因服务前检查不合格没有开始，请到值守台处理或回拨 " + r.cfg.Hotline + "。"
	}
	var list []care.Notice
	for i, s := range to {
		list = append(list, care.Notice{Key: fmt.Sprintf("miss/%s/%s-%d/webhook/%d", m.OrderID, m.Why, m.Version, i), Channel: "webhook", Kind: "ring",
			Receiver: string(s.Role), Name: s.Name, Phone: s.Phone, DueAt: now, Text: text})
	}
	return list
}

// notBegun tells the desk that a service was not begun because of what was measured.
func (r *Visits) notBegun(ctx context.Context, by care.Staff, o *care.Order, now time.Time) error {
	return r.raise(ctx, o, notBegun, by.ID, now)
}

// Missing lists what by sees that will be missed.
func (r *Visits) Missing(ctx context.Context, by care.Staff) ([]care.Miss, error) {
	return r.deps.Misses.Misses(ctx, by.Scope())
}

// Settled notes that somebody has seen to a service that was not begun. A late one ends
// by itself, once somebody goes. Idempotent.
func (r *Visits) Settled(ctx context.Context, by care.Staff, id care.OrderID) (care.Miss, error) {
	now := r.now()
	return r.deps.Misses.ChangeMiss(ctx, id, notBegun, func(m *care.Miss) (care.Change, error) {
		sc := by.Scope()
		if m.Version == 0 || !sc.Sees(m.RegionID, m.CenterID) {
			return care.Change{}, care.NotFound("miss")
		}
		if m.EndedAt != nil {
			return care.Change{}, nil
		}
		m.EndedAt, m.EndedBy, m.RingAt = at(now), by.ID, nil
		return care.Change{Entries: []care.Entry{missEntry(m, now, by.ID, "miss_ended")}}, nil
	})
}
