//go:build !noembedded

package ingest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/devices/setracker"
	"yian/ingest"
)

// numbers knows the watches whose number begins with 88; they are called w-<number>.
type numbers struct{}

func (numbers) Watch(_ context.Context, number string) (care.Place, error) {
	if !strings.HasPrefix(number, "88") {
		return care.Place{}, care.ErrNotFound
	}
	return care.Place{Device: care.DeviceID("w-" + number), Elder: "elder-of-" + care.ElderID(number), DeviceKind: care.GPSWatch}, nil
}

// watchHouse is a house that lets watches in.
func watchHouse(t *testing.T, cfg ingest.WatchConfig) (*house, *ingest.Watches) {
	t.Helper()
	h := openHouse(t)
	cfg.Listen = "127.0.0.1:0"
	w := ingest.NewWatches(cfg, h.ingest, numbers{}, nil)
	if err := w.Open(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = w.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return h, w
}

// wrist is the other end of a watch's connection.
type wrist struct {
	t      *testing.T
	number string
	conn   net.Conn
	in     *setracker.Reader
}

func wear(t *testing.T, w *ingest.Watches, number string) *wrist {
	t.Helper()
	conn, err := net.Dial("tcp", w.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(soon))
	return &wrist{t: t, number: number, conn: conn, in: setracker.NewReader(bufio.NewReader(conn))}
}

func (w *wrist) say(content string) {
	w.t.Helper()
	f := setracker.Frame{Maker: "3G", ID: w.number, Content: content}
	if _, err := w.conn.Write(f.Bytes()); err != nil {
		w.t.Error(err)
	}
}

// hears waits for the next frame.
func (w *wrist) hears() string {
	w.t.Helper()
	f, err := w.in.Next()
	if err != nil {
		w.t.Fatalf("watch %s hears nothing: %v", w.number, err)
	}
	if f.ID != w.number {
		w.t.Errorf("watch %s hears what is for %s", w.number, f.ID)
	}
	return f.Content
}

// alarm is a report of the present second.
func alarm(word, status string) string {
	return word + "," + time.Now().UTC().Format("020106,150405") + ",A,33.1200,N,117.5100,E,0,0,0,9,80,60,100,0," + status + ",0,0,0,12.5"
}

func TestWatchCallsAndMeasures(t *testing.T) {
	h, w := watchHouse(t, ingest.WatchConfig{})
	wrist := wear(t, w, "8800000015")
	wrist.say("LK,10,0,90")
	if got := wrist.hears(); got != "LK" {
		t.Errorf("got %s", got)
	}
	wrist.say("bphrt,120,80,70,,,,")
	if got := wrist.hears(); got != "bphrt" {
		t.Errorf("got %s", got)
	}
	wrist.say(alarm("AL_LTE", "00010000"))
	if got := wrist.hears(); got != "AL" {
		t.Errorf("got %s", got)
	}
	calls := h.desk.all()
	if len(calls) != 1 || calls[0].Kind != care.SOS || calls[0].Place.Elder != "elder-of-w-8800000015" || calls[0].Orphan || calls[0].Location == nil || calls[0].Location.Accuracy != 12.5 {
		t.Errorf("got %+v", calls)
	}
	wrist.say(strings.Replace(alarm("UD", "00000000"), ",100,", ",120,", 1)) // a few steps on
	eventually(t, "all points", func() bool { return h.shelf.(*shelf).points() == 4 })
	h.judge.mu.Lock()
	metrics := map[care.Metric]int{}
	for _, r := range h.judge.seen {
		if r.Device != "w-8800000015" {
			t.Errorf("judged for %s", r.Device)
		}
		metrics[r.Metric]++
	}
	h.judge.mu.Unlock()
	if metrics[care.Latitude] != 2 || metrics[care.HeartRate] != 1 || metrics[care.BatteryMetric] != 3 {
		t.Errorf("judged %v", metrics)
	}
	// It is told what becomes of its call, and its answer confirms.
	if err := w.Feedback(t.Context(), care.Feedback{Device: "w-8800000015", Call: calls[0].ID, Step: care.StepReceived}); err != nil {
		t.Fatal(err)
	}
	if got := wrist.hears(); got != "MESSAGE,653652304E86FF0C522B77406025" {
		t.Errorf("got %s", got)
	}
	wrist.say("MESSAGE")
	eventually(t, "the confirmation", func() bool {
		h.desk.mu.Lock()
		defer h.desk.mu.Unlock()
		return len(h.desk.confirms) == 1 && h.desk.confirms[0].Step == care.StepReceived && h.desk.confirms[0].Call == calls[0].ID
	})
	_ = wrist.conn.Close()
	eventually(t, "the end", func() bool { return !w.Holds("w-8800000015") })
	h.alive.mu.Lock()
	defer h.alive.mu.Unlock()
	if n := len(h.alive.statuses); n != 2 || !h.alive.statuses[0].Online || h.alive.statuses[1].Online || h.alive.seen["w-8800000015"] == 0 {
		t.Errorf("got %+v", h.alive.statuses)
	}
}

// TestWatchAlarmIsAnsweredOnceRecorded: until then the watch says it again, and all
// of that is one press.
func TestWatchAlarmIsAnsweredOnceRecorded(t *testing.T) {
	h, w := watchHouse(t, ingest.WatchConfig{})
	gate := make(chan struct{})
	h.desk.mu.Lock()
	h.desk.hold["w-8800000015"] = gate
	h.desk.mu.Unlock()
	wrist := wear(t, w, "8800000015")
	press := alarm("AL", "00010000")
	for range 3 {
		wrist.say(press)
	}
	wrist.say("LK")
	if got := wrist.hears(); got != "LK" {
		t.Errorf("answered %s before it is in the record", got)
	}
	close(gate)
	for range 3 {
		if got := wrist.hears(); got != "AL" {
			t.Errorf("got %s", got)
		}
	}
	if n := h.desk.distinct(); n != 1 {
		t.Errorf("%d presses", n)
	}
}

// TestUnknownWatch is refused, but its call is raised.
func TestUnknownWatch(t *testing.T) {
	h, w := watchHouse(t, ingest.WatchConfig{})
	wrist := wear(t, w, "7700000001")
	wrist.say("LK")
	wrist.say("LK")
	wrist.say(alarm("AL", "00010000"))
	if got := wrist.hears(); got != "AL" {
		t.Errorf("got %s", got)
	}
	calls := h.desk.all()
	if len(calls) != 1 || !calls[0].Orphan || calls[0].Place != (care.Place{Device: "watch-7700000001"}) {
		t.Errorf("got %+v", calls)
	}
	if n := h.ingest.RefusalCounts()[care.UnknownDevice]; n != 1 {
		t.Errorf("refused %d times", n)
	}
	if h.shelf.(*shelf).points() != 0 {
		t.Error("its readings were stored")
	}
	// Anybody can do that, so not for ever.
	for n := range 20 {
		wrist.number = fmt.Sprint(7700000100 + n)
		wrist.say(alarm("AL", "00010000"))
	}
	eventually(t, "refusals", func() bool { return h.ingest.RefusalCounts()[care.UnknownDevice] >= 30 })
	if n := h.desk.distinct(); n != 5 {
		t.Errorf("%d orphans", n)
	}
}

// TestGarbageAtTheWatchPort harms nobody.
func TestGarbageAtTheWatchPort(t *testing.T) {
	h, w := watchHouse(t, ingest.WatchConfig{})
	noise := wear(t, w, "")
	_, _ = noise.conn.Write([]byte(strings.Repeat("GET / HTTP/1.1\r\n", 1000)))
	if _, err := noise.conn.Read(make([]byte, 1)); err == nil {
		t.Error("noise is answered")
	}
	eventually(t, "its refusal", func() bool { return h.ingest.RefusalCounts()[care.UnknownTopic] == 1 })
}

func TestConnectionsOfOneAddressAreBounded(t *testing.T) {
	_, w := watchHouse(t, ingest.WatchConfig{PerAddress: 3})
	old, young := wear(t, w, "8800000015"), wear(t, w, "8800000015")
	old.say("LK")
	old.hears()
	young.say("LK")
	young.hears()
	// The newest is spoken to, both are heard.
	if err := w.Feedback(t.Context(), care.Feedback{Device: "w-8800000015", Step: care.StepArrived}); err != nil {
		t.Fatal(err)
	}
	if got := young.hears(); got != "MESSAGE,4EBA52304E86" {
		t.Errorf("got %s", got)
	}
	old.say(alarm("AL", "00200000"))
	if got := old.hears(); got != "AL" {
		t.Errorf("got %s", got)
	}
	third := wear(t, w, "8800000016")
	third.say("LK")
	third.hears()
	fourth := wear(t, w, "8800000017")
	if _, err := fourth.conn.Read(make([]byte, 1)); err == nil {
		t.Error("too many connections of one address")
	}
}

// TestSilentWatchIsLetGo: a connection that says nothing does not stay.
func TestSilentWatchIsLetGo(t *testing.T) {
	_, w := watchHouse(t, ingest.WatchConfig{First: 50 * time.Millisecond, Idle: 100 * time.Millisecond})
	silent := wear(t, w, "8800000015")
	if _, err := silent.conn.Read(make([]byte, 1)); err == nil {
		t.Error("the platform speaks first")
	}
	wrist := wear(t, w, "8800000015")
	wrist.say("LK")
	wrist.hears()
	if _, err := wrist.conn.Read(make([]byte, 1)); err == nil {
		t.Error("still there")
	}
	eventually(t, "the end", func() bool { return !w.Holds("w-8800000015") })
	if err := w.Feedback(t.Context(), care.Feedback{Device: "w-8800000015", Step: care.StepArrived}); err == nil {
		t.Error("told to nobody")
	}
}

// TestWatchDoesWhatItIsAsked: its answers confirm, also those that are reports.
func TestWatchDoesWhatItIsAsked(t *testing.T) {
	h, w := watchHouse(t, ingest.WatchConfig{})
	ask := func(id care.CommandID, name, args string) error {
		return w.Command(t.Context(), care.Command{ID: id, Device: "w-8800000015", Name: name, Args: []byte(args)})
	}
	if err := ask("c0", "identify", "{}"); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("asked nobody: %v", err)
	}
	wrist := wear(t, w, "8800000015")
	wrist.say("LK")
	wrist.hears()
	results := func(n int) []care.CommandResult {
		t.Helper()
		var got []care.CommandResult
		eventually(t, fmt.Sprint(n, " answers"), func() bool { got = h.alive.answers(); return len(got) == n })
		return got
	}
	for range 2 { // told twice is done twice, and answered once
		if err := ask("c1", "identify", "{}"); err != nil {
			t.Fatal(err)
		}
		if got := wrist.hears(); got != "FIND" {
			t.Errorf("got %s", got)
		}
	}
	wrist.say("FIND")
	wrist.say("FIND")
	if got := results(1); got[0].Command != "c1" || !got[0].OK || got[0].Device != "w-8800000015" {
		t.Errorf("got %+v", got)
	}
	// A configuration is answered when all of it is.
	if err := ask("c2", "config", `{"center":"7012349","upload_s":300}`); err != nil {
		t.Fatal(err)
	}
	first, second := wrist.hears(), wrist.hears()
	if first != "UPLOAD,300" || second != "CENTER,7012349" {
		t.Errorf("got %s and %s", first, second)
	}
	wrist.say("CENTER")
	wrist.say("LK")
	wrist.hears()
	if got := h.alive.answers(); len(got) != 1 {
		t.Errorf("answered too early: %+v", got)
	}
	wrist.say("UPLOAD")
	if got := results(2); got[1].Command != "c2" || !got[1].OK {
		t.Errorf("got %+v", got[1])
	}
	// Where it is, it says in a report; one without a place is no answer yet.
	if err := ask("c3", "locate", "{}"); err != nil {
		t.Fatal(err)
	}
	if got := wrist.hears(); got != "CR" {
		t.Errorf("got %s", got)
	}
	wrist.say("CR")
	wrist.say(strings.Replace(alarm("UD_LTE", "00000000"), ",A,", ",V,", 1))
	wrist.say(strings.Replace(alarm("UD_LTE", "00000000"), ",100,", ",120,", 1))
	if got := results(3); got[2].Command != "c3" || !got[2].OK || !strings.Contains(string(got[2].Value), `"lat":33.12`) || !strings.Contains(string(got[2].Value), `"accuracy":12.5`) {
		t.Errorf("got %+v %s", got[2], got[2].Value)
	}
	// What it has no part for is answered in its place.
	if err := ask("c4", "volume", `{"level":3}`); err != nil {
		t.Fatal(err)
	}
	if got := results(4); got[3].Command != "c4" || got[3].OK || got[3].Reason != "unsupported" {
		t.Errorf("got %+v", got[3])
	}
}

