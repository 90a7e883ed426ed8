package dispatch_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

func TestAnOrderLivesItsWholeLife(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o := w.order(care.Meal, "wang")
	if o.State != care.OrderQueued || o.Number != "20261123-0001" || o.RegionID != village || o.HouseholdID != "couple" || o.Priority != 2 {
		t.Fatalf("made as %+v", o)
	}
	step := func(name string, want care.OrderState, do func() (care.Order, error)) {
		t.Helper()
		for range 2 { // sent twice is once
			w.clock.pass(time.Minute)
			got, err := do()
			if err != nil || got.State != want {
				t.Fatalf("%s: %s, %v", name, got.State, err)
			}
		}
	}
	step("assign", care.OrderAssigned, func() (care.Order, error) { return w.desk.Assign(ctx, operator, o.ID, worker.ID) })
	step("accept", care.OrderAccepted, func() (care.Order, error) { return w.desk.Accept(ctx, worker, o.ID, 480) })
	step("depart", care.OrderOnTheWay, func() (care.Order, error) { return w.desk.Depart(ctx, worker, o.ID) })
	step("arrive", care.OrderArrived, func() (care.Order, error) {
		return w.desk.Arrive(ctx, worker, o.ID, &care.Location{Lat: 30, Lon: 110})
	})
	step("complete", care.OrderCompleted, func() (care.Order, error) { return w.desk.Complete(ctx, worker, o.ID, "吃了") })
	got := w.orderOf(o.ID)
	if got.AcceptedAt == nil || got.DepartedAt == nil || got.ArrivedAt == nil || got.CompletedAt == nil || got.Result != "吃了" || got.OnBehalf != "" || got.AcceptBy != nil {
		t.Errorf("ended as %+v", got)
	}
	want := []string{"order.created", "order.assigned", "order.accepted", "order.departed", "order.arrived", "order.completed"}
	if lines := w.lines("order", string(o.ID)); !slices.Equal(lines, want) {
		t.Errorf("history %v", lines)
	}
	_, err := w.desk.Depart(ctx, worker, o.ID)
	conflict(t, err, "order.state")
}

func TestStepsThatAStateDoesNotAllow(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o := w.order(care.Meal, "wang")
	for name, do := range map[string]func() error{
		"depart":   func() error { _, err := w.desk.Depart(ctx, operator, o.ID); return err },
		"arrive":   func() error { _, err := w.desk.Arrive(ctx, operator, o.ID, nil); return err },
		"complete": func() error { _, err := w.desk.Complete(ctx, operator, o.ID, ""); return err },
	} {
		t.Run(name, func(t *testing.T) { conflict(t, do(), "order.state") })
	}
	for name, do := range map[string]func() error{
		"accept for nobody":     func() error { _, err := w.desk.Accept(ctx, operator, o.ID, 0); return err },
		"cancel without reason": func() error { _, err := w.desk.Cancel(ctx, operator, o.ID, " "); return err },
		"assign to an operator": func() error { _, err := w.desk.Assign(ctx, operator, o.ID, colleague.ID); return err },
		"assign to nobody":      func() error { _, err := w.desk.Assign(ctx, operator, o.ID, "no-such"); return err },
		"a service that is none": func() error {
			_, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: "dancing", Elder: "wang"})
			return err
		},
		"for nobody": func() error {
			_, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Meal})
			return err
		},
	} {
		if err := do(); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
	if _, err := w.desk.Cancel(ctx, operator, o.ID, "不需要了"); err != nil {
		t.Fatal(err)
	}
	_, err := w.desk.Accept(ctx, worker, o.ID, 0)
	if !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a cancelled order is out of a worker's sight: %v", err)
	}
}

func TestOfFiftyWorkersOneGetsTheOrder(t *testing.T) {
	w := setup(t)
	o := w.order(care.Meal, "wang")
	errs := make([]error, 50)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			by := care.Staff{ID: care.StaffID(fmt.Sprint("worker-", i)), Role: care.Worker, RegionID: township}
			_, errs[i] = w.desk.Accept(t.Context(), by, o.ID, 0)
		})
	}
	wg.Wait()
	winner, winners := w.orderOf(o.ID).WorkerID, 0
	for _, err := range errs {
		if err == nil {
			winners++
		} else if got := conflict(t, err, "order.taken"); got != winner {
			t.Errorf("a loser was told that %q won, not %q", got, winner)
		}
	}
	if winners != 1 {
		t.Errorf("%d winners", winners)
	}
}

