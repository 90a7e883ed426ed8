package supervision

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Mirror shows what the supervisor of another process knows, until ctx ends: it
// reads last-seen from the record every few seconds, keeps no time and raises
// nothing. It takes the place of [Supervisor.Run]; listeners to changes are told,
// those to reconnections are not. It blocks.
func (s *Supervisor) Mirror(ctx context.Context) error {
	var g errgroup.Group
	g.Go(func() error { s.tell(ctx); return nil })
	tick := time.NewTicker(s.cfg.SaveEvery)
	defer tick.Stop()
	for {
		if err := s.reflect(ctx); err != nil && ctx.Err() == nil {
			s.deps.Log.Warn("last-seen not read, what is shown grows old", "err", err)
		}
		select {
		case <-ctx.Done():
			return g.Wait()
		case <-tick.C:
		}
	}
}

// reflect takes over what the record says, and forgets what it no longer names.
func (s *Supervisor) reflect(ctx context.Context) error {
	named := map[care.DeviceID]bool{}
	err := s.deps.Memory.LoadLiveness(ctx, func(l care.Liveness) error {
		place, err := s.deps.Places.Place(ctx, l.Device)
		if errors.Is(err, care.ErrNotFound) {
			return nil
		}
		if err != nil {
			place = care.Place{Device: l.Device}
		}
		named[l.Device] = true
		s.show(place, l)
		return nil
	})
	if err != nil {
		return fmt.Errorf("supervision: read liveness: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, w := range s.devices {
		if !named[id] {
			s.leave(w.place)
			delete(s.devices, id)
		}
	}
	return nil
}

func (s *Supervisor) show(place care.Place, l care.Liveness) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.watch(place)
	changed := w.seen.IsZero() || w.online != l.Online
	w.seen, w.online, w.battery, w.rssi, w.firmware = l.SeenAt, l.Online, l.Battery, l.RSSI, l.Firmware
	w.since = l.DueAt.Add(-limit(place))
	if changed {
		s.change(l.Device, false)
	}
}
