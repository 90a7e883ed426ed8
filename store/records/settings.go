package records

import (
	"context"
	"database/sql"
	"fmt"

	"yian/care"
)

// Setting returns the value of a setting, or [care.ErrNotFound].
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	list, err := collect(ctx, s, func(rows *sql.Rows) (v string, err error) {
		err = rows.Scan(&v)
		return v, err
	}, `SELECT value FROM settings WHERE name = $1`, name)
	return one(list, err, "setting")
}

// SetSetting keeps a setting with its entry, replacing what it was.
func (s *Store) SetSetting(ctx context.Context, name, value string, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO settings (name, value) VALUES ($1,$2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		if err != nil {
			return fmt.Errorf("records: setting: %w", err)
		}
		return tx.record(e)
	})
}

// Counts returns how many rows each noun has, for the list of what is still to be
// entered before going live.
func (s *Store) Counts(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	for noun, table := range map[string]string{
		"regions": "regions", "centers": "centers", "staff": "staff", "households": "households",
		"elders": "elders", "devices": "devices", "beds": "beds", "stays": "stays", "duties": "duties",
	} {
		n, err := value[int](ctx, s, `SELECT COUNT(*) FROM `+table)
		if err != nil {
			return nil, fmt.Errorf("records: count %s: %w", noun, err)
		}
		out[noun] = n
	}
	return out, nil
}
