package api

import (
	"context"
	"time"

	"yian/care"
)

// AwayView is an elder who is not at home: the host comes first, and outside of the
// county that place's own 120 and 110.
type AwayView struct {
	State    care.WhereaboutsState `json:"state,omitempty" enum:"out,staying,hospital,leave,lost,"`
	Place    string                `json:"place,omitempty"`
	Phone    string                `json:"phone,omitempty" doc:"of the host: rung first"`
	ReturnAt *time.Time            `json:"return_at" nullable:"true"`
	AreaCode string                `json:"area_code,omitempty" doc:"to be dialled before 120, 110 and 119 there; empty: not known, or in the county"`
	Outside  bool                  `json:"outside" doc:"the wearable is so far from every site that it is hardly in the county"`
	NearKM   int                   `json:"near_km,omitempty" doc:"kilometres from the nearest site"`
	NearName string                `json:"near_name,omitempty" doc:"the nearest site, in the county"`
	Device   bool                  `json:"device" doc:"the wearable itself is away, not only the file says so"`
}

// away says where the elder of an incident is when that is not at home; nil: at home, or
// nobody knows otherwise.
func (v *views) away(ctx context.Context, in *care.Incident) *AwayView {
	var a *AwayView
	if in.ElderID != "" {
		w, err := v.deps.Centers.WhereaboutsAt(ctx, care.Everything, in.ElderID, v.deps.Now())
		if err == nil && (w.State == care.Staying || w.State == care.Out && w.Phone != "") {
			a = &AwayView{State: w.State, Place: w.Place, Phone: w.Phone, ReturnAt: w.ReturnAt, AreaCode: w.AreaCode}
		}
	}
	if there := v.deps.Desk.Near(ctx, in); there != nil {
		if a == nil {
			a = &AwayView{}
		}
		a.Device, a.Outside, a.NearKM = true, there.Outside, there.Metres/1000
		if !there.Outside {
			a.NearName = there.Center.Name
			a.AreaCode = "" // the county's own
		}
	}
	if in.AreaCode != "" {
		if a == nil {
			a = &AwayView{}
		}
		a.AreaCode = in.AreaCode
	}
	return a
}

// hosts are those with whom the elders of an incident stay.
func (v *views) hosts(ctx context.Context, in care.Incident) []Responder {
	list := []Responder{}
	for _, id := range in.ElderIDs {
		w, err := v.deps.Centers.WhereaboutsAt(ctx, care.Everything, id, v.deps.Now())
		if err == nil && w.State == care.Staying && w.Phone != "" {
			list = append(list, Responder{Name: w.Place, Source: "host", Phone: w.Phone, PhoneKind: "plain"})
		}
	}
	return list
}

// keeperNear is the keeper of the site nearest to a wearable.
func keeperNear(there *care.Near, at *care.Location) Responder {
	c := there.Center
	r := Responder{StaffID: c.KeeperStaff, Name: c.KeeperName, Source: "station_keeper", Phone: c.KeeperPhone, PhoneKind: "plain"}
	if r.Name == "" {
		r.Name = c.Name
	}
	if r.DistanceM, r.Minutes = away(&at.Lat, &at.Lon, c.Lat, c.Lon); r.Minutes != nil {
		r.From = "zone"
	}
	if r.StaffID != "" {
		r.PhoneKind = "smart"
	}
	return r
}
