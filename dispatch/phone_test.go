package dispatch_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

const (
	sonsPhone  = "+86 139-0000-0005" // of the couple's son
	wangsPhone = "13900000011"
)

// tell is the telephone system telling of a call now.
func (w *world) tell(id string, state care.PhoneState, from string, more ...func(*dispatch.PhoneTold)) {
	w.t.Helper()
	told := dispatch.PhoneTold{ID: id, State: state, From: from, To: "7012349", At: w.clock.now()}
	for _, m := range more {
		m(&told)
	}
	must(w.t, w.desk.Phone(w.t.Context(), told))
	w.clock.pass(time.Second)
}

func seat(name string) func(*dispatch.PhoneTold) {
	return func(p *dispatch.PhoneTold) { p.Seat = name }
}

// calls are all telephone calls in the record, the oldest first.
func (w *world) calls(q ...care.PhoneQuery) []care.PhoneCall {
	w.t.Helper()
	q = append(q, care.PhoneQuery{})
	list, _, err := w.store.PhoneCalls(w.t.Context(), care.Everything, q[0])
	must(w.t, err)
	if !q[0].Owed {
		slices.Reverse(list)
	}
	return list
}

func (w *world) owed() []care.PhoneCall { return w.calls(care.PhoneQuery{Owed: true}) }

func TestACallIsFoundByNumberAndFollowedToItsEnd(t *testing.T) {
	w := setup(t)
	w.tell("c1", care.PhoneRinging, "13900000099") // nobody's
	w.tell("c2", care.PhoneRinging, sonsPhone)
	for range 2 { // twice is once
		w.tell("c2", care.PhoneAnswered, sonsPhone, seat("1"))
	}
	w.clock.pass(time.Minute)
	w.tell("c2", care.PhoneEnded, sonsPhone, func(p *dispatch.PhoneTold) { p.Recording = "rec/7" })
	w.tell("c2", care.PhoneRinging, sonsPhone) // a word that was late
	p := w.calls()[1]
	if p.State != care.PhoneEnded || p.By != operator.ID || p.AnsweredAt == nil || p.EndedAt == nil || p.EndedAt.Sub(*p.AnsweredAt) < time.Minute || p.Recording != "rec/7" {
		t.Errorf("got %+v", p)
	}
	if p.Number != "13900000005" || p.ElderID != "" || p.RegionID != village || !slices.Equal(p.ElderIDs, []care.ElderID{"li", "wang"}) {
		t.Errorf("whose: %+v", p)
	}
	if got, want := w.lines("phone", string(p.ID)), []string{"phone.ringing", "phone.answered", "phone.ended"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(w.owed()) != 0 {
		t.Errorf("owed: %+v", w.owed())
	}
	// No number may be on the journal, which many may read.
	entries, err := w.store.EntriesAfter(t.Context(), 0, 500)
	must(t, err)
	if b, _ := json.Marshal(entries); strings.Contains(string(b), "13900000005") {
		t.Error("the journal holds the number")
	}
}

// Words come late, twice and in any order; a caller is never lost for it.
func TestWordsOfACallInAnyOrder(t *testing.T) {
	for name, c := range map[string]struct {
		words []care.PhoneState
		want  care.PhoneState
		owed  int
	}{
		"missed":                         {[]care.PhoneState{care.PhoneRinging, care.PhoneMissed}, care.PhoneMissed, 1},
		"missed, without a ring":         {[]care.PhoneState{care.PhoneMissed}, care.PhoneMissed, 1},
		"busy":                           {[]care.PhoneState{care.PhoneBusy, care.PhoneBusy}, care.PhoneBusy, 1},
		"hung up before":                 {[]care.PhoneState{care.PhoneRinging, care.PhoneEnded}, care.PhoneAbandoned, 1},
		"ended, then told as answered":   {[]care.PhoneState{care.PhoneRinging, care.PhoneEnded, care.PhoneAnswered}, care.PhoneAnswered, 0},
		"missed here, answered there":    {[]care.PhoneState{care.PhoneMissed, care.PhoneAnswered, care.PhoneMissed}, care.PhoneAnswered, 0},
		"answered, then told as ringing": {[]care.PhoneState{care.PhoneAnswered, care.PhoneRinging}, care.PhoneAnswered, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			for _, s := range c.words {
				w.tell("c", s, sonsPhone)
			}
			if p := w.calls()[0]; p.State != c.want || len(w.owed()) != c.owed {
				t.Errorf("%s with %d owed, want %s with %d", p.State, len(w.owed()), c.want, c.owed)
			}
		})
	}
}

