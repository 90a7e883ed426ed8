package dispatch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// NewIncident is what an operator enters of a call for help that came by telephone or
// by word of mouth.
type NewIncident struct {
	Phone  care.PhoneCallID // the call in which it was said; "" for none
	Elder  care.ElderID     // "": who and where is asked first
	Urgent bool             // somebody's life may be in danger
	Note   string
	// At is when it happened, for an entry from paper (Afterwards, 补录); zero: now.
	At         time.Time
	Afterwards bool
	Key        string // the same key of the same author is one
}

// Intake opens an incident of kind phone, or joins the one that is open for the same
// elder; it is in its author's hands at once. It blocks until on disk.
func (d *Desk) Intake(ctx context.Context, by care.Staff, want NewIncident) (care.Incident, error) {
	now := d.now()
	var phone care.PhoneCall
	if want.Phone != "" {
		var err error
		if phone, err = d.deps.Phones.PhoneCall(ctx, by.Scope(), want.Phone); err != nil {
			return care.Incident{}, err
		}
		if phone.IncidentID != "" { // once is enough
			return d.deps.Shelf.Incident(ctx, by.Scope(), phone.IncidentID)
		}
		want.Elder = cmp.Or(want.Elder, phone.ElderID)
		want.At, want.Afterwards = phone.At, want.Afterwards || phone.Afterwards
	}
	then := want.At.UTC().Truncate(time.Millisecond)
	if want.At.IsZero() {
		then = now
	}
	if then.After(now) {
		return care.Incident{}, care.Invalid("body.at", "incident.future", "时间不能晚于现在")
	}
	var elder care.Elder
	if want.Elder != "" {
		var err error
		if elder, err = d.deps.People.Elder(ctx, by.Scope(), want.Elder); err != nil {
			return care.Incident{}, err
		}
	}
	place := care.Place{Elder: elder.ID, Household: elder.HouseholdID, Center: elder.CenterID, Region: elder.RegionID}
	key := care.CallID(fmt.Sprintf("%s/%s", by.ID, cmp.Or(want.Key, newID())))
	if want.Phone != "" {
		key = care.CallID("phone/" + string(want.Phone))
	}
	var back []care.OrderID
	c, _, err := d.deps.Phones.Intake(ctx, key, want.Phone, place, func(c *care.PhoneCase) (care.Change, error) {
		var change care.Change
		if c.Case.Incident == nil {
			change = d.openTold(c, place, want, then, now, by)
		} else {
			change, back = d.joinTold(c, want, then, now, by)
		}
		in := c.Case.Incident
		if note := strings.TrimSpace(want.Note); note != "" {
			change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "noted", note))
		}
		if c.Call != nil {
			c.Call.IncidentID = in.ID
			if elder.ID != "" {
				change.Entries = append(change.Entries, named(c, elder, by.ID, now)...)
			}
			change.Entries = append(change.Entries, phoneEntry(c.Call, now, by.ID, "incident_made", ""))
		}
		d.expect(&c.Case, now)
		return change, nil
	})
	if err != nil {
		return care.Incident{}, fmt.Errorf("dispatch: intake: %w", err)
	}
	if len(back) > 0 {
		d.hurry(back...)
	}
	return *c.Incident, nil
}

// openTold opens the incident that somebody told by is of, answered by by.
func (d *Desk) openTold(c *care.PhoneCase, place care.Place, want NewIncident, then, now time.Time, by care.Staff) care.Change {
	in := &care.Incident{
		ID: care.IncidentID(newID()), State: care.IncidentAnswered, Severity: care.Warning, Kind: string(care.Phone),
		ElderID: place.Elder, ElderIDs: []care.ElderID{}, HouseholdID: place.Household, CenterID: place.Center, RegionID: place.Region,
		Calls: 1, OpenedAt: now, PressedAt: then, LastCallAt: then, AnsweredBy: by.ID, AnsweredAt: at(now), Afterwards: want.Afterwards, Trial: d.deps.Trial(),
	}
	if place.Elder != "" {
		in.ElderIDs = append(in.ElderIDs, place.Elder)
	}
	if want.Urgent {
		in.Severity = care.Critical
	}
	switch {
	case c.Call != nil && c.Call.AnsweredAt != nil:
		in.AnsweredAt = c.Call.AnsweredAt
	case want.Afterwards:
		in.AnsweredAt = at(then)
	}
	c.Case.Incident = in
	verb := "opened"
	if want.Afterwards {
		verb = "opened_afterwards"
	}
	return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, verb, in.Kind), incidentEntry(in, now, by.ID, "answered", "")}}
}

// joinTold adds what was said on the telephone to an incident that is open already.
// Whoever talks with the caller answers what rings; what was said before and is entered
// from paper answers no later call.
func (d *Desk) joinTold(c *care.PhoneCase, want NewIncident, then, now time.Time, by care.Staff) (care.Change, []care.OrderID) {
	in := c.Case.Incident
	in.Calls++
	if want.Urgent {
		in.Severity = care.Critical
	}
	if want.Elder != "" && !slices.Contains(in.ElderIDs, want.Elder) {
		in.ElderIDs = append(in.ElderIDs, want.Elder)
	}
	change := care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "phoned", "")}}
	if want.Afterwards && then.Before(in.LastCallAt) {
		return change, nil
	}
	var back []care.OrderID
	if in.AnsweredBy == "" {
		in.AnsweredBy, in.AnsweredAt = by.ID, at(now)
		change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "answered", ""))
		if in.State == care.IncidentOpen {
			in.State = care.IncidentAnswered
			change.Feedback = []care.StepMade{{Step: care.StepAnswered, By: by.Name}}
		}
		back = takeBackOffers(&c.Case, by.ID, now, answeredWhy, &change)
	}
	if in.Ringing && in.AnsweredBy == by.ID {
		quiet(in)
	}
	return change, back
}
