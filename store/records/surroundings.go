package records

import (
	"context"
	"fmt"

	"yian/care"
)

// LoadSurroundings calls do with what each device is known to have around it.
func (s *Store) LoadSurroundings(ctx context.Context, do func(care.Surroundings) error) error {
	list, err := collect(ctx, s, document[care.Surroundings], `SELECT doc FROM surroundings`)
	if err != nil {
		return err
	}
	for _, one := range list {
		if err := do(one); err != nil {
			return err
		}
	}
	return nil
}

// SaveSurroundings replaces what one device has around it. It blocks until on disk,
// is idempotent and writes no entry.
func (s *Store) SaveSurroundings(ctx context.Context, one care.Surroundings) error {
	doc, err := toJSON(one)
	if err != nil {
		return err
	}
	return s.note(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO surroundings (device_id, doc) VALUES ($1, $2)
			ON CONFLICT (device_id) DO UPDATE SET doc = excluded.doc`, string(one.Device), doc)
		if err != nil {
			return fmt.Errorf("records: surroundings: %w", err)
		}
		return nil
	})
}
