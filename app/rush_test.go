package app_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

// rushPresses are made while everybody comes back.
const rushPresses = 20

// TestEverybodyComesBackAtOnce kills the process with all devices connected and lets
// them all come back at the same instant, some of them with a press. YIAN_RUSH is how
// many there are.
func TestEverybodyComesBackAtOnce(t *testing.T) {
	n := number(t, "YIAN_RUSH", 1000)
	p := newProcess(t)
	p.args = append(p.args, "--mqtt-clients", "12000")
	guests := p.enter(n)
	p.start()
	first := rush(t, p.mqtt, guests, nil)
	t.Logf("%d devices connected within %v", n, first.all.Round(time.Millisecond))
	p.kill()
	first.leave() // as many files again may not be open
	p.start()
	p.signIn()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	shown := map[string]time.Time{}
	p.onIncident(ctx, func(device string, at time.Time) {
		mu.Lock()
		defer mu.Unlock()
		if _, again := shown[device]; !again {
			shown[device] = at
		}
	})
	seen := func(device string) bool { mu.Lock(); defer mu.Unlock(); _, ok := shown[device]; return ok }
	again := rush(t, p.mqtt, guests, seen)
	var took []time.Duration
	for device, at := range again.pressed {
		until(t, 20*time.Second, "a press in the rush is shown", func() bool { return seen(device) })
		took = append(took, shown[device].Sub(at))
	}
	s := spreadOf(took)
	t.Logf("all %d back within %v; %d presses, made at the first instant without a connection, shown: %v", n, again.all.Round(time.Millisecond), len(took), s)
	if len(took) != rushPresses {
		t.Errorf("%d presses, want %d", len(took), rushPresses)
	}
	if again.all > time.Minute {
		t.Errorf("back after %v, at most 60 s", again.all)
	}
	if s.most > 5*time.Second {
		t.Errorf("a press took %v, at most 5 s", s.most)
	}
	if lost := again.lost.Load(); lost > 0 {
		t.Errorf("%d connections were closed again", lost)
	}
	for device, calls := range p.openIncidents() {
		if _, ok := again.pressed[device]; !ok || calls != 1 {
			t.Errorf("an incident of %s with %d calls", device, calls)
		}
	}
}

// enter writes n devices with their credentials into the record of a process that
// does not run yet.
func (p *process) enter(n int) []registry.Credential {
	p.t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	store, err := records.Open(p.t.Context(), "sqlite://"+filepath.Join(p.dir, "yian.db"), quiet)
	if err != nil {
		p.t.Fatal(err)
	}
	defer store.Close()
	people := registry.New(registry.Config{}, registry.Deps{Record: store, Log: quiet})
	list := make([]care.Device, n)
	for i := range list {
		list[i] = care.Device{ID: care.DeviceID(fmt.Sprintf("guest-%05d", i)), Kind: "button"}
	}
	_, issued, err := people.CreateDevices(p.t.Context(), care.Staff{ID: care.System, Role: care.Admin}, list)
	if err != nil {
		p.t.Fatal(err)
	}
	return issued
}

// arrival is how a rush went.
type arrival struct {
	all     time.Duration // until the last was connected
	pressed map[string]time.Time
	lost    atomic.Int64 // connections that ended again
	mu      sync.Mutex   // guards conns
	conns   []net.Conn
}

// leave closes every connection.
func (a *arrival) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.conns {
		_ = c.Close()
	}
	a.conns = nil
}

// rush connects every guest at once, each trying until it is let in. With shown, the
// first of them press at the beginning and repeat it every 5 s until it is shown.
func rush(t *testing.T, at string, guests []registry.Credential, shown func(string) bool) *arrival {
	t.Helper()
	a := &arrival{pressed: map[string]time.Time{}}
	began := time.Now()
	var here, pressing sync.WaitGroup
	var over atomic.Bool
	t.Cleanup(func() { over.Store(true); a.leave() })
	order := rand.Perm(len(guests)) // presses are anywhere in the crowd
	for i, k := range order {
		g := guests[k]
		press := shown != nil && i%(len(guests)/rushPresses) == 0 && len(a.pressed) < rushPresses
		if press {
			a.pressed[g.Username] = began
		}
		here.Go(func() {
			conn := comeIn(t, at, g)
			if conn == nil {
				return
			}
			a.mu.Lock()
			a.conns = append(a.conns, conn)
			a.mu.Unlock()
			if press {
				pressing.Go(func() { pressUntil(conn, g.Username, began, shown) })
			}
			go func() {
				b := make([]byte, 256)
				for {
					if _, err := conn.Read(b); err != nil {
						if !over.Load() {
							a.lost.Add(1)
						}
						return
					}
				}
			}()
		})
	}
	here.Wait()
	a.all = time.Since(began)
	pressing.Wait()
	return a
}

// comeIn connects, again and again until the broker lets the guest in.
func comeIn(t *testing.T, at string, g registry.Credential) net.Conn {
	hello := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	hello.ProtocolName, hello.ProtocolVersion, hello.CleanSession, hello.ClientIdentifier = "MQTT", 4, true, g.Username
	hello.UsernameFlag, hello.Username, hello.PasswordFlag, hello.Password = true, g.Username, true, []byte(g.Password)
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); rest(200*time.Millisecond + time.Duration(rand.IntN(int(time.Second)))) {
		conn, err := net.DialTimeout("tcp", at, 20*time.Second)
		if err != nil {
			continue
		}
		_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
		if hello.Write(conn) == nil {
			p, err := packets.ReadPacket(bufio.NewReaderSize(conn, 16))
			if ack, ok := p.(*packets.ConnackPacket); err == nil && ok && ack.ReturnCode == 0 {
				_ = conn.SetDeadline(time.Time{})
				return conn
			}
		}
		_ = conn.Close()
	}
	t.Errorf("%s is not let in", g.Username)
	return nil
}

// pressUntil publishes a press every 5 s, as devices do, until it is shown.
func pressUntil(conn net.Conn, device string, at time.Time, shown func(string) bool) {
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.Qos, p.TopicName, p.MessageID = 1, "yian/v1/"+device+"/call", 1
	p.Payload = fmt.Appendf(nil, `{"id":"rush","ts":%d,"kind":"sos"}`, at.UnixMilli())
	for range 6 {
		if p.Write(conn) != nil {
			return
		}
		for range 50 {
			if rest(100 * time.Millisecond); shown(device) {
				return
			}
		}
		p.Dup = true
	}
}
