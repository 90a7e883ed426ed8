package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/catalogue"
	"yian/dispatch/plans"
)

// daysBefore is how many days of plans lie behind the demo when it begins.
const daysBefore = 5

// Programme is the county's catalogue with sample prices, its kitchens and its plans,
// with the days before; all through the rooms with the time passed in.
type Programme struct {
	crew  *Crew
	desk  *dispatch.Desk
	plans *plans.Plans
	goods *catalogue.Catalogue
	now   time.Time // what all clocks say
}

// Make joins plans to a desk, as a site does.
type Make func(*dispatch.Desk) plans.Orders

// BeginProgramme enters it. desk and deps are the rooms' own, of which queue, notifier,
// messenger and clocks are replaced. It blocks for a few seconds.
func BeginProgramme(ctx context.Context, crew CrewDeps, desk dispatch.Deps, deps plans.Deps, goods *catalogue.Catalogue, join Make, now time.Time) error {
	p := &Programme{crew: NewCrew(crew), goods: goods, now: now.AddDate(0, 0, -daysBefore)}
	desk.Queue, desk.Notifier, desk.Messenger = Silent{}, Silent{}, Silent{}
	desk.Now = func() time.Time { return p.now }
	var err error
	if p.desk, err = dispatch.New(dispatch.Config{}, desk); err != nil {
		return err
	}
	deps.Orders, deps.Now = join(p.desk), desk.Now
	if p.plans, err = plans.New(plans.Config{}, deps); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{{"prices", p.price}, {"kitchens", p.cook}, {"activity days", func(ctx context.Context) error { return p.gather(ctx, now) }}, {"plans", p.plan}, {"days", func(ctx context.Context) error { return p.live(ctx, now) }}} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("demo: programme, %s: %w", step.name, err)
		}
	}
	return nil
}

// prices are samples, in yuan: the whole and the subsidy.
var prices = map[care.OfferingID][2]int64{
	"meal-delivery": {12, 6}, "meal-canteen": {10, 6}, "bath-at-home": {90, 60}, "bath-at-station": {50, 35}, "cleaning": {60, 30}, "laundry": {25, 10},
	"nurse-visit": {80, 40}, "escort": {120, 40}, "appointment": {20, 15}, "shopping": {10, 5}, "companionship": {40, 30},
}

func (p *Programme) price(ctx context.Context) error {
	all, err := p.goods.Offerings(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if yuan, ok := prices[o.ID]; ok {
			o.Prices = []care.Price{{From: "2026-01-01", Fen: 100 * yuan[0], SubsidyFen: 100 * yuan[1]}}
			if _, err := p.goods.Save(ctx, p.crew.people["admin"], o); err != nil {
				return err
			}
		}
	}
	return nil
}

// kitchenOf is the kitchen of a township: its care home cooks.
func (p *Programme) kitchenOf(region care.RegionID) care.CenterID {
	var n int
	_, _ = fmt.Sscanf(string(region[6:9]), "%d", &n)
	return care.CenterID(fmt.Sprintf("house-%02d", n-100))
}

func (p *Programme) cook(ctx context.Context) error {
	for i := range townshipNames {
		k := care.Kitchen{CenterID: care.CenterID(fmt.Sprintf("house-%02d", i)), Diets: care.Diets, HalalKitchen: true, HalalBoxes: true}
		if i%4 == 3 { // these cannot: who needs it gets it from nobody, and the list says so
			k.Diets, k.HalalKitchen, k.HalalBoxes = []care.Diet{care.DietAllergy, care.DietDiabetic, care.DietLowSalt, care.DietSoft}, false, false
		}
		if _, err := p.plans.SaveKitchen(ctx, p.crew.people["admin"], k); err != nil {
			return err
		}
	}
	return nil
}

