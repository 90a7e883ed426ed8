//go:build !noembedded

package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"

	"yian/app/embedded"
	"yian/care"
	"yian/ingest"
	"yian/store/readings"
)

// soon bounds every wait of a test that expects something to happen.
const soon = 15 * time.Second

// lab is one InfluxDB for all tests of the package: its first query takes seconds.
// Each test keeps to devices of its own.
var lab *embedded.Influx

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "ingest")
	if err != nil {
		panic(err)
	}
	if lab, err = embedded.StartInflux(context.Background(), dir); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = lab.Close()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// house is a broker and an ingest, with rooms around it that remember.
type house struct {
	t       *testing.T
	dir     string
	broker  *embedded.Broker
	ingest  *ingest.Ingest
	desk    *desk
	shelf   ingest.Readings
	judge   *judge
	alive   *alive
	cfg     ingest.Config
	sources []care.Source // read from the start
	stop    context.CancelFunc
	stopped chan struct{}
}

func openHouse(t *testing.T, more ...func(*house)) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), desk: newDesk(), shelf: newShelf(), judge: &judge{}, alive: &alive{}}
	var err error
	h.broker, err = embedded.StartBroker(t.Context(), embedded.BrokerConfig{Dir: filepath.Join(h.dir, "broker"), Log: h.log(),
		Authenticate: func(d care.DeviceID, secret string) bool { return string(d) == secret },
		// Outside of yian/v1 anybody speaks, once somebody listens.
		Outside: func(topic string) (speaker, publisher care.DeviceID, ok bool) {
			_, below, ok := strings.Cut(topic, "/")
			level, _, _ := strings.Cut(below, "/")
			return care.DeviceID(level), care.DeviceID(level), ok
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.broker.Close() })
	in := h.broker.Internal()
	h.cfg = ingest.Config{URL: in.URL, Username: in.Username, Password: in.Password, Dir: filepath.Join(h.dir, "queue")}
	for _, m := range more {
		m(h)
	}
	h.run()
	t.Cleanup(h.halt)
	if err := h.broker.Open(); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) log() *slog.Logger { return slog.New(slog.NewTextHandler(h.t.Output(), nil)) }

// run starts an ingest, as a start of the process does.
func (h *house) run() {
	h.t.Helper()
	i, err := ingest.New(h.cfg, ingest.Deps{Registry: registry{}, Readings: h.shelf, Judge: h.judge, Desk: h.desk, Supervisor: h.alive, Log: h.log()})
	if err != nil {
		h.t.Fatal(err)
	}
	i.SetSources(h.sources)
	ctx, cancel := context.WithCancel(context.Background())
	h.ingest, h.stop, h.stopped = i, cancel, make(chan struct{})
	go func(done chan struct{}) {
		defer close(done)
		if err := i.Run(ctx); err != nil {
			h.t.Error(err)
		}
	}(h.stopped)
	ready, cancelReady := context.WithTimeout(context.Background(), soon)
	defer cancelReady()
	if err := i.WaitReady(ready); err != nil {
		h.t.Fatalf("ingest is not ready: %v", err)
	}
}

// halt stops the ingest and waits for its end.
func (h *house) halt() {
	h.stop()
	<-h.stopped
}

// eventually waits until done, and fails the test when it never is.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(soon); !done(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("%s: did not happen", what)
		}
	}
}

// device connects as a device does, packet by packet: the MQTT client says that a
// publish went well when its connection drops.
type device struct {
	h    *house
	t    *testing.T
	id   string
	conn net.Conn
	next uint16
}

func (h *house) device(id string) *device {
	h.t.Helper()
	d := &device{h: h, t: h.t, id: id}
	h.t.Cleanup(func() {
		if d.conn != nil {
			_ = d.conn.Close()
		}
	})
	return d
}

// say publishes until the broker has acknowledged it, over as many connections as
// that takes.
func (d *device) say(what, payload string) {
	d.t.Helper()
	d.publish("yian/v1/"+d.id+"/"+what, payload)
}

// publish is say on any topic.
func (d *device) publish(topic, payload string) {
	d.t.Helper()
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.TopicName, p.Payload, p.Qos = topic, []byte(payload), 1
	d.next = d.next%60000 + 1
	p.MessageID = d.next
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(soon); time.Now().Before(end); <-tick.C {
		if d.conn == nil && !d.connect() {
			continue
		}
		if p.Write(d.conn) == nil && d.acknowledged(p.MessageID) {
			return
		}
		_ = d.conn.Close()
		d.conn = nil
		p.Dup = true
	}
	d.t.Errorf("%s says on %s: never acknowledged", d.id, topic)
}

func (d *device) connect() bool {
	conn, err := net.Dial("tcp", d.h.broker.Addr())
	if err != nil {
		return false
	}
	c := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	c.ProtocolName, c.ProtocolVersion, c.CleanSession, c.Keepalive = "MQTT", 4, true, 60
	c.UsernameFlag, c.Username, c.PasswordFlag, c.Password = true, d.id, true, []byte(d.id)
	_ = conn.SetDeadline(time.Now().Add(soon))
	if c.Write(conn) == nil {
		if answer, err := packets.ReadPacket(conn); err == nil {
			if ack, ok := answer.(*packets.ConnackPacket); ok && ack.ReturnCode == 0 {
				d.conn = conn
				return true
			}
		}
	}
	_ = conn.Close()
	return false
}

func (d *device) acknowledged(id uint16) bool {
	_ = d.conn.SetDeadline(time.Now().Add(soon))
	for {
		answer, err := packets.ReadPacket(d.conn)
		if err != nil {
			return false
		}
		if ack, ok := answer.(*packets.PubackPacket); ok && ack.MessageID == id {
			return true
		}
	}
}

