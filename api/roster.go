package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch/roster"
)

// DutyHolder is who is put on duty: an account, or a name with a telephone.
type DutyHolder struct {
	StaffID care.StaffID `json:"staff_id,omitempty" maxLength:"64"`
	Name    string       `json:"name,omitempty" maxLength:"60"`
	Phone   string       `json:"phone,omitempty" maxLength:"40"`
}

func (s *Server) roster(r *routes) {
	// arrange is whoever puts people on duty.
	arrange := roles(care.Supervisor, care.Admin)
	type weekIn struct {
		RegionID care.RegionID `query:"region_id" required:"true" minLength:"6" maxLength:"9" doc:"the county, or a township"`
		Week     string        `query:"week" maxLength:"10" doc:"any day of the week; default today"`
	}
	add(r, watch, get("/roster", "get-roster", "Who is on duty in a week, at the county or in a township"),
		func(ctx context.Context, by care.Staff, in *weekIn) (*out[roster.Week], error) {
			w, err := s.deps.Roster.Week(ctx, by, in.RegionID, in.Week)
			if err == nil {
				s.deps.Registry.Viewed(by.ID, "roster", string(in.RegionID))
			}
			return &out[roster.Week]{Body: w}, err
		})
	type chainIn struct {
		At time.Time `query:"at" doc:"default now"`
	}
	add(r, watch, get("/roster/chain", "get-chain", "Whom the desk would ring in each township and at the county, and whether their numbers are proven"),
		func(ctx context.Context, by care.Staff, in *chainIn) (*out[roster.Chain], error) {
			at := in.At
			if at.IsZero() {
				at = s.deps.Now()
			}
			c, err := s.deps.Roster.Chain(ctx, by, at)
			if err == nil {
				s.deps.Registry.Viewed(by.ID, "roster", "chain")
			}
			return &out[roster.Chain]{Body: c}, err
		})
	add(r, arrange, get("/roster/people", "list-roster-people", "Who can be put on duty"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[roster.Person]], error) {
			people, err := s.deps.Roster.People(ctx, by)
			return list(people, ""), err
		})
	s.dutyRoutes(r, arrange)
	s.wakes(r)
	type numberIn struct {
		Body struct {
			Number string `json:"number" minLength:"1" maxLength:"40" doc:"of somebody on the roster or in the chain"`
		}
	}
	type tried struct {
		Key string `json:"key"`
	}
	add(r, arrange, post("/roster/verify", "verify-number", "Ring a number of the chain: whoever answers proves it"),
		func(ctx context.Context, by care.Staff, in *numberIn) (*out[tried], error) {
			key, err := s.deps.Roster.Verify(ctx, by, in.Body.Number)
			return &out[tried]{Body: tried{key}}, err
		})
	add(r, arrange, post("/roster/verified", "number-verified", "Somebody answered when this number was rung by hand"),
		func(ctx context.Context, by care.Staff, in *numberIn) (*struct{}, error) {
			return nil, s.deps.Roster.Verified(ctx, by, in.Body.Number)
		})
}

// dutyRoutes are those that change lines of the roster.
func (s *Server) dutyRoutes(r *routes, arrange access) {
	type enterIn struct {
		Body struct {
			DutyHolder
			Post     care.DutyPost `json:"post" enum:"seat,night,supervisor,county_desk,township_duty,station_keeper"`
			RegionID care.RegionID `json:"region_id" minLength:"6" maxLength:"9"`
			CenterID care.CenterID `json:"center_id,omitempty" maxLength:"64"`
			From     string        `json:"from" minLength:"5" maxLength:"5" doc:"like 08:00"`
			To       string        `json:"to" minLength:"5" maxLength:"5" doc:"on the next day unless it is later than from"`
			Weekdays []int         `json:"weekdays,omitempty" maxItems:"7" doc:"1 Monday to 7 Sunday, every week"`
			Since    string        `json:"since,omitempty" maxLength:"10" doc:"the first day of a weekly line; default today"`
			Until    string        `json:"until,omitempty" maxLength:"10" doc:"its last day; default none"`
			Days     []string      `json:"days,omitempty" maxItems:"31" doc:"once on each"`
		}
	}
	add(r, arrange, create("/roster/duties", "enter-duty", "Put somebody on duty, each week or once"),
		func(ctx context.Context, by care.Staff, in *enterIn) (*out[List[care.Duty]], error) {
			b := in.Body
			made, err := s.deps.Roster.Enter(ctx, by, roster.NewDuty{Post: b.Post, Region: b.RegionID, Center: b.CenterID, Staff: b.StaffID, Name: b.Name, Phone: b.Phone,
				From: b.From, To: b.To, Weekdays: b.Weekdays, Since: b.Since, Until: b.Until, Days: b.Days})
			return list(made, ""), err
		})
	type offIn struct {
		ID   care.DutyID `path:"id" maxLength:"64"`
		Body struct {
			Day     string      `json:"day" minLength:"10" maxLength:"10"`
			Instead *DutyHolder `json:"instead,omitempty" doc:"who stands in; absent: nobody"`
		}
	}
	add(r, arrange, post("/roster/duties/{id}/off", "off-duty", "Take somebody off one day, for leave or a swap"),
		func(ctx context.Context, by care.Staff, in *offIn) (*struct{}, error) {
			var instead *roster.NewDuty
			if h := in.Body.Instead; h != nil {
				instead = &roster.NewDuty{Staff: h.StaffID, Name: h.Name, Phone: h.Phone}
			}
			return nil, s.deps.Roster.Off(ctx, by, in.ID, in.Body.Day, instead)
		})
	type endIn struct {
		ID   care.DutyID `path:"id" maxLength:"64"`
		From string      `query:"from" maxLength:"10" doc:"the first day without it; default today"`
	}
	add(r, arrange, del("/roster/duties/{id}", "end-duty", "End a weekly line, or take one day away"),
		func(ctx context.Context, by care.Staff, in *endIn) (*struct{}, error) {
			return nil, s.deps.Roster.End(ctx, by, in.ID, in.From)
		})
	type copyIn struct {
		Body struct {
			RegionID care.RegionID `json:"region_id" minLength:"6" maxLength:"9"`
			Week     string        `json:"week" minLength:"10" maxLength:"10" doc:"a day of the week to fill"`
		}
	}
	type copied struct {
		Made int `json:"made"`
	}
	add(r, arrange, post("/roster/copy", "copy-roster", "Make a week like the one before, wherever nobody is on yet"),
		func(ctx context.Context, by care.Staff, in *copyIn) (*out[copied], error) {
			n, err := s.deps.Roster.CopyWeek(ctx, by, in.Body.RegionID, in.Body.Week)
			return &out[copied]{Body: copied{n}}, err
		})
}
