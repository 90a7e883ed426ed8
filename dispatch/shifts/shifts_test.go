package shifts

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

const village care.RegionID = "990101001002"

var (
	operator   = care.Staff{ID: "op1", Username: "op1", Name: "话务员样例一", Role: care.Operator}
	colleague  = care.Staff{ID: "op2", Username: "op2", Name: "话务员样例二", Role: care.Operator}
	supervisor = care.Staff{ID: "sup", Username: "sup", Name: "值班长样例", Role: care.Supervisor}
	manager    = care.Staff{ID: "mgr", Username: "mgr", Name: "负责人样例", Role: care.Manager, CenterID: "house-a"}
)

// world is the hand-over over a real record, into which what is open is put as the desk
// puts it.
type world struct {
	*Shifts
	t     *testing.T
	store *records.Store
	at    time.Time
}

func setup(t *testing.T) *world {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	w := &world{t: t, at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}
	var err error
	w.store, err = records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), quiet)
	must(t, err)
	t.Cleanup(func() { must(t, w.store.Close()) })
	ctx, e := t.Context(), w.line("sample", "")
	staff := []care.Staff{operator, colleague, supervisor, manager}
	must(t, errors.Join(
		w.store.CreateRegions(ctx, []care.Region{{ID: "990101", Kind: care.County, Name: "样例县"}, {ID: "990101001", Kind: care.Township, Name: "柳林镇"}, {ID: village, Kind: care.Village, Name: "前进村"}}, e),
		w.store.CreateStaff(ctx, staff, make([]string, len(staff)), e),
		w.store.CreateHouseholds(ctx, []care.Household{{ID: "home", RegionID: village, Address: "样例路1号", KeyHolderName: "邻居样例", KeyHolderPhone: "13900000004"}}, e),
		w.store.CreateElders(ctx, []care.Elder{{ID: "wang", Name: "王样例", HouseholdID: "home", RegionID: village}}, e)))
	people := registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: quiet})
	w.Shifts, err = New(Deps{Book: w.store, Worklist: w.store, Phones: w.store, Keys: w.store, People: people, Posts: people, Now: func() time.Time { return w.at }})
	must(t, err)
	return w
}

func (w *world) line(noun, subject string) care.Entry {
	return care.Entry{At: w.at, By: care.System, What: noun + ".made", Noun: noun, Subject: subject}
}

// incident is one of Wang's that stands as it does.
func (w *world) incident(id care.IncidentID, state care.IncidentState) {
	w.t.Helper()
	call := care.Call{ID: care.CallID(id), Kind: care.SOS, PressedAt: w.at, ReceivedAt: w.at, Place: care.Place{Device: care.DeviceID(id), Elder: "wang", Region: village}}
	_, _, err := w.store.Raise(w.t.Context(), call, func(c *care.Case) (care.Change, error) {
		c.Incident = &care.Incident{ID: id, State: state, Kind: "sos", ElderID: "wang", RegionID: village, DeviceID: call.Place.Device, Calls: 1, OpenedAt: w.at, PressedAt: w.at, LastCallAt: w.at}
		return care.Change{Entries: []care.Entry{w.line("incident", string(id))}}, nil
	})
	must(w.t, err)
}

func (w *world) order(id care.OrderID, service care.Service, due time.Time) {
	w.t.Helper()
	priority := 2
	if service == care.Emergency {
		priority = 0
	}
	_, _, err := w.store.NewOrder(w.t.Context(), id, "", func(c *care.Case) (care.Change, error) {
		c.Orders = append(c.Orders, &care.Order{ID: id, Service: service, State: care.OrderQueued, ElderID: "wang", RegionID: village, Priority: priority, CreatedAt: w.at, DueAt: &due})
		return care.Change{Entries: []care.Entry{w.line("order", string(id))}}, nil
	})
	must(w.t, err)
}

// missed is a caller who is owed a call back.
func (w *world) missed(id care.PhoneCallID) {
	w.t.Helper()
	_, err := w.store.ChangePhoneCall(w.t.Context(), id, "13900000011", func(c *care.PhoneCase) (care.Change, error) {
		c.Call = &care.PhoneCall{ID: id, Direction: care.PhoneIn, State: care.PhoneMissed, Number: "13900000011", At: w.at, CallBack: &care.CallBack{By: w.at.Add(time.Hour), Missed: 1}}
		return care.Change{Entries: []care.Entry{w.line("phone", string(id))}}, nil
	})
	must(w.t, err)
}

// offered is what operator leaves, as noun and id.
func (w *world) offered() (open []string) {
	w.t.Helper()
	s, err := w.Offer(w.t.Context(), operator, "")
	must(w.t, err)
	for _, i := range s.Open {
		open = append(open, i.Noun+" "+i.ID)
	}
	return open
}

