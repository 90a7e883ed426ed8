package records

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// OpenSession keeps a session under the hex digest of its token, and where the
// user signed in from. Sessions long over are swept on the way.
func (s *Store) OpenSession(ctx context.Context, hash string, id care.StaffID, address string, at, expires time.Time) error {
	return s.write(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(tx.ctx, `DELETE FROM sessions WHERE expires_at < $1`, millis(at)); err != nil {
			return fmt.Errorf("records: sweep sessions: %w", err)
		}
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO sessions (hash, staff_id, opened_at, expires_at) VALUES ($1,$2,$3,$4)`, hash, string(id), millis(at), millis(expires))
		if err != nil {
			return fmt.Errorf("records: open session: %w", err)
		}
		_, err = tx.ExecContext(tx.ctx, `INSERT INTO staff_addresses (staff_id, address, last_at) VALUES ($1,$2,$3)
			ON CONFLICT (staff_id, address) DO UPDATE SET last_at = excluded.last_at`, string(id), address, millis(at))
		if err != nil {
			return fmt.Errorf("records: staff address: %w", err)
		}
		return nil
	})
}

// Session returns whose session it is and when it expires, or [care.ErrNotFound].
func (s *Store) Session(ctx context.Context, hash string) (care.Staff, time.Time, error) {
	type row struct {
		staff   care.Staff
		expires int64
	}
	list, err := collect(ctx, s, func(rows *sql.Rows) (row, error) {
		var r row
		var doc string
		if err := rows.Scan(&doc, &r.expires); err != nil {
			return r, err
		}
		return r, fromJSON(doc, &r.staff)
	}, `SELECT staff.doc, sessions.expires_at FROM sessions JOIN staff ON staff.id = sessions.staff_id WHERE sessions.hash = $1`, hash)
	r, err := one(list, err, "session")
	return r.staff, fromMillis(r.expires), err
}

// ExtendSession moves the end of a session. It is idempotent; one that is gone
// stays gone.
func (s *Store) ExtendSession(ctx context.Context, hash string, expires time.Time) error {
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `UPDATE sessions SET expires_at = $1 WHERE hash = $2`, millis(expires), hash)
		return err
	})
}

// CloseSession ends a session. It is idempotent.
func (s *Store) CloseSession(ctx context.Context, hash string) error {
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `DELETE FROM sessions WHERE hash = $1`, hash)
		return err
	})
}

func (tx *Tx) endSessions(id care.StaffID, keep []string) error {
	args := []any{string(id)}
	statement := `DELETE FROM sessions WHERE staff_id = $1`
	if len(keep) > 0 {
		statement += ` AND hash NOT IN (` + in(&args, keep) + `)`
	}
	if _, err := tx.ExecContext(tx.ctx, statement, args...); err != nil {
		return fmt.Errorf("records: end sessions: %w", err)
	}
	return nil
}

// KnownAddress reports whether the user signed in from address after since.
func (s *Store) KnownAddress(ctx context.Context, id care.StaffID, address string, since time.Time) (bool, error) {
	n, err := value[int](ctx, s, `SELECT COUNT(*) FROM staff_addresses WHERE staff_id = $1 AND address = $2 AND last_at > $3`,
		string(id), address, millis(since))
	return n > 0, err
}
