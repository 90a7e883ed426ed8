package registry

import (
	"context"
	"strings"
	"sync"

	"yian/care"
)

// moves collects which places other rooms moved devices at, until Run has looked.
type moves struct {
	mu      sync.Mutex // guards queries
	queries map[care.DeviceQuery]struct{}
	wake    chan struct{}
}

func newMoves() *moves {
	return &moves{queries: map[care.DeviceQuery]struct{}{}, wake: make(chan struct{}, 1)}
}

// keep notes q for the next time, without hurry.
func (m *moves) keep(q care.DeviceQuery) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queries[q] = struct{}{}
}

func (m *moves) add(q care.DeviceQuery) {
	m.keep(q)
	m.hurry()
}

// hurry has Run look now.
func (m *moves) hurry() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

func (m *moves) take() map[care.DeviceQuery]struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.queries
	m.queries = map[care.DeviceQuery]struct{}{}
	return out
}

// Heard takes entries of the journal after their commit, of whichever process. It
// notes which devices may have come, gone or moved by them, which Run looks at, and
// forgets the sessions of whose account changed. It never blocks and is idempotent.
func (r *Registry) Heard(entries []care.Entry) {
	for _, e := range entries {
		switch e.Noun {
		case "device": // without a subject many came at once
			r.moved.add(care.DeviceQuery{ID: care.DeviceID(e.Subject)})
			if e.Subject != "" { // a gateway takes its children along
				r.moved.add(care.DeviceQuery{GatewayID: care.DeviceID(e.Subject)})
			}
		case "installation":
			if id, ok := strings.CutPrefix(e.Related, "device:"); ok {
				r.moved.add(care.DeviceQuery{ID: care.DeviceID(id)})
			}
		case "household":
			if e.Subject != "" {
				r.moved.add(care.DeviceQuery{HouseholdID: care.HouseholdID(e.Subject)})
			}
		case "elder":
			if e.Subject != "" {
				r.moved.add(care.DeviceQuery{ElderID: care.ElderID(e.Subject)})
			}
		case "stay", "bed":
			// A bed's sensor names whoever is in the bed; a stay takes along what its elder
			// wears.
			if e.CenterID != "" {
				r.moved.add(care.DeviceQuery{CenterID: e.CenterID})
			}
			if elder, ok := cutElder(e.Related); ok {
				r.moved.add(care.DeviceQuery{ElderID: elder})
			}
		case "source":
			r.sources.stale.Store(true)
			r.moved.hurry()
		case "staff":
			r.sessions.forgetStaff(care.StaffID(e.Subject))
		}
	}
}

func cutElder(related string) (care.ElderID, bool) {
	id, ok := strings.CutPrefix(related, "elder:")
	return care.ElderID(id), ok
}

// follow reads again what may have moved. What cannot be read is kept for the
// next time.
func (r *Registry) follow(ctx context.Context) {
	for q := range r.moved.take() {
		if err := r.record.EachDevice(ctx, q, r.devices.put); err != nil {
			r.moved.keep(q)
			r.log.Warn("devices not refreshed", "err", err)
		}
	}
}
