package records

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func TestSources(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		create := func(id care.SourceID, seen *[]care.Source) error {
			return s.CreateSource(ctx, &care.Source{ID: id, Filter: string(id) + "/#", Enabled: true, CreatedAt: pressedAt}, func(others []care.Source) (care.Entry, error) {
				*seen = others
				return entry("source", string(id)), nil
			})
		}
		var seen []care.Source
		must(t, create("b", &seen))
		if len(seen) != 0 {
			t.Errorf("the first sees %v", seen)
		}
		must(t, create("a", &seen))
		if len(seen) != 1 || seen[0].ID != "b" {
			t.Errorf("the second sees %v", seen)
		}
		if err := create("a", &seen); !errors.Is(err, care.ErrConflict) {
			t.Errorf("an id that is taken: %v", err)
		}
		must(t, s.ChangeSource(ctx, "a", func(v *care.Source, others []care.Source) (care.Entry, error) {
			if len(others) != 1 || others[0].ID != "b" {
				t.Errorf("a change sees %v", others)
			}
			v.Filter, v.Former = "new/#", []string{"a/#"}
			return entry("source", "a"), nil
		}))
		broken := errors.New("no")
		if err := s.ChangeSource(ctx, "b", func(v *care.Source, _ []care.Source) (care.Entry, error) {
			v.Filter = "lost"
			return care.Entry{}, broken
		}); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		if err := s.ChangeSource(ctx, "c", nil); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		heard := pressedAt.Add(time.Hour)
		must(t, s.SaveSourceStates(ctx, map[care.SourceID]care.SourceState{"a": {HeardAt: &heard}, "gone": {Unheard: true}}))
		must(t, s.SaveSourceStates(ctx, map[care.SourceID]care.SourceState{"a": {Unheard: true}}))
		must(t, s.ChangeSource(ctx, "a", func(*care.Source, []care.Source) (care.Entry, error) { return entry("source", "a"), nil }))
		got, err := s.Sources(ctx)
		must(t, err)
		want := []care.Source{
			{ID: "a", Filter: "new/#", Former: []string{"a/#"}, Enabled: true, CreatedAt: pressedAt, Version: 3, SourceState: care.SourceState{HeardAt: &heard, Unheard: true}},
			{ID: "b", Filter: "b/#", Enabled: true, CreatedAt: pressedAt, Version: 1},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if n, err := s.Verify(ctx); err != nil || n != 4 {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}
