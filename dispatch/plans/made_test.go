package plans_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
	"yian/dispatch/plans"
)

// TestWhatPlansMakeLateOrNotAtAllIsCounted, each instant once; what is not made by
// intent is in no count.
func TestWhatPlansMakeLateOrNotAtAllIsCounted(t *testing.T) {
	w := setup(t)
	metrics := prometheus.NewRegistry()
	p, err := plans.New(plans.Config{}, plans.Deps{Book: w.store, Shelf: w.store, Kitchens: w.store, Attendance: w.store, Catalogue: w, People: w.people, Whereabouts: w,
		Orders: w, Now: func() time.Time { return w.now }, Metrics: metrics})
	must(t, err)
	counts := func() map[string]int {
		t.Helper()
		families, err := metrics.Gather()
		must(t, err)
		got := map[string]int{}
		for _, m := range families[0].GetMetric() {
			if n := int(m.GetCounter().GetValue()); n > 0 {
				got[m.GetLabel()[0].GetValue()] = n
			}
		}
		return got
	}
	want := func(when string, want map[string]int) {
		t.Helper()
		if diff := cmp.Diff(want, counts()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	lunch := lunch(w) // made at 17:30 the day before, until 9:30
	want("nothing is due", map[string]int{})
	w.at("2026-11-23", "17:30", p)
	want("on the minute", map[string]int{"in_time": 1})
	w.at("2026-11-24", "20:00", p)
	want("after hours away", map[string]int{"in_time": 1, "late": 1})
	_, err = p.Save(t.Context(), operator, func() care.Plan {
		saved, err := w.store.Plan(t.Context(), care.Everything, lunch.ID)
		must(t, err)
		return saved
	}())
	must(t, err)
	w.at("2026-11-24", "20:01", p)
	want("an order that was there", map[string]int{"in_time": 1, "late": 1})
	w.at("2026-11-27", "09:00", p) // Thursday's lunch is over, Friday's can still be made
	want("after days away", map[string]int{"in_time": 1, "late": 2, "missed": 1})
	w.where["zhao"] = care.Whereabouts{ElderID: "zhao", State: care.InHospital}
	w.at("2026-11-27", "17:30", p)
	w.at("2026-11-28", "09:31", p)
	want("in hospital", map[string]int{"in_time": 1, "late": 2, "missed": 1})
	// A plan that is entered after its time makes its order at once, and in time.
	w.where = map[care.ElderID]care.Whereabouts{}
	w.save(care.Plan{OfferingID: "bath", ElderID: "zhao", Times: []string{"18:00"}, AheadMinutes: 18 * 60, CutOffMinutes: 60})
	w.at("2026-11-28", "09:32", p)
	want("a new plan", map[string]int{"in_time": 2, "late": 2, "missed": 1})
}
