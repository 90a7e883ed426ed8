package api

import (
	"context"
	"math"
	"slices"
	"time"

	"yian/care"
)

// Responder is somebody who can go (响应人).
type Responder struct {
	StaffID        care.StaffID `json:"staff_id,omitempty" doc:"set for whom an order can be sent to"`
	Name           string       `json:"name"`
	Source         string       `json:"source" enum:"worker,station_keeper,key_holder,contact"`
	Phone          string       `json:"phone,omitempty"`
	PhoneKind      string       `json:"phone_kind" enum:"smart,plain"`
	HasKey         bool         `json:"has_key"`
	Relation       string       `json:"relation,omitempty"`
	Hours          string       `json:"hours,omitempty"`
	DistanceM      *int         `json:"distance_m" nullable:"true"`
	Minutes        *int         `json:"minutes" nullable:"true"`
	LastAcceptedAt *time.Time   `json:"last_accepted_at" nullable:"true"`
	OpenOrders     int          `json:"open_orders"`
}

// responders lists who can go to an incident: whoever holds a key, the station
// keeper, the workers of the township, the contacts.
func (v *views) responders(ctx context.Context, sc care.Scope, in care.Incident) ([]Responder, error) {
	list := []Responder{}
	if h, err := v.deps.Registry.Household(ctx, care.Everything, in.HouseholdID); in.HouseholdID != "" && err == nil {
		if h.KeyHolderPhone != "" {
			list = append(list, Responder{Name: h.KeyHolderName, Source: "key_holder", Phone: h.KeyHolderPhone, PhoneKind: "plain", HasKey: true})
		}
		if st, err := v.deps.Registry.Center(ctx, care.Everything, h.StationID); h.StationID != "" && err == nil {
			r := Responder{StaffID: st.KeeperStaff, Name: st.KeeperName, Source: "station_keeper", Phone: st.KeeperPhone, PhoneKind: "plain"}
			r.DistanceM, r.Minutes = away(h.Lat, h.Lon, st.Lat, st.Lon)
			if r.StaffID != "" {
				r.PhoneKind = "smart"
			}
			list = append(list, r)
		}
	}
	workers, err := v.workers(ctx, sc, in.RegionID.Township())
	if err != nil {
		return nil, err
	}
	for _, w := range workers {
		if slices.ContainsFunc(list, func(r Responder) bool { return r.StaffID == w.ID }) || len(w.Skills) > 0 && !slices.Contains(w.Skills, care.Emergency) {
			continue
		}
		list = append(list, Responder{StaffID: w.ID, Name: w.Name, Source: "worker", Phone: w.Phone, PhoneKind: "smart",
			LastAcceptedAt: w.LastAcceptedAt, OpenOrders: w.OpenOrders})
	}
	for _, id := range in.ElderIDs {
		e, err := v.deps.Registry.Elder(ctx, care.Everything, id)
		if err != nil {
			continue
		}
		for _, c := range e.Contacts {
			list = append(list, Responder{Name: c.Name, Source: "contact", Phone: c.Phone, PhoneKind: "plain", HasKey: c.HasKey, Relation: c.Relation, Hours: c.Hours})
		}
	}
	return list, nil
}

// away returns the distance in metres and the minutes at 20 km/h on village
// roads, or nothing when a place is unknown.
func away(lat1, lon1, lat2, lon2 *float64) (*int, *int) {
	if lat1 == nil || lon1 == nil || lat2 == nil || lon2 == nil {
		return nil, nil
	}
	const earth, rad = 6_371_000, math.Pi / 180
	dLat, dLon := (*lat2-*lat1)*rad, (*lon2-*lon1)*rad
	a := math.Pow(math.Sin(dLat/2), 2) + math.Cos(*lat1*rad)*math.Cos(*lat2*rad)*math.Pow(math.Sin(dLon/2), 2)
	metres := int(2 * earth * math.Asin(math.Sqrt(a)))
	minutes := int(math.Ceil(float64(metres) / (20_000.0 / 60)))
	return &metres, &minutes
}
