package dispatch_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

func TestAPressOpensAnIncident(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	in := w.one()
	now := w.clock.now()
	want := care.Incident{ID: in.ID, Number: "20261123-001", State: care.IncidentOpen, Severity: care.Critical, Kind: "sos", ElderID: "wang",
		ElderIDs: []care.ElderID{"wang"}, HouseholdID: "couple", RegionID: village, DeviceID: "pendant-wang", Calls: 1, OpenedAt: now, PressedAt: now,
		LastCallAt: now, Ringing: true, RingingAt: &now, Version: 1, Ladder: care.Ladder{NextAt: ptr(now.Add(30 * time.Second))}}
	if diff := cmp.Diff(want, in); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	w.pass(0)
	if got := steps(w.told.heard("pendant-wang")); !slices.Equal(got, []care.Step{care.StepReceived}) {
		t.Errorf("the device heard %v", got)
	}
}

func TestARepeatChangesNothingAndIsAnsweredAgain(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.pass(0)
	before := w.one()
	w.told.heard("pendant-wang")
	w.press(wangsPendant, "a") // the same press, heard by another process
	w.pass(0)
	if got := w.told.heard("pendant-wang"); len(got) != 0 {
		t.Errorf("told twice for one press: %v", got)
	}
	w.pass(3 * time.Second)
	for range 3 {
		w.press(wangsPendant, "a")
	}
	w.pass(0)
	if diff := cmp.Diff(before, w.one()); diff != "" {
		t.Errorf("a repeat changed the incident (-before +after)\n%s", diff)
	}
	if got := steps(w.told.heard("pendant-wang")); !slices.Equal(got, []care.Step{care.StepReceived}) {
		t.Errorf("the device heard %v", got)
	}
	// Even a device that confirmed, if it still asks: it may have been switched off since.
	must(t, w.tells.Confirm(t.Context(), care.Confirmation{Device: "pendant-wang", Call: "a", Step: care.StepReceived, At: w.clock.now()}))
	w.pass(2 * time.Minute)
	if got := w.told.heard("pendant-wang"); len(got) != 0 {
		t.Errorf("told after it confirmed: %v", got)
	}
	w.press(wangsPendant, "a")
	w.pass(0)
	w.pass(2 * time.Minute)
	if got := steps(w.told.heard("pendant-wang")); !slices.Equal(got, []care.Step{care.StepReceived}) {
		t.Errorf("after one more repeat the device heard %v, want received once", got)
	}
	// The same id of another device is another press.
	w.press(zhaosButton, "a")
	if n := len(w.incidents()); n != 2 {
		t.Errorf("%d incidents, want 2", n)
	}
}

func TestTenPressesAreOneIncident(t *testing.T) {
	w := setup(t)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() { w.press(wangsPendant, fmt.Sprint("press-", i)) })
	}
	wg.Wait()
	if in := w.one(); in.Calls != 10 {
		t.Errorf("calls %d, want 10", in.Calls)
	}
}

func TestCallsJoinByElderThenHouseholdThenDevice(t *testing.T) {
	for name, c := range map[string]struct {
		first, second care.Place
		incidents     int
	}{
		"the same elder, at another home":        {wangsPendant, care.Place{Device: "watch", Elder: "wang", Household: "alone", Region: village}, 1},
		"the same household, another device":     {wangsPendant, sharedButton, 1},
		"the same device, unknown to the rest":   {unknownPhone, unknownPhone, 1},
		"another household":                      {wangsPendant, zhaosButton, 2},
		"another unknown device":                 {unknownPhone, care.Place{Device: "line-2"}, 2},
		"a bed of a care home and a home":        {bedCord, zhaosButton, 2},
		"two residents of one care home":         {bedCord, care.Place{Device: "cord-2", Elder: "other", Center: "house-a", Region: township}, 2},
		"the household of a shared button first": {sharedButton, lisPendant, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			w.press(c.first, "1")
			w.press(c.second, "2")
			if n := len(w.incidents()); n != c.incidents {
				t.Errorf("%d incidents, want %d", n, c.incidents)
			}
		})
	}
}

func TestAClosedIncidentIsNotJoined(t *testing.T) {
	w := setup(t)
	in := w.answered(wangsPendant)
	w.close(in.ID)
	w.clock.pass(time.Minute)
	w.press(wangsPendant, "later")
	if list := w.incidents(); len(list) != 2 || list[1].Number != "20261123-002" {
		t.Errorf("got %d incidents", len(list))
	}
}

