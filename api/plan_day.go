package api

import (
	"context"
	"time"

	"yian/care"
)

// PlanDay is a day of all plans: every instant has an order or a reason.
type PlanDay struct {
	Day      string        `json:"day"`
	Services []ServiceDay  `json:"services"`
	Places   []ServicePart `json:"places" doc:"by township"`
	Gaps     []GapItem     `json:"gaps" doc:"the instants of the day without an order that somebody should look at"`
}

// ServiceDay is a service on a day.
type ServiceDay struct {
	Service care.Service `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
	ServiceFigures
}

// ServicePart is a township on a day.
type ServicePart struct {
	RegionID care.RegionID `json:"region_id"`
	Name     string        `json:"name"`
	ServiceFigures
}

// ServiceFigures count instants: each is made or has a reason.
type ServiceFigures struct {
	Planned   int                    `json:"planned"`
	Made      int                    `json:"made" doc:"have an order that was not cancelled"`
	Completed int                    `json:"completed"`
	Waiting   int                    `json:"waiting" doc:"have an order that nobody accepted yet"`
	Cancelled int                    `json:"cancelled"`
	Failed    int                    `json:"failed"`
	Gaps      map[care.GapReason]int `json:"gaps,omitempty"`
}

// GapItem is an instant without an order as screens show it.
type GapItem struct {
	care.PlanGap
	ElderName string `json:"elder_name,omitempty"`
	Township  string `json:"township,omitempty"`
	Village   string `json:"village,omitempty"`
}

func (f *ServiceFigures) count(n care.PlanCount) {
	f.Planned += n.Count
	switch n.State {
	case "":
		if f.Gaps == nil {
			f.Gaps = map[care.GapReason]int{}
		}
		f.Gaps[n.Why] += n.Count
		return
	case care.OrderCancelled:
		f.Cancelled += n.Count
		return
	case care.OrderCompleted:
		f.Completed += n.Count
	case care.OrderFailed:
		f.Failed += n.Count
	case care.OrderRequested, care.OrderQueued, care.OrderAssigned:
		f.Waiting += n.Count
	}
	f.Made += n.Count
}

// looked are the reasons that somebody should look at: what nobody wanted.
var looked = []care.GapReason{care.GapMissed, care.GapDiet, care.GapOutOfDate, care.GapNotOffered, care.GapRefused, care.GapGone}

// DayIn names a day of the county.
type DayIn struct {
	Day string `query:"day" maxLength:"10" doc:"like 2026-10-01; empty: today"`
}

func (in DayIn) period(now time.Time) (from, to time.Time, day string, err error) {
	if day = in.Day; day == "" {
		day = now.In(care.Shanghai).Format(time.DateOnly)
	}
	if from, err = time.ParseInLocation(time.DateOnly, day, care.Shanghai); err != nil {
		return from, to, day, care.Invalid("query.day", "day", "日期应写成 2026-10-01")
	}
	return from, from.AddDate(0, 0, 1), day, nil
}

func (s *Server) planDay(r *routes) {
	add(r, watch, get("/plan-day", "get-plan-day", "A day of all plans: what was planned, made and done, and what was not and why"),
		func(ctx context.Context, by care.Staff, in *DayIn) (*out[PlanDay], error) {
			from, to, day, err := in.period(s.deps.Now())
			if err != nil {
				return nil, err
			}
			counts, err := s.deps.PlanShelf.PlanCounts(ctx, by.Scope(), from, to)
			if err != nil {
				return nil, err
			}
			v := PlanDay{Day: day, Services: []ServiceDay{}, Places: []ServicePart{}, Gaps: []GapItem{}}
			s.views.figures(ctx, &v, counts)
			for _, why := range looked {
				gaps, err := s.deps.PlanShelf.PlanGaps(ctx, by.Scope(), care.GapQuery{Why: why, From: from, To: to, Page: care.Page{Limit: 100}})
				if err != nil {
					return nil, err
				}
				items, err := s.views.gapItems(ctx, gaps)
				if err != nil {
					return nil, err
				}
				v.Gaps = append(v.Gaps, items...)
			}
			return &out[PlanDay]{Body: v}, nil
		})
}

// figures adds counts up by service and by township, in the order of the codes.
func (v *views) figures(ctx context.Context, day *PlanDay, counts []care.PlanCount) {
	services, places := map[care.Service]*ServiceFigures{}, map[care.RegionID]*ServiceFigures{}
	for _, n := range counts {
		t := n.RegionID.Township()
		if services[n.Service] == nil {
			services[n.Service] = &ServiceFigures{}
		}
		if places[t] == nil {
			places[t] = &ServiceFigures{}
		}
		services[n.Service].count(n)
		places[t].count(n)
	}
	for _, service := range care.Services {
		if f := services[service]; f != nil {
			day.Services = append(day.Services, ServiceDay{service, *f})
		}
	}
	var townships []care.RegionID
	for t := range places {
		townships = append(townships, t)
	}
	for _, t := range distinct(townships) {
		name, _ := v.places(ctx, t)
		day.Places = append(day.Places, ServicePart{t, name, *places[t]})
	}
}

func (v *views) gapItems(ctx context.Context, gaps []care.PlanGap) ([]GapItem, error) {
	var elders []care.ElderID
	for _, g := range gaps {
		if g.ElderID != "" {
			elders = append(elders, g.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	items := make([]GapItem, len(gaps))
	for i, g := range gaps {
		items[i] = GapItem{PlanGap: g, ElderName: people[g.ElderID].Name}
		items[i].Township, items[i].Village = v.places(ctx, g.RegionID)
	}
	return items, err
}
