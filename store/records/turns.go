package records

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// TakeTurn takes or renews a turn for owner, which ends by itself after ttl of the
// database's time. mine is false while it is another's. It blocks until on disk and
// is idempotent; it writes no entry.
func (s *Store) TakeTurn(ctx context.Context, name, owner string, ttl time.Duration) (mine bool, err error) {
	err = s.note(ctx, func(tx *Tx) error {
		now := s.pencil.engine.now
		done, err := tx.ExecContext(tx.ctx, `INSERT INTO turns (name, owner, until) VALUES ($1, $2, `+now+` + $3)
			ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
			WHERE turns.owner = excluded.owner OR turns.until <= `+now, name, owner, ttl.Milliseconds())
		if err != nil {
			return fmt.Errorf("records: turn: %w", err)
		}
		n, err := done.RowsAffected()
		mine = n == 1
		return err
	})
	return mine && err == nil, err
}

// EndTurn lets others have a turn at once, if it is owner's. Idempotent.
func (s *Store) EndTurn(ctx context.Context, name, owner string) error {
	return s.note(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(tx.ctx, `DELETE FROM turns WHERE name = $1 AND owner = $2`, name, owner); err != nil {
			return fmt.Errorf("records: turn: %w", err)
		}
		return nil
	})
}

// Turns returns the owners of the turns that are held now and whose names begin
// with prefix, by name.
func (s *Store) Turns(ctx context.Context, prefix string) ([]string, error) {
	return collect(ctx, s, func(rows *sql.Rows) (owner string, err error) {
		err = rows.Scan(&owner)
		return owner, err
	}, `SELECT owner FROM turns WHERE substr(name, 1, $1) = $2 AND until > `+s.pencil.engine.now+` ORDER BY name`, len(prefix), prefix)
}
