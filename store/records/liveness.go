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
	// One statement must not write a row twice.
	list = slices.CompactFunc(list, func(a, b care.Liveness) bool { return a.Device == b.Device })
	return s.note(ctx, func(tx *Tx) error {
		var rows [][]any
		for i := range list {
			l := &list[i]
			if l.SeenAt.IsZero() {
				if _, err := tx.ExecContext(tx.ctx, `DELETE FROM liveness WHERE device_id = $1`, string(l.Device)); err != nil {
					return fmt.Errorf("records: save liveness: %w", err)
				}
				continue
			}
			doc, err := toJSON(l)
			if err != nil {
				return err
			}
			rows = append(rows, []any{string(l.Device), millis(l.SeenAt), doc})
		}
		return tx.insertRows(`INSERT INTO liveness (device_id, seen_at, doc)`, `ON CONFLICT (device_id) DO UPDATE SET seen_at = excluded.seen_at, doc = excluded.doc`, rows)
	})
}
