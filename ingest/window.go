package ingest

import "time"

// window is how many messages of QoS 1 and 2 the broker sends before it waits for an
// acknowledgement. Brokers do not tell. A lane that lingers over a batch which the
// broker will not let grow stands still, and a broker that nobody tuned drops what it
// cannot queue meanwhile: Mosquitto queues 1,000 messages, half a second at 2,000/s. So
// a new lane believes in the smallest window of the field until it has held more, and
// learns others: when twice running a batch stopped growing at the same number well
// before the linger was over, that number is the window.
type window struct {
	size int // 0: unknown, or none
	last int // where the latest lingering batch stopped
	most int // ever held
}

// The windows of brokers as they are delivered: Mosquitto's max_inflight_messages, and
// EMQX's mqtt.max_inflight.
const (
	mosquittosWindow = 20
	emqxsWindow      = 32
)

// exhausted reports whether the broker waits for us. More messages than the window
// holds show that it was mistaken.
func (w *window) exhausted(filling, writing int) bool {
	w.most = max(w.most, filling+writing)
	if w.size > 0 && filling+writing > w.size {
		w.size, w.last = next(filling+writing), 0
	}
	return w.size > 0 && filling > 0 && filling+writing >= w.size
}

// next is the smallest window of the field that lets so many messages be held.
func next(held int) int {
	switch {
	case held <= mosquittosWindow:
		return mosquittosWindow
	case held <= emqxsWindow:
		return emqxsWindow
	}
	return 0
}

// small reports whether the window is known and holds so little that each pause
// shows.
func (w *window) small() bool { return w.size > 0 && w.size < 256 }

const (
	// quiet is how long a broker that nobody tuned may be kept waiting: less than half of
	// what its queue bears at 2,000 messages a second. The rest is for what had gathered
	// before, and for the disk.
	quiet = 200 * time.Millisecond
	// tuned is what no broker lets a lane hold that is as it was delivered. Mosquitto's
	// window of 20 lets 320 through under load (2.0.11, seen at 2,000/s).
	tuned = 1000
)

// patience is how long the store may take for one batch before the disk queue has it;
// zero leaves it to the store. Who tunes the window tunes the queue: waiting loses
// nothing there, and the disk is spared.
func (w *window) patience() time.Duration {
	if w.most < tuned {
		return quiet
	}
	return 0
}

// learn is told of a batch that lingered to the end.
func (w *window) learn(messages int, still, linger time.Duration) {
	const few = 8 // so few are a slow stream rather than a window
	if messages < few || still < linger/2 {
		w.last = 0
		return
	}
	if messages == w.last {
		w.size = messages
	}
	w.last = messages
}
