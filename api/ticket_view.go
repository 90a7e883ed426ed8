package api

import (
	"context"
	"errors"
	"time"

	"yian/care"
	"yian/dispatch/hotline"
)

// TicketItem is a ticket as lists show it.
type TicketItem struct {
	care.Ticket
	ElderName       string     `json:"elder_name,omitempty"`
	Township        string     `json:"township,omitempty"`
	Village         string     `json:"village,omitempty"`
	AboutCenterName string     `json:"about_center_name,omitempty"`
	AboutStaffName  string     `json:"about_staff_name,omitempty"`
	ByName          string     `json:"by_name,omitempty"`
	HandlerName     string     `json:"handler_name,omitempty"`
	AnsweredName    string     `json:"answered_name,omitempty"`
	DueAt           *time.Time `json:"due_at" nullable:"true" doc:"the deadline that is next"`
	Overdue         bool       `json:"overdue"`
	Independent     bool       `json:"independent" doc:"no site may see it"`
}

// TicketDetail is a ticket with everything to answer it.
type TicketDetail struct {
	TicketItem
	Timeline []Moment       `json:"timeline"`
	Elder    *OrderElder    `json:"elder,omitempty"`
	Incident *IncidentBrief `json:"incident,omitempty"`
	Told     []ArticleBrief `json:"told" doc:"the articles that the answer was given from"`
	Calls    []FollowUpItem `json:"follow_ups"`
}

// ArticleBrief names an article.
type ArticleBrief struct {
	ID    care.ArticleID `json:"id"`
	Title string         `json:"title"`
}

