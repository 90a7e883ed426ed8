package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// DoorCode returns the code at the door of a home; [care.ErrNotFound] when none was
// made yet.
func (s *Store) DoorCode(ctx context.Context, home care.HouseholdID) (string, error) {
	return value[string](ctx, s, `SELECT code FROM door_codes WHERE household_id = $1`, string(home))
}

// NewDoorCode gives a home a code. One that it has stays unless it is to be replaced,
// as when it was copied. It returns what then holds. Blocks until on disk.
func (s *Store) NewDoorCode(ctx context.Context, home care.HouseholdID, code string, replace bool, now time.Time, e care.Entry) (string, error) {
	out := code
	err := s.write(ctx, func(tx *Tx) error {
		var known string
		err := tx.QueryRowContext(tx.ctx, `SELECT code FROM door_codes WHERE household_id = $1`, string(home)).Scan(&known)
		if err == nil && !replace {
			out = known
			return nil
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("records: door code: %w", err)
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO door_codes (household_id, code, made_at) VALUES ($1,$2,$3)
			ON CONFLICT (household_id) DO UPDATE SET code = excluded.code, made_at = excluded.made_at`, string(home), code, millis(now)); err != nil {
			return fmt.Errorf("records: door code: %w", err)
		}
		out = code
		return tx.record(e)
	})
	return out, err
}

// DoorOf returns whose door a code hangs at; [care.ErrNotFound] for nobody's.
func (s *Store) DoorOf(ctx context.Context, code string) (care.HouseholdID, error) {
	home, err := value[string](ctx, s, `SELECT household_id FROM door_codes WHERE code = $1`, code)
	return care.HouseholdID(home), err
}
