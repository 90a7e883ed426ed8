package api

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// Responder is somebody who can go (响应人).
type Responder struct {
	StaffID        care.StaffID `json:"staff_id,omitempty" doc:"set for whom an order can be sent to"`
	Name           string       `json:"name"`
	Source         string       `json:"source" enum:"worker,station_keeper,key_holder,contact,host"`
	Phone          string       `json:"phone,omitempty"`
	PhoneKind      string       `json:"phone_kind" enum:"smart,plain"`
	HasKey         bool         `json:"has_key"`
	Relation       string       `json:"relation,omitempty"`
	Hours          string       `json:"hours,omitempty"`
	DistanceM      *int         `json:"distance_m" nullable:"true"`
	Minutes        *int         `json:"minutes" nullable:"true"`
	LastAcceptedAt *time.Time   `json:"last_accepted_at" nullable:"true"`
	OpenOrders     int          `json:"open_orders"`
	// From says what the minutes are reckoned from: the worker's phone ("place", at
	// SpotAt), or the station of the zone.
	From    string          `json:"from,omitempty" enum:"place,zone,"`
	SpotAt  *time.Time      `json:"spot_at" nullable:"true"`
	Reasons []care.Argument `json:"reasons,omitempty" doc:"what speaks for and against a worker"`
}

// responders lists who can go to an incident: whoever holds a key, the station
// keeper, the workers of the township, the contacts. Whoever called from a wearable away
// from home gets those who are near there; outside of the county nobody is sent.
func (v *views) responders(ctx context.Context, by care.Staff, in care.Incident) ([]Responder, error) {
	list := v.hosts(ctx, in)
	there := v.deps.Desk.Near(ctx, &in)
	if there != nil && !there.Outside {
		list = append(list, keeperNear(there, in.Location))
	}
	if h, err := v.deps.Registry.Household(ctx, care.Everything, in.HouseholdID); there == nil && in.HouseholdID != "" && err == nil {
		if h.KeyHolderPhone != "" {
			list = append(list, Responder{Name: h.KeyHolderName, Source: "key_holder", Phone: h.KeyHolderPhone, PhoneKind: "plain", HasKey: true})
		}
		if st, err := v.deps.Registry.Center(ctx, care.Everything, h.StationID); h.StationID != "" && err == nil {
			r := Responder{StaffID: st.KeeperStaff, Name: st.KeeperName, Source: "station_keeper", Phone: st.KeeperPhone, PhoneKind: "plain"}
			if r.DistanceM, r.Minutes = away(h.Lat, h.Lon, st.Lat, st.Lon); r.Minutes != nil {
				r.From = "zone"
			}
			if r.StaffID != "" {
				r.PhoneKind = "smart"
			}
			list = append(list, r)
		}
	}
	o := care.Order{Service: care.Emergency, ElderID: in.ElderID, HouseholdID: in.HouseholdID, RegionID: in.RegionID, CenterID: in.CenterID}
	if there != nil {
		o.Spot = in.Location
	}
	if there == nil || !there.Outside {
		var err error
		if list, err = v.sendable(ctx, by, o, list); err != nil {
			return nil, err
		}
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

// mostSendable bounds how many workers stand beside an incident.
const mostSendable = 12

// sendable adds the workers who may go, the best first, and says of the keeper what is
// known of a worker.
func (v *views) sendable(ctx context.Context, by care.Staff, o care.Order, list []Responder) ([]Responder, error) {
	advice, err := v.deps.Assigner.Weigh(ctx, by, o)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, c := range advice.Candidates {
		keeper := slices.IndexFunc(list, func(r Responder) bool { return r.StaffID != "" && r.StaffID == c.WorkerID })
		if keeper >= 0 {
			list[keeper].weighed(c)
			continue
		}
		if !c.Fit() || n == mostSendable {
			continue
		}
		w, err := v.deps.Names.StaffMember(ctx, c.WorkerID)
		if err != nil {
			continue
		}
		r := Responder{StaffID: w.ID, Name: w.Name, Source: "worker", Phone: w.Phone, PhoneKind: "smart"}
		r.weighed(c)
		list = append(list, r)
		n++
	}
	return list, nil
}

// weighed takes over what is known of a worker; a place that is known better stays.
func (r *Responder) weighed(c care.Candidate) {
	r.LastAcceptedAt, r.OpenOrders, r.Reasons = c.LastAcceptedAt, c.Open, c.Reasons
	if r.Minutes == nil || c.From == "place" {
		r.DistanceM, r.Minutes, r.From, r.SpotAt = c.DistanceM, c.Minutes, c.From, c.SpotAt
	}
}

// away returns the distance in metres and the minutes on village roads, or nothing when
// a place is unknown.
func away(lat1, lon1, lat2, lon2 *float64) (*int, *int) {
	if lat1 == nil || lon1 == nil || lat2 == nil || lon2 == nil {
		return nil, nil
	}
	metres, minutes := care.Road(care.Location{Lat: *lat1, Lon: *lon1}, care.Location{Lat: *lat2, Lon: *lon2})
	return &metres, &minutes
}
