package records

import (
	"context"
	"database/sql"
	"fmt"

	"yian/care"
)

// Homes lists households with devices that sc sees, in order of id, each with the
// names of its elders, its devices in use and its last proof: the newest call of
// which the device confirmed "received".
func (s *Store) Homes(ctx context.Context, sc care.Scope, p care.Page) ([]care.Home, string, error) {
	c := chosen(sc)
	c.sql += ` AND EXISTS (SELECT 1 FROM devices WHERE devices.household_id = households.id)`
	households, next, err := page(ctx, s, "households", c, p, func(h *care.Household) string { return string(h.ID) })
	if err != nil || len(households) == 0 {
		return []care.Home{}, next, err
	}
	homes := make([]care.Home, len(households))
	byID := make(map[care.HouseholdID]*care.Home, len(households))
	ids := make([]care.HouseholdID, len(households))
	for i, h := range households {
		homes[i] = care.Home{Household: h, Elders: []string{}, DeviceIDs: []care.DeviceID{}}
		byID[h.ID], ids[i] = &homes[i], h.ID
	}
	for _, fill := range []func(context.Context, map[care.HouseholdID]*care.Home, []care.HouseholdID) error{s.homeElders, s.homeDevices, s.homeProofs} {
		if err := fill(ctx, byID, ids); err != nil {
			return nil, "", err
		}
	}
	return homes, next, nil
}

func (s *Store) homeElders(ctx context.Context, homes map[care.HouseholdID]*care.Home, ids []care.HouseholdID) error {
	var args []any
	elders, err := collect(ctx, s, document[care.Elder], `SELECT doc FROM elders WHERE household_id IN (`+in(&args, ids)+`) ORDER BY id`, args...)
	for i := range elders {
		home := homes[elders[i].HouseholdID]
		home.Elders = append(home.Elders, elders[i].Name)
	}
	return err
}

func (s *Store) homeDevices(ctx context.Context, homes map[care.HouseholdID]*care.Home, ids []care.HouseholdID) error {
	var args []any
	devices, err := collect(ctx, s, document[care.Device], `SELECT doc FROM devices WHERE household_id IN (`+in(&args, ids)+`) ORDER BY id`, args...)
	for i := range devices {
		if home := homes[devices[i].HouseholdID]; !devices[i].Revoked {
			home.DeviceIDs = append(home.DeviceIDs, devices[i].ID)
			home.Devices++
		}
	}
	return err
}

type homeProof struct {
	home care.HouseholdID
	at   sql.NullInt64
}

func (s *Store) homeProofs(ctx context.Context, homes map[care.HouseholdID]*care.Home, ids []care.HouseholdID) error {
	var args []any
	// One look into the index per home, from its newest call on. The time is ours:
	// a device's clock may be wrong by years.
	proofs, err := collect(ctx, s, func(rows *sql.Rows) (homeProof, error) {
		var p homeProof
		return p, rows.Scan((*string)(&p.home), &p.at)
	}, `SELECT id, (SELECT calls.received_at FROM calls WHERE calls.household_id = households.id AND EXISTS (
			SELECT 1 FROM feedback WHERE feedback.device_id = calls.device_id AND feedback.call_id = calls.id
			AND feedback.step = 'received' AND feedback.confirmed_at IS NOT NULL)
		ORDER BY calls.received_at DESC LIMIT 1) FROM households WHERE id IN (`+in(&args, ids)+`)`, args...)
	for _, p := range proofs {
		homes[p.home].LastProofAt = timeOrNil(p.at)
	}
	return err
}

// Proofs returns the newest presses of a home that went through the whole chain,
// at most limit.
func (s *Store) Proofs(ctx context.Context, home care.HouseholdID, limit int) ([]care.Proof, error) {
	return collect(ctx, s, scanProof, `SELECT calls.device_id, calls.id, calls.kind, calls.pressed_at, calls.received_at, feedback.confirmed_at
		FROM calls JOIN feedback ON feedback.device_id = calls.device_id AND feedback.call_id = calls.id
		WHERE calls.household_id = $1 AND feedback.step = 'received' AND feedback.confirmed_at IS NOT NULL
		ORDER BY calls.received_at DESC LIMIT $2`, string(home), limit)
}

func scanProof(rows *sql.Rows) (care.Proof, error) {
	var (
		p                            care.Proof
		kind                         care.CallKind
		pressed, received, confirmed int64
	)
	if err := rows.Scan((*string)(&p.Device), (*string)(&p.Call), (*string)(&kind), &pressed, &received, &confirmed); err != nil {
		return p, fmt.Errorf("records: proof: %w", err)
	}
	at := fromMillis(confirmed)
	p.Test, p.PressedAt, p.ReceivedAt, p.ConfirmedAt = kind == care.Test, fromMillis(pressed), fromMillis(received), &at
	return p, nil
}
