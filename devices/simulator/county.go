package simulator

import (
	"container/heap"
	"math/rand/v2"
	"time"

	"yian/care"
	"yian/devices"
)

// county is everything that will happen, in order. It does no I/O and reads no
// clock: whoever drives it passes the time in, so that a run can be repeated.
type county struct {
	cfg   Config
	start time.Time
	queue events
	seq   uint64
	// out collects what is said while events happen.
	out   []utterance
	homes []*home
	// chance decides presses; manner decides what depends on when the platform
	// answers, and so must not disturb the habits.
	chance, manner *rand.Rand
	calls          map[care.CallID]*ringing
	presses        []*ringing // in order
	answers        map[care.CommandID]answer
	walkers        []*walker
	quiet          bool // the time is over: only what rings goes on ringing
	zigbee         devices.Decoder
}

// utterance is one message on its way to the broker.
type utterance struct {
	speaker  int // index of the account, or of the watch, whose topic is empty
	topic    string
	payload  []byte
	retained bool
	sample   *sampled // readings, to be counted by identity
	call     *ringing // the press that it belongs to
}

// sampled names readings: a device says one thing at one instant.
type sampled struct {
	device care.DeviceID
	at     time.Time
}

// happening is something that happens at its time, and perhaps again.
type happening interface {
	// happen acts and returns when it happens next; zero means never.
	happen(c *county, now time.Time) time.Time
}

// once is a happening that does not come again.
type once func(now time.Time)

func (f once) happen(_ *county, now time.Time) time.Time {
	f(now)
	return time.Time{}
}

type event struct {
	due  time.Time
	seq  uint64 // keeps the order of what is due together
	what happening
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if !e[i].due.Equal(e[j].due) {
		return e[i].due.Before(e[j].due)
	}
	return e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push is for container/heap.
func (e *events) Push(x any) { *e = append(*e, x.(event)) }

// Pop is for container/heap.
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = event{}
	*e = (*e)[:last]
	return x
}

// newCounty lets everybody live from start on. speakers maps an account to its
// index.
func newCounty(cfg Config, homes []Home, speakers map[string]int, start time.Time) *county {
	zigbee, _ := devices.DecoderFor(devices.Zigbee2MQTT)
	c := &county{cfg: cfg, start: start, calls: map[care.CallID]*ringing{}, answers: map[care.CommandID]answer{}, zigbee: zigbee,
		chance: source(cfg.Seed, "presses"), manner: source(cfg.Seed, "manner")}
	for _, h := range homes {
		c.homes = append(c.homes, c.settle(h, speakers))
	}
	c.pressing()
	c.straying()
	c.spreading()
	return c
}

// at puts something into the queue.
func (c *county) at(due time.Time, what happening) {
	c.seq++
	heap.Push(&c.queue, event{due, c.seq, what})
}

// next returns when something happens next.
func (c *county) next() (time.Time, bool) {
	if len(c.queue) == 0 {
		return time.Time{}, false
	}
	return c.queue[0].due, true
}

// advance lets everything happen that is due by now and returns what was said, in
// order. Each says when it was due, however late it is asked. What was returned
// before must not be used any more.
func (c *county) advance(now time.Time) []utterance {
	c.out = c.out[:0]
	for len(c.queue) > 0 && !c.queue[0].due.After(now) {
		e := heap.Pop(&c.queue).(event)
		if c.quiet && !closing(e.what) {
			continue
		}
		if again := e.what.happen(c, e.due); !again.IsZero() {
			c.at(again, e.what)
		}
	}
	return c.out
}

// closing reports whether something still happens once the time is over.
func closing(what happening) bool {
	switch what.(type) {
	case *ringing, once:
		return true
	}
	return false
}

// habit returns the time of the compressed day at an instant: at the start, the
// hour of the day in China.
func (c *county) habit(now time.Time) time.Time {
	return c.start.In(care.Shanghai).Add(time.Duration(float64(now.Sub(c.start)) * c.cfg.Speed))
}

// instant is the reverse of habit.
func (c *county) instant(habit time.Time) time.Time {
	return c.start.Add(time.Duration(float64(habit.Sub(c.start)) / c.cfg.Speed))
}

// minutes returns the minutes since midnight.
func minutes(habit time.Time) float64 {
	return float64(habit.Hour()*60+habit.Minute()) + float64(habit.Second())/60
}
