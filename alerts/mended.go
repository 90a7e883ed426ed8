package alerts

import (
	"time"

	"yian/care"
)

// leastQuiet is how long a fault that was mended waits at least before it is raised
// anew: what is changed at the door shows only with the next readings.
const leastQuiet = time.Hour

// Mended notes that somebody completed the repair for which an alert stood, and so
// ended it. When readings go on to cross the limit it is raised anew. It does not block
// and is idempotent.
func (e *Engine) Mended(a care.Alert) {
	d := e.peek(a.DeviceID)
	if d == nil {
		return
	}
	defer e.release(d)
	for _, st := range d.states {
		if st.Phase != firing || st.Alert != a.ID {
			continue
		}
		quiet := leastQuiet
		if rule := e.rules.Load().byID[st.Rule]; rule != nil {
			quiet = max(quiet, time.Duration(rule.Quiet))
		}
		st.rest()
		st.Alert, st.Quiet, st.Until, d.dirty = "", e.deps.Now().Add(quiet), st.First, true
	}
}
