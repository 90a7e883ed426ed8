package dispatch_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/messenger"
	"yian/dispatch/queue"
	"yian/registry"
	"yian/store/records"
)

const (
	county   care.RegionID = "990101"
	township care.RegionID = "990101001"
	village  care.RegionID = "990101001002"
	faraway  care.RegionID = "990101002001"
)

// The sample people. A couple lives in the house "couple", Zhao alone in "alone".
var (
	operator   = care.Staff{ID: "op1", Username: "op1", Name: "话务员样例一", Role: care.Operator}
	colleague  = care.Staff{ID: "op2", Username: "op2", Name: "话务员样例二", Role: care.Operator}
	supervisor = care.Staff{ID: "sup", Username: "sup", Name: "值班长样例", Role: care.Supervisor, Phone: "13900000001"}
	worker     = care.Staff{ID: "w1", Username: "w1", Name: "服务员样例一", Role: care.Worker, RegionID: township}
	cook       = care.Staff{ID: "w2", Username: "w2", Name: "服务员样例二", Role: care.Worker, RegionID: township, Skills: []care.Service{care.Meal, care.Cleaning}}
	stranger   = care.Staff{ID: "w3", Username: "w3", Name: "服务员样例三", Role: care.Worker, RegionID: "990101002"}
	manager    = care.Staff{ID: "mgr", Username: "mgr", Name: "负责人样例", Role: care.Manager, CenterID: "house-a"}
)

var (
	wangsPendant = care.Place{Device: "pendant-wang", Elder: "wang", Household: "couple", Region: village}
	lisPendant   = care.Place{Device: "pendant-li", Elder: "li", Household: "couple", Region: village}
	sharedButton = care.Place{Device: "button", Household: "couple", Region: village}
	zhaosButton  = care.Place{Device: "button-zhao", Household: "alone", Region: village}
	panel        = care.Place{Device: "panel-zhao", Elder: "zhao", Household: "alone", Region: village}
	bedCord      = care.Place{Device: "cord", Elder: "sun", Center: "house-a", Region: township}
	unknownPhone = care.Place{Device: "line-1"}
)

// world is a desk over a real record, with a clock, a gateway, devices and a queue
// that tests turn, read and put to sleep.
type world struct {
	t      testing.TB
	file   string // where the record lies
	store  *records.Store
	people *registry.Registry
	desk   *dispatch.Desk
	tells  *messenger.Messenger
	clock  *clock
	rung   *gateway
	told   *devices
	where  *whereabouts
	queue  *sleepyQueue
	shared *queue.Queue // what joins several processes
	cfg    dispatch.Config
	goods  goods // the catalogue; nil: empty
	sends  dispatch.Adviser
	roads  dispatch.Roads
	roster *roster
	sites  dispatch.Sites // nil: nobody is near
	hosts  dispatch.Hosts
}

func setup(t testing.TB, cfg ...dispatch.Config) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}, told: &devices{}, where: &whereabouts{}, roster: &roster{}}
	w.rung = &gateway{now: w.clock.now}
	w.file = sampleRecord(t) // with the sample people in it
	w.store = openFile(t, w.file)
	w.people = registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: quiet})
	redis := miniredis.RunT(t)
	q, err := queue.Open("redis://"+redis.Addr(), w.clock.now)
	must(t, err)
	t.Cleanup(func() { _ = q.Close() })
	w.queue, w.shared = &sleepyQueue{Queue: q, redis: redis}, q
	if len(cfg) > 0 {
		w.cfg = cfg[0]
	}
	w.tells = w.newMessenger()
	w.desk = w.newDesk()
	w.store.Listen(func(es []care.Entry) { w.desk.Follow(es) })
	w.desk.Beat(context.Background(), operator, "1")
	return w
}

var quiet = slog.New(slog.DiscardHandler)

