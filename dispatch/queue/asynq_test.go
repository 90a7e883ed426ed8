package queue_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"yian/care"
)

const (
	benchWorkers = 1_000
	benchOpen    = 10_000
)

// TestQueueAgainstAsynq lets our queue and asynq carry the same number of orders
// from enqueue over claim to complete in one run, on one real Redis, with 10,000
// open ones and 1,000 workers, and prints what each task cost the client and the
// server in CPU. Ours also heeds region, skills and ageing. It runs by `make
// bench-orders`; YIAN_BENCH is the number of orders.
func TestQueueAgainstAsynq(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("YIAN_BENCH"))
	if err != nil {
		t.Skip("a benchmark: make bench-orders")
	}
	s := startRedis(t)
	meter := newMeter(t, s)
	var ours, theirs []cost
	for range 3 { // in turn, so that a slow minute of the machine meets both
		s.wipe()
		ours = append(ours, benchOurs(t, s, meter, n, benchWorkers))
		s.wipe()
		theirs = append(theirs, benchAsynq(t, s, meter, n, benchWorkers))
	}
	s.wipe()
	alone := benchOurs(t, s, meter, n/10, 1)
	s.wipe()
	alonePeer := benchAsynq(t, s, meter, n/10, 1)
	us, them := middle(ours), middle(theirs)
	t.Log("| queue | workers | client µs a task | Redis µs a task | tasks a second |")
	for _, row := range []struct {
		who     string
		workers int
		cost
	}{{"yian", benchWorkers, us}, {"asynq", benchWorkers, them}, {"yian", 1, alone}, {"asynq", 1, alonePeer}} {
		t.Logf("| %s | %d | %.1f | %.1f | %.0f |", row.who, row.workers, row.client, row.server, row.rate)
	}
	// The aim is 30 + 15 where asynq takes 72 + 44; a machine that is shared makes
	// both dearer alike.
	if us.client > max(30, them.client*30/72) || us.server > max(15, them.server*15/44) {
		t.Errorf("%.1f + %.1f µs a task, asynq %.1f + %.1f: the aim is 30 + 15 where it takes 72 + 44", us.client, us.server, them.client, them.server)
	}
}

// cost is what one task took of CPU in µs, and how many were done a second.
type cost struct{ client, server, rate float64 }

func middle(list []cost) cost {
	for i := range list { // the one with as many above as below
		below := 0
		for j := range list {
			if list[j].client < list[i].client || list[j].client == list[i].client && j < i {
				below++
			}
		}
		if below == len(list)/2 {
			return list[i]
		}
	}
	return cost{}
}

// benchOurs puts n orders of 19 townships and 8 services behind the open ones, and
// has workers of one township and three skills take and complete as many.
func benchOurs(t *testing.T, s server, m *meter, n, workers int) cost {
	q := open(t, s, nil)
	town := func(i int) string { return fmt.Sprintf("990101%03d", i%19) }
	made := func(i int) care.Order {
		return order(fmt.Sprintf("019abcde-0000-7000-8000-%012d", i), care.Services[i/19%8], 1+i%2, i/100, care.RegionID(town(i)+"001"))
	}
	var open []care.Order
	for i := range benchOpen {
		open = append(open, made(i))
	}
	fill(t, q, open...)
	var next, done atomic.Int64
	var taken sync.Map
	began := m.read()
	inParallel(workers, func(int) {
		for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
			if err := q.Put(context.Background(), made(benchOpen+i)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	inParallel(workers, func(w int) {
		skills := []care.Service{care.Services[w%8], care.Services[(w+3)%8], care.Services[(w+5)%8]}
		for done.Add(1) <= int64(n) {
			id, err := q.Take(context.Background(), care.RegionID(town(w)), skills)
			w++ // or some townships would be worked off before others
			if err == nil && id != "" {
				err = q.Remove(context.Background(), id)
			}
			if _, twice := taken.LoadOrStore(id, true); err != nil || twice {
				t.Errorf("took %q again, or %v", id, err)
				return
			}
		}
	})
	return m.since(began, n)
}

// benchAsynq enqueues n tasks behind the open ones and has as many carried out.
func benchAsynq(t *testing.T, s server, m *meter, n, workers int) cost {
	opt, err := asynq.ParseRedisURI(s.url)
	must(t, err)
	client := asynq.NewClient(opt)
	defer client.Close()
	payload := []byte(`{"service":"meal","region":"990101001001"}`)
	enqueue := func(i int) {
		if _, err := client.Enqueue(asynq.NewTask("order", payload, asynq.TaskID(fmt.Sprintf("019abcde-0000-7000-8000-%012d", i)))); err != nil {
			t.Error(err)
		}
	}
	var open, next, done atomic.Int64
	inParallel(64, func(int) {
		for i := int(open.Add(1)); i <= benchOpen; i = int(open.Add(1)) {
			enqueue(i)
		}
	})
	enough := make(chan bool)
	srv := asynq.NewServer(opt, asynq.Config{Concurrency: workers, LogLevel: asynq.FatalLevel})
	began := m.read()
	inParallel(workers, func(int) {
		for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
			enqueue(benchOpen + i)
		}
	})
	must(t, srv.Start(asynq.HandlerFunc(func(context.Context, *asynq.Task) error {
		if done.Add(1) == int64(n) {
			close(enough)
		}
		return nil
	})))
	<-enough
	c := m.since(began, n)
	srv.Shutdown()
	return c
}

func inParallel(workers int, work func(w int)) {
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { work(w) })
	}
	wg.Wait()
}

// meter reads the CPU that this process and the server have used.
type meter struct {
	t   *testing.T
	rdb *redis.Client
}

type used struct {
	client, server time.Duration
	at             time.Time
}

func newMeter(t *testing.T, s server) *meter {
	opts, err := redis.ParseURL(s.url)
	must(t, err)
	rdb := redis.NewClient(opts)
	t.Cleanup(func() { _ = rdb.Close() })
	return &meter{t: t, rdb: rdb}
}

func (m *meter) read() used {
	text, err := m.rdb.Info(m.t.Context(), "cpu").Result()
	must(m.t, err)
	u := used{at: time.Now()}
	for field := range strings.FieldsSeq(text) {
		name, number, _ := strings.Cut(field, ":")
		if name != "used_cpu_sys" && name != "used_cpu_user" {
			continue
		}
		seconds, err := strconv.ParseFloat(number, 64)
		must(m.t, err)
		u.server += time.Duration(seconds * float64(time.Second))
	}
	var r syscall.Rusage
	must(m.t, syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	u.client = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	return u
}

func (m *meter) since(began used, n int) cost {
	u := m.read()
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(n) }
	return cost{each(u.client - began.client), each(u.server - began.server), float64(n) / u.at.Sub(began.at).Seconds()}
}
