package supervision

import (
	"time"

	"yian/care"
)

const (
	// leastDark is how many homes of a village, or devices of a site, must fall silent
	// together to be one fault.
	leastDark = 3
	// together is how far apart they may have been heard last: a heartbeat, and a
	// little more.
	together = 20 * time.Minute
	// gatherFor is how long the first of them waits for the others, so that nobody is
	// found later than a minute.
	gatherFor = 50 * time.Second
)

// areaKey names what may lose power or network as a whole: a site, or a village.
type areaKey string

func areaOf(p care.Place) areaKey {
	switch {
	case p.Center != "":
		return areaKey("center " + string(p.Center))
	case len(p.Region) > len("990101001"):
		return areaKey("region " + string(p.Region))
	}
	return ""
}

// area is what is known of one.
type area struct {
	devices map[care.DeviceID]struct{} // all that stand there
	alert   care.AlertID               // that all is silent; empty: it is not
	place   care.Place                 // of the alert
	cause   care.Cause
	silent  int // homes or devices, when that was found
}

func isDark(silent, of int) bool  { return silent >= leastDark && 5*silent >= 4*of }
func gathers(silent, of int) bool { return silent >= leastDark && 2*silent >= of }

// tells reports whether a device says soon enough that its area is there: it stands
// behind none that would, and has a heartbeat or a connection whose end is told.
func (w *watched) tells() bool {
	return !w.seen.IsZero() && w.place.Gateway == "" && (w.beats() || !w.connected.IsZero() || !w.willed.IsZero())
}

func (w *watched) beats() bool { return limit(w.place) == care.Mains.Offline() }

// last is when a device was last known to be there, and whether it is missed now.
func (w *watched) last(now time.Time) (time.Time, bool) {
	if !w.willed.IsZero() {
		return w.willed, true
	}
	return w.seen, w.silence != nil || w.beats() && now.Sub(w.seen) > heartbeat
}

// unit is what is counted: a home, or in a site a device.
func unit(p care.Place) string {
	if p.Household != "" {
		return string(p.Household)
	}
	return "device " + string(p.Device)
}

// darkness counts the units of an area that fell silent together with a device, and
// of how many: those that were silent long before say nothing.
func (s *Supervisor) darkness(a *area, first *watched, now time.Time) (silent, of int) {
	began, _ := first.last(now)
	alive := map[string]bool{}
	for id := range a.devices {
		w := s.devices[id]
		if !w.tells() {
			continue
		}
		last, missed := w.last(now)
		switch u := unit(w.place); {
		case !missed:
			alive[u] = true
		case last.Sub(began).Abs() <= together:
			if _, known := alive[u]; !known { // another of its devices may be there
				alive[u] = false
			}
		}
	}
	for _, there := range alive {
		if !there {
			silent++
		}
	}
	return silent, len(alive)
}

// darken raises the one alert of an area, which takes the place of those that were
// raised already of its devices.
func (s *Supervisor) darken(key areaKey, a *area, first *watched, now time.Time, silent, of int) {
	began, _ := first.last(now)
	a.cause = care.CauseNetwork
	var folded []*watched // in any order
	for id := range a.devices {
		w := s.devices[id]
		last, missed := w.last(now)
		if !w.tells() || !missed || last.Sub(began).Abs() > together {
			continue
		}
		if w.unplugged {
			a.cause = care.CausePower
		}
		if w.dark = key; w.alert != "" {
			folded = append(folded, w)
		}
	}
	p := first.place
	a.place, a.silent = care.Place{Center: p.Center, Region: p.Region}, silent
	alert := darkAlert(key, a, later(began, first.since), now, of)
	a.alert = alert.ID
	s.send(event{raise: true, alert: alert.ID, at: now, place: a.place, dark: &alert})
	for _, w := range folded {
		ev := event{device: w.place.Device, alert: w.alert, at: now, place: w.place}
		if w.silence != nil {
			w.silence.Cause = a.cause
			sent := *w.silence
			ev.silence = &sent
		}
		s.send(ev)
		w.alert = ""
	}
}

func darkAlert(key areaKey, a *area, since, now time.Time, of int) care.Alert {
	title := "整村失联"
	if a.place.Center != "" {
		title = "整院失联"
	}
	if a.cause == care.CausePower {
		title += "（停电）"
	}
	return care.Alert{ID: care.NewAlertID(darkRule, care.DeviceID(key), since), Rule: darkRule, Title: title, Severity: care.Warning, Technical: true,
		CenterID: a.place.Center, RegionID: a.place.Region, Readings: []care.Reading{}, RaisedAt: now, Affected: a.silent, Of: of, Version: 1}
}

// cover has the alert of its area speak for a device that is silent.
func (s *Supervisor) cover(id care.DeviceID, w *watched, key areaKey, a *area) {
	if w.dark = key; w.silence == nil {
		s.send(event{device: id, place: w.place, silence: s.fallSilent(id, w, a.cause)})
	}
	s.gone(id, w)
}

// brighten ends the alert of an area once most of it is back.
func (s *Supervisor) brighten(key areaKey, at time.Time) {
	a := s.areas[key]
	if a == nil || a.alert == "" {
		return
	}
	left := map[string]bool{}
	for id := range a.devices {
		if w := s.devices[id]; w.dark == key {
			left[unit(w.place)] = true
		}
	}
	if 2*len(left) > a.silent {
		return
	}
	s.send(event{alert: a.alert, at: at, place: a.place})
	s.lift(key, a, at)
}

// lift has an area's alert speak for nobody any more: whoever is still silent gets
// its full time, and then an alert of its own.
func (s *Supervisor) lift(key areaKey, a *area, at time.Time) {
	a.alert = ""
	for id := range a.devices {
		w := s.devices[id]
		if w.dark != key {
			continue
		}
		if w.dark = ""; w.silence != nil {
			w.willed, w.since = time.Time{}, later(w.since, at)
		}
		s.schedule(id, w, w.due(s.cfg.Grace))
	}
}

// takeUpDark takes up the alert of an area that stands in the record. It speaks for
// whatever is silent there and has no alert of its own. The mutex is held.
func (s *Supervisor) takeUpDark(alert *care.Alert) {
	place := care.Place{Center: alert.CenterID, Region: alert.RegionID}
	key := areaOf(place)
	a := s.areas[key]
	if a == nil { // everything there is gone
		s.send(event{alert: alert.ID, at: s.deps.Now(), place: place})
		return
	}
	now := s.deps.Now()
	a.alert, a.place, a.silent, a.cause = alert.ID, place, alert.Affected, care.CauseNetwork
	for id := range a.devices {
		w := s.devices[id]
		if _, missed := w.last(now); !missed || !w.tells() && w.silence == nil || w.alert != "" {
			continue
		}
		w.dark = key
		if w.silence != nil && w.silence.Cause == care.CausePower {
			a.cause = care.CausePower
		}
	}
	s.brighten(key, now)
}
