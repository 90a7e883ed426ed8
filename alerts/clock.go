package alerts

import (
	"context"
	"time"
)

const (
	// settle is how long after a start nothing falls due: what devices said meanwhile
	// is still on its way.
	settle = 15 * time.Second
	// inFlight is how long a reading may be on its way and still come in time.
	inFlight = 2 * time.Second
)

// keepTime does what falls due without a reading.
func (e *Engine) keepTime(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(settle):
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			e.advance(e.deps.Now().Add(-inFlight))
		}
	}
}

func (e *Engine) advance(now time.Time) {
	rules := e.rules.Load()
	for _, id := range e.waiting() {
		d := e.peek(id)
		if d == nil { // put out of the memory
			e.activeMu.Lock()
			delete(e.active, id)
			e.activeMu.Unlock()
			continue
		}
		d.advance(rules, now)
		if !d.waits() {
			d.active = false
			e.activeMu.Lock()
			delete(e.active, id)
			e.activeMu.Unlock()
		}
		e.release(d)
	}
}