func TestAWorkerSeesAndDoesTheOwn(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o := w.order(care.Bathing, "wang")
	if _, err := w.desk.Accept(ctx, stranger, o.ID, 0); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("from another township: %v", err)
	}
	_, err := w.desk.Accept(ctx, cook, o.ID, 0)
	conflict(t, err, "worker.unskilled")
	_, err = w.desk.Assign(ctx, operator, o.ID, cook.ID)
	conflict(t, err, "worker.unskilled")
	_, err = w.desk.Assign(ctx, operator, o.ID, worker.ID)
	must(t, err)
	_, err = w.desk.Accept(ctx, cook, o.ID, 0)
	if got := conflict(t, err, "order.taken"); got != worker.ID {
		t.Errorf("winner %q", got)
	}
	for name, do := range map[string]func() error{
		"depart":  func() error { _, err := w.desk.Depart(ctx, cook, o.ID); return err },
		"decline": func() error { _, err := w.desk.Decline(ctx, cook, o.ID, "x"); return err },
		"fail":    func() error { _, err := w.desk.Fail(ctx, cook, o.ID, "x"); return err },
	} {
		if err := do(); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("%s somebody else's: %v", name, err)
		}
	}
}

func TestWhatTheOperatorEntersForAWorkerIsMarked(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o := w.order(care.Meal, "wang")
	o, err := w.desk.Assign(ctx, operator, o.ID, worker.ID)
	must(t, err)
	if o.OnBehalf != "" {
		t.Error("assigning is the operator's own act")
	}
	o, err = w.desk.Accept(ctx, operator, o.ID, 300)
	must(t, err)
	if o.OnBehalf != operator.ID || o.WorkerID != worker.ID || o.ETASeconds != 300 {
		t.Errorf("got on behalf %q, worker %q", o.OnBehalf, o.WorkerID)
	}
	o, err = w.desk.Depart(ctx, worker, o.ID)
	must(t, err)
	if o.OnBehalf != "" {
		t.Error("the worker's own step is marked as entered by somebody else")
	}
}

func TestAnAssignmentThatNobodyAcceptsGoesBack(t *testing.T) {
	for _, c := range []struct {
		service care.Service
		after   time.Duration
	}{{care.Emergency, 30 * time.Second}, {care.Meal, 15 * time.Minute}} {
		w := setup(t)
		in := w.answered(wangsPendant)
		o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: c.service, Elder: "wang", Incident: in.ID})
		must(t, err)
		_, err = w.desk.Assign(t.Context(), operator, o.ID, worker.ID)
		must(t, err)
		w.pass(c.after - time.Second)
		if got := w.orderOf(o.ID); got.State != care.OrderAssigned {
			t.Fatalf("%s: gone back too early", c.service)
		}
		w.attend()
		w.pass(time.Second)
		got := w.orderOf(o.ID)
		if got.State != care.OrderQueued || got.WorkerID != "" || !slices.Equal(got.Declined, []care.StaffID{worker.ID}) {
			t.Errorf("%s: %s of %q, let go by %v", c.service, got.State, got.WorkerID, got.Declined)
		}
		if in := w.one(); !in.Ringing {
			t.Errorf("%s: the desk does not ring", c.service)
		}
	}
}

