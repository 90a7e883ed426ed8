package api

import (
	"context"
	"time"

	"yian/care"
	"yian/supervision"
)

// Share is n of N; a percentage is never shown without both.
type Share struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

func (s *Share) count(yes bool) {
	s.Of++
	if yes {
		s.N++
	}
}

// Overview is the county, or whatever part of it one sees, at a glance. All
// figures are as of ServerTime; those of today begin at midnight in Shanghai.
type Overview struct {
	ServerTime    time.Time          `json:"server_time"`
	Open          int                `json:"open" doc:"incidents not closed"`
	Waiting       int                `json:"waiting" doc:"of these, those that ring"`
	Answered15s   Share              `json:"answered_15s" doc:"answered within 15 s, of today's incidents that were answered or have waited longer"`
	OrdersDone    Share              `json:"orders_done" doc:"completed, of today's orders"`
	HomesProven   Share              `json:"homes_proven" doc:"homes with a proven press within 31 days"`
	DevicesOnline Share              `json:"devices_online" doc:"of the devices in use"`
	AlertsFiring  int                `json:"alerts_firing" doc:"not cleared, without the technical ones"`
	Technical     int                `json:"technical_firing"`
	Townships     []TownshipOverview `json:"townships"`
	Centers       []CenterOverview   `json:"centers" doc:"sites with beds"`
}

// TownshipOverview is a line of the roll-up; the lines add up to the whole.
type TownshipOverview struct {
	ID          care.RegionID `json:"id"`
	Name        string        `json:"name"`
	HomesProven Share         `json:"homes_proven"`
	Open        int           `json:"open"`
}

// CenterOverview is how full a site is. Planned and blocked beds stand beside the
// denominator, never in it.
type CenterOverview struct {
	ID       care.CenterID `json:"id"`
	Name     string        `json:"name"`
	Occupied Share         `json:"occupied" doc:"of the commissioned beds"`
	Planned  int           `json:"planned"`
	Blocked  int           `json:"blocked"`
	InHouse  int           `json:"in_house"`
}

func (s *Server) overview(r *routes) {
	add(r, roles(care.Leader, care.Supervisor, care.Operator, care.Admin, care.Auditor), get("/overview", "get-overview", "Figures of the county, each with its denominator"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[Overview], error) {
			o, err := s.views.overview(ctx, by.Scope())
			if err != nil {
				return nil, err
			}
			return &out[Overview]{Body: *o}, nil
		})
}

