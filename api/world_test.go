package api

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/alerts"
	"yian/care"
	"yian/centers"
	"yian/devices"
	"yian/dispatch"
	money "yian/dispatch/accounts"
	"yian/dispatch/assign"
	"yian/dispatch/catalogue"
	"yian/dispatch/hotline"
	"yian/dispatch/outreach"
	"yian/dispatch/plans"
	"yian/dispatch/roster"
	"yian/dispatch/rounds"
	"yian/dispatch/sentences"
	"yian/dispatch/shifts"
	"yian/dispatch/visits"
	"yian/registry"
	"yian/store/records"
	"yian/supervision"
)

const (
	township care.RegionID = "990101001"
	village  care.RegionID = "990101001002"
)

// The accounts of the sample: one per role, and a second of those whose places
// must be kept apart.
var accounts = map[string]care.Staff{
	"operator": {Role: care.Operator}, "supervisor": {Role: care.Supervisor}, "leader": {Role: care.Leader}, "admin": {Role: care.Admin},
	"auditor": {Role: care.Auditor}, "manager": {Role: care.Manager, CenterID: "house-a"}, "manager-b": {Role: care.Manager, CenterID: "house-b"},
	"worker": {Role: care.Worker, RegionID: township}, "worker-b": {Role: care.Worker, RegionID: township}, "new": {Role: care.Operator, MustChange: true},
	"operator-b": {Role: care.Operator, CenterID: "house-b"},
}

// site is a server on a real port over a real record.
// soon is how long a test waits for an event that comes within milliseconds on an
// idle machine: a test is about whether it comes, a benchmark about how quickly.
const soon = 5 * time.Second

type site struct {
	t        testing.TB
	server   *Server
	store    *records.Store
	people   *registry.Registry
	eyes     *eyes
	shown    *shown
	desk     *dispatch.Desk
	hotline  *hotline.Hotline
	visits   *visits.Visits
	plans    *plans.Plans
	centers  *centers.Centers
	journal  *journal
	commands *supervision.Commands
	ledger   *supervision.Ledger
	url      string
	logs     *bytes.Buffer // read only once the server has stopped, or holding logged
	logged   *sync.Mutex
	stop     func() error
}

func start(t testing.TB) *site { t.Helper(); return startWith(t, nil) }

// startWith starts a site whose dependencies a test changes.
func startWith(t testing.TB, change func(*Deps)) *site {
	t.Helper()
	return startOn(t, openSample(t), change)
}

