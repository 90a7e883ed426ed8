package hotline

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

var quiet = slog.New(slog.DiscardHandler)

const (
	county   care.RegionID = "990101"
	township care.RegionID = "990101001"
	village  care.RegionID = "990101001002"
	faraway  care.RegionID = "990101002001"
)

var (
	operator   = care.Staff{ID: "op1", Username: "op1", Name: "话务员样例一", Role: care.Operator}
	colleague  = care.Staff{ID: "op2", Username: "op2", Name: "话务员样例二", Role: care.Operator}
	supervisor = care.Staff{ID: "sup", Username: "sup", Name: "值班长样例", Role: care.Supervisor, Phone: "13900000001"}
	worker     = care.Staff{ID: "w1", Username: "w1", Name: "服务员样例一", Role: care.Worker, RegionID: township}
	manager    = care.Staff{ID: "mgr", Username: "mgr", Name: "负责人样例", Role: care.Manager, CenterID: "house-a"}
)

// world is a hotline over a real record, with a clock and whereabouts that tests turn.
// What the desk did is put into the record as the desk puts it.
type world struct {
	t     testing.TB
	store *records.Store
	deps  Deps
	at    time.Time
	where map[care.ElderID]care.WhereaboutsState
}

// sample is a record with the sample people in it, made once.
var sample = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "yian-hotline-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "yian.db")
	s, err := records.Open(context.Background(), "sqlite://"+path, quiet)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	e := care.Entry{At: noon, By: care.System, What: "sample.imported", Noun: "sample"}
	staff := []care.Staff{operator, colleague, supervisor, worker, manager}
	err = errors.Join(
		s.CreateRegions(ctx, []care.Region{{ID: county, Kind: care.County, Name: "样例县"}, {ID: township, Kind: care.Township, Name: "柳林镇"}, {ID: village, Kind: care.Village, Name: "前进村"}}, e),
		s.CreateCenters(ctx, []care.Center{{ID: "house-a", Kind: care.CareHome, Name: "样例院甲", RegionID: township}}, e),
		s.CreateStaff(ctx, staff, make([]string, len(staff)), e),
		s.CreateHouseholds(ctx, []care.Household{{ID: "home", RegionID: village, Address: "样例路1号"}, {ID: "next", RegionID: village, Address: "样例路2号"}}, e),
		s.CreateElders(ctx, []care.Elder{{ID: "wang", Name: "王样例", HouseholdID: "home", RegionID: village}, {ID: "zhao", Name: "赵样例", HouseholdID: "next", RegionID: village},
			{ID: "sun", Name: "孙样例", RegionID: township, CenterID: "house-a"}}, e),
		s.Close())
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// noon is a Monday's, in Shanghai.
var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func setup(t testing.TB) *world {
	t.Helper()
	b, err := sample()
	must(t, err)
	path := filepath.Join(t.TempDir(), "yian.db")
	must(t, os.WriteFile(path, b, 0o600))
	w := &world{t: t, at: noon, where: map[care.ElderID]care.WhereaboutsState{}}
	w.store, err = records.Open(context.Background(), "sqlite://"+path, quiet)
	must(t, err)
	t.Cleanup(func() { must(t, w.store.Close()) })
	people := registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: quiet})
	w.deps = Deps{Tickets: w.store, TicketShelf: w.store, Library: w.store, FollowUps: w.store, FollowUpShelf: w.store, Audits: w.store, Past: w.store, Cases: w.store,
		People: people, Posts: people, Whereabouts: w, Now: func() time.Time { return w.at }, Log: quiet}
	return w
}

// hotline is one that has behind it all that ended before it began.
func (w *world) hotline(cfg ...Config) *Hotline {
	w.t.Helper()
	var c Config
	if len(cfg) > 0 {
		c = cfg[0]
	}
	h, err := New(c, w.deps)
	must(w.t, err)
	must(w.t, h.Look(w.t.Context()))
	return h
}

func (w *world) pass(d time.Duration) { w.at = w.at.Add(d) }

// Expected is where a test says that an elder is.
func (w *world) Expected(_ context.Context, id care.ElderID, _ time.Time) (care.WhereaboutsState, error) {
	return w.where[id], nil
}

