package training

import (
	"context"
	"sync"

	"yian/care"
)

// Telephone is the only telephone of a training seat. It has no address, no line and
// no number: what it is asked to carry goes to the [Seat], which plays the other end.
type Telephone struct {
	mu   sync.Mutex // guards all below
	seat *Seat      // nil: nobody listens yet
}

// Name is the county's own gateway, whose place it takes.
func (t *Telephone) Name() care.Channel { return care.Webhook }

// Carries takes whatever there is, so that nothing looks for another way.
func (t *Telephone) Carries(string) bool { return true }

// Send hands a notice to the seat and returns at once.
func (t *Telephone) Send(_ context.Context, n care.Notice) (string, error) {
	t.mu.Lock()
	seat := t.seat
	t.mu.Unlock()
	if seat != nil {
		seat.carry(n)
	}
	return "", nil
}

func (t *Telephone) plug(s *Seat) {
	t.mu.Lock()
	t.seat = s
	t.mu.Unlock()
}
