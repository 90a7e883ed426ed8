package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"yian/care"
)

// PhoneItem is a telephone call in a list.
type PhoneItem struct {
	care.PhoneCall
	ByName   string             `json:"by_name,omitempty"`
	Callers  []CallerItem       `json:"callers" doc:"who it may be, as far as the asker may see"`
	Nuisance *care.NuisanceMark `json:"nuisance,omitempty" doc:"somebody marked the number as one; it rings like any other"`
}

// CallerItem is somebody whose number it may be.
type CallerItem struct {
	As        string       `json:"as" enum:"elder,household,contact,key_holder,linked,"`
	ElderID   care.ElderID `json:"elder_id"`
	ElderName string       `json:"elder_name"`
	ElderAge  int          `json:"elder_age,omitempty"`
	Township  string       `json:"township,omitempty"`
	Village   string       `json:"village,omitempty"`
	Name      string       `json:"name,omitempty" doc:"of the contact or key holder who calls"`
	Relation  string       `json:"relation,omitempty"`
	Reach     care.Reach   `json:"reach,omitempty"`
}

// PhoneDetail is a call with what was talked about before.
type PhoneDetail struct {
	PhoneItem
	Histories []ElderHistory `json:"histories" doc:"of each who it may be"`
	Calls     []PhoneItem    `json:"calls" doc:"the number's last calls"`
	Tickets   []TicketItem   `json:"tickets" doc:"what the number last asked or complained of"`
}

// ElderHistory is what somebody last wanted, and got.
type ElderHistory struct {
	ElderID   care.ElderID   `json:"elder_id"`
	Incidents []IncidentItem `json:"incidents"`
	Orders    []OrderItem    `json:"orders"`
	Calls     []PhoneItem    `json:"calls"`
	Tickets   []TicketItem   `json:"tickets"`
}

// PhoneEvent is what the stream tells of a call: no number and no name.
type PhoneEvent struct {
	ID         care.PhoneCallID    `json:"id"`
	Direction  care.PhoneDirection `json:"direction"`
	State      care.PhoneState     `json:"state"`
	Seat       string              `json:"seat,omitempty"`
	At         time.Time           `json:"at"`
	Owed       bool                `json:"owed"`
	IncidentID care.IncidentID     `json:"incident_id" nullable:"true"`
	Version    int64               `json:"version"`
}

func phoneEvent(p care.PhoneCall) PhoneEvent {
	return PhoneEvent{ID: p.ID, Direction: p.Direction, State: p.State, Seat: p.Seat, At: p.At, Owed: p.Owed(), IncidentID: p.IncidentID, Version: p.Version}
}

// atDesk reports whether a role works at the desk, where the telephone rings.
func atDesk(role care.Role) bool { return slices.Contains(desk.roles, role) }

