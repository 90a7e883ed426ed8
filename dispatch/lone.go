package dispatch

import (
	"context"
	"errors"
	"slices"
	"time"

	"yian/care"
)

// A second person in danger must not wait for the time that one operator needs for the
// first: while everybody at whose console it rings is busy, the supervisor is rung
// after ten seconds.

// Worklist lists incidents as the desk does. It blocks on a read.
type Worklist interface {
	Incidents(ctx context.Context, sc care.Scope, q care.IncidentQuery) ([]care.Incident, string, error)
}

// earliest is how long before its time a ladder may have to be climbed.
func (d *Desk) earliest() time.Duration {
	return max(d.cfg.Supervisor, d.cfg.Rejoin) - min(d.cfg.Lone, d.cfg.Supervisor, d.cfg.Rejoin)
}

// watchLone rings the supervisor for what rings while everybody is busy. However many
// processes look, it rings once, because the step is decided in the book.
func (d *Desk) watchLone(ctx context.Context, now time.Time) error {
	ids, err := d.deps.Due.DueIncidents(ctx, now.Add(d.earliest()), false)
	if err != nil || len(ids) == 0 {
		return err
	}
	busy, err := d.busy(ctx)
	if err != nil || len(busy) == 0 {
		return err
	}
	var errs error
	for _, id := range ids {
		in, err := d.deps.Shelf.Incident(ctx, care.Everything, id)
		if err != nil {
			errs = errors.Join(errs, err)
			continue
		}
		if d.waitsTooLong(&in, now, busy) {
			_, err := d.climb(ctx, care.System, in, now)
			errs = errors.Join(errs, err)
		}
	}
	return errs
}

// waitsTooLong reports whether somebody in danger has rung for long enough at the
// consoles of people who are all busy with others.
func (d *Desk) waitsTooLong(in *care.Incident, now time.Time, busy map[care.StaffID][]care.IncidentID) bool {
	if in.Severity != care.Critical || in.Ladder.NextAt == nil || in.Ladder.Step > 0 || in.RingingAt == nil || now.Sub(*in.RingingAt) < d.cfg.Lone {
		return false
	}
	sitting := d.sitting(in.RegionID, in.CenterID)
	return len(sitting) > 0 && !slices.ContainsFunc(sitting, func(who care.StaffID) bool { return !busyWithOthers(busy[who], in.ID) })
}

// busyWithOthers reports whether somebody is busy with anything but an incident.
func busyWithOthers(with []care.IncidentID, in care.IncidentID) bool {
	for _, id := range with {
		if id != in {
			return true
		}
	}
	return false
}

// sitting are those at whose console a place rings.
func (d *Desk) sitting(region care.RegionID, center care.CenterID) []care.StaffID {
	now := d.now()
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	var out []care.StaffID
	for id, s := range d.duty.on {
		if s.taken(now, d.duty.beat) && s.Scope.Sees(region, center) {
			out = append(out, id)
		}
	}
	return out
}

// busy is who has what in hand: incidents that they answered and that nobody else has
// taken up yet, and callers to whom they speak.
func (d *Desk) busy(ctx context.Context) (map[care.StaffID][]care.IncidentID, error) {
	with := map[care.StaffID][]care.IncidentID{}
	list, _, err := d.deps.Worklist.Incidents(ctx, care.Everything, care.IncidentQuery{States: []care.IncidentState{care.IncidentAnswered}, Page: care.Page{Limit: 500}})
	if err != nil {
		return nil, err
	}
	for _, in := range list {
		if !in.Ringing {
			with[in.AnsweredBy] = append(with[in.AnsweredBy], in.ID)
		}
	}
	calls, _, err := d.deps.Phones.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Live: true, Page: care.Page{Limit: 100}})
	if err != nil {
		return nil, err
	}
	for _, p := range calls {
		if p.State == care.PhoneAnswered && p.By != "" {
			with[p.By] = append(with[p.By], p.IncidentID)
		}
	}
	return with, nil
}
