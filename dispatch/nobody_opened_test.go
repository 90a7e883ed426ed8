package dispatch_test

import (
	"errors"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// TestNobodyOpens: a worker at a closed door does not merely fail the order. The desk
// rings and the key holder is rung at once, before anybody has answered; said twice it is
// one incident, and whoever answers finds the second ladder running.
func TestNobodyOpens(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	o := w.order(care.Meal, "wang")
	_, err := w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	for range 2 {
		o, err = w.desk.NobodyOpened(ctx, worker, o.ID, "敲门无人应")
		must(t, err)
	}
	in := w.one()
	if o.State != care.OrderFailed || in.State != care.IncidentOpen || !in.Ringing || in.Kind != dispatch.NobodyOpened || in.Severity != care.Critical || in.ElderID != "wang" || in.Second.NextAt == nil {
		t.Fatalf("order %s, incident %+v", o.State, in)
	}
	if rung := w.atDesk(2); rung[1]["key_holder"] != 1 {
		t.Errorf("at once rung: %v", rung)
	}
	in, err = w.desk.Answer(ctx, operator, in.ID)
	must(t, err)
	if in.Second.NextAt == nil || in.Ringing {
		t.Errorf("answered: second ladder at %v, ringing %v", in.Second.NextAt, in.Ringing)
	}
	_, err = w.desk.Contact(ctx, operator, in.ID, "seen", "邻居样例", "在地里干活")
	must(t, err)
	w.close(in.ID)
}

// TestNobodyOpensWhileAnIncidentIsOpen joins it, and takes back what was heard before.
func TestNobodyOpensWhileAnIncidentIsOpen(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	o := w.order(care.Meal, "wang")
	_, err := w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	in := w.answered(wangsPendant)
	_, err = w.desk.Contact(ctx, operator, in.ID, "heard", "", "")
	must(t, err)
	_, err = w.desk.NobodyOpened(ctx, worker, o.ID, "敲门无人应")
	must(t, err)
	if in = w.one(); !in.Ringing || in.Contact != nil || in.Second.NextAt == nil || in.Kind != string(care.SOS) {
		t.Errorf("got %+v", in)
	}
	// One that nobody had set out for is only failed.
	other := w.order(care.Cleaning, "zhao")
	_, err = w.desk.NobodyOpened(ctx, operator, other.ID, "电话里说不用来")
	must(t, err)
	if got := w.orderOf(other.ID); got.State != care.OrderFailed || len(w.incidents()) != 1 {
		t.Errorf("%s, %d incidents", got.State, len(w.incidents()))
	}
}

// TestNobodyOpensAfterTheIncidentIsClosed: what an incident left to do outlives it. The
// worker who comes the next day and finds the door shut is heard all the same.
func TestNobodyOpensAfterTheIncidentIsClosed(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Medical, Elder: "wang", Incident: in.ID, Source: "operator"})
	must(t, err)
	_, err = w.desk.Contact(ctx, operator, in.ID, "heard", "", "明天请人来看看")
	must(t, err)
	w.close(in.ID)
	w.clock.pass(20 * time.Hour)
	_, err = w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	for range 2 {
		o, err = w.desk.NobodyOpened(ctx, worker, o.ID, "敲门无人应")
		must(t, err)
	}
	all := w.incidents()
	if o.State != care.OrderFailed || len(all) != 2 {
		t.Fatalf("order %s, %d incidents", o.State, len(all))
	}
	if door := all[1]; !door.Ringing || door.ElderID != "wang" || door.Kind != dispatch.NobodyOpened || door.Second.NextAt == nil {
		t.Errorf("%+v", door)
	}
}

// TestNobodyOpensToWhoWasCalledOff: without signal a worker stood at the door of an order
// that was called off meanwhile. The order stays so; the closed door is heard.
func TestNobodyOpensToWhoWasCalledOff(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	o := w.order(care.Meal, "wang")
	_, err := w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.Cancel(ctx, operator, o.ID, "改天再送")
	must(t, err)
	for range 2 {
		if _, err = w.desk.NobodyOpened(ctx, worker, o.ID, "敲门无人应"); !errors.Is(err, care.ErrConflict) {
			t.Errorf("failed a cancelled order: %v", err)
		}
	}
	if in := w.one(); !in.Ringing || in.Kind != dispatch.NobodyOpened || w.orderOf(o.ID).State != care.OrderCancelled {
		t.Errorf("%+v", in)
	}
}

// TestTheGreenKeyTellsThatTheWorkerIsThere instead of a second wish, and only for the
// service that is at the door; a press for help is a call whoever stands there.
func TestTheGreenKeyTellsThatTheWorkerIsThere(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o := w.order(care.Meal, "zhao")
	_, err := w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.Depart(ctx, worker, o.ID)
	must(t, err)
	ask := func(id string, s care.Service) {
		must(t, w.desk.Request(ctx, care.Request{ID: care.CallID(id), At: w.clock.now(), Service: s, Place: panel}))
	}
	ask("1", care.Meal)
	ask("1", care.Meal) // the panel says it again
	w.clock.pass(time.Minute)
	ask("2", care.Meal)
	if got := w.orderOf(o.ID); len(got.Keyed) != 2 || got.State != care.OrderOnTheWay {
		t.Errorf("keyed %v, %s", got.Keyed, got.State)
	}
	ask("3", care.Bathing)
	list, _, err := w.store.Orders(ctx, care.Everything, care.OrderQuery{Source: "panel"})
	must(t, err)
	if len(list) != 1 || list[0].Service != care.Bathing {
		t.Errorf("another wish: %+v", list)
	}
	w.press(panel, "help")
	if in := w.one(); !in.Ringing {
		t.Errorf("the press rings: %+v", in)
	}
	if got := w.orderOf(o.ID); len(got.Keyed) != 2 {
		t.Errorf("a call for help was taken for a key: %v", got.Keyed)
	}
}

// The meal of another day was ordered in an incident that goes on, and for which it was
// never anybody on the way: the closed door rings there all the same.
func TestNobodyOpensOfAnOrderThatTheIncidentDoesNotWaitFor(t *testing.T) {
	w := setup(t, patient)
	in := w.answered(wangsPendant)
	due := w.clock.now().Add(20 * time.Hour)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Meal, Elder: "wang", Incident: in.ID, DueAt: &due})
	must(t, err)
	_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.NobodyOpened(t.Context(), worker, o.ID, "敲门无人应")
	must(t, err)
	if in = w.one(); !in.Ringing || in.Second.NextAt == nil {
		t.Errorf("ringing %v, the second ladder at %v", in.Ringing, in.Second.NextAt)
	}
}
