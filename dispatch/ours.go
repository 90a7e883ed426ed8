package dispatch

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// Ours takes the word of whoever fits a device that presses of it, received since
// asked, were the fitter's own, with the elder beside: the incident that nothing
// else made is closed as a test. One that somebody answered, or that others called
// for as well, stays with the desk, which reads the word on its timeline.
// Idempotent; it blocks until on disk.
func (d *Desk) Ours(ctx context.Context, by care.Staff, asked time.Time, presses []care.Press) error {
	own := map[care.IncidentID]int{}
	for _, p := range presses {
		if p.Incident != "" && p.ReceivedAt != nil && p.ReceivedAt.Sub(asked) <= care.PressWithin {
			own[p.Incident]++
		}
	}
	for id, n := range own {
		var back []care.OrderID
		_, err := d.deps.Book.ChangeIncident(ctx, id, func(c *care.Case) (change care.Change, _ error) {
			change, back = ours(c, by, asked, n, d.now())
			return change, nil
		})
		if err != nil {
			return fmt.Errorf("dispatch: incident %s: %w", id, err)
		}
		if len(back) > 0 {
			d.hurry(back...)
		}
	}
	return nil
}

func ours(c *care.Case, by care.Staff, asked time.Time, n int, now time.Time) (care.Change, []care.OrderID) {
	in := c.Incident
	if in.State == care.IncidentClosed {
		return care.Change{}, nil
	}
	change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "installer_pressed", by.Name)}}
	if in.State != care.IncidentOpen || in.OpenedAt.Before(asked) || in.Calls != n || in.Rule != "" || in.Second.NextAt != nil {
		return change, nil
	}
	in.State, in.Outcome, in.ClosedAt, in.ClosedBy = care.IncidentClosed, care.OutcomeTest, at(now), by.ID
	in.Contact = &care.Contacted{How: "seen", Who: by.Name, At: now, By: by.ID}
	quiet(in)
	back := takeBackOffers(c, by.ID, now, "安装人员自己按的", &change)
	change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "closed", string(care.OutcomeTest)))
	change.Feedback = []care.StepMade{{Step: care.StepClosed, By: by.Name}}
	return change, back
}
