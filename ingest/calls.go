package ingest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	mqtt "github.com/eclipse/paho.mqtt.golang"

	"yian/care"
	"yian/devices"
)

// calls is the lane of calls for help, of requests, of confirmations and of answers
// to commands. What one
// device says is taken in order, what different devices say side by side. A message
// is acknowledged once the desk has it in the record; until then it is tried again
// here, since the broker sends it again only after a reconnect.
type calls struct {
	cfg      Config
	deps     Deps
	log      *slog.Logger
	meters   *meters
	refusals *refusals
	decoders decoders
	conn     *connection
	ctx      context.Context // of Run
	said     devices.Said    // used by the handler only
	// outside hears the topics of sources; the two below are used by its handler only.
	outside     *outside
	sources     *devices.Sources
	outsideSaid devices.Said

	mu      sync.Mutex // guards all below
	changed *sync.Cond // held fell, or the lane stops
	lines   map[care.DeviceID]*line
	held    int // messages in all lines
	stopped bool
	workers sync.WaitGroup
}

// line is what one device said and the desk does not have yet, oldest first.
type line struct {
	waiting []*word
	// left are the connections over which messages of this device were left with the
	// broker, because it said more than a person can.
	left []*connection
}

// word is one message on its way to the desk.
type word struct {
	device   care.DeviceID
	received time.Time
	topic    string
	bytes    int
	stale    bool // the broker's copy of what was published before
	said     devices.Said
	messages []message // this one and repeats of it
	// stranger marks a device that nobody has registered: the registry is not asked,
	// since its id may be that of another.
	stranger bool
	// from is the connection that is renewed to hear again what was not acknowledged;
	// nil: the sender itself says it again.
	from *connection
}

// mostOfOne is how much of one device may wait, so that it cannot use up the room
// of the others.
const mostOfOne = 256

func newCalls(cfg Config, deps Deps, m *meters, r *refusals) *calls {
	c := &calls{cfg: cfg, deps: deps, log: deps.Log, meters: m, refusals: r,
		decoders: newDecoders("call", "request", "confirm", "result"), lines: map[care.DeviceID]*line{}}
	c.changed = sync.NewCond(&c.mu)
	c.conn = newConnection(cfg, connectionConfig{name: "calls", filters: c.decoders.filters(), handle: c.receive}, deps.Log)
	c.sources = devices.NewSources()
	c.outside = newOutside(cfg, connectionConfig{name: "calls-sources", handle: c.receiveOutside}, deps.Log)
	return c
}

// receive takes one message. It is called by one goroutine at a time and waits only
// while as many messages are in hand as may be at all.
func (c *calls) receive(_ mqtt.Client, m mqtt.Message) {
	received := c.deps.Now()
	device, what, rest, ok := devices.ParseTopic(m.Topic())
	if !ok {
		c.refuse(m.Topic(), len(m.Payload()), "", received, care.UnknownTopic, "主题不符合 yian/v1/<设备编号>/…")
		m.Ack()
		return
	}
	decoder, ok := c.decoders.find(what, rest)
	if !ok {
		m.Ack()
		return
	}
	_, native := c.decoders.native[what]
	c.said.Reset()
	decoder.Decode(device, rest, m.Payload(), received, &c.said)
	if native { // what a gateway says of readings is counted by the other lane
		c.meters.count(what)
		for _, r := range c.said.Refused {
			c.refuse(m.Topic(), len(m.Payload()), device, received, r.Reason, r.Detail)
		}
	}
	c.hand(&word{device: device, received: received, topic: m.Topic(), bytes: len(m.Payload()), stale: native && m.Retained(), from: c.conn,
		messages: []message{m}}, &c.said)
}

// receiveOutside takes one message of a source, as receive does. What a source says
// of readings the other lane counts and refuses.
func (c *calls) receiveOutside(_ mqtt.Client, m mqtt.Message) {
	received := c.deps.Now()
	src := c.outside.of(m.Topic(), received)
	if src == nil {
		m.Ack() // of one that has just been disabled
		return
	}
	native := src.Decoder == devices.NativeSource
	if _, ours := c.decoders.native[src.Rest(m.Topic())]; native && !ours {
		m.Ack()
		return
	}
	c.outsideSaid.Reset()
	who := c.sources.Decode(src, m.Topic(), m.Payload(), received, &c.outsideSaid)
	if native {
		c.meters.count(who.What)
		for _, r := range c.outsideSaid.Refused {
			c.refuse(m.Topic(), len(m.Payload()), who.Shown(), received, r.Reason, r.Detail)
		}
	}
	c.hand(&word{device: who.Device, received: received, topic: m.Topic(), bytes: len(m.Payload()), stale: native && m.Retained(), stranger: who.Stranger,
		from: c.outside.conn, messages: []message{m}}, &c.outsideSaid)
}

