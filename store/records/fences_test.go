package records

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func TestFences(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		e := func(what string) care.Entry { x := entry("elder", ""); x.What = what; return x }
		home := care.Fence{ID: "f-1", ElderID: "e1", Name: "家", Lat: 33.3, Lon: 116.8, Radius: 300, From: "20:00", Until: "06:00", SetBy: "op", SetAt: pressedAt}
		first, err := s.SaveFence(ctx, home, 2, e("elder.fence_set"))
		must(t, err)
		want := home
		want.Version = 1
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		for _, other := range []care.Fence{{ID: "f-2", ElderID: "e1", Radius: 100}, {ID: "f-3", ElderID: "e2", Radius: 100}} {
			_, err := s.SaveFence(ctx, other, 2, e("elder.fence_set"))
			must(t, err)
		}
		if _, err := s.SaveFence(ctx, care.Fence{ID: "f-4", ElderID: "e1"}, 2, e("elder.fence_set")); !errors.Is(err, care.ErrConflict) {
			t.Errorf("one too many: %v", err)
		}
		wider := first
		wider.Radius = 500
		changed, err := s.SaveFence(ctx, wider, 2, e("elder.fence_changed"))
		if err != nil || changed.Version != 2 {
			t.Errorf("changed: %+v, %v", changed, err)
		}
		for name, f := range map[string]care.Fence{"by an old version": first, "anew": home} {
			if _, err := s.SaveFence(ctx, f, 2, e("elder.fence_changed")); !errors.Is(err, care.ErrConflict) {
				t.Errorf("changed %s: %v", name, err)
			}
		}
		foreign := changed
		foreign.ElderID = "e2"
		if _, err := s.SaveFence(ctx, foreign, 2, e("elder.fence_changed")); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		if err := s.RemoveFence(ctx, "e2", "f-1", e("elder.fence_removed")); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("somebody else's removed: %v", err)
		}
		must(t, s.RemoveFence(ctx, "e1", "f-2", e("elder.fence_removed")))
		if err := s.RemoveFence(ctx, "e1", "f-2", e("elder.fence_removed")); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("removed twice: %v", err)
		}
		if own, err := s.Fences(ctx, "e1"); err != nil || len(own) != 1 || own[0].Radius != 500 {
			t.Errorf("own: %+v, %v", own, err)
		}
		if all, err := s.Fences(ctx, ""); err != nil || len(all) != 2 {
			t.Errorf("all: %+v, %v", all, err)
		}
		// Each change has its entry, and what was refused has none.
		entries, err := s.entries(ctx, `SELECT `+entryColumns+` FROM journal WHERE what LIKE 'elder.fence%' ORDER BY seq`)
		if err != nil || len(entries) != 5 {
			t.Errorf("journal: %+v, %v", entries, err)
		}
	})
}
