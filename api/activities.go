package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch/plans"
)

// ActivityMonth is a month of activity days: every site that has to hold one.
type ActivityMonth struct {
	Month   string         `json:"month"`
	Sites   []ActivitySite `json:"sites"`
	Held    int            `json:"held" doc:"sites that held one"`
	Of      int            `json:"of" doc:"sites that have to"`
	Flagged int            `json:"flagged" doc:"sites without one, from the 25th on"`
}

// ActivitySite is a site in a month.
type ActivitySite struct {
	CenterID care.CenterID   `json:"center_id"`
	Name     string          `json:"name"`
	Kind     care.CenterKind `json:"kind" enum:"guidance,care_home,day_care,branch,station,rehab"`
	Township string          `json:"township,omitempty"`
	Days     []ActivityItem  `json:"days"`
	Held     bool            `json:"held"`
	Flagged  bool            `json:"flagged"`
}

// ActivityItem is one activity day: came of invited.
type ActivityItem struct {
	OrderID care.OrderID    `json:"order_id"`
	At      time.Time       `json:"at"`
	State   care.OrderState `json:"state" enum:"requested,queued,assigned,accepted,on_the_way,arrived,completed,cancelled,failed"`
	Came    int             `json:"came"`
	Invited int             `json:"invited" doc:"whom somebody noted as there or not"`
	Held    bool            `json:"held"`
}

// GuestItem is somebody on the list of an activity day.
type GuestItem struct {
	ElderID care.ElderID `json:"elder_id"`
	Name    string       `json:"name"`
	Village string       `json:"village,omitempty"`
	Came    *bool        `json:"came" nullable:"true" doc:"null: not noted"`
}

func (s *Server) activities(r *routes) {
	type activityMonthIn struct {
		Month string `query:"month" maxLength:"7" doc:"like 2026-10; empty: this one"`
	}
	add(r, watch, get("/activities", "list-activities", "Activity days of a month at every site, and who has none"),
		func(ctx context.Context, by care.Staff, in *activityMonthIn) (*out[ActivityMonth], error) {
			month := in.Month
			if month == "" {
				month = s.deps.Now().In(care.Shanghai).Format("2006-01")
			}
			sites, err := s.deps.Plans.Activities(ctx, by, month)
			if err != nil {
				return nil, err
			}
			return &out[ActivityMonth]{Body: s.views.activityMonth(ctx, month, sites)}, nil
		})
	add(r, keep, get("/activities/{id}/guests", "list-guests", "Who is invited to an activity day, and who came"),
		func(ctx context.Context, by care.Staff, in *OrderPath) (*out[List[GuestItem]], error) {
			return s.guests(ctx, by, in.ID)
		})
	type activitySignIn struct {
		OrderPath
		Body struct {
			Came   []care.ElderID `json:"came" maxItems:"1000"`
			Absent []care.ElderID `json:"absent,omitempty" maxItems:"1000"`
		}
	}
	add(r, keep, post("/activities/{id}/attendance", "sign-in-guests", "Note who came to an activity day and who did not"),
		func(ctx context.Context, by care.Staff, in *activitySignIn) (*out[List[GuestItem]], error) {
			who := map[care.ElderID]bool{}
			for _, id := range in.Body.Absent {
				who[id] = false
			}
			for _, id := range in.Body.Came {
				who[id] = true
			}
			if err := s.deps.Plans.SignIn(ctx, by, in.ID, who); err != nil {
				return nil, err
			}
			return s.guests(ctx, by, in.ID)
		})
	type visitPlansIn struct {
		Body struct {
			RegionID care.RegionID `json:"region_id,omitempty" maxLength:"12" doc:"empty: wherever one may"`
			Way      care.VisitWay `json:"way,omitempty" enum:"worker,grid,volunteer,phone," doc:"empty: by the risk class"`
		}
	}
	add(r, roles(care.Supervisor, care.Admin), post("/visit-plans", "visit-everybody", "Begin visits of everybody at home who has none, by risk class"),
		func(ctx context.Context, by care.Staff, in *visitPlansIn) (*out[VisitPlans], error) {
			v, err := s.deps.Plans.VisitAll(ctx, by, in.Body.RegionID, in.Body.Way)
			if err != nil {
				return nil, err
			}
			return &out[VisitPlans]{Body: VisitPlans{Already: v.Already, High: v.Made[care.RiskHigh], Middle: v.Made[care.RiskMiddle], Low: v.Made[care.RiskLow]}}, nil
		})
}

// VisitPlans counts plans of visits that were made.
type VisitPlans struct {
	Already int `json:"already" doc:"had one"`
	High    int `json:"high" doc:"weekly"`
	Middle  int `json:"middle" doc:"monthly"`
	Low     int `json:"low" doc:"monthly, by telephone unless said otherwise"`
}

func (v *views) activityMonth(ctx context.Context, month string, sites []plans.SiteMonth) ActivityMonth {
	m := ActivityMonth{Month: month, Sites: []ActivitySite{}, Of: len(sites)}
	for _, site := range sites {
		item := ActivitySite{CenterID: site.Site.ID, Name: site.Site.Name, Kind: site.Site.Kind, Days: []ActivityItem{}, Flagged: site.Flagged}
		item.Township, _ = v.places(ctx, site.Site.RegionID)
		for _, a := range site.Days {
			item.Days = append(item.Days, ActivityItem{OrderID: a.Order.ID, At: *a.Order.DueAt, State: a.Order.State, Came: a.Came, Invited: a.Invited, Held: a.Held()})
			item.Held = item.Held || a.Held()
		}
		if item.Held {
			m.Held++
		}
		if item.Flagged {
			m.Flagged++
		}
		m.Sites = append(m.Sites, item)
	}
	return m
}

func (s *Server) guests(ctx context.Context, by care.Staff, id care.OrderID) (*out[List[GuestItem]], error) {
	_, guests, err := s.deps.Plans.Guests(ctx, by, id)
	if err != nil {
		return nil, err
	}
	items := make([]GuestItem, len(guests))
	for i, g := range guests {
		items[i] = GuestItem{ElderID: g.Elder.ID, Name: g.Elder.Name, Came: g.Came}
		_, items[i].Village = s.views.places(ctx, g.Elder.RegionID)
	}
	s.deps.Registry.Viewed(by.ID, "activity", string(id))
	return list(items, ""), nil
}
