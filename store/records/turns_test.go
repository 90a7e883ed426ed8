package records

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func TestATurnHasOneHolder(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		take := func(owner string, ttl time.Duration) bool {
			t.Helper()
			mine, err := s.TakeTurn(t.Context(), "telemetry", owner, ttl)
			if err != nil {
				t.Fatal(err)
			}
			return mine
		}
		holders := func() []string {
			t.Helper()
			list, err := s.Turns(t.Context(), "tele")
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if !take("a", time.Minute) || take("b", time.Minute) || !take("a", time.Minute) {
			t.Error("a turn that is held is another's")
		}
		if diff := cmp.Diff([]string{"a"}, holders()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		for range 2 {
			if err := s.EndTurn(t.Context(), "telemetry", "b"); err != nil { // not b's to end
				t.Fatal(err)
			}
		}
		if take("b", time.Minute) {
			t.Error("ended by somebody else")
		}
		if err := s.EndTurn(t.Context(), "telemetry", "a"); err != nil {
			t.Fatal(err)
		}
		if !take("b", -time.Millisecond) || len(holders()) != 0 {
			t.Error("a turn that is over is still held")
		}
		if !take("c", time.Minute) {
			t.Error("a turn that is over is not free")
		}
		if n, err := s.LastEntry(t.Context()); n != 0 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

func TestRefusalsOfAllProcesses(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
		r := func(second int, d care.DeviceID) care.Refusal {
			return care.Refusal{At: at.Add(time.Duration(second) * time.Second), Device: d, Topic: "t", Reason: care.NotJSON, Detail: "不是 JSON", Bytes: 3}
		}
		for _, save := range []struct {
			instance string
			newest   []care.Refusal
			n        int64
		}{{"a", []care.Refusal{r(1, "old")}, 1}, {"a", []care.Refusal{r(3, "d3"), r(1, "d1")}, 5}, {"b", []care.Refusal{r(2, "d2")}, 7}} {
			if err := s.SaveRefusals(t.Context(), save.instance, save.newest, map[care.Reason]int64{care.NotJSON: save.n}); err != nil {
				t.Fatal(err)
			}
		}
		newest, counts, err := s.Refusals(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]care.Refusal{r(3, "d3"), r(2, "d2"), r(1, "d1")}, newest); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if counts[care.NotJSON] != 12 {
			t.Errorf("counts %v", counts)
		}
	})
}