func (p *Programme) plan(ctx context.Context) error {
	var list []care.Plan
	share := p.crew.share
	weekday := func(id, what string) string { return []string{"MO", "TU", "WE", "TH", "FR"}[int(share(id, what)*5)] }
	for _, h := range p.crew.deps.County.Homes {
		elders, err := p.crew.deps.Registry.EldersOf(ctx, care.HouseholdID(h.ID))
		if err != nil {
			return err
		}
		for _, e := range elders {
			id := string(e.ID)
			if share(id, "lunch") < 0.25 {
				list = append(list, care.Plan{OfferingID: "meal-delivery", ElderID: e.ID, CenterID: p.kitchenOf(e.RegionID), Rule: "FREQ=DAILY", Times: []string{"11:30"}, CutOffMinutes: 120})
			}
			if share(id, "bath") < 0.08 {
				list = append(list, care.Plan{OfferingID: "bath-at-home", ElderID: e.ID, Rule: "FREQ=WEEKLY;BYDAY=" + weekday(id, "bath day"), Times: []string{"15:00"}, SkipHolidays: true})
			}
			if share(id, "clean") < 0.1 {
				list = append(list, care.Plan{OfferingID: "cleaning", ElderID: e.ID, Rule: "FREQ=WEEKLY;BYDAY=" + weekday(id, "cleaning day"), Times: []string{"09:00"}, SkipHolidays: true})
			}
			if share(id, "pills") < 0.03 {
				list = append(list, care.Plan{OfferingID: "medicine-reminder", ElderID: e.ID, Rule: "FREQ=DAILY", Times: []string{"08:00", "19:30"},
					List: &care.WrittenList{Date: p.now.AddDate(0, 0, -30).Format(time.DateOnly), Source: "样例县人民医院门诊处方（样例）", Lines: []string{"降压药：早一片", "他汀：晚一片"}}})
			}
		}
	}
	list, err := p.bathe(ctx, list)
	if err != nil {
		return err
	}
	if _, err := p.plans.Begin(ctx, p.crew.people["admin"], list); err != nil {
		return err
	}
	_, err = p.plans.VisitAll(ctx, p.crew.people["admin"], countyCode, "")
	return err
}

// gather lets the activity days of this month have been: the month began before the
// other plans did.
func (p *Programme) gather(ctx context.Context, now time.Time) error {
	y, m, _ := now.In(care.Shanghai).Date()
	begin := p.now
	if first := time.Date(y, m, 1, 7, 0, 0, 0, care.Shanghai); first.Before(begin) {
		p.now = first
	}
	if _, err := p.plans.Begin(ctx, p.crew.people["admin"], p.activityDays()); err != nil {
		return err
	}
	for p.now.Before(begin) {
		next := p.now.AddDate(0, 0, 1)
		if next.After(begin) {
			next = begin
		}
		if err := p.plans.Pass(ctx); err != nil {
			return err
		}
		if err := p.carryOut(ctx, p.now, next); err != nil {
			return err
		}
		p.now = next
	}
	return nil
}

// activityDays are a day a month at every centre and branch but two, which are flagged.
func (p *Programme) activityDays() []care.Plan {
	var sites []string
	for i := range townshipNames {
		sites = append(sites, fmt.Sprintf("house-%02d", i))
		for k := range villageNames {
			if k == 3 || k == 7 && i < 3 {
				sites = append(sites, fmt.Sprintf("branch-%03d", i*len(villageNames)+k))
			}
		}
	}
	var list []care.Plan
	for n, id := range sites {
		if n != 7 && n != 21 {
			list = append(list, care.Plan{OfferingID: plans.ActivityDay, CenterID: care.CenterID(id), Rule: fmt.Sprintf("FREQ=MONTHLY;BYDAY=%dWE", 1+n%4), Times: []string{"14:30"}})
		}
	}
	return list
}

// live lets the days before have been: what was due was made, and most of it done.
func (p *Programme) live(ctx context.Context, now time.Time) error {
	for p.now.Before(now) {
		if err := p.plans.Pass(ctx); err != nil {
			return err
		}
		next := p.now.Add(2 * time.Hour)
		if next.After(now) {
			next = now
		}
		if err := p.carryOut(ctx, p.now, next); err != nil {
			return err
		}
		p.now = next
	}
	return p.plans.Pass(ctx)
}

