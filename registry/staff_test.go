package registry_test

import (
	"testing"

	"yian/care"
	"yian/registry"
)

// TestATownshipMakesItselfNoCounty: who keeps the accounts of a part of the county may
// neither make, nor take over, nor become an account of more.
func TestATownshipMakesItselfNoCounty(t *testing.T) {
	w := setup(t)
	w.account(t, "county", care.Admin)
	local := care.Staff{ID: "local", Role: care.Admin, RegionID: township}
	const password = "long enough 1"
	open := func(by care.Staff, n registry.NewStaff) error {
		n.Name, n.Password = "样例", password
		_, err := w.CreateStaff(t.Context(), by, n)
		return err
	}
	must(t, open(admin, registry.NewStaff{Username: "local", Role: care.Admin, RegionID: township}))
	must(t, open(local, registry.NewStaff{Username: "op", Role: care.Operator, RegionID: village}))

	is(t, "an account for the whole county", open(local, registry.NewStaff{Username: "x", Role: care.Admin}), care.ErrForbidden, "staff.outside")
	is(t, "an account for another township", open(local, registry.NewStaff{Username: "x", Role: care.Operator, RegionID: other}), care.ErrForbidden, "staff.outside")
	_, err := w.UpdateStaff(t.Context(), local, "local", func(s *care.Staff) error { s.RegionID = ""; return nil })
	is(t, "the own region taken away", err, care.ErrForbidden, "staff.outside")
	_, err = w.UpdateStaff(t.Context(), local, "county", func(s *care.Staff) error { s.Disabled = true; return nil })
	is(t, "the county's administrator shut out", err, care.ErrNotFound, "")
	is(t, "the county's password", w.ResetPassword(t.Context(), local, "county", password), care.ErrNotFound, "")

	_, err = w.UpdateRegion(t.Context(), local, other, func(g *care.Region) error { g.DutyPhone = "19900000009"; return nil })
	is(t, "whom to ring at night in another township", err, care.ErrNotFound, "")
	_, err = w.UpdateRegion(t.Context(), local, village, func(g *care.Region) error { g.DutyPhone = "19900000009"; return nil })
	must(t, err)

	must(t, w.ResetPassword(t.Context(), local, "op", "another one 2"))
	_, err = w.UpdateStaff(t.Context(), local, "op", func(s *care.Staff) error { s.Disabled = true; return nil })
	must(t, err)
}
