package api

import (
	"context"

	"yian/alerts"
	"yian/care"
)

// AlertItem is an alert as the list shows it.
type AlertItem struct {
	care.Alert
	ElderName  string `json:"elder_name,omitempty"`
	Township   string `json:"township,omitempty"`
	Village    string `json:"village,omitempty"`
	DeviceName string `json:"device_name,omitempty"`
	Unit       string `json:"unit,omitempty"`
	// Repair is the order made of it, if there is one.
	Repair *RepairBrief `json:"repair,omitempty"`
}

// RepairBrief is what an alert says of its repair.
type RepairBrief struct {
	ID     care.OrderID    `json:"id"`
	Number string          `json:"number"`
	State  care.OrderState `json:"state"`
}

// alertItems makes items of alerts, reading the elders of all at once.
func (v *views) alertItems(ctx context.Context, list []care.Alert) ([]AlertItem, error) {
	var elders []care.ElderID
	for _, a := range list {
		if a.ElderID != "" {
			elders = append(elders, a.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	repairs, err := v.deps.Shelf.OrderCards(ctx, repairsOf(list))
	if err != nil {
		return nil, err
	}
	items := make([]AlertItem, len(list))
	for i, a := range list {
		item := AlertItem{Alert: a, Unit: care.Quantities[a.Metric].Unit, ElderName: people[a.ElderID].Name, DeviceName: v.deviceName(ctx, a.DeviceID)}
		item.Spot = nil // a look at it is to be recorded: see /elders/{id}/place
		if item.Readings == nil {
			item.Readings = []care.Reading{}
		}
		if o, made := repairs[care.RepairOf(a.ID)]; made {
			item.Repair = &RepairBrief{ID: o.ID, Number: o.Number, State: o.State}
		}
		item.Township, item.Village = v.places(ctx, a.RegionID)
		items[i] = item
	}
	return items, nil
}

func repairsOf(list []care.Alert) []care.OrderID {
	var ids []care.OrderID
	for _, a := range list {
		if a.Technical {
			ids = append(ids, care.RepairOf(a.ID))
		}
	}
	return ids
}

func (s *Server) alerts(r *routes) {
	type listIn struct {
		PageIn
		State     string        `query:"state" enum:"firing,cleared,all" default:"all"`
		Technical string        `query:"technical" enum:"true,false,"`
		Severity  string        `query:"severity" doc:"comma list"`
		ElderID   care.ElderID  `query:"elder_id"`
		DeviceID  care.DeviceID `query:"device_id"`
	}
	add(r, watch, get("/alerts", "list-alerts", "What rules judged, newest first"),
		func(ctx context.Context, by care.Staff, in *listIn) (*out[List[AlertItem]], error) {
			severities, err := statesOf(in.Severity, care.Critical, care.Warning, care.Info)
			if err != nil {
				return nil, err
			}
			q := care.AlertQuery{State: care.AlertState(in.State), Elder: in.ElderID, Device: in.DeviceID, Severities: severities}
			if in.Technical != "" {
				technical := in.Technical == "true"
				q.Technical = &technical
			}
			found, next, err := s.deps.Alerts.Alerts(ctx, by.Scope(), q, in.page())
			if err != nil {
				return nil, err
			}
			items, err := s.views.alertItems(ctx, found)
			return list(items, next), err
		})
	type seenIn struct {
		ID care.AlertID `path:"id" maxLength:"128"`
	}
	add(r, keep, post("/alerts/{id}/seen", "see-alert", "Somebody has looked at it"),
		func(ctx context.Context, by care.Staff, in *seenIn) (*out[AlertItem], error) {
			a, err := s.deps.Alerts.See(ctx, by.Scope(), by.ID, in.ID)
			if err != nil {
				return nil, err
			}
			items, err := s.views.alertItems(ctx, []care.Alert{a})
			if err != nil {
				return nil, err
			}
			return &out[AlertItem]{Body: items[0]}, nil
		})
	add(r, keep, post("/alerts/{id}/repair", "repair-alert", "Make the repair order of a device's fault; asked twice it is one order"),
		func(ctx context.Context, by care.Staff, in *seenIn) (*out[AlertItem], error) {
			a, err := s.deps.Alerts.See(ctx, by.Scope(), by.ID, in.ID)
			if err != nil {
				return nil, err
			}
			if _, err := s.deps.Desk.Repair(ctx, by, a); err != nil {
				return nil, err
			}
			items, err := s.views.alertItems(ctx, []care.Alert{a})
			if err != nil {
				return nil, err
			}
			return &out[AlertItem]{Body: items[0]}, nil
		})
	type rules struct {
		Items  []alerts.Rule  `json:"items"`
		Faults []alerts.Fault `json:"faults"`
	}
	add(r, watch, get("/rules", "list-rules", "The rules in force, and what is wrong with their files"),
		func(_ context.Context, _ care.Staff, _ *struct{}) (*out[rules], error) {
			return &out[rules]{Body: rules{Items: s.deps.Alerts.Rules(), Faults: append([]alerts.Fault{}, s.deps.Alerts.Faults()...)}}, nil
		})
}
