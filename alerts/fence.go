package alerts

import (
	"slices"
	"time"

	"yian/care"
)

const (
	// enoughFixes beyond a fence, one after the other, are a departure; or one that
	// nothing has contradicted for enoughTime.
	enoughFixes = 2
	enoughTime  = 2 * time.Minute
)

// fenceState is what the engine remembers of one fence for one device. It has the
// phases of a rule: pending after the first fix beyond, asking, firing.
type fenceState struct {
	Fence    care.FenceID
	Version  int64 // of the fence, as it was judged
	Phase    phase
	First    time.Time      // of the first fix beyond, by the device's clock
	Fixes    int            // beyond, in a row
	Due      time.Time      // when enoughTime has passed or the elder is asked after again, by our clock
	Readings []care.Reading // how far each was, while not firing
	Alert    care.AlertID   // while firing
}

// walk judges where a device says it is by the fences of its elder.
func (d *device) walk(fences []care.Fence, all []fix) {
	for i := range all {
		f := &all[i]
		if !f.usable() || d.fix != nil && !f.At.After(d.fix.At) || !d.believe(f) {
			continue
		}
		d.dirty = true
		for k := range fences {
			d.stand(&fences[k], f)
		}
	}
}

// stand judges one fix by one fence.
func (d *device) stand(fence *care.Fence, f *fix) {
	st := d.fenceState(fence.ID)
	away := fence.Distance(f.Location)
	switch {
	case away <= fence.Radius:
		d.back(st, f.Received)
	case !fence.InForce(f.At): // free to go: no departure, and no return
		if st != nil && st.Phase != firing {
			d.drop(st)
		}
	case away <= fence.Radius+f.Accuracy: // perhaps inside, which contradicts nothing
	default:
		if st == nil {
			st = &fenceState{Fence: fence.ID}
			d.fences = append(d.fences, st)
		}
		d.beyond(fence, st, f, away)
	}
}

// beyond counts a fix that is surely beyond a fence.
func (d *device) beyond(fence *care.Fence, st *fenceState, f *fix, away float64) {
	if st.Version = fence.Version; st.Phase == firing {
		return
	}
	if st.Phase == resting {
		st.Phase, st.First, st.Due = pending, f.At, f.Received.Add(enoughTime)
	}
	st.Fixes++
	st.Readings = append(st.Readings, care.Reading{Device: d.id, Metric: care.FenceDistance, Value: away, At: f.At, ReceivedAt: f.Received})
	if len(st.Readings) > maxReadings {
		st.Readings = slices.Delete(st.Readings, 1, 2)
	}
	if st.Phase == pending && st.Fixes == enoughFixes {
		st.Due = f.Received
	}
	if st.Phase == pending && !st.Due.After(f.Received) {
		d.suspect(st)
	}
}

// suspect has an elder asked after who has left a fence, so that nobody is missed
// who is known to be out.
func (d *device) suspect(st *fenceState) {
	st.Phase, d.dirty = asking, true
}

// answerFence ends the wait for word of an elder: whoever is away is asked after
// again.
func (d *device) answerFence(fence *care.Fence, st *fenceState, present bool, now time.Time) {
	d.dirty = true
	if !fence.InForce(now) {
		d.drop(st)
		return
	}
	if !present {
		st.Phase, st.Due = pending, now.Add(askAgain)
		return
	}
	a := &care.Alert{
		ID: care.NewAlertID(care.FenceRule+":"+string(fence.ID), d.id, st.First), Rule: care.FenceRule, Title: "离开电子围栏", Severity: care.Critical,
		DeviceID: d.id, ElderID: d.place.Elder, HouseholdID: d.place.Household, CenterID: d.place.Center, RegionID: d.place.Region,
		Metric: care.FenceDistance, Threshold: fence.Radius, Readings: st.Readings, RaisedAt: now, Version: 1,
	}
	if d.fix != nil {
		a.Spot = &care.Spot{Location: d.fix.Location, At: d.fix.At, Device: d.id}
	}
	st.Phase, st.Alert, st.Readings, st.Due = firing, a.ID, nil, time.Time{}
	d.post(event{Raised: a, At: now, Region: d.place.Region, Center: d.place.Center})
}

// back ends what is remembered of a fence: the elder is inside, or it is gone.
func (d *device) back(st *fenceState, now time.Time) {
	if st == nil {
		return
	}
	if st.Phase == firing {
		d.post(event{Cleared: st.Alert, At: now, Region: d.place.Region, Center: d.place.Center})
	}
	d.drop(st)
}

func (d *device) drop(st *fenceState) {
	d.fences = slices.DeleteFunc(d.fences, func(other *fenceState) bool { return other == st })
	d.dirty = true
}

// advanceFences does what falls due by now without another fix.
func (d *device) advanceFences(now time.Time) {
	for _, st := range d.fences {
		if st.Phase == pending && !st.Due.After(now) {
			d.suspect(st)
		}
	}
}

// pruneFences ends what belongs to fences that are gone or were changed: a new
// circle is judged anew.
func (d *device) pruneFences(fences []care.Fence, now time.Time) {
	for _, st := range slices.Clone(d.fences) {
		i := slices.IndexFunc(fences, func(f care.Fence) bool { return f.ID == st.Fence })
		if i < 0 || fences[i].Version != st.Version {
			d.back(st, now)
		}
	}
}

func (d *device) fenceState(id care.FenceID) *fenceState {
	for _, st := range d.fences {
		if st.Fence == id {
			return st
		}
	}
	return nil
}
