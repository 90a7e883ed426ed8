package queue_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch/queue"
)

// server is one make of Redis, which a test may wipe and stop.
type server struct {
	url  string
	wipe func()
	stop func()
}

// The queue must behave the same on the Redis inside the process and on a real one.
func onEachServer(t *testing.T, test func(t *testing.T, s server)) {
	t.Run("embedded", func(t *testing.T) {
		m := miniredis.RunT(t)
		test(t, server{url: "redis://" + m.Addr(), wipe: m.FlushAll, stop: m.Close})
	})
	t.Run("redis-server", func(t *testing.T) { test(t, startRedis(t)) })
}

func startRedis(t *testing.T) server {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("YIAN_TEST_REQUIRE") == "all" {
			t.Fatal("redis-server is not installed")
		}
		t.Skip("redis-server is not installed")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	cmd := exec.Command(path, "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--appendonly", "no")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceFunc(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	t.Cleanup(stop)
	s := server{url: fmt.Sprintf("redis://127.0.0.1:%d", port), stop: stop}
	q := open(t, s, time.Now)
	deadline := time.Now().Add(5 * time.Second)
	for q.Ping(t.Context()) != nil {
		if time.Now().After(deadline) {
			t.Fatal("redis-server does not answer")
		}
	}
	s.wipe = func() {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, _ = c.Write([]byte("FLUSHALL\r\n"))
		if _, err := c.Read(make([]byte, 16)); err != nil { // +OK
			t.Fatal(err)
		}
	}
	return s
}

func open(t *testing.T, s server, now func() time.Time) *queue.Queue {
	t.Helper()
	q, err := queue.Open(s.url, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = q.Close() })
	return q
}

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func order(id string, s care.Service, priority, minute int, region care.RegionID) care.Order {
	return care.Order{ID: care.OrderID(id), Service: s, Priority: priority, CreatedAt: noon.Add(time.Duration(minute) * time.Minute), RegionID: region, State: care.OrderQueued}
}

const village, other = "990101001002", "990101002001"

// drain takes until nothing is left.
func drain(t *testing.T, q *queue.Queue, region care.RegionID, skills ...care.Service) []care.OrderID {
	t.Helper()
	var got []care.OrderID
	for {
		id, err := q.Take(t.Context(), region, skills)
		if err != nil {
			t.Fatal(err)
		}
		if id == "" {
			return got
		}
		got = append(got, id)
	}
}

func fill(t *testing.T, q *queue.Queue, orders ...care.Order) {
	t.Helper()
	if err := q.Fill(t.Context(), orders); err != nil {
		t.Fatal(err)
	}
}

func TestTakeGivesTheMostUrgentThenTheOldest(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		q := open(t, s, nil)
		for _, o := range []care.Order{
			order("meal-late", care.Meal, 2, 5, village), order("meal", care.Meal, 2, 0, village),
			order("medical", care.Medical, 1, 9, village), order("emergency", care.Emergency, 0, 20, village),
		} {
			for range 2 { // told twice is once
				if err := q.Put(t.Context(), o); err != nil {
					t.Fatal(err)
				}
			}
		}
		if diff := cmp.Diff([]care.OrderID{"emergency", "medical", "meal", "meal-late"}, drain(t, q, "990101")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestTakeObeysRegionAndSkills(t *testing.T) {
	for name, c := range map[string]struct {
		region care.RegionID
		skills []care.Service
		want   []care.OrderID
	}{
		"whole county, all skills": {"", nil, []care.OrderID{"m1", "b1", "m2"}},
		"one township":             {"990101001", nil, []care.OrderID{"m1", "b1"}},
		"one skill":                {"", []care.Service{care.Meal}, []care.OrderID{"m1", "m2"}},
		"a village and a skill":    {village, []care.Service{care.Bathing, care.Repair}, []care.OrderID{"b1"}},
		"no such skill":            {"", []care.Service{care.Repair}, nil},
		"a part of a word is none": {"", []care.Service{"me"}, nil},
		"elsewhere":                {"990102", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			onEachServer(t, func(t *testing.T, s server) {
				q := open(t, s, nil)
				fill(t, q, order("m1", care.Meal, 2, 0, village), order("b1", care.Bathing, 2, 1, village), order("m2", care.Meal, 2, 2, other))
				if diff := cmp.Diff(c.want, drain(t, q, c.region, c.skills...)); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		})
	}
}

// A worker of a quiet township must find the own order behind a thousand of others.
func TestTakeFindsWhatLiesBehindManyOthers(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		q := open(t, s, nil)
		var orders []care.Order
		for i := range 1500 {
			orders = append(orders, order(fmt.Sprint("o", i), care.Meal, 2, i, other))
		}
		fill(t, q, append(orders, order("mine", care.Meal, 2, 5000, village))...)
		if id, err := q.Take(t.Context(), village, nil); err != nil || id != "mine" {
			t.Errorf("got %q, %v", id, err)
		}
	})
}

func TestWhatWasTakenComesBackUnlessRemoved(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		now := noon
		q := open(t, s, func() time.Time { return now })
		fill(t, q, order("a", care.Meal, 2, 0, village), order("b", care.Meal, 2, 1, village))
		if got := drain(t, q, ""); len(got) != 2 {
			t.Fatalf("got %v", got)
		}
		now = now.Add(9 * time.Second)
		if got := drain(t, q, ""); got != nil {
			t.Errorf("shown again while held: %v", got)
		}
		for range 2 {
			if err := q.Remove(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(2 * time.Second)
		if diff := cmp.Diff([]care.OrderID{"b"}, drain(t, q, "")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		// Put shows at once what is held.
		if err := q.Put(t.Context(), order("b", care.Meal, 2, 1, village)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]care.OrderID{"b"}, drain(t, q, "")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestManyTakersGetEachOrderOnce(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		q := open(t, s, func() time.Time { return noon })
		var orders []care.Order
		for i := range 100 {
			orders = append(orders, order(fmt.Sprint("o", i), care.Meal, 2, i, village))
		}
		fill(t, q, orders...)
		var taken sync.Map
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for {
					id, err := q.Take(context.Background(), "", nil)
					if err != nil || id == "" {
						if err != nil {
							t.Error(err)
						}
						return
					}
					if _, twice := taken.LoadOrStore(id, true); twice {
						t.Errorf("%s taken twice", id)
					}
				}
			})
		}
		wg.Wait()
		n := 0
		taken.Range(func(any, any) bool { n++; return true })
		if n != 100 {
			t.Errorf("taken %d of 100", n)
		}
	})
}