func TestAcceptedOrdersMoveTheIncidentOnAndFailedOnesBack(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	if o.ElderID != "wang" || o.RegionID != village || o.Source != "incident" || o.Priority != 0 {
		t.Fatalf("made as %+v", o)
	}
	_, err = w.desk.Accept(ctx, worker, o.ID, 480)
	must(t, err)
	if in = w.one(); in.State != care.IncidentDispatched {
		t.Fatalf("accepted: %s", in.State)
	}
	w.pass(0)
	heard := w.told.heard("pendant-wang")
	if last := heard[len(heard)-1]; last.Step != care.StepDispatched || last.By != "老样" || last.ETASeconds != 480 {
		t.Errorf("the device heard %+v", last)
	}
	_, err = w.desk.Fail(ctx, worker, o.ID, "车坏了")
	must(t, err)
	if in = w.one(); in.State != care.IncidentAnswered || !in.Ringing {
		t.Fatalf("failed: %s, ringing %v", in.State, in.Ringing)
	}
	in, err = w.desk.Answer(ctx, operator, in.ID)
	must(t, err)
	// The second worker goes, and the senior hears the other name.
	o, err = w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	_, err = w.desk.Assign(ctx, operator, o.ID, "w4")
	if !errors.Is(err, care.ErrInvalid) {
		t.Fatal(err)
	}
	_, err = w.desk.Accept(ctx, care.Staff{ID: "w9", Role: care.Worker, RegionID: township}, o.ID, 600)
	must(t, err)
	w.clock.pass(time.Second)
	w.pass(0)
	heard = w.told.heard("pendant-wang")
	if len(heard) == 0 || heard[len(heard)-1].By != "" || heard[len(heard)-1].ETASeconds != 600 {
		t.Errorf("the device heard %+v", heard)
	}
	_, err = w.desk.Arrive(ctx, care.Staff{ID: "w9", Role: care.Worker}, o.ID, nil)
	must(t, err)
	if in = w.one(); in.State != care.IncidentArrived || in.Contact == nil || in.Contact.How != "seen" {
		t.Fatalf("arrived: %s, %+v", in.State, in.Contact)
	}
	_, err = w.desk.Close(ctx, operator, in.ID, "emergency_fall", "")
	must(t, err)
	if got := w.orderOf(o.ID); got.State != care.OrderCompleted {
		t.Errorf("after closing the order is %s", got.State)
	}
}

func TestADoorThatStayedShutIsNoContact(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	_, err = w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.Arrive(ctx, worker, o.ID, nil)
	must(t, err)
	_, err = w.desk.Fail(ctx, worker, o.ID, "敲门无人应")
	must(t, err)
	if in = w.one(); in.State != care.IncidentAnswered || in.Contact != nil || !in.Ringing {
		t.Errorf("got %s, contact %+v, ringing %v", in.State, in.Contact, in.Ringing)
	}
}

func TestClosingStopsWhoeverIsStillOnTheWay(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	_, err = w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	w.close(in.ID)
	if got := w.orderOf(o.ID); got.State != care.OrderCancelled || got.Reason == "" {
		t.Errorf("got %s, %q", got.State, got.Reason)
	}
	_, err = w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	conflict(t, err, "incident.closed")
}

func TestTheOwnersOwnChangeDoesNotRing(t *testing.T) {
	for name, c := range map[string]struct {
		by   care.Staff
		ring bool
	}{"the owner": {operator, false}, "a colleague": {colleague, true}} {
		w := setup(t)
		in := w.answered(wangsPendant)
		o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
		must(t, err)
		_, err = w.desk.Accept(t.Context(), worker, o.ID, 0)
		must(t, err)
		_, err = w.desk.Cancel(t.Context(), c.by, o.ID, "改派 120")
		must(t, err)
		if in = w.one(); in.State != care.IncidentAnswered || in.Ringing != c.ring {
			t.Errorf("%s: %s, ringing %v", name, in.State, in.Ringing)
		}
	}
}

func TestDecliningAndReassigning(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	_, err = w.desk.Assign(ctx, operator, o.ID, worker.ID)
	must(t, err)
	_, err = w.desk.Accept(ctx, worker, o.ID, 60)
	must(t, err)
	for range 2 { // sent twice is once
		o, err = w.desk.Decline(ctx, worker, o.ID, "走不开")
		must(t, err)
	}
	if o.State != care.OrderQueued || o.WorkerID != "" || o.AcceptedAt != nil || o.ETASeconds != 0 {
		t.Errorf("declined as %+v", o)
	}
	if in = w.one(); in.State != care.IncidentAnswered || !in.Ringing {
		t.Errorf("the incident is %s, ringing %v", in.State, in.Ringing)
	}
	_, err = w.desk.Accept(ctx, worker, o.ID, 0) // may change one's mind
	must(t, err)
	must(t, w.store.CreateStaff(ctx, []care.Staff{{ID: "w5", Username: "w5", Name: "样例五", Role: care.Worker, RegionID: township}}, []string{""},
		care.Entry{At: w.clock.now(), By: "admin", What: "staff.created", Noun: "staff", Subject: "w5"}))
	o, err = w.desk.Assign(ctx, operator, o.ID, "w5")
	must(t, err)
	if o.State != care.OrderAssigned || o.WorkerID != "w5" || o.AcceptedAt != nil {
		t.Errorf("reassigned as %+v", o)
	}
	if in = w.one(); in.State != care.IncidentAnswered {
		t.Errorf("nobody has accepted, but the incident is %s", in.State)
	}
}

