package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// DayKitchen is what the manager's day says of baths, meals and samples.
type DayKitchen struct {
	Baths          []DayBath       `json:"baths" doc:"due today"`
	Tomorrow       DayMeals        `json:"tomorrow"`
	SamplesMissing []MissingSample `json:"samples_missing" doc:"meals of yesterday and today that were served without samples"`
	SamplesRipe    int             `json:"samples_ripe" doc:"kept for 48 hours and still there"`
}

// DayBath is a bath that is due today.
type DayBath struct {
	OrderID    care.OrderID    `json:"order_id"`
	ElderName  string          `json:"elder_name"`
	Clock      string          `json:"clock"`
	State      care.OrderState `json:"state" enum:"requested,queued,assigned,accepted,on_the_way,arrived,completed,cancelled,failed"`
	WorkerName string          `json:"worker_name,omitempty"`
}

// DayMeals is for how many the kitchen cooks tomorrow.
type DayMeals struct {
	Day       string     `json:"day"`
	Residents int        `json:"residents" doc:"expected in the house"`
	Orders    int        `json:"orders" doc:"meals of plans"`
	Tags      []DietLine `json:"tags"`
}

// DietLine is how many of them need a diet.
type DietLine struct {
	Diet      care.Diet `json:"diet" enum:"allergy,halal,diabetic,low_salt,soft"`
	Residents int       `json:"residents"`
	Orders    int       `json:"orders"`
	Names     []string  `json:"names" doc:"of the residents"`
	Keeps     bool      `json:"keeps" doc:"the kitchen keeps to it"`
}

// MissingSample is a meal that was served without a sample.
type MissingSample struct {
	Day  string        `json:"day"`
	Meal care.MealTime `json:"meal" enum:"breakfast,lunch,supper"`
}

// dayKitchen adds baths, tomorrow's meals and samples to the manager's day.
func (v *views) dayKitchen(ctx context.Context, by care.Staff, id care.CenterID, d *DayView) error {
	now := v.deps.Now().In(care.Shanghai)
	morning := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, care.Shanghai)
	var err error
	if d.Baths, err = v.baths(ctx, id, morning); err != nil {
		return err
	}
	if d.Tomorrow, err = v.mealsOf(ctx, id, morning.AddDate(0, 0, 1)); err != nil {
		return err
	}
	log, err := v.deps.Samples.Log(ctx, by.Scope(), id, morning.AddDate(0, 0, -1).Format(time.DateOnly), morning.Format(time.DateOnly))
	if err != nil {
		return err
	}
	d.SamplesMissing = []MissingSample{}
	for _, day := range log {
		for _, meal := range day.Missing() {
			d.SamplesMissing = append(d.SamplesMissing, MissingSample{day.Day, meal})
		}
	}
	ripe, err := v.deps.Samples.Ripe(ctx, by.Scope(), id)
	d.SamplesRipe = len(ripe)
	return err
}

// baths are those of a site that are due on a day, by time.
func (v *views) baths(ctx context.Context, id care.CenterID, morning time.Time) ([]DayBath, error) {
	sc := care.Scope{Staff: care.System, Role: care.Manager, Center: id}
	orders, err := v.deps.PlanShelf.PlannedOrders(ctx, sc, "", care.Bathing, morning, morning.AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	more, _, err := v.deps.Shelf.Orders(ctx, sc, care.OrderQuery{Services: []care.Service{care.Bathing}, Since: morning.AddDate(0, 0, -30), Page: care.Page{Limit: 500}})
	if err != nil {
		return nil, err
	}
	for _, o := range more {
		if o.PlanID == "" && o.DueAt != nil && !o.DueAt.Before(morning) && o.DueAt.Before(morning.AddDate(0, 0, 1)) {
			orders = append(orders, o)
		}
	}
	var elders []care.ElderID
	for _, o := range orders {
		elders = append(elders, o.ElderID)
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	out := []DayBath{}
	for _, o := range orders {
		if o.State != care.OrderCancelled && o.DueAt != nil {
			out = append(out, DayBath{OrderID: o.ID, ElderName: people[o.ElderID].Name, Clock: o.DueAt.In(care.Shanghai).Format("15:04"), State: o.State, WorkerName: v.staffName(ctx, o.WorkerID)})
		}
	}
	slices.SortStableFunc(out, func(a, b DayBath) int { return strings.Compare(a.Clock, b.Clock) })
	return out, nil
}

// mealsOf is for how many a site cooks on a day to come: whoever is expected to be in
// the house, and what plans order.
func (v *views) mealsOf(ctx context.Context, id care.CenterID, day time.Time) (DayMeals, error) {
	m := DayMeals{Day: day.Format(time.DateOnly), Tags: []DietLine{}}
	beds, err := v.deps.Centers.Residents(ctx, care.Everything, id, v.deps.Now())
	if err != nil {
		return m, err
	}
	k, err := v.deps.Plans.Kitchen(ctx, id)
	if err != nil {
		return m, err
	}
	meals, err := v.deps.Plans.Meals(ctx, care.Scope{Staff: care.System, Role: care.Manager, Center: id}, id, m.Day)
	if err != nil {
		return m, err
	}
	lines := map[care.Diet]*DietLine{}
	for _, d := range care.Diets {
		lines[d] = &DietLine{Diet: d, Names: []string{}, Keeps: k.Keeps(d)}
	}
	for _, b := range beds {
		if at := b.Whereabouts.Expected(day.Add(12 * time.Hour)); !at.Present() {
			continue
		}
		m.Residents++
		for _, d := range care.DietsOf(b.Elder) {
			lines[d].Residents++
			lines[d].Names = append(lines[d].Names, b.Elder.Name)
		}
	}
	m.Orders = len(meals)
	for _, one := range meals {
		for _, d := range one.Diets {
			lines[d].Orders++
		}
	}
	for _, d := range care.Diets {
		if l := lines[d]; l.Residents+l.Orders > 0 {
			m.Tags = append(m.Tags, *l)
		}
	}
	return m, nil
}
