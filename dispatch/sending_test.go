package dispatch_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// adviser names whom to ask in its order, and stops whom a test stops.
type adviser struct {
	order []care.StaffID
	stops map[care.StaffID]care.Argument
	err   error
}

func (a *adviser) Stops(_ context.Context, _ care.Order, w care.Staff) ([]care.Argument, error) {
	if s, ok := a.stops[w.ID]; ok {
		return []care.Argument{s}, a.err
	}
	return nil, a.err
}

func (a *adviser) Next(_ context.Context, o care.Order) (care.StaffID, error) {
	for _, id := range a.order {
		if !slices.Contains(o.Declined, id) {
			return id, a.err
		}
	}
	return "", a.err
}

var nurse = care.Staff{ID: "nurse-b", Name: "护理员样例", Role: care.Worker, RegionID: township, CenterID: "house-b"}

// emergencySent is an emergency in a county where worker, stranger and nurse are near,
// sent to the first of them.
func emergencySent(t *testing.T, cfg ...dispatch.Config) (*world, care.OrderID) {
	t.Helper()
	w := setup(t, cfg...)
	w.sends = &adviser{order: []care.StaffID{worker.ID, stranger.ID, nurse.ID}}
	w.desk = w.newDesk()
	w.attend()
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID, Worker: worker.ID})
	must(t, err)
	return w, o.ID
}

// TestAnEmergencyThatNobodyAcceptsGoesFromOneToTheNext every 30 s, until nobody is left;
// the desk rings from the second on and always reads who is asked.
func TestAnEmergencyThatNobodyAcceptsGoesFromOneToTheNext(t *testing.T) {
	w, id := emergencySent(t)
	for _, step := range []struct {
		after  time.Duration
		has    care.StaffID
		state  care.OrderState
		ringer bool
	}{
		{29 * time.Second, worker.ID, care.OrderAssigned, false},
		{time.Second, stranger.ID, care.OrderAssigned, false},
		{29 * time.Second, stranger.ID, care.OrderAssigned, false},
		{time.Second, nurse.ID, care.OrderAssigned, true},
		{30 * time.Second, "", care.OrderQueued, true},
	} {
		w.attend()
		w.pass(step.after)
		o := w.orderOf(id)
		if o.WorkerID != step.has || o.State != step.state {
			t.Fatalf("%s with %q at %s, want %s with %q", o.State, o.WorkerID, w.clock.now().Format(time.TimeOnly), step.state, step.has)
		}
		if o.State == care.OrderAssigned && o.AcceptBy.Sub(w.clock.now()) > 30*time.Second {
			t.Errorf("%q has until %s", o.WorkerID, o.AcceptBy)
		}
		if in := w.one(); in.Ringing != step.ringer {
			t.Errorf("with %q: the desk rings: %t", o.WorkerID, in.Ringing)
		}
	}
	want := "order.created order.assigned order.lapsed order.reoffered order.lapsed order.reoffered order.lapsed"
	if got := strings.Join(w.lines("order", string(id)), " "); got != want {
		t.Errorf("the timeline is %s", got)
	}
}

func TestADeclinedEmergencyGoesToTheNextAtOnce(t *testing.T) {
	w, id := emergencySent(t)
	o, err := w.desk.Decline(t.Context(), worker, id, "走不开")
	must(t, err)
	if o.State != care.OrderAssigned || o.WorkerID != stranger.ID || !slices.Equal(o.Declined, []care.StaffID{worker.ID}) {
		t.Fatalf("%s with %q, let go by %v", o.State, o.WorkerID, o.Declined)
	}
	// Whoever had accepted and cannot after all is followed by the next, and the desk rings.
	_, err = w.desk.Accept(t.Context(), stranger, id, 300)
	must(t, err)
	o, err = w.desk.Decline(t.Context(), stranger, id, "车坏了")
	must(t, err)
	if o.WorkerID != nurse.ID || o.AcceptedAt != nil || o.ETASeconds != 0 {
		t.Errorf("with %q, accepted at %v", o.WorkerID, o.AcceptedAt)
	}
	if in := w.one(); in.State != care.IncidentAnswered || !in.Ringing {
		t.Errorf("the incident is %s, ringing %t", in.State, in.Ringing)
	}
}

// TestAtMostFourAreAskedInTurn before everybody near may take it.
func TestAtMostFourAreAskedInTurn(t *testing.T) {
	w, id := emergencySent(t)
	w.sends.(*adviser).order = []care.StaffID{worker.ID, stranger.ID, nurse.ID, cook.ID, "w9"}
	for range 4 {
		w.attend()
		w.pass(30 * time.Second)
	}
	if o := w.orderOf(id); o.State != care.OrderQueued || len(o.Declined) != 4 {
		t.Errorf("%s, let go by %v", o.State, o.Declined)
	}
}

// TestWhoeverCannotBeFoundIsNobody: an adviser that fails leaves the order to everybody.
func TestWhoeverCannotBeFoundIsNobody(t *testing.T) {
	w, id := emergencySent(t)
	w.sends.(*adviser).err = care.ErrUnavailable
	w.attend()
	w.pass(30 * time.Second)
	if o := w.orderOf(id); o.State != care.OrderQueued {
		t.Errorf("the order is %s", o.State)
	}
	if in := w.one(); !in.Ringing {
		t.Error("the desk does not ring")
	}
}

