package api

import (
	"context"
	"time"

	"yian/care"
)

// PlanPath names one in an address. It is exported because huma looks into exported
// embedded structs only.
type PlanPath struct {
	ID care.PlanID `path:"id" maxLength:"64"`
}

// PlanItem is a plan as screens show it.
type PlanItem struct {
	care.Plan
	OfferingName string                `json:"offering_name,omitempty"`
	ElderName    string                `json:"elder_name,omitempty"`
	CenterName   string                `json:"center_name,omitempty"`
	WorkerName   string                `json:"worker_name,omitempty"`
	Township     string                `json:"township,omitempty"`
	Village      string                `json:"village,omitempty"`
	Paused       bool                  `json:"paused" doc:"makes nothing today"`
	Whereabouts  care.WhereaboutsState `json:"whereabouts,omitempty" doc:"where the elder is now, while that keeps the plan from making anything" enum:"staying,day_care,hospital,leave,lost,deceased,"`
}

// PlanDetail is a plan with what came of it.
type PlanDetail struct {
	PlanItem
	Orders []care.Order   `json:"orders" doc:"of the last four weeks and those to come"`
	Gaps   []care.PlanGap `json:"gaps" doc:"the newest instants without an order"`
}

// PlanIn is a plan as it is entered.
type PlanIn struct {
	OfferingID    care.OfferingID   `json:"offering_id" minLength:"1" maxLength:"40"`
	ElderID       string            `json:"elder_id,omitempty" maxLength:"64" doc:"empty: an activity day of center_id"`
	CenterID      care.CenterID     `json:"center_id,omitempty" maxLength:"64" doc:"the kitchen of a meal, the site of an activity day"`
	Rule          string            `json:"rule" minLength:"1" maxLength:"200" doc:"of RFC 5545, like FREQ=WEEKLY;BYDAY=TU"`
	Times         []string          `json:"times" minItems:"1" maxItems:"6" doc:"of the day, like 11:30"`
	From          string            `json:"from,omitempty" maxLength:"10" doc:"the first day; empty: today"`
	Until         string            `json:"until,omitempty" maxLength:"10" doc:"the last day; empty: for ever"`
	AheadMinutes  int               `json:"ahead_minutes,omitempty" minimum:"0" maximum:"20160" doc:"how long before orders are made; 0: as usual for the service"`
	CutOffMinutes int               `json:"cut_off_minutes,omitempty" minimum:"0" maximum:"20160" doc:"until how long before they can still be made"`
	SkipHolidays  bool              `json:"skip_holidays,omitempty"`
	WorkerID      care.StaffID      `json:"worker_id,omitempty" maxLength:"100"`
	Way           care.VisitWay     `json:"way,omitempty" enum:"worker,grid,volunteer,phone,"`
	Risk          care.RiskClass    `json:"risk,omitempty" enum:"high,middle,low,"`
	List          *care.WrittenList `json:"list,omitempty" doc:"needed where the catalogue wants a dated written list"`
	Note          string            `json:"note,omitempty" maxLength:"500"`
}

func (in PlanIn) plan() care.Plan {
	return care.Plan{OfferingID: in.OfferingID, ElderID: care.ElderID(in.ElderID), CenterID: in.CenterID, Rule: in.Rule, Times: in.Times, From: in.From, Until: in.Until,
		AheadMinutes: in.AheadMinutes, CutOffMinutes: in.CutOffMinutes, SkipHolidays: in.SkipHolidays, WorkerID: in.WorkerID, Way: in.Way, Risk: in.Risk,
		List: in.List, Note: in.Note}
}

