package rounds

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// How much earlier and later than its time an order may be begun, in minutes; a meal is
// eaten while it is warm.
const (
	earlier, later         = 60, 15
	mealEarlier, mealLater = 30, 15
)

// usual is how many minutes a service takes that names no row of the catalogue.
var usual = map[care.Service]int{care.Meal: 10, care.Bathing: 60, care.Cleaning: 60, care.Medical: 40, care.Appointment: 30,
	care.Shopping: 30, care.Companionship: 45, care.VisitService: 20, care.Repair: 40, care.Drill: 20}

// most bounds what is laid out at once, orders times workers.
const most = 200_000

// task is an order of the day with its job.
type task struct {
	order  care.Order
	job    int // -1: it has none
	helper int // of the second person's own stop; -1: nobody goes along
	pairs  bool
	reason string // why it has no job
	stops  []care.Argument
}

// day is everything that is known of the day to be laid out.
type day struct {
	want     Wanted
	begin    time.Time // midnight
	by       care.Staff
	workers  []care.Staff
	tasks    []task
	of       []int // task of each job
	vehicle  map[care.StaffID]int
	problem  *problem
	plan     *plan
	takenOut map[care.OrderID]bool
}

func (d *day) minute(at time.Time) int { return int(at.Sub(d.begin) / time.Minute) }
func (d *day) instant(minute int) time.Time {
	return d.begin.Add(time.Duration(minute) * time.Minute).UTC()
}

// read gathers the day. What is already somebody's stays with them.
func (p *Planner) read(ctx context.Context, by care.Staff, want Wanted) (*day, error) {
	begin, err := time.ParseInLocation(time.DateOnly, want.Day, care.Shanghai)
	if err != nil {
		return nil, care.Invalid("body.day", "round.day", "日期写成 2026-11-26")
	}
	now := p.deps.Now()
	if end := begin.AddDate(0, 0, 1); !end.After(now) {
		return nil, care.Conflict("round.past", "这一天已经过去，不能再排")
	}
	d := &day{want: want, begin: begin, by: by, vehicle: map[care.StaffID]int{}, problem: &problem{}, takenOut: map[care.OrderID]bool{}}
	if err := p.readWorkers(ctx, d, now); err != nil {
		return nil, err
	}
	today := !begin.After(now)
	orders, err := p.deps.Shelf.DayOrders(ctx, by.Scope(), begin, begin.AddDate(0, 0, 1), today)
	if err != nil {
		return nil, fmt.Errorf("rounds: orders: %w", err)
	}
	orders = slices.DeleteFunc(orders, func(o care.Order) bool {
		return o.Service == care.Emergency || !want.Region.Contains(o.RegionID) || o.WorkerID != "" && !d.has(o.WorkerID)
	})
	if len(orders)*len(d.workers) > most {
		return nil, care.Invalid("body.region_id", "round.too_many", "一次排的工单和人员太多，请按乡镇分开排")
	}
	ids := make([]care.StaffID, len(d.workers))
	for i := range d.workers {
		ids[i] = d.workers[i].ID
	}
	weighed, err := p.deps.Judge.WeighAll(ctx, by, orders, ids, begin)
	if err != nil {
		return nil, fmt.Errorf("rounds: %w", err)
	}
	for _, o := range orders {
		if err := p.readTask(ctx, d, o, weighed[o.ID], now); err != nil {
			return nil, err
		}
	}
	d.problem.measure()
	d.plan = d.problem.empty()
	for _, t := range d.tasks {
		if t.job >= 0 && !t.pairs {
			d.plan.left = append(d.plan.left, t.job)
		}
	}
	return d, nil
}

func (d *day) has(id care.StaffID) bool { _, ok := d.vehicle[id]; return ok }

// readWorkers takes whoever works on the day in the region, or those who are named.
func (p *Planner) readWorkers(ctx context.Context, d *day, now time.Time) error {
	all, err := p.deps.Crew.Workers(ctx)
	if err != nil {
		return fmt.Errorf("rounds: workers: %w", err)
	}
	bases, err := p.deps.Judge.Bases(ctx, all)
	if err != nil {
		return fmt.Errorf("rounds: %w", err)
	}
	slices.SortFunc(all, func(a, b care.Staff) int { return cmp.Compare(a.ID, b.ID) })
	for _, w := range all {
		if !d.onRoad(&w) {
			continue
		}
		from, until, worked := w.Worked().On(d.begin)
		if !worked {
			continue
		}
		v := vehicle{from: max(d.minute(from), d.minute(now.Add(5*time.Minute))), until: d.minute(until)}
		if at, ok := bases[w.ID]; ok {
			v.start = &at
		}
		d.vehicle[w.ID] = len(d.workers)
		d.workers = append(d.workers, w)
		d.problem.vehicles = append(d.problem.vehicles, v)
	}
	return nil
}

