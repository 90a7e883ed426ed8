package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch/rounds"
)

// RoundItem is a day laid out, as lists show it.
type RoundItem struct {
	ID        care.RoundID    `json:"id"`
	Day       string          `json:"day"`
	RegionID  care.RegionID   `json:"region_id,omitempty"`
	State     care.RoundState `json:"state" enum:"draft,sent,dropped"`
	ByName    string          `json:"by_name,omitempty"`
	CreatedAt time.Time       `json:"created_at"`
	SentAt    *time.Time      `json:"sent_at" nullable:"true"`
	Workers   int             `json:"workers"`
	Planned   int             `json:"planned" doc:"orders laid out, of total"`
	Total     int             `json:"total"`
	Refused   int             `json:"refused" doc:"could not be sent"`
}

// RoundView is a day laid out, with who goes where.
type RoundView struct {
	RoundItem
	Routes    []RouteView `json:"routes"`
	Unplanned []LeftView  `json:"unplanned" doc:"what fits nowhere"`
}

// RouteView is one worker's day.
type RouteView struct {
	WorkerID   care.StaffID   `json:"worker_id"`
	WorkerName string         `json:"worker_name"`
	Road       int            `json:"road_min"`
	Stay       int            `json:"stay_min"`
	Start      *care.Location `json:"start,omitempty"`
	Stops      []StopView     `json:"stops"`
}

// StopView is one order on a route.
type StopView struct {
	care.RouteStop
	OrderBrief
	SecondName string `json:"second_name,omitempty"`
	WithName   string `json:"with_name,omitempty"`
}

// LeftView is an order that fits nowhere.
type LeftView struct {
	care.Unplanned
	OrderBrief
}

// OrderBrief is what a list of stops says of an order.
type OrderBrief struct {
	Number    string          `json:"number"`
	Service   care.Service    `json:"service"`
	State     care.OrderState `json:"state,omitempty"`
	ElderName string          `json:"elder_name,omitempty"`
	Township  string          `json:"township,omitempty"`
	Village   string          `json:"village,omitempty"`
	Two       bool            `json:"two_persons,omitempty" doc:"nobody may go alone"`
}

// RoundPath names one in an address. It is exported because huma looks into exported
// embedded structs only.
type RoundPath struct {
	ID care.RoundID `path:"id" maxLength:"64"`
}

func (s *Server) rounds(r *routes) {
	type listIn struct {
		PageIn
		Day string `query:"day" maxLength:"10"`
	}
	add(r, keep, get("/rounds", "list-rounds", "Rounds, the newest first"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[RoundItem]], error) {
			found, next, err := s.deps.Rounds.Rounds(ctx, by.Scope(), care.RoundQuery{Day: in.Day, Page: in.page()})
			items := make([]RoundItem, len(found))
			for i := range found {
				items[i] = s.views.roundItem(ctx, found[i])
			}
			return list(items, next), err
		})
	add(r, keep, get("/rounds/{id}", "get-round", "One round with who goes where"),
		func(ctx context.Context, by care.Staff, in *RoundPath) (*out[RoundView], error) {
			round, err := s.deps.Rounds.Round(ctx, by.Scope(), in.ID)
			return s.round(ctx, by, round, err)
		})
	type planIn struct {
		Body struct {
			Day      string         `json:"day" minLength:"10" maxLength:"10" doc:"2006-01-02"`
			RegionID string         `json:"region_id,omitempty" maxLength:"12"`
			Workers  []care.StaffID `json:"workers,omitempty" maxItems:"200" doc:"who is on the road; none: whoever works in the region"`
		}
	}
	add(r, keep, create("/rounds/plan", "plan-round", "Lay a day's orders out over its workers, as a draft"),
		func(ctx context.Context, by care.Staff, in *planIn) (*out[RoundView], error) {
			round, err := s.deps.Rounds.Plan(ctx, by, rounds.Wanted{Day: in.Body.Day, Region: care.RegionID(in.Body.RegionID), Workers: in.Body.Workers})
			return s.round(ctx, by, round, err)
		})
	type moveIn struct {
		RoundPath
		Body struct {
			OrderID  string `json:"order_id" minLength:"1" maxLength:"64"`
			WorkerID string `json:"worker_id,omitempty" maxLength:"64" doc:"left out: the order is taken out"`
			SecondID string `json:"second_id,omitempty" maxLength:"64" doc:"who goes along where two must; left out: whoever of the round can be there at the same time"`
		}
	}
	add(r, keep, post("/rounds/{id}/move", "move-stop", "Give one order of a draft to another worker, or take it out"),
		func(ctx context.Context, by care.Staff, in *moveIn) (*out[RoundView], error) {
			round, err := s.deps.Rounds.Move(ctx, by, in.ID, care.OrderID(in.Body.OrderID), care.StaffID(in.Body.WorkerID), care.StaffID(in.Body.SecondID))
			return s.round(ctx, by, round, err)
		})
	add(r, keep, post("/rounds/{id}/send", "send-round", "Send every order of a draft to its worker"),
		func(ctx context.Context, by care.Staff, in *RoundPath) (*out[RoundView], error) {
			round, err := s.deps.Rounds.Send(ctx, by, in.ID)
			return s.round(ctx, by, round, err)
		})
	add(r, keep, post("/rounds/{id}/drop", "drop-round", "End a draft that is not wanted"),
		func(ctx context.Context, by care.Staff, in *RoundPath) (*out[RoundView], error) {
			round, err := s.deps.Rounds.Drop(ctx, by, in.ID)
			return s.round(ctx, by, round, err)
		})
}