func (s *Server) plans(r *routes) {
	s.planDay(r)
	type planListIn struct {
		PageIn
		ElderID  care.ElderID  `query:"elder_id" maxLength:"64"`
		CenterID care.CenterID `query:"center_id" maxLength:"64"`
		Service  string        `query:"service" doc:"comma list"`
		Ended    bool          `query:"ended" doc:"those that are over, instead of those that run"`
	}
	add(r, watch, get("/plans", "list-plans", "Plans: what is ordered again and again, newest first"),
		func(ctx context.Context, by care.Staff, in *planListIn) (*out[List[PlanItem]], error) {
			services, err := statesOf(in.Service, care.Services...)
			if err != nil {
				return nil, err
			}
			found, next, err := s.deps.PlanShelf.Plans(ctx, by.Scope(), care.PlanQuery{Elder: in.ElderID, Center: in.CenterID, Services: services, Ended: in.Ended, Page: in.page()})
			if err != nil {
				return nil, err
			}
			items, err := s.views.planItems(ctx, found)
			return list(items, next), err
		})
	add(r, watch, get("/plans/{id}", "get-plan", "One plan with what it made, and what it did not"),
		func(ctx context.Context, by care.Staff, in *PlanPath) (*out[PlanDetail], error) {
			return s.plan(ctx, by, in.ID)
		})
	type planNewIn struct{ Body PlanIn }
	add(r, keep, create("/plans", "create-plan", "Begin a plan"), func(ctx context.Context, by care.Staff, in *planNewIn) (*out[PlanDetail], error) {
		return s.planned(ctx, by)(s.deps.Plans.Save(ctx, by, in.Body.plan()))
	})
	type planSaveIn struct {
		PlanPath
		Body struct {
			PlanIn
			Version int64 `json:"version" minimum:"1" doc:"of the plan as it was read"`
		}
	}
	add(r, keep, put("/plans/{id}", "save-plan", "Change a plan; orders that do not fit any more are called off"),
		func(ctx context.Context, by care.Staff, in *planSaveIn) (*out[PlanDetail], error) {
			p := in.Body.plan()
			p.ID, p.Version = in.ID, in.Body.Version
			return s.planned(ctx, by)(s.deps.Plans.Save(ctx, by, p))
		})
	type planPauseIn struct {
		PlanPath
		Body struct {
			From  string `json:"from" minLength:"10" maxLength:"10" doc:"the first day"`
			Until string `json:"until,omitempty" maxLength:"10" doc:"the last day; empty: until further notice"`
			Why   string `json:"why" minLength:"1" maxLength:"200"`
		}
	}
	add(r, keep, post("/plans/{id}/pause", "pause-plan", "Let it make nothing for a while"), func(ctx context.Context, by care.Staff, in *planPauseIn) (*out[PlanDetail], error) {
		return s.planned(ctx, by)(s.deps.Plans.Pause(ctx, by, in.ID, care.Pause{From: in.Body.From, Until: in.Body.Until, Why: in.Body.Why}))
	})
	add(r, keep, post("/plans/{id}/resume", "resume-plan", "End its pauses"), func(ctx context.Context, by care.Staff, in *PlanPath) (*out[PlanDetail], error) {
		return s.planned(ctx, by)(s.deps.Plans.Resume(ctx, by, in.ID))
	})
	type planEndIn struct {
		PlanPath
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"500"`
		}
	}
	add(r, keep, post("/plans/{id}/end", "end-plan", "End it for good"), func(ctx context.Context, by care.Staff, in *planEndIn) (*out[PlanDetail], error) {
		return s.planned(ctx, by)(s.deps.Plans.End(ctx, by, in.ID, in.Body.Reason))
	})
}

func (s *Server) planned(ctx context.Context, by care.Staff) func(care.Plan, error) (*out[PlanDetail], error) {
	return func(p care.Plan, err error) (*out[PlanDetail], error) {
		if err != nil {
			return nil, err
		}
		return s.plan(ctx, by, p.ID)
	}
}

func (s *Server) plan(ctx context.Context, by care.Staff, id care.PlanID) (*out[PlanDetail], error) {
	p, err := s.deps.PlanShelf.Plan(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	items, err := s.views.planItems(ctx, []care.Plan{p})
	if err != nil {
		return nil, err
	}
	d := PlanDetail{PlanItem: items[0], Orders: []care.Order{}, Gaps: []care.PlanGap{}}
	orders, err := s.deps.PlanShelf.PlannedOrders(ctx, by.Scope(), id, "", s.deps.Now().AddDate(0, 0, -28), time.Time{})
	if err != nil {
		return nil, err
	}
	gaps, err := s.deps.PlanShelf.PlanGaps(ctx, by.Scope(), care.GapQuery{Plan: id, Page: care.Page{Limit: 60}})
	d.Orders, d.Gaps = append(d.Orders, orders...), append(d.Gaps, gaps...)
	if p.ElderID != "" {
		s.deps.Registry.Viewed(by.ID, "elder", string(p.ElderID))
	}
	return &out[PlanDetail]{Body: d}, err
}

// planItems makes items of plans, reading what they show for all at once.
func (v *views) planItems(ctx context.Context, list []care.Plan) ([]PlanItem, error) {
	var elders []care.ElderID
	for _, p := range list {
		if p.ElderID != "" {
			elders = append(elders, p.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	all, err := v.deps.Catalogue.Offerings(ctx)
	if err != nil {
		return nil, err
	}
	offered := map[care.OfferingID]string{}
	for _, o := range all {
		offered[o.ID] = o.Name
	}
	today := v.deps.Now().In(care.Shanghai).Format(time.DateOnly)
	items := make([]PlanItem, len(list))
	for i, p := range list {
		items[i] = PlanItem{Plan: p, OfferingName: offered[p.OfferingID], ElderName: people[p.ElderID].Name, CenterName: v.centerName(ctx, p.CenterID), WorkerName: v.staffName(ctx, p.WorkerID)}
		items[i].Township, items[i].Village = v.places(ctx, p.RegionID)
		for _, pause := range p.Pauses {
			items[i].Paused = items[i].Paused || pause.From <= today && (pause.Until == "" || today <= pause.Until)
		}
		if p.ElderID == "" || p.EndedAt != nil {
			continue
		}
		if where, err := v.deps.Centers.Whereabouts(ctx, p.ElderID); err == nil && !where.Present() && where != care.Out {
			items[i].Whereabouts = where
		}
	}
	return items, nil
}
