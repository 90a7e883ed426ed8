package rounds

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// county makes jobs and vehicles in an area of about 20 by 20 km, always the same for
// the same sizes.
func county(jobs, vehicles int) *problem {
	chance := rand.New(rand.NewPCG(7, uint64(jobs)))
	somewhere := func() care.Location {
		return care.Location{Lat: 33.3 + chance.Float64()*0.18, Lon: 116.8 + chance.Float64()*0.21}
	}
	p := &problem{}
	for range vehicles {
		at := somewhere()
		p.vehicles = append(p.vehicles, vehicle{start: &at, from: 8 * 60, until: 18 * 60})
	}
	for n := range jobs {
		j := job{place: somewhere(), early: 8 * 60, late: 18 * 60, stay: 10 + chance.IntN(4)*10, cost: make([]int, vehicles)}
		if n%3 == 0 { // a meal
			j.early, j.late, j.stay = 10*60+30, 11*60+45, 10
		}
		for v := range j.cost {
			switch {
			case chance.IntN(5) == 0:
				j.cost[v] = never
			default:
				j.cost[v] = chance.IntN(20)
			}
		}
		p.jobs = append(p.jobs, j)
	}
	p.measure()
	return p
}

func all(p *problem) *plan {
	s := p.empty()
	for j := range p.jobs {
		s.left = append(s.left, j)
	}
	return s
}

// sound checks what must be true of every answer: each job once, each route can be gone.
func sound(t *testing.T, p *problem, s *plan) {
	t.Helper()
	seen := map[int]int{}
	for v, route := range s.routes {
		for _, j := range route {
			seen[j]++
		}
		if !p.walk(v, route, nil) {
			t.Errorf("route %d cannot be gone", v)
		}
		if got := p.price(v, route); got != s.prices[v] {
			t.Errorf("route %d costs %d, said %d", v, got, s.prices[v])
		}
	}
	for _, j := range s.left {
		seen[j]++
	}
	for j := range p.jobs {
		if seen[j] != 1 {
			t.Errorf("job %d stands %d times", j, seen[j])
		}
	}
}

// TestADayOfTwoHundredHomes is laid out within two seconds, whole, soundly, the same each
// time, and with less on the road than the nearest-first way.
func TestADayOfTwoHundredHomes(t *testing.T) {
	p := county(200, 20)
	began := time.Now()
	s := p.solve(all(p))
	took := time.Since(began)
	sound(t, p, s)
	if len(s.left) != 0 {
		t.Errorf("%d are left", len(s.left))
	}
	if took > 2*time.Second && !raceEnabled {
		t.Errorf("took %s", took)
	}
	again := p.solve(all(p))
	if diff := cmp.Diff(s.routes, again.routes); diff != "" {
		t.Errorf("another answer to the same problem (-first +second)\n%s", diff)
	}
	t.Logf("laid out in %s, %d min on the road; nearest-first leaves %d of %d", took, road(p, s), len(nearestFirst(p).left), len(p.jobs))
}

// TestLessOnTheRoad than when each goes on to the nearest, on a day that leaves both
// every freedom.
func TestLessOnTheRoad(t *testing.T) {
	p := county(200, 20)
	for j := range p.jobs {
		p.jobs[j].early, p.jobs[j].late, p.jobs[j].cost = 0, 24*60, make([]int, 20)
	}
	s, other := p.solve(all(p)), nearestFirst(p)
	sound(t, p, s)
	if len(s.left)+len(other.left) > 0 {
		t.Fatalf("left: %d and %d", len(s.left), len(other.left))
	}
	if ours, theirs := road(p, s), road(p, other); ours*10 > theirs*9 {
		t.Errorf("%d min on the road, nearest-first %d", ours, theirs)
	} else {
		t.Logf("%d min on the road, nearest-first %d", ours, theirs)
	}
}

func road(p *problem, s *plan) int {
	sum := 0
	for v, route := range s.routes {
		p.walk(v, route, func(_ int, w when) { sum += w.road })
	}
	return sum
}

// nearestFirst is what somebody does without thinking: each goes on to the nearest that
// can be done. What it leaves is not on its road, which only flatters it.
func nearestFirst(p *problem) *plan {
	s := all(p)
	for moved := true; moved; {
		moved = false
		for v := range p.vehicles {
			best, at := -1, 1<<15
			for _, j := range s.left {
				way := int(p.out[v][j])
				if n := len(s.routes[v]); n > 0 {
					way = int(p.road[s.routes[v][n-1]][j])
				}
				if way < at && p.walk(v, append(slices.Clone(s.routes[v]), j), nil) {
					best, at = j, way
				}
			}
			if best >= 0 {
				s.routes[v] = append(s.routes[v], best)
				s.left = slices.DeleteFunc(s.left, func(j int) bool { return j == best })
				moved = true
			}
		}
	}
	return s
}

// TestWhatIsSmallIsBest compares with every possible order of six stops of one worker.
func TestWhatIsSmallIsBest(t *testing.T) {
	for seed := range 20 {
		p := county(6, 1)
		chance := rand.New(rand.NewPCG(uint64(seed), 1))
		for j := range p.jobs {
			p.jobs[j] = job{place: care.Location{Lat: 33.3 + chance.Float64()*0.1, Lon: 116.8 + chance.Float64()*0.1}, late: 24 * 60, stay: 10, cost: []int{0}}
		}
		p.measure()
		s := p.solve(all(p))
		sound(t, p, s)
		best := never
		permute([]int{0, 1, 2, 3, 4, 5}, 0, func(route []int) { best = min(best, p.price(0, route)) })
		if s.cost() != best {
			t.Errorf("seed %d: costs %d, the best %d", seed, s.cost(), best)
		}
	}
}

func permute(list []int, from int, each func([]int)) {
	if from == len(list) {
		each(list)
		return
	}
	for i := from; i < len(list); i++ {
		list[from], list[i] = list[i], list[from]
		permute(list, from+1, each)
		list[from], list[i] = list[i], list[from]
	}
}

// TestWhatDoesNotFitIsLeft and the rest is laid out all the same.
func TestWhatDoesNotFitIsLeft(t *testing.T) {
	p := county(10, 2)
	for v := range p.vehicles {
		p.vehicles[v].until = 10 * 60
	}
	for j := range p.jobs {
		p.jobs[j].early, p.jobs[j].late, p.jobs[j].stay, p.jobs[j].cost = 8*60, 18*60, 45, []int{0, 0}
	}
	p.jobs[0].cost = []int{never, never}
	p.measure()
	s := p.solve(all(p))
	sound(t, p, s)
	if !slices.Contains(s.left, 0) || len(s.left) == len(p.jobs) {
		t.Errorf("left: %v", s.left)
	}
}

// BenchmarkADayOfTwoHundredHomes measures what a person waits for.
func BenchmarkADayOfTwoHundredHomes(b *testing.B) {
	p := county(200, 20)
	for b.Loop() {
		p.solve(all(p))
	}
}
