package rounds

import (
	"slices"

	"yian/care"
)

// round says a plan as people read it.
func (d *day) round(s *plan) care.Round {
	d.plan = s
	r := care.Round{Day: d.want.Day, RegionID: d.want.Region, CenterID: d.by.CenterID, State: care.RoundDraft, Routes: []care.Route{}, Unplanned: []care.Unplanned{}}
	if r.RegionID == "" {
		r.RegionID = d.by.RegionID
	}
	planned := map[int]bool{}
	for v, route := range s.routes {
		if len(route) == 0 {
			continue
		}
		r.Routes = append(r.Routes, d.route(v, route))
		for _, j := range route {
			planned[d.of[j]] = true
		}
	}
	for i, t := range d.tasks {
		if planned[i] || t.order.WorkerID != "" {
			continue
		}
		u := care.Unplanned{OrderID: t.order.ID, Reason: t.reason, Stops: t.stops}
		switch {
		case d.takenOut[t.order.ID]:
			u.Reason = "taken_out"
		case u.Reason == "":
			u.Reason = "time"
		}
		r.Unplanned = append(r.Unplanned, u)
	}
	return r
}

func (d *day) route(v int, jobs []int) care.Route {
	route := care.Route{WorkerID: d.workers[v].ID, Start: d.problem.vehicles[v].start, Stops: make([]care.RouteStop, len(jobs))}
	d.problem.walk(v, jobs, func(n int, w when) {
		j := jobs[n]
		t := &d.tasks[d.of[j]]
		at := d.problem.jobs[j].place
		route.Stops[n] = care.RouteStop{OrderID: t.order.ID, ArriveAt: d.instant(w.arrive), LeaveAt: d.instant(w.leave), Road: w.road, Place: &at, Fixed: t.order.WorkerID != ""}
		if t.helper >= 0 {
			if j == t.helper {
				route.Stops[n].With = d.whose(t.job)
			} else {
				route.Stops[n].SecondID = d.whose(t.helper)
			}
		}
		route.Road += w.road
		route.Stay += w.leave - w.arrive
	})
	return route
}

// whose is the worker in whose route a job is.
func (d *day) whose(j int) care.StaffID {
	for v, route := range d.plan.routes {
		if slices.Contains(route, j) {
			return d.workers[v].ID
		}
	}
	return ""
}
