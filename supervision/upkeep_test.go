package supervision_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/supervision"
)

// workshop makes orders in memory.
type workshop struct {
	mu     sync.Mutex // guards orders
	orders map[care.OrderID]care.Order
	made   []string
}

func (s *workshop) RepairByItself(_ context.Context, a care.Alert) (care.Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := care.RepairOf(a.ID)
	if o, known := s.orders[id]; known {
		return o, nil
	}
	s.made = append(s.made, a.Rule)
	s.orders[id] = care.Order{ID: id, Service: care.Repair, State: care.OrderQueued, AlertID: a.ID, DeviceID: a.DeviceID}
	return s.orders[id], nil
}

func (s *workshop) Unneeded(_ context.Context, id care.OrderID, _ string) error {
	return s.set(id, care.OrderCancelled)
}

func (s *workshop) set(id care.OrderID, to care.OrderState) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[id]
	o.State = to
	s.orders[id] = o
	return nil
}

func (s *workshop) Orders(_ context.Context, _ care.Scope, q care.OrderQuery) ([]care.Order, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []care.Order
	for _, o := range s.orders {
		if slices.Contains(q.Services, o.Service) && (len(q.States) == 0 || slices.Contains(q.States, o.State)) && !o.CreatedAt.Before(q.Since) {
			out = append(out, o)
		}
	}
	return out, "", nil
}

func (s *workshop) OrderCards(_ context.Context, ids []care.OrderID) (map[care.OrderID]care.Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[care.OrderID]care.Order{}
	for _, id := range ids {
		if o, known := s.orders[id]; known {
			out[id] = o
		}
	}
	return out, nil
}

func (s *workshop) list() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.made)
}

// RepairAfter is the sample policy: a day for power and battery, nothing for a weak
// link.
func (s *workshop) RepairAfter(rule string) (time.Duration, bool) {
	return 24 * time.Hour, rule == "battery_low" || rule == "mains_lost"
}

func (w *world) upkeep(t *testing.T) (*workshop, func()) {
	t.Helper()
	return w.upkeepOf(t, nil)
}

func (w *world) upkeepOf(t *testing.T, told func(care.Alert)) (*workshop, func()) {
	t.Helper()
	s := &workshop{orders: map[care.OrderID]care.Order{}}
	u := supervision.NewUpkeep(supervision.UpkeepConfig{}, supervision.UpkeepDeps{List: w, Book: w, Orders: s, Workshop: s, Policy: s, Mended: told, Now: time.Now})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- u.Run(ctx) }()
	return s, func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func fault(rule string, device care.DeviceID) care.Alert {
	return care.Alert{ID: care.NewAlertID(rule, device, time.Now()), Rule: rule, DeviceID: device, Technical: true, RaisedAt: time.Now()}
}

func TestADeadGatewayHasItsOrderWithinAMinuteOfTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		s, stop := w.run(t)
		defer stop()
		made, rest := w.upkeep(t)
		defer rest()
		seen(s, "child-1", "child-2", "child-3", "gw1")
		wait(45 * time.Minute)
		if got := made.list(); len(got) != 0 {
			t.Fatalf("before the limit: %v", got)
		}
		wait(time.Minute)
		if got := w.list(began); len(got) != 1 {
			t.Errorf("alerts: %v, want the gateway's", got)
		}
		if a := w.first(); a.Rule != "gateway_offline" || a.Affected != 3 {
			t.Errorf("the alert: %+v, want it to speak for three", a)
		}
		if diff := cmp.Diff([]string{"gateway_offline"}, made.list()); diff != "" {
			t.Errorf("orders (-want +got)\n%s", diff)
		}
	})
}

func TestAFaultHasItsOrderOnceAfterItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		made, rest := w.upkeep(t)
		defer rest()
		low, weak := fault("battery_low", "d1"), fault("link_weak", "d2")
		_ = w.RaiseAlert(t.Context(), low, care.Entry{})
		_ = w.RaiseAlert(t.Context(), weak, care.Entry{})
		wait(23 * time.Hour)
		if got := made.list(); len(got) != 0 {
			t.Fatalf("before its time: %v", got)
		}
		wait(2 * time.Hour)
		if diff := cmp.Diff([]string{"battery_low"}, made.list()); diff != "" {
			t.Errorf("orders (-want +got)\n%s", diff)
		}

		// Cancelled by a person, it is not made again.
		_ = made.set(care.RepairOf(low.ID), care.OrderCancelled)
		wait(48 * time.Hour)
		if got := made.list(); len(got) != 1 {
			t.Errorf("made again for the same fault: %v", got)
		}
	})
}

func TestOneTripForAllFaultsOfADevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		made, rest := w.upkeep(t)
		defer rest()
		_ = w.RaiseAlert(t.Context(), fault("battery_low", "d1"), care.Entry{})
		_ = w.RaiseAlert(t.Context(), fault("offline", "d1"), care.Entry{})
		wait(48 * time.Hour)
		if got := made.list(); len(got) != 1 {
			t.Errorf("orders for one device: %v", got)
		}
	})
}

// TestAPowerCutOfAVillageIsOneTrip lets five panels of a village say that they live on
// their batteries, and one of another.
func TestAPowerCutOfAVillageIsOneTrip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		made, rest := w.upkeep(t)
		defer rest()
		for n := range 6 {
			a := fault("mains_lost", care.DeviceID(fmt.Sprint("panel-", n)))
			a.RegionID = "990101001001"
			if n == 5 {
				a.RegionID = "990101001002"
			}
			_ = w.RaiseAlert(t.Context(), a, care.Entry{})
			wait(time.Second)
		}
		wait(25 * time.Hour)
		if got := made.list(); len(got) != 2 {
			t.Errorf("%d orders, want one for the village and one for the other: %v", len(got), got)
		}
	})
}

func TestAFaultEndsWithItsOrderAndAnOrderWithItsFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		made, rest := w.upkeep(t)
		defer rest()
		mended, healed := fault("gateway_offline", "g1"), fault("gateway_offline", "g2")
		_ = w.RaiseAlert(t.Context(), mended, care.Entry{})
		_ = w.RaiseAlert(t.Context(), healed, care.Entry{})
		wait(time.Minute)
		_ = made.set(care.RepairOf(mended.ID), care.OrderCompleted)
		_ = w.ClearAlert(t.Context(), healed.ID, time.Now(), care.Entry{})
		wait(time.Minute)
		if left, _, _ := w.Alerts(t.Context(), care.Everything, care.AlertQuery{}, care.Page{}); len(left) != 0 {
			t.Errorf("still standing: %+v", left)
		}
		if o := made.orders[care.RepairOf(healed.ID)]; o.State != care.OrderCancelled {
			t.Errorf("the order of what healed by itself: %v", o.State)
		}
	})
}

// TestARepairThatMendedNothingIsNoEnd: whoever completed the order may have gone to the
// wrong socket. The gateway is as silent as before, and somebody must go again.
func TestARepairThatMendedNothingIsNoEnd(t *testing.T) {
	for name, restart := range map[string]bool{"while we watch": false, "over a restart": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, began := newWorld(), time.Now()
				s, stop := w.run(t)
				made, rest := w.upkeepOf(t, func(a care.Alert) { s.Mended(a) })
				defer rest()
				seen(s, "gw1")
				wait(46 * time.Minute)
				_ = made.set(care.RepairOf(w.first().ID), care.OrderCompleted)
				wait(time.Minute)
				wantList(t, w, began, "gw1 45m0s-46m0s")
				if restart {
					stop()
					s, stop = w.run(t)
				}
				defer stop()
				wait(46 * time.Minute)
				if got := w.list(began); len(got) != 2 {
					t.Errorf("alerts: %v, want the gateway again", got)
				}
				if diff := cmp.Diff([]string{"gateway_offline", "gateway_offline"}, made.list()); diff != "" {
					t.Errorf("orders (-want +got)\n%s", diff)
				}
				seen(s, "gw1")
				if left, _, _ := w.Alerts(t.Context(), care.Everything, care.AlertQuery{}, care.Page{}); len(left) != 0 {
					t.Errorf("still standing after it spoke: %+v", left)
				}
			})
		})
	}
}
