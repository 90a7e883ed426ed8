package records

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// damagedAt is when the door was forced of which the damage is not paid; nil: none.
func damagedAt(in *care.Incident) any {
	if !in.Forced.Owing() {
		return nil
	}
	return millis(in.Forced.At)
}

// KeepSceneFile keeps a photo of an incident with what decide changes; the same twice
// is kept once. Blocks until on disk.
func (s *Store) KeepSceneFile(ctx context.Context, id care.IncidentID, file string, body []byte, decide func(*care.Case) (care.Change, error)) (out care.Case, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		c, err := tx.loadCase(id)
		if err != nil {
			return err
		}
		before, err := ordersAsTheyWere(&c)
		if err != nil {
			return err
		}
		change, err := decide(&c)
		if err != nil {
			return err
		}
		if out = c; len(change.Entries) == 0 {
			return nil
		}
		if err := tx.saveCase(&c, before); err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO incident_files (id, incident_id, body) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, file, string(id), body); err != nil {
			return fmt.Errorf("records: incident file: %w", err)
		}
		return tx.saveChange(change, c.Incident)
	})
	return out, err
}

// SceneFile returns the bytes of a photo of an incident.
func (s *Store) SceneFile(ctx context.Context, id care.IncidentID, file string) ([]byte, error) {
	list, err := collect(ctx, s, func(r *sql.Rows) (b []byte, err error) {
		err = r.Scan(&b)
		return b, err
	}, `SELECT body FROM incident_files WHERE id = $1 AND incident_id = $2`, file, string(id))
	return one(list, err, "scene_file")
}

// longestOpen is how long before its closing an incident may have been opened to be
// found among those that were closed lately.
const longestOpen = 7 * 24 * time.Hour

// ClosedOf returns the incidents of a home or a device that were closed at or after an
// instant.
func (s *Store) ClosedOf(ctx context.Context, home care.HouseholdID, device care.DeviceID, since time.Time) ([]care.Incident, error) {
	rows, err := collect(ctx, s, scanIncident, `SELECT urgency, pressed_at, opened_at, doc FROM incidents
		WHERE state = 'closed' AND opened_at >= $1 AND ($2 <> '' AND household_id = $2 OR $3 <> '' AND device_id = $3) ORDER BY opened_at, id LIMIT 500`,
		millis(since.Add(-longestOpen)), string(home), string(device))
	var out []care.Incident
	for _, r := range rows {
		if r.in.ClosedAt != nil && !r.in.ClosedAt.Before(since) {
			out = append(out, r.in)
		}
	}
	return out, err
}
