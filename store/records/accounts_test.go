package records

import (
	"testing"
	"time"

	"yian/care"
)

// TestAccounts: receipts are numbered by the day on which they were paid, what may be left
// to settle is listed until it is not, and pictures are erased without their rows.
func TestAccounts(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) { testAccounts(t, db.open(t)) })
}

func testAccounts(t *testing.T, s *Store) {
	ctx, at := t.Context(), pressedAt
	for _, id := range []care.OrderID{"a", "b"} {
		_, _, err := s.NewOrder(ctx, id, "", func(c *care.Case) (care.Change, error) {
			c.Orders = append(c.Orders, &care.Order{ID: id, Service: care.Shopping, State: care.OrderQueued, ElderID: "e1", WorkerID: "w1", RegionID: "990101001", CreatedAt: at})
			return care.Change{Entries: []care.Entry{entry("order", string(id))}}, nil
		})
		must(t, err)
	}
	pay := func(id care.OrderID, n string, at time.Time) care.OrderAccount {
		t.Helper()
		a, err := s.ChangeAccount(ctx, id, func(a *care.OrderAccount) (care.Entry, error) {
			a.RegionID, a.WorkerID = "990101001", "w1"
			a.Receipts = append(a.Receipts, care.Receipt{ID: n, Fen: 100, How: care.PaidCash, At: at, By: "w1"})
			return entry("order", string(id)), nil
		})
		must(t, err)
		return a
	}
	pay("a", "1", at)
	pay("b", "1", at)
	a := pay("a", "2", at.AddDate(0, 0, 1))
	day := at.In(care.Shanghai).Format("20060102")
	next := at.AddDate(0, 0, 1).In(care.Shanghai).Format("20060102")
	if a.Receipts[0].Number != "R"+day+"-0001" || a.Receipts[1].Number != "R"+next+"-0001" || a.Version != 2 {
		t.Errorf("numbers: %+v", a)
	}
	all, err := s.AccountsOf(ctx, []care.OrderID{"a", "b", "c"})
	must(t, err)
	b, other := all["b"], all["c"]
	if len(all) != 2 || b.Receipts[0].Number != "R"+day+"-0002" || b.CollectedFen() != 100 || other.CollectedFen() != 0 {
		t.Errorf("of many: %+v", all)
	}
	open := func() int {
		t.Helper()
		must(t, s.SettleAccounts(ctx))
		list, err := s.OpenAccounts(ctx, care.Everything, 10)
		must(t, err)
		return len(list)
	}
	become := func(id care.OrderID, state care.OrderState, off care.CalledOff) {
		t.Helper()
		_, err := s.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
			due := at.Add(time.Hour)
			c.Order(id).State, c.Order(id).CalledOff, c.Order(id).DueAt = state, off, &due
			return care.Change{Entries: []care.Entry{entry("order", string(id))}}, nil
		})
		must(t, err)
	}
	if n := open(); n != 0 {
		t.Errorf("%d to settle while both orders go on", n)
	}
	become("a", care.OrderCompleted, "")
	become("b", care.OrderCancelled, care.CalledOffAway)
	if n := open(); n != 1 {
		t.Errorf("%d to settle, want the one that was called off", n)
	}
	for planned, want := range map[bool]int{false: 1, true: 0} {
		if list, err := s.CalledOffOrders(ctx, planned, at, 10); err != nil || len(list) != want {
			t.Errorf("called off (planned %v): %v, %v", planned, list, err)
		}
	}
	if list, err := s.CalledOffOrders(ctx, false, at.Add(time.Hour), 10); err != nil || len(list) != 0 {
		t.Errorf("over: %v, %v", list, err)
	}
	if _, err := s.Account(ctx, care.Scope{Role: care.Worker, Staff: "w2"}, "a"); !isNotFound(err) {
		t.Errorf("another worker's: %v", err)
	}
	testErasing(t, s)
}

func testErasing(t *testing.T, s *Store) {
	ctx, at := t.Context(), pressedAt
	for _, f := range []struct{ id, kind string }{{"f1", "photo"}, {"f2", "receipt"}} {
		_, err := s.KeepVisitFile(ctx, "a", f.id, []byte{1, 2, 3}, func(v *care.Visit) (bool, []care.Entry, error) {
			v.WorkerID, v.State, v.Lot, v.EndAt, v.Grade = "w1", care.VisitDone, care.LotDrawn, &at, care.GradeWeak
			v.Files = append(v.Files, care.VisitFile{ID: f.id, Kind: f.kind, At: at})
			return true, []care.Entry{entry("visit", "a")}, nil
		})
		must(t, err)
	}
	aged := func(photos, proofs time.Duration) int {
		t.Helper()
		list, err := s.AgedVisits(ctx, at.Add(photos), at.Add(proofs), 10)
		must(t, err)
		return len(list)
	}
	if aged(0, 0) != 0 || aged(1, 0) != 0 || aged(time.Second, 0) != 1 || aged(0, time.Second) != 1 {
		t.Error("aged too early or too late")
	}
	must(t, s.EraseVisitFiles(ctx, "a", func(v *care.Visit) ([]string, []care.Entry, error) {
		v.Files[0].ErasedAt = &at
		return []string{"f1"}, []care.Entry{entry("visit", "a")}, nil
	}))
	for id, want := range map[string]int{"f1": 0, "f2": 3} {
		if body, err := s.VisitFile(ctx, "a", id); err != nil || len(body) != want {
			t.Errorf("%s: %d bytes, %v", id, len(body), err)
		}
	}
	if aged(time.Second, 0) != 0 || aged(time.Second, time.Second) != 1 {
		t.Error("what is erased is looked at for ever")
	}
	for range 2 {
		if list, err := s.DrawnVisits(ctx, 10); err != nil || len(list) != 1 {
			t.Fatalf("drawn: %v, %v", list, err)
		}
	}
	_, err := s.ChangeVisit(ctx, "a", func(v *care.Visit) (bool, []care.Entry, error) { v.FollowedUp = true; return true, nil, nil })
	must(t, err)
	if list, err := s.DrawnVisits(ctx, 10); err != nil || len(list) != 0 {
		t.Errorf("asked about, and drawn still: %v, %v", list, err)
	}
	if list, err := s.UndrawnVisits(ctx, at, at.Add(time.Hour)); err != nil || len(list) != 0 {
		t.Errorf("of the worker one was drawn: %v, %v", list, err)
	}
}