func (v *views) ticketItems(ctx context.Context, tickets []care.Ticket) ([]TicketItem, error) {
	var elders []care.ElderID
	for _, t := range tickets {
		if t.ElderID != "" {
			elders = append(elders, t.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	now := v.deps.Now()
	items := make([]TicketItem, len(tickets))
	for i, t := range tickets {
		due := t.DueAt()
		item := TicketItem{Ticket: t, ElderName: people[t.ElderID].Name, AboutCenterName: v.centerName(ctx, t.AboutCenter),
			AboutStaffName: v.staffName(ctx, t.AboutStaff), ByName: v.staffName(ctx, t.By), HandlerName: v.staffName(ctx, t.Handler),
			AnsweredName: v.staffName(ctx, t.AnsweredBy), DueAt: due, Overdue: due != nil && due.Before(now), Independent: t.Independent()}
		item.Township, item.Village = v.places(ctx, t.RegionID)
		item.Steps = []care.TicketStep{} // told with one ticket only, as its timeline
		items[i] = item
	}
	return items, nil
}

func (v *views) ticketDetail(ctx context.Context, by care.Staff, id care.TicketID) (*TicketDetail, error) {
	t, err := v.deps.Shelf.Ticket(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	items, err := v.ticketItems(ctx, []care.Ticket{t})
	if err != nil {
		return nil, err
	}
	v.deps.Registry.Viewed(by.ID, "ticket", string(id))
	d := &TicketDetail{TicketItem: items[0], Timeline: make([]Moment, len(t.Steps)), Told: []ArticleBrief{}}
	for i, s := range t.Steps {
		d.Timeline[i] = Moment{At: s.At, What: "ticket." + s.What, By: s.By, ByName: v.staffName(ctx, s.By), Note: s.Text}
	}
	if d.Elder, err = v.callee(ctx, by, t.ElderID); err != nil {
		return nil, err
	}
	in, err := one(t.IncidentID, func() (care.Incident, error) { return v.deps.Shelf.Incident(ctx, by.Scope(), t.IncidentID) })
	if err != nil {
		return nil, err
	}
	if in != nil {
		d.Incident = &IncidentBrief{ID: in.ID, Number: in.Number, Kind: in.Kind, State: in.State}
	}
	for _, id := range t.Articles {
		a, err := one(id, func() (care.Article, error) { return v.deps.Shelf.Article(ctx, id) })
		if err != nil {
			return nil, err
		}
		if a != nil && a.Told != nil {
			d.Told = append(d.Told, ArticleBrief{ID: a.ID, Title: a.Told.Title})
		}
	}
	calls, _, err := v.deps.Shelf.FollowUps(ctx, by.Scope(), care.FollowUpQuery{Noun: "ticket", Subject: string(id)})
	if err != nil {
		return nil, err
	}
	d.Calls, err = v.followUpItems(ctx, by, calls)
	return d, err
}

// callee is an elder as whoever rings needs it; nil for nobody and for what is gone.
// The look is recorded.
func (v *views) callee(ctx context.Context, by care.Staff, id care.ElderID) (*OrderElder, error) {
	e, err := one(id, func() (care.Elder, error) { return v.deps.Registry.Elder(ctx, by.Scope(), id) })
	if err != nil || e == nil {
		return nil, err
	}
	v.deps.Registry.Viewed(by.ID, "elder", string(e.ID))
	return &OrderElder{ID: e.ID, Name: e.Name, Age: max(e.Age(v.deps.Now()), 0), Gender: e.Gender, Phone: e.Phone, Reach: e.Reach, ReachNotes: e.ReachNotes}, nil
}

// FollowUpItem is a follow-up as lists show it, without a number to ring.
type FollowUpItem struct {
	care.FollowUp
	ElderName string `json:"elder_name,omitempty"`
	ElderAge  int    `json:"elder_age,omitempty"`
	Township  string `json:"township,omitempty"`
	Village   string `json:"village,omitempty"`
	EndedName string `json:"ended_name,omitempty"`
	Late      bool   `json:"late" doc:"should have been called by now"`
	MayNot    string `json:"may_not,omitempty" doc:"why whoever asks may not make this call, as a code"`
}

// FollowUpDetail is a follow-up with what it is about and whom to ring.
type FollowUpDetail struct {
	FollowUpItem
	Elder    *OrderElder   `json:"elder,omitempty"`
	Incident *IncidentItem `json:"incident,omitempty"`
	Order    *OrderItem    `json:"order,omitempty"`
	Ticket   *TicketItem   `json:"ticket,omitempty"`
}

func (v *views) followUpItems(ctx context.Context, by care.Staff, calls []care.FollowUp) ([]FollowUpItem, error) {
	var elders []care.ElderID
	for _, f := range calls {
		if f.ElderID != "" {
			elders = append(elders, f.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	now := v.deps.Now()
	items := make([]FollowUpItem, len(calls))
	for i, f := range calls {
		item := FollowUpItem{FollowUp: f, ElderName: people[f.ElderID].Name, EndedName: v.staffName(ctx, f.EndedBy),
			Late: f.State == care.FollowUpOpen && f.DueAt.Before(now)}
		if e, known := people[f.ElderID]; known {
			item.ElderAge = max(e.Age(now), 0)
		}
		var fault *care.Fault
		if errors.As(hotline.MayCall(by, &f), &fault) {
			item.MayNot = fault.Code
		}
		item.Phone = ""
		item.Township, item.Village = v.places(ctx, f.RegionID)
		items[i] = item
	}
	return items, nil
}

func (v *views) followUpDetail(ctx context.Context, by care.Staff, id care.FollowUpID) (*FollowUpDetail, error) {
	f, err := v.deps.Shelf.FollowUp(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	items, err := v.followUpItems(ctx, by, []care.FollowUp{f})
	if err != nil {
		return nil, err
	}
	v.deps.Registry.Viewed(by.ID, "follow_up", string(id))
	d := &FollowUpDetail{FollowUpItem: items[0]}
	d.Phone = f.Phone
	if d.Elder, err = v.callee(ctx, by, f.ElderID); err != nil {
		return nil, err
	}
	switch f.Noun {
	case "incident":
		d.Incident, err = oneItem(ctx, f.Subject, func(id care.IncidentID) (care.Incident, error) {
			return v.deps.Shelf.Incident(ctx, care.Everything, id)
		}, v.incidentItems)
	case "order":
		d.Order, err = oneItem(ctx, f.Subject, func(id care.OrderID) (care.Order, error) { return v.deps.Shelf.Order(ctx, care.Everything, id) }, v.orderItems)
	case "ticket":
		d.Ticket, err = oneItem(ctx, f.Subject, func(id care.TicketID) (care.Ticket, error) { return v.deps.Shelf.Ticket(ctx, by.Scope(), id) }, v.ticketItems)
	}
	return d, err
}

// oneItem reads a noun and makes its item; nil when it is gone.
func oneItem[ID ~string, T, Item any](ctx context.Context, id string, read func(ID) (T, error), items func(context.Context, []T) ([]Item, error)) (*Item, error) {
	noun, err := one(ID(id), func() (T, error) { return read(ID(id)) })
	if err != nil || noun == nil {
		return nil, err
	}
	list, err := items(ctx, []T{*noun})
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// AuditItem is an audit as lists show it.
type AuditItem struct {
	care.Audit
	OperatorName string `json:"operator_name,omitempty"`
	ByName       string `json:"by_name,omitempty"`
	Score        Share  `json:"score" doc:"lines met, of those that came up"`
}

func (v *views) auditItem(ctx context.Context, a care.Audit) AuditItem {
	item := AuditItem{Audit: a, OperatorName: v.staffName(ctx, a.Operator), ByName: v.staffName(ctx, a.By)}
	for _, c := range a.Checks {
		if c.Met != "none" {
			item.Score.count(c.Met == "yes")
		}
	}
	return item
}
