package alerts

import (
	"slices"
	"sync"
	"time"

	"yian/care"
)

const (
	// maxOutbox bounds the judgements of one device that wait for the record. Only
	// critical alerts and ends are kept beyond it, and those up to four times.
	maxOutbox = 64
	// askAgain is after how long an absent elder is asked about again.
	askAgain = 5 * time.Minute
)

// device is what the engine remembers of one device.
type device struct {
	id      care.DeviceID
	mu      sync.Mutex // guards all below
	place   care.Place
	latest  []care.Reading // the newest of each metric
	states  []*state       // of the rules that have something to remember
	fences  []*fenceState  // of the fences that the device is or may be beyond
	fix     *fix           // the last that was believed
	doubt   *fix           // a later one that was not: nobody gets there so fast
	outbox  []event        // judgements not yet in the record, in their order
	dirty   bool           // changed since the last snapshot
	active  bool           // listed in Engine.active
	ousted  bool           // no longer in Engine.devices
	behind  time.Time      // since when everything it says is beyond lateLimit, by our clock
	dropped int64          // judgements that found the outbox full
}

// read judges one reading. now is when it was received.
func (d *device) read(rules *ruleset, r care.Reading) (fresh bool) {
	now := r.ReceivedAt
	i := slices.IndexFunc(d.latest, func(l care.Reading) bool { return l.Metric == r.Metric })
	if i >= 0 && !r.At.After(d.latest[i].At) {
		if !d.clockSetBack(r, d.latest[i]) {
			d.readLate(rules, r, d.latest[i])
			return false
		}
		i = -1
	}
	d.dirty, d.behind = true, time.Time{}
	if i >= 0 {
		d.latest[i] = r
	} else if _, known := care.Quantities[r.Metric]; known {
		d.latest = append(d.latest, r)
	}
	for _, rule := range rules.byMetric[r.Metric] {
		crossed := rule.crossed(r.Value)
		if len(d.states) == 0 && !crossed || !rule.about(d.place.DeviceKind) {
			continue
		}
		st := d.state(rule.ID)
		if st == nil {
			if !crossed {
				continue
			}
			st = &state{Rule: rule.ID}
			d.states = append(d.states, st)
		}
		d.step(rule, st, r, crossed, now)
	}
	return true
}

// step moves one rule on by a reading that is newer than all before. Durations
// are counted between readings, so that it makes no difference how long a reading
// was on its way.
func (d *device) step(rule *Rule, st *state, r care.Reading, crossed bool, now time.Time) {
	if st.Phase != firing {
		d.watch(rule, st, r, crossed, now)
		if crossed || st.Phase != firing {
			return
		}
	}
	if !st.Calm.IsZero() && r.At.Sub(st.Calm) >= time.Duration(rule.Clear.For) {
		d.clear(rule, st, earlier(st.Due, now))
		if crossed {
			d.step(rule, st, r, crossed, now)
		}
		return
	}
	if !rule.calm(r.Value) {
		st.Calm, st.Due = time.Time{}, time.Time{}
		return
	}
	if st.Calm.IsZero() {
		st.Calm = r.At
	}
	st.Due = now.Add(time.Duration(rule.Clear.For) - r.At.Sub(st.Calm))
	if r.At.Sub(st.Calm) >= time.Duration(rule.Clear.For) {
		d.clear(rule, st, now)
	}
}

// watch moves on a rule that is not firing.
func (d *device) watch(rule *Rule, st *state, r care.Reading, crossed bool, now time.Time) {
	if crossed {
		if st.Phase == resting {
			st.Phase, st.First, st.Due = pending, r.At, now
		}
		if st.Readings = append(st.Readings, r); len(st.Readings) > maxReadings {
			st.Readings = slices.Delete(st.Readings, 1, 2) // the first shows when it began
		}
	}
	ripe := st.Phase == pending && r.At.Sub(st.First) >= time.Duration(rule.For) && !st.Quiet.After(now)
	switch {
	case ripe:
		d.ripen(rule, st, earlier(st.Due, now))
	case !crossed:
		st.rest()
	case st.Phase == pending:
		st.Due = later(now.Add(time.Duration(rule.For)-r.At.Sub(st.First)), st.Quiet)
	}
	if !crossed && st.Phase == asking {
		st.rest()
	}
}

// advance does what falls due by now without another reading.
func (d *device) advance(rules *ruleset, now time.Time) {
	for _, st := range d.states {
		rule := rules.byID[st.Rule]
		if rule == nil {
			continue
		}
		switch {
		case st.Phase == pending && !st.Due.After(now):
			d.ripen(rule, st, st.Due)
		case st.Phase == firing && !st.Calm.IsZero() && !st.Due.After(now):
			d.clear(rule, st, st.Due)
		case st.Phase == firing && st.Calm.IsZero() && !st.RepeatAt.IsZero() && !st.RepeatAt.After(now):
			d.repeat(rule, st, now)
		case st.Phase == resting && !st.Quiet.After(now):
			st.Quiet = time.Time{}
		}
	}
	d.advanceFences(now)
	d.states = slices.DeleteFunc(d.states, func(st *state) bool {
		return st.Phase == resting && st.Quiet.IsZero() && !remembers(rules.byID[st.Rule])
	})
}