func TestAnOrderForAWorkerIsMadeWholeOrNotAtAll(t *testing.T) {
	w := setup(t)
	want := dispatch.NewOrder{Service: care.Bathing, Elder: "sun", Source: "operator", Key: "k"}
	for name, c := range map[string]struct {
		by   care.Staff
		who  care.StaffID
		kind error
	}{
		"nobody":               {operator, "nobody", care.ErrInvalid},
		"no worker":            {operator, supervisor.ID, care.ErrInvalid},
		"without the skill":    {operator, cook.ID, care.ErrConflict},
		"of another site":      {manager, "nurse-b", care.ErrInvalid},
		"of another site, too": {operator, "nurse-b", nil},
		"the county's":         {manager, worker.ID, nil},
	} {
		want.Worker, want.Key = c.who, name
		o, err := w.desk.MakeOrder(t.Context(), c.by, want)
		list, _, lerr := w.store.Orders(t.Context(), care.Everything, care.OrderQuery{})
		must(t, lerr)
		if c.kind != nil {
			if !errors.Is(err, c.kind) || len(list) != 0 {
				t.Errorf("%s: %v, %d orders", name, err, len(list))
			}
			continue
		}
		if err != nil || o.State != care.OrderAssigned || o.WorkerID != c.who {
			t.Errorf("%s: %s to %s, %v", name, o.State, o.WorkerID, err)
			continue
		}
		again, err := w.desk.MakeOrder(t.Context(), c.by, want)
		if err != nil || again.ID != o.ID || again.Version != o.Version {
			t.Errorf("%s, sent twice: %+v, %v", name, again, err)
		}
		w = setup(t)
	}
	o := w.order(care.Bathing, "sun")
	if _, err := w.desk.Assign(t.Context(), manager, o.ID, "nurse-b"); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a manager sends another site's worker: %v", err)
	}
}

func TestTheSameKeyOfTheSameAuthorIsOneOrder(t *testing.T) {
	w := setup(t)
	want := dispatch.NewOrder{Service: care.Meal, Elder: "wang", Key: "key-1"}
	ids := map[care.OrderID]bool{}
	var mu sync.Mutex // guards ids
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			o, err := w.desk.MakeOrder(t.Context(), operator, want)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			ids[o.ID] = true
			mu.Unlock()
		})
	}
	wg.Wait()
	o, err := w.desk.MakeOrder(t.Context(), colleague, want)
	must(t, err)
	if len(ids) != 1 || ids[o.ID] {
		t.Errorf("%d orders of one author; the other's is another: %v", len(ids), !ids[o.ID])
	}
}

func TestTheGreenKeyMakesOneOrder(t *testing.T) {
	w := setup(t)
	ask := func(p care.Place, id string, s care.Service) error {
		return w.desk.Request(t.Context(), care.Request{ID: care.CallID(id), At: w.clock.now(), Service: s, Place: p})
	}
	count := func() int {
		list, _, err := w.store.Orders(t.Context(), care.Everything, care.OrderQuery{Source: "panel"})
		must(t, err)
		return len(list)
	}
	must(t, ask(panel, "1", care.Meal))
	must(t, ask(panel, "1", care.Meal))
	if n := count(); n != 1 {
		t.Fatalf("the same request twice made %d orders", n)
	}
	w.clock.pass(29 * time.Minute)
	must(t, ask(panel, "2", care.Meal))
	if n := count(); n != 1 {
		t.Errorf("impatience made %d orders", n)
	}
	must(t, ask(panel, "3", care.Bathing))
	if n := count(); n != 2 {
		t.Errorf("another wish: %d orders", n)
	}
	w.clock.pass(time.Minute)
	must(t, ask(panel, "4", care.Meal))
	if n := count(); n != 3 {
		t.Errorf("half an hour later: %d orders", n)
	}
	if err := ask(unknownPhone, "5", care.Meal); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a panel of nobody: %v", err)
	}
	// A shared panel: whoever is there; the one who takes it up asks who.
	w.enter("li", care.Staying)
	w.enter("wang", care.AtHome)
	must(t, ask(sharedButton, "6", care.Cleaning))
	list, _, err := w.store.Orders(t.Context(), care.Everything, care.OrderQuery{Services: []care.Service{care.Cleaning}})
	must(t, err)
	if len(list) != 1 || list[0].ElderID != "wang" || list[0].Note == "" || list[0].State != care.OrderQueued {
		t.Errorf("got %+v", list)
	}
}

