package dispatch_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
	"yian/registry"
)

// atDesk lets seconds go by one by one, with a console that is alive, and returns
// who was rung at which second.
func (w *world) atDesk(seconds int) map[int]map[string]int {
	w.t.Helper()
	out := map[int]map[string]int{}
	for s := 1; s <= seconds; s++ {
		w.attend()
		w.pass(time.Second)
		if rung := w.rung.roles(); len(rung) > 0 {
			out[s] = rung
		}
	}
	return out
}

// patient is a desk that waits long for an act after the answer.
var patient = dispatch.Config{Act: time.Hour}

func TestTheFirstLadderClimbsUntilSomebodyAnswers(t *testing.T) {
	w := setup(t, patient)
	w.press(wangsPendant, "a")
	want := map[int]map[string]int{
		30:  {"supervisor": 1},
		60:  {"station_keeper": 1, "township_duty": 1, "contact": 1},
		180: {"county_desk": 1}, 360: {"county_desk": 1}, 540: {"county_desk": 1},
	}
	if diff := cmp.Diff(want, w.atDesk(600)); diff != "" {
		t.Errorf("who was rung at which second (-want +got)\n%s", diff)
	}
	in := w.one()
	_, err := w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	if got := w.atDesk(400); len(got) != 0 {
		t.Errorf("rung after the answer: %v", got)
	}
	lines := w.lines("incident", string(in.ID))
	if n := len(slices.DeleteFunc(lines, func(s string) bool { return s != "incident.escalated" })); n != 5 {
		t.Errorf("%d escalations on the timeline, want 5", n)
	}
}

// What nobody at a desk answers goes to the field pages when the neighbours are
// rung; the answer takes it back unless somebody goes already.
func TestTheNeighboursFieldPagesHearToo(t *testing.T) {
	orders := func(w *world) []care.Order {
		list, err := w.store.OrdersOf(t.Context(), w.one().ID)
		must(t, err)
		return list
	}
	w := setup(t)
	w.press(wangsPendant, "a")
	w.atDesk(59)
	if got := orders(w); len(got) != 0 {
		t.Fatalf("before the neighbours are rung: %+v", got)
	}
	w.atDesk(2)
	got := orders(w)
	if len(got) != 1 || got[0].State != care.OrderAssigned || got[0].WorkerID != worker.ID || got[0].Service != care.Emergency || got[0].ElderID != "wang" {
		t.Fatalf("the keeper of the station has %+v", got)
	}
	// Not accepted in time it waits for everybody near; it is made once.
	w.atDesk(300)
	if got = orders(w); len(got) != 1 || got[0].State != care.OrderQueued || got[0].WorkerID != "" {
		t.Fatalf("after its time: %+v", got)
	}
	in, err := w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	if got = orders(w); got[0].State != care.OrderCancelled || in.State != care.IncidentAnswered {
		t.Errorf("after the answer the order is %s, the incident %s", got[0].State, in.State)
	}
	w.pass(0)
	if waits, err := w.queue.Lengths(t.Context()); err != nil || len(waits) != 0 {
		t.Errorf("the queue still holds %v, %v", waits, err)
	}

	// A home without a station: whoever is near may take it, and the senior hears.
	w = setup(t)
	w.press(zhaosButton, "a")
	w.atDesk(61)
	o, err := w.desk.TakeNext(t.Context(), cook)
	if !errors.Is(err, care.ErrNotFound) {
		t.Errorf("a cook took %+v, %v", o, err)
	}
	o, err = w.desk.TakeNext(t.Context(), worker)
	must(t, err)
	if in := w.one(); in.State != care.IncidentDispatched || !in.Ringing || o.IncidentID != in.ID {
		t.Errorf("the incident is %s, ringing %v", in.State, in.Ringing)
	}
	in, err = w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	if got := orders(w); got[0].State != care.OrderAccepted || in.State != care.IncidentDispatched {
		t.Errorf("after the answer the order is %s, the incident %s", got[0].State, in.State)
	}
}

