package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/app/demo"
	"yian/care"
	"yian/centers"
	"yian/dispatch"
	"yian/dispatch/hotline"
	"yian/registry"
	"yian/store/records"
	"yian/training"
)

// TestEveryCaseRewardsTheRightWay goes through each of the twenty cases twice at the
// real desk over a real record: its right way has every point, and its wrong way loses
// the items that the case says, and no other.
func TestEveryCaseRewardsTheRightWay(t *testing.T) {
	c := newClass(t)
	if n := len(c.seat.Cases()); n != 20 {
		t.Fatalf("got %d cases, want 20", n)
	}
	for i := range c.seat.Cases() {
		one := &c.seat.Cases()[i]
		if one.Number != i+1 {
			t.Errorf("case %s has number %d, want %d", one.ID, one.Number, i+1)
		}
		t.Run(one.ID, func(t *testing.T) {
			for _, way := range []struct {
				name  string
				acts  []training.Act
				loses []string
			}{{"right", one.Right, nil}, {one.Wrong.Name, one.Wrong.Do, one.Wrong.Loses}} {
				sheet := c.goThrough(t, one, way.acts)
				var lost []string
				for _, line := range sheet.Lines {
					if line.Got != line.Points {
						lost = append(lost, line.ID)
					}
				}
				slices.Sort(lost)
				want := slices.Sorted(slices.Values(way.loses))
				if diff := cmp.Diff(want, lost); diff != "" {
					t.Errorf("%s: items lost (-want +got):\n%s", way.name, diff)
				}
				if sheet.Of != one.Points() || len(lost) == 0 && sheet.Points != sheet.Of {
					t.Errorf("%s: got %d of %d", way.name, sheet.Points, sheet.Of)
				}
			}
		})
	}
}

// class is a seat with its desk, and no wire: its homes press into the desk.
type class struct {
	now     time.Time
	store   *records.Store
	people  *registry.Registry
	desk    *dispatch.Desk
	hotline *hotline.Hotline
	seat    *training.Seat
	pupil   care.Staff
	pressed int
}

func newClass(t *testing.T) *class {
	t.Helper()
	ctx := t.Context()
	c := &class{now: time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC), pupil: care.Staff{ID: "operator", Name: "样例话务员", Role: care.Operator}}
	clock := func() time.Time { return c.now }
	log := slog.New(slog.DiscardHandler)
	var err error
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c.store, err = records.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	must(err)
	t.Cleanup(func() { _ = c.store.Close() })
	c.people = registry.New(registry.Config{MinPassword: len(demo.Password)}, registry.Deps{Record: c.store, Now: clock, Log: log})
	houses := centers.New(centers.Config{}, centers.Deps{Record: c.store, Sensors: &sensors{}, Now: clock, Log: log})
	_, err = demo.Build(ctx, demo.Deps{Registry: c.people, Centers: houses}, demo.Options{Homes: -1, Now: c.now})
	must(err)
	silent := demo.Silent{}
	c.desk, err = dispatch.New(dispatch.Config{}, dispatch.Deps{Book: c.store, Due: c.store, Outbox: c.store, Shelf: c.store, People: c.people, Posts: c.people,
		Whereabouts: houses, Phones: c.store, Callers: c.people, Worklist: c.store, Queue: silent, Notifier: silent, Messenger: silent, Now: clock, Log: log})
	must(err)
	c.hotline, err = hotline.New(hotline.Config{}, hotline.Deps{Tickets: c.store, TicketShelf: c.store, Library: c.store, FollowUps: c.store, FollowUpShelf: c.store,
		Audits: c.store, Past: c.store, Cases: c.store, People: c.people, Posts: c.people, Whereabouts: houses, Notices: c.store, Trial: func() bool { return false }, Now: clock, Log: log})
	must(err)
	c.seat, err = training.New(training.Deps{Book: c.store, Shelf: c.store, Desk: c.desk, World: c, Staff: c.people, Now: clock, Log: log})
	must(err)
	room := trainingRoom{Registry: c.people, Centers: houses, Now: clock}
	must(room.enter(ctx, c.seat.Cases()))
	must(room.enter(ctx, c.seat.Cases())) // a second start finds them there
	must(c.people.Load(ctx))
	return c
}

// Press raises the call at once.
func (c *class) Press(ctx context.Context, device care.DeviceID, kind care.CallKind, pressed time.Time) error {
	place, err := c.people.Place(ctx, device)
	if err != nil {
		return err
	}
	c.pressed++
	return c.desk.Raise(ctx, care.Call{ID: care.CallID(strconv.Itoa(c.pressed)), Kind: kind, PressedAt: pressed, ReceivedAt: c.now, Place: place})
}

// Ring tells the desk.
func (c *class) Ring(ctx context.Context, told training.Told) error {
	return c.desk.Phone(ctx, dispatch.PhoneTold{ID: told.ID, State: told.State, From: told.From, At: told.At, Seat: told.Seat})
}

// Knock finds the door closed.
func (c *class) Knock(ctx context.Context, elder care.ElderID, key string) error {
	return knock(ctx, c.desk, c.people, elder, key)
}

