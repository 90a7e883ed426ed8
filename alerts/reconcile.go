package alerts

import (
	"context"
	"slices"

	"yian/care"
)

// reconcile takes up alerts that go on in the record and that the memory does not
// know, as after a loss of the memory: they end when the readings say so, or now
// when their rule is gone.
func (e *Engine) reconcile(ctx context.Context) {
	for page := (care.Page{Limit: 500}); ; {
		open, next, err := e.deps.List.Alerts(ctx, care.Everything, care.AlertQuery{State: care.AlertFiring}, page)
		if err != nil {
			e.deps.Log.Error("alerts that go on were not listed", "err", err)
			return
		}
		for i := range open {
			e.adopt(&open[i])
		}
		if next == "" {
			return
		}
		page.Cursor = next
	}
}

func (e *Engine) adopt(a *care.Alert) {
	if a.Metric == "" { // supervision's own
		return
	}
	d := e.lock(a.DeviceID)
	defer e.release(d)
	if slices.ContainsFunc(d.outbox, func(ev event) bool { return ev.Cleared == a.ID }) {
		return
	}
	if a.Rule == care.FenceRule {
		e.adoptFence(d, a)
		return
	}
	end := event{Cleared: a.ID, At: e.deps.Now(), Region: a.RegionID, Center: a.CenterID}
	if e.rules.Load().byID[a.Rule] == nil || d.place.Elder != "" && d.place.Elder != a.ElderID {
		d.post(end)
		return
	}
	st := d.state(a.Rule)
	switch {
	case st == nil:
		st = &state{Rule: a.Rule}
		d.states = append(d.states, st)
	case st.Phase == firing && st.Alert == a.ID:
		return
	case st.Phase == firing: // a later one of the same rule is known
		d.post(end)
		return
	}
	if d.place.Device == "" {
		d.place = care.Place{Device: a.DeviceID, Elder: a.ElderID, Household: a.HouseholdID, Center: a.CenterID, Region: a.RegionID}
	}
	st.rest()
	st.Phase, st.First, st.Alert, d.dirty = firing, a.RaisedAt, a.ID, true
}

// adoptFence takes up a departure that goes on in the record: it ends when the
// elder is back, or now when its fence is gone.
func (e *Engine) adoptFence(d *device, a *care.Alert) {
	if slices.ContainsFunc(d.fences, func(st *fenceState) bool { return st.Alert == a.ID }) {
		return
	}
	if d.place.Device == "" {
		d.place = care.Place{Device: a.DeviceID, Elder: a.ElderID, Household: a.HouseholdID, Center: a.CenterID, Region: a.RegionID}
	}
	if len(a.Readings) > 0 && d.place.Elder == a.ElderID {
		for _, f := range e.fencesOf(a.ElderID) {
			began := a.Readings[0].At
			home := d.fix != nil && d.fix.At.After(began) && f.Distance(d.fix.Location) <= f.Radius // as the past that was just read again says
			if care.NewAlertID(care.FenceRule+":"+string(f.ID), a.DeviceID, began) == a.ID && d.fenceState(f.ID) == nil && !home {
				d.fences = append(d.fences, &fenceState{Fence: f.ID, Version: f.Version, Phase: firing, First: began, Alert: a.ID})
				d.dirty = true
				return
			}
		}
	}
	d.post(event{Cleared: a.ID, At: e.deps.Now(), Region: a.RegionID, Center: a.CenterID})
}