// sample is a record with the sample people in it, made once: every test works on
// a copy.
var sample = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "yian-sample-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "yian.db")
	s, err := records.Open(context.Background(), "sqlite://"+path, quiet)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(populate(s), s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func sampleRecord(t testing.TB) string {
	t.Helper()
	b, err := sample()
	must(t, err)
	path := filepath.Join(t.TempDir(), "yian.db")
	must(t, os.WriteFile(path, b, 0o600))
	return path
}

func openRecord(t testing.TB) *records.Store { return openFile(t, sampleRecord(t)) }

func openFile(t testing.TB, path string) *records.Store {
	t.Helper()
	s, err := records.Open(context.Background(), "sqlite://"+path, quiet)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// newDesk is another process over the same record, or the same one started again.
func (w *world) newDesk() *dispatch.Desk {
	d, err := dispatch.New(w.cfg, w.deps())
	must(w.t, err)
	return d
}

// newMessenger is what tells the devices, of one process.
func (w *world) newMessenger() *messenger.Messenger {
	m, err := messenger.New(messenger.Deps{Outbox: w.store, Downlink: w.told, Turns: w.shared, Now: w.clock.now})
	must(w.t, err)
	return m
}

func (w *world) deps() dispatch.Deps {
	return dispatch.Deps{Book: w.store, Due: w.store, Outbox: w.store, Shelf: w.store, People: w.people, Posts: w.people,
		Whereabouts: w.where, Phones: w.store, Callers: w.people, Worklist: w.store, Roster: w.roster, Wakes: w.store, Keys: w.store, Queue: w.queue, Presence: w.shared,
		Notifier: w.rung, Messenger: w.tells, Catalogue: w.goods, Adviser: w.sends, Roads: w.roads, FalsePresses: w.store, Files: w.store, Sites: w.sites, Hosts: w.hosts, Now: w.clock.now}
}

func populate(s *records.Store) error {
	ctx := context.Background()
	e := func(noun string) care.Entry {
		return care.Entry{At: time.Now(), By: care.System, What: noun + ".imported", Noun: noun}
	}
	errs := errors.Join(s.CreateRegions(ctx, []care.Region{
		{ID: county, Kind: care.County, Name: "样例县", DutyName: "县值班", DutyPhone: "0990-100"},
		{ID: township, Kind: care.Township, Name: "柳林镇", DutyName: "镇值班", DutyPhone: "0990-200"},
		{ID: village, Kind: care.Village, Name: "前进村"},
		{ID: "990101002", Kind: care.Township, Name: "石桥镇"},
		{ID: faraway, Kind: care.Village, Name: "石桥村"},
	}, e("region")))
	errs = errors.Join(errs, s.CreateCenters(ctx, []care.Center{
		{ID: "station", Kind: care.Station, Name: "前进站", RegionID: village, KeeperName: "站长样例", KeeperPhone: "13900000002", KeeperStaff: worker.ID},
		{ID: "house-a", Kind: care.CareHome, Name: "样例院甲", RegionID: township, KeeperName: "院长样例", KeeperPhone: "13900000003"},
	}, e("center")))
	errs = errors.Join(errs, s.CreateHouseholds(ctx, []care.Household{
		{ID: "couple", RegionID: village, Address: "前进村样例路1号", StationID: "station", KeyHolderName: "邻居样例", KeyHolderPhone: "13900000004"},
		{ID: "alone", RegionID: village, Address: "前进村样例路2号"},
	}, e("household")))
	son := care.Contact{Name: "儿子样例", Phone: "13900000005"}
	errs = errors.Join(errs, s.CreateElders(ctx, []care.Elder{
		{ID: "wang", Name: "王样例", Phone: "13900000011", HouseholdID: "couple", RegionID: village, Contacts: []care.Contact{son}},
		{ID: "li", Name: "李样例", HouseholdID: "couple", RegionID: village, Contacts: []care.Contact{son, {Name: "侄女样例", Phone: "13900000006"}}},
		{ID: "zhao", Name: "赵样例", HouseholdID: "alone", RegionID: village},
		{ID: "sun", Name: "孙样例", RegionID: township, CenterID: "house-a"},
	}, e("elder")))
	staff := []care.Staff{operator, colleague, supervisor, worker, cook, stranger, manager,
		{ID: "nurse-b", Username: "nurse-b", Name: "护理员样例", Role: care.Worker, RegionID: township, CenterID: "house-b"}}
	errs = errors.Join(errs, s.CreateStaff(ctx, staff, make([]string, len(staff)), e("staff")))
	return errs
}

// pass lets time go by and every occupation look once.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.clock.pass(d)
	w.look()
}

// look lets every occupation look once, and devices hear what was decided.
func (w *world) look() {
	w.t.Helper()
	must(w.t, w.desk.Pass(w.t.Context()))
	must(w.t, w.tells.Look(w.t.Context()))
}

// attend keeps the console alive, as its beats do.
func (w *world) attend() { w.desk.Beat(context.Background(), operator, "1") }

func (w *world) press(p care.Place, id string, kind ...care.CallKind) {
	w.t.Helper()
	c := care.Call{ID: care.CallID(id), Kind: care.SOS, PressedAt: w.clock.now(), ReceivedAt: w.clock.now(), Place: p}
	if len(kind) > 0 {
		c.Kind = kind[0]
	}
	must(w.t, w.desk.Raise(w.t.Context(), c))
}

// incidents are all in the record, the oldest first.
func (w *world) incidents() []care.Incident {
	w.t.Helper()
	list, _, err := w.store.Incidents(w.t.Context(), care.Everything, care.IncidentQuery{Newest: true})
	must(w.t, err)
	out := make([]care.Incident, len(list))
	for i, in := range list {
		out[len(list)-1-i] = in
	}
	return out
}

// one is the only incident.
func (w *world) one() care.Incident {
	w.t.Helper()
	list := w.incidents()
	if len(list) != 1 {
		w.t.Fatalf("%d incidents, want 1", len(list))
	}
	return list[0]
}

func (w *world) answered(p care.Place) care.Incident {
	w.t.Helper()
	w.press(p, "press-1")
	in, err := w.desk.Answer(w.t.Context(), operator, w.one().ID)
	must(w.t, err)
	return in
}

func (w *world) order(s care.Service, elder care.ElderID) care.Order {
	w.t.Helper()
	o, err := w.desk.MakeOrder(w.t.Context(), operator, dispatch.NewOrder{Service: s, Elder: elder, Source: "operator"})
	must(w.t, err)
	return o
}

func (w *world) orderOf(id care.OrderID) care.Order {
	w.t.Helper()
	o, err := w.store.Order(w.t.Context(), care.Everything, id)
	must(w.t, err)
	return o
}

// lines are the verbs on a noun's timeline, in order.
func (w *world) lines(noun, id string) []string {
	w.t.Helper()
	entries, err := w.store.Timeline(w.t.Context(), noun, id)
	must(w.t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.What)
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// conflict checks that err is a conflict with this code, and returns the winner.
func conflict(t testing.TB, err error, code string) care.StaffID {
	t.Helper()
	var f *care.Fault
	if !errors.As(err, &f) || !errors.Is(err, care.ErrConflict) || f.Code != code {
		t.Fatalf("got %v, want a conflict %s", err, code)
	}
	return f.Winner
}

type clock struct {
	mu sync.Mutex // guards at
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// gateway notes whom it was asked to reach.
type gateway struct {
	now  func() time.Time
	mu   sync.Mutex // guards all below
	sent []care.Notice
	at   []time.Time
	err  error // what it answers
	none bool  // there is no gateway
	ways []care.Channel
	errs map[care.Channel]error // what each channel answers instead
}

// Ways are the gateway's own, or those that a test sets.
func (g *gateway) Ways(n care.Notice) []care.Channel {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.none:
		return nil
	case g.ways == nil:
		return []care.Channel{care.Webhook}
	case n.Only != "":
		return []care.Channel{n.Only}
	}
	return g.ways
}
func (g *gateway) Send(_ context.Context, n care.Notice) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sent, g.at = append(g.sent, n), append(g.at, g.now())
	if err, set := g.errs[n.Channel]; set {
		return "", err
	}
	return "ref-" + n.Key, g.err
}
func (g *gateway) answer(err error) { g.mu.Lock(); defer g.mu.Unlock(); g.err = err }

// roles empties what was sent and returns whom it reached.
func (g *gateway) roles() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := map[string]int{}
	for _, n := range g.sent {
		out[n.Receiver]++
	}
	g.sent, g.at = nil, nil
	return out
}