// phoneItems makes items of calls, reading what they show for all at once.
func (v *views) phoneItems(ctx context.Context, sc care.Scope, list []care.PhoneCall) ([]PhoneItem, error) {
	var elders []care.ElderID
	for _, p := range list {
		elders = append(elders, whoMayBe(p)...)
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	items := make([]PhoneItem, len(list))
	for i, p := range list {
		items[i] = PhoneItem{PhoneCall: p, ByName: v.staffName(ctx, p.By), Callers: []CallerItem{}}
		for _, id := range whoMayBe(p) {
			if e, known := people[id]; known && sc.Sees(e.RegionID, e.CenterID) {
				items[i].Callers = append(items[i].Callers, v.callerItem(ctx, care.Caller{Elder: e}))
			}
		}
		if p.Number == "" {
			continue
		}
		known, err := v.deps.Shelf.PhoneNumber(ctx, p.Number)
		if err != nil {
			return nil, err
		}
		items[i].Nuisance = known.Nuisance
	}
	return items, nil
}

// whoMayBe is the elder of a call, or all whose number it may have been.
func whoMayBe(p care.PhoneCall) []care.ElderID {
	if p.ElderID != "" {
		return []care.ElderID{p.ElderID}
	}
	return p.ElderIDs
}

func (v *views) callerItem(ctx context.Context, c care.Caller) CallerItem {
	item := CallerItem{As: c.As, ElderID: c.Elder.ID, ElderName: c.Elder.Name, ElderAge: max(c.Elder.Age(v.deps.Now()), 0), Name: c.Name, Relation: c.Relation, Reach: c.Elder.Reach}
	item.Township, item.Village = v.places(ctx, c.Elder.RegionID)
	return item
}

// historyOf bounds what is shown of what was before.
const historyOf = 5

// phoneDetail asks anew whose number it may be: somebody may have been registered
// since. Whoever looks is noted, as the views of each of them.
func (v *views) phoneDetail(ctx context.Context, by care.Staff, id care.PhoneCallID) (*PhoneDetail, error) {
	p, err := v.deps.Shelf.PhoneCall(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	items, err := v.phoneItems(ctx, by.Scope(), []care.PhoneCall{p})
	if err != nil {
		return nil, err
	}
	d := &PhoneDetail{PhoneItem: items[0], Histories: []ElderHistory{}, Calls: []PhoneItem{}}
	callers, err := v.deps.Registry.Callers(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	d.Callers, d.Tickets = []CallerItem{}, []TicketItem{}
	said := p.ElderID == ""
	for _, c := range callers {
		if sc := by.Scope(); sc.Sees(c.Elder.RegionID, c.Elder.CenterID) {
			d.Callers = append(d.Callers, v.callerItem(ctx, c))
			said = said || c.Elder.ID == p.ElderID
		}
	}
	if !said { // an operator said so, and the number is not the elder's
		e, err := v.deps.Registry.Elder(ctx, by.Scope(), p.ElderID)
		if err == nil {
			d.Callers = append([]CallerItem{v.callerItem(ctx, care.Caller{Elder: e})}, d.Callers...)
		} else if !errors.Is(err, care.ErrNotFound) {
			return nil, err
		}
	}
	v.deps.Registry.Viewed(by.ID, "phone", string(id))
	if p.Number != "" {
		calls, _, err := v.deps.Shelf.PhoneCalls(ctx, by.Scope(), care.PhoneQuery{Number: p.Number, Page: care.Page{Limit: historyOf + 1}})
		if err != nil {
			return nil, err
		}
		calls = slices.DeleteFunc(calls, func(c care.PhoneCall) bool { return c.ID == id })
		if d.Calls, err = v.phoneItems(ctx, by.Scope(), calls); err != nil {
			return nil, err
		}
		tickets, _, err := v.deps.Shelf.Tickets(ctx, by.Scope(), care.TicketQuery{Text: p.Number, Page: care.Page{Limit: historyOf}})
		if err != nil {
			return nil, err
		}
		if d.Tickets, err = v.ticketItems(ctx, tickets); err != nil {
			return nil, err
		}
	}
	for _, c := range d.Callers[:min(len(d.Callers), historyOf)] {
		h, err := v.history(ctx, by, c.ElderID)
		if err != nil {
			return nil, err
		}
		d.Histories = append(d.Histories, h)
	}
	return d, nil
}

func (v *views) history(ctx context.Context, by care.Staff, elder care.ElderID) (h ElderHistory, err error) {
	h.ElderID = elder
	v.deps.Registry.Viewed(by.ID, "elder", string(elder))
	incidents, _, err := v.deps.Shelf.Incidents(ctx, by.Scope(), care.IncidentQuery{Elder: elder, Newest: true, Page: care.Page{Limit: historyOf}})
	if err != nil {
		return h, err
	}
	if h.Incidents, err = v.incidentItems(ctx, incidents); err != nil {
		return h, err
	}
	orders, _, err := v.deps.Shelf.Orders(ctx, by.Scope(), care.OrderQuery{Elder: elder, Page: care.Page{Limit: historyOf}})
	if err != nil {
		return h, err
	}
	if h.Orders, err = v.orderItems(ctx, orders); err != nil {
		return h, err
	}
	calls, _, err := v.deps.Shelf.PhoneCalls(ctx, by.Scope(), care.PhoneQuery{Elder: elder, Page: care.Page{Limit: historyOf}})
	if err != nil {
		return h, err
	}
	if h.Calls, err = v.phoneItems(ctx, by.Scope(), calls); err != nil {
		return h, err
	}
	tickets, _, err := v.deps.Shelf.Tickets(ctx, by.Scope(), care.TicketQuery{Elder: elder, Page: care.Page{Limit: historyOf}})
	if err != nil {
		return h, err
	}
	h.Tickets, err = v.ticketItems(ctx, tickets)
	return h, err
}