// answered is an incident of elder that operator answered after so long.
func (w *world) answered(id care.IncidentID, elder care.ElderID, after time.Duration) {
	w.t.Helper()
	call := care.Call{ID: care.CallID(id), Kind: care.SOS, PressedAt: w.at, ReceivedAt: w.at, Place: care.Place{Device: care.DeviceID("pendant-" + elder), Elder: elder, Region: village}}
	_, _, err := w.store.Raise(w.t.Context(), call, func(c *care.Case) (care.Change, error) {
		answered := w.at.Add(after)
		c.Incident = &care.Incident{ID: id, State: care.IncidentAnswered, Kind: string(call.Kind), ElderID: elder, ElderIDs: []care.ElderID{elder}, RegionID: village, DeviceID: call.Place.Device, Calls: 1,
			OpenedAt: w.at, PressedAt: w.at, LastCallAt: w.at, AnsweredAt: &answered, AnsweredBy: operator.ID}
		return care.Change{Entries: []care.Entry{w.line("incident.opened", string(id), care.System), w.line("incident.answered", string(id), operator.ID)}}, nil
	})
	must(w.t, err)
}

// becomes changes an incident as an operator does.
func (w *world) becomes(id care.IncidentID, verb string, change func(*care.Incident)) {
	w.t.Helper()
	_, err := w.store.ChangeIncident(w.t.Context(), id, func(c *care.Case) (care.Change, error) {
		change(c.Incident)
		return care.Change{Entries: []care.Entry{w.line("incident."+verb, string(id), operator.ID)}}, nil
	})
	must(w.t, err)
}

func (w *world) closed(id care.IncidentID, outcome care.Outcome) {
	w.t.Helper()
	w.becomes(id, "closed", func(in *care.Incident) {
		in.State, in.Outcome, in.ClosedAt, in.ClosedBy = care.IncidentClosed, outcome, at(w.at), operator.ID
	})
}

// ended is an incident that operator answered at once and closed.
func (w *world) ended(id care.IncidentID, elder care.ElderID, outcome care.Outcome) {
	w.t.Helper()
	w.answered(id, elder, 10*time.Second)
	w.closed(id, outcome)
}

// order is one of Zhao's that came so far.
func (w *world) order(id care.OrderID, service care.Service, state care.OrderState) {
	w.t.Helper()
	_, _, err := w.store.NewOrder(w.t.Context(), id, "", func(c *care.Case) (care.Change, error) {
		c.Orders = append(c.Orders, &care.Order{ID: id, Service: service, State: state, ElderID: "zhao", RegionID: village, WorkerID: worker.ID, CreatedAt: w.at})
		return care.Change{Entries: []care.Entry{w.line("order."+string(state), string(id), worker.ID)}}, nil
	})
	must(w.t, err)
}

// line is a line of the journal, about what its word begins with.
func (w *world) line(what, subject string, by care.StaffID) care.Entry {
	noun, _, _ := strings.Cut(what, ".")
	return care.Entry{At: w.at, By: by, What: what, Noun: noun, Subject: subject}
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

func (w *world) ticket(id care.TicketID) care.Ticket {
	w.t.Helper()
	t, err := w.store.Ticket(w.t.Context(), care.Everything, id)
	must(w.t, err)
	return t
}

func (w *world) followUps(states ...care.FollowUpState) []care.FollowUp {
	w.t.Helper()
	list, _, err := w.store.FollowUps(w.t.Context(), care.Everything, care.FollowUpQuery{States: states})
	must(w.t, err)
	return list
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// conflict checks that err is a conflict with this code.
func conflict(t testing.TB, err error, code string) {
	t.Helper()
	var f *care.Fault
	if !errors.As(err, &f) || !errors.Is(err, care.ErrConflict) || f.Code != code {
		t.Fatalf("got %v, want a conflict %s", err, code)
	}
}

// shanghai reads an instant by the clock in Shanghai.
func shanghai(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, care.Shanghai)
	if err != nil {
		panic(err)
	}
	return at
}
