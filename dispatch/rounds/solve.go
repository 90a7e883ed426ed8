package rounds

import (
	"math/rand/v2"
	"slices"

	"yian/care"
)

// job is a stop to be made. Times are minutes of the day.
type job struct {
	place       care.Location
	early, late int // the arrival lies between them
	stay        int
	// cost says by vehicle how little it suits, in minutes that would be as bad; never
	// says that it must not be.
	cost []int
	// pinned stays where it was put.
	pinned bool
}

// never is the cost of what must not be.
const never = 1 << 30

// vehicle is a worker on the road.
type vehicle struct {
	start       *care.Location // nil: wherever the first stop is
	from, until int
}

// problem is a day to be laid out.
type problem struct {
	jobs     []job
	vehicles []vehicle
	road     [][]int16 // between jobs, in minutes
	out      [][]int16 // by vehicle, from its start to a job
}

// measure fills in the ways.
func (p *problem) measure() {
	minutes := func(a, b care.Location) int16 { _, m := care.Road(a, b); return int16(min(m, 1<<14)) }
	p.road = make([][]int16, len(p.jobs))
	for i := range p.jobs {
		p.road[i] = make([]int16, len(p.jobs))
		for j := range i {
			p.road[i][j] = minutes(p.jobs[i].place, p.jobs[j].place)
			p.road[j][i] = p.road[i][j]
		}
	}
	p.out = make([][]int16, len(p.vehicles))
	for v := range p.vehicles {
		p.out[v] = make([]int16, len(p.jobs))
		if at := p.vehicles[v].start; at != nil {
			for j := range p.jobs {
				p.out[v][j] = minutes(*at, p.jobs[j].place)
			}
		}
	}
}

// when is how one stop comes out.
type when struct{ road, arrive, leave int }

// walk goes a route and reports whether it can be gone; each is told how a stop comes
// out.
func (p *problem) walk(v int, route []int, each func(n int, w when)) bool {
	at := p.vehicles[v].from
	for n, j := range route {
		road := int(p.out[v][j])
		if n > 0 {
			road = int(p.road[route[n-1]][j])
		}
		t := &p.jobs[j]
		arrive := max(at+road, t.early)
		if arrive > t.late || arrive+t.stay > p.vehicles[v].until || t.cost[v] >= never {
			return false
		}
		at = arrive + t.stay
		if each != nil {
			each(n, when{road, arrive, at})
		}
	}
	return true
}

// perHour squares: long days weigh more than they are long, so that work is shared.
const perHour = 60

// price is what a route costs: minutes on the road, a quarter of the minutes waited,
// how little its stops suit, and the length of the day squared. never: it cannot be.
func (p *problem) price(v int, route []int) int {
	cost, at := 0, p.vehicles[v].from
	busy := 0
	ok := p.walk(v, route, func(n int, w when) {
		if n > 0 {
			cost += (w.arrive - at - w.road) / 4
		}
		cost += w.road + p.jobs[route[n]].cost[v]
		busy += w.road + w.leave - w.arrive
		at = w.leave
	})
	if !ok {
		return never
	}
	return cost + busy*busy/(perHour*perHour)
}

// plan is a way to lay the day out: a route for each vehicle, and what is left.
type plan struct {
	routes [][]int
	prices []int
	left   []int
}

// leftOut is what it costs to leave a job out: more than any detour.
const leftOut = 10_000

func (s *plan) cost() int {
	sum := len(s.left) * leftOut
	for _, c := range s.prices {
		sum += c
	}
	return sum
}

func (s *plan) clone() *plan {
	c := &plan{routes: make([][]int, len(s.routes)), prices: slices.Clone(s.prices), left: slices.Clone(s.left)}
	for i := range s.routes {
		c.routes[i] = slices.Clone(s.routes[i])
	}
	return c
}

// place is the cheapest way to put a job into a route.
type place struct{ at, more int }

func (p *problem) cheapest(s *plan, v, j int, scratch []int) place {
	best := place{-1, never}
	if p.jobs[j].cost[v] >= never {
		return best
	}
	route := s.routes[v]
	for at := range len(route) + 1 {
		scratch = append(append(append(scratch[:0], route[:at]...), j), route[at:]...)
		if c := p.price(v, scratch); c < never && c-s.prices[v] < best.more {
			best = place{at, c - s.prices[v]}
		}
	}
	return best
}

