package records

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"yian/care"
)

// TestWhatLiesAroundAnIncident is the same on both: photos, doors that are owed for, and
// what was closed lately of a home or a device.
func TestWhatLiesAroundAnIncident(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		id, _, err := raise(t, s, pressOf("c1"), "i1")
		must(t, err)
		must(t, answer(t, s, id, "op"))
		keep := func(c *care.Case) (care.Change, error) {
			c.Incident.Files = append(c.Incident.Files, care.SceneFile{ID: "f", Kind: "before"})
			return care.Change{Entries: []care.Entry{entry("incident", "")}}, nil
		}
		_, err = s.KeepSceneFile(ctx, id, "f", []byte{0, 255}, keep)
		must(t, err)
		if b, err := s.SceneFile(ctx, id, "f"); err != nil || string(b) != "\x00\xff" {
			t.Errorf("read %v, %v", b, err)
		}
		if _, err := s.SceneFile(ctx, "other", "f"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("of another incident: %v", err)
		}
		refused := errors.New("no")
		if _, err := s.KeepSceneFile(ctx, id, "g", []byte{1}, func(*care.Case) (care.Change, error) { return care.Change{}, refused }); !errors.Is(err, refused) {
			t.Errorf("got %v", err)
		}
		if _, err := s.SceneFile(ctx, id, "g"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("a photo that was refused is kept: %v", err)
		}
		owing := func() int {
			list, _, err := s.Incidents(ctx, care.Everything, care.IncidentQuery{Owing: true})
			must(t, err)
			return len(list)
		}
		change := func(do func(in *care.Incident)) {
			_, err := s.ChangeIncident(ctx, id, func(c *care.Case) (care.Change, error) {
				do(c.Incident)
				return care.Change{Entries: []care.Entry{entry("incident", "")}}, nil
			})
			must(t, err)
		}
		if n := owing(); n != 0 {
			t.Errorf("%d owed before a door is forced", n)
		}
		change(func(in *care.Incident) { in.Forced = &care.ForcedEntry{At: pressedAt} })
		if n := owing(); n != 1 {
			t.Errorf("%d owed, want 1", n)
		}
		later := pressedAt.Add(time.Hour)
		change(func(in *care.Incident) { in.Forced.PaidAt = &later })
		if n := owing(); n != 0 {
			t.Errorf("%d owed after the payment", n)
		}
		change(func(in *care.Incident) { in.State, in.ClosedAt = care.IncidentClosed, &later })
		beside := func(name string, p care.Place, since time.Time) int {
			c := pressOf(name)
			c.Place = p
			other, _, err := raise(t, s, c, name)
			must(t, err)
			n := 0
			_, err = s.ChangeBeside(ctx, other, since, func(c *care.Case, closed []care.Incident) (care.Change, error) {
				n = len(closed)
				c.Incident.State = care.IncidentClosed // closed, and not at any instant
				return care.Change{Entries: []care.Entry{entry("incident", "")}}, nil
			})
			must(t, err)
			return n
		}
		in, err := s.Incident(ctx, care.Everything, id)
		must(t, err)
		for i, c := range []struct {
			at    care.Place
			since time.Time
			want  int
		}{
			{care.Place{Device: in.DeviceID}, pressedAt, 1}, {care.Place{Device: "d-new", Household: in.HouseholdID}, pressedAt, 1},
			{care.Place{Device: in.DeviceID}, later.Add(time.Second), 0}, {care.Place{Device: "d-else", Household: "h-else"}, pressedAt, 0},
		} {
			if n := beside(fmt.Sprint("beside-", i), c.at, c.since); n != c.want {
				t.Errorf("%+v since %v: %d, want %d", c.at, c.since, n, c.want)
			}
		}
	})
}

// TestTwoClosingsInTwoProcessesKnowOfEachOther: whatever is decided once per home is
// decided once.
func TestTwoClosingsInTwoProcessesKnowOfEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		a, b := db.two(t)
		for round := range 10 {
			var ids [2]care.IncidentID
			for i := range ids {
				c := pressOf(fmt.Sprint("c", round, "-", i))
				c.Place = care.Place{Device: care.DeviceID(fmt.Sprint("d", round, "-", i)), Household: care.HouseholdID(fmt.Sprint("h", round, "-", i))}
				id, _, err := raise(t, a, c, fmt.Sprint("i", round, "-", i))
				must(t, err)
				_, err = a.ChangeIncident(t.Context(), id, func(c *care.Case) (care.Change, error) {
					c.Incident.HouseholdID = care.HouseholdID(fmt.Sprint("h", round)) // of one home, as after a reopening
					return care.Change{Entries: []care.Entry{{At: pressedAt, By: "op", What: "incident.noted", Noun: "incident", Subject: string(id)}}}, nil
				})
				must(t, err)
				ids[i] = id
			}
			made := 0
			var wg sync.WaitGroup
			for i, s := range []*Store{a, b} {
				wg.Go(func() {
					_, err := s.ChangeBeside(t.Context(), ids[i], pressedAt, func(c *care.Case, closed []care.Incident) (care.Change, error) {
						in := c.Incident
						in.State, in.ClosedAt = care.IncidentClosed, &pressedAt
						if in.Teaching = nil; len(closed) == 0 {
							in.Teaching = &care.Teaching{At: pressedAt}
						}
						return care.Change{Entries: []care.Entry{{At: pressedAt, By: "op", What: "incident.closed", Noun: "incident", Subject: string(ids[i])}}}, nil
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			for _, id := range ids {
				in, err := b.Incident(t.Context(), care.Everything, id)
				must(t, err)
				if in.Teaching != nil {
					made++
				}
			}
			if made != 1 {
				t.Fatalf("round %d: %d made", round, made)
			}
		}
	})
}
