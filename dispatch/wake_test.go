package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

// atNight is a world with one operator alone at 23:00 in Shanghai.
func atNight(t *testing.T) *world {
	w := setup(t)
	w.clock.pass(11 * time.Hour)
	w.attend()
	return w
}

// sleep lets time go by, the console alive and nobody at it.
func (w *world) sleep(d time.Duration) {
	w.t.Helper()
	for range int(d / (10 * time.Second)) {
		w.attend()
		w.pass(10 * time.Second)
	}
}

func TestWhoeverSitsAloneAtNightIsAskedForAKey(t *testing.T) {
	w := atNight(t)
	w.sleep(20 * time.Second)
	wake := w.desk.WakeOf(operator.ID)
	if wake == nil || wake.At.Sub(w.clock.now()).Round(time.Minute) != 30*time.Minute || wake.Until.Sub(wake.At) != time.Minute {
		t.Fatalf("to be asked: %+v", wake)
	}
	must(t, w.desk.Awake(t.Context(), operator)) // too early to mean anything
	if got := w.desk.WakeOf(operator.ID); !got.At.Equal(wake.At) {
		t.Errorf("asked at %v after a key too early, want %v", got.At, wake.At)
	}
	w.sleep(30 * time.Minute)
	must(t, w.desk.Awake(t.Context(), operator))
	must(t, w.desk.Awake(t.Context(), operator)) // twice is once
	w.sleep(29 * time.Minute)
	if got := w.phones(); got != nil {
		t.Errorf("rung though awake: %v", got)
	}
	list, err := w.store.Wakes(t.Context(), w.clock.now().Add(-2*time.Hour), w.clock.now())
	must(t, err)
	if len(list) != 1 || list[0].AnsweredAt == nil || list[0].MissedAt != nil {
		t.Errorf("on record: %+v", list)
	}
}

func TestNoKeyEmptiesTheSeatAndRings(t *testing.T) {
	w := atNight(t)
	other := w.newDesk() // a second process over the same record: it rings once
	both := func(d time.Duration) {
		for range int(d / (10 * time.Second)) {
			w.attend()
			w.pass(10 * time.Second)
			must(t, other.Pass(t.Context()))
		}
	}
	both(31*time.Minute + 20*time.Second)
	if diff := cmp.Diff([]string{"supervisor 13900000001"}, w.phones()); diff != "" {
		t.Fatalf("a minute after the question (-want +got)\n%s", diff)
	}
	if w.desk.Attended() || other.Attended() || !w.desk.Duty()[0].Absent {
		t.Error("the seat counts as taken")
	}
	// Whatever rings now does not wait for anybody at the desk.
	w.press(zhaosButton, "a")
	w.pass(time.Second)
	if got := w.phones(); !slices.Contains(got, "supervisor 13900000001") || !slices.Contains(got, "county_desk 0990-100") {
		t.Errorf("rung for a press: %v", got)
	}
	_, err := w.desk.Answer(t.Context(), colleague, w.one().ID) // on the way, by telephone
	must(t, err)
	w.close(w.one().ID)
	w.phones()
	both(2 * time.Minute)
	if diff := cmp.Diff([]string{"county_desk 0990-100"}, w.phones()); diff != "" {
		t.Errorf("two minutes later (-want +got)\n%s", diff)
	}
	// Somebody takes it on by telephone: no more rings. The seat stays empty until a key
	// is pressed.
	list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{})
	must(t, err)
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: list[0].Key, Result: care.ReceiptAccepted}))
	both(10 * time.Minute)
	if got := w.phones(); got != nil {
		t.Errorf("rung after it was taken on: %v", got)
	}
	checks, err := w.store.Wakes(t.Context(), w.clock.now().Add(-2*time.Hour), w.clock.now())
	must(t, err)
	if len(checks) != 1 || checks[0].AcceptedBy != list[0].Name || checks[0].NextAt != nil || len(checks[0].Rung) != 2 ||
		checks[0].Rung[0].Receiver != "supervisor" || checks[0].Rung[0].Name != supervisor.Name || checks[0].Rung[1].Receiver != "county_desk" {
		t.Errorf("on record: %+v", checks)
	}
	if w.desk.Attended() {
		t.Error("the seat counts as taken")
	}
	must(t, w.desk.Awake(t.Context(), operator))
	if !w.desk.Attended() {
		t.Error("the seat counts as empty after a key")
	}
}

// Who pressed a key before a gateway that was away could ring for them wakes nobody.
func TestNobodyIsRungForASeatThatAnswered(t *testing.T) {
	w := atNight(t)
	w.rung.answer(care.ErrUnavailable)
	w.sleep(31*time.Minute + 20*time.Second)
	w.phones()
	must(t, w.desk.Awake(t.Context(), operator))
	w.rung.answer(nil)
	w.sleep(5 * time.Minute)
	if got := w.phones(); got != nil {
		t.Errorf("rung: %v", got)
	}
	list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{})
	must(t, err)
	if len(list) != 1 || list[0].FailedAt == nil {
		t.Errorf("left to ring: %+v", list)
	}
}

func TestNobodyIsAskedByDayOrInCompany(t *testing.T) {
	w := setup(t) // noon
	w.sleep(40 * time.Minute)
	if got := w.desk.WakeOf(operator.ID); got != nil {
		t.Errorf("asked at noon: %+v", got)
	}
	w = atNight(t)
	for range 240 {
		w.desk.Beat(t.Context(), colleague, "2")
		w.sleep(10 * time.Second)
	}
	if got := w.desk.WakeOf(operator.ID); got != nil {
		t.Errorf("asked in company: %+v", got)
	}
	// The colleague goes: the half hour begins then.
	w.desk.Leave(t.Context(), colleague.ID)
	w.sleep(20 * time.Second)
	if got := w.desk.WakeOf(operator.ID); got == nil || got.At.Before(w.clock.now().Add(29*time.Minute)) {
		t.Errorf("alone since 20 s, asked: %+v", got)
	}
	if got := w.phones(); got != nil {
		t.Errorf("rung: %v", got)
	}
}