// TestNeverTwoHaveAnEmergency: two processes notice the lapse while its worker accepts
// after all. One of them wins, and one worker has the order.
func TestNeverTwoHaveAnEmergency(t *testing.T) {
	for range 10 {
		w, id := emergencySent(t)
		other := w.newDesk()
		w.clock.pass(30 * time.Second)
		var all sync.WaitGroup
		var accepted error
		all.Go(func() { _ = w.desk.Pass(t.Context()) })
		all.Go(func() { _ = other.Pass(t.Context()) })
		all.Go(func() { _, accepted = w.desk.Accept(t.Context(), worker, id, 60) })
		all.Wait()
		o := w.orderOf(id)
		lines := w.lines("order", string(id))
		offers := 0
		for _, l := range lines {
			if l == "order.reoffered" {
				offers++
			}
		}
		switch {
		case accepted == nil && (o.State != care.OrderAccepted || o.WorkerID != worker.ID || offers != 0):
			t.Fatalf("accepted, and %s with %q: %v", o.State, o.WorkerID, lines)
		case accepted != nil && (o.State != care.OrderAssigned || o.WorkerID != stranger.ID || offers != 1):
			t.Fatalf("refused (%v), and %s with %q: %v", accepted, o.State, o.WorkerID, lines)
		}
	}
}

// TestWhatStopsAWorker stops an operator from sending and the worker from claiming; an
// emergency it does not stop.
func TestWhatStopsAWorker(t *testing.T) {
	w := setup(t)
	w.sends = &adviser{stops: map[care.StaffID]care.Argument{worker.ID: {Code: "certificate_expired", Text: "健康证"}}}
	w.desk = w.newDesk()
	o := w.order(care.Meal, "wang")
	_, err := w.desk.Assign(t.Context(), operator, o.ID, worker.ID)
	conflict(t, err, "worker.certificate_expired")
	_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
	conflict(t, err, "worker.certificate_expired")
	_, err = w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Meal, Elder: "wang", Worker: worker.ID})
	conflict(t, err, "worker.certificate_expired")
	if lines := w.lines("order", string(o.ID)); len(lines) != 1 {
		t.Errorf("the timeline is %v", lines)
	}
	_, err = w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Elder: "wang", Worker: worker.ID})
	must(t, err)
}

func TestTwoGoWhereNobodyMayGoAlone(t *testing.T) {
	w := setup(t)
	w.sends, w.goods = &adviser{}, goods{"bath": {ID: "bath", Service: care.Bathing, Name: "助浴", TwoPersons: true}}
	w.desk = w.newDesk()
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Elder: "wang", Offering: "bath"})
	must(t, err)
	_, err = w.desk.Assign(t.Context(), operator, o.ID, worker.ID)
	conflict(t, err, "order.second_needed")
	_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
	conflict(t, err, "order.second_needed")
	if _, err = w.desk.SendTo(t.Context(), operator, o.ID, worker.ID, worker.ID, time.Time{}, time.Time{}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("with oneself: %v", err)
	}
	until := w.clock.now().Add(3 * time.Hour)
	o, err = w.desk.SendTo(t.Context(), operator, o.ID, worker.ID, stranger.ID, until, until.Add(30*time.Minute))
	must(t, err)
	if o.SecondID != stranger.ID || !o.AcceptBy.Equal(until) || o.PlannedAt == nil || !o.PlannedAt.Equal(until.Add(30*time.Minute)) {
		t.Errorf("with %q until %s, planned for %v", o.SecondID, o.AcceptBy, o.PlannedAt)
	}
	o, err = w.desk.Decline(t.Context(), worker, o.ID, "病了")
	must(t, err)
	if o.SecondID != "" {
		t.Errorf("%q still goes along", o.SecondID)
	}
}

// TestSentToWhoeverIsComingAlready changes nothing: a click that the network brings late
// must not let the senior hear that somebody is looked for, while the worker drives.
func TestSentToWhoeverIsComingAlready(t *testing.T) {
	w, id := emergencySent(t)
	ctx := t.Context()
	_, err := w.desk.Accept(ctx, worker, id, 300)
	must(t, err)
	for _, state := range []care.OrderState{care.OrderAccepted, care.OrderOnTheWay} {
		o, err := w.desk.Assign(ctx, operator, id, worker.ID)
		must(t, err)
		if o.State != state || o.AcceptedAt == nil || o.AcceptBy != nil || o.ETASeconds != 300 {
			t.Errorf("sent again while %s: %+v", state, o)
		}
		if in := w.one(); in.State != care.IncidentDispatched {
			t.Errorf("the incident fell back to %s", in.State)
		}
		_, err = w.desk.Depart(ctx, worker, id)
		must(t, err)
	}
}

// TestARoundTakesNothingFromWhoeverTookItMeanwhile: a draft is some minutes old when it is
// sent; an operator's own decision counts at once.
func TestARoundTakesNothingFromWhoeverTookItMeanwhile(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o := w.order(care.Cleaning, "wang")
	_, err := w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.Depart(ctx, worker, o.ID)
	must(t, err)
	due := w.clock.now().Add(time.Hour)
	_, err = w.desk.SendTo(ctx, operator, o.ID, stranger.ID, "", due, due)
	conflict(t, err, "order.taken")
	if got := w.orderOf(o.ID); got.WorkerID != worker.ID || got.State != care.OrderOnTheWay {
		t.Errorf("%s with %q", got.State, got.WorkerID)
	}
	got, err := w.desk.Assign(ctx, operator, o.ID, stranger.ID)
	must(t, err)
	if got.WorkerID != stranger.ID {
		t.Errorf("with %q", got.WorkerID)
	}
}
