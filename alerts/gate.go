package alerts

import (
	"slices"
	"sync"
	"sync/atomic"

	"yian/care"
)

// maxHeld bounds the readings that wait while the past is read again. What comes
// beyond is judged at once: late history is better than lost presence.
const maxHeld = 100_000

// gate holds readings back until the engine remembers.
type gate struct {
	opened atomic.Bool
	mu     sync.Mutex // guards held and count
	held   []heldBack
	count  int
}

type heldBack struct {
	place    care.Place
	readings []care.Reading
}

// hold keeps a copy of readings and reports whether it did.
func (g *gate) hold(place care.Place, readings []care.Reading) bool {
	if g.opened.Load() {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opened.Load() || g.count+len(readings) > maxHeld {
		return false
	}
	g.held = append(g.held, heldBack{place, slices.Clone(readings)})
	g.count += len(readings)
	return true
}

// open judges what was held back, in its order, and lets the rest through.
func (e *Engine) open() {
	g := &e.gate
	for {
		g.mu.Lock()
		held := g.held
		g.held, g.count = nil, 0
		if len(held) == 0 {
			g.opened.Store(true)
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		for _, h := range held {
			e.judge(h.place, h.readings)
		}
	}
}
