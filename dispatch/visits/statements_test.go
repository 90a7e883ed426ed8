package visits

import (
	"errors"
	"testing"
	"time"

	"yian/care"
)

// TestStatement lists each visit with its grade, price and own part; what a policy row
// holds back is not paid for, and what was before it or on trial is counted as it was.
func TestStatement(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	w.at = time.Date(2026, 10, 30, 2, 0, 0, 0, time.UTC)
	_, err := w.SaveProvider(ctx, admin, care.Provider{ID: "sunny", Name: "样例服务社", WorkerIDs: []care.StaffID{"w1"}, ManagerIDs: []care.StaffID{"m1"}})
	must(t, err)
	if _, err := w.SaveProvider(ctx, admin, care.Provider{ID: "moon", Name: "另一家", WorkerIDs: []care.StaffID{"w1"}}); !errors.Is(err, care.ErrConflict) {
		t.Errorf("one worker of two providers: %v", err)
	}
	_, err = w.SavePolicy(ctx, admin, care.VisitPolicy{From: "2026-11-10", Unpaid: []care.VisitGrade{"C", "D"}, Basis: "样例文件"})
	must(t, err)
	visit := func(id care.OrderID, day int, whole bool, change ...func(*care.Order)) {
		t.Helper()
		w.at = time.Date(2026, 11, day, 2, 0, 0, 0, time.UTC)
		w.order(id, append(change, func(o *care.Order) { o.ArrivedAt = at(w.at) })...)
		if whole {
			w.done(id, worker)
		} else {
			w.at = w.at.Add(time.Hour)
			w.becomes(id, care.OrderCompleted)
		}
		w.look()
		w.at = w.at.Add(time.Hour)
		w.look()
	}
	visit("before", 3, false)
	visit("good", 12, true)
	visit("poor", 13, false)
	visit("trial", 14, true, func(o *care.Order) { o.Trial = true })
	visit("other", 15, false, func(o *care.Order) { o.WorkerID = "w2" })
	s, err := w.Statement(ctx, admin, "sunny", "2026-11")
	must(t, err)
	if s.Done != 3 || s.Graded != 3 || s.Paid != 2 || s.Trial != 1 || len(s.Lines) != 4 {
		t.Errorf("%d of %d paid, %d graded, %d trial, %d lines", s.Paid, s.Done, s.Graded, s.Trial, len(s.Lines))
	}
	if s.PriceFen != 12000 || s.SubsidyFen != 8000 || s.OwnFen != 4000 || s.HeldFen != 6000 {
		t.Errorf("sums: %d %d %d, held %d", s.PriceFen, s.SubsidyFen, s.OwnFen, s.HeldFen)
	}
	if !s.Lines[0].Paid || s.Lines[1].Grade != "A" || s.Lines[2].Held != "grade" || s.Lines[3].Held != "trial" {
		t.Errorf("lines: %+v", s.Lines)
	}
	for by, want := range map[*care.Staff]error{
		{ID: "m1", Role: care.Manager, CenterID: "house"}: nil,
		{ID: "m2", Role: care.Manager, CenterID: "house"}: care.ErrNotFound,
		{ID: "ld", Role: care.Leader}:                     nil,
		{ID: "op", Role: care.Operator}:                   care.ErrNotFound,
		{ID: "w1", Role: care.Worker}:                     care.ErrNotFound,
	} {
		if _, err := w.Statement(ctx, *by, "sunny", "2026-11"); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", by.ID, err, want)
		}
	}
	if _, err := w.Statement(ctx, admin, "sunny", "11月"); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("no month: %v", err)
	}
}
