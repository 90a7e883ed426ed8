package rounds

import (
	"slices"

	"yian/care"
)

// pair lays out first what two persons do together: both must be there at the same
// time, so the time is fixed before anything else is.
func (d *day) pair() {
	for i := range d.tasks {
		if t := &d.tasks[i]; t.pairs && t.job >= 0 {
			d.pairOne(t)
		}
	}
}

// anybody is whoever is on the road.
const anybody = -1

// pairOne lays out one task for the two who can be there together with the least detour.
func (d *day) pairOne(t *task) {
	if !d.pairAmong(t, anybody, anybody) {
		t.reason, t.job = "second", -1
	}
}

// pairAmong does so with one of them or both given, and reports whether it fits.
func (d *day) pairAmong(t *task, one, other int) bool {
	p := d.problem
	type option struct{ first, second, at, cost int }
	best := option{cost: never}
	j := p.jobs[t.job]
	for first := range p.vehicles {
		for second := range p.vehicles {
			if second == first || one != anybody && first != one || other != anybody && second != other || j.cost[first] >= never || j.cost[second] >= never {
				continue
			}
			at := max(j.early, d.soonest(first, t.job), d.soonest(second, t.job))
			if at > j.late {
				continue
			}
			a, b := d.more(first, t.job, at), d.more(second, t.job, at)
			if a < never && b < never && a+b < best.cost {
				best = option{first, second, at, a + b}
			}
		}
	}
	if best.cost >= never {
		return false
	}
	d.together(t, best.first, best.second, best.at)
	return true
}

// soonest is the first minute at which a vehicle without anything else could be there.
func (d *day) soonest(v, j int) int { return d.problem.vehicles[v].from + int(d.problem.out[v][j]) }

// more is what a fixed time costs a route.
func (d *day) more(v, j, at int) int {
	p := d.problem
	was := p.jobs[j]
	defer func() { p.jobs[j] = was }()
	p.jobs[j].early, p.jobs[j].late = at, at
	return p.cheapest(d.plan, v, j, nil).more
}

// together fixes the time of a task, puts it into the first one's route and a copy of
// it into the second one's.
func (d *day) together(t *task, first, second, at int) {
	p := d.problem
	p.jobs[t.job].early, p.jobs[t.job].late, p.jobs[t.job].pinned = at, at, true
	twin := p.jobs[t.job]
	twin.cost = slices.Clone(twin.cost)
	t.helper = len(p.jobs)
	p.jobs = append(p.jobs, twin)
	d.of = append(d.of, d.of[t.job])
	d.pin(t.job, d.workers[first].ID)
	d.pin(t.helper, d.workers[second].ID)
	p.measure()
	d.put(first, t.job)
	d.put(second, t.helper)
}

// put puts a job where it costs a route least, and reports whether it fits.
func (d *day) put(v, j int) bool {
	c := d.problem.cheapest(d.plan, v, j, nil)
	if c.at < 0 {
		return false
	}
	d.plan.routes[v] = slices.Insert(d.plan.routes[v], c.at, j)
	d.plan.prices[v] = d.problem.price(v, d.plan.routes[v])
	d.plan.left = slices.DeleteFunc(d.plan.left, func(l int) bool { return l == j })
	return true
}

// restore lays the day out as a draft says, but for one order, which is to be moved. What
// changed since and does not fit any more is left.
func (d *day) restore(r *care.Round, but care.OrderID) {
	task := map[care.OrderID]*task{}
	for i := range d.tasks {
		task[d.tasks[i].order.ID] = &d.tasks[i]
	}
	for _, route := range r.Routes {
		for _, s := range route.Stops {
			t := task[s.OrderID]
			v, known := d.vehicle[route.WorkerID]
			if t == nil || t.job < 0 || !known || s.With != "" || s.OrderID == but && t.order.WorkerID == "" {
				continue
			}
			second, goes := d.vehicle[s.SecondID]
			switch {
			case t.pairs && goes:
				d.together(t, v, second, d.minute(s.ArriveAt))
			case !t.pairs:
				d.append(v, t.job)
			}
		}
	}
	for _, u := range r.Unplanned {
		switch t := task[u.OrderID]; {
		case u.Reason == "taken_out":
			d.takenOut[u.OrderID] = true
		case u.Reason == "second" && t != nil:
			t.reason = u.Reason
		}
	}
}

// append adds a job as the last of a route, or where it fits when it does not there.
func (d *day) append(v, j int) {
	p := d.problem
	longer := append(slices.Clone(d.plan.routes[v]), j)
	if c := p.price(v, longer); c < never {
		d.plan.routes[v], d.plan.prices[v] = longer, c
		d.plan.left = slices.DeleteFunc(d.plan.left, func(l int) bool { return l == j })
		return
	}
	d.put(v, j)
}

// move gives an order that stands in no route to a worker, or leaves it out. Where two
// must go, second goes along; "" is whoever can be there at the same time.
func (d *day) move(order care.OrderID, worker, second care.StaffID) error {
	n := slices.IndexFunc(d.tasks, func(t task) bool { return t.order.ID == order })
	if n < 0 || d.tasks[n].job < 0 {
		return care.NotFound("order")
	}
	t := &d.tasks[n]
	if t.order.WorkerID != "" {
		return care.Conflict("round.fixed", "这张工单已经派给人了，请在工单里改派")
	}
	d.takenOut[order] = worker == ""
	if worker == "" {
		return nil
	}
	v, known := d.vehicle[worker]
	switch {
	case !known:
		return care.Conflict("round.not_at_work", "这位服务人员当天不上班，或不在这个范围")
	case d.problem.jobs[t.job].cost[v] >= never:
		return care.Conflict("round.unfit", "这位服务人员不能做这一单，原因见派单推荐")
	case t.pairs:
		return d.moveTwo(t, v, second)
	case second != "":
		return care.Invalid("body.second_id", "round.one_person", "这项服务一个人去，不用选同去的人")
	case !d.put(v, t.job):
		return care.Conflict("round.no_time", "这位服务人员当天排不进这一单")
	}
	return nil
}

func (d *day) moveTwo(t *task, first int, second care.StaffID) error {
	other := anybody
	if second != "" {
		v, known := d.vehicle[second]
		switch {
		case !known:
			return care.Conflict("round.not_at_work", "同去的人当天不上班，或不在这个范围")
		case v == first:
			return care.Invalid("body.second_id", "order.second_same", "同去的人不能是同一位")
		case d.problem.jobs[t.job].cost[v] >= never:
			return care.Conflict("round.unfit", "同去的人不能做这一单，原因见派单推荐")
		}
		other = v
	}
	if !d.pairAmong(t, first, other) {
		return care.Conflict("round.no_time_together", "两个人凑不到同一时间，请换一位同去的人")
	}
	return nil
}
