package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// TestReadersThatStopHoldUpNobody stops reading at both ends while presses come in:
// consoles that no longer read their stream, devices that no longer read their
// feedback, requests that never end, and a telephone gateway that never answers.
// Memory stays bounded, a press of anybody else is on the screen as ever, and who
// reads again, or comes back, misses nothing. YIAN_STOPPED is the number of presses.
func TestReadersThatStopHoldUpNobody(t *testing.T) {
	presses := number(t, "YIAN_STOPPED", 600)
	p := newProcess(t)
	p.env = append(p.env, "YIAN_WEBHOOK_URL=http://"+neverAnswers(t), "YIAN_WEBHOOK_SECRET=sample-secret-of-the-gateway-1")
	p.start()
	p.signIn()
	stopped, busy, good := p.register(3, "wearable"), p.register(30, "sos_button"), p.register(20, "button")

	reading := p.follow(t.Context(), "")
	first := reading.await(t, func(s *followed) bool { return s.last > 0 || s.pings > 0 })
	var consoles []*halted
	for range 3 {
		consoles = append(consoles, haltedConsole(t, p, first))
	}
	for range 40 {
		haltedRequest(t, p)
	}
	var devices []*flood
	for _, c := range stopped {
		devices = append(devices, haltedDevice(t, p.mqtt, c.Username, c.Password))
	}

	before := peakMemory(t, p.cmd.Process.Pid)
	load := make([]*flood, len(busy))
	for i, c := range busy {
		load[i] = newFloodOf(t, "tcp://"+p.mqtt, c.Username, c.Password)
	}
	began := time.Now()
	var took []time.Duration
	for n := range presses {
		load[n%len(load)].call(busy[n%len(busy)].Username, fmt.Sprint("busy-", n))
		for i, f := range devices {
			if n%20 == i {
				f.call(stopped[i].Username, fmt.Sprint("stopped-", n))
			}
		}
		if every := presses / len(good); n%every == every-1 && n/every < len(good) {
			c := good[n/every]
			f := newFloodOf(t, "tcp://"+p.mqtt, c.Username, c.Password)
			at := f.call(c.Username, "real")
			took = append(took, reading.shown(t, c.Username).Sub(at))
		}
		if ahead := time.Until(began.Add(time.Duration(n) * 5 * time.Millisecond)); ahead > 0 {
			rest(ahead) // at most 200 a second
		}
	}
	spread := spreadOf(took)
	more := (peakMemory(t, p.cmd.Process.Pid) - before) >> 20
	t.Logf("%d presses meanwhile, and of others %d: publish to event %v; memory at most +%d MB", presses, len(took), spread, more)
	if spread.most > time.Second {
		t.Errorf("a press took %v, at most 1 s", spread.most)
	}
	if more > 64 {
		t.Errorf("memory grew by %d MB, at most 64", more)
	}
	// All that was decided is on the one screen that reads.
	until(t, 20*time.Second, "all presses are counted", func() bool {
		n := 0
		for _, calls := range p.openIncidents() {
			n += calls
		}
		return n >= presses+len(good)
	})
	rest(time.Second) // what is still on its way
	want := reading.ids()

	// Who reads again finds the rest, or is told to come back, and then misses nothing.
	for i, c := range consoles {
		got := c.readOn(t)
		again := p.follow(t.Context(), strconv.FormatInt(got[len(got)-1], 10))
		again.await(t, func(s *followed) bool { return s.last >= want[len(want)-1] })
		got = append(got, again.ids()...)
		if missed := missing(after(want, got[0]), got); len(missed) > 0 {
			t.Errorf("console %d misses %d events from %v on", i, len(missed), missed[0])
		}
	}
	for i, f := range devices {
		state := readFeedback(t, f, p.mqtt, stopped[i].Username, stopped[i].Password)
		if !slices.Contains(state, "received") {
			t.Errorf("device %d, which reads again, hears %v", i, state)
		}
	}
	p.stop() // fails unless it ends as it should
}

// neverAnswers takes connections and says nothing.
func neverAnswers(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = conn.Close() })
		}
	}()
	return l.Addr().String()
}

// followed is a stream of events that is read as it comes.
type followed struct {
	mu    sync.Mutex // guards all below
	all   []int64
	last  int64
	pings int
	when  map[string]time.Time // by device, its incident's first event
}

func (p *process) follow(ctx context.Context, after string) *followed {
	p.t.Helper()
	req, err := http.NewRequestWithContext(ctx, "GET", "http://"+p.http+"/api/v1/events", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	s := &followed{when: map[string]time.Time{}}
	go func() {
		defer res.Body.Close()
		s.read(res.Body)
	}()
	return s
}

func (s *followed) read(from io.Reader) {
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 1<<16), 8<<20)
	for lines.Scan() {
		at, line := time.Now(), lines.Text()
		s.mu.Lock()
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				s.all, s.last = append(s.all, n), n
			}
		} else if line == "event: ping" {
			s.pings++
		} else if _, rest, ok := strings.Cut(line, `"device_id":"`); ok {
			device, _, _ := strings.Cut(rest, `"`)
			if _, again := s.when[device]; !again {
				s.when[device] = at
			}
		}
		s.mu.Unlock()
	}
}

