package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// A senior who was told that somebody comes in eight minutes must hear again when the
// eight minutes are over, and again, until somebody is there; and must hear it when
// whoever was to come does not.
const (
	// leastMore is the shortest new estimate.
	leastMore = 3 * time.Minute
	// sayEvery is how often it is said that somebody is on the way who never said when.
	sayEvery = 10 * time.Minute
	// sayFor is how long it is said. What is told again and again for hours may not be true
	// any more: somebody was there and nobody noted it, or nobody comes. Then the desk
	// rings, and once it has taken it up the senior hears again.
	sayFor = 2 * time.Hour
)

// goer is somebody who comes.
type goer struct {
	name   string // for the timeline
	spoken string // for the senior
	order  care.OrderID
	eta    int // in seconds, as they said; 0: they did not
}

// coming is what a senior is told of g from now on.
func (g goer) coming(now time.Time) *care.Coming {
	c := &care.Coming{OrderID: g.order, Who: g.spoken, Since: now, ETASeconds: g.eta, SayAt: at(now.Add(sayEvery))}
	if g.eta > 0 {
		c.DueAt = at(now.Add(time.Duration(g.eta) * time.Second))
		c.SayAt = c.DueAt
	}
	return c
}

// spent reports whether it was said for as long as it may be without somebody asking.
func spent(c *care.Coming, now time.Time) bool {
	from := c.Since
	if c.AskedAt != nil {
		from = *c.AskedAt
	}
	return now.Sub(from) >= sayFor
}

// resumed lets the senior hear again of whoever is on the way, now that the desk has taken
// it up: in a while, so that it can find out first. No minutes are promised any more.
func resumed(in *care.Incident, now time.Time) {
	c := in.Coming
	if c == nil || c.SayAt != nil || in.State != care.IncidentDispatched {
		return
	}
	c.AskedAt, c.SayAt, c.DueAt, c.ETASeconds = at(now), at(now.Add(sayEvery)), nil, 0
}

// later makes the next thing that is said of whoever is on the way and not there yet.
func later(c *care.Coming, now time.Time) care.StepMade {
	c.Late++
	made := care.StepMade{Step: care.StepDispatched, By: c.Who, Said: care.SayOnTheWay}
	switch {
	case spent(c, now):
		c.DueAt, c.SayAt = nil, nil
	case c.ETASeconds == 0:
		c.SayAt = at(now.Add(sayEvery))
	default:
		more := max(leastMore, (time.Duration(c.ETASeconds) * time.Second / 2).Round(time.Minute))
		c.DueAt = at(now.Add(more))
		c.SayAt = c.DueAt
		made.Said, made.ETASeconds = care.SayLate, int(more.Seconds())
	}
	return made
}

// sayAgain tells every senior for whom it is time that somebody is still on the way.
// However many processes try, it is said once, because it is decided in the book.
func (d *Desk) sayAgain(ctx context.Context, now time.Time) error {
	ids, err := d.deps.Due.LateIncidents(ctx, now)
	if err != nil {
		return err
	}
	var errs error
	for _, id := range ids {
		_, err := d.deps.Book.ChangeIncident(ctx, id, func(c *care.Case) (care.Change, error) {
			in := c.Incident
			if in.State != care.IncidentDispatched || in.Coming == nil || in.Coming.SayAt == nil || in.Coming.SayAt.After(now) {
				return care.Change{}, nil
			}
			made := later(in.Coming, now)
			entries := []care.Entry{incidentEntry(in, now, care.System, "said_again", string(made.Said))}
			if in.Coming.SayAt == nil { // the last: nobody must lie there in silence without the desk knowing
				entries = append(entries, incidentEntry(in, now, care.System, "said_enough", ""))
				if !in.Ringing {
					in.ActBy = nil
					d.ring(in, now)
				}
			}
			return care.Change{Entries: entries, Feedback: []care.StepMade{made}}, nil
		})
		if err != nil {
			errs = errors.Join(errs, fmt.Errorf("dispatch: say again %s: %w", id, err))
		}
	}
	if len(ids) > 0 {
		d.noticeDue.Ring()
	}
	return errs
}

// hush ends what is said again where nobody is on the way any more, or somebody is there.
func hush(in *care.Incident) {
	if in.Coming != nil && in.State != care.IncidentDispatched {
		in.Coming.SayAt = nil
	}
}

// others notes that whoever the senior was told of does not come, but another does.
func others(in *care.Incident, gone *care.Order, change *care.Change, now time.Time) {
	c := in.Coming
	if c == nil || gone == nil && c.OrderID != "" || gone != nil && c.OrderID != gone.ID {
		return
	}
	in.Coming = goer{}.coming(now)
	change.Feedback = append(change.Feedback, care.StepMade{Step: care.StepDispatched, Said: care.SayOthers})
}