func (w *world) close(id care.IncidentID) {
	w.t.Helper()
	_, err := w.desk.Contact(w.t.Context(), operator, id, "heard", "", "")
	must(w.t, err)
	_, err = w.desk.Close(w.t.Context(), operator, id, care.OutcomeByMistake, "")
	must(w.t, err)
}

func TestASecondPersonIsShownAsAPersonNotACount(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.press(lisPendant, "b")
	in := w.one()
	if in.ElderID != "wang" || !slices.Equal(in.ElderIDs, []care.ElderID{"wang", "li"}) {
		t.Errorf("elder %q of %v", in.ElderID, in.ElderIDs)
	}
	if !slices.Contains(w.lines("incident", string(in.ID)), "incident.second_person") {
		t.Error("the timeline does not say so")
	}
	// Each device hears of its own press.
	w.pass(0)
	for _, d := range []care.DeviceID{"pendant-wang", "pendant-li"} {
		if got := steps(w.told.heard(d)); !slices.Equal(got, []care.Step{care.StepReceived}) {
			t.Errorf("%s heard %v", d, got)
		}
	}
}

// TestTheDeadDoNotCall: a shared button is the survivor's, and nobody's where none is
// left; whoever is away for a while may be back.
func TestTheDeadDoNotCall(t *testing.T) {
	for _, gone := range []care.WhereaboutsState{care.Deceased, care.InCenter} {
		w := setup(t)
		w.enter("wang", gone)
		w.press(sharedButton, "a")
		if in := w.one(); in.ElderID != "li" || !slices.Equal(in.ElderIDs, []care.ElderID{"li"}) {
			t.Errorf("%s: it is %q, may be %v", gone, in.ElderID, in.ElderIDs)
		}
	}
	w := setup(t)
	w.enter("wang", care.Deceased)
	w.enter("li", care.Deceased)
	w.press(sharedButton, "a")
	if in := w.one(); in.ElderID != "" || len(in.ElderIDs) != 0 || !in.Ringing || in.HouseholdID != "couple" {
		t.Errorf("an empty home's call: %+v", in)
	}
	w = setup(t)
	w.enter("wang", care.InHospital)
	w.press(sharedButton, "a")
	if in := w.one(); in.ElderID != "" || len(in.ElderIDs) != 2 {
		t.Errorf("with one in hospital it is %q, may be %v", in.ElderID, in.ElderIDs)
	}
}

// A dead man's pendant lies at home, and his widow presses it. Whether the register is
// right or she is, the operator asks who it is.
func TestThePendantOfTheDeadIsPressedByWhoeverLivesThere(t *testing.T) {
	w := setup(t)
	w.enter("wang", care.Deceased)
	w.press(wangsPendant, "a")
	if in := w.one(); in.ElderID != "" || !slices.Equal(in.ElderIDs, []care.ElderID{"li", "wang"}) || !in.Ringing {
		t.Errorf("it is %q, may be %v", in.ElderID, in.ElderIDs)
	}
	w = setup(t)
	w.enter("zhao", care.Deceased) // who lived alone
	w.press(panel, "b")
	if in := w.one(); in.ElderID != "zhao" {
		t.Errorf("it is %q", in.ElderID)
	}
}

func TestASharedButtonHasNoElderUntilTheOperatorSays(t *testing.T) {
	w := setup(t)
	w.press(sharedButton, "a")
	in := w.one()
	if in.ElderID != "" || len(in.ElderIDs) != 2 {
		t.Fatalf("elder %q of %v, want nobody of two", in.ElderID, in.ElderIDs)
	}
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	must(t, err)
	in, err = w.desk.NameElder(t.Context(), operator, in.ID, "li")
	must(t, err)
	if in.ElderID != "li" || len(in.ElderIDs) != 2 {
		t.Errorf("elder %q of %v", in.ElderID, in.ElderIDs)
	}
	if named := w.orderOf(o.ID); named.ElderID != "li" {
		t.Errorf("the worker on the way looks for %q", named.ElderID)
	}
	if list, err := w.store.OpenOrdersOf(t.Context(), "li"); err != nil || len(list) != 1 {
		t.Errorf("%d orders of the elder named, %v", len(list), err)
	}
	if _, err := w.desk.NameElder(t.Context(), operator, in.ID, "nobody"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("an elder who does not exist: %v", err)
	}
	// Behind the shared button of somebody who lives alone there is no question.
	w.press(zhaosButton, "b")
	if got := w.incidents()[1].ElderID; got != "zhao" {
		t.Errorf("elder %q, want zhao", got)
	}
}

