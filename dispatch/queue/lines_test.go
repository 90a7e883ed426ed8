package queue_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
)

// simple is the queue as it should be, in the plainest words.
type simple struct {
	now    time.Time
	orders map[care.OrderID]care.Order
	held   map[care.OrderID]time.Time
}

func (s *simple) put(o care.Order) { s.orders[o.ID] = o; delete(s.held, o.ID) }

func (s *simple) remove(id care.OrderID) { delete(s.orders, id); delete(s.held, id) }

func (s *simple) take(region care.RegionID, skills []care.Service) care.OrderID {
	var best care.OrderID
	for id, o := range s.orders {
		if until, held := s.held[id]; held && until.After(s.now) || !strings.HasPrefix(string(o.RegionID), string(region)) ||
			len(skills) > 0 && !slices.Contains(skills, o.Service) {
			continue
		}
		if b := s.orders[best]; best == "" || o.Turn().Before(b.Turn()) {
			best = id
		}
	}
	if best != "" {
		s.held[best] = s.now.Add(10 * time.Second)
	}
	return best
}

func (s *simple) lengths() map[care.Service]int {
	out := map[care.Service]int{}
	for _, o := range s.orders {
		out[o.Service]++
	}
	return out
}

// Whatever happens in whatever order, the lists answer as the plain queue does.
func TestLinesAnswerAsOnePlainQueue(t *testing.T) {
	regions := []care.RegionID{"", "990101", "990101001", "990101001001", "990101001002", "990101002", "990101002001", "990102", "990102001001"}
	onEachServer(t, func(t *testing.T, srv server) {
		for seed := range uint64(3) {
			srv.wipe()
			chance := rand.New(rand.NewPCG(seed, 1))
			s := &simple{now: noon, orders: map[care.OrderID]care.Order{}, held: map[care.OrderID]time.Time{}}
			q := open(t, srv, func() time.Time { return s.now })
			fill(t, q)
			some := func() care.Order {
				// Every instant is another's, so that the most urgent is one.
				n := chance.IntN(40)
				o := order(fmt.Sprint("o", n), care.Services[chance.IntN(4)], chance.IntN(3), 0, regions[chance.IntN(len(regions))])
				o.CreatedAt = noon.Add(time.Duration(chance.IntN(1e9)) * time.Millisecond)
				return o
			}
			for step := range 400 {
				switch chance.IntN(9) {
				case 0, 1, 2:
					o := some()
					s.put(o)
					must(t, q.Put(t.Context(), o))
				case 3:
					o := some()
					s.remove(o.ID)
					must(t, q.Remove(t.Context(), o.ID))
				case 4:
					s.now = s.now.Add(time.Duration(chance.IntN(8000)) * time.Millisecond)
				case 5:
					if chance.IntN(4) > 0 {
						continue
					}
					all := []care.Order{}
					for _, o := range s.orders {
						all = append(all, o)
					}
					must(t, q.Fill(t.Context(), all))
				default:
					region, skills := regions[chance.IntN(len(regions))], care.Services[:chance.IntN(4)]
					got, err := q.Take(t.Context(), region, skills)
					if want := s.take(region, skills); err != nil || got != want {
						t.Fatalf("seed %d, step %d: take in %q of %v: got %q, %v; want %q", seed, step, region, skills, got, err, want)
					}
				}
				if step%20 == 0 {
					got, err := q.Lengths(t.Context())
					if want := s.lengths(); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
						t.Fatalf("seed %d, step %d: lengths %v, %v; want %v", seed, step, got, err, want)
					}
				}
			}
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What has waited an hour longer goes before the more urgent; an emergency never waits.
func TestWhatWaitsGrowsUrgent(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		q := open(t, s, nil)
		for _, o := range []care.Order{order("medical", care.Medical, 1, 61, village), order("meal", care.Meal, 2, 0, village),
			order("young", care.Meal, 2, 2, village), order("emergency", care.Emergency, 0, 90, village)} {
			must(t, q.Put(t.Context(), o))
		}
		if got := fmt.Sprint(drain(t, q, "990101")); got != "[emergency meal medical young]" {
			t.Errorf("got %s", got)
		}
	})
}
