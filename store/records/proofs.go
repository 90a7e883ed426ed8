package records

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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

// lastProof is when the newest call of a home came of which the device confirmed
// "received".
const lastProof = `(SELECT calls.received_at FROM calls WHERE calls.household_id = households.id AND EXISTS (
		SELECT 1 FROM feedback WHERE feedback.device_id = calls.device_id AND feedback.call_id = calls.id
		AND feedback.step = 'received' AND feedback.confirmed_at IS NOT NULL)
	ORDER BY calls.received_at DESC LIMIT 1)`

// BareHomes is [Store.Homes] of all, with only id, region and last proof of each,
// if it came since: ten thousand are counted without reading their documents, or a
// look for the last call of each.
func (s *Store) BareHomes(ctx context.Context, sc care.Scope, since time.Time) ([]care.Home, error) {
	c := &conditions{args: []any{millis(since)}}
	c.sql = ` WHERE EXISTS (SELECT 1 FROM devices WHERE devices.household_id = households.id)` + scopeSQL(sc, &c.args)
	return collect(ctx, s, func(rows *sql.Rows) (h care.Home, err error) {
		var proof sql.NullInt64
		err = rows.Scan((*string)(&h.Household.ID), (*string)(&h.Household.RegionID), &proof)
		h.LastProofAt = timeOrNil(proof)
		return h, err
	}, `SELECT id, region_id, proven.at FROM households LEFT JOIN (
		SELECT calls.household_id AS home, MAX(calls.received_at) AS at FROM calls
		JOIN feedback ON feedback.device_id = calls.device_id AND feedback.call_id = calls.id AND feedback.step = 'received' AND feedback.confirmed_at IS NOT NULL
		WHERE calls.received_at >= $1 GROUP BY calls.household_id) proven ON proven.home = households.id`+c.sql+` ORDER BY id`, c.args...)
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
	}, `SELECT id, `+lastProof+` FROM households WHERE id IN (`+in(&args, ids)+`)`, args...)
	for _, p := range proofs {
		homes[p.home].LastProofAt = timeOrNil(p.at)
	}
	return err
}

// Proofs lists presses in homes that sc sees, newest first, with how far each came,
// and the next cursor.
func (s *Store) Proofs(ctx context.Context, sc care.Scope, q care.ProofQuery, p care.Page) ([]care.Proof, string, error) {
	c := pressed(sc, q)
	var (
		at           int64
		device, call string
	)
	if more, err := fromCursor(p.Cursor, &at, &device, &call); err != nil {
		return nil, "", err
	} else if more {
		c.args = append(c.args, at, device, call)
		c.sql += fmt.Sprintf(" AND (calls.received_at, calls.device_id, calls.id) < ($%d, $%d, $%d)", len(c.args)-2, len(c.args)-1, len(c.args))
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, scanProof, `SELECT `+proofColumns+pressedIn+c.sql+
		fmt.Sprintf(` ORDER BY calls.received_at DESC, calls.device_id DESC, calls.id DESC LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if err := s.models(ctx, list); err != nil {
		return nil, "", err
	}
	if !more {
		return list, "", nil
	}
	last := &list[len(list)-1]
	return list, cursorOf(millis(last.ReceivedAt), string(last.Device), string(last.Call)), nil
}

// EachProof calls do with every press of q that sc sees, oldest first. It blocks.
func (s *Store) EachProof(ctx context.Context, sc care.Scope, q care.ProofQuery, do func(care.Proof)) error {
	c := pressed(sc, q)
	list, err := collect(ctx, s, scanProof, `SELECT `+proofColumns+pressedIn+c.sql+` ORDER BY calls.received_at, calls.device_id, calls.id`, c.args...)
	if err != nil {
		return err
	}
	if err := s.models(ctx, list); err != nil {
		return err
	}
	for i := range list {
		do(list[i])
	}
	return nil
}

// firstWithin is how soon a device has confirmed that heard the first answer: one
// that did not calls again every five seconds.
const firstWithin = 10 * time.Second

const (
	proofColumns = `calls.device_id, calls.id, calls.kind, calls.household_id, homes.region_id, calls.pressed_at, calls.received_at, calls.recorded_at,
		feedback.told_at, feedback.confirmed_at, feedback.attempts`
	// A home's station is the centre that its keeper belongs to.
	pressedIn = ` FROM calls
		JOIN (SELECT id AS home, region_id, station_id AS center_id FROM households) homes ON homes.home = calls.household_id
		LEFT JOIN feedback ON feedback.device_id = calls.device_id AND feedback.call_id = calls.id AND feedback.step = 'received'`
)

// pressed chooses calls of people and devices; an alert that joined is nobody's
// press.
func pressed(sc care.Scope, q care.ProofQuery) *conditions {
	c := &conditions{}
	c.sql = ` WHERE calls.kind <> '` + alertKind + `'` + strings.NewReplacer("center_id", "homes.center_id", "region_id", "homes.region_id").Replace(scopeSQL(sc, &c.args))
	for _, bound := range []struct {
		condition string
		at        time.Time
	}{{">=", q.From}, {"<", q.To}} {
		if !bound.at.IsZero() {
			c.args = append(c.args, millis(bound.at))
			c.sql += fmt.Sprintf(" AND calls.received_at %s $%d", bound.condition, len(c.args))
		}
	}
	if q.Region != "" {
		c.add("homes.region_id LIKE ?", string(q.Region)+"%")
	}
	c.add("calls.household_id = ?", string(q.Household))
	return c
}

func scanProof(rows *sql.Rows) (care.Proof, error) {
	var (
		p                         care.Proof
		pressed, received         int64
		recorded, told, confirmed sql.NullInt64
		attempts                  sql.NullInt64
	)
	if err := rows.Scan((*string)(&p.Device), (*string)(&p.Call), (*string)(&p.Kind), (*string)(&p.Household), (*string)(&p.Region),
		&pressed, &received, &recorded, &told, &confirmed, &attempts); err != nil {
		return p, fmt.Errorf("records: proof: %w", err)
	}
	p.Test, p.PressedAt, p.ReceivedAt = p.Kind == care.Test, fromMillis(pressed), fromMillis(received)
	p.RecordedAt, p.ToldAt, p.ConfirmedAt = timeOrNil(recorded), timeOrNil(told), timeOrNil(confirmed)
	// Where several processes listen each of them hears a press, so that its repeats say
	// nothing. A device that confirms at once may be quicker than the note that it was
	// told.
	p.First = p.ConfirmedAt != nil && attempts.Int64 <= 1 && p.ConfirmedAt.Sub(p.ReceivedAt) <= firstWithin
	return p, nil
}

// models says of what make the devices of the presses are.
func (s *Store) models(ctx context.Context, list []care.Proof) error {
	of := map[care.DeviceID]string{}
	for i := range list {
		of[list[i].Device] = ""
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(of)), 500) {
		var args []any
		devices, err := collect(ctx, s, document[care.Device], `SELECT doc FROM devices WHERE id IN (`+in(&args, part)+`)`, args...)
		if err != nil {
			return err
		}
		for i := range devices {
			of[devices[i].ID] = cmp.Or(devices[i].Model, devices[i].Kind)
		}
	}
	for i := range list {
		list[i].Model = of[list[i].Device]
	}
	return nil
}
