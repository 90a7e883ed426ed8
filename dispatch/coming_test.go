package dispatch_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

var (
	liu = care.Staff{ID: "liu", Username: "liu", Name: "服务员刘样例", Role: care.Worker, RegionID: township}
	ou  = care.Staff{ID: "ou", Username: "ou", Name: "欧阳样例", Role: care.Worker, RegionID: township}
)

// hire adds workers to the sample.
func (w *world) hire(people ...care.Staff) {
	w.t.Helper()
	must(w.t, w.store.CreateStaff(w.t.Context(), people, make([]string, len(people)), care.Entry{At: w.clock.now(), By: "admin", What: "staff.created", Noun: "staff"}))
}

// saidOver lets minutes go by and returns what the senior heard, with the minute. The
// device confirms what it says.
func (w *world) saidOver(minutes int) []string {
	w.t.Helper()
	var out []string
	for m := range minutes + 1 {
		if m > 0 {
			w.clock.pass(time.Minute)
		}
		w.attend()
		w.look()
		for _, f := range w.told.heard("pendant-wang") {
			if f.Step != care.StepReceived {
				out = append(out, fmt.Sprintf("%d %s %s", m, f.Step, f.Text))
			}
			w.confirm("pendant-wang", f.Call, f.Step)
		}
	}
	return out
}

func (w *world) confirm(id care.DeviceID, call care.CallID, step care.Step) {
	w.t.Helper()
	must(w.t, w.tells.Confirm(w.t.Context(), care.Confirmation{Device: id, Call: call, Step: step, At: w.clock.now()}))
}

// goes answers a press and lets a worker accept its emergency.
func (w *world) goes(who care.Staff, eta int) care.Order {
	w.t.Helper()
	w.hire(liu, ou)
	w.answered(wangsPendant)
	o := w.emergency()
	w.saidOver(0)
	o, err := w.desk.Accept(w.t.Context(), who, o.ID, eta)
	must(w.t, err)
	return o
}

