package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yian/care"
	"yian/dispatch"
)

// IncidentItem is an incident as lists and events show it.
type IncidentItem struct {
	care.Incident
	ElderName    string     `json:"elder_name,omitempty"`
	ElderAge     int        `json:"elder_age,omitempty" doc:"full years; 0 when unknown"`
	Township     string     `json:"township,omitempty"`
	Village      string     `json:"village,omitempty"`
	Group        string     `json:"group,omitempty"`
	CenterName   string     `json:"center_name,omitempty"`
	Reach        care.Reach `json:"reach,omitempty"`
	SecondPerson string     `json:"second_person,omitempty" doc:"name of a second person in the home whom it may concern"`
	AnsweredName string     `json:"answered_name,omitempty"`
	ElderKnows   bool       `json:"elder_knows" doc:"a device of the caller confirmed that it showed or spoke a feedback"`
	Missing      []string   `json:"missing" doc:"what keeps it from being closed, as codes"`
	Installing   string     `json:"installing,omitempty" doc:"who is fitting the device that called: 装机中. The call is real until that person says otherwise"`
	Timeline     []Moment   `json:"timeline"`
}

// Moment is one line of a timeline.
type Moment struct {
	At     time.Time    `json:"at"`
	What   string       `json:"what"`
	By     care.StaffID `json:"by"`
	ByName string       `json:"by_name,omitempty"`
	Note   string       `json:"note"`
}

// ElderBrief is what decides over life, shown with an incident.
type ElderBrief struct {
	care.Elder
	Age         int                   `json:"age"`
	Whereabouts care.WhereaboutsState `json:"whereabouts,omitempty"`
}

// IncidentDetail is an incident with everything for a decision on one screen.
type IncidentDetail struct {
	IncidentItem
	Elder     *ElderBrief     `json:"elder,omitempty"`
	Elders    []ElderBrief    `json:"elders"`
	Household *care.Household `json:"household,omitempty"`
	Address   string          `json:"center_address,omitempty" doc:"of the center that called"`
	Device    *care.Device    `json:"device,omitempty"`
	Feedback  []care.Feedback `json:"feedback"`
	Orders    []OrderItem     `json:"orders"`
	Notices   []care.Notice   `json:"notices"`
	Questions []string        `json:"questions" doc:"what is asked for this kind, in order, as codes"`
	SameCause []LinkedItem    `json:"same_cause"`
	Away      *AwayView       `json:"away,omitempty" doc:"the elder is not at home: with whom, and which 120 and 110 are theirs"`
	Earlier   []EarlierItem   `json:"earlier" doc:"what the elder called for before, newest first"`
	WaitedS   int             `json:"waited_s" doc:"seconds from press to answer, or to now"`
}

// LinkedItem is another incident of the same cause.
type LinkedItem struct {
	ID        care.IncidentID    `json:"id"`
	Number    string             `json:"number"`
	Kind      string             `json:"kind"`
	State     care.IncidentState `json:"state" enum:"open,answered,dispatched,arrived,closed"`
	ElderName string             `json:"elder_name,omitempty"`
	Village   string             `json:"village,omitempty"`
}

// EarlierItem is an earlier incident of the same elder.
type EarlierItem struct {
	ID       care.IncidentID    `json:"id"`
	Number   string             `json:"number"`
	Kind     string             `json:"kind"`
	State    care.IncidentState `json:"state" enum:"open,answered,dispatched,arrived,closed"`
	Outcome  care.Outcome       `json:"outcome,omitempty"`
	OpenedAt time.Time          `json:"opened_at"`
}

