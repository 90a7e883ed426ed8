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
		_, err := d.deps.Book.ChangeIncident(ctx, id, func(c *care.Case) (care.Change, error) {
			return ours(c.Incident, by, asked, n, d.now()), nil
		})
		if err != nil {
			return fmt.Errorf("dispatch: incident %s: %w", id, err)
		}
	}
	return nil
}

func ours(in *care.Incident, by care.Staff, asked time.Time, n int, now time.Time) care.Change {
	if in.State == care.IncidentClosed {
		return care.Change{}
	}
	change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "installer_pressed", by.Name)}}
	if in.State != care.IncidentOpen || in.OpenedAt.Before(asked) || in.Calls != n {
		return change
	}
	in.State, in.Outcome, in.ClosedAt, in.ClosedBy = care.IncidentClosed, care.OutcomeTest, at(now), by.ID
	in.Contact = &care.Contacted{How: "seen", Who: by.Name, At: now, By: by.ID}
	quiet(in)
	in.Second.NextAt = nil
	change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "closed", string(care.OutcomeTest)))
	change.Feedback = []care.StepMade{{Step: care.StepClosed, By: by.Name}}
	return change
}
