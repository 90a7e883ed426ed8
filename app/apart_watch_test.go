package app_test

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yian/care"
	"yian/devices/simulator"
	"yian/store/readings"
)

// watched is a town of which every press and every reading is followed by
// identity: what was sent, what was heard on the device, what was shown.
type watched struct {
	*town
	db     *sql.DB
	store  *readings.Store
	seen   *witness
	cancel context.CancelFunc
	all    sync.WaitGroup

	mu      sync.Mutex // guards the rest
	presses map[callKey]*press
	ordered map[care.DeviceID][]*press // as they were made
	acks    []time.Time                // of messages with readings
}

// press is one press on its way.
type press struct{ sent, heard, shown time.Time }

// watch registers devices in a town and begins to follow it, with a console on
// each process that serves.
func watch(t *testing.T, v *town, devices int) *watched {
	t.Helper()
	w := &watched{town: v, seen: &witness{acked: map[readingKey]bool{}, pressed: map[callKey]bool{}, heard: map[callKey]bool{}},
		presses: map[callKey]*press{}, ordered: map[care.DeviceID][]*press{}}
	v.register(devices)
	db, err := sql.Open("pgx", v.database)
	if err != nil {
		t.Fatal(err)
	}
	w.db, w.store = db, readings.Open(readings.Config{URL: v.influxURL, Bucket: "yian/autogen", Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	t.Cleanup(w.end)
	v.onDuty(ctx, &w.all)
	for i := range v.dispatch {
		w.console(ctx, i)
	}
	return w
}

// end stops following. It is idempotent.
func (w *watched) end() {
	w.cancel()
	w.all.Wait()
	_ = w.db.Close()
	w.store.Close()
}

// part runs a part of a test in this town.
func (w *watched) part(name string, do func(t *testing.T)) {
	whole := w.t
	whole.Run(name, func(t *testing.T) {
		w.belongs(t)
		defer w.belongs(whole)
		do(t)
		w.explain()
	})
}

// belongs says which test fails from now on.
func (w *watched) belongs(t *testing.T) {
	w.t = t
	for _, s := range []*server{w.redis, w.influx, w.broker.server} {
		s.t = t
	}
	for _, p := range w.processes() {
		p.t = t
	}
}

func (w *watched) processes() []*process { return slices.Concat(w.ingest, w.dispatch) }

// console follows events as a browser does, beginning at one process: when the
// stream ends it connects to the other, and resumes behind what it had.
func (w *watched) console(ctx context.Context, at int) {
	token := w.dispatch[0].token
	w.all.Go(func() {
		last := int64(0)
		for ; ctx.Err() == nil; at++ {
			url := w.dispatch[at%len(w.dispatch)].http
			_ = follow(ctx, url, token, last, func(e event) {
				last = max(last, e.id)
				w.show(e)
			})
			select {
			case <-ctx.Done():
			case <-time.After(200 * time.Millisecond):
			}
		}
	})
}

// show notes what an incident says of its device's presses: so many have come in.
func (w *watched) show(e event) {
	var in struct {
		DeviceID care.DeviceID `json:"device_id"`
		Calls    int           `json:"calls"`
	}
	if e.name != "incident" || json.Unmarshal(e.data, &in) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	made := w.ordered[in.DeviceID]
	for _, p := range made[:min(in.Calls, len(made))] {
		if p.shown.IsZero() {
			p.shown = e.at
		}
	}
}

// event is one of a stream.
type event struct {
	id   int64
	name string
	data []byte
	at   time.Time
}

// follow reads one stream until it ends, behind the event last; 0: from now on.
func follow(ctx context.Context, at, token string, last int64, each func(event)) error {
	req, err := http.NewRequestWithContext(ctx, "GET", "http://"+at+"/api/v1/events", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if last > 0 {
		req.Header.Set("Last-Event-ID", strconv.FormatInt(last, 10))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("events: %d", res.StatusCode)
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(make([]byte, 1<<16), 4<<20)
	var e event
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			e.id, _ = strconv.ParseInt(value, 10, 64) // 0 for none
		case "event":
			e.name = value
		case "data":
			e.data = []byte(value)
		case "":
			if e.at = time.Now(); e.name != "" {
				each(e)
			}
			e = event{}
		}
	}
	return lines.Err()
}

// load lets devices press in turn and report until stop, which waits for what was
// said and returns the presses in the order in which they were made.
func (w *watched) load(every time.Duration, rate float64) (stop func() []press) {
	w.t.Helper()
	t, until, ended, begun := w.t, make(chan struct{}), make(chan error, 1), make(chan struct{})
	var once sync.Once
	var mine []*press
	cfg := simulator.LoadConfig{URL: w.broker.url, Devices: w.credential, Rate: rate, Presses: int(time.Hour / every), For: time.Hour, Grace: 60 * time.Second, Until: until,
		Acked: func(d care.DeviceID, at time.Time) {
			w.seen.note(func() { w.seen.acked[readingKey{d, at.UnixMilli()}] = true })
			w.mu.Lock()
			defer w.mu.Unlock()
			w.acks = append(w.acks, time.Now())
		},
		Pressed: func(d care.DeviceID, c care.CallID, _ care.CallKind, at time.Time) {
			w.seen.note(func() { w.seen.pressed[callKey{d, c}] = true })
			w.mu.Lock()
			defer w.mu.Unlock()
			p := &press{sent: at}
			w.presses[callKey{d, c}], w.ordered[d], mine = p, append(w.ordered[d], p), append(mine, p)
			once.Do(func() { close(begun) })
		},
		Heard: func(d care.DeviceID, c care.CallID, at time.Time) {
			w.seen.note(func() { w.seen.heard[callKey{d, c}] = true })
			w.mu.Lock()
			defer w.mu.Unlock()
			w.presses[callKey{d, c}].heard = at
		}}
	go func() {
		_, err := simulator.Load(context.Background(), cfg)
		ended <- err
	}()
	select {
	case <-begun:
	case <-time.After(30 * time.Second):
		t.Fatal("the load does not begin")
	}
	return func() []press {
		t.Helper()
		close(until)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		var made []press
		waitFor(20*time.Second, func() bool { // for the screens, which come last
			made = made[:0]
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, p := range mine {
				made = append(made, *p)
			}
			return !slices.ContainsFunc(made, func(p press) bool { return p.shown.IsZero() || p.heard.IsZero() })
		})
		return made
	}
}

// waitFor polls until ok, and reports false when within has passed.
func waitFor(within time.Duration, ok func() bool) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(within); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// took waits until ok and returns how long that took, or fails the test.
func took(t *testing.T, within time.Duration, what string, ok func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	if !waitFor(within, ok) {
		t.Fatalf("not within %v: %s", within, what)
	}
	return time.Since(began).Round(time.Millisecond)
}

// rest lets so much time pass in which nothing is asked.
func rest(d time.Duration) { <-time.After(d) }

// spread are the median, the 99th in a hundred and the longest of durations.
type spread struct{ median, p99, most time.Duration }

func spreadOf(all []time.Duration) spread {
	if len(all) == 0 {
		return spread{}
	}
	slices.Sort(all)
	at := func(i int) time.Duration { return all[min(i, len(all)-1)].Round(100 * time.Microsecond) }
	return spread{at(len(all) / 2), at(len(all) * 99 / 100), at(len(all) - 1)}
}

func (s spread) String() string {
	return fmt.Sprintf("median %v, p99 %v, longest %v", s.median, s.p99, s.most)
}

func toHeard(presses []press) spread {
	var all []time.Duration
	for _, p := range presses {
		if !p.heard.IsZero() {
			all = append(all, p.heard.Sub(p.sent))
		}
	}
	return spreadOf(all)
}

func toShown(presses []press) spread {
	var all []time.Duration
	for _, p := range presses {
		if !p.shown.IsZero() {
			all = append(all, p.shown.Sub(p.sent))
		}
	}
	return spreadOf(all)
}

// between are the presses that were sent in a span of time.
func between(presses []press, from, to time.Time) []press {
	return slices.DeleteFunc(slices.Clone(presses), func(p press) bool { return p.sent.Before(from) || p.sent.After(to) })
}

// silence is the longest time in which no device heard anything, though one presses
// all the time.
func silence(presses []press) (longest time.Duration) {
	var heard []time.Time
	for _, p := range presses {
		if !p.heard.IsZero() {
			heard = append(heard, p.heard)
		}
	}
	return longestGap(heard)
}

func longestGap(at []time.Time) (longest time.Duration) {
	slices.SortFunc(at, time.Time.Compare)
	for i := 1; i < len(at); i++ {
		longest = max(longest, at[i].Sub(at[i-1]))
	}
	return longest.Round(time.Millisecond)
}

// nothingLost compares the record, the screens and the readings with what was
// sent since the town began.
func (w *watched) nothingLost(presses []press) {
	w.t.Helper()
	w.settled(w.store)
	unheard, unseen := 0, 0
	for _, p := range presses {
		if p.heard.IsZero() {
			unheard++
		}
		if p.shown.IsZero() {
			unseen++
		}
	}
	if unheard+unseen > 0 || len(presses) == 0 {
		w.t.Errorf("of %d presses %d were never received and %d never shown", len(presses), unheard, unseen)
	}
	w.seen.mu.Lock()
	defer w.seen.mu.Unlock()
	checkCallsIn(w.t, w.db, w.seen, miscountedInPostgres)
	w.checkIncidents(w.db)
	checkReadingsIn(w.t, w.store, w.seen, nil)
	w.t.Logf("since the town began: %d presses, %d messages of readings acknowledged", len(w.seen.pressed), len(w.seen.acked))
}

// ask is one request as somebody else, which may fail; status 0: nobody answered.
func ask(at *process, token, method, path string, body any, header ...string) (status int, text []byte) {
	as := &process{t: at.t, http: at.http, token: token}
	req, err := as.request(method, path, body)
	if err != nil {
		return 0, nil
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	client := http.Client{Timeout: 15 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	if text, err = io.ReadAll(res.Body); err != nil {
		return 0, nil
	}
	return res.StatusCode, text
}

// person opens an account and signs in at a process.
func (w *watched) person(at *process, name string, role care.Role) (token string) {
	w.t.Helper()
	account := map[string]string{"username": name, "name": name, "role": string(role), "region_id": "990101", "password": "sample-password-1"}
	w.dispatch[0].call("POST", "/api/v1/staff", account, nil)
	var s struct{ Token string }
	at.call("POST", "/api/v1/session", map[string]string{"username": name, "password": account["password"]}, &s)
	return s.Token
}

// count asks the record for one number.
func (w *watched) count(query string, args ...any) (n int) {
	w.t.Helper()
	if err := w.db.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// listener is the process that takes readings, and the one that stands by.
func (w *watched) listener() (has, other *process) {
	w.t.Helper()
	took(w.t, 15*time.Second, "somebody listens to readings", func() bool {
		has, other = nil, nil
		for _, p := range w.ingest {
			if listens(p) {
				has = p
			} else {
				other = p
			}
		}
		return has != nil && other != nil
	})
	return has, other
}

// listens reports whether a process takes readings.
func listens(p *process) bool {
	_, text := ask(p, "", "GET", "/metrics", nil)
	return strings.Contains(string(text), "\nyian_ingest_listening 1\n")
}

// ready reports whether a process says that it is.
func ready(p *process) bool {
	status, _ := ask(p, "", "GET", "/readyz", nil)
	return status == http.StatusOK
}

// lives reports whether a process runs still.
func (p *process) lives() bool {
	if p.cmd == nil {
		return false
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(rest, "Z")
}

// resident is how much memory a process holds, in bytes.
func (p *process) resident() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(v)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}

// stop ends a server in its own order.
func (s *server) stop() {
	s.t.Helper()
	s.signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { _ = s.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		s.t.Fatalf("%s does not stop", s.name)
	}
	s.cmd = nil
}

// span is how long something is away: short, unless the environment says otherwise.
func span(t *testing.T, otherwise time.Duration) time.Duration {
	text := cmp.Or(os.Getenv("YIAN_OUTAGE"), otherwise.String())
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("YIAN_OUTAGE: %v", err)
	}
	return d
}

const miscountedInPostgres = `SELECT COUNT(*) FROM incidents i WHERE (i.doc::json->>'calls')::int <>
	(SELECT COUNT(*) FROM calls c WHERE c.incident_id = i.id AND c.id NOT LIKE 'alert/%')`
