package dispatch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"yian/care"
)

// lateAfter is when a call counts as late: a press that took longer than this to
// come in is shown with its delay.
const lateAfter = time.Minute

// Raise puts a call into the record: it opens an incident or joins the one not
// yet closed of the same elder, else household, else device. It blocks until on
// disk and is idempotent by device and call id; a repeat only sends the feedback
// again. A test opens no incident.
func (d *Desk) Raise(ctx context.Context, call care.Call) error {
	together, err := d.together(ctx, call.Place)
	if err != nil {
		// Who else lives there is a courtesy; the call is not lost for it.
		d.log.Warn("household not read", "err", err)
	}
	_, known, err := d.deps.Book.Raise(ctx, call, func(c *care.Case) (care.Change, error) {
		switch {
		case call.Kind == care.Test:
			return care.Change{Entries: []care.Entry{{At: call.ReceivedAt, By: care.System, What: "device.tested", Noun: "device",
				Subject: string(call.Place.Device), RegionID: call.Place.Region, CenterID: call.Place.Center}}}, nil
		case c.Incident == nil:
			return d.open(c, call, together), nil
		}
		return d.join(c, call, together), nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: raise: %w", err)
	}
	if known {
		if err := d.deps.Messenger.Repeat(ctx, call.Place.Device, call.ID); err != nil {
			return fmt.Errorf("dispatch: feedback again: %w", err)
		}
	}
	d.noticeDue.Ring()
	return nil
}

// together returns everybody the call may concern: its elder, or all who live
// there when the button is shared. The dead, and whoever lives in a care home now, press
// no button at home; whose whereabouts cannot be read may have. What belonged to somebody
// dead is pressed by whoever lives there, or the register is wrong: both may have.
func (d *Desk) together(ctx context.Context, p care.Place) ([]care.ElderID, error) {
	if p.Elder != "" {
		own := []care.ElderID{p.Elder}
		where, err := d.deps.Whereabouts.Expected(ctx, p.Elder, d.now())
		if err != nil || where != care.Deceased || p.Household == "" {
			return own, nil //nolint:nilerr // whose it is calls
		}
		p.Elder = ""
		others, err := d.together(ctx, p)
		return append(others, own...), err
	}
	ids := []care.ElderID{}
	if p.Household == "" {
		return ids, nil
	}
	elders, err := d.deps.People.EldersOf(ctx, p.Household)
	for _, e := range elders {
		where, err := d.deps.Whereabouts.Expected(ctx, e.ID, d.now())
		if err != nil {
			d.log.Warn("whereabouts not read, may have called", "elder_id", e.ID, "err", err)
		}
		if err != nil || where != care.Deceased && where != care.InCenter {
			ids = append(ids, e.ID)
		}
	}
	return ids, err
}

func (d *Desk) open(c *care.Case, call care.Call, together []care.ElderID) care.Change {
	in := &care.Incident{
		ID: care.IncidentID(newID()), State: care.IncidentOpen, Severity: severityOf(call.Kind), Kind: string(call.Kind),
		ElderID: call.Place.Elder, ElderIDs: together, HouseholdID: call.Place.Household, CenterID: call.Place.Center,
		RegionID: call.Place.Region, DeviceID: call.Place.Device, Calls: 1, OpenedAt: call.ReceivedAt, PressedAt: call.PressedAt,
		LastCallAt: call.PressedAt, LateSeconds: lateBy(call.PressedAt, call.ReceivedAt), Ringing: true, RingingAt: at(call.ReceivedAt), Trial: d.deps.Trial(),
	}
	locate(in, call.Location, call.PressedAt)
	// One elder alone behind a shared button is that elder, and behind what belonged to
	// somebody dead the operator asks who it is.
	switch {
	case len(together) == 1:
		in.ElderID = together[0]
	case len(together) > 1:
		in.ElderID = ""
	}
	// While nobody sits at a console the escalator does not wait for this.
	in.Ladder = care.Ladder{NextAt: at(call.ReceivedAt.Add(d.cfg.Supervisor))}
	c.Incident = in
	imperil(c, care.PerilOf(call.Kind), call.ReceivedAt)
	change := care.Change{Entries: []care.Entry{incidentEntry(in, call.ReceivedAt, care.System, "opened", string(call.Kind))}}
	if call.Orphan {
		change.Entries = append(change.Entries, incidentEntry(in, call.ReceivedAt, care.System, "orphan", ""))
	}
	if call.ClockSkew {
		change.Entries = append(change.Entries, incidentEntry(in, call.ReceivedAt, care.System, "clock_skew", ""))
	}
	return change
}

// lateBy is by how many seconds a press came in late, 0 when it did not.
func lateBy(pressed, received time.Time) int {
	if by := received.Sub(pressed); by >= lateAfter {
		return int(by.Seconds())
	}
	return 0
}

// join adds a call to an incident that is not closed yet, and everybody whom it may
// concern. Nothing is silenced: a press after the answer rings again.
func (d *Desk) join(c *care.Case, call care.Call, together []care.ElderID) care.Change {
	in := c.Incident
	in.Calls++
	if call.PressedAt.After(in.LastCallAt) {
		in.LastCallAt = call.PressedAt
	}
	if call.PressedAt.Before(in.PressedAt) {
		// An earlier press that was held up: the wait began then.
		in.PressedAt, in.LateSeconds = call.PressedAt, lateBy(call.PressedAt, call.ReceivedAt)
	}
	locate(in, call.Location, call.PressedAt)
	if severityOf(call.Kind).Urgency() < in.Severity.Urgency() {
		in.Severity = severityOf(call.Kind)
	}
	if gravity(call.Kind) < gravity(care.CallKind(in.Kind)) {
		in.Kind = string(call.Kind)
	}
	var change care.Change
	change.Entries = append(change.Entries, incidentEntry(in, call.ReceivedAt, care.System, "pressed_again", string(call.Kind)+" "+strconv.Itoa(in.Calls)))
	if concern(in, together) {
		change.Entries = append(change.Entries, incidentEntry(in, call.ReceivedAt, care.System, "second_person", ""))
	}
	change.Entries = append(change.Entries, imperil(c, care.PerilOf(call.Kind), call.ReceivedAt)...)
	unheard(c, call.ReceivedAt)
	if in.Ladder.NextAt == nil { // answered, or restored from a backup
		d.ring(in, call.ReceivedAt)
	}
	return change
}

// concern adds elders to those whom an incident may concern, and reports whether any
// is new: a shared button may be the other's.
func concern(in *care.Incident, elders []care.ElderID) (more bool) {
	for _, e := range elders {
		if !slices.Contains(in.ElderIDs, e) {
			in.ElderIDs, more = append(in.ElderIDs, e), true
		}
	}
	return more
}

// locate notes where the elder was at an instant, unless something newer is known.
func locate(in *care.Incident, l *care.Location, when time.Time) {
	if l != nil && (in.LocatedAt == nil || !when.Before(*in.LocatedAt)) {
		in.Location, in.LocatedAt = l, at(when)
	}
}

// unheard forgets how the elder was reached before a new call, which may be about
// something else, and that somebody was there and left; whoever is with the elder still
// sees.
func unheard(c *care.Case, now time.Time) {
	in := c.Incident
	there := func(o *care.Order) bool { return o.State == care.OrderArrived }
	going := func(o *care.Order) bool {
		return (o.State == care.OrderAccepted || o.State == care.OrderOnTheWay) && helps(o, now)
	}
	if slices.ContainsFunc(c.Orders, there) {
		return
	}
	in.Contact = nil
	switch {
	case in.State != care.IncidentArrived:
	case slices.ContainsFunc(c.Orders, going):
		in.State = care.IncidentDispatched
	case in.AnsweredBy == "":
		in.State = care.IncidentOpen
	default:
		in.State = care.IncidentAnswered
	}
}

// ring makes an incident ring again, an answered one first at its owner's desk.
func (d *Desk) ring(in *care.Incident, now time.Time) {
	in.Ringing, in.RingingAt, in.ActBy = true, at(now), nil
	in.Ladder = care.Ladder{NextAt: at(now.Add(d.cfg.Rejoin))}
	if in.State == care.IncidentOpen {
		in.Ladder.NextAt = at(now.Add(d.cfg.Supervisor))
	}
}

// gravest are the kinds by what whoever handles the incident must know first: fire
// and gas endanger those who go as well, a fall tells more than a press, and whoever
// calls comes before a machine that suspects. No two are alike, so that the order in which calls come in, which a
// network decides, does not change what the incident is called.
var gravest = []care.CallKind{care.Smoke, care.Gas, care.Fall, care.SOS, care.PullCord, care.Astray, care.WaterLeak, care.Removed, care.Phone}

// gravity is the place among [gravest]; what is not there comes last.
func gravity(kind care.CallKind) int {
	if i := slices.Index(gravest, kind); i >= 0 {
		return i
	}
	return len(gravest)
}

func severityOf(kind care.CallKind) care.Severity {
	switch kind {
	case care.WaterLeak, care.Phone, care.Removed, care.OutOfBed:
		return care.Warning
	}
	return care.Critical
}

// Alert hands a judgement to the desk, which decides by severity: critical opens
// or joins an incident and returns it, anything else stays on the list and
// returns none. Idempotent by the alert's id while its incident is open; blocks
// until on disk.
func (d *Desk) Alert(ctx context.Context, a care.Alert) (care.IncidentID, error) {
	if a.Severity != care.Critical || a.Technical {
		return "", nil
	}
	if a.IncidentID != "" {
		return a.IncidentID, nil
	}
	place := care.Place{Device: a.DeviceID, Elder: a.ElderID, Household: a.HouseholdID, Center: a.CenterID, Region: a.RegionID}
	together, err := d.together(ctx, place)
	if err != nil {
		d.log.Warn("household not read", "err", err)
	}
	now := d.now()
	c, err := d.deps.Book.OpenFor(ctx, a, place, func(c *care.Case) (care.Change, error) {
		call := care.Call{ID: care.CallID(a.ID), Kind: "alert", PressedAt: a.RaisedAt, ReceivedAt: now, Place: place}
		if a.Rule == care.FenceRule {
			call.Kind = care.Astray
		}
		if c.Incident == nil {
			change := d.open(c, call, together)
			c.Incident.Rule, c.Incident.Calls = a.Rule, 0
			spotted(c.Incident, a.Spot)
			imperil(c, care.PerilOfAlert(&a), now)
			change.Entries[0].Note = "alert " + a.Rule
			return change, nil
		}
		in := c.Incident
		if a.Severity.Urgency() < in.Severity.Urgency() {
			in.Severity = a.Severity
		}
		in.Rule = cmp.Or(in.Rule, a.Rule)
		concern(in, together)
		if gravity(call.Kind) < gravity(care.CallKind(in.Kind)) {
			in.Kind = string(call.Kind)
		}
		spotted(in, a.Spot)
		entry := incidentEntry(in, now, care.System, "alert_joined", a.Rule)
		unheard(c, now)
		if in.Ladder.NextAt == nil { // answered, or restored from a backup
			d.ring(in, now)
		}
		return care.Change{Entries: append([]care.Entry{entry}, imperil(c, care.PerilOfAlert(&a), now)...)}, nil
	})
	if err != nil {
		return "", fmt.Errorf("dispatch: alert: %w", err)
	}
	d.noticeDue.Ring()
	return c.Incident.ID, nil
}

// spotted notes where an alert says that the elder was.
func spotted(in *care.Incident, s *care.Spot) {
	if s != nil {
		locate(in, &s.Location, s.At)
	}
}

// incidentEntry is a line of the journal about in.
func incidentEntry(in *care.Incident, now time.Time, by care.StaffID, verb, note string) care.Entry {
	return care.Entry{At: now, By: by, What: "incident." + verb, Noun: "incident", Subject: string(in.ID),
		RegionID: in.RegionID, CenterID: in.CenterID, Note: note}
}
