package lost_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"yian/care"
	"yian/centers"
	"yian/dispatch/lost"
	"yian/store/records"
)

var begun = time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)

// world is a follower over a real record and the real register.
type world struct {
	t        *testing.T
	store    *records.Store
	register *centers.Centers
	follower *lost.Lost
	now      time.Time
}

func setup(t *testing.T) *world {
	t.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	s, err := records.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	w := &world{t: t, store: s, now: begun}
	clock := func() time.Time { return w.now }
	w.register = centers.New(centers.Config{}, centers.Deps{Record: s, Now: clock, Log: log})
	w.follower = lost.New(lost.Deps{Book: s, Register: w.register, Now: clock})
	e := func(noun string) care.Entry {
		return care.Entry{At: begun, By: care.System, What: noun + ".imported", Noun: noun}
	}
	old := begun.Add(-24 * time.Hour)
	must(t, errors.Join(
		s.CreateRegions(ctx, []care.Region{{ID: "990101001", Name: "柳林镇"}}, e("region")),
		s.CreateHouseholds(ctx, []care.Household{{ID: "pair", RegionID: "990101001"}}, e("household")),
		s.CreateElders(ctx, []care.Elder{{ID: "a", Name: "甲样例", HouseholdID: "pair", RegionID: "990101001", CreatedAt: old}, {ID: "b", Name: "乙样例", HouseholdID: "pair", RegionID: "990101001", CreatedAt: old}}, e("elder")),
	))
	_, _, err = s.Raise(ctx, care.Call{ID: "p", Kind: care.SOS, PressedAt: begun, ReceivedAt: begun, Place: care.Place{Device: "d", Elder: "a", Household: "pair", Region: "990101001"}}, func(c *care.Case) (care.Change, error) {
		c.Incident = &care.Incident{ID: "i", State: care.IncidentAnswered, Kind: string(care.Astray), ElderID: "a", ElderIDs: []care.ElderID{"a"}, RegionID: "990101001", OpenedAt: begun, PressedAt: begun}
		return care.Change{Entries: []care.Entry{e("incident")}}, nil
	})
	must(t, err)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// desk changes the incident as the desk does: what is due is in the same transaction.
func (w *world) desk(do func(in *care.Incident, d *care.Disappearance)) {
	w.t.Helper()
	now := w.now
	_, err := w.store.ChangeIncident(w.t.Context(), "i", func(c *care.Case) (care.Change, error) {
		d := care.Disappearance{Since: now, By: "op"}
		if c.Incident.Disappeared != nil {
			d = *c.Incident.Disappeared
		}
		d.DueAt = &now
		do(c.Incident, &d)
		c.Incident.Disappeared = &d
		return care.Change{Entries: []care.Entry{{At: now, By: "op", What: "incident.astray", Noun: "incident", Subject: "i"}}}, nil
	})
	must(w.t, err)
}

func (w *world) gone() { w.t.Helper(); w.desk(func(*care.Incident, *care.Disappearance) {}) }

func (w *world) found() {
	w.t.Helper()
	now := w.now
	w.desk(func(_ *care.Incident, d *care.Disappearance) { d.FoundAt, d.FoundBy = &now, "op2" })
}

func (w *world) enter(s care.Whereabouts) {
	w.t.Helper()
	s.ElderID = "a"
	_, err := w.register.SetWhereabouts(w.t.Context(), care.Everything, "op", s)
	must(w.t, err)
}

// look follows the desk a minute later, and returns where an elder is then.
func (w *world) look(id care.ElderID) care.Whereabouts {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	must(w.t, w.follower.Look(w.t.Context()))
	due, err := w.store.LostDue(w.t.Context(), w.now, 10)
	must(w.t, err)
	if len(due) != 0 {
		w.t.Errorf("%d still due", len(due))
	}
	at, err := w.register.WhereaboutsAt(w.t.Context(), care.Everything, id, w.now)
	must(w.t, err)
	return at
}

// TestTheRegisterFollowsTheDesk: lost since the desk said so, by whom, and home again.
func TestTheRegisterFollowsTheDesk(t *testing.T) {
	w := setup(t)
	w.gone()
	if at := w.look("a"); at.State != care.Lost || !at.Since.Equal(begun) || at.By != "op" {
		t.Fatalf("lost: %+v", at)
	}
	must(t, w.follower.Look(t.Context())) // nothing is due: nothing is entered twice
	w.found()
	if at := w.look("a"); at.State != care.AtHome || at.By != "op2" {
		t.Fatalf("found: %+v", at)
	}
	list, err := w.register.WhereaboutsHistory(t.Context(), care.Everything, "a")
	must(t, err)
	if len(list) != 2 {
		t.Errorf("%d lines in the register", len(list))
	}
}

// TestFoundIsWhereTheyWereBefore as far as that still holds.
func TestFoundIsWhereTheyWereBefore(t *testing.T) {
	later, soon := begun.Add(72*time.Hour), begun.Add(30*time.Second)
	for name, c := range map[string]struct {
		before care.Whereabouts
		want   care.WhereaboutsState
	}{
		"with relatives":       {care.Whereabouts{State: care.Staying, Place: "女儿家", ReturnAt: &later}, care.Staying},
		"was to be back":       {care.Whereabouts{State: care.Staying, Place: "女儿家", ReturnAt: &soon}, care.Unknown},
		"had gone out":         {care.Whereabouts{State: care.Out}, care.Unknown},
		"nobody knew":          {care.Whereabouts{State: care.Unknown}, care.Unknown},
		"was entered as lost":  {care.Whereabouts{State: care.Lost}, care.AtHome},
		"is in hospital since": {care.Whereabouts{State: care.InHospital}, care.InHospital},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			w.enter(c.before)
			w.now = w.now.Add(time.Second)
			w.gone()
			if at := w.look("a"); at.State != care.Lost {
				t.Fatalf("is %s", at.State)
			}
			w.found()
			if at := w.look("a"); at.State != c.want || at.Place != "" && at.State == care.Unknown {
				t.Errorf("is %+v, want %s", at, c.want)
			}
		})
	}
}

