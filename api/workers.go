package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yian/care"
)

// WorkerPatch is what changes of an account that only workers have; what is left out
// stays. It is exported because huma looks into exported embedded structs only.
type WorkerPatch struct {
	Gender       *string             `json:"gender,omitempty" enum:"female,male,"`
	Certificates *[]care.Certificate `json:"certificates,omitempty" maxItems:"20"`
	Zones        *[]care.RegionID    `json:"zones,omitempty" maxItems:"40" doc:"townships and villages; none: the account's region"`
	Hours        *care.WorkHours     `json:"hours,omitempty" doc:"an empty from: the usual ones, 08:00 to 18:00"`
	PhoneKind    *care.PhoneKind     `json:"phone_kind,omitempty" enum:"smart,plain," doc:"plain: orders are offered by a telephone call that takes a key"`
	Carries      *[]string           `json:"carries,omitempty" maxItems:"10" doc:"diets that need a carrier of their own, like 清真"`
}

func (p *WorkerPatch) onto(st *care.Staff) {
	set(&st.Gender, p.Gender)
	set(&st.Certificates, p.Certificates)
	set(&st.Zones, p.Zones)
	set(&st.Carries, p.Carries)
	set(&st.PhoneKind, p.PhoneKind)
	if p.Hours != nil {
		if st.Hours = p.Hours; p.Hours.From == "" && p.Hours.Until == "" {
			st.Hours = nil
		}
	}
}

// WishesPatch is whom an elder wishes to have at the door; what is left out stays. It
// is exported because huma looks into exported embedded structs only.
type WishesPatch struct {
	Prefers      *[]care.StaffID `json:"prefers,omitempty" maxItems:"10"`
	Refuses      *[]care.StaffID `json:"refuses,omitempty" maxItems:"10"`
	WorkerGender *string         `json:"worker_gender,omitempty" enum:"female,male,"`
}

func (p *WishesPatch) onto(e *care.Elder) {
	set(&e.Prefers, p.Prefers)
	set(&e.Refuses, p.Refuses)
	set(&e.WorkerGender, p.WorkerGender)
}

// ExpiringItem is a certificate that ends soon, or has.
type ExpiringItem struct {
	StaffID     care.StaffID     `json:"staff_id"`
	StaffName   string           `json:"staff_name"`
	Certificate care.Certificate `json:"certificate"`
	// Days until it ends; below 0: it has.
	Days int `json:"days"`
}

// warnDays is how long before the end of a certificate somebody should know.
const warnDays = 30

func (s *Server) workers(r *routes) {
	add(r, roles(care.Admin, care.Supervisor, care.Operator, care.Auditor), get("/certificates", "list-certificates", "Workers' certificates that have ended or end within 30 days, the soonest first"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[ExpiringItem]], error) {
			staff, err := s.deps.Names.Workers(ctx)
			if err != nil {
				return nil, err
			}
			return list(expiring(staff, by.Scope(), s.deps.Now()), ""), nil
		})
	type hereIn struct {
		Body struct {
			Lat      float64 `json:"lat" minimum:"-90" maximum:"90"`
			Lon      float64 `json:"lon" minimum:"-180" maximum:"180"`
			Accuracy float64 `json:"accuracy,omitempty" minimum:"0" maximum:"1000000"`
		}
	}
	add(r, roles(care.Worker), post("/workers/here", "tell-place", "Where the worker's own phone is, told with a step of an order; only the last one is kept, and shown as minutes"),
		func(ctx context.Context, by care.Staff, in *hereIn) (*struct{}, error) {
			return nil, s.deps.Places.SaveSpot(ctx, care.WorkerSpot{Worker: by.ID, At: s.deps.Now(),
				Location: care.Location{Lat: in.Body.Lat, Lon: in.Body.Lon, Accuracy: in.Body.Accuracy}})
		})
	s.candidates(r)
	s.rounds(r)
}

// expiring lists the certificates that need somebody, the soonest first.
func expiring(staff []care.Staff, sc care.Scope, now time.Time) []ExpiringItem {
	items := []ExpiringItem{}
	for i := range staff {
		w := &staff[i]
		if !sc.Region.Contains(w.RegionID) || sc.Center != "" && w.CenterID != sc.Center {
			continue
		}
		for _, c := range w.Certificates {
			if held, _ := w.Holds(c.Name); held != c {
				continue // a newer one took its place
			}
			end, err := time.ParseInLocation(time.DateOnly, c.Expires, care.Shanghai)
			if err != nil {
				continue // it does not end
			}
			if days := int(end.Sub(midnight(now)).Hours() / 24); days <= warnDays {
				items = append(items, ExpiringItem{StaffID: w.ID, StaffName: w.Name, Certificate: c, Days: days})
			}
		}
	}
	slices.SortFunc(items, func(a, b ExpiringItem) int {
		return cmp.Or(cmp.Compare(a.Days, b.Days), cmp.Compare(a.StaffID, b.StaffID))
	})
	return items
}
