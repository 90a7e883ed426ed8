package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/queue"
	"yian/registry"
	"yian/store/records"
	"yian/store/records/postgrestest"
)

const (
	benchWorkers = 1_000
	benchOpen    = 10_000
)

// TestOrdersThroughTheBook carries orders through the whole desk: made, claimed,
// arrived, completed, each step decided in PostgreSQL with its entry in the journal
// and flushed to the disk, by 1,000 workers at once, behind 10,000 open orders. It
// runs by `make bench-orders`; YIAN_BENCH is the number of orders.
func TestOrdersThroughTheBook(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("YIAN_BENCH"))
	if err != nil {
		t.Skip("a benchmark: make bench-orders")
	}
	b := newOrderBench(t)
	b.inParallel(128, benchOpen, func(_, i int) error { return b.make(i) })
	soon(t, 30*time.Second, "the queue has the open ones", func() bool {
		lengths, err := b.queue.Lengths(t.Context())
		waiting := 0
		for _, n := range lengths {
			waiting += n
		}
		return err == nil && waiting == benchOpen
	})
	b.server.Exec(t, "ANALYZE") // as its own housekeeping does within minutes
	var taken sync.Map
	var none atomic.Int64
	cpu, began := cpuUsed(t), time.Now()
	b.inParallel(benchWorkers, n, func(w, i int) error {
		if err := b.make(benchOpen + i); err != nil {
			return err
		}
		by := care.Staff{ID: care.StaffID(fmt.Sprintf("worker-%04d", w)), Role: care.Worker, RegionID: benchTown((w + i) % 19)}
		o, err := b.desk.TakeNext(b.t.Context(), by)
		if errors.Is(err, care.ErrNotFound) {
			none.Add(1)
			return nil
		}
		if err != nil {
			return err
		}
		if _, twice := taken.LoadOrStore(o.ID, w); twice {
			return fmt.Errorf("order %s was claimed twice", o.ID)
		}
		if _, err = b.desk.Arrive(b.t.Context(), by, o.ID, nil); err == nil {
			_, err = b.desk.Complete(b.t.Context(), by, o.ID, "样例")
		}
		return err
	})
	took, used := time.Since(began), cpuUsed(t)-cpu
	rate := float64(n) / took.Seconds()
	t.Logf("%d orders made, claimed, arrived and completed by %d workers behind %d open ones in %s: %.0f a second, %.0f µs of our CPU each",
		n, benchWorkers, benchOpen, took.Round(time.Millisecond), rate, float64(used.Microseconds())/float64(n))
	if none.Load() > 0 {
		t.Errorf("%d claims found nothing", none.Load())
	}
	if _, err := b.store.Verify(context.Background()); err != nil {
		t.Errorf("the journal: %v", err)
	}
	if rate < 300 {
		t.Errorf("%.0f orders a second: the aim is 300", rate)
	}
}

// orderBench is a desk over a PostgreSQL that flushes and a real Redis.
type orderBench struct {
	t      *testing.T
	server *postgrestest.Server
	store  *records.Store
	queue  *queue.Queue
	desk   *dispatch.Desk
}

func benchTown(n int) care.RegionID { return care.RegionID(fmt.Sprintf("990101%03d", 100+n)) }

func newOrderBench(t *testing.T) *orderBench {
	t.Helper()
	server := postgrestest.Durable(t)
	store, err := records.Open(t.Context(), server.Address("postgres"), quiet)
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	must(t, populate(store))
	e := func(noun string) care.Entry {
		return care.Entry{At: time.Now(), By: care.System, What: noun + ".imported", Noun: noun}
	}
	var towns []care.Region
	var elders []care.Elder
	for i := range 19 {
		towns = append(towns, care.Region{ID: benchTown(i), Kind: care.Township, Name: fmt.Sprint("样例镇", i)})
		elders = append(elders, care.Elder{ID: care.ElderID(fmt.Sprint("elder-", i)), Name: "样例", RegionID: benchTown(i)})
	}
	must(t, store.CreateRegions(t.Context(), towns, e("region")))
	must(t, store.CreateElders(t.Context(), elders, e("elder")))
	b := &orderBench{t: t, server: server, store: store}
	b.queue, err = queue.Open(realRedis(t), nil)
	must(t, err)
	t.Cleanup(func() { _ = b.queue.Close() })
	people := registry.New(registry.Config{}, registry.Deps{Record: store, Log: quiet})
	must(t, people.Load(t.Context()))
	b.desk, err = dispatch.New(dispatch.Config{}, dispatch.Deps{Book: store, Due: store, Outbox: store, Shelf: store, People: people, Posts: people,
		Whereabouts: &whereabouts{}, Phones: store, Callers: people, Worklist: store, Queue: b.queue, Presence: b.queue,
		Notifier: &gateway{none: true}, Messenger: nobodyTells{}})
	must(t, err)
	(&world{t: t, desk: b.desk}).running()
	return b
}

func (b *orderBench) make(i int) error {
	_, err := b.desk.MakeOrder(b.t.Context(), operator, dispatch.NewOrder{Service: care.Services[i%4], Elder: care.ElderID(fmt.Sprint("elder-", i%19)), Source: "operator"})
	return err
}

// inParallel does n pieces of work, several at a time.
func (b *orderBench) inParallel(workers, n int, work func(w, i int) error) {
	b.t.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				if err := work(w, i); err != nil {
					if next.Add(int64(n)) < int64(2*n+workers) { // the first says it all
						b.t.Errorf("piece %d: %v", i, err)
					}
					return
				}
			}
		})
	}
	wg.Wait()
	if b.t.Failed() {
		b.t.FailNow()
	}
}

func cpuUsed(t *testing.T) time.Duration {
	var r syscall.Rusage
	must(t, syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// realRedis starts a redis-server and returns its address.
func realRedis(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("*** SKIPPED: redis-server is not installed")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	at := l.Addr().String()
	_ = l.Close()
	cmd := exec.Command(path, "--port", at[strings.LastIndex(at, ":")+1:], "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--appendonly", "no")
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	soon(t, 5*time.Second, "redis-server answers", func() bool {
		c, err := net.Dial("tcp", at)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return "redis://" + at
}
