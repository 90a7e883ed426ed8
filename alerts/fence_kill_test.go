package alerts

import (
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"yian/care"
)

// TestAFenceOverAKill: what was judged since the last snapshot is judged again,
// wherever the departure stood in it, and coming home ends it.
func TestAFenceOverAKill(t *testing.T) {
	for name, before := range map[string]func(w *world, e *Engine){
		"nothing remembered": func(*world, *Engine) {},
		"home in the past":   func(*world, *Engine) {},
		"one fix remembered": func(w *world, e *Engine) { w.at(e, "d1", 900, 20, 0); wait(6 * time.Second) },
		"inside remembered":  func(w *world, e *Engine) { w.at(e, "d1", 0, 20, 0); wait(10 * time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := fenced(t)
				e, stop := w.run(t, Config{})
				wait(10 * time.Second)
				before(w, e)
				var kept map[care.DeviceID][]byte
				w.set(func() { kept = maps.Clone(w.memory) })
				for range 3 {
					w.at(e, "d1", 900, 20, 0)
					wait(time.Second)
				}
				stop()
				w.set(func() { w.memory = kept }) // kill -9
				if name == "home in the past" {   // what came while the past was read is in it, too
					for range 2 {
						w.past("d1", 0, 20)
						wait(2 * time.Second)
					}
				}
				e, stop = w.run(t, Config{})
				defer stop()
				wait(time.Second)
				for range 2 { // nobody runs so fast: it has to say it twice
					if name != "home in the past" {
						w.at(e, "d1", 0, 20, 0)
					}
					wait(2 * time.Second)
				}
				w.mu.Lock()
				defer w.mu.Unlock()
				if len(w.alerts) != 1 || w.alerts[0].ClearedAt == nil || w.incidents[w.alerts[0].ID] != 1 {
					t.Errorf("got %+v", w.alerts)
				}
			})
		})
	}
}