func (d *day) onRoad(w *care.Staff) bool {
	if d.by.CenterID != "" && w.CenterID != "" && w.CenterID != d.by.CenterID {
		return false
	}
	if len(d.want.Workers) > 0 {
		return slices.Contains(d.want.Workers, w.ID)
	}
	if d.want.Region == "" {
		return true
	}
	zones := w.Zones
	if len(zones) == 0 {
		zones = []care.RegionID{w.RegionID}
	}
	return slices.ContainsFunc(zones, func(z care.RegionID) bool { return z.Contains(d.want.Region) || d.want.Region.Contains(z) })
}

// readTask makes a job of an order, or says why there is none.
func (p *Planner) readTask(ctx context.Context, d *day, o care.Order, weighed []care.Candidate, now time.Time) error {
	t := task{order: o, job: -1, helper: -1}
	stay := usual[o.Service]
	if o.OfferingID != "" {
		row, err := p.deps.Catalogue.Offering(ctx, o.OfferingID)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return fmt.Errorf("rounds: offering: %w", err)
		}
		if row.Minutes > 0 {
			stay = row.Minutes
		}
		t.pairs = row.TwoPersons && o.WorkerID == ""
	}
	j := job{stay: max(stay, 5), early: d.minute(now), late: 24 * 60, cost: suits(d, weighed)}
	if o.DueAt != nil {
		due, less, more := d.minute(*o.DueAt), earlier, later
		if o.Service == care.Meal {
			less, more = mealEarlier, mealLater
		}
		j.early, j.late = max(due-less, d.minute(now)), due+more
		if j.late < j.early { // overdue: as soon as can be
			j.late = 24 * 60
		}
	}
	at, err := p.deps.Judge.Place(ctx, o)
	if err != nil {
		return fmt.Errorf("rounds: %w", err)
	}
	away := false
	if o.ElderID != "" && o.WorkerID == "" {
		where, err := p.deps.Whereabouts.Expected(ctx, o.ElderID, d.instant(max(j.early, d.minute(now))))
		if err != nil {
			return fmt.Errorf("rounds: whereabouts: %w", err)
		}
		away = !where.Present()
	}
	switch {
	case away:
		t.reason = "away"
	case at == nil:
		t.reason = "place"
	case o.WorkerID != "":
		t.job = d.add(o, j, *at)
		d.pin(t.job, o.WorkerID)
	case !slices.ContainsFunc(weighed, func(c care.Candidate) bool { return c.Fit() }):
		t.reason = "nobody"
		for _, c := range weighed[:min(3, len(weighed))] {
			t.stops = append(t.stops, c.Stops...)
		}
	default:
		t.job = d.add(o, j, *at)
	}
	d.tasks = append(d.tasks, t)
	return nil
}

// add makes a job of the task that comes next.
func (d *day) add(_ care.Order, j job, at care.Location) int {
	j.place = at
	d.problem.jobs = append(d.problem.jobs, j)
	d.of = append(d.of, len(d.tasks))
	return len(d.problem.jobs) - 1
}

// pin lets a job go to one worker only.
func (d *day) pin(j int, worker care.StaffID) {
	t := &d.problem.jobs[j]
	for v := range t.cost {
		if d.workers[v].ID == worker {
			t.cost[v] = 0
		} else {
			t.cost[v] = never
		}
	}
}

// perPoint is how many minutes on the road a point is worth, in halves.
const perPoint = 2

// suits says by vehicle how little an order suits it. Distance and what is in hand are
// left out: the route itself says those.
func suits(d *day, weighed []care.Candidate) []int {
	cost := make([]int, len(d.workers))
	for v := range cost {
		cost[v] = never
	}
	best := -never
	points := map[int]int{}
	for _, c := range weighed {
		v, ok := d.vehicle[c.WorkerID]
		if !ok || !c.Fit() {
			continue
		}
		for _, r := range c.Reasons {
			switch r.Code {
			case "distance", "distance_unknown", "in_hand", "today", "off_hours":
			default:
				points[v] += r.Points
			}
		}
		best = max(best, points[v])
		cost[v] = 0
	}
	for v := range cost {
		if cost[v] == 0 {
			cost[v] = (best - points[v]) / perPoint
		}
	}
	return cost
}

// refusal is the code of a problem that ends one stop only.
func refusal(err error) (code string, final bool) {
	var f *care.Fault
	if errors.As(err, &f) && !errors.Is(err, care.ErrUnavailable) {
		return f.Code, true
	}
	return "", false
}
