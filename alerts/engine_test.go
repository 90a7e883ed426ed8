package alerts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"yian/care"
)

// world is a record, a desk and a history that can be put to sleep.
type world struct {
	mu        sync.Mutex // guards all below
	asleep    bool       // the record is away
	deskAway  bool
	alerts    []care.Alert
	entries   []string
	memory    map[care.DeviceID][]byte
	history   []care.Reading
	incidents map[care.AlertID]int // how often the desk was asked
	absent    map[care.ElderID]care.WhereaboutsState
	asked     int
	fences    []care.Fence
	stop      func() // the engine that was started last
}

var errAway = fmt.Errorf("test: %w", care.ErrUnavailable)

func newWorld() *world {
	return &world{memory: map[care.DeviceID][]byte{}, incidents: map[care.AlertID]int{}, absent: map[care.ElderID]care.WhereaboutsState{}}
}

func (w *world) deps() Deps {
	return Deps{Desk: desk{w}, Book: w, List: w, Memory: w, Fences: w, History: w, Places: w, Whereabouts: w, Now: time.Now}
}

func (w *world) find(id care.AlertID) int {
	return slices.IndexFunc(w.alerts, func(a care.Alert) bool { return a.ID == id })
}

func (w *world) RaiseAlert(_ context.Context, a care.Alert, e care.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asleep {
		return errAway
	}
	if w.find(a.ID) < 0 {
		w.alerts = append(w.alerts, a)
		w.entries = append(w.entries, e.What)
	}
	return nil
}

func (w *world) ClearAlert(_ context.Context, id care.AlertID, at time.Time, e care.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asleep {
		return errAway
	}
	if i := w.find(id); i >= 0 && w.alerts[i].ClearedAt == nil {
		w.alerts[i].ClearedAt = &at
		w.entries = append(w.entries, e.What)
	}
	return nil
}

func (w *world) ChangeAlert(_ context.Context, sc care.Scope, id care.AlertID, do func(*care.Alert) ([]care.Entry, error)) (care.Alert, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := w.find(id)
	if i < 0 || !sc.Sees(w.alerts[i].RegionID, w.alerts[i].CenterID) {
		return care.Alert{}, care.NotFound("alert")
	}
	es, err := do(&w.alerts[i])
	for _, e := range es {
		w.entries = append(w.entries, e.What)
	}
	return w.alerts[i], err
}

func (w *world) Alerts(_ context.Context, _ care.Scope, q care.AlertQuery, _ care.Page) ([]care.Alert, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []care.Alert
	for _, a := range w.alerts {
		if q.State != care.AlertFiring || a.ClearedAt == nil {
			out = append(out, a)
		}
	}
	return out, "", nil
}

func (w *world) UnofferedAlerts(context.Context, int) ([]care.Alert, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []care.Alert
	for _, a := range w.alerts {
		if a.Severity == care.Critical && a.IncidentID == "" {
			out = append(out, a)
		}
	}
	return out, nil
}

