package plans

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"yian/care"
)

// The rows of the catalogue that visits are ordered by.
const (
	VisitAtHome  care.OfferingID = "visit-at-home"
	VisitByPhone care.OfferingID = "visit-by-phone"
)

// RiskOf is how much an elder needs to be looked after: who lives alone and is of
// great age, or lives by a device or a drug, most.
func RiskOf(e *care.Elder, alone bool, now time.Time) care.RiskClass {
	frail := e.Age(now) >= 80 || len(e.Vital) > 0
	switch {
	case alone && frail:
		return care.RiskHigh
	case alone || frail:
		return care.RiskMiddle
	}
	return care.RiskLow
}

// visitOf is the plan by which an elder of a class is visited (探访): weekly in the
// highest, else monthly, and by telephone in the lowest unless somebody goes. The days
// are spread, so that nobody has to be everywhere on the first.
func visitOf(e *care.Elder, risk care.RiskClass, way care.VisitWay) care.Plan {
	h := fnv.New32a()
	_, _ = h.Write([]byte(e.ID))
	n := h.Sum32()
	p := care.Plan{OfferingID: VisitAtHome, ElderID: e.ID, Way: way, Risk: risk, Times: []string{[]string{"09:30", "10:30", "15:00", "16:00"}[n%4]}}
	if way == "" {
		if p.Way = care.VisitByGrid; risk == care.RiskLow {
			p.Way = care.VisitByPhone
		}
	}
	if p.Way == care.VisitByPhone {
		p.OfferingID = VisitByPhone
	}
	days := []string{"MO", "TU", "WE", "TH", "FR"}
	if risk == care.RiskHigh {
		p.Rule = "FREQ=WEEKLY;BYDAY=" + days[n/4%5]
	} else {
		p.Rule = fmt.Sprintf("FREQ=MONTHLY;BYDAY=%d%s", 1+n/20%4, days[n/4%5])
	}
	return p
}

// Visited counts the plans that were made, by risk class.
type Visited struct {
	Already int                    // had one
	Made    map[care.RiskClass]int // got one
}

// VisitAll begins a plan of visits for everybody at home in a region who has none,
// each by the own risk class. It blocks until on disk.
func (p *Plans) VisitAll(ctx context.Context, by care.Staff, region care.RegionID, way care.VisitWay) (Visited, error) {
	out := Visited{Made: map[care.RiskClass]int{}}
	elders, err := p.everybody(ctx, by.Scope(), care.ElderQuery{RegionID: region})
	if err != nil {
		return out, err
	}
	has, err := p.visited(ctx, by.Scope())
	if err != nil {
		return out, err
	}
	if elders, err = p.living(ctx, elders); err != nil {
		return out, err
	}
	together := map[care.HouseholdID]int{}
	for _, e := range elders {
		if e.CenterID == "" {
			together[e.HouseholdID]++
		}
	}
	var list []care.Plan
	for i := range elders {
		e := &elders[i]
		switch {
		case has[e.ID]:
			out.Already++
		case e.HouseholdID != "" && e.CenterID == "":
			plan := visitOf(e, RiskOf(e, together[e.HouseholdID] == 1, p.now()), way)
			list = append(list, plan)
			out.Made[plan.Risk]++
		}
	}
	_, err = p.Begin(ctx, by, list)
	return out, err
}

// living leaves out the dead: they need no visit, and whoever is left lives alone.
func (p *Plans) living(ctx context.Context, elders []care.Elder) ([]care.Elder, error) {
	var out []care.Elder
	for _, e := range elders {
		where, err := p.deps.Whereabouts.Expected(ctx, e.ID, p.now())
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return nil, fmt.Errorf("plans: whereabouts: %w", err)
		}
		if where != care.Deceased {
			out = append(out, e)
		}
	}
	return out, nil
}

// everybody reads all pages of elders.
func (p *Plans) everybody(ctx context.Context, sc care.Scope, q care.ElderQuery) ([]care.Elder, error) {
	var all []care.Elder
	page := care.Page{Limit: 500}
	for {
		list, next, err := p.deps.People.Elders(ctx, sc, q, page)
		if err != nil {
			return nil, fmt.Errorf("plans: elders: %w", err)
		}
		all = append(all, list...)
		if page.Cursor = next; next == "" {
			return all, nil
		}
	}
}

func (p *Plans) visited(ctx context.Context, sc care.Scope) (map[care.ElderID]bool, error) {
	has := map[care.ElderID]bool{}
	q := care.PlanQuery{Services: []care.Service{care.VisitService}, Page: care.Page{Limit: 500}}
	for {
		list, next, err := p.deps.Shelf.Plans(ctx, sc, q)
		if err != nil {
			return nil, fmt.Errorf("plans: visits: %w", err)
		}
		for _, plan := range list {
			has[plan.ElderID] = true
		}
		if q.Page.Cursor = next; next == "" {
			return has, nil
		}
	}
}

// Begin begins many plans with one entry, and leaves out those that cannot stand: they
// are returned with why. It blocks until on disk.
func (p *Plans) Begin(ctx context.Context, by care.Staff, list []care.Plan) (refused map[int]error, err error) {
	now := p.now()
	refused = map[int]error{}
	var good []care.Plan
	for i := range list {
		plan := list[i]
		plan.ID, plan.By, plan.CreatedAt = care.PlanID(newID()), by.ID, now
		err := p.complete(ctx, by, &plan, true)
		switch {
		case errors.Is(err, care.ErrInvalid), errors.Is(err, care.ErrConflict), errors.Is(err, care.ErrNotFound):
			refused[i] = err
			continue
		case err != nil:
			return refused, err
		}
		plan.NextAt = after(&plan, now)
		plan.DueAt = due(&plan, plan.NextAt)
		good = append(good, plan)
	}
	if len(good) == 0 {
		return refused, nil
	}
	e := care.Entry{At: now, By: by.ID, What: "plans.created", Noun: "plan", RegionID: by.RegionID, CenterID: by.CenterID, Note: fmt.Sprint(len(good))}
	if err := p.deps.Book.NewPlans(ctx, good, e); err != nil {
		return refused, fmt.Errorf("plans: begin: %w", err)
	}
	return refused, nil
}
