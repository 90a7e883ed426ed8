package ingest

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"yian/care"
	"yian/devices"
)

// telemetry is the lane of readings and signs of life. Its handler does everything
// that needs no disk on the connection's own goroutine, which costs no wake-up;
// only a full batch that cannot be written holds it back, and with it the broker.
type telemetry struct {
	cfg      Config
	deps     Deps
	log      *slog.Logger
	meters   *meters
	refusals *refusals
	decoders decoders
	conn     *connection
	// outside hears the topics of sources, and beside does with them what this lane
	// does with its own; nil in a lane that is fed.
	outside *outside
	beside  *telemetry
	sources *devices.Sources // of beside
	out     *keeper
	ctx     context.Context // of Listen; nil: it has not listened

	said    devices.Said             // used by one goroutine at a time, as places and strange are
	places  []care.Place             // of said.Samples
	strange map[care.Metric]struct{} // metrics outside the catalogue that were stored
	stopped atomic.Bool              // nothing more is taken

	mu      sync.Mutex // guards all below
	changed *sync.Cond // the filling batch was taken, or the lane stops
	filling *batch
	idle    *batch    // to be filled next
	writing int       // messages in the batch being written
	since   time.Time // receipt of the oldest of them; zero when there is none
	began   chan struct{}
	full    chan struct{}
	window  window
}

// message is what readings and calls come in, until it is acknowledged: one of the
// broker's, or a frame of a watch.
type message interface {
	Topic() string
	Payload() []byte
	Qos() byte
	Retained() bool
	Ack()
}

// batch is readings on their way to the store, with the messages that they came in.
type batch struct {
	lines    []byte
	points   int
	messages []message
	held     int       // of them, those that the broker counts until they are acknowledged
	oldest   time.Time // receipt of its first message
	last     time.Time // receipt of its last
}

func (b *batch) reset() {
	clear(b.messages)
	*b = batch{lines: b.lines[:0], messages: b.messages[:0]}
}

func newTelemetry(cfg Config, deps Deps, m *meters, r *refusals, out *keeper) *telemetry {
	t := &telemetry{cfg: cfg, deps: deps, log: deps.Log, meters: m, refusals: r, out: out,
		decoders: newDecoders("telemetry", "status"), strange: map[care.Metric]struct{}{},
		filling: &batch{}, idle: &batch{}, window: window{size: mosquittosWindow}, began: make(chan struct{}, 1), full: make(chan struct{}, 1)}
	t.changed = sync.NewCond(&t.mu)
	return t
}

// subscribe has the lane read from the broker. One that does not is fed by take.
func (t *telemetry) subscribe(cfg Config) *telemetry {
	t.conn = newConnection(cfg, connectionConfig{name: "telemetry", id: cfg.TelemetryID, filters: t.decoders.filters(),
		handle: t.receive, patient: 2 * time.Minute, gather: t.gather}, t.log)
	t.beside = newTelemetry(cfg, t.deps, t.meters, t.refusals, t.out)
	t.beside.sources = devices.NewSources()
	t.outside = newOutside(cfg, connectionConfig{name: "telemetry-sources", id: cfg.TelemetryID + "-sources", handle: t.beside.receiveOutside,
		patient: 2 * time.Minute, gather: t.beside.gather}, t.log)
	t.beside.outside = t.outside
	return t
}

// gatherFor is how long readings may wait to be read together: a tenth of the linger
// of a batch. 20 ms instead of 5 ms cost a fifth less CPU at 4,000 messages a second
// and nothing in a burst (docs/performance.md).
const gatherFor = 20 * time.Millisecond

// gather is how long to wait before the next read: not at all where the broker's
// window is so small that it would be waiting for us all the time.
func (t *telemetry) gather() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.window.small() {
		return 0
	}
	return gatherFor
}

// receive takes one message. It is called by one goroutine at a time.
func (t *telemetry) receive(_ mqtt.Client, m mqtt.Message) {
	if t.stopped.Load() {
		return // not acknowledged: the broker keeps it for the next start
	}
	received := t.deps.Now()
	device, what, rest, ok := devices.ParseTopic(m.Topic())
	if !ok {
		t.refuse(m, "", received, care.UnknownTopic, "主题不符合 yian/v1/<设备编号>/…")
		m.Ack()
		return
	}
	if what == "result" {
		m.Ack() // the lane of calls takes it; a session of an older version still has it here, too
		return
	}
	t.meters.count(what)
	if m.Retained() {
		m.Ack() // the broker repeats what it kept: no sign of life, and nothing new
		return
	}
	decoder, ok := t.decoders.find(what, rest)
	if !ok {
		t.refuse(m, device, received, care.UnknownTopic, "没有这种上行主题")
		m.Ack()
		return
	}
	t.said.Reset()
	decoder.Decode(device, rest, m.Payload(), received, &t.said)
	t.take(m, device, received)
}

