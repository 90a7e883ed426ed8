package supervision

import (
	"time"

	"yian/care"
)

// Mended notes that somebody completed the repair for which an alert stood, and so
// ended it. A device that is silent all the same gets its full time from now, and then
// an alert anew: it would be missed by nobody. It does not block and is idempotent.
func (s *Supervisor) Mended(a care.Alert) {
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Rule == darkRule {
		key := areaOf(care.Place{Center: a.CenterID, Region: a.RegionID})
		if dark := s.areas[key]; dark != nil && dark.alert == a.ID {
			s.lift(key, dark, now)
		}
		return
	}
	w := s.devices[a.DeviceID]
	if w == nil || w.alert != a.ID {
		return
	}
	w.alert, w.willed, w.since = "", time.Time{}, later(w.since, now)
	s.schedule(a.DeviceID, w, w.due(s.cfg.Grace))
}
