package alerts

import (
	"time"

	"yian/care"
)

const (
	// lateLimit is how much older than the newest a reading may be to raise a
	// critical alert all the same; smoke and its like may be older.
	lateLimit = time.Hour
	// setBack is for how long a device must say nothing but readings beyond lateLimit
	// until its clock is taken to have been set back.
	setBack = 10 * time.Minute
)

// readLate looks at a reading that is not newer than the newest of its metric.
// It changes nothing, with one exception: a critical limit that needs no duration
// and was crossed outside every alert so far is raised, and ended at once, since
// the newest reading knows better. Life-saving news may come late, never be lost.
func (d *device) readLate(rules *ruleset, r, newest care.Reading) {
	if r.At.Equal(newest.At) || newest.At.Sub(r.At) > lateLimit && !vital(r.Metric) {
		return
	}
	for _, rule := range rules.byMetric[r.Metric] {
		if rule.Severity != care.Critical || rule.For != 0 || !rule.crossed(r.Value) || !rule.about(d.place.DeviceKind) {
			continue
		}
		st := d.state(rule.ID)
		if st == nil {
			st = &state{Rule: rule.ID}
			d.states = append(d.states, st)
		}
		if st.Phase != resting || !r.At.After(st.Until) || r.ReceivedAt.Before(st.Quiet) {
			continue
		}
		st.First, st.Readings = r.At, []care.Reading{r}
		d.raise(rule, st, r.ReceivedAt)
		st.Calm = newest.At
		d.clear(rule, st, r.ReceivedAt)
		d.dirty = true
	}
}

// clockSetBack reports whether the device's clock must have been set back, as
// after a dead battery: for a while it has said nothing that is not very old.
// Then its time begins anew, or it would never be judged again.
func (d *device) clockSetBack(r, newest care.Reading) bool {
	if newest.At.Sub(r.At) <= lateLimit || !r.ReceivedAt.After(newest.ReceivedAt) {
		return false
	}
	if d.behind.IsZero() {
		d.behind = r.ReceivedAt
	}
	if r.ReceivedAt.Sub(d.behind) < setBack {
		return false
	}
	d.latest, d.fix, d.doubt = nil, nil, nil
	for _, st := range d.states {
		st.Calm, st.Until = time.Time{}, time.Time{}
		if st.Phase != firing {
			st.Readings = nil
			st.rest()
		}
	}
	return true
}
