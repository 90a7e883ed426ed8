package supervision_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yian/care"
	"yian/supervision"
)

// quiet keeps silences in memory.
type quiet struct {
	mu   sync.Mutex // guards rows
	rows map[string]care.Silence
}

func (q *quiet) KeepSilences(_ context.Context, list []care.Silence) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range list {
		q.rows[fmt.Sprint(l.Device, " ", l.From.UnixMilli())] = l
	}
	return nil
}

func (q *quiet) OpenSilences(context.Context) ([]care.Silence, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var open []care.Silence
	for _, l := range q.rows {
		if l.Until == nil {
			open = append(open, l)
		}
	}
	return open, nil
}

func (q *quiet) count(cause care.Cause, ended bool) (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range q.rows {
		if l.Cause == cause && (l.Until != nil) == ended {
			n++
		}
	}
	return n
}

// villager is the only device of one home of a village, on the mains.
func villager(village, n int) care.Place {
	return care.Place{Device: care.DeviceID(fmt.Sprintf("v%d-%d", village, n)), Household: care.HouseholdID(fmt.Sprintf("home-%d-%d", village, n)),
		Region: care.RegionID(fmt.Sprintf("99010100100%d", village)), DeviceKind: "sos_button", DevicePower: care.Mains}
}

// villages are the places of a world with two villages of ten homes.
type villages struct{ *world }

func (villages) Place(_ context.Context, id care.DeviceID) (care.Place, error) {
	var village, n int
	if _, err := fmt.Sscanf(string(id), "v%d-%d", &village, &n); err != nil {
		return care.Place{}, care.NotFound("device")
	}
	return villager(village, n), nil
}

func (w villages) run(t *testing.T, q *quiet) (*supervision.Supervisor, func()) {
	t.Helper()
	s, err := supervision.New(supervision.Config{}, supervision.Deps{Book: w, List: w, Memory: w, Places: w, Homes: w, Silences: q, Now: time.Now})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	synctest.Wait()
	return s, func() { cancel(); must(t, <-done) }
}

// speak lets the homes of a village speak, each at its own minute of the quarter of
// an hour, for as long as told.
func speak(s *supervision.Supervisor, long time.Duration, who func(village, n int) bool) {
	for range int(long / time.Minute) {
		minute := int(time.Now().Unix()/60) % 15
		for village := range 2 {
			for n := range 10 {
				if n%15 == minute%15 && who(village, n) {
					s.Seen(villager(village, n), time.Now(), nil)
				}
			}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
	}
}

func (w *world) standing() (out []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.alerts {
		if a.ClearedAt == nil {
			out = append(out, fmt.Sprintf("%s %s %d/%d", a.Rule, a.DeviceID, a.Affected, a.Of))
		}
	}
	return out
}

func (w *world) raised() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.alerts)
}