func TestWhoCallsAgainIsOwedOneCallBackByTheFirstDeadline(t *testing.T) {
	w := setup(t)
	began := w.clock.now()
	w.tell("c1", care.PhoneMissed, sonsPhone)
	w.clock.pass(5 * time.Minute)
	w.tell("c2", care.PhoneBusy, "13900000005")
	w.tell("other", care.PhoneMissed, "13900000001")
	owed := w.owed()
	if len(owed) != 2 || owed[0].CallBack.Missed != 2 || !owed[0].CallBack.By.Equal(began.Add(15*time.Minute)) {
		t.Fatalf("owed %+v", owed)
	}
	if first := w.calls()[0]; first.CallBack.Outcome != care.CallBackAgain {
		t.Errorf("the first: %+v", first.CallBack)
	}
	// Reached in another call.
	w.tell("c3", care.PhoneAnswered, sonsPhone)
	if owed := w.owed(); len(owed) != 1 || owed[0].Number != "13900000001" {
		t.Errorf("owed %+v", owed)
	}
	// A word of an earlier missed call that comes after they spoke owes nothing.
	w.tell("c0", care.PhoneMissed, sonsPhone, func(p *dispatch.PhoneTold) { p.At = began.Add(-time.Minute) })
	if owed := w.owed(); len(owed) != 1 {
		t.Errorf("owed %+v", owed)
	}
	// A withheld number cannot be called back, and rings nobody for ever.
	w.tell("withheld", care.PhoneMissed, "anonymous")
	if p := w.calls(); len(w.owed()) != 1 || p[len(p)-1].CallBack.Outcome != care.CallBackNoNumber {
		t.Errorf("withheld: %+v", p[len(p)-1])
	}
}

func TestAnOverdueCallBackRingsTheSupervisorUntilItEnds(t *testing.T) {
	w := setup(t, dispatch.Config{CallBack: 10 * time.Minute})
	other := w.newDesk() // a second process looks as well
	w.tell("c", care.PhoneMissed, sonsPhone)
	w.pass(9 * time.Minute)
	if got := w.rung.roles(); len(got) != 0 {
		t.Fatalf("rung before: %v", got)
	}
	w.pass(time.Minute)
	must(t, other.Pass(t.Context()))
	if got := w.rung.roles(); got["supervisor"] != 1 {
		t.Errorf("rung: %v", got)
	}
	if p := w.owed()[0]; p.CallBack.OverdueAt == nil {
		t.Errorf("not overdue: %+v", p.CallBack)
	}
	w.pass(9 * time.Minute)
	if got := w.rung.roles(); len(got) != 0 {
		t.Errorf("rung again too early: %v", got)
	}
	w.pass(time.Minute)
	if got := w.rung.roles(); got["supervisor"] != 1 {
		t.Errorf("not rung again: %v", got)
	}
	p, err := w.desk.SettleCallBack(t.Context(), operator, w.owed()[0].ID, care.CallBackReached, "在村里见到了")
	must(t, err)
	if p.CallBack.EndedBy != operator.ID || p.Note != "在村里见到了" {
		t.Errorf("settled: %+v", p)
	}
	w.pass(time.Hour)
	if got := w.rung.roles(); len(got) != 0 {
		t.Errorf("rung for what was settled: %v", got)
	}
	if _, err := w.desk.SettleCallBack(t.Context(), operator, p.ID, care.CallBackNuisance, ""); err == nil {
		t.Error("an operator may not decide that a caller is a nuisance")
	}
}

