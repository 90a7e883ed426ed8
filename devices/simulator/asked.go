package simulator

import (
	"fmt"
	"time"

	"yian/care"
)

// Press lets a device call now, as pressed at an instant that may have passed. It
// blocks until [Simulator.Run] has begun and does not wait for the platform; the
// device says the call again until it was received, like any other.
func (s *Simulator) Press(id care.DeviceID, kind care.CallKind, pressed time.Time) error {
	found := make(chan bool, 1)
	s.handOn(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		d := s.county.named(id, nil)
		if d != nil {
			s.county.press(d, pressed, kind)
		}
		found <- d != nil
	})
	select {
	case ok := <-found:
		if !ok {
			return fmt.Errorf("simulator: device %s: %w", id, care.ErrNotFound)
		}
		return nil
	case <-s.ended:
		return fmt.Errorf("simulator: nobody lives any more: %w", care.ErrUnavailable)
	}
}
