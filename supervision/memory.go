package supervision

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// saveBatch bounds one write, so that a call never waits long behind it.
const saveBatch = 250

// load takes up what was known before the start. Everybody gets the full time
// from now on, since nobody knows what we missed; who was offline stays so until
// heard.
func (s *Supervisor) load(ctx context.Context) error {
	now := s.deps.Now()
	s.mu.Lock()
	s.started = now
	s.mu.Unlock()
	err := s.deps.Memory.LoadLiveness(ctx, func(l care.Liveness) error {
		place, err := s.deps.Places.Place(ctx, l.Device)
		if errors.Is(err, care.ErrNotFound) {
			s.mu.Lock()
			s.dirty[l.Device] = struct{}{} // its row goes
			s.mu.Unlock()
			return nil
		}
		if err != nil {
			place = care.Place{Device: l.Device}
		}
		s.restore(place, l, now)
		return nil
	})
	if err != nil {
		return fmt.Errorf("supervision: load liveness: %w", err)
	}
	if err := s.loadSilences(ctx, now); err != nil {
		return err
	}
	return s.loadAlerts(ctx, now)
}

// loadSilences takes up the silences that go on. Whoever was heard since the start,
// or is no longer in use, is not silent.
func (s *Supervisor) loadSilences(ctx context.Context, now time.Time) error {
	if s.deps.Silences == nil {
		return nil
	}
	open, err := s.deps.Silences.OpenSilences(ctx)
	if err != nil {
		return fmt.Errorf("supervision: load silences: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range open {
		w := s.devices[l.Device]
		if w == nil || w.silence != nil || !w.seen.Before(now) {
			l.Until = &now
			s.send(event{device: l.Device, at: now, silence: &l})
			continue
		}
		w.silence, w.online = &l, false
	}
	return nil
}

func (s *Supervisor) restore(place care.Place, l care.Liveness, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.devices[l.Device]
	if w == nil {
		w = s.watch(place)
		w.online = l.Online
	}
	w.seen, w.since = later(w.seen, l.SeenAt), later(w.since, now)
	if w.firmware == "" {
		w.firmware = l.Firmware
	}
	if w.battery == nil {
		w.battery = l.Battery
	}
	if w.rssi == nil {
		w.rssi = l.RSSI
	}
	s.schedule(l.Device, w, w.due(s.cfg.Grace))
}

// loadAlerts takes up the alerts that stand in the record. Whoever was heard
// since the start is no longer offline.
func (s *Supervisor) loadAlerts(ctx context.Context, now time.Time) error {
	for _, name := range []string{rule, gatewayRule, darkRule} {
		if err := s.loadAlertsOf(ctx, name, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Supervisor) loadAlertsOf(ctx context.Context, rule string, now time.Time) error {
	for page := (care.Page{Limit: 500}); ; {
		standing, next, err := s.deps.List.Alerts(ctx, care.Everything, care.AlertQuery{State: care.AlertFiring, Rule: rule}, page)
		if err != nil {
			return fmt.Errorf("supervision: load alerts: %w", err)
		}
		for i := range standing {
			s.takeUp(ctx, &standing[i], now)
		}
		if next == "" {
			return nil
		}
		page.Cursor = next
	}
}

func (s *Supervisor) takeUp(ctx context.Context, a *care.Alert, now time.Time) {
	if a.Rule == darkRule {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.takeUpDark(a)
		return
	}
	place, err := s.deps.Places.Place(ctx, a.DeviceID)
	s.mu.Lock()
	defer s.mu.Unlock()
	end := event{device: a.DeviceID, alert: a.ID, at: now, place: care.Place{Device: a.DeviceID, Region: a.RegionID, Center: a.CenterID}}
	w := s.devices[a.DeviceID]
	switch {
	case errors.Is(err, care.ErrNotFound): // revoked while we were away
		s.send(end)
		return
	case w == nil:
		if err != nil {
			place = care.Place{Device: a.DeviceID, Elder: a.ElderID, Household: a.HouseholdID, Center: a.CenterID, Region: a.RegionID}
		}
		w = s.watch(place)
		w.seen = a.RaisedAt // its row is lost; it was heard some time before
	}
	if w.alert == a.ID {
		return
	}
	if w.alert != "" || !w.seen.Before(now) { // a later one is known, or it was heard
		s.send(end)
		return
	}
	w.alert, w.online = a.ID, false
	if w.silence == nil { // from before silences were kept, or its writing was cut off
		w.silence = &care.Silence{Device: a.DeviceID, DoubtAt: a.RaisedAt, From: a.RaisedAt, Cause: w.cause(a.Rule == gatewayRule)}
		begun := *w.silence
		s.send(event{device: a.DeviceID, at: now, silence: &begun})
	}
}

// save writes last-seen every few seconds, and a last time at the end.
func (s *Supervisor) save(ctx context.Context) {
	tick := time.NewTicker(s.cfg.SaveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			s.saveOnce(last)
			return
		case <-tick.C:
			s.saveOnce(ctx)
		}
	}
}

func (s *Supervisor) saveOnce(ctx context.Context) {
	for {
		rows := s.takeRows()
		if len(rows) == 0 {
			return
		}
		if err := s.deps.Memory.SaveLiveness(ctx, rows); err != nil {
			s.deps.Log.Error("last-seen not written", "devices", len(rows), "err", err)
			s.mu.Lock()
			for i := range rows {
				s.dirty[rows[i].Device] = struct{}{}
			}
			s.mu.Unlock()
			return
		}
	}
}

// takeRows returns the next batch of what changed. A device that is no longer
// watched has no SeenAt, which removes its row.
func (s *Supervisor) takeRows() []care.Liveness {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([]care.Liveness, 0, min(len(s.dirty), saveBatch))
	for id := range s.dirty {
		if len(rows) == saveBatch {
			break
		}
		delete(s.dirty, id)
		row := care.Liveness{Device: id}
		if w := s.devices[id]; w != nil {
			row = w.liveness(id, true, s.cfg.Grace)
		}
		rows = append(rows, row)
	}
	return rows
}