// hand queues what a message said, or acknowledges it when that is nothing of this
// lane's.
func (c *calls) hand(w *word, said *devices.Said) {
	if len(said.Calls)+len(said.Requests)+len(said.Confirms)+len(said.Results) == 0 {
		for _, m := range w.messages {
			m.Ack()
		}
		return
	}
	w.said.Calls, w.said.Requests = slices.Clone(said.Calls), slices.Clone(said.Requests)
	w.said.Confirms, w.said.Results = slices.Clone(said.Confirms), slices.Clone(said.Results)
	w.said.Names = slices.Clone(said.Names)
	c.queue(w)
}

// queue puts a word behind what its device said before.
func (c *calls) queue(w *word) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.held >= c.cfg.Calls && !c.stopped {
		c.changed.Wait()
	}
	if c.stopped {
		return // not acknowledged: the broker keeps it for the next start
	}
	l := c.lines[w.device]
	if l == nil {
		l = &line{}
		c.lines[w.device] = l
		c.workers.Go(func() { c.work(w.device, l) })
	} else if n := len(l.waiting); n > 0 && len(l.waiting[n-1].messages) < mostOfOne && repeats(l.waiting[n-1], w) {
		l.waiting[n-1].messages = append(l.waiting[n-1].messages, w.messages...)
		return
	} else if n >= mostOfOne {
		if w.from != nil && !slices.Contains(l.left, w.from) {
			l.left = append(l.left, w.from)
		}
		return
	}
	l.waiting = append(l.waiting, w)
	c.held++
	c.meters.callsHeld.Set(float64(c.held))
}

// repeats reports whether b says again what a says: devices repeat a call until
// they hear of it, which while the record is away is every five seconds.
func repeats(a, b *word) bool {
	return len(a.said.Calls) == 1 && len(b.said.Calls) == 1 &&
		a.said.Calls[0].ID == b.said.Calls[0].ID && a.said.Calls[0].Child == b.said.Calls[0].Child &&
		len(a.said.Requests)+len(a.said.Confirms)+len(a.said.Results)+len(b.said.Requests)+len(b.said.Confirms)+len(b.said.Results) == 0
}

// work takes one device's words to the desk until there is none left.
func (c *calls) work(device care.DeviceID, l *line) {
	for {
		c.mu.Lock()
		if len(l.waiting) == 0 || c.ctx.Err() != nil {
			delete(c.lines, device)
			c.held -= len(l.waiting)
			left := l.left
			if c.ctx.Err() != nil {
				left = nil
			}
			c.changed.Broadcast()
			c.mu.Unlock()
			for _, conn := range left {
				conn.renew() // now there is room for what was left
			}
			return
		}
		w := l.waiting[0]
		l.waiting = l.waiting[1:]
		c.mu.Unlock()

		done := c.take(w)

		c.mu.Lock()
		c.held--
		c.meters.callsHeld.Set(float64(c.held))
		c.changed.Broadcast()
		c.mu.Unlock()
		if done {
			for _, m := range w.messages {
				m.Ack()
			}
		}
	}
}

// take brings everything that a word says to the desk. It returns false when the
// lane stops before that.
func (c *calls) take(w *word) bool {
	who := speaker{c.deps.Registry, care.Place{Device: w.device}, false}
	if !w.stranger && !c.insist(w, "registry", func() (err error) {
		who, err = speakerOf(c.ctx, c.deps.Registry, w.device)
		return err
	}) {
		return false
	}
	if who.known && !w.messages[0].Retained() {
		c.deps.Supervisor.Seen(who.place, w.received, nil)
	}
	for i := range w.said.Calls {
		if !c.raise(w, who, &w.said.Calls[i]) {
			return false
		}
	}
	for _, r := range w.said.Requests {
		place, ok, done := c.place(w, who, r.Child)
		if !done || ok && !c.insist(w, "request", func() error {
			return c.deps.Desk.Request(c.ctx, care.Request{ID: r.ID, At: r.At, Service: r.Service, Place: place})
		}) {
			return false
		}
	}
	for _, f := range w.said.Confirms {
		place, ok, done := c.place(w, who, f.Child)
		if !done || ok && !c.insist(w, "confirm", func() error {
			return c.deps.Desk.Confirm(c.ctx, care.Confirmation{Device: place.Device, Call: f.Call, Step: f.Step, At: w.received})
		}) {
			return false
		}
	}
	for i := range w.said.Results {
		if !c.answer(w, who, &w.said.Results[i]) {
			return false
		}
	}
	return true
}

