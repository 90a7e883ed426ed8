package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
	"yian/devices"
	"yian/devices/setracker"
)

// Numbers knows watches by the number that they send.
type Numbers interface {
	// Watch returns where a watch is; [care.ErrNotFound] when nobody registered that
	// number. It answers from memory and is safe for concurrent use.
	Watch(ctx context.Context, number string) (care.Place, error)
}

// WatchConfig says where watches come in and how many may.
type WatchConfig struct {
	// Listen is the address, like 0.0.0.0:5093. It must be set.
	Listen string
	// Connections is how many may be open. Zero means 8192.
	Connections int
	// PerAddress is how many of them may come from one address, behind which a mobile
	// network may hide many watches. Zero means 512.
	PerAddress int
	// First is how long a connection may stay without a frame of a registered watch.
	// Zero means 30 s.
	First time.Duration
	// Idle is how long a watch may be silent; they say something every 5 to 8 minutes.
	// Zero means 20 minutes.
	Idle time.Duration
}

func (c *WatchConfig) defaults() {
	if c.Connections <= 0 {
		c.Connections = 8192
	}
	if c.PerAddress <= 0 {
		c.PerAddress = 512
	}
	if c.First <= 0 {
		c.First = 30 * time.Second
	}
	if c.Idle <= 0 {
		c.Idle = 20 * time.Minute
	}
}

// Watches lets GPS watches in over TCP. What they say goes the way of everything
// else: calls to the desk, readings to judge and store. The protocol has neither
// credential nor encryption, so a number proves nothing (docs/adr/0028).
type Watches struct {
	cfg       WatchConfig
	in        *Ingest
	numbers   Numbers
	log       *slog.Logger
	strangers strangers
	total     *prometheus.CounterVec // connections by how they ended
	listener  net.Listener
	ctx       context.Context // of Run
	conns     sync.WaitGroup

	laneMu sync.Mutex // guards the lane, which one goroutine may feed at a time
	lane   *telemetry

	mu        sync.Mutex // guards all below
	open      map[*link]struct{}
	addresses map[string]int
	newest    map[care.DeviceID]*voice
}

// NewWatches prepares a listener that hands everything to in; nothing is open
// before [Watches.Open]. Metrics may be nil.
func NewWatches(cfg WatchConfig, in *Ingest, numbers Numbers, metrics prometheus.Registerer) *Watches {
	cfg.defaults()
	w := &Watches{cfg: cfg, in: in, numbers: numbers, log: in.deps.Log.With("lane", "watches"),
		strangers: strangers{byAddress: map[string]int{}},
		lane:      newTelemetry(in.cfg, in.deps, in.meters, in.refusals, in.keeper),
		open:      map[*link]struct{}{}, addresses: map[string]int{}, newest: map[care.DeviceID]*voice{},
		total: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yian_watch_connections_total", Help: "Connections of watches that ended, by why."}, []string{"end"})}
	if metrics != nil {
		metrics.MustRegister(w.total, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yian_watch_connections", Help: "Connections of watches that are open."},
			func() float64 { w.mu.Lock(); defer w.mu.Unlock(); return float64(len(w.open)) }))
	}
	return w
}

// Open takes the address. Connections wait there until [Watches.Run].
func (w *Watches) Open() (err error) {
	if w.listener, err = net.Listen("tcp", w.cfg.Listen); err != nil {
		return fmt.Errorf("ingest: listen for watches: %w", err)
	}
	return nil
}

// Addr is where watches connect to, after [Watches.Open].
func (w *Watches) Addr() string { return w.listener.Addr().String() }

// Run lets watches in until ctx ends, then brings to safety what is in hand and
// returns nil. The [Ingest] must run before and after it. It can run once.
func (w *Watches) Run(ctx context.Context) error {
	w.ctx, w.lane.ctx = ctx, ctx
	var writer sync.WaitGroup
	writer.Go(func() { w.lane.write(ctx) })
	stop := context.AfterFunc(ctx, func() { _ = w.listener.Close() })
	defer stop()
	for ctx.Err() == nil {
		conn, err := w.listener.Accept()
		switch {
		case err == nil:
			w.admit(conn)
		case ctx.Err() == nil: // out of descriptors, most likely
			w.log.Warn("a watch was not let in", "err", err)
			_ = pause(ctx, 100*time.Millisecond)
		}
	}
	w.mu.Lock()
	for l := range w.open {
		_ = l.conn.Close()
	}
	w.mu.Unlock()
	w.conns.Wait()
	writer.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	w.lane.stop(last)
	return nil
}

