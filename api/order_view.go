package api

import (
	"context"
	"slices"

	"yian/care"
)

// OrderItem is an order as lists and events show it.
type OrderItem struct {
	care.Order
	ElderName  string   `json:"elder_name,omitempty"`
	Township   string   `json:"township,omitempty"`
	Village    string   `json:"village,omitempty"`
	WorkerName string   `json:"worker_name,omitempty"`
	History    []Moment `json:"history"`
}

// OrderDetail is an order with what its worker needs at the door.
type OrderDetail struct {
	OrderItem
	Elder     *OrderElder     `json:"elder,omitempty"`
	Household *OrderHousehold `json:"household,omitempty"`
	Incident  *IncidentBrief  `json:"incident,omitempty"`
	Asked     *VisitAsked     `json:"asked,omitempty" doc:"what the catalogue asks for at the door"`
	Keys      []KeyItem       `json:"keys,omitempty" doc:"for its worker: the keys of the home that somebody has in hand"`
}

// OrderElder is what a worker may know of an elder.
type OrderElder struct {
	ID         care.ElderID `json:"id"`
	Name       string       `json:"name"`
	Age        int          `json:"age"`
	Gender     string       `json:"gender,omitempty"`
	Phone      string       `json:"phone,omitempty"`
	Reach      care.Reach   `json:"reach,omitempty"`
	ReachNotes string       `json:"reach_notes,omitempty"`
	Vital      []string     `json:"vital,omitempty"`
	DietTags   []string     `json:"diet_tags,omitempty"`
}

// OrderHousehold is where to go.
type OrderHousehold struct {
	Address        string   `json:"address"`
	Directions     string   `json:"directions,omitempty"`
	Group          string   `json:"group,omitempty"`
	Lat            *float64 `json:"lat,omitempty"`
	Lon            *float64 `json:"lon,omitempty"`
	Phone          string   `json:"phone,omitempty"`
	KeyHolderName  string   `json:"key_holder_name,omitempty"`
	KeyHolderPhone string   `json:"key_holder_phone,omitempty"`
}

// IncidentBrief is what an order says of its incident.
type IncidentBrief struct {
	ID     care.IncidentID    `json:"id"`
	Number string             `json:"number"`
	Kind   string             `json:"kind"`
	State  care.IncidentState `json:"state"`
}

// orderItems makes items of orders, reading what they show for all at once.
func (v *views) orderItems(ctx context.Context, list []care.Order) ([]OrderItem, error) {
	var elders []care.ElderID
	subjects := make([]string, len(list))
	for i, o := range list {
		subjects[i] = string(o.ID)
		if o.ElderID != "" {
			elders = append(elders, o.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	timelines, err := v.deps.Shelf.Timelines(ctx, "order", subjects)
	if err != nil {
		return nil, err
	}
	items := make([]OrderItem, len(list))
	for i, o := range list {
		items[i] = OrderItem{Order: o, ElderName: people[o.ElderID].Name, WorkerName: v.staffName(ctx, o.WorkerID), History: v.moments(ctx, timelines[string(o.ID)])}
		items[i].Township, items[i].Village = v.places(ctx, o.RegionID)
		items[i].Spot = nil // only whoever opens it sees where somebody is
	}
	return items, nil
}

func (v *views) orderItem(ctx context.Context, o care.Order) (OrderItem, error) {
	items, err := v.orderItems(ctx, []care.Order{o})
	if err != nil {
		return OrderItem{}, err
	}
	return items[0], nil
}

// discreet hides who it is about from a worker whose order it is not (yet), and
// whatever was written about it in free words.
func discreet(item OrderItem, sc care.Scope) OrderItem {
	if sc.Role == care.Worker && item.WorkerID != sc.Staff {
		return masked(item)
	}
	return item
}

func masked(item OrderItem) OrderItem {
	item.ElderName, item.ElderID, item.HouseholdID, item.History = "", "", "", []Moment{}
	item.Note, item.Reason, item.Result = "", "", ""
	return item
}

func (v *views) orderDetail(ctx context.Context, by care.Staff, id care.OrderID) (*OrderDetail, error) {
	o, err := v.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	item, err := v.orderItem(ctx, o)
	if err != nil {
		return nil, err
	}
	d := &OrderDetail{OrderItem: discreet(item, by.Scope())}
	if by.Role == care.Worker && o.WorkerID != by.ID {
		return d, nil
	}
	if d.Asked, err = v.asked(ctx, &o); err != nil {
		return nil, err
	}
	e, err := one(o.ElderID, func() (care.Elder, error) { return v.deps.Registry.Elder(ctx, care.Everything, o.ElderID) })
	if err != nil {
		return nil, err
	}
	if e != nil {
		d.Elder = &OrderElder{ID: e.ID, Name: e.Name, Age: max(e.Age(v.deps.Now()), 0), Gender: e.Gender, Phone: e.Phone, Reach: e.Reach,
			ReachNotes: e.ReachNotes, Vital: e.Vital, DietTags: e.DietTags}
		v.deps.Registry.Viewed(by.ID, "elder", string(e.ID))
	}
	h, err := one(o.HouseholdID, func() (care.Household, error) {
		return v.deps.Registry.Household(ctx, care.Everything, o.HouseholdID)
	})
	if err != nil {
		return nil, err
	}
	if h != nil {
		keys := v.keysTo(ctx, h.ID)
		v.whoOpens(ctx, h, keys)
		d.Keys = v.keysForWorker(ctx, by, keys)
		d.Household = &OrderHousehold{Address: h.Address, Directions: h.Directions, Group: h.Group, Lat: h.Lat, Lon: h.Lon, Phone: h.Phone,
			KeyHolderName: h.KeyHolderName, KeyHolderPhone: h.KeyHolderPhone}
	}
	in, err := one(o.IncidentID, func() (care.Incident, error) { return v.deps.Shelf.Incident(ctx, care.Everything, o.IncidentID) })
	if err != nil {
		return nil, err
	}
	if o.Spot != nil && (by.Role == care.Worker || slices.Contains(seePlaces.roles, by.Role)) {
		d.Spot = o.Spot
		v.deps.Registry.Viewed(by.ID, "location", string(o.ElderID))
	}
	if in != nil {
		d.Incident = &IncidentBrief{ID: in.ID, Number: in.Number, Kind: in.Kind, State: in.State}
	}
	return d, nil
}
