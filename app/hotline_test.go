package app

import (
	"errors"
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/hotline"
)

// TestTheHotlineAsksAboutWhatTheDeskEnds: the two rooms know each other by the record
// only, where what one writes must be what the other reads.
func TestTheHotlineAsksAboutWhatTheDeskEnds(t *testing.T) {
	c, ctx := newClass(t), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(c.hotline.Look(ctx)) // what ended before is not asked about
	elder, err := c.people.Elder(ctx, care.Everything, c.seat.Cases()[0].ElderID(0, 0))
	must(err)
	must(c.desk.Raise(ctx, care.Call{ID: "press", Kind: care.SOS, PressedAt: c.now, ReceivedAt: c.now,
		Place: care.Place{Device: "pendant", Elder: elder.ID, Household: elder.HouseholdID, Region: elder.RegionID}}))
	list, _, err := c.store.Incidents(ctx, care.Everything, care.IncidentQuery{})
	must(err)
	in, err := c.desk.Answer(ctx, c.pupil, list[0].ID)
	must(err)
	closes := func(outcome care.Outcome) {
		t.Helper()
		_, err := c.desk.Attempt(ctx, c.pupil, in.ID, "call", "answered")
		_, heard := c.desk.Contact(ctx, c.pupil, in.ID, "heard", "", "")
		_, ended := c.desk.Close(ctx, c.pupil, in.ID, outcome, "")
		must(errors.Join(err, heard, ended, c.hotline.Look(ctx)))
	}
	open := func() []care.FollowUp {
		t.Helper()
		list, _, err := c.store.FollowUps(ctx, care.Everything, care.FollowUpQuery{States: []care.FollowUpState{care.FollowUpOpen}})
		must(err)
		return list
	}
	closes("emergency_fall")
	drawn := open()
	if len(drawn) != 1 || drawn[0].Subject != string(in.ID) || drawn[0].Why != "emergency" || !slices.Contains(drawn[0].Concerned, c.pupil.ID) {
		t.Fatalf("drawn: %+v", drawn)
	}
	caller := care.Staff{ID: "other", Role: care.Operator}
	_, err = c.desk.Reopen(ctx, c.pupil, in.ID)
	must(err)
	_, err = c.hotline.CallFollowUp(ctx, caller, drawn[0].ID, hotline.Called{Result: "reached"})
	var f *care.Fault
	if !errors.As(err, &f) || f.Code != "follow_up.goes_on" {
		t.Errorf("called while it goes on again: %v", err)
	}
	closes("emergency_illness")
	_, err = c.hotline.CallFollowUp(ctx, caller, drawn[0].ID, hotline.Called{Result: "reached", Satisfied: "satisfied"})
	must(err)
	// An order that nobody could carry out is asked about too.
	o, err := c.desk.MakeOrder(ctx, c.pupil, dispatch.NewOrder{Service: care.Meal, Elder: elder.ID, Source: "operator"})
	must(err)
	workers, err := c.people.Workers(ctx)
	must(err)
	i := slices.IndexFunc(workers, func(w care.Staff) bool { return w.RegionID.Contains(elder.RegionID) && w.Able(care.Meal) })
	_, err = c.desk.Assign(ctx, c.pupil, o.ID, workers[i].ID)
	must(err)
	_, err = c.desk.Accept(ctx, workers[i], o.ID, 0)
	must(err)
	_, err = c.desk.Fail(ctx, workers[i], o.ID, "没带饭")
	must(errors.Join(err, c.hotline.Look(ctx)))
	if drawn = open(); len(drawn) != 1 || drawn[0].Subject != string(o.ID) || drawn[0].Why != "failed" {
		t.Errorf("drawn then: %+v", drawn)
	}
}

// What was entered from paper is counted apart, and calls say what became of them.
func TestFunctionsTellCallsAndPaperApart(t *testing.T) {
	c, ctx := newClass(t), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	tell := func(id string, state care.PhoneState, from string) {
		t.Helper()
		must(c.desk.Phone(ctx, dispatch.PhoneTold{ID: id, State: state, From: from, At: c.now}))
	}
	tell("a", care.PhoneRinging, "13900000011")
	tell("a", care.PhoneAnswered, "13900000011")
	tell("b", care.PhoneRinging, "13900000012")
	tell("b", care.PhoneMissed, "13900000012")
	tell("c", care.PhoneMissed, "13900000013")
	out, err := c.desk.Connect(ctx, c.pupil, dispatch.Connect{Number: "13900000012"})
	must(err)
	must(c.desk.Phone(ctx, dispatch.PhoneTold{ID: "connect/" + string(out.ID), State: care.PhoneAnswered}))
	_, err = c.desk.Connect(ctx, c.pupil, dispatch.Connect{Number: "13900000099"})
	must(err)
	_, err = c.desk.EnterPhone(ctx, c.pupil, dispatch.PhoneEntered{Number: "13900000014", At: c.now.Add(-time.Minute), Afterwards: true})
	must(err)
	list, err := c.hotline.Functions(ctx, c.pupil, c.now.Add(-time.Hour), c.now.Add(time.Hour), time.Time{}, "")
	must(err)
	i := slices.IndexFunc(list, func(f hotline.Function) bool { return f.Name == "calls" })
	want := hotline.Calls{In: 3, Answered: hotline.Part{N: 1, Of: 3}, Out: 2, Reached: hotline.Part{N: 1, Of: 2}, Missed: 2, CalledBack: hotline.Part{N: 1, Of: 2}}
	if f := list[i]; f.N != 5 || f.Afterwards != 1 || f.Calls == nil || *f.Calls != want {
		t.Errorf("got %+v %+v, want %+v", f, f.Calls, want)
	}
}

// TestTheHotlineCountsByTheSitesClock: somebody who sets the machine's clock makes no
// ticket late.
func TestTheHotlineCountsByTheSitesClock(t *testing.T) {
	site := time.Now().Add(48 * time.Hour)
	now := (&core{clock: newClock(site)}).hotlineDeps().Now
	if now == nil || now().Sub(site).Abs() > time.Minute {
		t.Error("the hotline has a clock of its own")
	}
}