// receiveOutside takes one message of a source, as receive does.
func (t *telemetry) receiveOutside(_ mqtt.Client, m mqtt.Message) {
	if t.stopped.Load() {
		return // not acknowledged: the broker keeps it for the next start
	}
	received := t.deps.Now()
	src := t.outside.of(m.Topic(), received)
	if src == nil {
		m.Ack() // of one that has just been disabled
		return
	}
	kind := src.Decoder
	if kind == devices.NativeSource {
		switch kind = src.Rest(m.Topic()); kind {
		case "call", "request", "confirm", "result":
			m.Ack() // the lane of calls takes it
			return
		}
	}
	t.meters.count(kind)
	if m.Retained() {
		m.Ack()
		return
	}
	t.said.Reset()
	who := t.sources.Decode(src, m.Topic(), m.Payload(), received, &t.said)
	if !who.Stranger {
		t.take(m, who.Device, received)
		return
	}
	for _, r := range t.said.Refused {
		t.refuse(m, who.Shown(), received, r.Reason, r.Detail)
	}
	m.Ack()
}

// take does with t.said what is to be done, and has m acknowledged then.
func (t *telemetry) take(m message, device care.DeviceID, received time.Time) {
	for _, r := range t.said.Refused {
		t.refuse(m, device, received, r.Reason, r.Detail)
	}
	who, ok := t.speaker(device)
	if !ok {
		return
	}
	if !who.known {
		t.refuse(m, device, received, care.UnknownDevice, detail(care.UnknownDevice))
		m.Ack()
		return
	}
	for i := range t.said.Statuses {
		t.status(m, who, &t.said.Statuses[i], received)
	}
	if len(t.said.Samples) == 0 {
		if len(t.said.Statuses) == 0 && len(t.said.Refused) == 0 {
			t.deps.Supervisor.Seen(who.place, received, nil)
		}
		m.Ack()
		return
	}
	t.add(m, who, received)
}

// speaker asks until the registry answers; false means that the lane stops.
func (t *telemetry) speaker(device care.DeviceID) (speaker, bool) {
	for {
		who, err := speakerOf(t.ctx, t.deps.Registry, device)
		if err == nil {
			return who, true
		}
		if pause(t.ctx, 100*time.Millisecond) != nil {
			return who, false
		}
	}
}

func (t *telemetry) child(who speaker, name string) (care.Place, care.Reason) {
	for {
		place, reason, err := who.child(t.ctx, &t.said, name)
		if err == nil {
			return place, reason
		}
		if pause(t.ctx, 100*time.Millisecond) != nil {
			return care.Place{}, care.UnknownDevice
		}
	}
}

func (t *telemetry) status(m message, who speaker, s *devices.SaidStatus, received time.Time) {
	place, reason := t.child(who, s.Child)
	if reason != "" {
		t.refuse(m, who.place.Device, received, reason, detail(reason))
		return
	}
	t.deps.Supervisor.Status(place, care.Status{Device: place.Device, Online: s.Online, At: s.At, Firmware: s.Firmware, Around: s.Around})
}

// add judges the samples of a message and puts them into the filling batch.
func (t *telemetry) add(m message, who speaker, received time.Time) {
	t.places = t.places[:0]
	for i := range t.said.Samples {
		s := &t.said.Samples[i]
		place, reason := t.child(who, s.Child)
		t.places = append(t.places, place)
		if reason != "" {
			t.refuse(m, who.place.Device, received, reason, detail(reason))
			if reason == care.ForeignChild && t.deps.Strays != nil {
				t.deps.Strays.Strayed(who.place, s.Child)
			}
			s.Readings = nil
			continue
		}
		if most := len(s.Readings); most > 0 {
			if s.Readings = slices.DeleteFunc(s.Readings, t.tooStrange); len(s.Readings) < most {
				t.refuse(m, place.Device, received, care.TooLarge, "自定义指标名称过多，这些读数未保存，请核对指标名称")
			}
		}
		for k := range s.Readings {
			r := &s.Readings[k]
			r.Device, r.At, r.ReceivedAt = place.Device, s.At, received
		}
		t.deps.Supervisor.Seen(place, received, s.Readings)
		if len(s.Readings) > 0 {
			t.deps.Judge.Judge(place, s.Readings)
		}
	}
	first, full, ok := t.fill(m, received)
	if !ok {
		return
	}
	if first {
		signal(t.began)
	}
	if full {
		signal(t.full)
	}
}

// mostStrange is how many metrics outside the catalogue are stored. Each is a column
// of its own: a device that invents names would grow the store for ever.
const mostStrange = 1000