func (s *followed) await(t *testing.T, good func(*followed) bool) int64 {
	t.Helper()
	until(t, 20*time.Second, "the stream goes on", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return good(s) })
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

func (s *followed) ids() []int64 { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.all) }

// shown waits for a device's incident and returns when it came.
func (s *followed) shown(t *testing.T, device string) time.Time {
	t.Helper()
	var at time.Time
	until(t, 20*time.Second, "a press is shown", func() bool { s.mu.Lock(); defer s.mu.Unlock(); at = s.when[device]; return !at.IsZero() })
	return at
}

func after(ids []int64, id int64) []int64 {
	i, _ := slices.BinarySearch(ids, id)
	return ids[i:]
}

func missing(want, got []int64) []int64 {
	slices.Sort(got)
	var out []int64
	for _, id := range want {
		if _, found := slices.BinarySearch(got, id); !found {
			out = append(out, id)
		}
	}
	return out
}

// halted is a console that reads no further than the beginning of its stream.
type halted struct{ conn net.Conn }

func haltedConsole(t *testing.T, p *process, after int64) *halted {
	t.Helper()
	conn, err := net.Dial("tcp", p.http)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	if _, err := fmt.Fprintf(conn, "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nLast-Event-ID: %d\r\n\r\n", p.token, after); err != nil {
		t.Fatal(err)
	}
	return &halted{conn}
}

// readOn reads what the stream still brings until it ends or falls silent, and
// returns the ids, of which there is at least one.
func (h *halted) readOn(t *testing.T) []int64 {
	t.Helper()
	s := &followed{when: map[string]time.Time{}}
	_ = h.conn.SetReadDeadline(time.Now().Add(time.Second))
	res, err := http.ReadResponse(bufio.NewReader(h.conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.read(res.Body)
	if len(s.all) == 0 {
		t.Fatal("the console that stopped was sent nothing at all")
	}
	return s.all
}

// haltedRequest is a request whose body never comes.
func haltedRequest(t *testing.T, p *process) {
	t.Helper()
	conn, err := net.Dial("tcp", p.http)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := fmt.Fprintf(conn, "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", p.token); err != nil {
		t.Fatal(err)
	}
}

// haltedDevice subscribes to its feedback and reads nothing from then on.
func haltedDevice(t *testing.T, at, username, password string) *flood {
	t.Helper()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	f := &flood{t: t, conn: conn, out: bufio.NewWriterSize(conn, 64<<10)}
	hello(t, conn, username, password)
	sub := packets.NewControlPacket(packets.Subscribe).(*packets.SubscribePacket)
	sub.MessageID, sub.Topics, sub.Qoss = 1, []string{"yian/v1/" + username + "/feedback"}, []byte{1}
	if err := sub.Write(conn); err != nil {
		t.Fatal(err)
	}
	if _, err := packets.ReadPacket(conn); err != nil {
		t.Fatal(err)
	}
	return f
}

// hello connects with a session that stays.
func hello(t *testing.T, conn net.Conn, username, password string) {
	t.Helper()
	h := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	h.ProtocolName, h.ProtocolVersion, h.CleanSession, h.ClientIdentifier = "MQTT", 4, false, username
	h.UsernameFlag, h.Username, h.PasswordFlag, h.Password = true, username, true, []byte(password)
	if err := h.Write(conn); err != nil {
		t.Fatal(err)
	}
	p, err := packets.ReadPacket(conn)
	if ack, ok := p.(*packets.ConnackPacket); err != nil || !ok || ack.ReturnCode != 0 {
		t.Fatalf("the broker does not let the device in: %v, %v", p, err)
	}
}

// readFeedback comes back as a device and returns the states that it hears within a
// few seconds.
func readFeedback(t *testing.T, f *flood, at, username, password string) []string {
	t.Helper()
	_ = f.conn.Close()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	hello(t, conn, username, password)
	var states []string
	_ = conn.SetReadDeadline(time.Now().Add(3 * time.Second))
	in := bufio.NewReader(conn)
	for {
		p, err := packets.ReadPacket(in)
		if err != nil {
			return states
		}
		out, ok := p.(*packets.PublishPacket)
		if !ok {
			continue
		}
		if _, state, ok := strings.Cut(string(out.Payload), `"state":"`); ok {
			state, _, _ := strings.Cut(state, `"`)
			states = append(states, state)
		}
		ack := packets.NewControlPacket(packets.Puback).(*packets.PubackPacket)
		ack.MessageID = out.MessageID
		if ack.Write(conn) != nil || len(states) > 20 {
			return states
		}
	}
}