// Nobody is on duty as supervisor: the county desk is rung at its own number, since a
// voice gateway knows none.
func TestAnOverdueCallBackRingsTheCountyDeskWithoutASupervisor(t *testing.T) {
	w := setup(t, dispatch.Config{CallBack: 10 * time.Minute})
	w.roster.plan(care.SupervisorPost)
	w.tell("c", care.PhoneMissed, "13900000077")
	w.pass(10 * time.Minute)
	if got, want := w.phones(), []string{"county_desk 0990-100"}; !slices.Equal(got, want) {
		t.Errorf("rung %q, want %q", got, want)
	}
}

// A telephone system that stops telling must not lose a caller.
func TestACallThatRingsForEverIsAbandoned(t *testing.T) {
	w := setup(t)
	w.tell("c", care.PhoneRinging, sonsPhone)
	w.pass(2 * time.Minute)
	if len(w.owed()) != 0 {
		t.Fatal("it still rings")
	}
	w.pass(time.Minute)
	if p := w.owed(); len(p) != 1 || p[0].State != care.PhoneAbandoned {
		t.Errorf("owed %+v", p)
	}
}

// What is told of no further does not stay on the screens for ever.
func TestCallsEndByThemselves(t *testing.T) {
	w := setup(t)
	w.tell("c", care.PhoneAnswered, sonsPhone)
	_, err := w.desk.Connect(t.Context(), operator, dispatch.Connect{Number: sonsPhone})
	must(t, err)
	w.pass(time.Second)
	w.pass(11 * time.Minute)
	if all := w.calls(); all[0].State != care.PhoneAnswered || all[1].State != care.PhoneFailed {
		t.Errorf("got %s and %s", all[0].State, all[1].State)
	}
	w.pass(2 * time.Hour)
	if all := w.calls(); all[0].State != care.PhoneEnded || len(w.calls(care.PhoneQuery{Live: true})) != 0 {
		t.Errorf("got %s", all[0].State)
	}
}

func TestOneClickCallsBack(t *testing.T) {
	w := setup(t)
	w.tell("c", care.PhoneMissed, wangsPhone)
	in := w.answered(wangsPendant)
	ask := func(key string) care.PhoneCall {
		p, err := w.desk.Connect(t.Context(), operator, dispatch.Connect{Number: wangsPhone, Elder: "wang", Incident: in.ID, Seat: "1", Key: key})
		must(t, err)
		return p
	}
	p := ask("k1")
	if again := ask("k1"); again.ID != p.ID {
		t.Error("the same key is two calls")
	}
	w.pass(time.Second)
	sent := w.rung.sent
	if len(sent) != 1 || sent[0].Kind != "connect" || sent[0].Phone != "13900000011" || sent[0].Seat != "1" || sent[0].Incident != "" {
		t.Fatalf("sent %+v", sent)
	}
	key := sent[0].Key
	for range 2 {
		w.receipt(key, care.ReceiptNoAnswer)
	}
	if o := w.owed()[0]; o.CallBack.Tries != 1 {
		t.Errorf("tries: %+v", o.CallBack)
	}
	attempts := 0
	for _, line := range w.lines("incident", string(in.ID)) {
		if line == "incident.attempted" {
			attempts++
		}
	}
	if attempts != 1 {
		t.Errorf("%d attempts on the timeline: %v", attempts, w.lines("incident", string(in.ID)))
	}
	// The second is answered, and told of as a call.
	p = ask("k2")
	w.pass(time.Second)
	for _, s := range []care.PhoneState{care.PhoneRinging, care.PhoneAnswered, care.PhoneEnded} {
		w.tell("connect/"+string(p.ID), s, "")
	}
	p, err := w.store.PhoneCall(t.Context(), care.Everything, p.ID)
	must(t, err)
	if p.State != care.PhoneEnded || p.AnsweredAt == nil {
		t.Errorf("got %+v", p)
	}
	if len(w.owed()) != 0 || w.calls()[0].CallBack.Outcome != care.CalledBack {
		t.Errorf("still owed: %+v", w.calls()[0].CallBack)
	}
}

