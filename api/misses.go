package api

import (
	"context"

	"yian/care"
)

// MissItem is an order that will be missed, with whom it is about. Its state and worker
// are those of the order now: somebody may have taken it since it was raised.
type MissItem struct {
	care.Miss
	ElderName  string `json:"elder_name,omitempty"`
	Township   string `json:"township,omitempty"`
	Village    string `json:"village,omitempty"`
	WorkerName string `json:"worker_name,omitempty"`
}

func (s *Server) misses(r *routes) {
	add(r, watch, get("/misses", "list-misses", "Services that will be missed unless somebody acts, or were not begun; the earliest raised first"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[MissItem]], error) {
			found, err := s.deps.Visits.Missing(ctx, by)
			if err != nil {
				return nil, err
			}
			items, err := s.views.missItems(ctx, found)
			return list(items, ""), err
		})
	add(r, keep, post("/orders/{id}/settle", "settle-miss", "Somebody has seen to a service that was not begun"),
		func(ctx context.Context, by care.Staff, in *OrderPath) (*out[MissItem], error) {
			m, err := s.deps.Visits.Settled(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			items, err := s.views.missItems(ctx, []care.Miss{m})
			if err != nil {
				return nil, err
			}
			return &out[MissItem]{Body: items[0]}, nil
		})
}

func (v *views) missItems(ctx context.Context, list []care.Miss) ([]MissItem, error) {
	var elders []care.ElderID
	orders := make([]care.OrderID, len(list))
	for i, m := range list {
		orders[i] = m.OrderID
		if m.ElderID != "" {
			elders = append(elders, m.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	now, err := v.deps.Shelf.OrderCards(ctx, distinct(orders))
	if err != nil {
		return nil, err
	}
	items := make([]MissItem, len(list))
	for i, m := range list {
		if o, ok := now[m.OrderID]; ok {
			m.State, m.WorkerID = o.State, o.WorkerID
		}
		items[i] = MissItem{Miss: m, ElderName: people[m.ElderID].Name, WorkerName: v.staffName(ctx, m.WorkerID)}
		items[i].Township, items[i].Village = v.places(ctx, m.RegionID)
	}
	return items, nil
}