// startOn starts a site over a record that has the sample's accounts.
func startOn(t testing.TB, store *records.Store, change func(*Deps)) *site {
	t.Helper()
	s := &site{t: t, logs: &bytes.Buffer{}, logged: &sync.Mutex{}}
	log := slog.New(slog.NewTextHandler(writer(func(b []byte) (int, error) {
		s.logged.Lock()
		defer s.logged.Unlock()
		return s.logs.Write(b)
	}), nil))
	s.store = store
	s.eyes, s.shown = &eyes{Store: s.store}, &shown{}
	s.people = registry.New(registry.Config{}, registry.Deps{Record: s.eyes, Decoders: devices.SourceKinds(), Log: log})
	must(t, s.people.Load(t.Context()))
	s.centers = centers.New(centers.Config{}, centers.Deps{Record: s.store, Log: log})
	goods := catalogue.New(s.store, nil)
	judge, err := assign.New(assign.Policy{}, assign.Deps{Shelf: s.store, People: s.people, Crew: s.people, Sites: s.people, Catalogue: goods})
	must(t, err)
	s.desk, err = dispatch.New(dispatch.Config{}, dispatch.Deps{Book: s.store, Due: s.store, Outbox: s.store, Shelf: s.store, People: s.people, Posts: s.people,
		Whereabouts: s.centers, Phones: s.store, Callers: s.people, Worklist: s.store, Keys: s.store, Queue: noQueue{}, Notifier: nobody{}, Messenger: nobody{}, Catalogue: goods, Adviser: judge,
		FalsePresses: s.store, Files: s.store, Sites: judge, Hosts: s.centers, Log: log})
	must(t, err)
	watch, err := supervision.New(supervision.Config{}, supervision.Deps{Book: s.store, List: s.store, Memory: s.store, Places: s.people, Homes: s.store, Now: time.Now, Log: log})
	must(t, err)
	engine, err := alerts.New(alerts.Config{}, alerts.Deps{Desk: s.desk, Book: s.store, List: s.store, Memory: s.store, Fences: s.store, History: nothing{},
		Whereabouts: s.centers, Places: s.people, Now: time.Now, Log: log})
	must(t, err)
	commands, err := supervision.NewCommands(supervision.CommandDeps{Book: s.store, List: s.store, Devices: s.people, Now: time.Now, Log: log})
	must(t, err)
	s.commands = commands
	s.ledger, err = supervision.NewLedger(supervision.LedgerDeps{Posts: s.store, Outages: s.store, Days: s.store, Proofs: s.store, Now: time.Now, Log: log})
	must(t, err)
	s.hotline, err = hotline.New(hotline.Config{}, hotline.Deps{Tickets: s.store, TicketShelf: s.store, Library: s.store, FollowUps: s.store,
		FollowUpShelf: s.store, Audits: s.store, Past: s.store, Cases: s.store, People: s.people, Posts: s.people, Whereabouts: s.centers, Log: log})
	must(t, err)
	over, err := shifts.New(shifts.Deps{Book: s.store, Worklist: s.store, Phones: s.store, Keys: s.store, People: s.people, Posts: s.people})
	must(t, err)
	planner, err := rounds.New(rounds.Deps{Shelf: s.store, Book: s.store, Judge: judge, Crew: s.people, Catalogue: goods, Whereabouts: s.centers, Sender: s.desk})
	must(t, err)
	sends := Assignment{Assigner: judge, Rounds: planner, Places: s.store}
	s.visits, err = visits.New(visits.Config{}, visits.Deps{Book: s.store, Shelf: s.store, Orders: s.store, Doors: s.store, Contracts: s.store, Misses: s.store,
		Notices: s.store, Readings: nothing{}, People: s.people, Posts: s.people, Devices: s.people, FollowUps: s.hotline, Catalogue: goods, Log: log})
	must(t, err)
	programme, err := plans.New(plans.Config{}, plans.Deps{Book: s.store, Shelf: s.store, Kitchens: s.store, Attendance: s.store, Catalogue: goods, People: s.people,
		Whereabouts: s.centers, Orders: maker{s.desk}, Log: log})
	must(t, err)
	s.plans = programme
	purse, err := money.New(money.Config{}, money.Deps{Book: s.store, Shelf: s.store, Orders: s.store, Limits: s.visits, Contracts: s.store, Posts: s.people})
	must(t, err)
	asked, err := outreach.New(outreach.Deps{Book: s.store, People: s.people, Whereabouts: s.centers, Visits: maker{s.desk}})
	must(t, err)
	s.journal = &journal{EntryList: s.store}
	deps := Deps{Registry: s.people, Gateway: seal{}, Centers: s.centers, Alerts: engine, Supervision: watch, Commands: commands, Ledger: s.ledger, Desk: s.desk, Hotline: s.hotline, Shifts: over, Catalogue: goods, Visits: s.visits, Accounts: purse, Planning: Planning{Plans: programme, PlanShelf: s.store, Outreaches: asked, OutreachShelf: s.store},
		Sessions: s.people, Shelf: s.store, Journal: s.journal, Names: s.people, Curves: s.shown, Refusals: nothing{}, Health: nothing{}, Queue: noQueue{},
		Metrics: prometheus.NewRegistry(), StaffAct: func(bool) {}, Log: log, Version: "test"}
	deps.Roster, err = roster.New(roster.Config{}, roster.Deps{Book: s.store, Checks: s.store, Numbers: s.store, Posts: s.people, Contacts: s.store, Log: log})
	must(t, err)
	deps.Assignment = sends
	deps.Carehome = houseKeeping(t, s)
	deps.Sayings.Sentences, err = sentences.New(sentences.Deps{Book: s.store, Places: s.people, People: s.people, Log: log})
	must(t, err)
	if change != nil {
		change(&deps)
	}
	s.server, err = New(Config{Listen: "127.0.0.1:0", Hotline: "7012349"}, deps)
	must(t, err)
	s.store.Listen(s.people.Heard)
	s.store.Listen(s.server.Hub().Wake)
	must(t, s.server.Open())
	s.url = "http://" + s.server.Addr()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.server.Run(ctx) }()
	s.stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() { must(t, s.stop()) })
	return s
}