func TestEverybodyWhomItConcernsHasContactsAndEachIsRungOnce(t *testing.T) {
	w := setup(t)
	w.press(sharedButton, "a") // either of the couple, who share a son
	if diff := cmp.Diff(map[string]int{"station_keeper": 1, "township_duty": 1, "contact": 2}, w.atDesk(60)[60]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPostsThatNobodyHoldsAreSkipped(t *testing.T) {
	for name, c := range map[string]struct {
		place care.Place
		gone  bool // the supervisor is
		want  map[int]map[string]int
	}{
		"no keeper, no contacts":      {zhaosButton, false, map[int]map[string]int{30: {"supervisor": 1}, 60: {"township_duty": 1}, 180: {"county_desk": 1}}},
		"an unknown place":            {unknownPhone, false, map[int]map[string]int{30: {"supervisor": 1}, 60: {"county_desk": 1}, 180: {"county_desk": 1}}},
		"no supervisor":               {zhaosButton, true, map[int]map[string]int{30: {"township_duty": 1}, 180: {"county_desk": 1}}},
		"neither, at a place unknown": {unknownPhone, true, map[int]map[string]int{30: {"county_desk": 1}, 180: {"county_desk": 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			if c.gone {
				must(t, w.store.ChangeStaff(t.Context(), supervisor.ID, nil, func(s *care.Staff, _ *string, _ int) (care.Entry, error) {
					s.Disabled = true
					return care.Entry{At: w.clock.now(), By: "admin", What: "staff.disabled", Noun: "staff", Subject: "sup"}, nil
				}))
			}
			w.press(c.place, "a")
			if diff := cmp.Diff(c.want, w.atDesk(200)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A supervisor who could not open the incident is not woken for it.
func TestSupervisorsAreRungForWhatTheySee(t *testing.T) {
	w := setup(t)
	others := []care.Staff{{ID: "s1", Username: "s1", Name: "院值班长样例", Role: care.Supervisor, CenterID: "house-a", Phone: "13900000011"},
		{ID: "s2", Username: "s2", Name: "镇值班长样例", Role: care.Supervisor, RegionID: "990101002", Phone: "13900000012"}}
	must(t, w.store.CreateStaff(t.Context(), others, []string{"", ""}, care.Entry{At: w.clock.now(), By: care.System, What: "staff.imported", Noun: "staff"}))
	w.press(wangsPendant, "a")
	if got := w.atDesk(31)[30]["supervisor"]; got != 1 {
		t.Errorf("%d supervisors for a home in the village, want the county's", got)
	}
	w = setup(t)
	must(t, w.store.CreateStaff(t.Context(), others, []string{"", ""}, care.Entry{At: w.clock.now(), By: care.System, What: "staff.imported", Noun: "staff"}))
	w.press(bedCord, "a")
	if got := w.atDesk(31)[30]["supervisor"]; got != 2 {
		t.Errorf("%d supervisors for the house, want its own and the county's", got)
	}
}

func TestWithNobodyAtAConsoleTheTelephoneRingsAtOnce(t *testing.T) {
	w := setup(t)
	w.desk.Leave(context.Background(), operator.ID)
	w.press(wangsPendant, "a")
	w.pass(250 * time.Millisecond)
	if diff := cmp.Diff(map[string]int{"supervisor": 1, "county_desk": 1}, w.rung.roles()); diff != "" {
		t.Errorf("at once (-want +got)\n%s", diff)
	}
	// The rest of the chain keeps its times.
	got := map[int]bool{}
	for s := range 180 {
		w.pass(time.Second)
		if len(w.rung.roles()) > 0 {
			got[s+1] = true
		}
	}
	if diff := cmp.Diff(map[int]bool{60: true, 180: true}, got); diff != "" {
		t.Errorf("later (-want +got)\n%s", diff)
	}
	// A console that dies while it rings counts the same.
	w = setup(t)
	w.press(wangsPendant, "a")
	w.pass(10 * time.Second)
	if got := w.rung.roles(); len(got) != 0 {
		t.Errorf("rung while attended: %v", got)
	}
	w.pass(41 * time.Second) // no beat for 51 s
	if got := w.rung.roles(); got["county_desk"] != 1 {
		t.Errorf("rung once the console was dead: %v", got)
	}
}

func TestASecondRingClimbsAnew(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	w.atDesk(100)
	w.press(wangsPendant, "again")
	want := map[int]map[string]int{30: {"supervisor": 1}, 60: {"station_keeper": 1, "township_duty": 1, "contact": 1}, 180: {"county_desk": 1}}
	if diff := cmp.Diff(want, w.atDesk(200)); diff != "" {
		t.Errorf("first time (-want +got)\n%s", diff)
	}
	_, err := w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	w.press(wangsPendant, "and again")
	if diff := cmp.Diff(want, w.atDesk(200)); diff != "" {
		t.Errorf("second time (-want +got)\n%s", diff)
	}
}

// A console of one house does not hold back the telephone for homes elsewhere.
func TestAConsoleCountsWhereItRings(t *testing.T) {
	w := setup(t)
	w.desk.Leave(context.Background(), operator.ID)
	house := care.Staff{ID: "op-a", Username: "op-a", Name: "院话务员样例", Role: care.Operator, CenterID: "house-a"}
	w.desk.Beat(context.Background(), house, "1")
	w.press(wangsPendant, "home")
	w.press(bedCord, "house")
	w.pass(250 * time.Millisecond)
	if diff := cmp.Diff(map[string]int{"supervisor": 1, "county_desk": 1}, w.rung.roles()); diff != "" {
		t.Errorf("at once, for the home (-want +got)\n%s", diff)
	}
	for range 29 {
		w.desk.Beat(context.Background(), house, "1")
		w.pass(time.Second)
	}
	if got := w.rung.roles(); len(got) != 0 {
		t.Errorf("within 30 s: %v", got)
	}
	w.pass(time.Second)
	if diff := cmp.Diff(map[string]int{"supervisor": 1}, w.rung.roles()); diff != "" {
		t.Errorf("after 30 s, for the house (-want +got)\n%s", diff)
	}
}

func TestTwoProcessesRingOnce(t *testing.T) {
	w := setup(t)
	other := w.newDesk()
	w.press(wangsPendant, "a")
	for range 200 {
		w.attend()
		other.Beat(context.Background(), colleague, "2")
		w.clock.pass(time.Second)
		done := make(chan error, 2)
		for _, d := range []*dispatch.Desk{w.desk, other} {
			go func() { done <- d.Pass(t.Context()) }()
		}
		must(t, <-done)
		must(t, <-done)
	}
	want := map[string]int{"supervisor": 1, "station_keeper": 1, "township_duty": 1, "contact": 1, "county_desk": 1}
	if diff := cmp.Diff(want, w.rung.roles()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The owner of the timers dies at some second; what it would have done is done by
// the one that takes over, in its own time or at once.
func TestEscalationSurvivesARestart(t *testing.T) {
	for _, c := range []struct {
		dies, back int // seconds after the press
		want       map[int]bool
	}{
		{10, 20, map[int]bool{30: true, 60: true, 180: true}},
		{29, 31, map[int]bool{31: true, 60: true, 180: true}},
		{40, 50, map[int]bool{30: true, 60: true, 180: true}},
		{20, 100, map[int]bool{100: true, 101: true, 180: true}}, // both steps that were missed, one after the other
	} {
		w := setup(t)
		w.press(wangsPendant, "a")
		got := map[int]bool{}
		for s := 1; s <= 190; s++ {
			if s == c.back {
				w.desk = w.newDesk()
			}
			w.clock.pass(time.Second)
			if s >= c.dies && s < c.back {
				continue
			}
			w.attend()
			must(t, w.desk.Pass(t.Context()))
			if len(w.rung.roles()) > 0 {
				got[s] = true
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("dead from %d to %d (-want +got)\n%s", c.dies, c.back, diff)
		}
	}
}

func TestALongOutageRingsTheCountyDeskOnceNotTwentyTimes(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.atDesk(200)
	w.clock.pass(time.Hour)
	if got := w.atDesk(60); len(got) != 1 {
		t.Errorf("rung at %v", got)
	}
}

// The desk's own timers, on a clock that stands still but for them: at most 2 s late.
func TestTheRunningDeskIsOnTime(t *testing.T) {
	_, err := sample() // made outside the bubble
	must(t, err)
	synctest.Test(t, func(t *testing.T) {
		store := openRecord(t)
		began := time.Now()
		rung := &gateway{now: time.Now}
		people := registry.New(registry.Config{}, registry.Deps{Record: store, Log: quiet})
		d, err := dispatch.New(dispatch.Config{}, dispatch.Deps{Book: store, Due: store, Outbox: store, Shelf: store, People: people, Posts: people,
			Whereabouts: &whereabouts{}, Phones: store, Callers: people, Worklist: store, Queue: noQueue{}, Notifier: rung, Messenger: nobodyTells{}})
		must(t, err)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		d.Beat(context.Background(), operator, "1")
		must(t, d.Raise(ctx, care.Call{ID: "a", Kind: care.SOS, PressedAt: began, ReceivedAt: began, Place: unknownPhone}))
		for range 20 {
			time.Sleep(20 * time.Second)
			d.Beat(context.Background(), operator, "1")
		}
		stop()
		must(t, <-done)
		var late []time.Duration
		for i, due := range []time.Duration{30 * time.Second, time.Minute, 3 * time.Minute, 6 * time.Minute} {
			if i < len(rung.at) {
				late = append(late, rung.at[i].Sub(began)-due)
			}
		}
		if len(rung.at) != 4 || slices.ContainsFunc(late, func(d time.Duration) bool { return d < 0 || d > 2*time.Second }) {
			t.Errorf("%d rings, late by %v; want 4, none by more than 2 s", len(rung.at), late)
		}
	})
}

// noQueue is a queue that is never there.
type noQueue struct{}

func (noQueue) Put(context.Context, care.Order) error      { return care.ErrUnavailable }
func (noQueue) Remove(context.Context, care.OrderID) error { return care.ErrUnavailable }
func (noQueue) Take(context.Context, care.RegionID, []care.Service) (care.OrderID, error) {
	return "", care.ErrUnavailable
}
func (noQueue) Whole(context.Context) (bool, error)      { return false, care.ErrUnavailable }
func (noQueue) Fill(context.Context, []care.Order) error { return care.ErrUnavailable }
func (noQueue) Lengths(context.Context) (map[care.Service]int, error) {
	return nil, care.ErrUnavailable
}

func TestTheSecondLadderRunsWhileTheElderIsSilent(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	for range 2 { // twice is once
		_, err := w.desk.NoAnswer(t.Context(), operator, in.ID)
		must(t, err)
	}
	want := map[int]map[string]int{
		1:  {"key_holder": 1, "station_keeper": 1},
		60: {"station_keeper": 1, "township_duty": 1, "contact": 1}, 180: {"county_desk": 1}, 360: {"county_desk": 1},
	}
	if diff := cmp.Diff(want, w.atDesk(400)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, err := w.desk.Contact(t.Context(), operator, in.ID, "seen", "邻居样例", "")
	must(t, err)
	if got := w.atDesk(400); len(got) != 0 {
		t.Errorf("rung after the elder was seen: %v", got)
	}
	// Silent again: the ladder begins anew and rings anew.
	_, err = w.desk.NoAnswer(t.Context(), operator, in.ID)
	must(t, err)
	if got := w.atDesk(5); got[1]["key_holder"] != 1 {
		t.Errorf("the second time: %v", got)
	}
	if in := w.one(); in.Contact != nil {
		t.Error("an elder who is silent again still counts as reached")
	}
}

func TestTheOperatorMayEscalateAtOnce(t *testing.T) {
	w := setup(t, patient)
	w.press(wangsPendant, "a")
	in := w.one()
	for _, want := range []string{"supervisor", "township_duty", "county_desk", "county_desk"} {
		_, err := w.desk.Escalate(t.Context(), operator, in.ID)
		must(t, err)
		w.pass(0)
		if got := w.rung.roles(); got[want] != 1 {
			t.Errorf("rung %v, want %s", got, want)
		}
	}
	// And after the answer, without starting a timer.
	in, err := w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	_, err = w.desk.Escalate(t.Context(), operator, in.ID)
	must(t, err)
	if got := w.atDesk(300); len(got) != 1 {
		t.Errorf("rung at %v, want once", got)
	}
	w.close(in.ID)
	_, err = w.desk.Escalate(t.Context(), operator, in.ID)
	conflict(t, err, "incident.closed")
}

// A text goes to telephones that anybody may read.
func TestWhatIsRungHoldsNoNameAndNoAddress(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	for range 200 {
		w.attend()
		w.pass(time.Second)
	}
	w.rung.mu.Lock()
	defer w.rung.mu.Unlock()
	if len(w.rung.sent) < 5 {
		t.Fatalf("only %d sent", len(w.rung.sent))
	}
	for _, n := range w.rung.sent {
		for _, private := range []string{"王样例", "李样例", "前进村", "样例路", "wang", "couple"} {
			if strings.Contains(n.Text, private) || strings.Contains(n.Key, private) {
				t.Errorf("%s holds %q: %s", n.Key, private, n.Text)
			}
		}
		if !strings.Contains(n.Text, "20261123-001") || !strings.Contains(n.Text, "7012349") {
			t.Errorf("text %q names neither the incident nor the number to ring", n.Text)
		}
	}
}

// Nobody knows where an unknown button is: the county of the site is rung.
func TestACallFromNowhereEndsAtTheCountyDesk(t *testing.T) {
	w := setup(t)
	w.press(unknownPhone, "a")
	w.atDesk(181)
	list, err := w.store.NoticesOf(t.Context(), w.one().ID)
	must(t, err)
	if !slices.ContainsFunc(list, func(n care.Notice) bool { return n.Receiver == "county_desk" && n.Phone == "0990-100" }) {
		t.Errorf("rung: %+v", list)
	}
}
