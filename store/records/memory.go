package records

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"yian/care"
)

// LoadMemory calls do with what the rules remember of each device. It blocks, and
// stops at do's error.
func (s *Store) LoadMemory(ctx context.Context, do func(device care.DeviceID, snapshot []byte) error) error {
	rows, err := s.read.QueryContext(ctx, `SELECT device_id, snapshot FROM rule_memory`)
	if err != nil {
		return fmt.Errorf("records: load memory: %w", translate(err))
	}
	defer rows.Close()
	for rows.Next() {
		var id care.DeviceID
		var snapshot []byte
		if err := rows.Scan((*string)(&id), &snapshot); err != nil {
			return fmt.Errorf("records: load memory: %w", translate(err))
		}
		if err := do(id, snapshot); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("records: load memory: %w", translate(err))
	}
	return nil
}

// SaveMemory replaces the memory of the devices named, in one transaction; an
// empty snapshot removes it. It blocks until on disk, is idempotent and writes no
// entry.
func (s *Store) SaveMemory(ctx context.Context, snapshots map[care.DeviceID][]byte) error {
	return s.note(ctx, func(tx *Tx) error {
		var rows [][]any
		for _, id := range slices.Sorted(maps.Keys(snapshots)) {
			if snapshot := snapshots[id]; len(snapshot) > 0 {
				rows = append(rows, []any{string(id), snapshot})
				continue
			}
			if _, err := tx.ExecContext(tx.ctx, `DELETE FROM rule_memory WHERE device_id = $1`, string(id)); err != nil {
				return fmt.Errorf("records: save memory: %w", err)
			}
		}
		return tx.insertRows(`INSERT INTO rule_memory (device_id, snapshot)`, `ON CONFLICT (device_id) DO UPDATE SET snapshot = excluded.snapshot`, rows)
	})
}
