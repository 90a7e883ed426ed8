package records

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yian/care"
)

// LoadLiveness calls do with what was last known of each device. It blocks, and
// stops at do's error.
func (s *Store) LoadLiveness(ctx context.Context, do func(care.Liveness) error) error {
	list, err := collect(ctx, s, document[care.Liveness], `SELECT doc FROM liveness`)
	if err != nil {
		return err
	}
	for _, l := range list {
		if err := do(l); err != nil {
			return err
		}
	}
	return nil
}

// SaveLiveness replaces the rows of the devices named, in one transaction; a row
// without SeenAt is removed. It blocks until on disk, is idempotent and writes no
// entry.
func (s *Store) SaveLiveness(ctx context.Context, list []care.Liveness) error {
	list = slices.SortedFunc(slices.Values(list), func(a, b care.Liveness) int { return strings.Compare(string(a.Device), string(b.Device)) })
	return s.note(ctx, func(tx *Tx) error {
		save, err := tx.PrepareContext(tx.ctx, `INSERT INTO liveness (device_id, seen_at, doc) VALUES ($1,$2,$3)
			ON CONFLICT (device_id) DO UPDATE SET seen_at = excluded.seen_at, doc = excluded.doc`)
		if err != nil {
			return fmt.Errorf("records: save liveness: %w", err)
		}
		defer save.Close()
		for i := range list {
			l := &list[i]
			if l.SeenAt.IsZero() {
				_, err = tx.ExecContext(tx.ctx, `DELETE FROM liveness WHERE device_id = $1`, string(l.Device))
			} else {
				var doc string
				if doc, err = toJSON(l); err != nil {
					return err
				}
				_, err = save.ExecContext(tx.ctx, string(l.Device), millis(l.SeenAt), doc)
			}
			if err != nil {
				return fmt.Errorf("records: save liveness: %w", err)
			}
		}
		return nil
	})
}
