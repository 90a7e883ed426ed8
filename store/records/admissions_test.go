package records

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func TestWhatTheBrokerMustBeToldWaitsForIt(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		at := pressedAt
		one := func(id care.DeviceID, sealed string, replaces bool, after int) care.Admission {
			return care.Admission{Device: id, Sealed: sealed, Replaces: replaces, At: at.Add(time.Duration(after) * time.Millisecond)}
		}
		must(t, s.CreateDevices(t.Context(), []care.Device{{ID: "a"}, {ID: "b"}, {ID: "c"}},
			[]care.DeviceKey{{Digest: "aa", Tell: ptr(one("a", "secret a", false, 0))}, {Digest: "bb", Tell: ptr(one("b", "secret b", false, 0))}, {}}, entry("device", "")))
		must(t, s.ChangeDevice(t.Context(), "b", func(d *care.Device, _ []*care.Device, key *care.DeviceKey) (care.Entry, error) {
			if key.Digest != "bb" || key.Old != "" || !key.OldUntil.IsZero() || key.Tell != nil {
				t.Errorf("the key of b: %+v", key)
			}
			*key = care.DeviceKey{Digest: "b2", Old: "bb", OldUntil: at.Add(time.Hour), Tell: ptr(one("b", "", true, 5))}
			return entry("device", "b"), nil
		}))
		must(t, s.EachDevice(t.Context(), care.DeviceQuery{ID: "b"}, func(_ care.Device, key care.DeviceKey) {
			if diff := cmp.Diff(care.DeviceKey{Digest: "b2", Old: "bb", OldUntil: at.Add(time.Hour)}, key); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		}))
		waiting := func(want ...care.Admission) []care.Admission {
			t.Helper()
			got, err := s.Admissions(t.Context(), 10)
			must(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			return got
		}
		// Whoever is to be shut out comes first, and takes the place of what was to be told before.
		told := waiting(one("b", "", true, 5), one("a", "secret a", false, 0))
		must(t, s.Admit(t.Context(), []care.Admission{one("a", "secret a2", true, 9)}))
		must(t, s.Admit(t.Context(), []care.Admission{one("a", "secret a3", false, 10)})) // it still replaces one
		must(t, s.Admitted(t.Context(), told))
		told = waiting(one("a", "secret a3", true, 10))
		must(t, s.Admitted(t.Context(), told))
		must(t, s.Admitted(t.Context(), told))
		if left, err := s.Admissions(t.Context(), 10); err != nil || len(left) != 0 {
			t.Errorf("left %v, %v", left, err)
		}
	})
}

func ptr[T any](v T) *T { return &v }

func TestSurroundingsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		first := care.Surroundings{Device: "d", Around: []string{"cell:1"}, Since: pressedAt}
		must(t, s.SaveSurroundings(t.Context(), first))
		first.Around, first.MovedAlert = append(first.Around, "near:客厅"), "alert"
		must(t, s.SaveSurroundings(t.Context(), first))
		var got []care.Surroundings
		must(t, s.LoadSurroundings(t.Context(), func(one care.Surroundings) error { got = append(got, one); return nil }))
		if diff := cmp.Diff([]care.Surroundings{first}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}