// TestADarkVillageIsOneAlert takes the power of a whole village, and gives it back.
func TestADarkVillageIsOneAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, q := villages{newWorld()}, &quiet{rows: map[string]care.Silence{}}
		s, stop := w.run(t, q)
		everybody := func(int, int) bool { return true }
		speak(s, time.Hour, everybody)
		// One says what happened before its battery is empty, the others just stop.
		s.Seen(villager(0, 4), time.Now(), []care.Reading{{Metric: care.MainsLost, Value: 1}})
		dark := time.Now()
		other := func(village, _ int) bool { return village == 1 }
		speak(s, 46*time.Minute, other)
		got := w.standing()
		if len(got) != 1 || got[0] != "area_offline  10/10" || w.raised() != 1 {
			t.Fatalf("%s after: %q, %d alerts in all", time.Since(dark), got, w.raised())
		}
		if at := w.alerts[0].RaisedAt; at.Sub(dark) > 46*time.Minute || w.alerts[0].RegionID != "990101001000" || !strings.Contains(w.alerts[0].Title, "停电") {
			t.Errorf("the alert: %+v", w.alerts[0])
		}
		speak(s, 30*time.Minute, other)
		if n := q.count(care.CausePower, false); n != 10 || w.raised() != 1 {
			t.Errorf("%d homes are written down as without power, %d alerts; want 10 and one", n, w.raised())
		}
		if l, _ := s.Liveness("v0-7"); l.Online {
			t.Error("a home of the dark village is shown as there")
		}
		// We are restarted meanwhile and still know it.
		stop()
		s, stop = w.run(t, q)
		speak(s, 10*time.Minute, other)
		if got := w.standing(); len(got) != 1 || w.raised() != 1 {
			t.Errorf("after a restart: %q, %d in all", got, w.raised())
		}
		// Power is back, but for one home.
		speak(s, 16*time.Minute, func(village, n int) bool { return village == 1 || n != 2 })
		if got := w.standing(); len(got) != 0 {
			t.Errorf("with nine of ten back: %q", got)
		}
		speak(s, 50*time.Minute, func(village, n int) bool { return village == 1 || n != 2 })
		if got := w.standing(); len(got) != 1 || got[0] != "offline v0-2 0/0" {
			t.Errorf("the one that did not come back: %q", got)
		}
		if open, ended := q.count(care.CausePower, false), q.count(care.CausePower, true); open != 1 || ended != 9 {
			t.Errorf("silences: %d go on, %d ended", open, ended)
		}
		stop()
	})
}

// TestAVillageIsCutOff lets the broker notice it within a minute and a half, as it
// notices connections that end; those found first are folded into the one.
func TestAVillageIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, q := villages{newWorld()}, &quiet{rows: map[string]care.Silence{}}
		s, stop := w.run(t, q)
		speak(s, time.Hour, func(int, int) bool { return true })
		for n := range 10 {
			s.Status(villager(0, n), care.Status{Device: villager(0, n).Device})
			time.Sleep(15 * time.Second)
			synctest.Wait()
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := w.standing(); len(got) != 1 || !strings.HasPrefix(got[0], "area_offline") {
			t.Errorf("standing: %q", got)
		}
		if n := q.count(care.CauseNetwork, false); n != 10 {
			t.Errorf("%d silences, want 10", n)
		}
		stop()
	})
}

// TestHomesThatFailOneByOneAreNoDarkVillage keeps single faults single.
func TestHomesThatFailOneByOneAreNoDarkVillage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, q := villages{newWorld()}, &quiet{rows: map[string]care.Silence{}}
		s, stop := w.run(t, q)
		speak(s, time.Hour, func(int, int) bool { return true })
		for gone := range 10 {
			speak(s, time.Hour, func(village, n int) bool { return village == 1 || n > gone })
		}
		speak(s, time.Hour, func(village, _ int) bool { return village == 1 })
		if got := w.standing(); len(got) != 10 || strings.Contains(strings.Join(got, " "), "area_offline") {
			t.Errorf("standing: %q", got)
		}
		stop()
	})
}

// TestASilenceBeginsWhenTheDeviceShouldHaveSpoken and ends in the second in which it
// does.
func TestASilenceBeginsWhenTheDeviceShouldHaveSpoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, q := villages{newWorld()}, &quiet{rows: map[string]care.Silence{}}
		s, stop := w.run(t, q)
		heard := time.Now()
		s.Seen(villager(0, 1), heard, []care.Reading{{Metric: care.BatteryMetric, Value: 4}})
		time.Sleep(45*time.Minute + time.Second)
		synctest.Wait()
		open, _ := q.OpenSilences(t.Context())
		if len(open) != 1 || !open[0].From.Equal(heard.Add(45*time.Minute)) || !open[0].DoubtAt.Equal(heard.Add(16*time.Minute)) || open[0].Cause != care.CauseBattery {
			t.Fatalf("silences: %+v", open)
		}
		s.Seen(villager(0, 1), time.Now(), nil)
		synctest.Wait()
		if open, _ := q.OpenSilences(t.Context()); len(open) != 0 || len(w.standing()) != 0 || q.count(care.CauseBattery, true) != 1 {
			t.Errorf("after it spoke: %+v, %q", open, w.standing())
		}
		stop()
	})
}
