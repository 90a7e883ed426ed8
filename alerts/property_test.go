package alerts

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"yian/care"
)

// message is what one device sends at one instant.
type message struct {
	device   care.DeviceID
	after    time.Duration // since the beginning
	readings []care.Reading
}

var wildMetrics = []care.Metric{care.HeartRate, care.SpO2, care.Systolic, care.SmokeMetric, care.CO, care.BatteryMetric, care.Glucose}

// wildValue is often beyond a limit, often inside the band where nothing changes.
func wildValue(r *rand.Rand, m care.Metric) float64 {
	q := care.Quantities[m]
	if q.Bool {
		return float64(r.IntN(2))
	}
	some := map[care.Metric][]float64{
		care.HeartRate: {35, 43, 70, 115, 125, 140}, care.SpO2: {85, 91, 93, 97}, care.Systolic: {85, 120, 185, 210, 230},
		care.CO: {0, 40, 60, 120, 350}, care.BatteryMetric: {3, 10, 25, 80}, care.Glucose: {2, 3.5, 6, 20, 40},
	}[m]
	return some[r.IntN(len(some))]
}

// wildDay makes two hours of three devices.
func wildDay(r *rand.Rand, began time.Time) []message {
	var all []message
	for d := range 3 {
		id := care.DeviceID(fmt.Sprint("d", d))
		for at := time.Duration(0); at < 2*time.Hour; at += time.Duration(1+r.IntN(240)) * time.Second {
			m := message{device: id, after: at}
			for k := range 1 + r.IntN(4) { // a few metrics, some of them as a small backlog
				metric := wildMetrics[r.IntN(len(wildMetrics))]
				m.readings = append(m.readings, care.Reading{Device: id, Metric: metric, Value: wildValue(r, metric),
					At: began.Add(at - time.Duration(k)*200*time.Millisecond), ReceivedAt: began.Add(at)})
			}
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b message) int { return cmp.Or(cmp.Compare(a.after, b.after), cmp.Compare(a.device, b.device)) })
	return all
}

// outcome is all that the record holds of the alerts.
func (w *world) outcome() []care.Alert {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	all := slices.Clone(w.alerts)
	slices.SortFunc(all, func(a, b care.Alert) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// live plays a day in its own bubble; deliver says how a message is handed over.
func live(t *testing.T, seed uint64, deliver func(t *testing.T, w *world, e *Engine, r *rand.Rand, m message, before []message) *Engine) []care.Alert {
	var out []care.Alert
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		e, _ := w.run(t, Config{})
		began := time.Now().Add(20 * time.Second)
		day := wildDay(rand.New(rand.NewPCG(seed, 1)), began)
		r := rand.New(rand.NewPCG(seed, 2))
		for i, m := range day {
			time.Sleep(time.Until(began.Add(m.after)))
			synctest.Wait()
			w.set(func() { w.history = append(w.history, m.readings...) })
			e = deliver(t, w, e, r, m, day[:i])
			synctest.Wait()
		}
		wait(time.Hour)
		out = w.outcome()
		w.stop()
	})
	return out
}

func plainly(_ *testing.T, _ *world, e *Engine, _ *rand.Rand, m message, _ []message) *Engine {
	e.Judge(placeOf(m.device), m.readings)
	return e
}

func TestOrderAndRepetitionMakeNoDifference(t *testing.T) {
	for seed := range uint64(5) {
		want := live(t, seed, plainly)
		got := live(t, seed, func(_ *testing.T, _ *world, e *Engine, r *rand.Rand, m message, before []message) *Engine {
			mixed := slices.Clone(m.readings)
			for range r.IntN(3) {
				mixed = append(mixed, m.readings[r.IntN(len(m.readings))])
			}
			r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			e.Judge(placeOf(m.device), mixed)
			for range r.IntN(4) {
				if len(before) > 0 { // the broker sends again what it has sent
					old := before[r.IntN(len(before))]
					e.Judge(placeOf(old.device), old.readings)
				}
			}
			return e
		})
		if len(want) == 0 {
			t.Fatalf("seed %d: a wild day without an alert", seed)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d (-want +got)\n%s", seed, diff)
		}
	}
}

func TestARestartMakesNoDifference(t *testing.T) {
	for seed := range uint64(5) {
		want := live(t, seed, plainly)
		restarts := 0
		got := live(t, seed, func(t *testing.T, w *world, e *Engine, r *rand.Rand, m message, _ []message) *Engine {
			e.Judge(placeOf(m.device), m.readings)
			if r.IntN(20) > 0 {
				return e
			}
			restarts++
			return w.killAndStart(t)
		})
		if restarts == 0 {
			t.Fatalf("seed %d: no restart", seed)
		}
		if diff := gocmp.Diff(want, got, gocmp.FilterPath(func(p gocmp.Path) bool { return p.Last().String() == ".Version" }, gocmp.Ignore())); diff != "" {
			t.Fatalf("seed %d, %d restarts (-want +got)\n%s", seed, restarts, diff)
		}
	}
}

// killAndStart ends an engine as kill -9 does: what it had not written is lost.
func (w *world) killAndStart(t *testing.T) *Engine {
	w.set(func() { w.asleep = true })
	w.stop()
	w.set(func() { w.asleep = false })
	next, _ := w.run(t, Config{})
	return next
}

func TestFireIsRaisedInWhateverOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for seed := range uint64(50) {
			w := newWorld()
			e, stop := w.run(t, Config{})
			r := rand.New(rand.NewPCG(seed, 3))
			var all []care.Reading
			fire := r.IntN(10)
			for i := range 10 {
				v := 0.0
				if i == fire {
					v = 1
				}
				at := time.Now().Add(time.Duration(i) * time.Second)
				all = append(all, care.Reading{Device: "d1", Metric: care.SmokeMetric, Value: v, At: at, ReceivedAt: at})
			}
			id := care.NewAlertID("smoke", "d1", all[fire].At)
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			for _, x := range all {
				e.Judge(placeOf("d1"), []care.Reading{x})
			}
			if got := w.outcome(); len(got) != 1 || got[0].ID != id {
				t.Errorf("seed %d: got %d alerts, want the one fire", seed, len(got))
			}
			stop()
		}
	})
}
