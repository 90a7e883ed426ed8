package registry_test

import (
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
)

func TestAWorkerTakesAKeyForAnOwnOrderOnly(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	k, err := w.NoteKey(t.Context(), admin, "home", care.Key{Number: "A-1", Holder: care.KeyHolder{Name: "站长样例", Phone: "19900000001"}})
	must(t, err)
	worker := care.Staff{ID: "w", Role: care.Worker, Name: "护工样例", Phone: "19900000002"}
	own := care.Order{ID: "o", HouseholdID: "home", WorkerID: "w", State: care.OrderOnTheWay}
	act := func(o care.Order, d registry.KeyDeed, at time.Time) error {
		_, err := w.ActOnKeyAtWork(t.Context(), worker, o, k.ID, d, at)
		return err
	}
	take, back := registry.KeyDeed{What: care.KeyLentOut, Staff: "other", To: "别人"}, registry.KeyDeed{What: care.KeyCameBack}
	for name, change := range map[string]func(*care.Order){
		"another's order": func(o *care.Order) { o.WorkerID = "other" }, "another home": func(o *care.Order) { o.HouseholdID = "home-2" },
		"not accepted": func(o *care.Order) { o.State = care.OrderAssigned }, "over": func(o *care.Order) { o.State = care.OrderCompleted }, "no order": func(o *care.Order) { *o = care.Order{} },
	} {
		o := own
		change(&o)
		is(t, name, act(o, take, time.Time{}), care.ErrConflict, "key.order")
	}
	is(t, "given away", act(own, registry.KeyDeed{What: care.KeyGivenBack}, time.Time{}), care.ErrInvalid, "key.what")
	is(t, "lost", act(own, registry.KeyDeed{What: care.KeyWasLost, Note: "丢了"}, time.Time{}), care.ErrInvalid, "key.what")
	is(t, "back before it was taken", act(care.Order{}, back, time.Time{}), care.ErrConflict, "key.not_yours")

	// Taken half an hour ago, out of reach of the network.
	w.pass(time.Hour)
	then := w.now().Add(-30 * time.Minute)
	must(t, act(own, take, then))
	lent := w.keyOf(t, "home")
	if l := lent.Loan; l == nil || l.StaffID != "w" || l.To != "护工样例" || l.OrderID != "o" || !l.Until.Equal(l.At.Add(4*time.Hour)) {
		t.Fatalf("lent as %+v", l)
	}
	if !lent.Loan.At.Equal(then) || !lent.History[1].At.Equal(then) {
		t.Errorf("taken at %v, want %v", lent.Loan.At, then)
	}
	must(t, act(own, take, then)) // told twice
	if of, err := w.KeysLentTo(t.Context(), "w"); err != nil || len(of) != 1 || of[0].ID != k.ID {
		t.Errorf("the worker has %v, %v", of, err)
	}
	if of, err := w.KeysLentTo(t.Context(), "other"); err != nil || len(of) != 0 {
		t.Errorf("another has %v, %v", of, err)
	}
	other := care.Staff{ID: "other", Role: care.Worker, Name: "别人"}
	_, err = w.ActOnKeyAtWork(t.Context(), other, care.Order{ID: "o-2", HouseholdID: "home", WorkerID: "other", State: care.OrderArrived}, k.ID, take, time.Time{})
	is(t, "in another's hand", err, care.ErrConflict, "key.lent")
	_, err = w.ActOnKeyAtWork(t.Context(), other, care.Order{}, k.ID, back, time.Time{})
	is(t, "another's loan", err, care.ErrConflict, "key.not_yours")

	// The order is over by then; nothing comes back before it was taken.
	must(t, act(care.Order{}, back, then.Add(-time.Minute)))
	if h := w.keyOf(t, "home").History; !h[2].At.Equal(then) {
		t.Errorf("back at %v, taken at %v", h[2].At, then)
	}
	must(t, act(care.Order{}, back, w.now()))
	var told []care.KeyVerb
	for _, h := range w.keyOf(t, "home").History {
		told = append(told, h.What)
	}
	if want := []care.KeyVerb{care.KeyNoted, care.KeyLentOut, care.KeyCameBack}; !slices.Equal(told, want) {
		t.Errorf("its history is %v", told)
	}
}

func TestAWorkerBreaksNoSealAlone(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	k, err := w.NoteKey(t.Context(), admin, "home", care.Key{Number: "A-1", Seal: "F-1", Holder: care.KeyHolder{Name: "站长样例"}})
	must(t, err)
	worker := care.Staff{ID: "w", Role: care.Worker, Name: "护工样例"}
	own := care.Order{ID: "o", HouseholdID: "home", WorkerID: "w", State: care.OrderArrived}
	act := func(d registry.KeyDeed) error {
		_, err := w.ActOnKeyAtWork(t.Context(), worker, own, k.ID, d, time.Time{})
		return err
	}
	is(t, "out of its envelope", act(registry.KeyDeed{What: care.KeyLentOut}), care.ErrConflict, "key.sealed")
	is(t, "alone", act(registry.KeyDeed{What: care.KeyOpened, Note: "无人应答", Names: []string{"护工样例"}}), care.ErrInvalid, "key.two")
	is(t, "without a reason", act(registry.KeyDeed{What: care.KeyOpened, Names: []string{"护工样例", "站长样例"}}), care.ErrInvalid, "key.reason")
	opened := registry.KeyDeed{What: care.KeyOpened, Note: "无人应答", Names: []string{"护工样例", "站长样例"}}
	must(t, act(opened))
	must(t, act(opened)) // told twice
	must(t, act(registry.KeyDeed{What: care.KeyLentOut}))
	if got := w.keyOf(t, "home"); got.State != care.KeyLent || len(got.History) != 3 {
		t.Errorf("the key: %+v", got)
	}
}