// One of the five helps on a panel is 助急: it is a call, whoever the panel belongs to.
func TestTheGreenKeyForHelpCalls(t *testing.T) {
	w := setup(t)
	for _, p := range []care.Place{panel, unknownPhone} {
		for range 2 {
			must(t, w.desk.Request(t.Context(), care.Request{ID: "1", At: w.clock.now(), Service: care.Emergency, Place: p}))
		}
	}
	list := w.incidents()
	if len(list) != 2 || !list[0].Ringing || list[0].Kind != string(care.SOS) || list[0].ElderID != "zhao" || list[0].Calls != 1 {
		t.Errorf("got %+v", list)
	}
	orders, _, err := w.store.Orders(t.Context(), care.Everything, care.OrderQuery{Source: "panel"})
	must(t, err)
	if len(orders) != 0 {
		t.Errorf("%d orders that ring nobody", len(orders))
	}
	w.pass(time.Second)
	if told := w.told.heard("panel-zhao"); len(told) == 0 || told[0].Step != care.StepReceived {
		t.Errorf("told %+v", told)
	}
}

func TestWhereaboutsDecideWhatAnOrderBecomes(t *testing.T) {
	for _, c := range []struct {
		where   care.WhereaboutsState
		service care.Service
		want    care.OrderState
		refused bool
	}{
		{care.AtHome, care.Meal, care.OrderQueued, false},
		{care.Unknown, care.Meal, care.OrderQueued, false},
		{care.InHospital, care.Meal, care.OrderRequested, false},
		{care.Staying, care.Bathing, care.OrderRequested, false},
		{care.InHospital, care.Emergency, care.OrderQueued, false},
		{care.InHospital, care.Repair, care.OrderQueued, false},
		{care.Deceased, care.Meal, "", true},
		{care.Deceased, care.Emergency, care.OrderQueued, false},
		{care.Deceased, care.Repair, care.OrderQueued, false}, // somebody collects the device
	} {
		w := setup(t)
		w.enter("wang", c.where)
		o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: c.service, Elder: "wang"})
		if c.refused {
			conflict(t, err, "order.deceased")
			continue
		}
		if err != nil || o.State != c.want {
			t.Errorf("%s %s: got %s, %v; want %s", c.where, c.service, o.State, err, c.want)
		}
		if o.State == care.OrderRequested {
			if !strings.Contains(o.Note, "老人不在："+map[care.WhereaboutsState]string{care.InHospital: "住院", care.Staying: "走亲暂住"}[c.where]+"，") {
				t.Errorf("%s: whoever decides reads %q", c.where, o.Note)
			}
			if o, err = w.desk.Queue(t.Context(), operator, o.ID); err != nil || o.State != care.OrderQueued {
				t.Errorf("taken up: %s, %v", o.State, err)
			}
		}
	}
}

func TestOrdersOfWhoeverIsAwayAreCancelled(t *testing.T) {
	for where, cancelled := range map[care.WhereaboutsState]bool{care.InHospital: true, care.Deceased: true, care.Staying: true,
		care.AtHome: false, care.Out: false, care.AtDayCare: false, care.Unknown: false} {
		w := setup(t)
		in := w.answered(wangsPendant)
		bath, repair := w.order(care.Bathing, "wang"), w.order(care.Repair, "wang")
		assigned := w.order(care.Bathing, "wang")
		_, err := w.desk.Assign(t.Context(), operator, assigned.ID, worker.ID)
		must(t, err)
		others := w.order(care.Bathing, "li")
		emergency, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
		must(t, err)
		w.enter("wang", where)
		w.pass(0)
		for id, want := range map[care.OrderID]bool{bath.ID: cancelled, assigned.ID: cancelled, repair.ID: false, others.ID: false, emergency.ID: false} {
			if got := w.orderOf(id); (got.State == care.OrderCancelled) != want {
				t.Errorf("%s: the %s order is %s", where, got.Service, got.State)
			}
		}
	}
}