// answer brings the answer to a command to the supervisor. An answer to what nobody
// asked is refused.
func (c *calls) answer(w *word, who speaker, r *devices.SaidResult) bool {
	place, ok, done := c.place(w, who, r.Child)
	if !done || !ok {
		return done
	}
	asked := true
	done = c.insist(w, "result", func() error {
		err := c.deps.Supervisor.Result(c.ctx, care.CommandResult{Device: place.Device, Command: r.ID, OK: r.OK, Reason: r.Reason, Value: r.Value, At: w.received})
		if asked = !errors.Is(err, care.ErrNotFound); !asked {
			return nil
		}
		return err
	})
	if done && !asked {
		c.refuse(w.topic, w.bytes, w.device, w.received, care.UnknownCommand, "没有向这台设备下发过这条指令，请核对 id 与 device")
	}
	return done
}

// raise brings one call to the desk. A call of nobody we know is raised all the
// same, at the gateway's place or at none: somebody may need help. Only a child of
// another gateway is refused.
func (c *calls) raise(w *word, who speaker, s *devices.SaidCall) bool {
	if w.stale && s.At.Equal(w.received) {
		return true // an old call without a time of its own: not a press
	}
	var place care.Place
	var reason care.Reason
	if !c.insist(w, "registry", func() (err error) {
		place, reason, err = who.child(c.ctx, &w.said, s.Child)
		return err
	}) {
		return false
	}
	if reason == care.ForeignChild {
		c.refuse(w.topic, w.bytes, w.device, w.received, reason, detail(reason))
		return true
	}
	if reason == "" && w.received.Sub(s.At) < freshPress {
		c.lives(w, place)
	}
	call := care.Call{ID: s.ID, Kind: s.Kind, PressedAt: s.At, ReceivedAt: w.received, ClockSkew: s.Skewed,
		Location: s.Location, Place: place, Orphan: reason != ""}
	if !c.insist(w, "call", func() error { return c.deps.Desk.Raise(c.ctx, call) }) {
		return false
	}
	c.meters.recorded.Observe(c.deps.Now().Sub(w.received).Seconds())
	c.meters.pressed.Observe(max(0, c.deps.Now().Sub(s.At).Seconds()))
	return true
}

// place finds whoever a request or confirmation is about: ok when somebody is,
// done unless the lane stops.
func (c *calls) place(w *word, who speaker, name string) (place care.Place, ok, done bool) {
	var reason care.Reason
	done = c.insist(w, "registry", func() (err error) {
		place, reason, err = who.child(c.ctx, &w.said, name)
		return err
	})
	if done && reason != "" {
		c.refuse(w.topic, w.bytes, w.device, w.received, reason, detail(reason))
	}
	if done && reason == "" {
		c.lives(w, place)
	}
	return place, reason == "", done
}

// freshPress is how old a press may be to show that its device is there: a gateway keeps
// what it could not send.
const freshPress = 5 * time.Minute

// lives notes that a device behind the speaker was heard: many a button says nothing
// but that it is pressed.
func (c *calls) lives(w *word, place care.Place) {
	if place.Device != w.device && !w.messages[0].Retained() {
		c.deps.Supervisor.Seen(place, w.received, nil)
	}
}

// mostRefused is how often the desk may call something invalid before it is
// believed.
const mostRefused = 5

// insist tries until do succeeds; false means that the lane stops. What is refused
// for good is set aside, loudly, or it would hold up everything its device says.
func (c *calls) insist(w *word, kind string, do func() error) bool {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval = 20 * time.Millisecond
	wait.MaxInterval = time.Second
	wait.Reset()
	for refused := 0; ; {
		err := do()
		if err == nil {
			return true
		}
		if c.ctx.Err() != nil {
			return false
		}
		c.meters.retried.WithLabelValues(kind).Inc()
		if hopeless(err) {
			if refused++; refused >= mostRefused {
				c.meters.setAside.WithLabelValues(kind).Inc()
				c.log.Error("the desk refuses what a device said", "kind", kind, "device_id", w.device, "err", err)
				return true
			}
		} else {
			c.log.Warn("the desk does not take what a device said, trying again", "kind", kind, "device_id", w.device, "err", err)
		}
		if pause(c.ctx, wait.NextBackOff()) != nil {
			return false
		}
	}
}

// hopeless reports whether trying again cannot help.
func hopeless(err error) bool {
	return errors.Is(err, care.ErrInvalid) || errors.Is(err, care.ErrForbidden) || errors.Is(err, care.ErrNotFound) || errors.Is(err, care.ErrConflict)
}

// stop takes no more messages and waits for the workers, who stop with ctx.
func (c *calls) stop() {
	c.mu.Lock()
	c.stopped = true
	c.changed.Broadcast()
	c.mu.Unlock()
	c.workers.Wait()
}

func (c *calls) refuse(topic string, size int, device care.DeviceID, at time.Time, reason care.Reason, detail string) {
	c.refusals.add(care.Refusal{At: at, Device: device, Topic: topic, Reason: reason, Detail: detail, Bytes: size})
}