// carryOut lets workers have done what was due in a period, half an hour before it is
// over at the latest.
func (p *Programme) carryOut(ctx context.Context, from, to time.Time) error {
	all, _, err := p.crew.deps.Book.Orders(ctx, care.Everything, care.OrderQuery{States: []care.OrderState{care.OrderQueued}, Source: "plan", Page: care.Page{Limit: 500}})
	if err != nil {
		return err
	}
	g := errgroup.Group{}
	g.SetLimit(32) // they share commits
	for _, o := range all {
		if o.DueAt == nil || o.DueAt.Before(from) || !o.DueAt.Before(to) {
			continue
		}
		g.Go(func() error {
			err := p.visit(ctx, o)
			if errors.Is(err, care.ErrConflict) { // nobody may go: it is called off
				_, err = p.desk.Cancel(ctx, p.crew.people["operator"], o.ID, "当天无人可派（样例）")
			}
			if errors.Is(err, care.ErrConflict) {
				return nil
			}
			return err
		})
	}
	return g.Wait()
}

func (p *Programme) visit(ctx context.Context, o care.Order) error {
	who, err := p.send(ctx, o)
	if err != nil {
		return err
	}
	worker := p.crew.people[who]
	if _, err := p.desk.Accept(ctx, worker, o.ID, 0); err != nil {
		return err
	}
	if o.ElderID != "" && p.crew.share(string(o.ID), "fails") < 0.02 {
		_, err := p.desk.Fail(ctx, worker, o.ID, "老人临时不要（样例）")
		return err
	}
	if _, err := p.desk.Depart(ctx, worker, o.ID); err != nil {
		return err
	}
	if _, err := p.desk.Arrive(ctx, worker, o.ID, nil); err != nil {
		return err
	}
	if _, err := p.desk.Complete(ctx, worker, o.ID, "已完成（样例）"); err != nil || o.OfferingID != plans.ActivityDay {
		return err
	}
	return p.signIn(ctx, o)
}

// signIn lets four of five have come to an activity day.
func (p *Programme) signIn(ctx context.Context, o care.Order) error {
	_, guests, err := p.plans.Guests(ctx, p.crew.people["admin"], o.ID)
	if err != nil || len(guests) == 0 {
		return err
	}
	came := map[care.ElderID]bool{}
	for _, g := range guests {
		came[g.Elder.ID] = p.crew.share(string(g.Elder.ID)+string(o.ID), "came") < 0.8
	}
	return p.plans.SignIn(ctx, p.crew.people["admin"], o.ID, came)
}

// send sends an order to the first whom nothing stops, with somebody along where nobody
// may go alone.
func (p *Programme) send(ctx context.Context, o care.Order) (care.StaffID, error) {
	able := p.somebody(o)
	second := func(i int) care.StaffID {
		if o.Service != care.Bathing {
			return ""
		}
		return able[(i+1)%len(able)]
	}
	err := care.ErrConflict
	for i, who := range able {
		if _, err = p.desk.SendTo(ctx, p.crew.people["operator"], o.ID, who, second(i), time.Time{}, time.Time{}); err == nil || !errors.Is(err, care.ErrConflict) {
			return who, err
		}
	}
	return "", err
}

// somebody are those who may do it, nearest first; each order begins with another.
func (p *Programme) somebody(o care.Order) []care.StaffID {
	var near, far []care.StaffID
	for _, s := range p.crew.deps.County.Staff {
		switch {
		case s.Role != care.Worker || s.ID == personWorker || len(s.Skills) > 0 && !slices.Contains(s.Skills, o.Service):
		case o.RegionID.Contains(s.RegionID) || s.RegionID.Contains(o.RegionID):
			near = append(near, s.ID)
		default:
			far = append(far, s.ID)
		}
	}
	if len(near) > 0 {
		n := int(p.crew.share(string(o.ID), "who") * float64(len(near)))
		near = append(near[n:], near[:n]...)
	}
	return append(near, far...)
}
