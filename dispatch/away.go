package dispatch

import (
	"context"
	"strings"
	"time"

	"yian/care"
)

// A watch goes where its wearer goes. Whoever presses away from home is helped by those
// who are near, not by the neighbours at home; outside of the county by the host and by
// that place's own 120 and 110.

// Sites knows the sites of the county. It blocks on a read.
type Sites interface {
	// Nearest returns the site nearest to a place; found is false when none is on a map.
	Nearest(ctx context.Context, at care.Location) (near care.Near, found bool, err error)
}

// Hosts knows with whom an elder stays. It blocks on a read.
type Hosts interface {
	WhereaboutsAt(ctx context.Context, sc care.Scope, elder care.ElderID, at time.Time) (care.Whereabouts, error)
}

const (
	spotFresh = 30 * time.Minute // an older place says nothing about this call
	atHome    = 1000.0           // metres around the home, besides what the device is unsure of
)

// Near returns what lies near to whoever called from a wearable away from home; nil: they
// are at home, or nobody knows. What cannot be read is nothing: the home's own people
// are then the best guess.
func (d *Desk) Near(ctx context.Context, in *care.Incident) *care.Near {
	if d.deps.Sites == nil || in.Location == nil || in.LocatedAt == nil || in.LastCallAt.Sub(*in.LocatedAt) > spotFresh {
		return nil
	}
	var home care.Household
	if in.HouseholdID != "" {
		if h, err := d.deps.People.Household(ctx, care.Everything, in.HouseholdID); err == nil {
			home = h
		}
	}
	if home.Lat != nil && home.Lon != nil && in.Location.Distance(care.Location{Lat: *home.Lat, Lon: *home.Lon}) < atHome+in.Location.Accuracy {
		return nil
	}
	near, found, err := d.deps.Sites.Nearest(ctx, *in.Location)
	if err != nil {
		d.log.Warn("what is near was not found", "incident_id", in.ID, "err", err)
		return nil
	}
	if !found || home.Lat == nil && !near.Outside && near.Center.RegionID == in.RegionID {
		return nil
	}
	return &near
}

// host returns with whom an elder stays, if a telephone is known there.
func (d *Desk) host(ctx context.Context, elder care.ElderID) (receiver, bool) {
	if d.deps.Hosts == nil {
		return receiver{}, false
	}
	w, err := d.deps.Hosts.WhereaboutsAt(ctx, care.Everything, elder, d.now())
	if err != nil || w.Phone == "" || w.State != care.Staying {
		return receiver{}, false
	}
	return receiver{Role: "contact", Name: w.Place, Phone: w.Phone}, true
}

// awayNote says to whoever goes that the elder is not at home.
func awayNote(near *care.Near) string {
	return "【人不在家：定位在“" + near.Center.Name + "”附近，请看地图上的位置】"
}

// whereTo says on an emergency where the elder is, when that is not at home.
func (d *Desk) whereTo(ctx context.Context, by care.Staff, want *NewOrder) {
	if want.Service != care.Emergency || want.Incident == "" || d.deps.Sites == nil {
		return
	}
	in, err := d.deps.Shelf.Incident(ctx, by.Scope(), want.Incident)
	if err != nil {
		return // the book says what is wrong
	}
	if near := d.Near(ctx, &in); near != nil {
		want.spot, want.Note = in.Location, strings.TrimSpace(awayNote(near)+" "+want.Note)
	}
}

// NoteAreaCode keeps the area code of the place outside the county where the elder is,
// as somebody there said it, so that 120 and 110 are dialled there. Idempotent.
func (d *Desk) NoteAreaCode(ctx context.Context, by care.Staff, id care.IncidentID, code string) (care.Incident, error) {
	code = strings.TrimSpace(code)
	if !care.AreaCode(code) {
		return care.Incident{}, care.Invalid("body.code", "area_code.invalid", "区号是 0 开头的 3 到 4 位数字，如 0551")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		if in.AreaCode == code {
			return care.Change{}, nil
		}
		in.AreaCode = code
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "area_code", code)}}, nil
	})
}
