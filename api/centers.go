package api

import (
	"context"
	"time"

	"yian/care"
	"yian/centers"
)

// CenterPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type CenterPath struct {
	ID care.CenterID `path:"id" maxLength:"64"`
}

func (s *Server) centers(r *routes) {
	type listIn struct {
		PageIn
		Kind care.CenterKind `query:"kind"`
	}
	see := roles(care.Operator, care.Supervisor, care.Manager, care.Leader, care.Admin, care.Auditor)
	add(r, see, get("/centers", "list-centers", "Sites"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[care.Center]], error) {
			items, next, err := s.deps.Registry.Centers(ctx, by.Scope(), in.Kind, in.page())
			return list(items, next), err
		})
	type createIn struct {
		Body struct {
			ID           string          `json:"id,omitempty" maxLength:"64"`
			Kind         care.CenterKind `json:"kind" enum:"guidance,care_home,day_care,branch,station,rehab"`
			Name         string          `json:"name" minLength:"1" maxLength:"100"`
			RegionID     string          `json:"region_id" maxLength:"12"`
			Address      string          `json:"address,omitempty" maxLength:"300"`
			Designations []string        `json:"designations,omitempty" maxItems:"10"`
			KeeperName   string          `json:"keeper_name,omitempty" maxLength:"100"`
			KeeperPhone  string          `json:"keeper_phone,omitempty" maxLength:"40"`
			KeeperStaff  string          `json:"keeper_staff,omitempty" maxLength:"100"`
			Lat          *float64        `json:"lat,omitempty" minimum:"-90" maximum:"90"`
			Lon          *float64        `json:"lon,omitempty" minimum:"-180" maximum:"180"`
		}
	}
	add(r, admin, create("/centers", "create-center", "Enter a site"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[care.Center], error) {
			b := in.Body
			c, err := s.deps.Registry.CreateCenter(ctx, by, care.Center{ID: care.CenterID(b.ID), Kind: b.Kind, Name: b.Name, RegionID: care.RegionID(b.RegionID),
				Address: b.Address, Designations: b.Designations, KeeperName: b.KeeperName, KeeperPhone: b.KeeperPhone, KeeperStaff: care.StaffID(b.KeeperStaff), Lat: b.Lat, Lon: b.Lon})
			return &out[care.Center]{Body: c}, err
		})
	add(r, see, get("/centers/{id}", "get-center", "One site"),
		func(ctx context.Context, by care.Staff, in *CenterPath) (*out[care.Center], error) {
			c, err := s.deps.Registry.Center(ctx, by.Scope(), in.ID)
			return &out[care.Center]{Body: c}, err
		})
	type occupancyIn struct {
		CenterPath
		On string `query:"on" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"a day, 2006-01-02; today when left out"`
	}
	add(r, see, get("/centers/{id}/occupancy", "get-occupancy", "Beds and who is in them; planned and blocked beds stand in no denominator"),
		func(ctx context.Context, by care.Staff, in *occupancyIn) (*out[care.Occupancy], error) {
			o, err := s.deps.Centers.Occupancy(ctx, by.Scope(), in.ID, in.On)
			return &out[care.Occupancy]{Body: o}, err
		})
	s.today(r)
}

// DayView is the manager's day (院长今日).
type DayView struct {
	centers.Today
	DayKitchen
	Calls         int            `json:"calls" doc:"incidents here since last evening, 18:00"`
	Answered15s   int            `json:"answered_15s" doc:"of these, answered within 15 s"`
	Falls         int            `json:"falls"`
	Incidents     []IncidentItem `json:"incidents"`
	Devices       int            `json:"devices"`
	DevicesSilent []DeviceItem   `json:"devices_silent"`
	StaffOn       []care.Staff   `json:"staff_on" doc:"accounts of this site seen within the last 12 hours"`
	Orders        map[string]int `json:"orders" doc:"open orders of this site by service"`
	ServerTime    time.Time      `json:"server_time"`
}

func (s *Server) today(r *routes) {
	add(r, roles(care.Manager, care.Leader, care.Supervisor, care.Operator, care.Admin, care.Auditor), get("/centers/{id}/today", "get-today", "The manager's day"),
		func(ctx context.Context, by care.Staff, in *CenterPath) (*out[DayView], error) {
			if _, err := s.deps.Registry.Center(ctx, by.Scope(), in.ID); err != nil {
				return nil, err
			}
			v, err := s.views.day(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			return &out[DayView]{Body: *v}, nil
		})
}

func (v *views) day(ctx context.Context, by care.Staff, id care.CenterID) (*DayView, error) {
	now := v.deps.Now()
	today, err := v.deps.Centers.Today(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	d := &DayView{Today: today, Incidents: []IncidentItem{}, DevicesSilent: []DeviceItem{}, StaffOn: []care.Staff{}, Orders: map[string]int{}, ServerTime: now.UTC()}
	evening := time.Date(now.In(care.Shanghai).Year(), now.In(care.Shanghai).Month(), now.In(care.Shanghai).Day()-1, 18, 0, 0, 0, care.Shanghai)
	incidents, _, err := v.deps.Shelf.Incidents(ctx, care.Everything, care.IncidentQuery{Center: id, Since: evening, Newest: true, Page: care.Page{Limit: 200}})
	if err != nil {
		return nil, err
	}
	if d.Incidents, err = v.incidentItems(ctx, incidents); err != nil {
		return nil, err
	}
	for i, in := range incidents {
		d.Incidents[i].Timeline = []Moment{}
		d.Calls++
		if in.AnsweredAt != nil && in.AnsweredAt.Sub(in.OpenedAt) <= answerTarget {
			d.Answered15s++
		}
		if in.Kind == string(care.Fall) {
			d.Falls++
		}
	}
	if err := v.dayKitchen(ctx, by, id, d); err != nil {
		return nil, err
	}
	return d, v.dayRest(ctx, id, d)
}

func (v *views) dayRest(ctx context.Context, id care.CenterID, d *DayView) error {
	devices, _, err := v.deps.Registry.Devices(ctx, care.Everything, care.DeviceQuery{CenterID: id}, care.Page{Limit: 500})
	if err != nil {
		return err
	}
	for _, dev := range devices {
		d.Devices++
		if item := v.deviceItem(dev); !item.Liveness.Online {
			d.DevicesSilent = append(d.DevicesSilent, item)
		}
	}
	orders, _, err := v.deps.Shelf.Orders(ctx, care.Scope{Staff: care.System, Role: care.Manager, Center: id}, care.OrderQuery{Page: care.Page{Limit: 500},
		States: []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived}})
	if err != nil {
		return err
	}
	for _, o := range orders {
		d.Orders[string(o.Service)]++
	}
	staff, _, err := v.deps.Registry.Staff(ctx, care.Scope{Staff: care.System, Role: care.Manager, Center: id}, care.Page{Limit: 200})
	if err != nil {
		return err
	}
	for _, st := range staff {
		if st.LastSeenAt != nil && v.deps.Now().Sub(*st.LastSeenAt) < 12*time.Hour {
			d.StaffOn = append(d.StaffOn, st)
		}
	}
	return nil
}
