package visits

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// TestWhenAnOrderWillBeMissed says by the clock from when on, as it stands.
func TestWhenAnOrderWillBeMissed(t *testing.T) {
	r := &Visits{cfg: Config{Lead: DefaultLead}}
	due := noon.Add(4 * time.Hour)
	for name, c := range map[string]struct {
		order care.Order
		want  time.Duration // before it is due; -1: never
	}{
		"nobody has it":            {care.Order{State: care.OrderQueued}, time.Hour},
		"nobody has decided":       {care.Order{State: care.OrderRequested}, time.Hour},
		"sent, but not accepted":   {care.Order{State: care.OrderAssigned}, 45 * time.Minute},
		"accepted, but not left":   {care.Order{State: care.OrderAccepted}, 30 * time.Minute},
		"ten minutes are enough":   {care.Order{State: care.OrderAccepted, ETASeconds: 600}, 10 * time.Minute},
		"two hours are said":       {care.Order{State: care.OrderAccepted, ETASeconds: 7200}, 30 * time.Minute},
		"on the way":               {care.Order{State: care.OrderOnTheWay}, 0},
		"there":                    {care.Order{State: care.OrderArrived}, -1},
		"over":                     {care.Order{State: care.OrderCancelled}, -1},
		"an emergency has its own": {care.Order{State: care.OrderQueued, Service: care.Emergency}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			o := c.order
			o.DueAt, o.CreatedAt = &due, noon
			from, ok := r.missedFrom(&o)
			if ok != (c.want >= 0) || ok && due.Sub(from) != c.want {
				t.Errorf("from %v (%v), %v before", from, ok, due.Sub(from))
			}
		})
	}
	soon := care.Order{State: care.OrderQueued, DueAt: at(noon.Add(20 * time.Minute)), CreatedAt: noon}
	if from, _ := r.missedFrom(&soon); from.Sub(noon) != 10*time.Minute {
		t.Errorf("made for at once: %v after it was made", from.Sub(noon))
	}
}

// TestEachServiceHasItsOwnLead, and one that nobody named the common one.
func TestEachServiceHasItsOwnLead(t *testing.T) {
	w := setup(t)
	w.cfg.Leads = map[care.Service]Lead{care.Medical: {Nobody: 2 * time.Hour, NotAccepted: 90 * time.Minute, NotLeft: time.Hour, Ring: 20 * time.Minute},
		care.Meal: {Nobody: 40 * time.Minute, NotAccepted: 30 * time.Minute, NotLeft: 20 * time.Minute, Ring: 5 * time.Minute}}
	r := w.process()
	due := noon.Add(4 * time.Hour)
	for _, s := range []care.Service{care.Medical, care.Cleaning, care.Meal} {
		w.order(care.OrderID(s), func(o *care.Order) { o.Service, o.State, o.DueAt, o.WorkerID = s, care.OrderQueued, &due, "" })
	}
	raised := map[string]time.Duration{}
	for w.at = noon; !w.at.After(due); w.at = w.at.Add(5 * time.Minute) {
		must(t, r.watchDue(t.Context(), w.at))
		open, err := r.Missing(t.Context(), operator)
		must(t, err)
		for _, m := range open {
			if _, known := raised[string(m.OrderID)]; !known {
				raised[string(m.OrderID)] = due.Sub(m.RaisedAt)
			}
			if m.RungAt != nil && raised[string(m.OrderID)+" rung"] == 0 {
				raised[string(m.OrderID)+" rung"] = due.Sub(*m.RungAt)
			}
		}
	}
	want := map[string]time.Duration{"medical": 2 * time.Hour, "medical rung": 20 * time.Minute, "cleaning": time.Hour, "cleaning rung": 10 * time.Minute,
		"meal": 40 * time.Minute, "meal rung": 5 * time.Minute}
	if diff := cmp.Diff(want, raised); diff != "" {
		t.Errorf("before it was due (-want +got):\n%s", diff)
	}
}

