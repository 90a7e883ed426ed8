package records

import (
	"errors"
	"testing"

	"yian/care"
)

func TestAClaimCodeServesOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		furnish(t, s) // its code is used up
		take := func() error {
			_, err := s.Fit(ctx, "fit-1", "digest", "", func(f *care.Fitting) (care.Entry, error) { return care.Entry{At: f.Installation.OpenedAt}, nil })
			return err
		}
		if err := take(); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("a used code: %v", err)
		}
		i, err := s.Installation(ctx, care.Everything, "fit-1")
		must(t, err)
		if i.DeviceID != "d-c1" || i.Version != 2 {
			t.Errorf("%+v", i)
		}
		busy, err := s.Installing(ctx, []care.DeviceID{"d-c1", "none"})
		must(t, err)
		if len(busy) != 1 || busy["d-c1"].ID != "fit-1" {
			t.Errorf("being fitted: %+v", busy)
		}
		if list, err := s.Consents(ctx, "e1"); err != nil || len(list) != 1 || list[0].Given {
			t.Errorf("consents %+v, %v", list, err)
		}
		nobody, _, err := s.Installations(ctx, care.Scope{Role: care.Manager, Region: "1"}, care.InstallationQuery{}, care.Page{})
		must(t, err)
		if len(nobody) != 0 {
			t.Errorf("seen from elsewhere: %+v", nobody)
		}
		if _, err := s.Presses(ctx, "d-c1", i.OpenedAt); err != nil {
			t.Error(err)
		}
	})
}
