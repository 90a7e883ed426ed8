package roster

import (
	"context"
	"fmt"

	"yian/care"
)

// Whoever belongs to one centre reads the roster of where it lies: of its township and
// its county, which is whom the desk rings for it. The numbers of the township's and
// the county's duty and of the own station are for them; those of people at the desk are
// not: they ring the hotline.

// view is what somebody may read of the roster.
type view struct {
	by   care.Staff
	home care.RegionID // where the centre of whoever is bound to one lies
}

// viewOf blocks on a read for whoever is bound to a centre.
func (r *Roster) viewOf(ctx context.Context, by care.Staff) (view, error) {
	v := view{by: by}
	if by.CenterID == "" {
		return v, nil
	}
	c, err := r.deps.Posts.Center(ctx, care.Everything, by.CenterID)
	if err != nil {
		return v, fmt.Errorf("roster: centre: %w", err)
	}
	v.home = c.RegionID
	return v, nil
}

// bound reports whether somebody is bound to a centre.
func (v *view) bound() bool { return v.by.CenterID != "" }

// sees reports whether the roster of a region may be read: all that lies in one's own
// or around it.
func (v *view) sees(region care.RegionID) bool {
	if v.bound() {
		return v.home != "" && region.Contains(v.home)
	}
	sc := v.by.Scope()
	return sc.Sees(region, "") || region.Contains(sc.Region)
}

// hide takes away the number of a holder whom v's owner must not ring, and reports
// whether it did.
func (v *view) hide(h *care.OnPost) bool {
	switch {
	case !v.bound(), h.Phone == "", h.StaffID != "" && h.StaffID == v.by.ID:
		return false
	case h.Post == care.TownshipPost, h.Post == care.CountyPost, h.Post == care.KeeperPost && h.CenterID == v.by.CenterID:
		return false
	}
	h.Phone = ""
	return true
}

// shown is a chain as it may be read. What was found in checks names people of the
// whole county, and is for who sees it.
func (v *view) shown(c *Chain) {
	if !v.bound() {
		return
	}
	c.Checks = []care.ShiftCheck{}
	for i := range c.Places {
		p := &c.Places[i]
		p.Keepers, p.Elders = Count{}, care.ContactCount{}
		for _, l := range p.Links {
			for k := range l.Holders {
				if h := &l.Holders[k]; v.hide(&h.OnPost) {
					h.NumberHidden, h.Reached, h.Problem = true, nil, ""
				}
			}
		}
	}
}