func TestTheDeskIsHandedOver(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	offer := func(note string) care.Shift {
		t.Helper()
		s, err := w.Offer(ctx, operator, note)
		must(t, err)
		return s
	}
	first := offer("")
	w.at = w.at.Add(time.Minute)
	s := offer(" 王样例等120 ") // anew, while nobody took it
	if s.ID != first.ID || s.Note != "王样例等120" || !s.GivenAt.Equal(w.at) {
		t.Errorf("got %+v", s)
	}
	_, err := w.Take(ctx, operator, s.ID, "")
	conflict(t, err, "shift.own")
	for range 2 {
		s, err = w.Take(ctx, colleague, s.ID, "收到")
		must(t, err)
	}
	if s.Takes != colleague.ID || s.TakeNote != "收到" {
		t.Errorf("taken: %+v", s)
	}
	_, err = w.Take(ctx, supervisor, s.ID, "")
	if f := conflict(t, err, "shift.taken"); f.Winner != colleague.ID || f.Detail != "已由 话务员样例二 接班" {
		t.Errorf("got %+v", f)
	}
	if next := offer("下一班"); next.ID == s.ID {
		t.Error("what was taken over is offered again")
	}
	if _, err := w.Take(ctx, manager, offer("").ID, ""); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a site takes the county's desk over: %v", err)
	}
	entries, err := w.store.Timeline(ctx, "shift", string(s.ID))
	must(t, err)
	var lines []string
	for _, e := range entries {
		lines = append(lines, e.What)
	}
	if want := []string{"shift.offered", "shift.offered", "shift.taken"}; !slices.Equal(lines, want) {
		t.Errorf("got %v", lines)
	}
}

func TestWhatIsOpenGoesOver(t *testing.T) {
	w := setup(t)
	w.incident("over", care.IncidentClosed)
	w.incident("open", care.IncidentAnswered)
	w.order("soon", care.Meal, w.at.Add(time.Hour)) // in time: nothing to hand over
	w.order("late", care.Meal, w.at.Add(-time.Minute))
	w.order("urgent", care.Emergency, w.at.Add(time.Hour))
	w.missed("call")
	open := w.offered()
	slices.Sort(open)
	if want := []string{"incident open", "order late", "order urgent", "phone call"}; !slices.Equal(open, want) {
		t.Errorf("got %v, want %v", open, want)
	}
}

// short is a work list of which a page holds two orders only.
type short struct{ *records.Store }

func (s short) Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error) {
	q.Page.Limit = 2
	return s.Store.Orders(ctx, sc, q)
}

// The meals of the whole county that plans make ahead hide no emergency and nothing late.
func TestManyMealsHideNoEmergency(t *testing.T) {
	w := setup(t)
	w.order("urgent", care.Emergency, w.at.Add(time.Hour))
	w.order("late", care.Meal, w.at.Add(-time.Minute))
	for _, id := range []care.OrderID{"soon", "sooner", "soonest"} {
		w.order(id, care.Meal, w.at.Add(time.Hour))
	}
	w.deps.Worklist = short{w.store}
	open := w.offered()
	slices.Sort(open)
	if want := []string{"order late", "order urgent"}; !slices.Equal(open, want) {
		t.Errorf("got %v, want %v", open, want)
	}
}

func TestKeysThatAreNotBackGoOverToTheNextShift(t *testing.T) {
	w := setup(t)
	must(t, w.store.ChangeKeys(t.Context(), "home", func(r *care.KeyRing) (care.Entry, error) {
		r.Keys[0].State, r.Keys[0].Number = care.KeyLent, "A-1"
		r.Keys[0].Loan = &care.KeyLoan{To: "护工样例", Until: w.at.Add(time.Hour)}
		return w.line("key", "k"), nil
	}))
	if got := w.offered(); len(got) != 0 {
		t.Errorf("before its time: %v", got)
	}
	w.at = w.at.Add(time.Hour + time.Second)
	s, err := w.Offer(t.Context(), operator, "")
	must(t, err)
	if len(s.Open) != 1 || s.Open[0].Noun != "key" || s.Open[0].Number != "A-1" || s.Open[0].Elder != "wang" {
		t.Errorf("goes over: %+v", s.Open)
	}
}

// nobody can be read.
type nobody struct{ Worklist }

func (nobody) Incidents(context.Context, care.Scope, care.IncidentQuery) ([]care.Incident, string, error) {
	return nil, "", care.ErrUnavailable
}

// A list that is not whole would be signed for as if it were.
func TestNothingIsOfferedThatCannotBeRead(t *testing.T) {
	w := setup(t)
	w.deps.Worklist = nobody{w.store}
	if _, err := w.Offer(t.Context(), operator, ""); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	waiting, err := w.store.OpenShifts(t.Context(), care.Everything)
	if err != nil || len(waiting) != 0 {
		t.Errorf("offered %v, %v", waiting, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// conflict checks that err is a conflict with this code, and returns it.
func conflict(t *testing.T, err error, code string) *care.Fault {
	t.Helper()
	var f *care.Fault
	if !errors.As(err, &f) || !errors.Is(err, care.ErrConflict) || f.Code != code {
		t.Fatalf("got %v, want a conflict %s", err, code)
	}
	return f
}