// TestManyConnectionsAtOnceAreBounded: the port costs no more than it may.
func TestManyConnectionsAtOnceAreBounded(t *testing.T) {
	_, w := watchHouse(t, ingest.WatchConfig{Connections: 10, PerAddress: 100})
	var open []*wrist
	for range 40 {
		open = append(open, wear(t, w, "8800000015"))
	}
	served := 0
	for _, one := range open {
		f := setracker.Frame{Maker: "3G", ID: "8800000015", Content: "LK"}
		_, _ = one.conn.Write(f.Bytes())
		if _, err := one.in.Next(); err == nil {
			served++
		}
	}
	if served != 10 {
		t.Errorf("%d served", served)
	}
}

// TestTheWatchPortUnderAttack holds every connection that one address may have, some
// silent, some sending endless frames and some noise, again as soon as it is cut off:
// it costs little memory, and a watch at another address is heard at once.
func TestTheWatchPortUnderAttack(t *testing.T) {
	h, w := watchHouse(t, ingest.WatchConfig{PerAddress: 256})
	wrist := wear(t, w, "8800000016")
	wrist.say("LK,10,0,90")
	if got := wrist.hears(); got != "LK" {
		t.Fatalf("got %s", got)
	}
	before := heap()
	attacks := [][]byte{
		nil, // silent
		[]byte("[3G*8800000099*FFFF*UD," + strings.Repeat("1", 60_000)), // more than any frame holds
		[]byte("[3G*9900000001*0002*LK]" + strings.Repeat("[3G*99000000", 2_000)),
		[]byte(strings.Repeat("\x00\xff[", 20_000)),
	}
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 9)}}
	var conns []net.Conn
	for i := range 400 {
		conn, err := from.Dial("tcp", w.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		_ = conn.SetWriteDeadline(time.Now().Add(soon))
		_, _ = conn.Write(attacks[i%len(attacks)]) // it may have been cut off
		conns = append(conns, conn)
	}
	pressed := time.Now()
	wrist.say(alarm("AL", "00010000"))
	if got := wrist.hears(); got != "AL" {
		t.Errorf("got %s", got)
	}
	if took := time.Since(pressed); took > time.Second {
		t.Errorf("a press under attack took %v", took)
	}
	more := int64(heap()-before) >> 20
	t.Logf("%d connections: +%d MB", len(conns), more)
	if more > 16 {
		t.Errorf("memory grew by %d MB", more)
	}
	if calls := h.desk.all(); len(calls) != 1 || calls[0].Place.Device != "w-8800000016" {
		t.Errorf("calls: %+v", calls)
	}
}

// heap is what is in use after everything else was freed.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
