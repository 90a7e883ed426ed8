package api

import (
	"context"
	"time"

	"yian/care"
)

// GoLiveStep is one line of the go-live list (上线清单).
type GoLiveStep struct {
	Code     string `json:"code"`
	Done     bool   `json:"done"`
	Count    int    `json:"count"`
	NextPath string `json:"next_path" doc:"the screen where it is done"`
}

// GoLiveList is what a new county does, in order.
type GoLiveList struct {
	LiveAt *time.Time   `json:"live_at" nullable:"true"`
	Steps  []GoLiveStep `json:"steps"`
}

func (s *Server) golive(r *routes) {
	who := roles(care.Admin, care.Leader, care.Supervisor, care.Operator)
	add(r, who, get("/golive", "get-golive", "Regions, centres, staff, roster, first home, device, test press, order"),
		func(ctx context.Context, _ care.Staff, _ *struct{}) (*out[GoLiveList], error) {
			return s.goLiveList(ctx)
		})
	add(r, admin, post("/golive", "go-live", "End the trial: what was entered before leaves all figures"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[GoLiveList], error) {
			if _, err := s.deps.Registry.GoLive(ctx, by); err != nil {
				return nil, err
			}
			return s.goLiveList(ctx)
		})
}

func (s *Server) goLiveList(ctx context.Context) (*out[GoLiveList], error) {
	live, err := s.deps.Registry.LiveAt(ctx)
	if err != nil {
		return nil, err
	}
	n, err := s.deps.Registry.Counts(ctx)
	if err != nil {
		return nil, err
	}
	orders, _, err := s.deps.Shelf.Orders(ctx, care.Everything, care.OrderQuery{Page: care.Page{Limit: 1}})
	if err != nil {
		return nil, err
	}
	homes, _, err := s.deps.Supervision.Homes(ctx, care.Everything, care.Page{Limit: 500})
	if err != nil {
		return nil, err
	}
	proven := 0
	for _, h := range homes {
		if h.LastProofAt != nil {
			proven++
		}
	}
	// Whom the desk can ring: who is entered on the roster, and who is registered as the
	// standing duty of a place.
	duties := n["duties"]
	if regions, err := s.deps.Registry.Regions(ctx, care.Everything); err == nil {
		for _, g := range regions {
			if g.DutyPhone != "" {
				duties++
			}
		}
	}
	step := func(code string, count, enough int, path string) GoLiveStep {
		return GoLiveStep{Code: code, Done: count >= enough, Count: count, NextPath: path}
	}
	return &out[GoLiveList]{Body: GoLiveList{LiveAt: live, Steps: []GoLiveStep{
		step("regions", n["regions"], 1, "/golive/regions"),
		step("centers", n["centers"], 1, "/centers"),
		step("staff", n["staff"], 2, "/staff"), // one beside the first account
		step("roster", duties, 1, "/roster"),
		step("household", n["households"], 1, "/elders"),
		step("device", n["devices"], 1, "/devices"),
		step("press", proven, 1, "/devices"),
		step("order", len(orders), 1, "/orders"),
	}}}, nil
}