// admit serves a connection, unless there are too many.
func (w *Watches) admit(conn net.Conn) {
	address := addressOf(conn)
	l := &link{watches: w, conn: conn, address: address, out: make(chan letter, mostLetters), gone: make(chan struct{}), voices: map[string]*voice{}}
	w.mu.Lock()
	full := len(w.open) >= w.cfg.Connections || w.addresses[address] >= w.cfg.PerAddress
	if !full {
		w.open[l] = struct{}{}
		w.addresses[address]++
	}
	w.mu.Unlock()
	if full {
		w.total.WithLabelValues("too_many").Inc()
		_ = conn.Close()
		return
	}
	w.conns.Go(func() {
		why := l.serve()
		w.total.WithLabelValues(why).Inc()
		w.leave(l)
	})
}

// leave forgets a connection. Watches that have no newer one are offline.
func (w *Watches) leave(l *link) {
	var offline []care.Place
	w.mu.Lock()
	delete(w.open, l)
	if w.addresses[l.address]--; w.addresses[l.address] <= 0 {
		delete(w.addresses, l.address)
	}
	for _, v := range l.voices {
		if w.newest[v.device] == v {
			delete(w.newest, v.device)
			if v.known && w.ctx.Err() == nil {
				offline = append(offline, v.place)
			}
		}
	}
	w.mu.Unlock()
	for _, place := range offline {
		w.in.deps.Supervisor.Status(place, care.Status{Device: place.Device, At: w.in.deps.Now()})
	}
}

// join makes v the one that its watch is spoken to over, and reports whether it was
// not before. A number proves nothing: an older connection is still heard.
func (w *Watches) join(v *voice) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.newest[v.device] == v {
		return false
	}
	if old := w.newest[v.device]; old != nil && old.joined.After(v.joined) {
		return false
	}
	w.newest[v.device] = v
	return true
}

// part ends that v is spoken to, as when its device was revoked.
func (w *Watches) part(v *voice) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.newest[v.device] == v {
		delete(w.newest, v.device)
	}
}

func (w *Watches) voice(device care.DeviceID) *voice {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newest[device]
}

// Holds reports whether a watch is connected now. It never blocks for long.
func (w *Watches) Holds(device care.DeviceID) bool { return w.voice(device) != nil }

// hear hands readings to the lane, which answers m once they are safe.
func (w *Watches) hear(m message, device care.DeviceID, said *devices.Said, received time.Time) {
	w.laneMu.Lock()
	defer w.laneMu.Unlock()
	w.lane.said.Reset()
	w.lane.said.Samples = append(w.lane.said.Samples, said.Samples...)
	w.lane.said.Refused = append(w.lane.said.Refused, said.Refused...)
	w.lane.take(m, device, received)
}

func addressOf(conn net.Conn) string {
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		return conn.RemoteAddr().String()
	}
	return host
}

// strangers bounds the calls of unregistered watches: anybody who finds the port
// can make them.
type strangers struct {
	mu        sync.Mutex // guards all below
	hour      time.Time
	all       int
	byAddress map[string]int
}

const (
	mostStrangers    = 30 // an hour
	mostPerStrangers = 5  // an hour, from one address
)

// may counts one call and reports whether it is heard.
func (s *strangers) may(address string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.hour) >= time.Hour {
		s.hour, s.all = now, 0
		clear(s.byAddress)
	}
	if s.all >= mostStrangers || s.byAddress[address] >= mostPerStrangers {
		return false
	}
	s.all++
	s.byAddress[address]++
	return true
}

// strangerID names a watch that nobody registered. The number alone might be the
// id of another device.
func strangerID(number string) care.DeviceID { return care.DeviceID("watch-" + number) }

// errAwayWatch means that a watch is not connected now.
var errAwayWatch = fmt.Errorf("ingest: the watch is not connected: %w", care.ErrUnavailable)

// frameMessage is a frame on its way through the lanes.
type frameMessage struct {
	word   string
	size   int
	answer func()
}

func (m frameMessage) Topic() string   { return "gps_watch/" + m.word }
func (m frameMessage) Payload() []byte { return make([]byte, m.size) }
func (m frameMessage) Qos() byte       { return 0 } // no broker counts it
func (m frameMessage) Retained() bool  { return false }
func (m frameMessage) Ack()            { m.answer() }

var _ message = frameMessage{}

// why names the end of a connection for the counter.
func why(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, setracker.ErrGarbage):
		return "garbage"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "silent"
	}
	return "closed"
}
