package api

import (
	"cmp"
	"context"
	"time"

	"yian/care"
)

// AwayView is an elder who is not at home, as the register and a wearable have it: the
// host comes first, and outside of the county that place's own 120 and 110.
type AwayView struct {
	State    care.WhereaboutsState `json:"state,omitempty" enum:"out,staying,day_care,hospital,center,leave,lost,deceased,unknown," doc:"by the register; empty: it says at home"`
	Since    *time.Time            `json:"since" nullable:"true" doc:"since when the register says so"`
	ByName   string                `json:"by_name,omitempty" doc:"who entered it"`
	Overdue  bool                  `json:"overdue,omitempty" doc:"the expected return is over, and nobody entered it"`
	Place    string                `json:"place,omitempty"`
	Address  string                `json:"address,omitempty" doc:"of the center"`
	Phone    string                `json:"phone,omitempty" doc:"of the host: rung first"`
	ReturnAt *time.Time            `json:"return_at" nullable:"true"`
	AreaCode string                `json:"area_code,omitempty" doc:"to be dialled before 120, 110 and 119 there; empty: not known, or in the county"`
	Outside  bool                  `json:"outside" doc:"the wearable is so far from every site that it is hardly in the county"`
	NearKM   int                   `json:"near_km,omitempty" doc:"kilometres from the nearest site"`
	NearName string                `json:"near_name,omitempty" doc:"the nearest site, in the county"`
	Device   bool                  `json:"device" doc:"the wearable itself is away, not only the file says so"`
	HomeCall bool                  `json:"home_call,omitempty" doc:"a device that stays in the home called: somebody may be there, whatever the register says"`
}

// away says where the elder of an incident is when that is not at home; nil: at home, or
// nobody knows otherwise.
func (v *views) away(ctx context.Context, in *care.Incident) *AwayView {
	a := v.registered(ctx, in)
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
	if a != nil {
		a.HomeCall = v.fromHome(ctx, in)
	}
	return a
}

// registered is where the register says that the elder of an incident is; nil: at home,
// or in the site that calls.
func (v *views) registered(ctx context.Context, in *care.Incident) *AwayView {
	if in.ElderID == "" {
		return nil
	}
	now := v.deps.Now()
	w, err := v.deps.Centers.WhereaboutsAt(ctx, care.Everything, in.ElderID, now)
	if err != nil || w.State == care.AtHome || w.State == care.InCenter && in.CenterID != "" && in.HouseholdID == "" {
		return nil
	}
	a := &AwayView{State: w.State, Since: &w.Since, ByName: v.staffName(ctx, w.By), Place: w.Place, Phone: w.Phone, ReturnAt: w.ReturnAt, AreaCode: w.AreaCode,
		Overdue: w.State != care.Unknown && w.Expected(now) == care.Unknown}
	if w.State == care.InCenter || w.State == care.AtDayCare {
		v.inCenter(ctx, in.ElderID, a)
	}
	return a
}

// inCenter adds which center an elder is in, and its address.
func (v *views) inCenter(ctx context.Context, id care.ElderID, a *AwayView) {
	e, err := v.deps.Registry.Elder(ctx, care.Everything, id)
	if err != nil || e.CenterID == "" {
		return
	}
	c, err := v.deps.Registry.Center(ctx, care.Everything, e.CenterID)
	if err != nil {
		return
	}
	a.Place, a.Address = cmp.Or(a.Place, c.Name), c.Address
	a.Phone = cmp.Or(a.Phone, c.KeeperPhone)
}

// fromHome reports whether a device that stays in the home called.
func (v *views) fromHome(ctx context.Context, in *care.Incident) bool {
	if in.DeviceID == "" || in.HouseholdID == "" {
		return false
	}
	d, err := v.deps.Registry.Device(ctx, care.Everything, in.DeviceID)
	return err == nil && !d.Worn()
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
