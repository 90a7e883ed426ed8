package dispatch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// escalate takes every step of the two ladders that is due at now, and rings again
// for what nobody has acted on.
func (d *Desk) escalate(ctx context.Context, now time.Time) error {
	ids, err := d.deps.Due.DueIncidents(ctx, now, !d.ringsEverywhere())
	if err != nil {
		return err
	}
	var errs error
	for _, id := range ids {
		in, err := d.deps.Shelf.Incident(ctx, care.Everything, id)
		if err != nil {
			errs = errors.Join(errs, err)
			continue
		}
		if firstDue(&in, now, !d.rings(&in)) {
			_, err := d.climb(ctx, care.System, in, now)
			errs = errors.Join(errs, err)
		}
		if due(in.Second, now) {
			errs = errors.Join(errs, d.climbSecond(ctx, in, now))
		}
		if overdue(&in, now) {
			errs = errors.Join(errs, d.ringUnacted(ctx, &in, now))
		}
	}
	return errs
}

func due(l care.Ladder, now time.Time) bool { return l.NextAt != nil && !l.NextAt.After(now) }

// firstDue reports whether the first ladder is to be climbed: in its time, or early
// while nobody can answer.
func firstDue(in *care.Incident, now time.Time, early bool) bool {
	return due(in.Ladder, now) || early && in.Ladder.NextAt != nil && in.Ladder.Step == 0
}

// climb takes the next step of the first ladder: nobody has answered. The step
// is taken once however many processes try, because it is decided in the book.
func (d *Desk) climb(ctx context.Context, by care.StaffID, seen care.Incident, now time.Time) (care.Incident, error) {
	early := !due(seen.Ladder, now) // whoever calls has seen that nobody can answer
	list, steps := d.nextRung(ctx, &seen, seen.Ladder.Step, d.firstLadder)
	var keeper invitee
	var there *care.Near // where a wearable is, away from home
	near := seen.State == care.IncidentOpen && seen.Ladder.Step < lastRung && steps >= lastRung
	if near {
		there = d.Near(ctx, &seen)
		near = there == nil || !there.Outside // nobody of the county goes there
	}
	if near {
		keeper = d.askable(ctx, d.keeperAtHand(ctx, &seen, there))
	}
	var offered care.OrderID // the order that field pages see
	c, err := d.deps.Book.ChangeIncident(ctx, seen.ID, func(c *care.Case) (care.Change, error) {
		in := c.Incident
		switch {
		case in.State == care.IncidentClosed, in.Ladder.Step != seen.Ladder.Step, !sameInstant(in.RingingAt, seen.RingingAt),
			by == care.System && !firstDue(in, now, early):
			return care.Change{}, nil // somebody else took it, or answered
		}
		in.Ladder.Step = steps
		if in.Ladder.NextAt != nil {
			in.Ladder.NextAt = at(d.firstNext(in, now))
		}
		change := d.stepTaken(in, "escalated", "first", by, list, now)
		if near {
			offered = d.offer(c, keeper, there, now, &change)
		}
		return change, nil
	})
	if err != nil {
		return care.Incident{}, fmt.Errorf("dispatch: escalate %s: %w", seen.ID, err)
	}
	d.noticeDue.Ring()
	if offered != "" {
		d.hurry(offered)
	}
	return *c.Incident, nil
}

// firstNext is when the first ladder goes on after the steps taken. Every time
// counts from the ring, not from the step before, so that neither slow passes nor
// a restart put off those that follow; what was missed is caught up with at once.
func (d *Desk) firstNext(in *care.Incident, now time.Time) time.Time {
	began := in.OpenedAt
	if in.RingingAt != nil {
		began = *in.RingingAt
	}
	switch {
	case in.Ladder.Step <= 1:
		return began.Add(d.cfg.Neighbours)
	case in.Ladder.Step <= lastRung:
		return began.Add(d.cfg.County)
	}
	// The county desk was rung: again at the next full turn, so that an hour away
	// does not become twenty rings at once.
	return began.Add((now.Sub(began)/d.cfg.County + 1) * d.cfg.County)
}

func (d *Desk) climbSecond(ctx context.Context, seen care.Incident, now time.Time) error {
	list, steps := d.nextRung(ctx, &seen, seen.Second.Step, d.secondLadder)
	_, err := d.deps.Book.ChangeIncident(ctx, seen.ID, func(c *care.Case) (care.Change, error) {
		in := c.Incident
		if in.State == care.IncidentClosed || in.Second.Step != seen.Second.Step || !due(in.Second, now) {
			return care.Change{}, nil
		}
		next := in.Second.NextAt.Add(d.secondPause(steps))
		if !next.After(now) {
			next = now.Add(d.secondPause(steps))
		}
		in.Second = care.Ladder{Step: steps, NextAt: &next}
		return d.stepTaken(in, "second_ladder", "second", care.System, list, now), nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: second ladder %s: %w", seen.ID, err)
	}
	d.noticeDue.Ring()
	return nil
}

// secondPause is how long those who were rung have before the next are.
func (d *Desk) secondPause(steps int) time.Duration {
	switch steps {
	case 1:
		return time.Minute
	case 2:
		return 2 * time.Minute
	}
	return d.cfg.County
}

// stepTaken makes the notices of one step. The incident's version, which no two
// steps share, makes their keys: a ladder may begin anew, and must ring anew.
func (d *Desk) stepTaken(in *care.Incident, verb, ladder string, by care.StaffID, list []receiver, now time.Time) care.Change {
	var change care.Change
	var roles []string
	own := ladder // what a person asked for goes out in any case
	if by != care.System {
		own = ""
	}
	warns := ""
	if in.Unsafe() { // whoever lives near runs there first and asks afterwards
		warns = "现场报烟雾或燃气，消防确认安全前不要进屋。"
	}
	for i, to := range list {
		change.Notices = append(change.Notices, care.Notice{
			Key: fmt.Sprintf("%s/%s-%d/%s/%d", in.ID, ladder, in.Version, to.Role, i), Kind: "ring",
			Receiver: to.Role, Name: to.Name, Phone: to.Phone, Incident: in.ID, Ladder: own, DueAt: now,
			Text: asked(in.Number, d.cfg.Hotline, to.Frail) + warns,
		})
		roles = append(roles, to.Role)
	}
	change.Entries = []care.Entry{incidentEntry(in, now, by, verb, strings.Join(roles, " "))}
	return change
}

// asked is what whoever is rung is asked to do. Who is old or ill as well is told, and
// not asked to run.
func asked(number, hotline string, frail bool) string {
	if frail {
		return "颐安平台：求助件 " + number + " 正在处理，请回拨 " + hotline + " 了解情况。您不必出门。"
	}
	return "颐安平台：求助件 " + number + " 需要您处理，请立即回拨 " + hotline + "。"
}

func sameInstant(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
