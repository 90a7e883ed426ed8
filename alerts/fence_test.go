package alerts

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"yian/care"
)

// The middle of every fence here.
const homeLat, homeLon = 33.35, 116.85

func (w *world) Fences(_ context.Context, elder care.ElderID) ([]care.Fence, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asleep {
		return nil, errAway
	}
	return slices.DeleteFunc(slices.Clone(w.fences), func(f care.Fence) bool { return elder != "" && f.ElderID != elder }), nil
}

func (w *world) SaveFence(_ context.Context, f care.Fence, _ int, e care.Entry) (care.Fence, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f.Version++
	w.fences = append(slices.DeleteFunc(w.fences, func(old care.Fence) bool { return old.ID == f.ID }), f)
	w.entries = append(w.entries, e.What)
	return f, nil
}

func (w *world) RemoveFence(_ context.Context, _ care.ElderID, id care.FenceID, e care.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fences = slices.DeleteFunc(w.fences, func(f care.Fence) bool { return f.ID == id })
	w.entries = append(w.entries, e.What)
	return nil
}

// fenced is a world in which the elder of d1 has a fence of 300 m.
func fenced(t *testing.T, more ...func(*care.Fence)) *world {
	w := newWorld()
	f := care.Fence{ID: "f1", ElderID: "elder-d1", Name: "家", Lat: homeLat, Lon: homeLon, Radius: 300, Version: 1}
	for _, do := range more {
		do(&f)
	}
	w.fences = []care.Fence{f}
	return w
}

// at hands the engine a fix some metres north of the middle, a while old.
func (w *world) at(e *Engine, device care.DeviceID, metres, accuracy float64, old time.Duration) {
	e.Judge(placeOf(device), w.fix(device, metres, accuracy, old))
	synctest.Wait()
}

// past puts a fix into the history only.
func (w *world) past(device care.DeviceID, metres, accuracy float64) {
	w.fix(device, metres, accuracy, 0)
}

func (w *world) fix(device care.DeviceID, metres, accuracy float64, old time.Duration) []care.Reading {
	now := time.Now()
	var sample []care.Reading
	for _, r := range []care.Reading{{Metric: care.Latitude, Value: homeLat + metres/111_195}, {Metric: care.Longitude, Value: homeLon}, {Metric: care.Accuracy, Value: accuracy}} {
		r.Device, r.At, r.ReceivedAt = device, now.Add(-old), now
		sample = append(sample, r)
	}
	w.set(func() { w.history = append(w.history, sample...) })
	return sample
}

func TestTwoFixesBeyondAFenceAreADeparture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fenced(t), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		for _, metres := range []float64{0, 150, 299, 310, 400, 500, 450} { // 310 is within the accuracy
			w.at(e, "d1", metres, 20, 0)
			wait(time.Minute)
		}
		wantTold(t, w, began, told{Rule: "fence", Raised: 5 * time.Minute, Readings: 2, Incidents: 1})
		a := w.alerts[0]
		if a.ElderID != "elder-d1" || a.Threshold != 300 || a.Metric != care.FenceDistance || a.Spot == nil || a.Spot.Device != "d1" || !a.Spot.At.Equal(began.Add(5*time.Minute)) {
			t.Errorf("got %+v, spot %+v", a, a.Spot)
		}
		// Only surely inside is back.
		w.at(e, "d1", 310, 20, 0)
		wait(time.Minute)
		wantTold(t, w, began, told{Rule: "fence", Raised: 5 * time.Minute, Readings: 2, Incidents: 1})
		w.at(e, "d1", 250, 20, 0)
		wantTold(t, w, began, told{Rule: "fence", Raised: 5 * time.Minute, Cleared: 8 * time.Minute, Readings: 2, Incidents: 1})
		if diff := gocmp.Diff([]string{"alert.raised", "alert.offered", "alert.cleared"}, w.entries); diff != "" {
			t.Errorf("journal (-want +got)\n%s", diff)
		}
	})
}

func TestOneFixBeyondAFenceWaitsTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fenced(t), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		wait(time.Minute)
		w.at(e, "d1", 600, 20, 0)
		wait(90 * time.Second)
		wantTold(t, w, began)
		wait(time.Minute)
		got := w.told(began)
		if len(got) != 1 || got[0].Raised < 3*time.Minute || got[0].Raised > 3*time.Minute+5*time.Second {
			t.Errorf("got %+v", got)
		}
	})
}

// TestWhatIsNoDeparture: nobody is looked for because of these.
func TestWhatIsNoDeparture(t *testing.T) {
	for name, c := range map[string]struct {
		fence func(*care.Fence)
		say   func(w *world, e *Engine)
	}{
		"one wild fix, and back": {say: func(w *world, e *Engine) {
			w.at(e, "d1", 0, 20, 0)
			wait(time.Minute)
			w.at(e, "d1", 900, 20, 0)
			wait(time.Minute)
			w.at(e, "d1", 10, 20, 0)
		}},
		"a cell of the network": {say: func(w *world, e *Engine) {
			for range 3 {
				w.at(e, "d1", 9000, 1500, 0)
				wait(time.Minute)
			}
		}},
		"what came in late": {say: func(w *world, e *Engine) {
			for range 3 {
				w.at(e, "d1", 900, 20, 20*time.Minute)
				wait(time.Minute)
			}
		}},
		"a jump that nobody can make": {say: func(w *world, e *Engine) {
			w.at(e, "d1", 0, 20, 0)
			wait(10 * time.Second)
			w.at(e, "d1", 40_000, 20, 0)
			wait(10 * time.Second)
			w.at(e, "d1", 0, 20, 0)
		}},
		"outside its hours": {fence: func(f *care.Fence) { f.From, f.Until = "20:00", "06:00" }, say: func(w *world, e *Engine) {
			for range 3 { // 08:00 in China at the beginning
				w.at(e, "d1", 900, 20, 0)
				wait(time.Minute)
			}
		}},
		"another elder's": {say: func(w *world, e *Engine) {
			for range 3 {
				w.at(e, "d2", 900, 20, 0)
				wait(time.Minute)
			}
		}},
		"who is known to be out": {say: func(w *world, e *Engine) {
			w.set(func() { w.absent["elder-d1"] = care.Out })
			for range 3 {
				w.at(e, "d1", 900, 20, 0)
				wait(time.Minute)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := fenced(t)
				if c.fence != nil {
					w = fenced(t, c.fence)
				}
				began := time.Now()
				e, stop := w.run(t, Config{})
				defer stop()
				c.say(w, e)
				wait(5 * time.Minute)
				wantTold(t, w, began)
			})
		})
	}
}

// TestAJumpThatIsConfirmedIsBelieved: then the older place was the wrong one.
func TestAJumpThatIsConfirmedIsBelieved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fenced(t), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		for _, metres := range []float64{0, 40_000, 40_050, 40_100} {
			w.at(e, "d1", metres, 20, 0)
			wait(10 * time.Second)
		}
		wantTold(t, w, began, told{Rule: "fence", Raised: 30 * time.Second, Readings: 2, Incidents: 1})
	})
}

// TestWhoDoesNotComeHomeIsMissed: out until three, and still beyond.
func TestWhoDoesNotComeHomeIsMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fenced(t), time.Now()
		w.absent["elder-d1"] = care.Out
		e, stop := w.run(t, Config{})
		defer stop()
		w.at(e, "d1", 900, 20, 0)
		wait(30 * time.Second)
		w.at(e, "d1", 900, 20, 0)
		wait(30 * time.Minute)
		wantTold(t, w, began)
		w.set(func() { w.absent["elder-d1"] = care.Unknown })
		wait(6 * time.Minute)
		if got := w.told(began); len(got) != 1 || got[0].Incidents != 1 {
			t.Errorf("got %+v", got)
		}
	})
}

