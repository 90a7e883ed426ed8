package ingest

import "time"

// window is how many messages the broker sends before it waits for an
// acknowledgement. Brokers do not tell; a lane that lingers over a batch which the
// broker will not let grow stands still, so it is learned: when twice running a
// batch stopped growing at the same number well before the linger was over, that
// number is the window.
type window struct {
	size int // 0: unknown, or none
	last int // where the latest lingering batch stopped
}

// exhausted reports whether the broker waits for us. More messages than the window
// holds show that it was mistaken.
func (w *window) exhausted(filling, writing int) bool {
	if w.size > 0 && filling+writing > w.size {
		w.size, w.last = 0, 0
	}
	return w.size > 0 && filling > 0 && filling+writing >= w.size
}

// small reports whether the window is known and holds so little that each pause
// shows.
func (w *window) small() bool { return w.size > 0 && w.size < 256 }

// learn is told of a batch that lingered to the end.
func (w *window) learn(messages int, quiet, linger time.Duration) {
	const few = 8 // so few are a slow stream rather than a window
	if messages < few || quiet < linger/2 {
		w.last = 0
		return
	}
	if messages == w.last {
		w.size = messages
	}
	w.last = messages
}