func TestAnUnknownCallerGetsAPlaceWithAName(t *testing.T) {
	w := setup(t)
	w.press(unknownPhone, "a", care.Phone)
	in := w.one()
	if in.RegionID != "" || in.Severity != care.Warning {
		t.Fatalf("region %q, severity %s", in.RegionID, in.Severity)
	}
	in, err := w.desk.NameElder(t.Context(), operator, in.ID, "zhao")
	must(t, err)
	if in.RegionID != village || in.HouseholdID != "alone" || in.ElderID != "zhao" {
		t.Errorf("got %q %q %q", in.RegionID, in.HouseholdID, in.ElderID)
	}
}

func TestALateCallSaysByHowMuch(t *testing.T) {
	w := setup(t)
	now := w.clock.now()
	raise := func(id string, late time.Duration) {
		must(t, w.desk.Raise(t.Context(), care.Call{ID: care.CallID(id), Kind: care.SOS, PressedAt: now.Add(-late), ReceivedAt: now, Place: wangsPendant}))
	}
	raise("a", 30*time.Second)
	if in := w.one(); in.LateSeconds != 0 {
		t.Errorf("half a minute counts as late by %d s", in.LateSeconds)
	}
	raise("b", 10*time.Minute) // an earlier press that was held up
	if in := w.one(); in.LateSeconds != 600 || !in.PressedAt.Equal(now.Add(-10*time.Minute)) || !in.LastCallAt.Equal(now.Add(-30*time.Second)) {
		t.Errorf("late by %d s, pressed at %s, last %s", in.LateSeconds, in.PressedAt, in.LastCallAt)
	}
}

