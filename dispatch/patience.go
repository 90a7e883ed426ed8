package dispatch

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// An answer ends the ladder, not the danger: the operator who answered may be
// called away, the order may find nobody, the worker may never arrive. Each state
// therefore has its patience; when it is over and nobody has acted, the incident
// rings again, first at its owner's desk, and its ladder climbs anew.

// How long each state may last without an act. Whoever is with the elder, or has
// heard the elder, leaves time; 45 minutes to the scene are the county's target.
const (
	patienceHeard   = 15 * time.Minute // the elder was heard, nobody is needed there
	patienceArrived = time.Hour        // somebody is with the elder
	patienceLate    = 10 * time.Minute // past the time that the worker gave
	patienceUntaken = time.Minute      // an emergency waits for anybody to take it
)

// expect sets by when somebody must act on the incident of c after an act at now.
func (d *Desk) expect(c *care.Case, now time.Time) {
	in := c.Incident
	hush(in)
	in.ActBy = nil
	if in.Ringing || in.Second.NextAt != nil { // a ladder runs
		return
	}
	switch in.State {
	case care.IncidentAnswered:
		in.ActBy = at(now.Add(d.patienceAnswered(c)))
	case care.IncidentDispatched:
		in.ActBy = at(now.Add(d.patienceOnTheWay(c)))
	case care.IncidentArrived:
		in.ActBy = at(now.Add(patienceArrived))
	default:
		return
	}
	in.ActBy = d.refusalPatience(in, in.ActBy, untaken(c), now)
}

// patienceAnswered is how long an incident may be in the desk's hands alone. An
// order that nobody has taken must be noticed sooner than that.
func (d *Desk) patienceAnswered(c *care.Case) time.Duration {
	if untaken(c) {
		return min(patienceUntaken, d.cfg.Act)
	}
	if c.Incident.Contact != nil {
		return max(patienceHeard, d.cfg.Act)
	}
	return d.cfg.Act
}

// untaken reports whether an emergency waits for anybody to take it.
func untaken(c *care.Case) bool {
	for _, o := range c.Orders {
		if o.Service == care.Emergency && (o.State == care.OrderQueued || o.State == care.OrderRequested) {
			return true
		}
	}
	return false
}

// patienceOnTheWay is until the first of those who go should have been there.
func (d *Desk) patienceOnTheWay(c *care.Case) time.Duration {
	within := d.cfg.OnScene
	for _, o := range c.Orders {
		if o.ETASeconds > 0 && (o.State == care.OrderAccepted || o.State == care.OrderOnTheWay) {
			within = min(within, time.Duration(o.ETASeconds)*time.Second+patienceLate)
		}
	}
	return within
}

// ringUnacted rings for an incident on which nobody has acted in time. However many
// processes try, it rings once, because it is decided in the book.
func (d *Desk) ringUnacted(ctx context.Context, seen *care.Incident, now time.Time) error {
	var supervisors []receiver
	if seen.Refused.Owed() {
		supervisors = d.overseers(ctx, seen.RegionID, seen.CenterID)
	}
	_, err := d.deps.Book.ChangeIncident(ctx, seen.ID, func(c *care.Case) (care.Change, error) {
		in := c.Incident
		if !overdue(in, now) {
			return care.Change{}, nil
		}
		d.ring(in, now)
		verb, notices := d.secondCallDue(in, supervisors, now)
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, care.System, verb, string(in.State))}, Notices: notices}, nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: ring again %s: %w", seen.ID, err)
	}
	d.noticeDue.Ring()
	return nil
}

func overdue(in *care.Incident, now time.Time) bool {
	return in.State != care.IncidentClosed && !in.Ringing && in.ActBy != nil && !in.ActBy.After(now)
}
