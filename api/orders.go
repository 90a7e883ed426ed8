package api

import (
	"context"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/visits"
)

// OrderPath names one in an address. It is exported because huma looks into
// exported embedded structs only.
type OrderPath struct {
	ID care.OrderID `path:"id" maxLength:"64"`
}

func (s *Server) orders(r *routes) {
	type listIn struct {
		PageIn
		State      string          `query:"state" doc:"comma list of exact states"`
		Service    string          `query:"service" doc:"comma list"`
		ElderID    care.ElderID    `query:"elder_id"`
		IncidentID care.IncidentID `query:"incident_id"`
		WorkerID   care.StaffID    `query:"worker_id"`
		Sort       string          `query:"sort" enum:"newest,soonest" default:"newest" doc:"soonest: emergencies first, then what is due first"`
	}
	add(r, orders, get("/orders", "list-orders", "Orders, newest first or soonest; a worker sees the own and those that wait"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[OrderItem]], error) {
			states, err := statesOf(in.State, care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted,
				care.OrderOnTheWay, care.OrderArrived, care.OrderCompleted, care.OrderCancelled, care.OrderFailed)
			if err != nil {
				return nil, err
			}
			services, err := statesOf(in.Service, care.Services...)
			if err != nil {
				return nil, err
			}
			if by.Role == care.Worker && in.ElderID != "" {
				in.WorkerID = by.ID // or asking by elder would say whose the others are
			}
			found, next, err := s.deps.Shelf.Orders(ctx, by.Scope(), care.OrderQuery{States: states, Services: services, Elder: in.ElderID,
				Incident: in.IncidentID, Worker: in.WorkerID, Soonest: in.Sort == "soonest", Page: in.page()})
			if err != nil {
				return nil, err
			}
			items, err := s.views.orderItems(ctx, found)
			for i := range items {
				items[i] = discreet(items[i], by.Scope())
			}
			return list(items, next), err
		})
	add(r, orders, get("/orders/{id}", "get-order", "One order with its history"),
		func(ctx context.Context, by care.Staff, in *OrderPath) (*out[OrderDetail], error) {
			return s.order(ctx, by, in.ID)
		})
	type createIn struct {
		Key  string `header:"Idempotency-Key" maxLength:"200"`
		Body struct {
			Service    string     `json:"service,omitempty" maxLength:"40" doc:"needed without offering_id"`
			OfferingID string     `json:"offering_id,omitempty" maxLength:"40" doc:"row of the catalogue, whose price is then told"`
			ElderID    string     `json:"elder_id,omitempty" maxLength:"64"`
			IncidentID string     `json:"incident_id,omitempty" maxLength:"64"`
			DueAt      *time.Time `json:"due_at,omitempty"`
			Note       string     `json:"note,omitempty" maxLength:"2000"`
			WorkerID   string     `json:"worker_id,omitempty" maxLength:"64" doc:"send it to this worker at once"`
		}
	}
	add(r, keep, create("/orders", "create-order", "Make an order; the same Idempotency-Key is one order"),
		func(ctx context.Context, by care.Staff, in *createIn) (*out[OrderDetail], error) {
			o, err := s.deps.Desk.MakeOrder(ctx, by, dispatch.NewOrder{Service: care.Service(in.Body.Service), Elder: care.ElderID(in.Body.ElderID),
				Incident: care.IncidentID(in.Body.IncidentID), DueAt: in.Body.DueAt, Note: in.Body.Note, Source: "operator",
				Worker: care.StaffID(in.Body.WorkerID), Offering: care.OfferingID(in.Body.OfferingID), Key: in.Key})
			if err != nil {
				return nil, err
			}
			return s.order(ctx, by, o.ID)
		})
	type workersIn struct {
		RegionID care.RegionID `query:"region_id"`
	}
	add(r, keep, get("/workers", "list-workers", "Workers with what they have open"),
		func(ctx context.Context, by care.Staff, in *workersIn) (*out[List[WorkerItem]], error) {
			items, err := s.views.workers(ctx, by.Scope(), in.RegionID)
			return list(items, ""), err
		})
	s.orderActs(r)
}

// WorkerItem is a worker whom an order can be sent to.
type WorkerItem struct {
	ID             care.StaffID   `json:"id"`
	Name           string         `json:"name"`
	Phone          string         `json:"phone,omitempty"`
	RegionID       care.RegionID  `json:"region_id,omitempty"`
	Township       string         `json:"township,omitempty"`
	Skills         []care.Service `json:"skills,omitempty"`
	OpenOrders     int            `json:"open_orders"`
	LastAcceptedAt *time.Time     `json:"last_accepted_at" nullable:"true"`
}

