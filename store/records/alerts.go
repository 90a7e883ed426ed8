package records

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// RaiseAlert keeps a with its entry. An alert that is there already, by id, is
// left as it is, and so is the journal. It blocks until on disk.
func (s *Store) RaiseAlert(ctx context.Context, a care.Alert, e care.Entry) error {
	doc, err := toJSON(a)
	if err != nil {
		return err
	}
	technical := 0
	if a.Technical {
		technical = 1
	}
	return s.write(ctx, func(tx *Tx) error {
		res, err := tx.ExecContext(tx.ctx, `INSERT INTO alerts
			(id, rule, severity, technical, device_id, elder_id, region_id, center_id, incident_id, raised_at, cleared_at, doc)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) ON CONFLICT (id) DO NOTHING`,
			string(a.ID), a.Rule, string(a.Severity), technical, string(a.DeviceID), string(a.ElderID), string(a.RegionID),
			string(a.CenterID), string(a.IncidentID), millis(a.RaisedAt), millisOrNil(a.ClearedAt), doc)
		if err != nil {
			return fmt.Errorf("records: raise alert: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return tx.record(e)
	})
}

// ClearAlert sets the end of an alert, with its entry. One that is unknown or has
// ended already is left as it is. It blocks until on disk.
func (s *Store) ClearAlert(ctx context.Context, id care.AlertID, at time.Time, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		a, err := load[care.Alert](tx, "alerts", "alert", string(id))
		switch {
		case isNotFound(err):
			return nil
		case err != nil:
			return err
		case a.ClearedAt != nil:
			return nil
		}
		at = fromMillis(millis(at))
		a.ClearedAt = &at
		if err := tx.saveAlert(a); err != nil {
			return err
		}
		return tx.record(e)
	})
}

// ChangeAlert loads an alert that sc sees, lets do change it, and writes it with
// its entries. When do returns no entries nothing is written. It blocks until on
// disk.
func (s *Store) ChangeAlert(ctx context.Context, sc care.Scope, id care.AlertID, do func(*care.Alert) ([]care.Entry, error)) (care.Alert, error) {
	var changed care.Alert
	err := s.write(ctx, func(tx *Tx) error {
		a, err := load[care.Alert](tx, "alerts", "alert", string(id))
		if err != nil {
			return err
		}
		if !sc.Sees(a.RegionID, a.CenterID) {
			return care.NotFound("alert")
		}
		entries, err := do(a)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			if err := tx.saveAlert(a); err != nil {
				return err
			}
		}
		changed = *a
		return tx.record(entries...)
	})
	return changed, err
}

func (tx *Tx) saveAlert(a *care.Alert) error {
	a.Version++
	doc, err := toJSON(a)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(tx.ctx, `UPDATE alerts SET incident_id = $1, cleared_at = $2, doc = $3 WHERE id = $4`,
		string(a.IncidentID), millisOrNil(a.ClearedAt), doc, string(a.ID))
	if err != nil {
		return fmt.Errorf("records: save alert: %w", err)
	}
	return nil
}

// Alert returns one alert, or [care.ErrNotFound].
func (s *Store) Alert(ctx context.Context, sc care.Scope, id care.AlertID) (care.Alert, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Alert], `SELECT doc FROM alerts`+c.sql, c.args...)
	return one(list, err, "alert")
}

// Alerts lists what sc sees of q, newest first, and the next cursor.
func (s *Store) Alerts(ctx context.Context, sc care.Scope, q care.AlertQuery, p care.Page) ([]care.Alert, string, error) {
	c := chosen(sc)
	switch q.State {
	case care.AlertFiring:
		c.sql += " AND cleared_at IS NULL"
	case care.AlertCleared:
		c.sql += " AND cleared_at IS NOT NULL"
	}
	c.add("rule = ?", q.Rule)
	c.add("device_id = ?", string(q.Device))
	c.add("elder_id = ?", string(q.Elder))
	if q.Technical != nil {
		wanted := 0
		if *q.Technical {
			wanted = 1
		}
		c.args = append(c.args, wanted)
		c.sql += fmt.Sprintf(" AND technical = $%d", len(c.args))
	}
	if len(q.Severities) > 0 {
		c.sql += " AND severity IN (" + in(&c.args, q.Severities) + ")"
	}
	return newest(ctx, s, document[care.Alert], `SELECT doc FROM alerts`, "raised_at", c, p, func(last *care.Alert) (time.Time, string) { return last.RaisedAt, string(last.ID) })
}

// UnofferedAlerts returns critical alerts that the desk has not taken yet, oldest
// first.
func (s *Store) UnofferedAlerts(ctx context.Context, limit int) ([]care.Alert, error) {
	return collect(ctx, s, document[care.Alert], `SELECT doc FROM alerts WHERE severity = 'critical' AND incident_id = '' ORDER BY raised_at LIMIT $1`, limit)
}
