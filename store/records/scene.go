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

// lostDue is since when the register is to hear that the elder is lost, or was found.
func lostDue(in *care.Incident) *time.Time {
	if in.Disappeared == nil || in.ElderID == "" && in.Disappeared.Entered == "" {
		return nil
	}
	return in.Disappeared.DueAt
}

// LostDue lists the incidents of which the register is to hear that the elder is lost, or
// was found, the first due first.
func (s *Store) LostDue(ctx context.Context, now time.Time, limit int) ([]care.Incident, error) {
	return collect(ctx, s, document[care.Incident], `SELECT doc FROM incidents WHERE lost_due <= $1 ORDER BY lost_due, id LIMIT $2`, millis(now), limit)
}

// ChangeBeside is like [Store.ChangeIncident], and decide also gets the other incidents
// of the same home or device that were closed at or after an instant. None is closed
// meanwhile, by no process: of two closings one knows of the other. Blocks until on disk.
func (s *Store) ChangeBeside(ctx context.Context, id care.IncidentID, since time.Time, decide func(c *care.Case, closed []care.Incident) (care.Change, error)) (care.Case, error) {
	var closed []care.Incident
	return s.decide(ctx, "", func(tx *Tx) (c care.Case, err error) {
		if c, err = tx.loadCase(id); err == nil {
			closed, err = tx.closedBeside(c.Incident, since)
		}
		return c, err
	}, func(c *care.Case) (care.Change, error) { return decide(c, closed) })
}

func (tx *Tx) closedBeside(in *care.Incident, since time.Time) ([]care.Incident, error) {
	list, err := loadAll[care.Incident](tx, `SELECT doc FROM incidents
		WHERE state = 'closed' AND id <> $4 AND opened_at >= $1 AND ($2 <> '' AND household_id = $2 OR $3 <> '' AND device_id = $3) ORDER BY opened_at, id LIMIT 500`,
		millis(since.Add(-longestOpen)), string(in.HouseholdID), string(in.DeviceID), string(in.ID))
	var out []care.Incident
	for _, o := range list {
		if o.ClosedAt != nil && !o.ClosedAt.Before(since) {
			out = append(out, *o)
		}
	}
	return out, err
}