func (w *world) LoadMemory(_ context.Context, do func(care.DeviceID, []byte) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, b := range w.memory {
		if err := do(id, b); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) SaveMemory(_ context.Context, snapshots map[care.DeviceID][]byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asleep {
		return errAway
	}
	for id, b := range snapshots {
		w.memory[id] = slices.Clone(b)
	}
	return nil
}

func (w *world) Since(_ context.Context, received time.Time, do func(care.Reading) error) error {
	w.mu.Lock()
	past := slices.Clone(w.history)
	w.mu.Unlock()
	for _, r := range past {
		if !r.ReceivedAt.Before(received) {
			if err := do(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) Place(_ context.Context, id care.DeviceID) (care.Place, error) {
	return placeOf(id), nil
}

func (w *world) Whereabouts(_ context.Context, elder care.ElderID) (care.WhereaboutsState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	if s, ok := w.absent[elder]; ok {
		return s, nil
	}
	return care.AtHome, nil
}

// desk is the other side of critical alerts.
type desk struct{ *world }

func (d desk) Alert(_ context.Context, a care.Alert) (care.IncidentID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.deskAway {
		return "", errors.New("the desk is away")
	}
	d.incidents[a.ID]++
	return care.IncidentID("incident-" + string(a.ID)), nil
}

func (w *world) set(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	do()
}

func placeOf(id care.DeviceID) care.Place {
	return care.Place{Device: id, Elder: care.ElderID("elder-" + id), Household: "home", Region: "990101001", DeviceKind: "wearable"}
}

// run starts an engine in a synctest bubble and returns it with what stops it.
func (w *world) run(t *testing.T, cfg Config) (*Engine, func()) {
	t.Helper()
	e, err := New(cfg, w.deps())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	synctest.Wait()
	w.stop = func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	return e, w.stop
}

// say hands the engine one reading that was just taken, and keeps it in the
// history.
func (w *world) say(e *Engine, device care.DeviceID, m care.Metric, v float64) care.Reading {
	r := care.Reading{Device: device, Metric: m, Value: v, At: time.Now(), ReceivedAt: time.Now()}
	w.mu.Lock()
	w.history = append(w.history, r)
	w.mu.Unlock()
	e.Judge(placeOf(device), []care.Reading{r})
	synctest.Wait()
	return r
}

// told is what of an alert a person would call the same.
type told struct {
	Rule      string
	Raised    time.Duration // since the beginning
	Cleared   time.Duration // 0: still going on
	Readings  int
	Incidents int
}

func (w *world) told(began time.Time) []told {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []told
	for _, a := range w.alerts {
		x := told{Rule: a.Rule, Raised: a.RaisedAt.Sub(began), Readings: len(a.Readings), Incidents: w.incidents[a.ID]}
		if a.ClearedAt != nil {
			x.Cleared = a.ClearedAt.Sub(began)
		}
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b told) int { return cmp.Or(cmp.Compare(a.Raised, b.Raised), cmp.Compare(a.Rule, b.Rule)) })
	return all
}

func wantTold(t *testing.T, w *world, began time.Time, want ...told) {
	t.Helper()
	if diff := gocmp.Diff(want, w.told(began)); diff != "" {
		t.Errorf("alerts (-want +got)\n%s", diff)
	}
}

// wait lets time go by, with room for what is in flight.
func wait(d time.Duration) { time.Sleep(d); synctest.Wait() }

func TestFireOpensAnIncidentAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.SmokeMetric, 1)
		wantTold(t, w, began, told{Rule: "smoke", Readings: 1, Incidents: 1})
		a := w.alerts[0]
		if a.IncidentID == "" || a.ElderID != "elder-d1" || a.RegionID != "990101001" || a.Title != "烟雾" || a.Severity != care.Critical {
			t.Errorf("the alert lacks its place or incident: %+v", a)
		}
		if diff := gocmp.Diff([]string{"alert.raised", "alert.offered"}, w.entries); diff != "" {
			t.Errorf("journal (-want +got)\n%s", diff)
		}
	})
}

func TestDurationIsJudgedWithoutAnotherReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.SpO2, 85)
		wait(5*time.Minute - time.Second)
		wantTold(t, w, began)
		wait(10 * time.Second)
		wantTold(t, w, began, told{Rule: "spo2_very_low", Raised: 5 * time.Minute, Readings: 1, Incidents: 1})
	})
}

func TestRecoveryInBetweenBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		for _, v := range []float64{85, 85, 96, 85, 85, 96} {
			w.say(e, "d1", care.SpO2, v)
			wait(2 * time.Minute)
		}
		wantTold(t, w, began)
	})
}

func TestHysteresisKeepsOneEpisodeOneAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		// Below 90 for 5 min raises; only 92 and more for 5 min clears.
		for _, v := range []float64{85, 85, 91, 85, 91, 92, 91, 85, 93, 93} {
			w.say(e, "d1", care.SpO2, v)
			wait(4 * time.Minute)
		}
		got := w.told(began)
		got = slices.DeleteFunc(got, func(x told) bool { return x.Rule != "spo2_very_low" })
		want := []told{{Rule: "spo2_very_low", Raised: 5 * time.Minute, Cleared: 37 * time.Minute, Readings: 2, Incidents: 1}}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestABacklogIsJudgedByTheDevicesClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		e, stop := w.run(t, Config{})
		defer stop()
		wait(time.Hour)
		now := time.Now()
		var backlog []care.Reading
		for m := range 30 { // half an hour ago: 12 minutes too fast, then well again
			v := 80.0
			if m >= 5 && m <= 17 {
				v = 150
			}
			backlog = append(backlog, care.Reading{Device: "d1", Metric: care.HeartRate, Value: v, At: now.Add(time.Duration(m-30) * time.Minute), ReceivedAt: now})
		}
		slices.Reverse(backlog)
		e.Judge(placeOf("d1"), backlog)
		wantTold(t, w, now, told{Rule: "heart_rate_very_high", Raised: 0, Cleared: 0, Readings: 11, Incidents: 1})
		if w.alerts[0].ClearedAt == nil {
			t.Error("the end inside the backlog was missed")
		}
		if r := w.alerts[0].Readings; !r[0].At.Equal(now.Add(-25*time.Minute)) || !slices.IsSortedFunc(r, func(a, b care.Reading) int { return a.At.Compare(b.At) }) {
			t.Errorf("readings that made it: %v", r)
		}
	})
}

func TestRepeatedAndLateReadingsChangeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		old := w.say(e, "d1", care.HeartRate, 150)
		wait(time.Minute)
		w.say(e, "d1", care.HeartRate, 80)
		for range 3 {
			e.Judge(placeOf("d1"), []care.Reading{old})
		}
		wait(20 * time.Minute)
		wantTold(t, w, began)
		if r, _ := e.Latest("d1", care.HeartRate); r.Value != 80 {
			t.Errorf("latest: got %v, want 80", r.Value)
		}
	})
}

func TestLateSmokeIsNeverLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		smoke := care.Reading{Device: "d1", Metric: care.SmokeMetric, Value: 1, At: time.Now(), ReceivedAt: time.Now().Add(2 * time.Second)}
		wait(time.Second)
		w.say(e, "d1", care.SmokeMetric, 0)
		wait(time.Second)
		for range 3 {
			e.Judge(placeOf("d1"), []care.Reading{smoke})
		}
		wantTold(t, w, began, told{Rule: "smoke", Raised: 2 * time.Second, Cleared: 2 * time.Second, Readings: 1, Incidents: 1})
	})
}

func TestDeviceWhoseClockWasSetBackIsJudgedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.SpO2, 97)
		w.say(e, "d1", care.SmokeMetric, 0)
		const wrong = 1000 * 24 * time.Hour
		old := func(m care.Metric, v float64) {
			e.Judge(placeOf("d1"), []care.Reading{{Device: "d1", Metric: m, Value: v, At: time.Now().Add(-wrong), ReceivedAt: time.Now()}})
		}
		wait(time.Minute)
		old(care.SmokeMetric, 1) // never too late
		wantTold(t, w, began, told{Rule: "smoke", Raised: time.Minute, Cleared: time.Minute, Readings: 1, Incidents: 1})
		for range 20 {
			old(care.SpO2, 80)
			wait(time.Minute)
		}
		got := w.told(began)
		if len(got) != 2 || got[1].Rule != "spo2_very_low" || got[1].Raised > 20*time.Minute {
			t.Errorf("got %v, want the oxygen too", got)
		}
		if r, _ := e.Latest("d1", care.SpO2); r.Value != 80 {
			t.Errorf("latest: got %v, want the newest that it says", r.Value)
		}
	})
}

func TestFireThatGoesOnIsRaisedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.GasMetric, 1)
		wait(31 * time.Minute)
		wantTold(t, w, began,
			told{Rule: "gas", Cleared: 30 * time.Minute, Readings: 1, Incidents: 1},
			told{Rule: "gas", Raised: 30 * time.Minute, Readings: 1, Incidents: 1})
	})
}

func TestQuietHoldsTheNextAlertBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		for _, v := range []float64{230, 190, 230} { // clears at 200, quiet for 30 min
			w.say(e, "d1", care.Systolic, v)
			wait(time.Minute)
		}
		wait(time.Hour)
		got := slices.DeleteFunc(w.told(began), func(x told) bool { return x.Rule != "systolic_very_high" })
		want := []told{
			{Rule: "systolic_very_high", Cleared: time.Minute, Readings: 1, Incidents: 1},
			{Rule: "systolic_very_high", Raised: 31 * time.Minute, Readings: 1, Incidents: 1},
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestColdRoomWaitsWhileTheElderIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		w.absent["elder-d1"] = care.InHospital
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.Temperature, 5)
		wait(4 * time.Hour)
		wantTold(t, w, began)
		w.set(func() { delete(w.absent, "elder-d1") })
		wait(6 * time.Minute)
		if got := w.told(began); len(got) != 1 || got[0].Rule != "room_cold" || got[0].Raised < 4*time.Hour {
			t.Errorf("back home in the cold: got %v", got)
		}
	})
}

func TestSharedDeviceCountsAsPresent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		place := placeOf("d1")
		place.Elder = ""
		e.Judge(place, []care.Reading{{Device: "d1", Metric: care.Temperature, Value: 5, At: began, ReceivedAt: began}})
		wait(3 * time.Hour)
		wantTold(t, w, began, told{Rule: "room_cold", Raised: 2 * time.Hour, Readings: 1})
		if w.asked != 0 {
			t.Error("nobody is to be asked about a shared device")
		}
	})
}

func TestRecordAwayLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		w.asleep = true
		e, stop := w.run(t, Config{})
		w.say(e, "d1", care.FallMetric, 1)
		wait(time.Minute)
		w.say(e, "d1", care.FallMetric, 0)
		wantTold(t, w, began)
		w.set(func() { w.asleep = false })
		wait(retryAtMost)
		want := told{Rule: "fall", Cleared: time.Minute, Readings: 1, Incidents: 1}
		wantTold(t, w, began, want)
		stop()
	})
}

func TestDeskAwayIsOfferedAgainAlsoAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		w.deskAway = true
		e, stop := w.run(t, Config{})
		w.say(e, "d1", care.FallMetric, 1)
		w.say(e, "d2", care.FallMetric, 1)
		wait(time.Minute)
		stop()
		wantTold(t, w, began, told{Rule: "fall", Readings: 1}, told{Rule: "fall", Readings: 1})
		_, stop = w.run(t, Config{})
		defer stop()
		wait(time.Minute)
		w.set(func() { w.deskAway = false })
		wait(retryAtMost)
		wantTold(t, w, began, told{Rule: "fall", Readings: 1, Incidents: 1}, told{Rule: "fall", Readings: 1, Incidents: 1})
	})
}

func TestWarningsStayOnTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.BatteryMetric, 12)
		wantTold(t, w, began, told{Rule: "battery_low", Readings: 1})
		if !w.alerts[0].Technical {
			t.Error("a low battery is the device's own")
		}
	})
}

func TestSeeIsOnceAndOnlyInScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.BatteryMetric, 12)
		id := w.alerts[0].ID
		if _, err := e.See(t.Context(), care.Scope{Role: care.Operator, Region: "990101002"}, "other", id); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("another township: got %v, want not found", err)
		}
		for _, by := range []care.StaffID{"first", "second"} {
			a, err := e.See(t.Context(), care.Everything, by, id)
			if err != nil || a.SeenBy != "first" || a.SeenAt == nil {
				t.Errorf("see: got %+v, %v", a, err)
			}
		}
		if diff := gocmp.Diff([]string{"alert.raised", "alert.seen"}, w.entries); diff != "" {
			t.Errorf("journal (-want +got)\n%s", diff)
		}
	})
}

func TestAnotherEldersDeviceBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.Systolic, 230)
		wait(time.Minute)
		place := placeOf("d1")
		place.Elder = "somebody else"
		e.Judge(place, []care.Reading{{Device: "d1", Metric: care.HeartRate, Value: 70, At: time.Now(), ReceivedAt: time.Now()}})
		for _, x := range w.told(began) {
			if x.Cleared != time.Minute {
				t.Errorf("%s goes on for an elder who no longer wears it", x.Rule)
			}
		}
		if _, ok := e.Latest("d1", care.Systolic); ok {
			t.Error("the former elder's pressure is still shown")
		}
	})
}

func TestForgottenDeviceEndsItsAlerts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.WaterLeakMetric, 1)
		wait(time.Second)
		e.Forget("d1")
		wantTold(t, w, began, told{Rule: "water_leak", Cleared: time.Second, Readings: 1, Incidents: 1})
	})
}

func TestUnknownMetricIsNotRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		e, stop := w.run(t, Config{})
		defer stop()
		for i := range 1000 {
			w.say(e, "d1", care.Metric(fmt.Sprint("made_up_", i)), 1)
		}
		w.say(e, "d1", care.Weight, 60)
		if got := e.LatestAll("d1"); len(got) != 1 || got[0].Metric != care.Weight {
			t.Errorf("latest: got %v, want the weight only", got)
		}
	})
}

func TestMemoryOfDevicesIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		e, stop := w.run(t, Config{MaxDevices: 10})
		defer stop()
		w.say(e, "burning", care.SmokeMetric, 1)
		for i := range 100 {
			w.say(e, care.DeviceID(fmt.Sprint("d", i)), care.HeartRate, 70)
		}
		if n := len(e.everyone()); n > 10 {
			t.Errorf("%d devices remembered, want 10", n)
		}
		wait(31 * time.Minute)
		if got := len(w.told(time.Now())); got != 2 {
			t.Errorf("the burning home was forgotten: %d alerts, want 2", got)
		}
	})
}

func TestMissingGiversAreNamed(t *testing.T) {
	w := newWorld()
	for name, take := range map[string]func(*Deps){
		"desk": func(d *Deps) { d.Desk = nil }, "book": func(d *Deps) { d.Book = nil }, "list": func(d *Deps) { d.List = nil },
		"memory": func(d *Deps) { d.Memory = nil }, "clock": func(d *Deps) { d.Now = nil },
	} {
		deps := w.deps()
		take(&deps)
		if _, err := New(Config{}, deps); err == nil {
			t.Errorf("without a %s: no error", name)
		}
	}
}
