package dispatch_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
	"yian/registry"
	"yian/store/records"
)

// restored is a desk over what a backup of w's record became elsewhere, a while
// later.
func (w *world) restored(later time.Duration) *world {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "copy.db")
	all, err := records.Backup(w.t.Context(), "sqlite://"+w.file, file, quiet)
	must(w.t, err)
	again := setup(w.t, w.cfg)
	again.clock.pass(w.clock.now().Add(later).Sub(again.clock.now()))
	again.file = filepath.Join(w.t.TempDir(), "yian.db")
	_, _, err = records.Restore(w.t.Context(), file, "sqlite://"+again.file, all, again.clock.now(), "", quiet)
	must(w.t, err)
	again.store = openFile(w.t, again.file)
	again.people = registry.New(registry.Config{}, registry.Deps{Record: again.store, Log: quiet})
	again.tells = again.newMessenger()
	again.desk = again.newDesk()
	return again
}

// TestARestoredDeskRingsNobodyForWhatWas: whatever was due when the copy was made,
// nobody hears of it again, at a console or at none; what is pressed then rings as
// ever, also when it joins what was open.
func TestARestoredDeskRingsNobodyForWhatWas(t *testing.T) {
	w := setup(t, dispatch.Config{})
	w.press(wangsPendant, "unanswered")
	w.rung.answer(care.ErrUnavailable) // notices that wait
	w.atDesk(70)
	second := func() care.Incident { list := w.incidents(); return list[len(list)-1] }
	w.press(zhaosButton, "silent") // answered, and the elder says nothing
	_, err := w.desk.Answer(t.Context(), operator, second().ID)
	must(t, err)
	_, err = w.desk.NoAnswer(t.Context(), operator, second().ID)
	must(t, err)
	w.pass(time.Second)
	w.press(bedCord, "sent") // an order that nobody accepts
	_, err = w.desk.Answer(t.Context(), operator, second().ID)
	must(t, err)
	_, err = w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: second().ID, Worker: worker.ID})
	must(t, err)
	w.press(unknownPhone, "over")
	w.answeredAndClosed(second().ID)
	states := func(w *world) map[string]care.IncidentState {
		out := map[string]care.IncidentState{}
		for _, in := range w.incidents() {
			out[in.Number] = in.State
		}
		return out
	}

	again := w.restored(20 * time.Minute)
	if diff := cmp.Diff(states(w), states(again)); diff != "" {
		t.Errorf("incidents (-before +after)\n%s", diff)
	}
	if got := again.atDesk(300); len(got) != 0 {
		t.Errorf("with somebody at the desk: %v", got)
	}
	for range 900 { // the operator has gone
		again.pass(time.Second)
		if rung := again.rung.roles(); len(rung) > 0 {
			t.Fatalf("with nobody at the desk: %v", rung)
		}
	}
	for _, id := range []care.DeviceID{"pendant-wang", "button-zhao", "cord"} {
		must(t, again.tells.Reconnected(t.Context(), id))
	}
	again.pass(0)
	for _, id := range []care.DeviceID{"pendant-wang", "button-zhao", "cord"} {
		if heard := again.told.heard(id); len(heard) > 0 {
			t.Errorf("%s heard %v", id, steps(heard))
		}
	}
	for _, in := range again.incidents() {
		lines := again.lines("incident", string(in.ID))
		if last := lines[len(lines)-1]; (last == "incident.restored") == (in.State == care.IncidentClosed) {
			t.Errorf("%s %s ends with %s", in.Number, in.State, last)
		}
	}

	again.attend()
	for _, place := range []care.Place{wangsPendant, zhaosButton, unknownPhone} { // joins what is open, joins what is answered, opens anew
		before := len(again.incidents())
		again.press(place, "after")
		rung := again.atDesk(40)
		// The operator has something in hand from before: the supervisor is rung early.
		if diff := cmp.Diff(map[int]map[string]int{10: {"supervisor": 1}}, rung); diff != "" {
			t.Errorf("a press of %s (-want +got)\n%s", place.Device, diff)
		}
		again.pass(0)
		if heard := again.told.heard(place.Device); len(heard) == 0 {
			t.Errorf("%s heard nothing", place.Device)
		}
		joined := len(again.incidents()) == before
		if joined == (place == unknownPhone) {
			t.Errorf("a press of %s: joined %v", place.Device, joined)
		}
		for _, in := range again.incidents() {
			if in.DeviceID == place.Device && in.State != care.IncidentClosed {
				again.answeredAndClosed(in.ID)
			}
		}
	}
	if n, err := again.store.Verify(t.Context()); err != nil || n == 0 {
		t.Errorf("the journal: %d, %v", n, err)
	}
}

func (w *world) answeredAndClosed(id care.IncidentID) {
	w.t.Helper()
	_, err := w.desk.Answer(w.t.Context(), operator, id)
	must(w.t, err)
	w.close(id)
}