func TestFillReplacesAndKeepsWhatIsHeld(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		q := open(t, s, func() time.Time { return noon })
		fill(t, q, order("old", care.Meal, 2, 0, village), order("stays", care.Meal, 2, 1, village))
		if id, _ := q.Take(t.Context(), "", nil); id != "old" {
			t.Fatalf("got %q", id)
		}
		fill(t, q, order("old", care.Meal, 2, 0, village), order("new", care.Bathing, 2, 2, village))
		if diff := cmp.Diff([]care.OrderID{"new"}, drain(t, q, "")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		lengths, err := q.Lengths(t.Context())
		if diff := cmp.Diff(map[care.Service]int{care.Meal: 1, care.Bathing: 1}, lengths); diff != "" || err != nil {
			t.Errorf("%v (-want +got)\n%s", err, diff)
		}
	})
}

func TestAWipeIsNoticed(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		q := open(t, s, nil)
		whole := func(want bool, when string) {
			t.Helper()
			if got, err := q.Whole(t.Context()); err != nil || got != want {
				t.Errorf("%s: got %v, %v; want %v", when, got, err, want)
			}
		}
		whole(false, "before the first fill")
		fill(t, q)
		whole(true, "after a fill")
		s.wipe()
		whole(false, "after a wipe")
		fill(t, q, order("a", care.Meal, 2, 0, village))
		whole(true, "after it was filled again")

		second := open(t, s, nil) // another process
		if got, _ := second.Whole(t.Context()); got {
			t.Error("a process that never filled must fill")
		}
		fill(t, second)
		whole(true, "after the other process filled")
		whole(true, "and again, or the two would fill in turns for ever")
	})
}

func TestAServerThatIsAwayIsSaidSoon(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		q := open(t, s, nil)
		fill(t, q)
		s.stop()
		saysAway(t, q)
	})
}

// A server that accepts and says nothing must not hold anybody up either.
func TestAServerThatHangsIsSaidSoon(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	saysAway(t, open(t, server{url: "redis://" + l.Addr().String()}, nil))
}

func saysAway(t *testing.T, q *queue.Queue) {
	t.Helper()
	ctx := t.Context()
	var wg sync.WaitGroup
	for name, ask := range map[string]func() error{
		"ping":    func() error { return q.Ping(ctx) },
		"put":     func() error { return q.Put(ctx, care.Order{ID: "a"}) },
		"remove":  func() error { return q.Remove(ctx, "a") },
		"take":    func() error { _, err := q.Take(ctx, "", nil); return err },
		"whole":   func() error { _, err := q.Whole(ctx); return err },
		"fill":    func() error { return q.Fill(ctx, nil) },
		"lengths": func() error { _, err := q.Lengths(ctx); return err },
	} {
		wg.Go(func() {
			began := time.Now()
			if err := ask(); !errors.Is(err, care.ErrUnavailable) {
				t.Errorf("%s: got %v, want unavailable", name, err)
			}
			if took := time.Since(began); took > 1500*time.Millisecond {
				t.Errorf("%s: took %s", name, took)
			}
		})
	}
	wg.Wait()
}

func TestAnAddressThatIsNoneIsInvalid(t *testing.T) {
	if _, err := queue.Open("http://nowhere", nil); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}
