package dispatch_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// figures are what must not depend on the order in which calls come in, nor on how
// often each does. Which device called first does, by its meaning.
type figures struct {
	Calls     int
	Kind      string
	Severity  care.Severity
	PressedAt time.Time
	Elders    string
}

// figuresOf are the figures of every open incident, by the home it belongs to.
func (w *world) figuresOf() map[string]figures {
	w.t.Helper()
	out := map[string]figures{}
	for _, in := range w.incidents() {
		elders := slices.Sorted(slices.Values(in.ElderIDs))
		home := string(in.HouseholdID)
		if home == "" {
			home = string(in.CenterID) + "/" + string(in.DeviceID)
		}
		if _, twice := out[home]; twice {
			w.t.Errorf("%s has two open incidents", home)
		}
		out[home] = figures{in.Calls, in.Kind, in.Severity, in.PressedAt, fmt.Sprint(elders)}
	}
	return out
}

// TestAnyOrderOfADaysCallsEndsInTheSameIncidents: messages overtake one another, come
// twice, and come late; what is counted is what was pressed.
func TestAnyOrderOfADaysCallsEndsInTheSameIncidents(t *testing.T) {
	seed := uint64(time.Now().UnixNano() % 1_000_000)
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	places := []care.Place{wangsPendant, lisPendant, sharedButton, zhaosButton, bedCord, unknownPhone}
	kinds := []care.CallKind{care.SOS, care.Fall, care.WaterLeak, care.Smoke, care.PullCord, care.Gas}
	for round := range 8 {
		began := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
		var day []care.Call
		for i := range 5 + r.IntN(30) {
			pressed := began.Add(time.Duration(r.IntN(86_400_000)) * time.Millisecond)
			day = append(day, care.Call{ID: care.CallID(fmt.Sprint("c", i)), Kind: kinds[r.IntN(len(kinds))], Place: places[r.IntN(len(places))],
				PressedAt: pressed, ReceivedAt: pressed.Add(time.Duration(r.IntN(7200)) * time.Second)})
		}
		var want map[string]figures
		for try := range 3 {
			calls := slices.Clone(day)
			if try > 0 { // the first is as it happened
				for range r.IntN(2 * len(day)) {
					calls = append(calls, day[r.IntN(len(day))])
				}
				r.Shuffle(len(calls), func(i, k int) { calls[i], calls[k] = calls[k], calls[i] })
			} else {
				slices.SortFunc(calls, func(a, b care.Call) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
			}
			w := setup(t)
			for _, c := range calls {
				must(t, w.desk.Raise(t.Context(), c))
			}
			got := w.figuresOf()
			if try == 0 {
				want = got
				pressed := map[care.DeviceID]bool{}
				for _, c := range day {
					pressed[c.Place.Device] = true
				}
				if len(want) == 0 || len(want) > len(slices.Collect(maps.Keys(pressed))) {
					t.Fatalf("round %d: %d incidents of %d devices", round, len(want), len(pressed))
				}
				continue
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("round %d, another order (-want +got)\n%s", round, diff)
			}
		}
	}
}
