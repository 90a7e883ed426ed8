package records

import (
	"context"
	"database/sql"
	"fmt"

	"yian/care"
)

// admit notes what the broker is to be told of a device, in place of what it was to
// be told before.
func (tx *Tx) admit(a *care.Admission) error {
	if a == nil {
		return nil
	}
	replaces := 0
	if a.Replaces {
		replaces = 1
	}
	_, err := tx.ExecContext(tx.ctx, `INSERT INTO admissions (device_id, sealed, replaces, at) VALUES ($1,$2,$3,$4)
		ON CONFLICT (device_id) DO UPDATE SET sealed = excluded.sealed, at = excluded.at,
			replaces = CASE WHEN admissions.replaces > excluded.replaces THEN admissions.replaces ELSE excluded.replaces END`,
		string(a.Device), a.Sealed, replaces, millis(a.At))
	if err != nil {
		return fmt.Errorf("records: admission: %w", err)
	}
	return nil
}

// Admit notes what the broker is to be told of devices. It blocks until on disk, is
// idempotent and writes no entry.
func (s *Store) Admit(ctx context.Context, list []care.Admission) error {
	return s.note(ctx, func(tx *Tx) error {
		for i := range list {
			if err := tx.admit(&list[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Admissions returns what the broker must still be told, whoever is to be shut out
// first, then in order of time.
func (s *Store) Admissions(ctx context.Context, limit int) ([]care.Admission, error) {
	return collect(ctx, s, func(rows *sql.Rows) (care.Admission, error) {
		var a care.Admission
		var replaces int
		var at int64
		err := rows.Scan((*string)(&a.Device), &a.Sealed, &replaces, &at)
		a.Replaces, a.At = replaces != 0, fromMillis(at)
		return a, err
	}, `SELECT device_id, sealed, replaces, at FROM admissions ORDER BY CASE WHEN sealed = '' THEN 0 ELSE 1 END, at, device_id LIMIT $1`, limit)
}

// Admitted forgets what the broker was told, unless there is something new to tell
// of the same device. It blocks until on disk and is idempotent.
func (s *Store) Admitted(ctx context.Context, told []care.Admission) error {
	return s.note(ctx, func(tx *Tx) error {
		for _, a := range told {
			if _, err := tx.ExecContext(tx.ctx, `DELETE FROM admissions WHERE device_id = $1 AND sealed = $2 AND at = $3`,
				string(a.Device), a.Sealed, millis(a.At)); err != nil {
				return fmt.Errorf("records: admitted: %w", err)
			}
		}
		return nil
	})
}
