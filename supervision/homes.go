package supervision

import (
	"context"
	"time"

	"yian/care"
)

// ProofEvery is how old the last proven press of a home may be (telecare
// practice).
const ProofEvery = 31 * 24 * time.Hour

// Homes lists households with devices that sc sees. It blocks on the record.
func (s *Supervisor) Homes(ctx context.Context, sc care.Scope, page care.Page) ([]care.Home, string, error) {
	homes, next, err := s.deps.Homes.Homes(ctx, sc, page)
	if err != nil {
		return nil, "", err
	}
	now := s.deps.Now()
	for i := range homes {
		s.judgeHome(&homes[i], now)
	}
	return homes, next, nil
}

// Judge says of a home whether its proof is overdue, and of the devices that are
// named in it how they are.
func (s *Supervisor) Judge(h *care.Home) { s.judgeHome(h, s.deps.Now()) }

// judgeHome says how well one home is protected, and what to do about it.
func (s *Supervisor) judgeHome(h *care.Home, now time.Time) {
	for _, id := range h.DeviceIDs {
		if l, heard := s.Liveness(id); !heard {
			h.NeverSeen++
		} else if !l.Online {
			h.Offline++
		}
	}
	h.Overdue = true
	if h.LastProofAt != nil {
		age := now.Sub(*h.LastProofAt)
		days := int(age / (24 * time.Hour))
		h.ProofAgeDays, h.Overdue = &days, age > ProofEvery
	}
	switch {
	case h.Offline > 0:
		h.Next = "check_device"
	case h.NeverSeen > 0:
		h.Next = "switch_on"
	case h.Overdue:
		h.Next = "test_press"
	}
}