// workers lists those who can be sent to a place: the county's own, and of a
// site's staff those of the asker's site.
func (v *views) workers(ctx context.Context, sc care.Scope, near care.RegionID) ([]WorkerItem, error) {
	staff, err := v.deps.Names.Workers(ctx)
	if err != nil {
		return nil, err
	}
	loads, err := v.deps.Shelf.Workloads(ctx)
	if err != nil {
		return nil, err
	}
	items := []WorkerItem{}
	for _, w := range staff {
		if sc.Center != "" && w.CenterID != "" && w.CenterID != sc.Center {
			continue
		}
		if near != "" && !w.RegionID.Contains(near) && !near.Contains(w.RegionID) {
			continue
		}
		l := loads[w.ID]
		township, _ := v.places(ctx, w.RegionID)
		items = append(items, WorkerItem{ID: w.ID, Name: w.Name, Phone: w.Phone, RegionID: w.RegionID, Township: township, Skills: w.Skills,
			OpenOrders: l.Open, LastAcceptedAt: l.LastAcceptedAt})
	}
	return items, nil
}

func (s *Server) orderActs(r *routes) {
	type assignIn struct {
		OrderPath
		Body struct {
			WorkerID string `json:"worker_id" minLength:"1" maxLength:"64"`
			SecondID string `json:"second_id,omitempty" maxLength:"64" doc:"who goes along where nobody may go alone"`
		}
	}
	orderAct(s, r, keep, "assign", "Send it to a worker", func(ctx context.Context, by care.Staff, in *assignIn) (care.Order, error) {
		return s.deps.Desk.SendTo(ctx, by, in.ID, care.StaffID(in.Body.WorkerID), care.StaffID(in.Body.SecondID), time.Time{}, time.Time{})
	})
	orderAct(s, r, keep, "queue", "Take up a request", func(ctx context.Context, by care.Staff, in *OrderPath) (care.Order, error) {
		return s.deps.Desk.Queue(ctx, by, in.ID)
	})
	type acceptIn struct {
		OrderPath
		Body *struct {
			ETASeconds int  `json:"eta_s,omitempty" minimum:"0" maximum:"86400"`
			OnBehalf   bool `json:"on_behalf,omitempty" doc:"entered for the worker; noted by itself when somebody else enters it"`
		}
	}
	orderAct(s, r, work, "accept", "The worker's yes; on a queued one it claims it", func(ctx context.Context, by care.Staff, in *acceptIn) (care.Order, error) {
		eta := 0
		if in.Body != nil {
			eta = in.Body.ETASeconds
		}
		return s.deps.Desk.Accept(ctx, by, in.ID, eta)
	})
	orderAct(s, r, work, "depart", "On the way", func(ctx context.Context, by care.Staff, in *OrderPath) (care.Order, error) {
		o, err := s.deps.Desk.Depart(ctx, by, in.ID)
		if err == nil {
			err = s.deps.Visits.Coming(ctx, o)
		}
		return o, err
	})
	type arriveIn struct {
		OrderPath
		Body *struct {
			Lat      *float64   `json:"lat,omitempty" minimum:"-90" maximum:"90"`
			Lon      *float64   `json:"lon,omitempty" minimum:"-180" maximum:"180"`
			Accuracy float64    `json:"accuracy_m,omitempty" minimum:"0" maximum:"100000" doc:"of lat and lon"`
			At       *time.Time `json:"at,omitempty" doc:"when it was, where it is told later"`
			OnBehalf bool       `json:"on_behalf,omitempty" doc:"entered for the worker; noted by itself when somebody else enters it"`
		}
	}
	orderAct(s, r, work, "arrive", "With the elder", func(ctx context.Context, by care.Staff, in *arriveIn) (care.Order, error) {
		var spot *care.Location
		var told visits.Told
		if in.Body != nil {
			told = visits.Told{At: timeOf(in.Body.At), Lat: in.Body.Lat, Lon: in.Body.Lon, Accuracy: in.Body.Accuracy}
		}
		if told.Lat != nil && told.Lon != nil {
			spot = &care.Location{Lat: *told.Lat, Lon: *told.Lon, Accuracy: told.Accuracy}
		}
		o, err := s.deps.Desk.Arrive(ctx, by, in.ID, spot)
		if err != nil {
			return o, err
		}
		// Told again when this fails: the arrival itself is known by then.
		_, err = s.deps.Visits.Arrived(ctx, by, in.ID, told)
		return o, err
	})
	type completeIn struct {
		OrderPath
		Body *struct {
			Result   string     `json:"result,omitempty" maxLength:"2000"`
			At       *time.Time `json:"at,omitempty" doc:"when it was, where it is told later"`
			OnBehalf bool       `json:"on_behalf,omitempty" doc:"entered for the worker; noted by itself when somebody else enters it"`
		}
	}
	orderAct(s, r, work, "complete", "Carried out", func(ctx context.Context, by care.Staff, in *completeIn) (care.Order, error) {
		result := ""
		var told visits.Told
		if in.Body != nil {
			result, told.At = in.Body.Result, timeOf(in.Body.At)
		}
		o, err := s.deps.Desk.Complete(ctx, by, in.ID, result)
		if err != nil || o.WorkerID == "" {
			return o, err
		}
		_, err = s.deps.Visits.Ended(ctx, by, in.ID, told)
		return o, err
	})
	type reasonIn struct {
		OrderPath
		Body struct {
			Reason   string `json:"reason" minLength:"1" maxLength:"2000"`
			OnBehalf bool   `json:"on_behalf,omitempty" doc:"entered for the worker; noted by itself when somebody else enters it"`
		}
	}
	orderAct(s, r, keep, "cancel", "Not wanted any more", func(ctx context.Context, by care.Staff, in *reasonIn) (care.Order, error) {
		return s.deps.Desk.Cancel(ctx, by, in.ID, in.Body.Reason)
	})
	type failIn struct {
		OrderPath
		Body struct {
			Reason       string `json:"reason" minLength:"1" maxLength:"2000"`
			NobodyOpened bool   `json:"nobody_opened,omitempty" doc:"the worker stands at a closed door: an incident rings and its second ladder begins"`
			Uncollected  bool   `json:"uncollected,omitempty" doc:"a meal that nobody came for: the same"`
			OnBehalf     bool   `json:"on_behalf,omitempty" doc:"entered for the worker; noted by itself when somebody else enters it"`
		}
	}
	orderAct(s, r, work, "fail", "Could not be carried out", func(ctx context.Context, by care.Staff, in *failIn) (care.Order, error) {
		if in.Body.NobodyOpened {
			return s.deps.Desk.NobodyOpened(ctx, by, in.ID, in.Body.Reason)
		}
		if in.Body.Uncollected {
			return s.deps.Desk.Uncollected(ctx, by, in.ID, in.Body.Reason)
		}
		return s.deps.Desk.Fail(ctx, by, in.ID, in.Body.Reason)
	})
	orderAct(s, r, work, "decline", "Give it back to the queue", func(ctx context.Context, by care.Staff, in *reasonIn) (care.Order, error) {
		return s.deps.Desk.Decline(ctx, by, in.ID, in.Body.Reason)
	})
	add(r, roles(care.Worker), post("/orders/next", "take-next-order", "Take the most urgent order that waits"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[OrderDetail], error) {
			o, err := s.deps.Desk.TakeNext(ctx, by)
			if err != nil {
				return nil, err
			}
			return s.order(ctx, by, o.ID)
		})
}

// orderAct registers POST /orders/{id}/<verb>, which answers with the order as it
// then stands. Sending an act twice is one act: orders know who did what.
func orderAct[I any](s *Server, r *routes, rule access, verb, summary string, do func(ctx context.Context, by care.Staff, in *I) (care.Order, error)) {
	add(r, rule, post("/orders/{id}/"+verb, verb+"-order", summary), func(ctx context.Context, by care.Staff, in *I) (*out[OrderDetail], error) {
		o, err := do(ctx, by, in)
		if err != nil {
			return nil, err
		}
		// A worker who gave it back sees it no more, but hears how it ended.
		if !o.VisibleTo(by.Scope()) {
			item, err := s.views.orderItem(ctx, o)
			return &out[OrderDetail]{Body: OrderDetail{OrderItem: discreet(item, by.Scope())}}, err
		}
		return s.order(ctx, by, o.ID)
	})
}

func (s *Server) order(ctx context.Context, by care.Staff, id care.OrderID) (*out[OrderDetail], error) {
	d, err := s.views.orderDetail(ctx, by, id)
	if err != nil {
		return nil, err
	}
	return &out[OrderDetail]{Body: *d}, nil
}
