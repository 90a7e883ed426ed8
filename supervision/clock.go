package supervision

import (
	"context"
	"time"

	"yian/care"
)

const (
	// crowd is how many devices on the mains must fall silent together to be taken
	// for our own deafness.
	crowd = 20
	// maxOutbox bounds what waits for the record; beyond it nobody is found offline
	// until the record is back.
	maxOutbox = 20_000
	lookAgain = time.Minute
)

// keepTime finds the devices that are silent for too long.
func (s *Supervisor) keepTime(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.look(s.deps.Now())
		}
	}
}

func (s *Supervisor) look(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := s.overdue(now)
	if len(ids) == 0 {
		return
	}
	deaf := s.deaf(now)
	if deaf {
		s.deps.Log.Error("nothing is heard from any device", "since", s.heard)
	}
	for _, id := range ids {
		s.judge(id, s.devices[id], now, deaf)
	}
}

// judge decides about a device whose time has come.
func (s *Supervisor) judge(id care.DeviceID, w *watched, now time.Time, deaf bool) {
	due := w.due(s.cfg.Grace)
	gateway := s.devices[w.place.Gateway]
	switch {
	case w.alert != "" || w.seen.IsZero():
	case due.After(now): // it has spoken meanwhile
		s.schedule(id, w, due)
	case deaf || len(s.outbox) >= maxOutbox:
		s.schedule(id, w, now.Add(lookAgain))
	case gateway != nil && !gateway.online:
		// One alert for the gateway speaks for all behind it; they are looked at again
		// when it is back.
	case gateway != nil && now.Sub(gateway.seen) > heartbeat && gateway.due(s.cfg.Grace).Before(now.Add(care.Mains.Offline())):
		// The gateway is silent too, and will be judged soon: it may be the one.
		s.schedule(id, w, later(gateway.due(s.cfg.Grace), now).Add(time.Second))
	default:
		s.alone(id, w, now, due)
	}
}

// alone decides about a device that no gateway speaks for: its whole area may be
// silent, or about to be found so.
func (s *Supervisor) alone(id care.DeviceID, w *watched, now, due time.Time) {
	key := areaOf(w.place)
	a := s.areas[key]
	if a == nil {
		s.offline(id, w, now)
		return
	}
	if a.alert == "" {
		silent, of := s.darkness(a, w, now)
		switch {
		case isDark(silent, of):
			s.darken(key, a, w, now, silent, of)
		case gathers(silent, of) && now.Before(due.Add(gatherFor)):
			s.schedule(id, w, now.Add(gatherFor/5))
			return
		}
	}
	if a.alert == "" {
		s.offline(id, w, now)
		return
	}
	s.cover(id, w, key, a)
}

// offline raises the alert of a silent device.
func (s *Supervisor) offline(id care.DeviceID, w *watched, now time.Time) {
	behind := len(s.behind[id])
	a := offlineAlert(w.place, later(w.seen, w.since), now, behind)
	w.alert = a.ID
	s.send(event{device: id, seen: w.seen, raise: true, alert: a.ID, at: now, place: w.place, behind: a.Affected,
		silence: s.fallSilent(id, w, w.cause(isGateway(w.place, behind)))})
	s.gone(id, w)
}

// gone notes that a device is not there.
func (s *Supervisor) gone(id care.DeviceID, w *watched) {
	s.dirty[id] = struct{}{}
	if w.online {
		w.online = false
		s.change(id, false)
	}
}

// fallSilent begins a silence, when the device's time was up: from its last will,
// or from the end of what its class allows, before which it is in doubt for as long
// as it should have been heard. A silence that goes on is left as it is.
func (s *Supervisor) fallSilent(id care.DeviceID, w *watched, cause care.Cause) *care.Silence {
	if w.silence != nil {
		return nil
	}
	l := care.Silence{Device: id, From: w.since.Add(limit(w.place)), Cause: cause}
	l.DoubtAt = l.From
	if limit(w.place) == care.Mains.Offline() {
		l.DoubtAt = w.since.Add(heartbeat)
	}
	if !w.willed.IsZero() && w.willed.Before(l.From) {
		l.From, l.DoubtAt = w.willed, w.willed
	}
	w.silence = &l
	sent := l
	return &sent
}

// endSilence ends a silence; nil when there was none.
func (w *watched) endSilence(at time.Time) *care.Silence {
	if w.silence == nil {
		return nil
	}
	l := *w.silence
	l.Until, w.silence = &at, nil
	return &l
}

// deaf reports whether so many fell silent together that it must be us.
func (s *Supervisor) deaf(now time.Time) bool {
	if now.Sub(later(s.heard, s.started)) <= s.cfg.DeafAfter {
		return false
	}
	mains := 0
	for _, w := range s.devices {
		if w.online && limit(w.place) == care.Mains.Offline() {
			mains++
		}
	}
	return mains >= crowd
}

// resume notes that somebody was heard. After a time of deafness everybody gets
// the full time again.
func (s *Supervisor) resume(at time.Time) {
	if !s.heard.IsZero() && at.Sub(s.heard) > s.cfg.DeafAfter && s.deaf(at) {
		for _, w := range s.devices {
			w.since = later(w.since, at)
		}
	}
	s.heard = later(s.heard, at)
}
