package records

import (
	"errors"
	"testing"
	"time"

	"yian/care"
)

func TestSessionsEndWithTheChangeThatEndsThem(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		at := time.UnixMilli(1_700_000_000_000)
		people := []care.Staff{{ID: "a", Role: care.Admin}, {ID: "o", Role: care.Operator}}
		if err := s.CreateStaff(ctx, people, []string{"pa", "po"}, elderEntry("imported")); err != nil {
			t.Fatal(err)
		}
		open := func(hash string, id care.StaffID) {
			if err := s.OpenSession(ctx, hash, id, "192.0.2.1", at, at.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		open("a1", "a")
		open("o1", "o")
		open("o2", "o")
		change := func(do func(*care.Staff, *string)) {
			err := s.ChangeStaff(ctx, "o", []string{"o2"}, func(v *care.Staff, password *string, admins int) (care.Entry, error) {
				if admins != 1 {
					t.Errorf("got %d other administrators, want 1", admins)
				}
				do(v, password)
				return elderEntry("changed"), nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		check := func(what string, want map[string]bool) {
			t.Helper()
			for hash, alive := range want {
				_, _, err := s.Session(ctx, hash)
				if alive != (err == nil) || err != nil && !errors.Is(err, care.ErrNotFound) {
					t.Errorf("%s: session %s: got %v", what, hash, err)
				}
			}
		}
		change(func(v *care.Staff, _ *string) { v.Name = "样例" })
		check("a new name", map[string]bool{"a1": true, "o1": true, "o2": true})
		change(func(_ *care.Staff, p *string) { *p = "other" })
		check("a new password", map[string]bool{"a1": true, "o1": false, "o2": true})
		if p, err := s.Password(ctx, "o"); err != nil || p != "other" {
			t.Errorf("got %q, %v", p, err)
		}
		if err := s.OpenSession(ctx, "a2", "a", "192.0.2.2", at.Add(2*time.Hour), at.Add(3*time.Hour)); err != nil {
			t.Fatal(err)
		}
		check("two hours later", map[string]bool{"a1": false, "o2": false, "a2": true})
		for address, want := range map[string]bool{"192.0.2.1": true, "192.0.2.2": true, "192.0.2.3": false} {
			if got, err := s.KnownAddress(ctx, "a", address, at.Add(-time.Hour)); err != nil || got != want {
				t.Errorf("known address %s: got %v, %v", address, got, err)
			}
		}
		if got, err := s.KnownAddress(ctx, "a", "192.0.2.1", at.Add(time.Hour)); err != nil || got {
			t.Errorf("an address long ago: got %v, %v", got, err)
		}
	})
}