// goThrough plays one way through a case and returns its sheet.
func (c *class) goThrough(t *testing.T, one *training.Case, acts []training.Act) care.TrainingSheet {
	t.Helper()
	c.now = c.now.Add(time.Hour)
	run, err := c.seat.Start(t.Context(), c.pupil, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range acts {
		c.pass(t, act.After)
		if err := c.do(t.Context(), one, &run, act.Do); err != nil {
			t.Fatalf("%s: %v", act.Do, err)
		}
	}
	c.pass(t, 20*time.Second)
	if run, err = c.seat.RunOf(t.Context(), c.pupil, run.ID); err != nil {
		t.Fatal(err)
	}
	if run.State != care.TrainingScored || run.Sheet == nil {
		for _, h := range run.Heard {
			t.Log(h.At, h.Who, h.Text)
		}
		t.Fatalf("not scored: %s", run.State)
	}
	return *run.Sheet
}

// pass lets time go by, as the seat sees it.
func (c *class) pass(t *testing.T, d time.Duration) {
	t.Helper()
	for d > 0 {
		step := min(d, 3*time.Second)
		c.now, d = c.now.Add(step), d-step
		if err := c.seat.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// incident is what the desk made of a home, or of the run's telephone call.
func (c *class) incident(ctx context.Context, one *training.Case, run *care.TrainingRun, home int) (care.Incident, error) {
	list, _, err := c.store.Incidents(ctx, care.Everything, care.IncidentQuery{Since: run.BeganAt, Newest: true})
	for _, in := range list {
		if in.HouseholdID == one.HouseholdID(home) || in.HouseholdID == "" && one.Opens.Phone != "" {
			return in, err
		}
	}
	return care.Incident{}, fmt.Errorf("no incident of home %d: %w", home, err)
}

// do is one act of a case's script, as the pupil does it at the desk.
func (c *class) do(ctx context.Context, one *training.Case, run *care.TrainingRun, script string) error {
	home := 0
	if rest, second := strings.CutPrefix(script, "second "); second {
		home, script = 1, rest
	}
	verb, rest, _ := strings.Cut(script, " ")
	first, second, _ := strings.Cut(rest, " ")
	switch verb {
	case "try":
		_, err := c.seat.Try(ctx, c.pupil, first, "")
		return err
	case "pick_up":
		_, err := c.seat.PickUp(ctx, c.pupil, "1号席")
		return err
	case "intake":
		calls, _, err := c.store.PhoneCalls(ctx, care.Everything, care.PhoneQuery{Since: run.BeganAt})
		if err != nil || len(calls) == 0 {
			return fmt.Errorf("no call: %w", err)
		}
		_, err = c.desk.Intake(ctx, c.pupil, dispatch.NewIncident{Phone: calls[0].ID, Urgent: true})
		return err
	}
	in, err := c.incident(ctx, one, run, home)
	if err != nil {
		return err
	}
	return c.act(ctx, one, in, verb, rest, first, second)
}

func (c *class) act(ctx context.Context, one *training.Case, in care.Incident, verb, rest, first, second string) (err error) {
	by := c.pupil
	switch verb {
	case "answer":
		_, err = c.desk.Answer(ctx, by, in.ID)
	case "attempt":
		_, err = c.desk.Attempt(ctx, by, in.ID, first, second)
	case "no_answer":
		_, err = c.desk.NoAnswer(ctx, by, in.ID)
	case "help":
		_, err = c.desk.Help(ctx, by, in.ID, first, second)
	case "ask":
		_, err = c.desk.AnswerQuestion(ctx, by, in.ID, first, second)
	case "contact":
		_, err = c.desk.Contact(ctx, by, in.ID, first, second, "")
	case "named":
		n, _ := strconv.Atoi(first)
		_, err = c.desk.NameElder(ctx, by, in.ID, one.ElderID(0, n-1))
	case "note":
		_, err = c.desk.Note(ctx, by, in.ID, rest)
	case "sheet":
		_, err = c.desk.HandOver(ctx, by, in.ID, care.Ambulance{Meets: first}, false)
	case "send":
		err = c.send(ctx, in)
	case "repair":
		_, err = c.desk.MakeOrder(ctx, by, dispatch.NewOrder{Service: care.Repair, Elder: in.ElderID, Note: rest})
	case "ticket":
		_, err = c.hotline.Take(ctx, by, hotline.NewTicket{Kind: care.TicketKind(first), Sealed: second, Elder: in.ElderID, Incident: in.ID, Text: "训练"})
	case "refuse":
		_, err = c.desk.Refuse(ctx, by, in.ID, second, first)
	case "close":
		_, err = c.desk.Close(ctx, by, in.ID, care.Outcome(first), second)
	default:
		err = fmt.Errorf("the script knows no %q", verb)
	}
	return err
}

// send sends the first worker of the township.
func (c *class) send(ctx context.Context, in care.Incident) error {
	workers, err := c.people.Workers(ctx)
	for _, w := range workers {
		if w.RegionID.Contains(in.RegionID) && w.Able(care.Emergency) {
			_, err := c.desk.MakeOrder(ctx, c.pupil, dispatch.NewOrder{Service: care.Emergency, Elder: in.ElderID, Incident: in.ID, Worker: w.ID})
			return err
		}
	}
	return fmt.Errorf("no worker near: %w", err)
}