func TestOrphanAndSkewAreOnTheTimeline(t *testing.T) {
	w := setup(t)
	must(t, w.desk.Raise(t.Context(), care.Call{ID: "a", Kind: care.SOS, PressedAt: w.clock.now(), ReceivedAt: w.clock.now(), Orphan: true, ClockSkew: true, Place: wangsPendant}))
	if diff := cmp.Diff([]string{"incident.opened", "incident.orphan", "incident.clock_skew"}, w.lines("incident", string(w.one().ID))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestATestPressOpensNothingAndIsAnswered(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "t", care.Test)
	w.press(wangsPendant, "t", care.Test)
	w.pass(0)
	if n := len(w.incidents()); n != 0 {
		t.Errorf("%d incidents, want none", n)
	}
	if got := steps(w.told.heard("pendant-wang")); !slices.Equal(got, []care.Step{care.StepReceived}) {
		t.Errorf("the device heard %v", got)
	}
	if got := w.rung.roles(); len(got) != 0 {
		t.Errorf("rung: %v", got)
	}
	if got := w.lines("device", "pendant-wang"); !slices.Equal(got, []string{"device.tested"}) {
		t.Errorf("timeline %v", got)
	}
	// A real press of an open incident is not joined by a test.
	w.press(wangsPendant, "real")
	w.press(wangsPendant, "t2", care.Test)
	if in := w.one(); in.Calls != 1 {
		t.Errorf("calls %d, want 1", in.Calls)
	}
}

func TestAPressAfterTheAnswerRingsAtItsOwnerFirst(t *testing.T) {
	w := setup(t)
	w.answered(wangsPendant)
	w.clock.pass(time.Minute)
	w.press(wangsPendant, "again")
	in := w.one()
	if in.State != care.IncidentAnswered || !in.Ringing || !in.RingingAt.Equal(w.clock.now()) {
		t.Fatalf("state %s, ringing %v at %v", in.State, in.Ringing, in.RingingAt)
	}
	w.clock.pass(29 * time.Second)
	_, err := w.desk.Answer(t.Context(), colleague, in.ID)
	if got := conflict(t, err, "incident.taken"); got != operator.ID {
		t.Errorf("winner %q", got)
	}
	w.clock.pass(time.Second)
	in, err = w.desk.Answer(t.Context(), colleague, in.ID)
	must(t, err)
	if in.AnsweredBy != colleague.ID || in.Ringing {
		t.Errorf("answered by %s, ringing %v", in.AnsweredBy, in.Ringing)
	}
	// Its new owner may stop it again at any time.
	w.press(wangsPendant, "third")
	if in, err = w.desk.Answer(t.Context(), colleague, in.ID); err != nil || in.Ringing {
		t.Errorf("ringing %v, %v", in.Ringing, err)
	}
}

// Smoke that joins a press must stand on the row: 119 first, and nobody is sent in.
func TestTheGravestKindNamesTheIncident(t *testing.T) {
	for _, c := range []struct{ first, then, want care.CallKind }{
		{care.SOS, care.Smoke, care.Smoke}, {care.Gas, care.SOS, care.Gas}, {care.WaterLeak, care.Fall, care.Fall},
		{care.Fall, care.SOS, care.Fall}, {care.SOS, care.Phone, care.SOS},
	} {
		w := setup(t)
		w.press(wangsPendant, "a", c.first)
		w.press(wangsPendant, "b", c.then)
		if got := w.one().Kind; got != string(c.want) {
			t.Errorf("%s, then %s: got %s", c.first, c.then, got)
		}
	}
	w := setup(t)
	_, err := w.desk.Alert(t.Context(), care.Alert{ID: "x", Rule: "still", Severity: care.Critical, DeviceID: "mat", ElderID: "wang", HouseholdID: "couple", RegionID: village, RaisedAt: w.clock.now()})
	must(t, err)
	w.press(wangsPendant, "a")
	if got := w.one(); got.Kind != "sos" || got.Rule != "still" {
		t.Errorf("a person behind an alert: %s by rule %q", got.Kind, got.Rule)
	}
}

func TestSeverityOfKindsAndTheGravestCounts(t *testing.T) {
	for kind, want := range map[care.CallKind]care.Severity{care.SOS: care.Critical, care.PullCord: care.Critical, care.Fall: care.Critical,
		care.Smoke: care.Critical, care.Gas: care.Critical, care.WaterLeak: care.Warning, care.Phone: care.Warning} {
		w := setup(t)
		w.press(wangsPendant, "a", kind)
		if in := w.one(); in.Severity != want || in.Kind != string(kind) {
			t.Errorf("%s: got %s %s", kind, in.Kind, in.Severity)
		}
	}
	w := setup(t)
	w.press(wangsPendant, "a", care.WaterLeak)
	w.press(wangsPendant, "b", care.SOS)
	if in := w.one(); in.Severity != care.Critical {
		t.Errorf("after a press too: %s", in.Severity)
	}
}

func TestCriticalAlertsBecomeIncidentsOnce(t *testing.T) {
	w := setup(t)
	a := care.Alert{ID: "alert-1", Rule: "no_motion", Severity: care.Critical, DeviceID: "pir", ElderID: "zhao", HouseholdID: "alone", RegionID: village, RaisedAt: w.clock.now()}
	first, err := w.desk.Alert(t.Context(), a)
	must(t, err)
	in := w.one()
	if first != in.ID || in.Kind != "alert" || in.Rule != "no_motion" || in.Calls != 0 || !in.Ringing || in.ElderID != "zhao" {
		t.Errorf("got %q, %+v", first, in)
	}
	_, err = w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	// Asked again because the answer was lost: nothing rings anew.
	before := w.one()
	again, err := w.desk.Alert(t.Context(), a)
	must(t, err)
	if diff := cmp.Diff(before, w.one()); diff != "" || again != first {
		t.Errorf("got %q (-before +after)\n%s", again, diff)
	}
	// Another one joins and rings.
	a.ID = "alert-2"
	joined, err := w.desk.Alert(t.Context(), a)
	must(t, err)
	if in = w.one(); joined != first || !in.Ringing {
		t.Errorf("got %q, ringing %v", joined, in.Ringing)
	}
	// After closing, the same judgement opens nothing.
	_, err = w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	w.close(in.ID)
	if id, err := w.desk.Alert(t.Context(), a); err != nil || id != first {
		t.Errorf("after closing: %q, %v", id, err)
	}
	w.one()
	// Nobody waits at that device for words.
	w.pass(0)
	if got := w.told.heard("pir"); len(got) != 0 {
		t.Errorf("the sensor was told %v", got)
	}
}

func TestOtherAlertsStayOnTheList(t *testing.T) {
	w := setup(t)
	for name, a := range map[string]care.Alert{
		"warning":            {ID: "1", Severity: care.Warning, DeviceID: "pir", ElderID: "zhao"},
		"info":               {ID: "2", Severity: care.Info, DeviceID: "pir", ElderID: "zhao"},
		"technical":          {ID: "3", Severity: care.Critical, Technical: true, DeviceID: "pir"},
		"has its incident":   {ID: "4", Severity: care.Critical, DeviceID: "pir", IncidentID: "in-1"},
		"technical, warning": {ID: "5", Severity: care.Warning, Technical: true, DeviceID: "pir"},
	} {
		id, err := w.desk.Alert(t.Context(), a)
		if err != nil || id != a.IncidentID {
			t.Errorf("%s: got %q, %v", name, id, err)
		}
	}
	if n := len(w.incidents()); n != 0 {
		t.Errorf("%d incidents", n)
	}
}

func steps(list []care.Feedback) []care.Step {
	var out []care.Step
	for _, f := range list {
		out = append(out, f.Step)
	}
	return out
}

func ptr[T any](v T) *T { return &v }
