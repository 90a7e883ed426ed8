package simulator

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// run lives in the background and stops at the end of the test.
func run(t *testing.T, s *Simulator) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

func TestPressesAreHeardAndConfirmed(t *testing.T) {
	p := startPlatform(t)
	s, err := New(Config{URL: p.url, Seed: 1, Speed: 200, Presses: 600, For: 3 * time.Second}, testHomes(1, 12))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := s.Report()
	if r.Presses < 10 || r.Received != r.Presses || r.Lost != 0 || r.Confirmed == 0 {
		t.Errorf("got %v", r)
	}
	if r.Median <= 0 || r.Median > r.P99 || r.P99 > r.Max || r.Max > 5*time.Second {
		t.Errorf("got %v", r)
	}
	if r.ReadingsAcked != r.Readings || r.Readings == 0 || r.Unsaid != 0 {
		t.Errorf("got %v", r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.calls) != r.Presses {
		t.Errorf("the platform knows %d calls, the homes made %d", len(p.calls), r.Presses)
	}
	if len(p.refused) != 0 {
		t.Errorf("refused: %v", p.refused)
	}
	if int64(len(p.samples)) < r.ReadingsAcked {
		t.Errorf("acknowledged %d, arrived %d", r.ReadingsAcked, len(p.samples))
	}
	online, offline := 0, 0
	for _, on := range p.statuses {
		online, offline = online+boolInt(on), offline+boolInt(!on)
	}
	if online != 0 || offline == 0 {
		t.Errorf("after the end %d accounts are online, %d offline", online, offline)
	}
}

// TestUnheardCallsRepeat: a platform that loses every first message still hears.
func TestUnheardCallsRepeat(t *testing.T) {
	p := startPlatform(t)
	p.deaf = func(_ care.CallID, n int) bool { return n == 1 }
	homes := testHomes(1, 3)
	var panels []Home
	for _, h := range homes {
		panels = append(panels, Home{ID: h.ID, Devices: h.Devices[:1]})
	}
	s, err := New(Config{URL: p.url, Seed: 3, Presses: 300, For: time.Second}, panels)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := s.Report()
	if r.Presses == 0 || r.Lost != 0 || r.Median < 4*time.Second {
		t.Errorf("got %v", r)
	}
}

// TestDeafPlatformLosesPresses: what nobody answered is lost, and named.
func TestDeafPlatformLosesPresses(t *testing.T) {
	p := startPlatform(t)
	p.deaf = func(care.CallID, int) bool { return true }
	s, err := New(Config{URL: p.url, Seed: 3, Presses: 600, For: time.Second, Grace: 100 * time.Millisecond}, testHomes(1, 3))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := s.Report(); r.Presses == 0 || r.Lost != r.Presses || len(r.LostCalls) != r.Lost {
		t.Errorf("got %v", r)
	}
}

// TestConnectionCut: homes come back by themselves and say what was not
// acknowledged.
func TestConnectionCut(t *testing.T) {
	p := startPlatform(t)
	s, err := New(Config{URL: p.url, Seed: 1, Rate: 1500}, testHomes(1, 4))
	if err != nil {
		t.Fatal(err)
	}
	stop := run(t, s)
	p.until(t, "first readings", func() bool { return len(p.samples) > 50 })
	for _, client := range p.server.Clients.GetAll() {
		if !client.Net.Inline {
			client.Stop(os.ErrClosed)
		}
	}
	before := s.Report().ReadingsAcked
	p.until(t, "readings after the cut", func() bool { return int64(len(p.samples)) > before+300 })
	stop()
	r := s.Report()
	p.mu.Lock()
	defer p.mu.Unlock()
	if int64(len(p.samples)) < r.ReadingsAcked {
		t.Errorf("acknowledged %d, arrived %d", r.ReadingsAcked, len(p.samples))
	}
}

func TestLoad(t *testing.T) {
	p := startPlatform(t)
	var all []Credential
	for _, h := range testHomes(1, 10) {
		all = append(all, h.Devices...)
	}
	pressed := 0
	acked := make(chan struct{}, 100000)
	r, err := Load(t.Context(), LoadConfig{URL: p.url, Devices: all, Rate: 3000, Presses: 50, For: time.Second,
		Pressed: func(care.DeviceID, care.CallID, care.CallKind, time.Time) { pressed++ },
		Acked:   func(care.DeviceID, time.Time) { acked <- struct{}{} }})
	if err != nil {
		t.Fatal(err)
	}
	if r.Presses != 50 || pressed != 50 || r.Lost != 0 || r.Readings != 1000 || r.ReadingsAcked != 1000 || len(acked) != 1000 {
		t.Errorf("got %v; pressed %d, acknowledged %d", r, pressed, len(acked))
	}
	if _, err := Load(t.Context(), LoadConfig{URL: p.url}); err == nil {
		t.Error("a load without devices was run")
	}
}

func TestCredentialsFile(t *testing.T) {
	homes := testHomes(1, 2)
	path := filepath.Join(t.TempDir(), "credentials.json")
	if err := WriteCredentials(path, homes); err != nil {
		t.Fatal(err)
	}
	got, err := ReadCredentials(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(homes, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("secrets are readable: %v %v", info.Mode(), err)
	}
	if _, err := ReadCredentials(path + ".not"); err == nil {
		t.Error("read a file that is not there")
	}
}

func TestConfigIsChecked(t *testing.T) {
	if _, err := New(Config{}, nil); err == nil {
		t.Error("made a simulator without a broker")
	}
	bad := []Home{{ID: "h", Devices: []Credential{{Device: "no/such", Username: "u"}}}}
	if _, err := New(Config{URL: "tcp://127.0.0.1:1"}, bad); err == nil {
		t.Error("made a device whose id is a topic")
	}
}

// TestPacketReader finds acknowledgements whatever is between them.
func TestPacketReader(t *testing.T) {
	long := append([]byte{0x30, 0xac, 0x02}, make([]byte, 300)...)
	stream := append([]byte{0x20, 2, 0, 0, 0xd0, 0, 0x40, 2, 0x12, 0x34}, long...)
	stream = append(stream, 0x40, 2, 0xff, 0xff, 0x90, 3, 0, 1, 1, 0x40, 2, 0, 7)
	var r packetReader
	var got []uint16
	for _, b := range stream {
		if id, ok := r.next(b); ok {
			got = append(got, id)
		}
	}
	if diff := cmp.Diff([]uint16{0x1234, 0xffff, 7}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestHomesAreLimitedSitesAreNot: fewer homes may live, but a centre's beds do
// always.
func TestHomesAreLimitedSitesAreNot(t *testing.T) {
	beds := []Credential{{Kind: KindBed}, {Kind: KindPanel}, {Kind: KindBed}}
	homes := []Home{{ID: "s1", Devices: beds}, {ID: "h1", Devices: beds[:2]}, {ID: "h2"}, {ID: "s2", Devices: beds}, {ID: "h3"}}
	for limit, want := range map[int]int{0: 5, 1: 3, 2: 4, 9: 5} {
		if got := living(homes, limit); len(got) != want {
			t.Errorf("limit %d: got %d, want %d", limit, len(got), want)
		}
	}
}