// earlier are the last incidents of an elder but this one, as far as sc sees them.
func (v *views) earlier(ctx context.Context, sc care.Scope, in care.Incident) ([]EarlierItem, error) {
	items := []EarlierItem{}
	if in.ElderID == "" {
		return items, nil
	}
	list, _, err := v.deps.Shelf.Incidents(ctx, sc, care.IncidentQuery{Elder: in.ElderID, Newest: true, Page: care.Page{Limit: historyOf + 1}})
	for _, o := range list {
		if o.ID != in.ID && len(items) < historyOf {
			items = append(items, EarlierItem{ID: o.ID, Number: o.Number, Kind: o.Kind, State: o.State, Outcome: o.Outcome, OpenedAt: o.OpenedAt})
		}
	}
	return items, err
}

func (v *views) sameCause(ctx context.Context, sc care.Scope, in care.Incident) ([]LinkedItem, error) {
	others, err := v.deps.Shelf.SameCause(ctx, sc, in)
	if err != nil {
		return nil, err
	}
	items := make([]LinkedItem, len(others))
	var elders []care.ElderID
	for _, o := range others {
		elders = append(elders, o.ElderID)
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	for i, o := range others {
		_, village := v.places(ctx, o.RegionID)
		items[i] = LinkedItem{ID: o.ID, Number: o.Number, Kind: o.Kind, State: o.State, ElderName: people[o.ElderID].Name, Village: village}
	}
	return items, nil
}

// incidentItems makes items of incidents, reading what they show for all at once.
func (v *views) incidentItems(ctx context.Context, list []care.Incident) ([]IncidentItem, error) {
	var elders []care.ElderID
	var homes []care.HouseholdID
	var callers []care.DeviceID // of what goes on
	ids, subjects := make([]care.IncidentID, len(list)), make([]string, len(list))
	for i, in := range list {
		ids[i], subjects[i] = in.ID, string(in.ID)
		elders = append(elders, in.ElderIDs...)
		if in.HouseholdID != "" {
			homes = append(homes, in.HouseholdID)
		}
		if in.State != care.IncidentClosed && in.DeviceID != "" {
			callers = append(callers, in.DeviceID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	households, err := v.deps.Shelf.HouseholdCards(ctx, distinct(homes))
	if err != nil {
		return nil, err
	}
	unaware, err := v.deps.Shelf.Unaware(ctx, ids)
	if err != nil {
		return nil, err
	}
	installing, err := v.deps.Shelf.Installing(ctx, distinct(callers))
	if err != nil {
		return nil, err
	}
	timelines, err := v.deps.Shelf.Timelines(ctx, "incident", subjects)
	if err != nil {
		return nil, err
	}
	items := make([]IncidentItem, len(list))
	for i, in := range list {
		item := IncidentItem{Incident: in, Missing: []string{}, Group: households[in.HouseholdID].Group, ElderKnows: !unaware[in.ID],
			AnsweredName: v.staffName(ctx, in.AnsweredBy), CenterName: v.centerName(ctx, in.CenterID), Timeline: v.moments(ctx, timelines[string(in.ID)])}
		item.Location, item.LocatedAt, item.Search = nil, nil, nil // only whoever opens it sees where somebody is
		if in.State != care.IncidentClosed {
			item.Missing = append(item.Missing, dispatch.Missing(&in)...)
		}
		item.Township, item.Village = v.places(ctx, in.RegionID)
		if in.State != care.IncidentClosed {
			item.Installing = v.staffName(ctx, installing[in.DeviceID].By)
		}
		item.name(people, v.deps.Now())
		if in.State != care.IncidentClosed && in.Contact != nil && dispatch.Untried(&in, item.Reach) {
			item.Missing = append(item.Missing, "not_tried")
		}
		items[i] = item
	}
	return items, nil
}

// name adds who it is about. An elder whose record is gone hides no incident.
func (item *IncidentItem) name(people map[care.ElderID]care.Elder, now time.Time) {
	if item.ElderIDs == nil {
		item.ElderIDs = []care.ElderID{}
	}
	for _, id := range item.ElderIDs {
		e, known := people[id]
		switch {
		case !known:
		case id == item.ElderID:
			item.ElderName, item.ElderAge, item.Reach = e.Name, max(e.Age(now), 0), e.Reach
		case item.ElderID != "" && item.SecondPerson == "":
			item.SecondPerson = e.Name
		}
	}
}

func (v *views) incidentItem(ctx context.Context, in care.Incident) (IncidentItem, error) {
	items, err := v.incidentItems(ctx, []care.Incident{in})
	if err != nil {
		return IncidentItem{}, err
	}
	return items[0], nil
}

func (v *views) incidentDetail(ctx context.Context, by care.Staff, id care.IncidentID) (*IncidentDetail, error) {
	in, err := v.deps.Shelf.Incident(ctx, by.Scope(), id)
	if err != nil {
		return nil, err
	}
	item, err := v.incidentItem(ctx, in)
	if err != nil {
		return nil, err
	}
	d := &IncidentDetail{IncidentItem: item, Elders: []ElderBrief{}}
	if in.Location != nil && slices.Contains(seePlaces.roles, by.Role) {
		d.Location, d.LocatedAt = in.Location, in.LocatedAt
		v.deps.Registry.Viewed(by.ID, "location", string(cmp.Or(in.ElderID, care.ElderID(in.DeviceID))))
	}
	if slices.Contains(seePlaces.roles, by.Role) {
		d.Search, d.Away = in.Search, v.away(ctx, &in)
	}
	people, err := v.deps.Shelf.ElderCards(ctx, in.ElderIDs)
	if err != nil {
		return nil, err
	}
	for _, eid := range in.ElderIDs {
		e, known := people[eid]
		if !known {
			continue
		}
		brief := ElderBrief{Elder: e, Age: max(e.Age(v.deps.Now()), 0)}
		if w, err := v.deps.Centers.WhereaboutsAt(ctx, care.Everything, eid, v.deps.Now()); err == nil {
			brief.Whereabouts = w.State
		}
		d.Elders = append(d.Elders, brief)
		if eid == in.ElderID {
			d.Elder = &brief
		}
		v.deps.Registry.Viewed(by.ID, "elder", string(eid))
	}
	if d.Household, err = one(in.HouseholdID, func() (care.Household, error) {
		return v.deps.Registry.Household(ctx, care.Everything, in.HouseholdID)
	}); err != nil {
		return nil, err
	}
	if d.Household != nil {
		v.whoOpens(ctx, d.Household, v.keysTo(ctx, in.HouseholdID))
	}
	if c, err := one(in.CenterID, func() (care.Center, error) { return v.deps.Registry.Center(ctx, care.Everything, in.CenterID) }); err == nil && c != nil {
		d.Address = c.Address
	}
	if d.Device, err = one(in.DeviceID, func() (care.Device, error) { return v.deps.Registry.Device(ctx, care.Everything, in.DeviceID) }); err != nil {
		return nil, err
	}
	if d.Feedback, err = v.deps.Shelf.FeedbackOf(ctx, id); err != nil {
		return nil, err
	}
	for i, f := range d.Feedback {
		d.Feedback[i] = v.deps.Sentences.Say(ctx, f)
	}
	d.Questions = dispatch.Questions(in.Kind)
	if d.Earlier, err = v.earlier(ctx, by.Scope(), in); err != nil {
		return nil, err
	}
	if d.SameCause, err = v.sameCause(ctx, by.Scope(), in); err != nil {
		return nil, err
	}
	if d.Notices, err = v.deps.Shelf.NoticesOf(ctx, id); err != nil {
		return nil, err
	}
	orders, err := v.deps.Shelf.OrdersOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Orders, err = v.orderItems(ctx, orders); err != nil {
		return nil, err
	}
	until := v.deps.Now()
	if in.AnsweredAt != nil {
		until = *in.AnsweredAt
	}
	d.WaitedS = int(until.Sub(in.PressedAt).Seconds())
	return d, nil
}