// seal is the signature of a gateway that signs everything alike.
type seal struct{}

func (seal) Verify(header string, _ []byte) error {
	if header != "sealed" {
		return errors.New("not sealed")
	}
	return nil
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// journal may pretend to be much further on.
type journal struct {
	EntryList
	ahead atomic.Int64
}

func (j *journal) LastEntry(ctx context.Context) (int64, error) {
	n, err := j.EntryList.LastEntry(ctx)
	return n + j.ahead.Load(), err
}

// nothing gives no readings, refusals or dependencies.
type nothing struct{}

func (nothing) Since(context.Context, time.Time, func(care.Reading) error) error { return nil }
func (nothing) Between(context.Context, []care.DeviceID, time.Time, time.Time) ([]care.Reading, error) {
	return nil, nil
}
func (nothing) Refusals(int) []care.Refusal          { return nil }
func (nothing) RefusalCounts() map[care.Reason]int64 { return nil }
func (nothing) Dependencies() []Dependency           { return []Dependency{} }
func (nothing) Ready() bool                          { return true }

// shown is what the readings show: nothing, or what a test put there.
type shown struct{ latest []care.Reading }

func (*shown) Curve(context.Context, care.CurveQuery) (care.Curve, error) {
	return care.Curve{Source: care.FromReadings}, nil
}
func (s *shown) Latest(context.Context, care.ElderID) ([]care.Reading, error) {
	return slices.Clone(s.latest), nil
}

// eyes are a record that tells who looked at what.
type eyes struct {
	*records.Store
	seen []string
}

func (e *eyes) SaveViews(ctx context.Context, views []care.Entry) error {
	for _, v := range views {
		e.seen = append(e.seen, string(v.By)+" "+v.Noun+" "+v.Subject)
	}
	return e.Store.SaveViews(ctx, views)
}

// looks returns who looked at what since the last time.
func (s *site) looks() []string {
	s.t.Helper()
	over, cancel := context.WithCancel(context.Background())
	cancel()
	s.eyes.seen = nil
	must(s.t, s.people.Run(over))
	return s.eyes.seen
}

// nobody can be reached.
type nobody struct{}

func (nobody) Send(context.Context, care.Notice) (string, error) {
	return "", care.ErrUnavailable
}
func (nobody) Ways(n care.Notice) []care.Channel {
	if n.Kind != "test" {
		return nil
	}
	return []care.Channel{care.Webhook}
}
func (nobody) Repeat(context.Context, care.DeviceID, care.CallID) error { return nil }

// noQueue is a queue that is away.
type noQueue struct{}

func (noQueue) Put(context.Context, care.Order) error      { return care.ErrUnavailable }
func (noQueue) Remove(context.Context, care.OrderID) error { return care.ErrUnavailable }
func (noQueue) Take(context.Context, care.RegionID, []care.Service) (care.OrderID, error) {
	return "", care.ErrUnavailable
}
func (noQueue) Whole(context.Context) (bool, error)      { return false, care.ErrUnavailable }
func (noQueue) Fill(context.Context, []care.Order) error { return care.ErrUnavailable }
func (noQueue) Lengths(context.Context) (map[care.Service]int, error) {
	return nil, care.ErrUnavailable
}

// tokenFor is the token of an account's session in the sample.
func tokenFor(account string) string { return "token-of-" + account }

func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// sample is a record with the sample county in it, made once: every test works on
// a copy.
var sample = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "yian-sample-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "yian.db")
	s, err := records.Open(context.Background(), "sqlite://"+path, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(populate(s), s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func openSample(t testing.TB) *records.Store {
	t.Helper()
	b, err := sample()
	must(t, err)
	path := filepath.Join(t.TempDir(), "yian.db")
	must(t, os.WriteFile(path, b, 0o600))
	s, err := records.Open(context.Background(), "sqlite://"+path, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func populate(s *records.Store) error {
	ctx := context.Background()
	e := func(noun string) care.Entry {
		return care.Entry{At: time.Now(), By: care.System, What: noun + ".imported", Noun: noun}
	}
	errs := []error{
		s.CreateRegions(ctx, []care.Region{{ID: "990101", Kind: care.County, Name: "样例县"}, {ID: township, Kind: care.Township, Name: "柳林镇"},
			{ID: village, Kind: care.Village, Name: "前进村"}}, e("region")),
		s.CreateCenters(ctx, []care.Center{{ID: "house-a", Kind: care.CareHome, Name: "样例院甲", RegionID: township},
			{ID: "house-b", Kind: care.CareHome, Name: "样例院乙", RegionID: township}}, e("center")),
		s.CreateHouseholds(ctx, []care.Household{{ID: "home", RegionID: village, Address: "样例路1号", Group: "一组", Phone: "0990-1", KeyHolderName: "邻居样例"}}, e("household")),
		s.CreateElders(ctx, []care.Elder{
			{ID: "wang", Name: "王样例", HouseholdID: "home", RegionID: village, BirthDate: "1940-01-01", Phone: "13900000001", Vital: []string{"氧"}},
			{ID: "li", Name: "李样例", HouseholdID: "home", RegionID: village},
			{ID: "sun", Name: "孙甲样例", RegionID: township, CenterID: "house-a"},
			{ID: "qian", Name: "钱乙样例", RegionID: township, CenterID: "house-b"},
		}, e("elder")),
		s.CreateDevices(ctx, []care.Device{
			{ID: "button", Kind: "sos_button", HouseholdID: "home", ElderID: "wang", RegionID: village},
			{ID: "cord-a", Model: "SC-1", Kind: "pull_cord", CenterID: "house-a", ElderID: "sun", RegionID: township},
			{ID: "cord-b", Kind: "pull_cord", CenterID: "house-b", ElderID: "qian", RegionID: township},
		}, make([]care.DeviceKey, 3), e("device")),
	}
	var staff []care.Staff
	for name, st := range accounts {
		st.ID, st.Username, st.Name, st.CreatedAt = care.StaffID(name), name, "人员样例"+name, time.Now()
		staff = append(staff, st)
	}
	errs = append(errs, s.CreateStaff(ctx, staff, make([]string, len(staff)), e("staff")))
	for name := range accounts {
		errs = append(errs, s.OpenSession(ctx, digest(tokenFor(name)), care.StaffID(name), "127.0.0.1", time.Now(), time.Now().Add(12*time.Hour)))
	}
	return errors.Join(errs...)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is a response that was read.
type answer struct {
	*http.Response
	body []byte
}

// into reads the body as JSON.
func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%d %s: %v", a.StatusCode, a.body, err)
	}
}

func (a answer) problem(t testing.TB) Problem {
	t.Helper()
	var p Problem
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%d comes as %q: %s", a.StatusCode, got, a.body)
	}
	a.into(t, &p)
	if p.Status != a.StatusCode || p.Title == "" || p.Type == "" {
		t.Errorf("%d is described as %+v", a.StatusCode, p)
	}
	return p
}

// ask sends one request as an account ("" for nobody) with JSON, a string as it
// is, or nothing. More are header names and values in turn.
func (s *site) ask(account, method, path string, body any, more ...string) answer {
	s.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		j, err := json.Marshal(b)
		must(s.t, err)
		r = bytes.NewReader(j)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, s.url+path, r)
	must(s.t, err)
	if r != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if account != "" {
		req.Header.Set("Authorization", "Bearer "+tokenFor(account))
	}
	for i := 0; i < len(more); i += 2 {
		if req.Header.Del(more[i]); more[i+1] != "" {
			req.Header.Set(more[i], more[i+1])
		}
	}
	res, err := http.DefaultClient.Do(req)
	// The server refuses a body that is too large and closes; on a busy machine the
	// client is still writing then and hears of nothing else.
	for tries := 0; err != nil && req.ContentLength > 1<<20 && tries < 20; tries++ {
		req.Body, _ = req.GetBody() // of memory: never fails
		res, err = http.DefaultClient.Do(req)
	}
	must(s.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(s.t, err)
	return answer{res, b}
}

// get asks for something that must be there.
func (s *site) get(account, path string, v any) {
	s.t.Helper()
	a := s.ask(account, "GET", "/api/v1"+path, nil)
	if a.StatusCode != 200 {
		s.t.Fatalf("GET %s as %s: %d %s", path, account, a.StatusCode, a.body)
	}
	a.into(s.t, v)
}

// post does something that must succeed.
func (s *site) post(account, path string, body, v any) {
	s.t.Helper()
	a := s.ask(account, "POST", "/api/v1"+path, body)
	if a.StatusCode >= 300 {
		s.t.Fatalf("POST %s as %s: %d %s", path, account, a.StatusCode, a.body)
	}
	if v != nil {
		a.into(s.t, v)
	}
}

type page[T any] struct {
	Items []T
	Next  *string
}

// press opens an incident of a device, or joins one.
func (s *site) press(device care.DeviceID, id string) {
	s.t.Helper()
	p, err := s.people.Place(context.Background(), device)
	must(s.t, err)
	must(s.t, s.desk.Raise(context.Background(), care.Call{ID: care.CallID(id), Kind: care.SOS, PressedAt: time.Now(), ReceivedAt: time.Now(), Place: p}))
}

// event is one that a stream received.
type event struct {
	id, name string
	data     string
}

// stream is a client of the events.
type eventStream struct {
	t      testing.TB
	events chan event // closed when the stream ends
	cancel context.CancelFunc
}

func (s *site) listen(account, lastID string) *eventStream {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", s.url+"/api/v1/events", nil)
	must(s.t, err)
	req.Header.Set("Authorization", "Bearer "+tokenFor(account))
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(req)
	must(s.t, err)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		s.t.Fatalf("events as %s: %d %s", account, res.StatusCode, res.Header.Get("Content-Type"))
	}
	es := &eventStream{t: s.t, events: make(chan event, 4096), cancel: cancel}
	go func() {
		defer res.Body.Close()
		defer close(es.events)
		var e event
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<22)
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				if e.name != "" {
					es.events <- e
				}
				e = event{}
			}
		}
	}()
	es.next(soon, "ping")
	return es
}

// next waits for the next event of one of these names and passes over the others.
func (es *eventStream) next(within time.Duration, names ...string) event {
	es.t.Helper()
	deadline := time.After(within)
	for {
		select {
		case e, open := <-es.events:
			if !open {
				es.t.Fatalf("the stream ended before %v", names)
			}
			for _, n := range names {
				if e.name == n {
					return e
				}
			}
		case <-deadline:
			es.t.Fatalf("no %v within %s", names, within)
		}
	}
}

// ends waits until the stream is over.
func (es *eventStream) ends(within time.Duration) {
	es.t.Helper()
	deadline := time.After(within)
	for {
		select {
		case _, open := <-es.events:
			if !open {
				return
			}
		case <-deadline:
			es.t.Fatalf("still open after %s", within)
		}
	}
}

func (es *eventStream) id(e event) int {
	var n int
	_, err := fmt.Sscan(e.id, &n)
	must(es.t, err)
	return n
}