func (s *Server) round(ctx context.Context, by care.Staff, r care.Round, err error) (*out[RoundView], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.views.roundView(ctx, by, r)
	return &out[RoundView]{Body: v}, err
}

func (v *views) roundItem(ctx context.Context, r care.Round) RoundItem {
	item := RoundItem{ID: r.ID, Day: r.Day, RegionID: r.RegionID, State: r.State, ByName: v.staffName(ctx, r.By), CreatedAt: r.CreatedAt, SentAt: r.SentAt, Workers: len(r.Routes)}
	for _, route := range r.Routes {
		for _, stop := range route.Stops {
			if stop.With == "" {
				item.Planned++
			}
			if stop.Refused != "" {
				item.Refused++
			}
		}
	}
	item.Total = item.Planned + len(r.Unplanned)
	return item
}

func (v *views) roundView(ctx context.Context, by care.Staff, r care.Round) (RoundView, error) {
	view := RoundView{RoundItem: v.roundItem(ctx, r), Routes: []RouteView{}, Unplanned: []LeftView{}}
	briefs, err := v.briefs(ctx, by, r)
	if err != nil {
		return view, err
	}
	for _, route := range r.Routes {
		line := RouteView{WorkerID: route.WorkerID, WorkerName: v.staffName(ctx, route.WorkerID), Road: route.Road, Stay: route.Stay, Start: route.Start, Stops: []StopView{}}
		for _, stop := range route.Stops {
			line.Stops = append(line.Stops, StopView{RouteStop: stop, OrderBrief: briefs[stop.OrderID],
				SecondName: v.staffName(ctx, stop.SecondID), WithName: v.staffName(ctx, stop.With)})
		}
		view.Routes = append(view.Routes, line)
	}
	for _, u := range r.Unplanned {
		view.Unplanned = append(view.Unplanned, LeftView{Unplanned: u, OrderBrief: briefs[u.OrderID]})
	}
	return view, nil
}

// briefs reads what a round's orders are, for all at once; of what by must not see no
// name is said.
func (v *views) briefs(ctx context.Context, by care.Staff, r care.Round) (map[care.OrderID]OrderBrief, error) {
	var ids []care.OrderID
	for _, route := range r.Routes {
		for _, stop := range route.Stops {
			ids = append(ids, stop.OrderID)
		}
	}
	for _, u := range r.Unplanned {
		ids = append(ids, u.OrderID)
	}
	orders, err := v.deps.Shelf.OrderCards(ctx, distinct(ids))
	if err != nil {
		return nil, err
	}
	var elders []care.ElderID
	for _, o := range orders {
		if o.ElderID != "" {
			elders = append(elders, o.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	offered, err := v.deps.Catalogue.Offerings(ctx)
	if err != nil {
		return nil, err
	}
	two := map[care.OfferingID]bool{}
	for _, f := range offered {
		two[f.ID] = f.TwoPersons
	}
	out := map[care.OrderID]OrderBrief{}
	for id, o := range orders {
		b := OrderBrief{Number: o.Number, Service: o.Service, State: o.State, Two: two[o.OfferingID]}
		b.Township, b.Village = v.places(ctx, o.RegionID)
		if o.VisibleTo(by.Scope()) {
			b.ElderName = people[o.ElderID].Name
		}
		out[id] = b
	}
	return out, nil
}
