package visits

import (
	"fmt"
	"testing"
	"time"

	"yian/care"
)

// weak lets a worker have a visit that brings no evidence, and the record know it to be
// final.
func (w *world) weak(id care.OrderID, by care.StaffID) {
	w.t.Helper()
	w.order(id, func(o *care.Order) { o.WorkerID, o.ArrivedAt = by, at(w.at) })
	w.at = w.at.Add(time.Hour)
	w.becomes(id, care.OrderCompleted)
	w.at = w.at.Add(16 * time.Minute)
	must(w.t, w.gather(w.t.Context(), w.at))
	must(w.t, w.gradeDue(w.t.Context(), w.at))
}

func (w *world) drawn(of []care.OrderID) (n int) {
	w.t.Helper()
	for _, id := range of {
		v := w.visit(id)
		if v.Grade != care.GradeWeak || !v.Final || v.Lot == "" {
			w.t.Fatalf("%s: %s, final %v, lot %q", id, v.Grade, v.Final, v.Lot)
		}
		if v.Lot == care.LotDrawn {
			n++
		}
	}
	return n
}

// TestOfWeakVisitsAShareIsAskedAbout: a county whose visits bring no evidence is not
// swamped, and the same record draws the same ones whichever process looks.
func TestOfWeakVisitsAShareIsAskedAbout(t *testing.T) {
	w := setup(t)
	var ids []care.OrderID
	for n := range 60 {
		ids = append(ids, care.OrderID(fmt.Sprint("weak-", n)))
		w.weak(ids[n], worker.ID)
	}
	n := w.drawn(ids)
	if n < 3 || n > 25 { // one in five of sixty
		t.Errorf("%d of 60 were drawn", n)
	}
	for range 2 {
		must(t, w.process().askDrawn(t.Context(), w.at))
	}
	if len(w.asked) != n {
		t.Errorf("%d drawn, asked %d times", n, len(w.asked))
	}
	_, seed, err := w.store.VisitDraw(t.Context())
	must(t, err)
	for _, id := range ids {
		v := w.visit(id)
		again := v
		again.Lot, again.FollowedUp = "", false
		if got := lotOf(&again, terms{seed: seed}); got != v.Lot {
			t.Errorf("%s: drawn again: %s, was %s", id, got, v.Lot)
		}
	}
	// Graded again it stays what it was.
	_, err = w.KeepFile(t.Context(), operator, ids[0], "photo", w.at, photo(1))
	must(t, err)
	before := w.visit(ids[0]).Lot
	w.at = w.at.Add(time.Minute)
	must(t, w.gradeDue(t.Context(), w.at))
	if got := w.visit(ids[0]).Lot; got != before {
		t.Errorf("after more evidence: %s, was %s", got, before)
	}
}

// TestEveryWorkerIsAskedAboutOnceAMonth where the lot draws none: the policy row says
// nobody, and one of each is drawn when the month is over, once.
func TestEveryWorkerIsAskedAboutOnceAMonth(t *testing.T) {
	w := setup(t)
	_, err := w.SavePolicy(t.Context(), admin, care.VisitPolicy{From: "2026-01-01", WeakPercent: new(0)})
	must(t, err)
	by := map[care.StaffID][]care.OrderID{}
	for n := range 4 {
		for _, s := range []care.StaffID{worker.ID, other.ID} {
			id := care.OrderID(fmt.Sprint(s, "-", n))
			by[s] = append(by[s], id)
			w.weak(id, s)
		}
	}
	w.at = time.Date(2026, 11, 30, 15, 59, 0, 0, time.UTC) // a minute before December in Shanghai
	w.look()
	if n := w.drawn(by[worker.ID]) + w.drawn(by[other.ID]); n != 0 || len(w.asked) != 0 {
		t.Fatalf("before the month is over: %d drawn, asked %v", n, w.asked)
	}
	for range 3 {
		w.at = w.at.Add(2 * time.Minute)
		w.look()
		must(t, w.process().Look(t.Context()))
	}
	for s, ids := range by {
		if n := w.drawn(ids); n != 1 {
			t.Errorf("%s: %d drawn", s, n)
		}
	}
	if len(w.asked) != 2 {
		t.Errorf("asked %v", w.asked)
	}
}

// TestAllAreAskedAboutWhileWeakOnesAreNotPaidFor: what is held back until somebody has
// looked must be looked at.
func TestAllAreAskedAboutWhileWeakOnesAreNotPaidFor(t *testing.T) {
	w := setup(t)
	_, err := w.SavePolicy(t.Context(), admin, care.VisitPolicy{From: "2026-01-01", Unpaid: []care.VisitGrade{"C"}, WeakPercent: new(0)})
	must(t, err)
	ids := []care.OrderID{"a", "b", "c", "d", "e"}
	for _, id := range ids {
		w.weak(id, worker.ID)
	}
	if n := w.drawn(ids); n != len(ids) {
		t.Errorf("%d of %d drawn", n, len(ids))
	}
	_, err = w.SaveProvider(t.Context(), admin, care.Provider{ID: "sunny", Name: "样例服务社"})
	must(t, err)
	if _, err := w.SavePolicy(t.Context(), admin, care.VisitPolicy{From: "2026-12-01", WeakPercent: new(101)}); err == nil {
		t.Error("more than all was taken")
	}
}
