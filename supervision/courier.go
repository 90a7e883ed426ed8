package supervision

import (
	"context"
	"errors"
	"time"

	"yian/care"
)

const (
	retryFirst  = time.Second
	retryAtMost = 15 * time.Second
	oneTry      = 10 * time.Second
)

// event is something that the record is to be told.
type event struct {
	device care.DeviceID
	raise  bool         // else the alert has ended
	alert  care.AlertID // empty: none is concerned
	seen   time.Time
	at     time.Time
	place  care.Place
	behind int // how many devices a silent gateway speaks for
	// silence is to be kept; nil: nothing changed of it.
	silence *care.Silence
	// dark is the alert of an area, which is no device's.
	dark *care.Alert
}

// cleared ends a device's alert, and its silence.
func cleared(w *watched, at time.Time) event {
	return event{device: w.place.Device, alert: w.alert, at: at, place: w.place, silence: w.endSilence(at)}
}

func (ev *event) entry(what string) care.Entry {
	return care.Entry{At: ev.at, By: care.System, What: what, Noun: "alert", Subject: string(ev.alert),
		RegionID: ev.place.Region, CenterID: ev.place.Center}
}

// send puts ev on its way. The mutex is held.
func (s *Supervisor) send(ev event) {
	s.outbox = append(s.outbox, ev)
	ring(s.post)
}

// deliver tells the record, in order, and tries again until it has heard.
func (s *Supervisor) deliver(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.post:
		}
		for wait := retryFirst; ; wait = min(2*wait, retryAtMost) {
			err := s.deliverAll(ctx)
			if err == nil || ctx.Err() != nil {
				break
			}
			s.deps.Log.Error("offline alerts wait for the record", "err", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
		}
	}
}

func (s *Supervisor) deliverAll(ctx context.Context) error {
	for {
		s.mu.Lock()
		if len(s.outbox) == 0 {
			s.outbox = nil
			s.mu.Unlock()
			return nil
		}
		ev := s.outbox[0]
		s.mu.Unlock()

		err := s.write(ctx, ev)
		switch {
		case errors.Is(err, care.ErrInvalid): // never will be
			s.deps.Log.Error("offline alert refused by the record", "device_id", ev.device, "err", err)
		case err != nil:
			return err
		}
		s.mu.Lock()
		s.outbox = s.outbox[1:] // only this goroutine takes from it
		s.mu.Unlock()
	}
}

func (s *Supervisor) write(ctx context.Context, ev event) error {
	ctx, cancel := context.WithTimeoutCause(ctx, oneTry, errors.New("supervision: the record takes too long"))
	defer cancel()
	if ev.silence != nil && s.deps.Silences != nil {
		if err := s.deps.Silences.KeepSilences(ctx, []care.Silence{*ev.silence}); err != nil {
			return err
		}
	}
	switch {
	case ev.alert == "":
		return nil
	case ev.dark != nil:
		s.deps.Log.Warn("a whole area is silent", "region_id", ev.place.Region, "center_id", ev.place.Center, "silent", ev.dark.Affected, "of", ev.dark.Of)
		return s.deps.Book.RaiseAlert(ctx, *ev.dark, ev.entry("alert.raised"))
	case !ev.raise:
		return s.deps.Book.ClearAlert(ctx, ev.alert, ev.at, ev.entry("alert.cleared"))
	}
	place, err := s.deps.Places.Place(ctx, ev.device)
	switch {
	case errors.Is(err, care.ErrNotFound): // no longer in use: nobody is missing
		s.Forget(ev.device)
		return nil
	case err == nil:
		ev.place = place
	}
	a := offlineAlert(ev.place, ev.seen, ev.at, ev.behind)
	a.ID = ev.alert
	if err := s.deps.Book.RaiseAlert(ctx, a, ev.entry("alert.raised")); err != nil {
		return err
	}
	s.counts.offline.Inc()
	s.deps.Log.Info("device offline", "device_id", ev.device, "seen_at", ev.seen)
	return nil
}

// tell calls whoever listens to changes.
func (s *Supervisor) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.call:
		}
		for _, c := range s.takeChanges() {
			for _, do := range s.onChange {
				do(c.place, c.liveness)
			}
			if !c.back || !c.liveness.Online {
				continue
			}
			s.counts.reconnects.Inc()
			for _, do := range s.onReconnect {
				do(c.liveness.Device)
			}
		}
	}
}

type changed struct {
	place    care.Place
	liveness care.Liveness
	back     bool
}

func (s *Supervisor) takeChanges() []changed {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]changed, 0, len(s.changes))
	for id, back := range s.changes {
		if w := s.devices[id]; w != nil {
			all = append(all, changed{w.place, s.liveness(id, w), back})
		}
	}
	clear(s.changes)
	return all
}