// A telephone system that only tells the end of a call out has not told that anybody
// picked up: nobody was called back, and the elder was not reached.
func TestACallOutThatOnlyEndedReachedNobody(t *testing.T) {
	w := setup(t)
	w.tell("c", care.PhoneMissed, wangsPhone)
	p, err := w.desk.Connect(t.Context(), operator, dispatch.Connect{Number: wangsPhone, Elder: "wang", Seat: "1"})
	must(t, err)
	told := func(s care.PhoneState, state care.PhoneState, owed int) {
		t.Helper()
		w.tell("connect/"+string(p.ID), s, "")
		p, err = w.store.PhoneCall(t.Context(), care.Everything, p.ID)
		must(t, err)
		if p.State != state || len(w.owed()) != owed {
			t.Errorf("the call is %s, owed to %d callers", p.State, len(w.owed()))
		}
	}
	told(care.PhoneEnded, care.PhoneNoAnswer, 1)
	told(care.PhoneAnswered, care.PhoneEnded, 0) // a word that was late
}

func TestACallBackEndsAfterThreeTries(t *testing.T) {
	w := setup(t)
	w.rung.none = true // no telephone system: the operator dials
	w.tell("c", care.PhoneMissed, sonsPhone)
	for range 3 {
		p, err := w.desk.Connect(t.Context(), operator, dispatch.Connect{Number: sonsPhone})
		must(t, err)
		if !p.ByHand {
			t.Error("who dials?")
		}
		_, err = w.desk.Result(t.Context(), operator, p.ID, care.PhoneNoAnswer)
		must(t, err)
	}
	if p := w.calls()[0]; len(w.owed()) != 0 || p.CallBack.Outcome != care.CallBackNoAnswer || p.CallBack.Tries != 3 {
		t.Errorf("got %+v", p.CallBack)
	}
}

// Whoever asked for a call has turned to something else when the telephone system
// comes back after a minute.
func TestACallIsPutThroughAtOnceOrNotAtAll(t *testing.T) {
	w := setup(t)
	w.rung.answer(care.ErrUnavailable)
	p, err := w.desk.Connect(t.Context(), operator, dispatch.Connect{Number: sonsPhone, Seat: "1"})
	must(t, err)
	w.pass(time.Second)
	w.rung.answer(nil)
	for range 5 {
		w.pass(time.Minute)
	}
	if p, err = w.store.PhoneCall(t.Context(), care.Everything, p.ID); err != nil || p.State != care.PhoneFailed || len(w.rung.sent) != 1 {
		t.Errorf("%+v after %d tries, %v", p, len(w.rung.sent), err)
	}
}

func TestWhatWasSaidBecomesAnIncident(t *testing.T) {
	w := setup(t)
	w.tell("c", care.PhoneAnswered, "13900000077", seat("1"))
	p := w.calls()[0]
	in, err := w.desk.Intake(t.Context(), operator, dispatch.NewIncident{Phone: p.ID, Urgent: true, Note: "有人摔倒了"})
	must(t, err)
	if again, err := w.desk.Intake(t.Context(), operator, dispatch.NewIncident{Phone: p.ID}); err != nil || again.ID != in.ID {
		t.Errorf("twice is two: %v, %v", again.ID, err)
	}
	if in.Kind != "phone" || in.State != care.IncidentAnswered || in.AnsweredBy != operator.ID || in.Severity != care.Critical || in.Ringing || in.ActBy == nil || in.ElderID != "" {
		t.Errorf("got %+v", in)
	}
	// Who it is turns out later, and the number remembers.
	_, err = w.desk.NameElder(t.Context(), operator, in.ID, "zhao")
	must(t, err)
	if p = w.calls()[0]; p.ElderID != "zhao" || p.IncidentID != in.ID || p.RegionID != village {
		t.Errorf("the call: %+v", p)
	}
	w.tell("next", care.PhoneRinging, "13900000077")
	if p = w.calls()[1]; p.ElderID != "zhao" {
		t.Errorf("the next call of that number: %+v", p)
	}
	if unaware, err := w.store.Unaware(t.Context(), []care.IncidentID{in.ID}); err != nil || len(unaware) != 0 {
		t.Errorf("whoever is on the telephone knows: %v, %v", unaware, err)
	}
	w.pass(time.Second)
	if told := w.told.heard(""); len(told) != 0 {
		t.Errorf("told nobody's device: %+v", told)
	}
}