// devices note what they were told.
type devices struct {
	mu   sync.Mutex // guards all below
	told []care.Feedback
}

func (d *devices) Feedback(_ context.Context, f care.Feedback) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, f)
	return nil
}

// heard empties what a device was told and returns it.
func (d *devices) heard(id care.DeviceID) []care.Feedback {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out, rest []care.Feedback
	for _, f := range d.told {
		if f.Device == id {
			out = append(out, f)
		} else {
			rest = append(rest, f)
		}
	}
	d.told = rest
	return out
}

// nobodyTells is a messenger whose devices are of no interest.
type nobodyTells struct{}

func (nobodyTells) Repeat(context.Context, care.DeviceID, care.CallID) error { return nil }

type whereabouts struct {
	mu   sync.Mutex // guards all below
	at   map[care.ElderID]care.WhereaboutsState
	back *time.Time // when whoever is away is expected
}

func (w *whereabouts) Expected(_ context.Context, id care.ElderID, at time.Time) (care.WhereaboutsState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	entered := care.Whereabouts{State: w.at[id], ReturnAt: w.back}
	return entered.Expected(at), nil
}

// enter enters where an elder is, and tells the desk as the journal does.
func (w *world) enter(id care.ElderID, state care.WhereaboutsState) {
	w.where.mu.Lock()
	if w.where.at == nil {
		w.where.at = map[care.ElderID]care.WhereaboutsState{}
	}
	w.where.at[id] = state
	w.where.mu.Unlock()
	w.desk.Follow([]care.Entry{{What: "whereabouts." + string(state), Noun: "whereabouts", Subject: string(id)}})
}

// sleepyQueue is the real queue, on a server that can be put to sleep.
type sleepyQueue struct {
	dispatch.Queue
	redis *miniredis.Miniredis
}
