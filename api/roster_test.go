package api

import (
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/roster"
)

// stepOf is one step of the go-live list.
func (s *site) stepOf(code string) GoLiveStep {
	s.t.Helper()
	var list GoLiveList
	s.get("admin", "/golive", &list)
	for _, step := range list.Steps {
		if step.Code == code {
			return step
		}
	}
	s.t.Fatalf("no step %s", code)
	return GoLiveStep{}
}

func TestGoLiveCountsTheRoster(t *testing.T) {
	s := start(t)
	before := s.stepOf("roster")
	s.post("supervisor", "/roster/duties", map[string]any{"post": "township_duty", "region_id": township, "name": "周样例", "phone": "0990-201", "from": "08:00", "to": "08:00", "weekdays": []int{1, 2}}, nil)
	if after := s.stepOf("roster"); after.Count != before.Count+2 || !after.Done {
		t.Errorf("before %+v, after two lines %+v", before, after)
	}
}

// A manager of a home reads who is on duty where it lies, and changes nothing.
func TestAManagerReadsTheRosterOfTheirPlace(t *testing.T) {
	s := start(t)
	var week roster.Week
	s.get("manager", "/roster?region_id="+string(township), &week)
	if week.RegionID != township {
		t.Errorf("got %+v", week)
	}
	s.ask("manager", "GET", "/api/v1/roster/chain", nil).into(t, &roster.Chain{})
	for path, want := range map[string]int{"/api/v1/roster?region_id=990101002": 404, "/api/v1/roster/people": 403, "/api/v1/roster/wakes": 403} {
		if a := s.ask("manager", "GET", path, nil); a.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, a.StatusCode, want)
		}
	}
	if a := s.ask("manager", "POST", "/api/v1/roster/duties", map[string]any{}); a.StatusCode != 403 {
		t.Errorf("enters a duty: %d", a.StatusCode)
	}
}

func TestWakeChecksSayWhatFollowed(t *testing.T) {
	s := start(t)
	now := time.Now().UTC().Truncate(time.Second)
	asked := now.Add(-2 * time.Hour)
	keep := func(id string, change func(*care.WakeCheck)) {
		t.Helper()
		_, err := s.store.ChangeWake(t.Context(), id, func(w *care.WakeCheck) (care.Change, error) {
			w.StaffID, w.Seat, w.AskedAt = "operator", "1", asked
			change(w)
			return care.Change{Entries: []care.Entry{{At: now, By: care.System, What: "wake.missed", Noun: "wake", Subject: id}}}, nil
		})
		must(t, err)
	}
	pressed, missed, taken := asked.Add(12*time.Second), asked.Add(time.Minute), asked.Add(3*time.Minute)
	keep("a", func(w *care.WakeCheck) { w.AnsweredAt = &pressed })
	keep("b", func(w *care.WakeCheck) {
		w.AskedAt = asked.Add(time.Minute)
		w.MissedAt, w.AcceptedAt, w.AcceptedBy, w.Step = &missed, &taken, "值班长样例", 1
		w.Rung = []care.WakeRing{{At: missed, Receiver: "supervisor", Name: "值班长样例"}}
	})
	keep("old", func(w *care.WakeCheck) { w.AskedAt = now.AddDate(0, 0, -8) })
	var list List[WakeItem]
	s.get("supervisor", "/roster/wakes", &list)
	if len(list.Items) != 2 {
		t.Fatalf("got %+v", list.Items)
	}
	b, a := list.Items[0], list.Items[1]
	if a.AfterSeconds == nil || *a.AfterSeconds != 12 || a.Name == "" {
		t.Errorf("answered: %+v", a)
	}
	if b.AfterSeconds != nil || b.AcceptedBy != "值班长样例" || len(b.Rung) != 1 || b.Rung[0].Receiver != "supervisor" {
		t.Errorf("not answered: %+v", b)
	}
	if a := s.ask("operator", "GET", "/api/v1/roster/wakes", nil); a.StatusCode != 403 {
		t.Errorf("an operator: %d", a.StatusCode)
	}
}