func (v *views) overview(ctx context.Context, sc care.Scope) (*Overview, error) {
	now := v.deps.Now()
	o := &Overview{ServerTime: now.UTC(), Townships: []TownshipOverview{}, Centers: []CenterOverview{}}
	regions, err := v.deps.Registry.Regions(ctx, sc)
	if err != nil {
		return nil, err
	}
	line := map[care.RegionID]int{}
	for _, g := range regions {
		if g.Kind == care.Township {
			line[g.ID] = len(o.Townships)
			o.Townships = append(o.Townships, TownshipOverview{ID: g.ID, Name: g.Name})
		}
	}
	for _, count := range []func(context.Context, care.Scope, time.Time, *Overview, map[care.RegionID]int) error{
		v.countIncidents, v.countOrders, v.countHomes, v.countDevices, v.countAlerts, v.countBeds,
	} {
		if err := count(ctx, sc, now, o, line); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// answerTarget is within which a call that came in is to be answered. What was
// held up on its way counts from when it came in, on every screen alike.
const answerTarget = 15 * time.Second

// midnight is the beginning of the day in Shanghai.
func midnight(now time.Time) time.Time {
	y, m, d := now.In(care.Shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, care.Shanghai)
}

// pages hands every item of a paged list to each.
func pages[T any](list func(care.Page) ([]T, string, error), each func(*T)) error {
	page := care.Page{Limit: 500}
	for {
		items, next, err := list(page)
		if err != nil {
			return err
		}
		for i := range items {
			each(&items[i])
		}
		if page.Cursor = next; next == "" {
			return nil
		}
	}
}

func (v *views) countIncidents(ctx context.Context, sc care.Scope, now time.Time, o *Overview, line map[care.RegionID]int) error {
	err := pages(func(p care.Page) ([]care.Incident, string, error) {
		return v.deps.Shelf.Incidents(ctx, sc, care.IncidentQuery{Since: midnight(now), Newest: true, Page: p})
	}, func(in *care.Incident) {
		if !in.Trial && (in.AnsweredAt != nil || now.Sub(in.OpenedAt) > answerTarget) {
			o.Answered15s.count(in.AnsweredAt != nil && in.AnsweredAt.Sub(in.OpenedAt) <= answerTarget)
		}
	})
	if err != nil {
		return err
	}
	return pages(func(p care.Page) ([]care.Incident, string, error) {
		return v.deps.Shelf.Incidents(ctx, sc, care.IncidentQuery{Page: p,
			States: []care.IncidentState{care.IncidentOpen, care.IncidentAnswered, care.IncidentDispatched, care.IncidentArrived}})
	}, func(in *care.Incident) {
		o.Open++
		if in.Ringing {
			o.Waiting++
		}
		if i, known := line[in.RegionID.Township()]; known {
			o.Townships[i].Open++
		}
	})
}

func (v *views) countOrders(ctx context.Context, sc care.Scope, now time.Time, o *Overview, _ map[care.RegionID]int) error {
	return pages(func(p care.Page) ([]care.Order, string, error) {
		return v.deps.Shelf.Orders(ctx, sc, care.OrderQuery{Since: midnight(now), Page: p})
	}, func(order *care.Order) {
		if !order.Trial {
			o.OrdersDone.count(order.State == care.OrderCompleted)
		}
	})
}

func (v *views) countHomes(ctx context.Context, sc care.Scope, now time.Time, o *Overview, line map[care.RegionID]int) error {
	homes, err := v.deps.Shelf.BareHomes(ctx, sc, now.Add(-supervision.ProofEvery))
	for i := range homes {
		h := &homes[i]
		v.deps.Supervision.Judge(h)
		o.HomesProven.count(!h.Overdue)
		if i, known := line[h.Household.RegionID.Township()]; known {
			o.Townships[i].HomesProven.count(!h.Overdue)
		}
	}
	return err
}

func (v *views) countDevices(ctx context.Context, sc care.Scope, _ time.Time, o *Overview, _ map[care.RegionID]int) error {
	devices, err := v.deps.Shelf.DevicesInUse(ctx, sc)
	for _, id := range devices {
		l, known := v.deps.Supervision.Liveness(id)
		o.DevicesOnline.count(known && l.Online)
	}
	return err
}

func (v *views) countAlerts(ctx context.Context, sc care.Scope, _ time.Time, o *Overview, _ map[care.RegionID]int) error {
	return pages(func(p care.Page) ([]care.Alert, string, error) {
		return v.deps.Alerts.Alerts(ctx, sc, care.AlertQuery{State: "firing"}, p)
	}, func(a *care.Alert) {
		if a.Technical {
			o.Technical++
		} else {
			o.AlertsFiring++
		}
	})
}

func (v *views) countBeds(ctx context.Context, sc care.Scope, _ time.Time, o *Overview, _ map[care.RegionID]int) error {
	var sites []care.Center
	for _, kind := range []care.CenterKind{care.CareHome, care.Rehab} {
		err := pages(func(p care.Page) ([]care.Center, string, error) { return v.deps.Registry.Centers(ctx, sc, kind, p) },
			func(c *care.Center) { sites = append(sites, *c) })
		if err != nil {
			return err
		}
	}
	for _, c := range sites {
		occ, err := v.deps.Centers.Occupancy(ctx, sc, c.ID, "")
		if err != nil {
			return err
		}
		if len(occ.Beds) > 0 {
			o.Centers = append(o.Centers, CenterOverview{ID: c.ID, Name: c.Name, Occupied: Share{occ.Occupied, occ.Commissioned},
				Planned: occ.Planned, Blocked: occ.Blocked, InHouse: occ.InHouse})
		}
	}
	return nil
}