// The neighbour telephones while the pendant rings: whoever talks with the neighbour
// has answered.
func TestACallJoinsTheOpenIncident(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.tell("c", care.PhoneAnswered, sonsPhone, seat("1"))
	in, err := w.desk.Intake(t.Context(), operator, dispatch.NewIncident{Phone: w.calls()[0].ID, Elder: "wang"})
	must(t, err)
	if len(w.incidents()) != 1 || in.AnsweredBy != operator.ID || in.State != care.IncidentAnswered || in.Ringing || in.Calls != 2 || in.Kind != "sos" {
		t.Errorf("got %+v of %d", in, len(w.incidents()))
	}
	w.pass(time.Second)
	if told := w.told.heard("pendant-wang"); !slices.ContainsFunc(told, func(f care.Feedback) bool { return f.Step == care.StepAnswered }) {
		t.Errorf("told %+v", told)
	}
}

func TestAnEntryFromPaperKeepsItsTimes(t *testing.T) {
	w := setup(t)
	then := w.clock.now().Add(-3 * time.Hour)
	p, err := w.desk.EnterPhone(t.Context(), operator, dispatch.PhoneEntered{Number: sonsPhone, Elder: "wang", At: then, Note: "停电时打来", Afterwards: true, Key: "k"})
	must(t, err)
	if again, err := w.desk.EnterPhone(t.Context(), operator, dispatch.PhoneEntered{Number: sonsPhone, Key: "k"}); err != nil || again.ID != p.ID {
		t.Errorf("twice is two: %v", err)
	}
	in, err := w.desk.Intake(t.Context(), operator, dispatch.NewIncident{Phone: p.ID})
	must(t, err)
	if !in.Afterwards || !in.PressedAt.Equal(then) || !in.AnsweredAt.Equal(then) || in.LateSeconds != 0 || in.ElderID != "wang" {
		t.Errorf("got %+v", in)
	}
	if _, err := w.desk.EnterPhone(t.Context(), operator, dispatch.PhoneEntered{Number: sonsPhone, At: w.clock.now().Add(time.Hour)}); err == nil {
		t.Error("a call of tomorrow is taken")
	}
}

// The operator took the caller for a neighbour, and puts it right: everybody goes to the
// right door, and the neighbour's family is not rung.
func TestACallerWhoWasTakenForAnotherIsHelpedAtTheRightDoor(t *testing.T) {
	w := setup(t)
	in, err := w.desk.Intake(t.Context(), operator, dispatch.NewIncident{Urgent: true, Note: "摔倒了"})
	must(t, err)
	in, err = w.desk.NameElder(t.Context(), operator, in.ID, "wang")
	must(t, err)
	o := w.emergency()
	in, err = w.desk.NameElder(t.Context(), operator, in.ID, "zhao")
	must(t, err)
	if o = w.orderOf(o.ID); in.HouseholdID != "alone" || o.HouseholdID != "alone" || o.ElderID != "zhao" || !slices.Equal(in.ElderIDs, []care.ElderID{"zhao"}) {
		t.Errorf("the incident is of %s at %s, the order of %s at %s", in.ElderIDs, in.HouseholdID, o.ElderID, o.HouseholdID)
	}
	// In a care home there is no household left from before.
	in, err = w.desk.NameElder(t.Context(), operator, in.ID, "sun")
	must(t, err)
	if in.HouseholdID != "" || in.CenterID != "house-a" || in.RegionID != township {
		t.Errorf("at %q, %s, %s", in.HouseholdID, in.CenterID, in.RegionID)
	}
}

// A telephone system whose clock began anew at 1970 loses no caller: its word is of now.
func TestAMissedCallOf1970IsOwed(t *testing.T) {
	w := setup(t)
	w.tell("a", care.PhoneAnswered, sonsPhone, seat("1"))
	w.clock.pass(time.Hour)
	rang := w.clock.now()
	w.tell("b", care.PhoneMissed, sonsPhone, func(p *dispatch.PhoneTold) { p.At = time.Unix(77, 0) })
	owed := w.owed()
	if len(owed) != 1 || !owed[0].At.Equal(rang) || !owed[0].CallBack.By.After(rang) {
		t.Errorf("owed: %+v", owed)
	}
}

