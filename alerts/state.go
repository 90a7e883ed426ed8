package alerts

import (
	"time"

	"yian/care"
)

// phase is where a rule stands for one device.
type phase string

const (
	resting phase = ""        // nothing is wrong; remembers until and quiet
	pending phase = "pending" // crossed, and waits for its duration
	asking  phase = "asking"  // ripe, and waits for word whether the elder is present
	firing  phase = "firing"  // raised, and not yet ended
)

// state is what the engine remembers of one rule for one device. Event time is
// the device's clock, due times are ours.
type state struct {
	Rule     string
	Phase    phase
	First    time.Time      // event time at which the limit was first crossed
	Readings []care.Reading // those that cross it, while pending
	// Due is when the rule is to be looked at without another reading: a pending one
	// is ripe, a firing one has been calm for long enough.
	Due      time.Time
	Calm     time.Time    // event time since which a firing rule is calm, or zero
	RepeatAt time.Time    // when a firing rule is raised anew, or zero
	Quiet    time.Time    // until when a new alert waits, by our clock
	Until    time.Time    // event time at which the last alert ended
	Alert    care.AlertID // while firing
}

// rest goes back to having nothing to say, and keeps what is remembered. Readings
// that were judged and raised nothing raise nothing when they come again.
func (st *state) rest() {
	if n := len(st.Readings); n > 0 {
		st.Until = later(st.Until, st.Readings[n-1].At)
	}
	st.Phase, st.Readings, st.Due, st.Calm, st.RepeatAt = resting, nil, time.Time{}, time.Time{}, time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