// TestWhatSomebodyEnteredIsNewer: whoever entered where they are meanwhile knows better.
func TestWhatSomebodyEnteredIsNewer(t *testing.T) {
	w := setup(t)
	w.gone()
	w.now = w.now.Add(time.Second)
	w.enter(care.Whereabouts{State: care.InHospital, Place: "样例医院"}) // before the follower came to it
	if at := w.look("a"); at.State != care.InHospital {
		t.Errorf("is %s", at.State)
	}
	w.found()
	if at := w.look("a"); at.State != care.InHospital || at.Place != "样例医院" {
		t.Errorf("found, is %+v", at)
	}
}

// TestACrashBetweenTheTwo: the register was told, the incident not; nothing is entered
// twice, and whoever is found then is back.
func TestACrashBetweenTheTwo(t *testing.T) {
	w := setup(t)
	w.gone()
	w.enter(care.Whereabouts{State: care.Lost}) // as the follower did before it died
	w.found()                                   // before another came to it
	if at := w.look("a"); at.State != care.AtHome {
		t.Errorf("is %s", at.State)
	}
}

// TestAnotherIsLost: named later, the one is lost and the other is not.
func TestAnotherIsLost(t *testing.T) {
	w := setup(t)
	w.gone()
	w.look("a")
	w.desk(func(in *care.Incident, _ *care.Disappearance) { in.ElderID = "b" })
	if at := w.look("b"); at.State != care.Lost {
		t.Errorf("b is %s", at.State)
	}
	if at := w.look("a"); at.State != care.AtHome {
		t.Errorf("a is %s", at.State)
	}
}

// TestWhenItSaysMoreMeanwhile: what the desk says while the register is told stays due.
func TestWhenItSaysMoreMeanwhile(t *testing.T) {
	w := setup(t)
	w.gone()
	w.follower = lost.New(lost.Deps{Book: w.store, Register: between{w.register, w.found}, Now: func() time.Time { return w.now }})
	must(t, w.follower.Look(t.Context()))
	if due, err := w.store.LostDue(t.Context(), w.now.Add(time.Hour), 10); err != nil || len(due) != 1 {
		t.Fatalf("%d due, %v", len(due), err)
	}
	w.follower = lost.New(lost.Deps{Book: w.store, Register: w.register, Now: func() time.Time { return w.now }})
	if at := w.look("a"); at.State != care.AtHome {
		t.Errorf("is %s", at.State)
	}
}

// between lets something happen while the register is told.
type between struct {
	*centers.Centers
	happens func()
}

func (b between) SetWhereabouts(ctx context.Context, sc care.Scope, by care.StaffID, w care.Whereabouts) (care.Whereabouts, error) {
	b.happens()
	return b.Centers.SetWhereabouts(ctx, sc, by, w)
}