// tooStrange reports whether a reading is of one metric too many.
func (t *telemetry) tooStrange(r care.Reading) bool {
	if _, known := care.Quantities[r.Metric]; known {
		return false
	}
	if _, known := t.strange[r.Metric]; known {
		return false
	}
	if len(t.strange) >= mostStrange {
		return true
	}
	t.strange[r.Metric] = struct{}{}
	return false
}

// fill appends the samples, all to one batch, so that m is acknowledged only with
// the last of them. It waits while the batch is full, and reports whether m is its
// first message, whether it is due now, and whether m was taken at all.
func (t *telemetry) fill(m message, received time.Time) (first, full, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.filling.points >= t.cfg.Batch && !t.stopped.Load() {
		t.changed.Wait()
	}
	if t.stopped.Load() {
		return false, false, false
	}
	b := t.filling
	for i, place := range t.places {
		s := &t.said.Samples[i]
		if len(s.Readings) == 0 {
			continue
		}
		before := len(b.lines)
		b.lines = t.deps.Readings.Append(b.lines, place, s.At, received, s.Readings)
		if len(b.lines) > before {
			b.points++
			t.meters.points.Inc()
		}
	}
	if first = len(b.messages) == 0; first {
		b.oldest = received
	}
	b.messages = append(b.messages, m)
	if m.Qos() > 0 {
		b.held++
	}
	b.last = received
	return first, t.due(), true
}

// due reports whether the filling batch should wait no longer. The caller holds mu.
func (t *telemetry) due() bool {
	return t.filling.points >= t.cfg.Batch || t.window.exhausted(t.filling.held, t.writing)
}

func (t *telemetry) isDue() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.due()
}

// write takes batch after batch to the keeper until ctx ends, and then the last.
func (t *telemetry) write(ctx context.Context) {
	linger := time.NewTimer(time.Hour)
	defer linger.Stop()
	slow := false
	for ctx.Err() == nil {
		select {
		case <-t.began:
		case <-ctx.Done():
			continue
		}
		select {
		case <-t.full: // maybe of a batch already gone
		default:
		}
		lingered, long := false, t.cfg.Linger
		if slow {
			long = min(long, gatherFor) // the broker has queued enough meanwhile
		}
		if linger.Reset(long); !t.isDue() {
			select {
			case <-t.full:
			case <-linger.C:
				lingered = true
			case <-ctx.Done():
			}
		}
		slow = t.flush(ctx, lingered && !slow) > quiet/2
	}
}

// stop takes no more messages and stores what is in hand. The lane's writer must
// have ended.
func (t *telemetry) stop(ctx context.Context) {
	t.mu.Lock()
	t.stopped.Store(true)
	t.changed.Broadcast()
	t.mu.Unlock()
	t.flush(ctx, false)
}

// flush takes the filling batch, keeps it and acknowledges its messages. It returns how
// long that took.
func (t *telemetry) flush(ctx context.Context, lingered bool) time.Duration {
	began := time.Now()
	t.mu.Lock()
	b := t.filling
	if len(b.messages) == 0 {
		t.mu.Unlock()
		return 0
	}
	if lingered {
		t.window.learn(b.held, t.deps.Now().Sub(b.last), t.cfg.Linger)
	}
	t.filling, t.idle = t.idle, nil
	t.writing, t.since = b.held, b.oldest
	patience := t.window.patience()
	t.changed.Broadcast()
	t.mu.Unlock()

	t.meters.batch.Observe(float64(b.points))
	kept := t.out.keep(ctx, b.lines, b.oldest, patience)
	t.mu.Lock()
	t.writing = 0 // before the first acknowledgement: the broker answers it with the next message
	t.mu.Unlock()
	if kept {
		for _, m := range b.messages {
			m.Ack()
		}
		t.meters.acked.Observe(t.deps.Now().Sub(b.oldest).Seconds())
	}

	b.reset()
	t.mu.Lock()
	t.idle, t.since = b, time.Time{}
	t.mu.Unlock()
	return time.Since(began)
}

// oldest is the receipt of the oldest message in hand; zero when there is none.
func (t *telemetry) oldest() time.Time {
	if t.beside == nil {
		return t.oldestHere()
	}
	here, beside := t.oldestHere(), t.beside.oldestHere()
	if here.IsZero() || !beside.IsZero() && beside.Before(here) {
		return beside
	}
	return here
}

func (t *telemetry) oldestHere() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.since.IsZero() || len(t.filling.messages) == 0 {
		return t.since
	}
	return t.filling.oldest
}

func (t *telemetry) refuse(m message, device care.DeviceID, at time.Time, reason care.Reason, detail string) {
	t.refusals.add(care.Refusal{At: at, Device: device, Topic: m.Topic(), Reason: reason, Detail: detail, Bytes: len(m.Payload())})
}
