package dispatch

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// Who presses by mistake three times in a week has not been taught well. The third such
// press makes a visit that teaches; it never silences, charges for or lowers a call.

const (
	teachWithin = 7 * 24 * time.Hour
	teachAfter  = 3
)

// FalsePresses knows what was pressed falsely. It blocks until on disk.
type FalsePresses interface {
	// ChangeBeside is like Book.ChangeIncident, and decide also gets the other incidents of
	// the same home or device that were closed at or after an instant. Of two closings at
	// once, in whatever process, one knows of the other.
	ChangeBeside(ctx context.Context, id care.IncidentID, since time.Time, decide func(c *care.Case, closed []care.Incident) (care.Change, error)) (care.Case, error)
}

// teaching is what closing needs to know before the book decides, and what the book
// adds: others.
type teaching struct {
	due    bool            // whether a visit may be
	others []care.Incident // closed in the last days, of the same home or device
	away   care.WhereaboutsState
	price  care.Price
}

// toTeach reads what decides over a teaching visit. What cannot be read makes none: the
// closing of a call never fails for it.
func (d *Desk) toTeach(ctx context.Context, by care.Staff, id care.IncidentID, outcome care.Outcome) (t teaching) {
	if !outcome.False() || d.deps.FalsePresses == nil {
		return t
	}
	in, err := d.deps.Shelf.Incident(ctx, by.Scope(), id)
	if err != nil {
		d.log.Error("false presses not counted", "incident_id", id, "err", err)
		return t
	}
	t.due = true
	want := NewOrder{Service: care.VisitService, Elder: in.ElderID, Offering: care.TeachOffering}
	if t.away, err = d.whereabouts(ctx, want); err != nil {
		d.log.Warn("whereabouts not read for a teaching visit", "incident_id", id, "err", err)
		t.away = care.Unknown
	}
	if t.price, err = d.priced(ctx, &want); err != nil {
		t.price = care.Price{}
	}
	return t
}

// knowing is a way into the book that fills t with what was closed before.
func (d *Desk) knowing(t *teaching) changeIncident {
	if !t.due {
		return d.deps.Book.ChangeIncident
	}
	return func(ctx context.Context, id care.IncidentID, decide func(*care.Case) (care.Change, error)) (care.Case, error) {
		return d.deps.FalsePresses.ChangeBeside(ctx, id, d.now().Add(-teachWithin), func(c *care.Case, closed []care.Incident) (care.Change, error) {
			t.others = closed
			return decide(c)
		})
	}
}

// teach adds the visit when a closing makes it due: once in seven days for a home or a
// device. It is an order of its own, so that nothing of the incident waits for it.
func (d *Desk) teach(c *care.Case, t *teaching, now time.Time, change *care.Change) care.OrderID {
	in := c.Incident
	if !t.due || in.DeviceID == "" || in.Calls == 0 || in.Teaching != nil {
		return ""
	}
	presses := 1
	for i := range t.others {
		o := &t.others[i]
		switch {
		case o.Teaching != nil && now.Sub(o.Teaching.At) < teachWithin:
			return ""
		case o.Outcome.False() && o.Trial == in.Trial && o.Calls > 0:
			presses++
		}
	}
	if presses < teachAfter {
		return ""
	}
	note := fmt.Sprintf("七天内误触 %d 次：教老人怎么按、怎么取消，看看设备装得合不合适。误触不收费、不处罚，以后照样按。", presses)
	o := d.draft(care.OrderID(newID()), NewOrder{Service: care.VisitService, Offering: care.TeachOffering, Source: sourceOffer, Note: note,
		Place: care.Place{Device: in.DeviceID, Elder: in.ElderID, Household: in.HouseholdID, Center: in.CenterID, Region: in.RegionID}}, care.Elder{}, nil, now)
	o.Trial, o.PriceFen, o.SubsidyFen = in.Trial, t.price.Fen, t.price.SubsidyFen
	if !t.away.Present() {
		o.State, o.Note = care.OrderRequested, o.Note+" "+absent+t.away.Word()+"，请先核实）"
	}
	c.Orders = append(c.Orders, o)
	in.Teaching = &care.Teaching{OrderID: o.ID, At: now, Presses: presses}
	change.Entries = append(change.Entries, orderEntry(o, now, care.System, "created", string(o.Service)), incidentEntry(in, now, care.System, "teaching", fmt.Sprint(presses)))
	return o.ID
}