// hears returns what comes on a topic of the device.
func (d *device) hears(what string) <-chan string {
	d.t.Helper()
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + d.h.broker.Addr()).SetUsername(d.id).SetPassword(d.id))
	if token := c.Connect(); !token.WaitTimeout(soon) || token.Error() != nil {
		d.t.Fatalf("connect %s: %v", d.id, token.Error())
	}
	d.t.Cleanup(func() { c.Disconnect(0) })
	heard := make(chan string, 100)
	token := c.Subscribe("yian/v1/"+d.id+"/"+what, 1, func(_ mqtt.Client, m mqtt.Message) { heard <- string(m.Payload()) })
	if !token.WaitTimeout(soon) || token.Error() != nil {
		d.t.Fatal(token.Error())
	}
	return heard
}

// registry knows every device that does not begin with "unknown". A name that
// begins with "gw" is a gateway; its children are "<gateway>-…".
type registry struct{}

func (registry) Place(_ context.Context, id care.DeviceID) (care.Place, error) {
	if strings.HasPrefix(string(id), "unknown") {
		return care.Place{}, fmt.Errorf("registry: device: %w", care.ErrNotFound)
	}
	return care.Place{Device: id, Elder: "elder-of-" + care.ElderID(id)}, nil
}

func (registry) Child(_ context.Context, gateway care.DeviceID, name string) (care.Place, error) {
	switch {
	case strings.HasPrefix(name, "unknown"):
		return care.Place{}, care.ErrNotFound
	case !strings.HasPrefix(name, string(gateway)+"-"):
		return care.Place{}, care.ErrForbidden
	}
	return care.Place{Device: care.DeviceID(name), Gateway: gateway}, nil
}

// desk remembers what it took, in order. Refuse makes it fail; hold makes it wait.
type desk struct {
	mu       sync.Mutex
	calls    []care.Call
	requests []care.Request
	confirms []care.Confirmation
	tries    map[care.CallID]int
	refuse   func(care.Call) error
	hold     map[care.DeviceID]chan struct{}
}

func newDesk() *desk {
	return &desk{tries: map[care.CallID]int{}, hold: map[care.DeviceID]chan struct{}{}}
}

func (d *desk) Raise(ctx context.Context, c care.Call) error {
	d.mu.Lock()
	d.tries[c.ID]++
	hold, refuse := d.hold[c.Place.Device], d.refuse
	d.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if refuse != nil {
		if err := refuse(c); err != nil {
			return err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, c)
	return nil
}

func (d *desk) Request(_ context.Context, r care.Request) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests = append(d.requests, r)
	return nil
}

func (d *desk) Confirm(_ context.Context, c care.Confirmation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.confirms = append(d.confirms, c)
	return nil
}

func (d *desk) setRefuse(f func(care.Call) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refuse = f
}

// has reports whether a call is in the record.
func (d *desk) has(id care.CallID) bool {
	for _, c := range d.all() {
		if c.ID == id {
			return true
		}
	}
	return false
}

func (d *desk) all() []care.Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]care.Call(nil), d.calls...)
}

// distinct is how many different calls are in the record.
func (d *desk) distinct() int {
	ids := map[string]bool{}
	for _, c := range d.all() {
		ids[string(c.Place.Device)+" "+string(c.ID)] = true
	}
	return len(ids)
}

var errAway = fmt.Errorf("away: %w", care.ErrUnavailable)

// shelf is a readings store in memory that can be away or hang.
type shelf struct {
	*readings.Store // for Append only

	mu     sync.Mutex
	lines  map[string]int
	writes int
	away   bool
	hung   chan struct{} // while open, writes wait for it
}

func newShelf() *shelf {
	return &shelf{Store: readings.Open(readings.Config{URL: "http://127.0.0.1:1"}), lines: map[string]int{}}
}

func (s *shelf) Write(ctx context.Context, batch []byte) error {
	s.mu.Lock()
	hung, away := s.hung, s.away
	s.writes++
	s.mu.Unlock()
	if hung != nil {
		select {
		case <-hung:
		case <-ctx.Done():
			return errors.Join(care.ErrUnavailable, ctx.Err())
		}
	}
	if away {
		return errAway
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for line := range strings.Lines(string(batch)) {
		s.lines[line]++
	}
	return nil
}

func (s *shelf) setAway(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func (s *shelf) points() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.lines)
}

type judge struct {
	mu   sync.Mutex
	seen []care.Reading
}

func (j *judge) Judge(_ care.Place, rs []care.Reading) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seen = append(j.seen, rs...)
}

type alive struct {
	mu       sync.Mutex
	seen     map[care.DeviceID]int
	statuses []care.Status
	results  []care.CommandResult
	refuse   func(care.CommandResult) error
}

func (a *alive) Result(_ context.Context, r care.CommandResult) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.refuse != nil {
		if err := a.refuse(r); err != nil {
			return err
		}
	}
	a.results = append(a.results, r)
	return nil
}

func (a *alive) answers() []care.CommandResult {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]care.CommandResult(nil), a.results...)
}

func (a *alive) setRefuse(f func(care.CommandResult) error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refuse = f
}

func (a *alive) Seen(p care.Place, _ time.Time, _ []care.Reading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.seen == nil {
		a.seen = map[care.DeviceID]int{}
	}
	a.seen[p.Device]++
}

func (a *alive) Status(_ care.Place, s care.Status) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.statuses = append(a.statuses, s)
}

// times is how often a device was seen.
func (a *alive) times(id care.DeviceID) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.seen[id]
}

func (a *alive) status() []care.Status {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]care.Status(nil), a.statuses...)
}