// Eight minutes were said; whoever lies there hears when they are over, and again, until
// somebody is there.
func TestALateHelperIsSaidToBeLateUntilTheDoor(t *testing.T) {
	w := setup(t)
	w.hire(liu)
	w.answered(wangsPendant)
	if diff := cmp.Diff([]string{"0 answered 值班员在看您的情况"}, w.saidOver(0)); diff != "" { // no minutes before anybody accepted
		t.Fatalf("(-want +got)\n%s", diff)
	}
	o := w.emergency()
	if got := w.saidOver(1); got != nil {
		t.Fatalf("said before anybody accepted: %v", got)
	}
	_, err := w.desk.Accept(t.Context(), liu, o.ID, 480)
	must(t, err)
	want := []string{"0 dispatched 已叫老刘过来，约8分钟", "8 dispatched 老刘还在路上，约4分钟到", "12 dispatched 老刘还在路上，约4分钟到"}
	if diff := cmp.Diff(want, w.saidOver(13)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// A press meanwhile hears what is left of the time.
	w.press(wangsPendant, "again")
	w.look()
	heard := w.told.heard("pendant-wang")
	if last := heard[len(heard)-1]; last.Text != "已叫老刘过来，约3分钟" {
		t.Errorf("a new press hears %q", last.Text)
	}
	_, err = w.desk.Arrive(t.Context(), liu, o.ID, nil)
	must(t, err)
	if diff := cmp.Diff([]string{"0 arrived 人到了"}, slices.Compact(w.saidOver(30))); diff != "" {
		t.Errorf("after the arrival (-want +got)\n%s", diff)
	}
	entries, err := w.store.Timeline(t.Context(), "incident", string(w.one().ID))
	must(t, err)
	n := 0
	for _, e := range entries {
		if e.What == "incident.said_again" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d lines say so, want 2", n)
	}
}

// Whoever never said when is said to be on the way, not silence; and not for ever.
func TestAHelperWithoutATimeIsStillSpokenOf(t *testing.T) {
	w := setup(t)
	w.goes(ou, 0)
	want := []string{"0 dispatched 已叫老欧阳过来", "10 dispatched 老欧阳还在路上，别着急", "20 dispatched 老欧阳还在路上，别着急"}
	if diff := cmp.Diff(want, w.saidOver(25)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := w.saidOver(240); len(got) != 10 { // until two hours are over
		t.Errorf("said %d times more: %v", len(got), got)
	}
}

// After two hours nobody knows whether it is true: the desk rings, and once it has taken
// it up the senior hears again. Nobody lies there in silence while the desk is quiet.
func TestTheDeskRingsWhenTheSeniorHearsNoMore(t *testing.T) {
	w := setup(t)
	w.goes(ou, 0)
	answer := func() {
		t.Helper()
		if _, err := w.desk.Answer(t.Context(), operator, w.one().ID); err != nil {
			t.Fatal(err)
		}
	}
	for range 11 { // an operator who takes it up whenever it rings
		w.saidOver(10)
		answer()
	}
	if in := w.one(); in.Ringing || in.Coming.SayAt == nil {
		t.Fatalf("before two hours: ringing %v, %+v", in.Ringing, in.Coming)
	}
	if got := w.saidOver(10); len(got) != 1 {
		t.Errorf("at two hours: %v", got)
	}
	in := w.one()
	if !in.Ringing || in.Coming.SayAt != nil || in.State != care.IncidentDispatched {
		t.Fatalf("the desk does not know: ringing %v, %+v", in.Ringing, in.Coming)
	}
	if !slices.Contains(w.lines("incident", string(in.ID)), "incident.said_enough") {
		t.Error("nothing says why it rings")
	}
	answer()
	if diff := cmp.Diff([]string{"10 dispatched 老欧阳还在路上，别着急", "20 dispatched 老欧阳还在路上，别着急"}, w.saidOver(25)); diff != "" {
		t.Errorf("taken up (-want +got)\n%s", diff)
	}
	for range 12 {
		w.saidOver(10)
	}
	if in = w.one(); in.Coming.SayAt != nil || !in.Ringing {
		t.Error("not asked a second time")
	}
}

// Whoever was to come does not: the senior hears it, and who comes instead.
func TestTheSeniorHearsThatSomebodyElseComes(t *testing.T) {
	w := setup(t)
	o := w.goes(liu, 480)
	_, err := w.desk.Decline(t.Context(), liu, o.ID, "车坏了")
	must(t, err)
	if diff := cmp.Diff([]string{"0 answered 刚才的人来不了，正在另叫人"}, w.saidOver(9)); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
	_, err = w.desk.Accept(t.Context(), ou, o.ID, 600)
	must(t, err)
	if diff := cmp.Diff([]string{"0 dispatched 改叫老欧阳过来，约10分钟"}, w.saidOver(1)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Two go, and the one who was spoken of does not come.
func TestTheSeniorHearsThatAnotherIsOnTheWay(t *testing.T) {
	w := setup(t)
	w.hire(liu, ou)
	w.answered(wangsPendant)
	for _, who := range []care.Staff{ou, liu} {
		_, err := w.desk.Accept(t.Context(), who, w.emergency().ID, 480)
		must(t, err)
	}
	w.saidOver(0)
	orders, err := w.store.OrdersOf(t.Context(), w.one().ID)
	must(t, err)
	for _, o := range orders {
		if o.WorkerID == liu.ID {
			_, err = w.desk.Decline(t.Context(), liu, o.ID, "车坏了")
			must(t, err)
		}
	}
	if diff := cmp.Diff([]string{"0 dispatched 刚才的人来不了，另有人在路上"}, w.saidOver(1)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A device that has not confirmed "somebody comes" must not say so once nobody does,
// nor at its next connection.
func TestWhatIsNotTrueAnyMoreIsNotSaidAgain(t *testing.T) {
	w := setup(t)
	o := w.goes(liu, 480)
	w.pass(0)
	w.told.heard("pendant-wang") // heard, and not confirmed
	_, err := w.desk.Decline(t.Context(), liu, o.ID, "车坏了")
	must(t, err)
	said := func() (out []string) {
		for range 120 {
			w.attend()
			w.pass(time.Second)
		}
		for _, f := range w.told.heard("pendant-wang") {
			if f.Step != care.StepReceived {
				out = append(out, f.Text)
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	if diff := cmp.Diff([]string{"刚才的人来不了，正在另叫人"}, said()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	must(t, w.tells.Reconnected(t.Context(), "pendant-wang"))
	if diff := cmp.Diff([]string{"刚才的人来不了，正在另叫人"}, said()); diff != "" {
		t.Errorf("after it came back (-want +got)\n%s", diff)
	}
	_, err = w.desk.Accept(t.Context(), ou, o.ID, 0)
	must(t, err)
	if diff := cmp.Diff([]string{"改叫老欧阳过来了"}, said()); diff != "" {
		t.Errorf("once somebody comes (-want +got)\n%s", diff)
	}
}

// Two processes notice at once that somebody is late: it is said once.
func TestLateIsSaidOnceByManyProcesses(t *testing.T) {
	w := setup(t)
	w.goes(liu, 480)
	other := w.newDesk()
	w.clock.pass(8 * time.Minute)
	done := make(chan error, 2)
	for _, d := range []*dispatch.Desk{w.desk, other} {
		go func() { done <- d.Pass(t.Context()) }()
	}
	must(t, <-done)
	must(t, <-done)
	if c := w.one().Coming; c == nil || c.Late != 1 {
		t.Errorf("got %+v", c)
	}
}
