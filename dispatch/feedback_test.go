package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch"
)

func TestEveryStepIsToldToEveryCall(t *testing.T) {
	w := setup(t)
	w.press(wangsPendant, "a")
	w.press(wangsPendant, "b")
	in, err := w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	w.pass(0)
	want := map[string]int{"a received": 1, "b received": 1, "a answered": 1, "b answered": 1}
	got := map[string]int{}
	for _, f := range w.told.heard("pendant-wang") {
		got[fmt.Sprint(f.Call, " ", f.Step)]++
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// A press after that hears where things stand, and whose voice it is.
	w.press(wangsPendant, "c")
	w.pass(0)
	heard := w.told.heard("pendant-wang")
	if got := steps(heard); !slices.Equal(got, []care.Step{care.StepReceived, care.StepAnswered}) || heard[1].By != operator.Name || heard[1].Incident != in.ID {
		t.Errorf("heard %+v", heard)
	}
}

func TestAStuckButtonDoesNotMultiplyMessages(t *testing.T) {
	w := setup(t)
	for i := range 60 {
		w.press(wangsPendant, fmt.Sprint("press-", i))
	}
	w.pass(0)
	w.told.heard("pendant-wang")
	_, err := w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	w.pass(0)
	if n := len(w.told.heard("pendant-wang")); n != 20 {
		t.Errorf("the answer was told %d times, want 20", n)
	}
}

// testOf asks for a test over the gateway.
var testOf = dispatch.ChannelTest{Channel: care.Webhook, To: "139 0000 0001"}

func TestANoticeIsTriedAgainAndGivenUp(t *testing.T) {
	w := setup(t)
	w.rung.answer(care.ErrUnavailable)
	key, err := w.desk.TestChannel(t.Context(), supervisor, testOf)
	must(t, err)
	tries := map[int]int{}
	for s := range 1500 {
		w.attend()
		w.pass(time.Second)
		if n := w.rung.roles()["supervisor"]; n > 0 {
			tries[s] = n
		}
	}
	if len(tries) != 10 {
		t.Errorf("tried at %v, want ten times", tries)
	}
	list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{Limit: 10})
	must(t, err)
	if len(list) != 1 || list[0].Key != key || list[0].Kind != "test" || list[0].FailedAt == nil || list[0].DoneAt != nil || list[0].Error == "" {
		t.Errorf("got %+v", list)
	}
	if got := w.lines("notice", key); !slices.Equal(got, []string{"notice.tested", "notice.failed"}) {
		t.Errorf("journal %v", got)
	}
}

func TestANoticeEndsWhenItIsTakenOrRefused(t *testing.T) {
	for name, c := range map[string]struct {
		none   bool
		answer error
		failed bool
		tries  int
	}{
		"taken":                    {false, nil, false, 1},
		"refused":                  {false, care.ErrInvalid, true, 1},
		"no gateway is configured": {true, nil, true, 0},
	} {
		w := setup(t)
		w.rung.answer(c.answer)
		_, err := w.desk.TestChannel(t.Context(), supervisor, testOf)
		must(t, err)
		w.rung.none = c.none // taken away before it went out
		for range 30 {
			w.pass(time.Second)
		}
		list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{Limit: 10})
		must(t, err)
		if n := w.rung.roles()["supervisor"]; n != c.tries || (list[0].FailedAt != nil) != c.failed || (list[0].DoneAt != nil) == c.failed {
			t.Errorf("%s: tried %d times, %+v", name, n, list[0])
		}
	}
}

// A gateway that comes back rings nobody for what has ended meanwhile.
func TestNobodyIsRungForWhatHasEnded(t *testing.T) {
	for name, c := range map[string]struct {
		begin, end func(w *world, id care.IncidentID) error
		want       map[string]int
	}{
		"answered": {
			func(w *world, _ care.IncidentID) error { w.atDesk(70); return nil },
			func(w *world, id care.IncidentID) error {
				_, err := w.desk.Answer(w.t.Context(), operator, id)
				return err
			}, map[string]int{},
		},
		"reached": {
			func(w *world, id care.IncidentID) error {
				_, err := w.desk.Answer(w.t.Context(), operator, id)
				if err == nil {
					_, err = w.desk.NoAnswer(w.t.Context(), operator, id)
				}
				w.atDesk(70)
				return err
			},
			func(w *world, id care.IncidentID) error {
				_, err := w.desk.Contact(w.t.Context(), operator, id, "heard", "", "")
				return err
			}, map[string]int{},
		},
		"asked for by a person": {
			func(w *world, id care.IncidentID) error {
				_, err := w.desk.Answer(w.t.Context(), operator, id)
				if err == nil {
					_, err = w.desk.Escalate(w.t.Context(), operator, id)
				}
				w.atDesk(70)
				return err
			},
			func(*world, care.IncidentID) error { return nil }, map[string]int{"supervisor": 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t, patient)
			w.press(wangsPendant, "a")
			in := w.one()
			w.rung.answer(care.ErrUnavailable)
			must(t, c.begin(w, in.ID))
			must(t, c.end(w, in.ID))
			w.rung.answer(nil)
			w.rung.roles()
			got := map[string]int{}
			for _, rung := range w.atDesk(240) {
				for role, n := range rung {
					got[role] += n
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("rung afterwards (-want +got)\n%s", diff)
			}
			due, err := w.store.DueNotices(t.Context(), w.clock.now().Add(time.Hour), 10)
			must(t, err)
			if len(due) != 0 {
				t.Errorf("%d still wait", len(due))
			}
		})
	}
}

func TestReinforceRingsSupervisorsAndTheCountyDesk(t *testing.T) {
	w := setup(t)
	must(t, w.desk.Reinforce(t.Context(), operator))
	w.pass(0)
	if diff := cmp.Diff(map[string]int{"supervisor": 1, "county_desk": 1}, w.rung.roles()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDutyIsWhoeverBeatsLately(t *testing.T) {
	w := setup(t)
	w.desk.Beat(context.Background(), colleague, "2")
	w.clock.pass(40 * time.Second)
	w.desk.Beat(context.Background(), operator, "1")
	duty := w.desk.Duty()
	if len(duty) != 2 || duty[0].ID != operator.ID || duty[0].Seat != "1" || !duty[0].Since.Before(w.clock.now()) {
		t.Errorf("got %+v", duty)
	}
	w.clock.pass(11 * time.Second)
	if duty = w.desk.Duty(); len(duty) != 1 || duty[0].ID != operator.ID {
		t.Errorf("got %+v", duty)
	}
	w.desk.Leave(context.Background(), operator.ID)
	if w.desk.Attended() {
		t.Error("attended by nobody")
	}
}

func TestADeskNeedsItsNeighbours(t *testing.T) {
	if _, err := newEmptyDesk(); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}