// Who was spoken to in the morning, by the paper, and rang in vain at noon, is owed a call.
func TestAnEntryFromPaperEndsNoLaterCallBack(t *testing.T) {
	w := setup(t)
	morning := w.clock.now()
	w.clock.pass(3 * time.Hour)
	w.tell("c", care.PhoneMissed, sonsPhone)
	_, err := w.desk.EnterPhone(t.Context(), operator, dispatch.PhoneEntered{Number: sonsPhone, At: morning, Afterwards: true})
	must(t, err)
	if n := len(w.owed()); n != 1 {
		t.Errorf("owed to %d callers", n)
	}
	w.clock.pass(time.Minute) // and by the paper of after it was called back
	_, err = w.desk.EnterPhone(t.Context(), operator, dispatch.PhoneEntered{Number: sonsPhone, At: w.clock.now(), Afterwards: true})
	must(t, err)
	if n := len(w.owed()); n != 0 {
		t.Errorf("still owed to %d callers", n)
	}
}

func TestAnOrderFromACallIsOne(t *testing.T) {
	w := setup(t)
	w.tell("c", care.PhoneAnswered, "13900000078")
	p := w.calls()[0]
	for range 2 {
		o, err := w.desk.OrderFromPhone(t.Context(), operator, p.ID, dispatch.NewOrder{Service: care.Meal, Elder: "zhao", Note: "少盐"})
		must(t, err)
		if o.ElderID != "zhao" {
			t.Errorf("order %+v", o)
		}
	}
	if p = w.calls()[0]; len(p.OrderIDs) != 1 || p.ElderID != "zhao" || p.By != operator.ID {
		t.Errorf("the call: %+v", p)
	}
}

// A nuisance rings like anybody: one day it is true.
func TestNothingIsBlocked(t *testing.T) {
	w := setup(t)
	w.tell("c", care.PhoneAnswered, "13900000079")
	_, err := w.desk.MarkNuisance(t.Context(), operator, w.calls()[0].ID, true, "半夜骂人")
	must(t, err)
	list, err := w.store.Nuisances(t.Context())
	if err != nil || len(list) != 1 || list[0].Nuisance.By != operator.ID {
		t.Errorf("marked: %+v, %v", list, err)
	}
	w.tell("next", care.PhoneMissed, "13900000079")
	if len(w.owed()) != 1 {
		t.Error("a nuisance's missed call is nobody's")
	}
	w.pass(15 * time.Minute)
	if got := w.rung.roles(); got["supervisor"] != 1 {
		t.Errorf("rung %v", got)
	}
	if _, err := w.desk.MarkNuisance(context.Background(), operator, w.calls()[0].ID, false, ""); err != nil {
		t.Error(err)
	}
	if list, _ = w.store.Nuisances(t.Context()); len(list) != 0 {
		t.Errorf("still marked: %+v", list)
	}
}

// What was said in the morning and is entered now answers no press of now.
func TestAnEntryFromPaperAnswersNoNewerPress(t *testing.T) {
	w := setup(t)
	w.clock.pass(3 * time.Hour)
	w.press(wangsPendant, "a")
	in, err := w.desk.Intake(t.Context(), colleague, dispatch.NewIncident{Elder: "wang", At: w.clock.now().Add(-2 * time.Hour), Afterwards: true, Note: "停电时打来"})
	must(t, err)
	if in.State != care.IncidentOpen || !in.Ringing || in.AnsweredBy != "" {
		t.Errorf("the press is %s, ringing %v, answered by %s", in.State, in.Ringing, in.AnsweredBy)
	}
	// Paper of after the press is how that press was answered.
	w.clock.pass(time.Minute)
	in, err = w.desk.Intake(t.Context(), colleague, dispatch.NewIncident{Elder: "wang", At: w.clock.now().Add(-time.Second), Afterwards: true})
	must(t, err)
	if in.State != care.IncidentAnswered || in.Ringing {
		t.Errorf("the press is %s, ringing %v", in.State, in.Ringing)
	}
}