// remembers reports whether a resting rule has an end to remember.
func remembers(r *Rule) bool { return r != nil && r.Severity == care.Critical && r.For == 0 }

// ripen raises a pending rule whose time has come at an instant of our clock, or
// has the elder asked after.
func (d *device) ripen(rule *Rule, st *state, at time.Time) {
	d.dirty = true
	if rule.OnlyWhen != "" && d.place.Elder != "" {
		st.Phase = asking
		return
	}
	d.raise(rule, st, at)
}

// told ends the wait for word of an elder: present raises, away waits again.
func (d *device) told(rule *Rule, st *state, present bool, now time.Time) {
	d.dirty = true
	if present {
		d.raise(rule, st, now)
		return
	}
	st.Phase, st.Due = pending, now.Add(askAgain)
}

// raise makes the alert of a rule, at an instant of our clock.
func (d *device) raise(rule *Rule, st *state, at time.Time) {
	a := newAlert(rule, d.place, st.First, at, st.Readings)
	st.Phase, st.Alert = firing, a.ID
	st.Readings, st.Due, st.Calm, st.RepeatAt = nil, time.Time{}, time.Time{}, time.Time{}
	if rule.Repeat > 0 {
		st.RepeatAt = at.Add(time.Duration(rule.Repeat))
	}
	d.post(event{Raised: a, At: at, Region: d.place.Region, Center: d.place.Center})
}

// clear ends the alert of a rule, at an instant of our clock.
func (d *device) clear(rule *Rule, st *state, at time.Time) {
	until := later(st.First, st.Calm)
	if rule != nil && !st.Calm.IsZero() {
		until = later(until, st.Calm.Add(time.Duration(rule.Clear.For)))
	}
	d.post(event{Cleared: st.Alert, At: at, Region: d.place.Region, Center: d.place.Center})
	st.rest()
	st.Alert, st.Quiet, st.Until = "", time.Time{}, until
	if rule != nil && rule.Quiet > 0 {
		st.Quiet = at.Add(time.Duration(rule.Quiet))
	}
}

// repeat ends an alert that goes on and raises it anew.
func (d *device) repeat(rule *Rule, st *state, now time.Time) {
	at := st.RepeatAt
	every := time.Duration(rule.Repeat)
	if every <= 0 { // the rule was edited
		st.RepeatAt = time.Time{}
		return
	}
	// After a standstill of ours, once for all the times that were missed.
	at = at.Add(now.Sub(at) / every * every)
	d.post(event{Cleared: st.Alert, At: at, Region: d.place.Region, Center: d.place.Center})
	st.First = at
	if i := slices.IndexFunc(d.latest, func(l care.Reading) bool { return l.Metric == rule.Metric }); i >= 0 {
		st.Readings = []care.Reading{d.latest[i]}
	}
	d.raise(rule, st, at)
}

// post puts ev on its way into the record.
func (d *device) post(ev event) {
	d.dirty = true
	vital := ev.Raised == nil || ev.Raised.Severity == care.Critical
	if n := len(d.outbox); n >= 4*maxOutbox || n >= maxOutbox && !vital {
		d.dropped++
		return
	}
	d.outbox = append(d.outbox, ev)
}

// end clears every alert of the device and forgets its rules.
func (d *device) end(now time.Time) {
	for _, st := range d.states {
		if st.Phase == firing {
			d.clear(nil, st, now)
		}
	}
	d.pruneFences(nil, now)
	d.fix, d.doubt = nil, nil
	d.states, d.latest, d.dirty = nil, nil, true
}

// move notes whose the device is. At another elder's or in another home it begins
// anew: what it said before is somebody else's.
func (d *device) move(place care.Place, now time.Time) {
	if d.place == place {
		return
	}
	if d.place.Device != "" && (d.place.Elder != place.Elder || d.place.Household != place.Household) {
		d.end(now)
	}
	d.place, d.dirty = place, true
}

// prune ends what belongs to rules that are no longer in force.
func (d *device) prune(rules *ruleset, now time.Time) {
	d.states = slices.DeleteFunc(d.states, func(st *state) bool {
		rule := rules.byID[st.Rule]
		if rule != nil && rule.about(d.place.DeviceKind) {
			return false
		}
		if st.Phase == firing {
			d.clear(nil, st, now)
		}
		d.dirty = true
		return true
	})
}

// waits reports whether a due time or the record is to be minded.
func (d *device) waits() bool {
	missed := func(st *fenceState) bool { return st.Phase == pending || st.Phase == asking }
	return len(d.outbox) > 0 || slices.ContainsFunc(d.fences, missed) || slices.ContainsFunc(d.states, func(st *state) bool {
		return st.Phase == pending || st.Phase == asking || st.Phase == firing && (!st.Calm.IsZero() || !st.RepeatAt.IsZero()) ||
			st.Phase == resting && !st.Quiet.IsZero()
	})
}

func (d *device) state(rule string) *state {
	for _, st := range d.states {
		if st.Rule == rule {
			return st
		}
	}
	return nil
}
