package records

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"yian/care"
)

// TestVisitsAreKept in both databases: a change that nobody wants writes nothing, a file
// twice is one, and only those who may see them do.
func TestVisitsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx, at := db.open(t), t.Context(), pressedAt
		v, err := s.ChangeVisit(ctx, "o1", func(v *care.Visit) (bool, []care.Entry, error) { return false, nil, nil })
		if err != nil || v.Version != 0 {
			t.Fatalf("nothing: %+v %v", v, err)
		}
		if _, err := s.Visit(ctx, care.Everything, "o1"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("it was kept: %v", err)
		}
		photo := []byte{0xff, 0xd8, 0, 1, 0}
		for n := range 3 {
			id := care.OrderID(fmt.Sprint("o", n))
			for range 2 {
				_, err := s.KeepVisitFile(ctx, id, "file-"+string(id), photo, func(v *care.Visit) (bool, []care.Entry, error) {
					v.WorkerID, v.ElderID, v.ProviderID, v.State, v.RegionID, v.CenterID = "w", "e", "p", care.VisitDone, "990101001", "house"
					start, end := at.Add(time.Duration(n)*time.Hour), at.Add(time.Duration(n)*time.Hour+30*time.Minute)
					v.StartAt, v.EndAt, v.GradeAt = &start, &end, &end
					return true, []care.Entry{entry("visit", "")}, nil
				})
				must(t, err)
			}
		}
		if body, err := s.VisitFile(ctx, "o1", "file-o1"); err != nil || !bytes.Equal(body, photo) {
			t.Errorf("file: %v %v", body, err)
		}
		if _, err := s.VisitFile(ctx, "o2", "file-o1"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("another visit's file: %v", err)
		}
		for _, c := range []struct {
			scope care.Scope
			want  int
		}{{care.Everything, 3}, {care.Scope{Staff: "w", Role: care.Worker, Region: "990101001"}, 3}, {care.Scope{Staff: "x", Role: care.Worker, Region: "990101001"}, 0},
			{care.Scope{Role: care.Operator, Region: "990101002"}, 0}, {care.Scope{Role: care.Manager, Center: "house"}, 3}} {
			list, next, err := s.Visits(ctx, c.scope, care.VisitQuery{Elder: "e", Page: care.Page{Limit: 2}})
			must(t, err)
			if next != "" {
				more, _, err := s.Visits(ctx, c.scope, care.VisitQuery{Elder: "e", Page: care.Page{Limit: 2, Cursor: next}})
				must(t, err)
				list = append(list, more...)
			}
			if len(list) != c.want || c.want > 0 && list[0].ID != "o2" {
				t.Errorf("%+v sees %d", c.scope, len(list))
			}
			for _, one := range list {
				if !one.VisibleTo(c.scope) {
					t.Errorf("the noun says otherwise of %+v", c.scope)
				}
			}
		}
		beside, err := s.VisitsBeside(ctx, "w", at.Add(20*time.Minute), at.Add(70*time.Minute))
		if err != nil || len(beside) != 2 {
			t.Errorf("beside: %d %v", len(beside), err)
		}
		due, err := s.DueVisits(ctx, at.Add(90*time.Minute), 10)
		if err != nil || len(due) != 2 || due[0].GradeAt == nil {
			t.Errorf("due: %d %v", len(due), err)
		}
		month, err := s.DoneVisits(ctx, "p", at, at.Add(time.Hour))
		if err != nil || len(month) != 1 {
			t.Errorf("of a provider: %d %v", len(month), err)
		}
		_, err = s.ChangeVisit(ctx, "o2", func(v *care.Visit) (bool, []care.Entry, error) {
			v.Grade = care.GradeStrong
			return true, nil, nil
		})
		must(t, err)
		graded, err := s.VisitGrades(ctx, at.Add(time.Hour))
		if err != nil || graded[care.GradeStrong] != 1 || graded[""] != 1 || len(graded) != 2 {
			t.Errorf("by grade: %v %v", graded, err)
		}
	})
}

// TestMissesAreKept in both databases, and orders whose time comes are found.
func TestMissesAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx, at := db.open(t), t.Context(), pressedAt
		for n, state := range []care.OrderState{care.OrderQueued, care.OrderArrived, care.OrderAccepted} {
			id := care.OrderID(fmt.Sprint("o", n))
			due := at.Add(time.Duration(n) * time.Minute)
			_, _, err := s.NewOrder(ctx, id, "", func(c *care.Case) (care.Change, error) {
				c.Orders = append(c.Orders, &care.Order{ID: id, Service: care.Meal, State: state, DueAt: &due, CreatedAt: at, RegionID: "990101001"})
				return care.Change{Entries: []care.Entry{entry("order", "")}}, nil
			})
			must(t, err)
		}
		found := func() (ids string) {
			list, err := s.OrdersDueBy(ctx, at.Add(time.Hour), 10)
			must(t, err)
			for _, o := range list {
				ids += string(o.ID)
			}
			return ids
		}
		if got := found(); got != "o0o2" {
			t.Errorf("due: %s", got)
		}
		_, _, err := s.NewOrder(ctx, "aside", "", func(c *care.Case) (care.Change, error) {
			c.Orders = append(c.Orders, &care.Order{ID: "aside", Service: care.Meal, State: care.OrderRequested, CreatedAt: at, RegionID: "990101001"})
			return care.Change{Entries: []care.Entry{entry("order", "")}}, nil
		})
		must(t, err)
		for region, want := range map[care.RegionID]int{"990101001": 1, "990101002": 0} {
			if n, err := s.OrdersToDecide(ctx, care.Scope{Role: care.Operator, Region: region}); err != nil || n != want {
				t.Errorf("to decide in %s: %d, %v, want %d", region, n, err, want)
			}
		}
		change := func(end *time.Time) {
			_, err := s.ChangeMiss(ctx, "o0", "late", func(m *care.Miss) (care.Change, error) {
				m.RegionID, m.RaisedAt, m.EndedAt = "990101001", at, end
				return care.Change{Entries: []care.Entry{entry("order", "")}, Notices: []care.Notice{{Key: "miss", DueAt: at}}}, nil
			})
			must(t, err)
		}
		change(nil)
		if got := found(); got != "o2" {
			t.Errorf("one is known to be missed: %s", got)
		}
		if n, err := s.MissCount(ctx, care.Scope{Role: care.Operator, Region: "990101001"}); err != nil || n != 1 {
			t.Errorf("count: %d %v", n, err)
		}
		if list, err := s.Misses(ctx, care.Scope{Role: care.Operator, Region: "990101002"}); err != nil || len(list) != 0 {
			t.Errorf("elsewhere: %v %v", list, err)
		}
		change(&at)
		if got := found(); got != "o0o2" {
			t.Errorf("it is over: %s", got)
		}
		if _, err := s.Notice(ctx, "miss"); err != nil {
			t.Errorf("the notice: %v", err)
		}
	})
}