// TestAFenceOverARestart: neither twice nor never.
func TestAFenceOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fenced(t), time.Now()
		e, stop := w.run(t, Config{})
		w.at(e, "d1", 900, 20, 0)
		stop() // with one fix beyond
		e, stop = w.run(t, Config{})
		wait(30 * time.Second)
		w.at(e, "d1", 910, 20, 0)
		raised := told{Rule: "fence", Raised: 30 * time.Second, Readings: 2, Incidents: 1}
		wantTold(t, w, began, raised)
		stop()
		w.set(func() { clear(w.memory) }) // even when the memory is lost
		w.set(func() { w.history = nil })
		e, stop = w.run(t, Config{})
		defer stop()
		wait(30 * time.Second)
		w.at(e, "d1", 920, 20, 0)
		wait(5 * time.Minute)
		wantTold(t, w, began, raised)
		w.at(e, "d1", 0, 20, 0)
		raised.Cleared = 6 * time.Minute
		wantTold(t, w, began, raised)
	})
}

// TestAChangedFenceIsJudgedAnew and a removed one misses nobody.
func TestAChangedFenceIsJudgedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fenced(t), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		leave := func() {
			for range 2 {
				w.at(e, "d1", 900, 20, 0)
				wait(30 * time.Second)
			}
		}
		leave()
		wider := w.fences[0]
		wider.Radius = 2000
		if _, err := e.SetFence(t.Context(), "op", care.Elder{ID: "elder-d1"}, wider); err != nil {
			t.Fatal(err)
		}
		leave()
		first := told{Rule: "fence", Raised: 30 * time.Second, Cleared: time.Minute, Readings: 2, Incidents: 1}
		wantTold(t, w, began, first)
		narrow := w.fences[0]
		narrow.Radius = 100
		if _, err := e.SetFence(t.Context(), "op", care.Elder{ID: "elder-d1"}, narrow); err != nil {
			t.Fatal(err)
		}
		leave()
		second := told{Rule: "fence", Raised: 150 * time.Second, Readings: 2, Incidents: 1}
		wantTold(t, w, began, first, second)
		// Another process removes it.
		w.set(func() { w.fences = nil })
		e.Heard([]care.Entry{{What: "elder.fence_removed"}})
		second.Cleared = 3 * time.Minute
		wantTold(t, w, began, first, second)
	})
}

// TestFencesStayInForceWhileTheRecordIsAway.
func TestFencesStayInForceWhileTheRecordIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := fenced(t), time.Now()
		e, stop := w.run(t, Config{})
		defer stop()
		w.set(func() { w.asleep = true })
		wait(3 * time.Minute)
		for range 2 {
			w.at(e, "d1", 900, 20, 0)
			wait(30 * time.Second)
		}
		w.set(func() { w.asleep = false })
		wait(time.Minute)
		if got := w.told(began); len(got) != 1 || got[0].Raised != 210*time.Second {
			t.Errorf("got %+v", got)
		}
	})
}

func TestWhatIsNoFence(t *testing.T) {
	good := care.Fence{Name: " 家 ", Lat: homeLat, Lon: homeLon, Radius: 300, From: "20:00", Until: "06:00"}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		e, stop := w.run(t, Config{})
		defer stop()
		kept, err := e.SetFence(t.Context(), "op", care.Elder{ID: "e1"}, good)
		if err != nil || kept.ID == "" || kept.Name != "家" || kept.SetBy != "op" || kept.SetAt.IsZero() {
			t.Fatalf("got %+v, %v", kept, err)
		}
		for name, spoil := range map[string]func(*care.Fence){
			"nowhere":       func(f *care.Fence) { f.Lat, f.Lon = 0, 0 },
			"off the globe": func(f *care.Fence) { f.Lat = 91 },
			"too narrow":    func(f *care.Fence) { f.Radius = 20 },
			"the country":   func(f *care.Fence) { f.Radius = 1e6 },
			"no hours":      func(f *care.Fence) { f.From = "25:00" },
			"half an hour":  func(f *care.Fence) { f.Until = "" },
		} {
			f := good
			spoil(&f)
			if _, err := e.SetFence(t.Context(), "op", care.Elder{ID: "e1"}, f); !errors.Is(err, care.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(w.fences) != 1 {
			t.Errorf("kept %+v", w.fences)
		}
	})
}