// TestAMissIsRaisedBeforeItIsTooLate by whichever process is alive, once; the supervisor
// is rung while there is still time, and it ends when somebody goes.
func TestAMissIsRaisedBeforeItIsTooLate(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	due := noon.Add(4 * time.Hour)
	w.order("late", func(o *care.Order) { o.State, o.DueAt, o.WorkerID = care.OrderQueued, &due, "" })
	w.order("saved", func(o *care.Order) { o.State, o.DueAt = care.OrderAccepted, &due })
	owner := w.process()
	w.at = due.Add(-61 * time.Minute)
	must(t, owner.Look(ctx))
	open := func() (list []string) {
		found, err := w.Missing(ctx, operator)
		must(t, err)
		for _, m := range found {
			list = append(list, string(m.OrderID))
		}
		return list
	}
	if got := open(); len(got) != 0 {
		t.Fatalf("an hour before: %v", got)
	}
	// The owner dies; two others look at the same second.
	a, b := w.process(), w.process()
	w.at = due.Add(-60 * time.Minute)
	must(t, a.Look(ctx))
	must(t, b.Look(ctx))
	if got := strings.Join(open(), ","); got != "late" {
		t.Fatalf("60 min before: %s", got)
	}
	w.at = due.Add(-30 * time.Minute)
	must(t, a.Look(ctx))
	if got := strings.Join(open(), ","); got != "late,saved" {
		t.Fatalf("30 min before: %s", got)
	}
	w.becomes("saved", care.OrderOnTheWay)
	w.at = due.Add(-11 * time.Minute)
	must(t, a.Look(ctx))
	if got := strings.Join(open(), ","); got != "late" || len(rung(t, w)) != 0 {
		t.Fatalf("11 min before: %s, rung %v", got, rung(t, w))
	}
	w.at = due.Add(-10 * time.Minute)
	for range 2 {
		must(t, a.Look(ctx))
		must(t, b.Look(ctx))
	}
	if got := rung(t, w); len(got) != 1 || got[0].Phone != "13900000001" || !strings.Contains(got[0].Text, "快到时间") || strings.Contains(got[0].Text, "样例") {
		t.Errorf("10 min before: rung %+v", got)
	}
	// On the way, and still not there when it is due: it stands there again.
	w.at = due.Add(time.Minute)
	must(t, b.Look(ctx))
	if got := strings.Join(open(), ","); got != "late,saved" {
		t.Errorf("past due: %s", got)
	}
	w.becomes("saved", care.OrderArrived)
	w.becomes("late", care.OrderCancelled)
	must(t, b.Look(ctx))
	if got := open(); len(got) != 0 {
		t.Errorf("at the end: %v", got)
	}
}

func rung(t *testing.T, w *world) (list []care.Notice) {
	t.Helper()
	all, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{})
	must(t, err)
	for _, n := range all {
		if n.Kind == "ring" {
			list = append(list, n)
		}
	}
	return list
}

// onDuty is a roster with one answer.
type onDuty struct {
	holders []care.OnPost
	planned bool
	err     error
}

func (d onDuty) OnPost(context.Context, care.DutyPost, care.RegionID, care.CenterID, time.Time) ([]care.OnPost, bool, error) {
	return d.holders, d.planned, d.err
}

// TestTheRosterSaysWhoIsRung for what will be missed; whatever it cannot say, somebody is.
func TestTheRosterSaysWhoIsRung(t *testing.T) {
	w := setup(t)
	for name, c := range map[string]struct {
		roster onDuty
		want   care.Staff
	}{
		"who is on duty":          {onDuty{[]care.OnPost{{Name: "今晚样例", Phone: "13900000077"}}, true, nil}, care.Staff{Role: care.Supervisor, Name: "今晚样例", Phone: "13900000077"}},
		"a gap":                   {onDuty{nil, true, nil}, care.Staff{Role: "county_desk"}},
		"a post on no roster":     {onDuty{}, care.Staff{Role: care.Supervisor, Phone: "13900000001"}},
		"a roster not to be read": {onDuty{nil, true, errors.New("away")}, care.Staff{Role: care.Supervisor, Phone: "13900000001"}},
	} {
		w.deps.Roster = c.roster
		got, err := w.process().supervisors(t.Context(), &care.Miss{})
		must(t, err)
		if len(got) != 1 || got[0].Phone != c.want.Phone || got[0].Role != c.want.Role {
			t.Errorf("%s: rung %+v", name, got)
		}
	}
}
