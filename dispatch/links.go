package dispatch

import (
	"context"
	"time"

	"yian/care"
)

// Link says that an incident has the same cause as another: two calls about one fire,
// a dark village. Both name the first of them as their cause, and each goes on by
// itself. Idempotent.
func (d *Desk) Link(ctx context.Context, by care.Staff, id, to care.IncidentID) (care.Incident, error) {
	other, err := d.deps.Shelf.Incident(ctx, by.Scope(), to)
	if err != nil {
		return care.Incident{}, err
	}
	first := other.ID
	if other.Cause != "" {
		first = other.Cause
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		switch {
		case in.ID == first:
			return care.Change{}, care.Conflict("incident.itself", "这两件已经是同一起因")
		case in.Cause == first:
			return care.Change{}, nil
		}
		in.Cause = first
		there := incidentEntry(&other, now, by.ID, "linked", in.Number)
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "linked", other.Number), there}}, nil
	})
}

// Unlink takes that back.
func (d *Desk) Unlink(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error) {
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		if c.Incident.Cause == "" {
			return care.Change{}, nil
		}
		c.Incident.Cause = ""
		return care.Change{Entries: []care.Entry{incidentEntry(c.Incident, now, by.ID, "unlinked", "")}}, nil
	})
}