// fill puts what is left into routes, each time the job that would regret most not to
// get its best place (regret-2 insertion). What fits nowhere stays left.
func (p *problem) fill(s *plan) {
	scratch := make([]int, 0, 64)
	best := make([][]place, len(p.jobs))
	for _, j := range s.left {
		best[j] = make([]place, len(p.vehicles))
		for v := range p.vehicles {
			best[j][v] = p.cheapest(s, v, j, scratch)
		}
	}
	for len(s.left) > 0 {
		pick, to, most := -1, -1, -1
		for n, j := range s.left {
			first, second, v := never, never, -1
			for k, c := range best[j] {
				switch {
				case c.more < first:
					first, second, v = c.more, first, k
				case c.more < second:
					second = c.more
				}
			}
			if v < 0 {
				continue
			}
			if regret := min(second, leftOut) - first; regret > most {
				pick, to, most = n, v, regret
			}
		}
		if pick < 0 {
			return
		}
		j := s.left[pick]
		s.routes[to] = slices.Insert(s.routes[to], best[j][to].at, j)
		s.prices[to] = p.price(to, s.routes[to])
		s.left = slices.Delete(s.left, pick, pick+1)
		for _, k := range s.left {
			best[k][to] = p.cheapest(s, to, k, scratch)
		}
	}
}

// turn reverses parts of each route while that shortens it (2-opt).
func (p *problem) turn(s *plan) {
	for v, route := range s.routes {
		for better := true; better; {
			better = false
			for i := range route {
				for k := i + 1; k < len(route); k++ {
					slices.Reverse(route[i : k+1])
					if c := p.price(v, route); c < s.prices[v] {
						s.prices[v], better = c, true
						continue
					}
					slices.Reverse(route[i : k+1])
				}
			}
		}
	}
}

// relocate moves single jobs to where they cost less, until none does.
func (p *problem) relocate(s *plan) {
	scratch := make([]int, 0, 64)
	for range 8 {
		moved := false
		for v := range s.routes {
			for n := 0; n < len(s.routes[v]); n++ {
				j := s.routes[v][n]
				if p.jobs[j].pinned {
					continue
				}
				without := slices.Delete(slices.Clone(s.routes[v]), n, n+1)
				gain := s.prices[v] - p.price(v, without)
				to, best := -1, place{-1, gain}
				for w := range s.routes {
					if w == v {
						continue
					}
					if c := p.cheapest(s, w, j, scratch); c.more < best.more {
						to, best = w, c
					}
				}
				if to < 0 {
					continue
				}
				s.routes[v], s.prices[v] = without, p.price(v, without)
				s.routes[to] = slices.Insert(s.routes[to], best.at, j)
				s.prices[to] = p.price(to, s.routes[to])
				moved = true
				n--
			}
		}
		if !moved {
			return
		}
	}
}

// ruin takes a job and its neighbours out, so that they can be laid out anew.
func (p *problem) ruin(s *plan, chance *rand.Rand, n int) {
	seed := chance.IntN(len(p.jobs))
	near := make([]int, 0, len(p.jobs))
	for j := range p.jobs {
		if !p.jobs[j].pinned {
			near = append(near, j)
		}
	}
	slices.SortFunc(near, func(a, b int) int { return int(p.road[seed][a]) - int(p.road[seed][b]) })
	out := map[int]bool{}
	for _, j := range near[:min(n, len(near))] {
		out[j] = true
	}
	for v := range s.routes {
		before := len(s.routes[v])
		s.routes[v] = slices.DeleteFunc(s.routes[v], func(j int) bool { return out[j] })
		if len(s.routes[v]) != before {
			s.prices[v] = p.price(v, s.routes[v])
		}
	}
	for _, j := range near[:min(n, len(near))] {
		if !slices.Contains(s.left, j) {
			s.left = append(s.left, j)
		}
	}
	slices.Sort(s.left)
}

// effort is how much is tried: rounds of ruin times jobs.
const effort = 60_000

// solve lays the day out from where s stands: regret insertion, then local search, then
// parts are taken out and laid out anew as long as effort lasts. The same problem
// always has the same answer: no clock is looked at.
func (p *problem) solve(s *plan) *plan {
	p.fill(s)
	p.relocate(s)
	p.turn(s)
	if len(p.jobs) < 3 {
		return s
	}
	chance := rand.New(rand.NewPCG(1, uint64(len(p.jobs))))
	for range min(effort/len(p.jobs), 400) {
		next := s.clone()
		p.ruin(next, chance, 4+chance.IntN(10))
		p.fill(next)
		p.turn(next)
		if next.cost() < s.cost() {
			s = next
		}
	}
	p.relocate(s)
	p.fill(s)
	p.turn(s)
	return s
}

// empty is a plan in which nobody goes anywhere.
func (p *problem) empty() *plan {
	s := &plan{routes: make([][]int, len(p.vehicles)), prices: make([]int, len(p.vehicles))}
	return s
}
