package records

import (
	"errors"
	"testing"
	"time"

	"yian/care"
)

// TestWhatLiesAroundAnIncident is the same on both: photos, doors that are owed for, and
// what was closed lately of a home or a device.
func TestWhatLiesAroundAnIncident(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		id, _, err := raise(t, s, pressOf("c1"), "i1")
		must(t, err)
		must(t, answer(t, s, id, "op"))
		keep := func(c *care.Case) (care.Change, error) {
			c.Incident.Files = append(c.Incident.Files, care.SceneFile{ID: "f", Kind: "before"})
			return care.Change{Entries: []care.Entry{entry("incident", "")}}, nil
		}
		_, err = s.KeepSceneFile(ctx, id, "f", []byte{0, 255}, keep)
		must(t, err)
		if b, err := s.SceneFile(ctx, id, "f"); err != nil || string(b) != "\x00\xff" {
			t.Errorf("read %v, %v", b, err)
		}
		if _, err := s.SceneFile(ctx, "other", "f"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("of another incident: %v", err)
		}
		refused := errors.New("no")
		if _, err := s.KeepSceneFile(ctx, id, "g", []byte{1}, func(*care.Case) (care.Change, error) { return care.Change{}, refused }); !errors.Is(err, refused) {
			t.Errorf("got %v", err)
		}
		if _, err := s.SceneFile(ctx, id, "g"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("a photo that was refused is kept: %v", err)
		}
		owing := func() int {
			list, _, err := s.Incidents(ctx, care.Everything, care.IncidentQuery{Owing: true})
			must(t, err)
			return len(list)
		}
		change := func(do func(in *care.Incident)) {
			_, err := s.ChangeIncident(ctx, id, func(c *care.Case) (care.Change, error) {
				do(c.Incident)
				return care.Change{Entries: []care.Entry{entry("incident", "")}}, nil
			})
			must(t, err)
		}
		if n := owing(); n != 0 {
			t.Errorf("%d owed before a door is forced", n)
		}
		change(func(in *care.Incident) { in.Forced = &care.ForcedEntry{At: pressedAt} })
		if n := owing(); n != 1 {
			t.Errorf("%d owed, want 1", n)
		}
		later := pressedAt.Add(time.Hour)
		change(func(in *care.Incident) { in.Forced.PaidAt = &later })
		if n := owing(); n != 0 {
			t.Errorf("%d owed after the payment", n)
		}
		change(func(in *care.Incident) { in.State, in.ClosedAt = care.IncidentClosed, &later })
		in, err := s.Incident(ctx, care.Everything, id)
		must(t, err)
		for name, c := range map[string]struct {
			home   care.HouseholdID
			device care.DeviceID
			since  time.Time
			want   int
		}{
			"of the device": {"", in.DeviceID, pressedAt, 1}, "of the home": {in.HouseholdID, "", pressedAt, 1}, "later": {"", in.DeviceID, later.Add(time.Second), 0},
			"of another": {"h-else", "d-else", pressedAt, 0}, "of none": {"", "", pressedAt, 0},
		} {
			if name == "of the home" && in.HouseholdID == "" {
				continue
			}
			list, err := s.ClosedOf(ctx, c.home, c.device, c.since)
			must(t, err)
			if len(list) != c.want {
				t.Errorf("%s: %d, want %d", name, len(list), c.want)
			}
		}
	})
}