// TestWhoMovesIntoAHomeIsNotLookedForAtTheOldDoor: what was ordered to the house ends with
// the move and comes back with the return; what the home itself orders stays.
func TestWhoMovesIntoAHomeIsNotLookedForAtTheOldDoor(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	lives := func(site care.CenterID, where care.WhereaboutsState) {
		t.Helper()
		must(t, w.store.ChangeElder(ctx, "wang", func(e *care.Elder, _ []*care.Device) (care.Entry, error) {
			e.CenterID = site
			return care.Entry{At: w.clock.now(), By: "admin", What: "elder.changed", Noun: "elder", Subject: "wang"}, nil
		}))
		w.enter("wang", where)
		w.desk.Sweep(ctx)
	}
	order := func(s care.Service, plan care.PlanID) care.OrderID {
		t.Helper()
		due := w.clock.now().Add(24 * time.Hour)
		o, err := w.desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: s, Elder: "wang", DueAt: &due, Source: "operator", Plan: plan})
		must(t, err)
		return o.ID
	}
	bath, lunch := order(care.Bathing, ""), order(care.Meal, "p1")
	lives("house-b", care.InCenter)
	inside, treat := order(care.Bathing, ""), order(care.Meal, "")
	w.desk.Sweep(ctx)
	check := func(want map[care.OrderID]care.OrderState) {
		t.Helper()
		for id, state := range want {
			if o := w.orderOf(id); o.State != state {
				t.Errorf("%s %q: %s, want %s (%s)", o.Service, o.PlanID, o.State, state, o.Reason)
			}
		}
	}
	check(map[care.OrderID]care.OrderState{bath: care.OrderCancelled, lunch: care.OrderCancelled, inside: care.OrderQueued, treat: care.OrderQueued})
	lives("", care.AtHome)
	check(map[care.OrderID]care.OrderState{bath: care.OrderQueued, lunch: care.OrderCancelled}) // the plan takes up its own
}

// A bath on Saturday is not cancelled for a visit to relatives until Friday.
func TestAnOrderAfterTheReturnFindsItsElder(t *testing.T) {
	w := setup(t)
	friday, saturday := w.clock.now().Add(48*time.Hour), w.clock.now().Add(72*time.Hour)
	plan := func(due time.Time) care.Order {
		o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Bathing, Elder: "wang", DueAt: &due})
		must(t, err)
		return o
	}
	before, after := plan(friday.Add(-time.Hour)), plan(saturday)
	w.where.back = &friday
	w.enter("wang", care.Staying)
	w.pass(0)
	if a, b := w.orderOf(before.ID).State, w.orderOf(after.ID).State; a != care.OrderCancelled || b != care.OrderQueued {
		t.Errorf("before the return %s, after it %s", a, b)
	}
	if a, b := plan(friday.Add(-time.Hour)).State, plan(saturday).State; a != care.OrderRequested || b != care.OrderQueued {
		t.Errorf("made since: before the return %s, after it %s", a, b)
	}
	// Nobody entered the return: from then on meals come again.
	w.clock.pass(49 * time.Hour)
	if o := w.order(care.Meal, "wang"); o.State != care.OrderQueued {
		t.Errorf("after the return date: %s", o.State)
	}
}

// What was entered while no desk ran is obeyed at its start.
func TestASweepFindsWhatNobodyTold(t *testing.T) {
	w := setup(t)
	bath := w.order(care.Bathing, "wang")
	w.where.at = map[care.ElderID]care.WhereaboutsState{"wang": care.InHospital}
	w.desk.Sweep(t.Context())
	if got := w.orderOf(bath.ID); got.State != care.OrderCancelled {
		t.Errorf("got %s", got.State)
	}
}
