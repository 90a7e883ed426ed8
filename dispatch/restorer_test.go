package dispatch_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

func newEmptyDesk() (*dispatch.Desk, error) { return dispatch.New(dispatch.Config{}, dispatch.Deps{}) }

// running starts the desk and stops it before the test ends.
func (w *world) running() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.desk.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		must(w.t, <-done)
	})
}

// soon waits until good, for at most d.
func soon(t testing.TB, d time.Duration, what string, good func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(d)
	for !good() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %s: %s", d, what)
		}
	}
}

// waiting are the lengths of the queue; nil while it is away.
func (w *world) waiting() map[care.Service]int {
	m, err := w.queue.Lengths(w.t.Context())
	if err != nil {
		return nil
	}
	return m
}

func (w *world) waits(want map[care.Service]int) func() bool {
	return func() bool { return cmp.Equal(want, w.waiting()) }
}

func TestTheQueueFollowsTheRecord(t *testing.T) {
	w := setup(t)
	w.running()
	a, b := w.order(care.Meal, "wang"), w.order(care.Bathing, "li")
	soon(t, time.Second, "two wait", w.waits(map[care.Service]int{care.Meal: 1, care.Bathing: 1}))
	_, err := w.desk.Accept(t.Context(), worker, a.ID, 0)
	must(t, err)
	soon(t, time.Second, "one waits", w.waits(map[care.Service]int{care.Bathing: 1}))
	_, err = w.desk.Decline(t.Context(), worker, a.ID, "走不开")
	must(t, err)
	_, err = w.desk.Cancel(t.Context(), operator, b.ID, "不要了")
	must(t, err)
	soon(t, time.Second, "the declined one waits", w.waits(map[care.Service]int{care.Meal: 1}))
}

func TestAWipedQueueIsRebuilt(t *testing.T) {
	w := setup(t)
	w.running()
	for range 30 {
		w.order(care.Meal, "wang")
	}
	full := w.waits(map[care.Service]int{care.Meal: 30})
	soon(t, time.Second, "all wait", full)
	w.queue.redis.FlushAll()
	soon(t, 3*time.Second, "all wait again", full)
}

func TestWorkGoesOnWhileTheQueueIsAway(t *testing.T) {
	w := setup(t)
	w.running()
	before := w.order(care.Meal, "wang")
	soon(t, time.Second, "one waits", w.waits(map[care.Service]int{care.Meal: 1}))
	w.queue.redis.Close()
	began := time.Now()
	w.press(wangsPendant, "a")
	during := w.order(care.Bathing, "li")
	_, err := w.desk.Accept(t.Context(), worker, during.ID, 0)
	must(t, err)
	last := w.order(care.Cleaning, "li")
	if took := time.Since(began); took > time.Second {
		t.Errorf("held up for %s", took)
	}
	// The next one is found in the record: the oldest that waits.
	o, err := w.desk.TakeNext(t.Context(), worker)
	must(t, err)
	if o.ID != before.ID || o.WorkerID != worker.ID {
		t.Errorf("took the %s order", o.Service)
	}
	must(t, w.queue.redis.Restart())
	soon(t, 3*time.Second, "what is left waits", w.waits(map[care.Service]int{care.Cleaning: 1}))
	o, err = w.desk.TakeNext(t.Context(), worker)
	must(t, err)
	if o.ID != last.ID {
		t.Errorf("took the %s order", o.Service)
	}
}

// Thirty orders of other sites before it do not hide the own site's.
func TestTakeNextLooksPastOtherSites(t *testing.T) {
	w := setup(t)
	for range 30 {
		w.order(care.Meal, "wang")
	}
	w.clock.pass(time.Second)
	own := w.order(care.Meal, "sun")
	w.pass(0)
	nurse := care.Staff{ID: "nurse-a", Role: care.Worker, RegionID: township, CenterID: "house-a"}
	if o, err := w.desk.TakeNext(t.Context(), nurse); err != nil || o.ID != own.ID {
		t.Errorf("got %+v, %v", o, err)
	}
}

func TestTakeNextGivesTheMostUrgentThatAWorkerMayDo(t *testing.T) {
	for name, asleep := range map[string]bool{"by the queue": false, "by the record": true} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			in := w.answered(wangsPendant)
			meal := w.order(care.Meal, "wang")
			w.clock.pass(time.Second)
			medical := w.order(care.Medical, "li")
			emergency, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
			must(t, err)
			w.pass(0)
			if asleep {
				w.queue.redis.Close()
			}
			if _, err := w.desk.TakeNext(t.Context(), stranger); !errors.Is(err, care.ErrNotFound) {
				t.Errorf("in another township: %v", err)
			}
			for _, c := range []struct {
				by   care.Staff
				want care.OrderID
			}{{cook, meal.ID}, {worker, emergency.ID}, {worker, medical.ID}} {
				o, err := w.desk.TakeNext(t.Context(), c.by)
				if err != nil || o.ID != c.want || o.State != care.OrderAccepted {
					t.Errorf("%s took the %s order, %v", c.by.ID, o.Service, err)
				}
			}
			if _, err := w.desk.TakeNext(t.Context(), worker); !errors.Is(err, care.ErrNotFound) {
				t.Errorf("nothing waits: %v", err)
			}
			// What somebody let go is for the others.
			_, err = w.desk.Decline(t.Context(), worker, medical.ID, "走不开")
			must(t, err)
			if !asleep {
				w.pass(0)
			}
			if _, err := w.desk.TakeNext(t.Context(), worker); !errors.Is(err, care.ErrNotFound) {
				t.Errorf("got back what was let go: %v", err)
			}
			if !asleep {
				w.pass(0)
			}
			second := care.Staff{ID: "w7", Role: care.Worker, RegionID: township}
			if o, err := w.desk.TakeNext(t.Context(), second); err != nil || o.ID != medical.ID {
				t.Errorf("the next worker: %v", err)
			}
		})
	}
}
