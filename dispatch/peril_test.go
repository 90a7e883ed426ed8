package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// TestNobodyIsSentIntoSmoke: neither by an operator nor by a ladder, nor may who was sent
// before set out, until 119 has said that it is safe. That somebody arrived is a fact.
func TestNobodyIsSentIntoSmoke(t *testing.T) {
	for _, kind := range []care.CallKind{care.Smoke, care.Gas} {
		w := setup(t, patient)
		ctx := t.Context()
		in := w.answered(wangsPendant)
		sent, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID, Worker: worker.ID})
		must(t, err)
		w.press(wangsPendant, "alarm", kind)
		if got := w.orderOf(sent.ID); !strings.Contains(got.Note, "119") {
			t.Errorf("%s: whoever goes already reads %q", kind, got.Note)
		}
		_, err = w.desk.Accept(ctx, worker, sent.ID, 0)
		conflict(t, err, "incident.not_safe")
		_, err = w.desk.Assign(ctx, operator, sent.ID, stranger.ID)
		conflict(t, err, "incident.not_safe")
		_, err = w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID, Worker: worker.ID})
		conflict(t, err, "incident.not_safe")
		_, err = w.desk.SceneSafe(ctx, operator, in.ID, "中队样例")
		conflict(t, err, "incident.no_119")
		_, err = w.desk.Help(ctx, operator, in.ID, "119", "")
		must(t, err)
		_, err = w.desk.Accept(ctx, worker, sent.ID, 0)
		conflict(t, err, "incident.not_safe")
		for range 2 {
			in, err = w.desk.SceneSafe(ctx, operator, in.ID, "中队样例")
			must(t, err)
		}
		_, err = w.desk.Accept(ctx, worker, sent.ID, 0)
		must(t, err)
		// A new alarm takes the word back: who has not left yet does not.
		w.press(wangsPendant, "again", kind)
		_, err = w.desk.Depart(ctx, worker, sent.ID)
		conflict(t, err, "incident.not_safe")
		_, err = w.desk.Arrive(ctx, worker, sent.ID, nil)
		must(t, err)
	}
}

// TestALadderSendsNobodyIntoSmoke: who lives near is rung, and no field page gets it.
func TestALadderSendsNobodyIntoSmoke(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "alarm", care.Smoke)
	w.atDesk(59)
	w.attend()
	w.pass(time.Second)
	for _, n := range w.rung.sent {
		if !strings.Contains(n.Text, "不要进屋") {
			t.Errorf("who is rung hears: %s", n.Text)
		}
	}
	if rung := w.rung.roles(); rung["station_keeper"] != 1 {
		t.Errorf("rung: %v", rung)
	}
	w.atDesk(140)
	list, err := w.store.OrdersOf(t.Context(), w.one().ID)
	must(t, err)
	if len(list) != 0 {
		t.Errorf("sent into smoke: %+v", list)
	}
}

// TestALapsedOrderIsNotOfferedIntoSmoke: the next is not asked.
func TestALapsedOrderIsNotOfferedIntoSmoke(t *testing.T) {
	w, id := emergencySent(t)
	w.press(wangsPendant, "alarm", care.Smoke)
	w.attend()
	w.pass(31 * time.Second)
	if o := w.orderOf(id); o.State != care.OrderQueued || o.WorkerID != "" {
		t.Errorf("it is %s with %s", o.State, o.WorkerID)
	}
}

// TestCarbonMonoxideIsAPeril: what a rule measured counts, whoever opened the incident.
func TestCarbonMonoxideIsAPeril(t *testing.T) {
	co := func(w *world) care.Alert {
		return care.Alert{ID: "co-1", Rule: "the-sites-own", Metric: care.CO, Severity: care.Critical, DeviceID: "co-wang", ElderID: "wang", HouseholdID: "couple", RegionID: village, RaisedAt: w.clock.now()}
	}
	for name, first := range map[string]func(*world){"alone": func(*world) {}, "after a press": func(w *world) { w.press(wangsPendant, "p") }} {
		w := setup(t, patient)
		first(w)
		_, err := w.desk.Alert(t.Context(), co(w))
		must(t, err)
		in, err := w.desk.Answer(t.Context(), operator, w.one().ID)
		must(t, err)
		if in.Peril != "co" || !in.Unsafe() {
			t.Errorf("%s: got %+v", name, in.Scene)
		}
		_, err = w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
		conflict(t, err, "incident.not_safe")
	}
	w := setup(t)
	in := w.answered(wangsPendant)
	_, err := w.desk.SceneSafe(t.Context(), operator, in.ID, "样例")
	conflict(t, err, "incident.no_peril")
}
