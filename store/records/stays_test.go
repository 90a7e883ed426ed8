package records

import (
	"errors"
	"testing"
	"time"

	"yian/care"
)

// TestTheRecordItselfRefusesTwoInABed goes past the room's own checks, as a second
// process would that decided at the same moment.
func TestTheRecordItselfRefusesTwoInABed(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		at := time.UnixMilli(1_700_000_000_000)
		if err := s.CreateCenters(ctx, []care.Center{{ID: "house", Kind: care.CareHome, RegionID: "990101001"}}, elderEntry("c")); err != nil {
			t.Fatal(err)
		}
		if err := s.CreateElders(ctx, []care.Elder{{ID: "e1"}, {ID: "e2"}}, elderEntry("e")); err != nil {
			t.Fatal(err)
		}
		beds := []care.Bed{{ID: "b1", CenterID: "house", Name: "1", State: care.BedCommissioned}, {ID: "b2", CenterID: "house", Name: "2", State: care.BedCommissioned}}
		if err := s.CreateBeds(ctx, "990101001", beds, at, elderEntry("b")); err != nil {
			t.Fatal(err)
		}
		lodge := func(stay care.StayID, elder care.ElderID, bed care.BedID) error {
			return s.Lodge(ctx, []care.LodgingKey{{Elder: elder, Bed: bed}}, func(ls []*care.Lodging) ([]care.Entry, error) {
				l := ls[0]
				l.At = at
				l.Stay = &care.Stay{ID: stay, ElderID: elder, CenterID: "house", BedID: bed, AdmittedAt: at}
				return []care.Entry{elderEntry("lodged")}, nil
			})
		}
		if err := lodge("s1", "e1", "b1"); err != nil {
			t.Fatal(err)
		}
		if err := lodge("s2", "e2", "b1"); !errors.Is(err, care.ErrConflict) {
			t.Errorf("two elders in one bed: got %v", err)
		}
		before, err := s.LastEntry(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := lodge("s1", "e2", "b2"); !errors.Is(err, care.ErrConflict) {
			t.Errorf("a stay's id twice: got %v", err)
		}
		if after, err := s.LastEntry(ctx); err != nil || after != before {
			t.Errorf("a refused stay wrote %d entries, %v", after-before, err)
		}
		list, err := s.Lodged(ctx, care.Everything, "house", at)
		if err != nil || len(list) != 2 || list[0].Elder == nil || list[0].Elder.ID != "e1" || list[1].Stay != nil {
			t.Errorf("got %+v, %v", list, err)
		}
		if list, err := s.Lodged(ctx, care.Scope{Role: care.Manager, Center: "other"}, "house", at); err != nil || len(list) != 0 {
			t.Errorf("seen from another home: got %d beds, %v", len(list), err)
		}
		if list, err := s.Lodged(ctx, care.Everything, "house", at.Add(-time.Second)); err != nil || len(list) != 0 {
			t.Errorf("before there was a bed: got %d, %v", len(list), err)
		}
	})
}
