package api

import "testing"

// The band on every screen says whether the demo's own staff work now.
func TestTheBandSaysWhetherTheDemosStaffWork(t *testing.T) {
	s := start(t)
	s.server.deps.Demo = &Demo{Homes: 200, Speed: 1, Staff: true}
	acts := func() bool {
		t.Helper()
		var v SessionView
		s.get("operator", "/session", &v)
		return v.Demo != nil && v.Demo.Staff
	}
	if !acts() {
		t.Error("they work at the start")
	}
	for _, on := range []bool{false, true} {
		s.post("operator", "/demo/staff", map[string]bool{"on": on}, nil)
		if acts() != on {
			t.Errorf("told %v, shown %v", on, !on)
		}
	}
}
