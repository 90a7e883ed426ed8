package records

import (
	"context"
	"fmt"

	"yian/care"
)

// Fences lists the fences of an elder, of everybody when elder is empty, in the
// order in which they were set.
func (s *Store) Fences(ctx context.Context, elder care.ElderID) ([]care.Fence, error) {
	if elder == "" {
		return collect(ctx, s, document[care.Fence], `SELECT doc FROM fences ORDER BY elder_id, id`)
	}
	return collect(ctx, s, document[care.Fence], `SELECT doc FROM fences WHERE elder_id = $1 ORDER BY id`, string(elder))
}

// SaveFence adds f when its version is 0 and the elder has fewer than most, else
// replaces the one of its id and elder, with its entry. It blocks until on disk.
func (s *Store) SaveFence(ctx context.Context, f care.Fence, most int, e care.Entry) (care.Fence, error) {
	var saved care.Fence
	err := s.write(ctx, func(tx *Tx) error {
		kept, err := load[care.Fence](tx, "fences", "fence", string(f.ID))
		switch {
		case isNotFound(err) && f.Version == 0:
			err = tx.roomForFence(f.ElderID, most)
			kept = &care.Fence{}
		case err == nil && kept.ElderID != f.ElderID:
			err = care.NotFound("fence")
		case err == nil && kept.Version != f.Version:
			err = care.Conflict("fence.changed", "这个围栏刚被别人改过，请刷新后再改")
		}
		if err != nil {
			return err
		}
		now := f
		now.Version = kept.Version + 1
		doc, err := toJSON(now)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO fences (id, elder_id, doc) VALUES ($1,$2,$3)
			ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`, string(f.ID), string(f.ElderID), doc); err != nil {
			return fmt.Errorf("records: save fence: %w", err)
		}
		saved = now
		return tx.record(e)
	})
	return saved, err
}

func (tx *Tx) roomForFence(elder care.ElderID, most int) error {
	var n int
	if err := tx.QueryRowContext(tx.ctx, `SELECT count(*) FROM fences WHERE elder_id = $1`, string(elder)).Scan(&n); err != nil {
		return fmt.Errorf("records: count fences: %w", err)
	}
	if n >= most {
		return care.Conflict("fence.too_many", "这位老人的围栏已满，请先删除不用的")
	}
	return nil
}

// RemoveFence removes a fence of an elder, with its entry.
func (s *Store) RemoveFence(ctx context.Context, elder care.ElderID, id care.FenceID, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		f, err := load[care.Fence](tx, "fences", "fence", string(id))
		if err != nil {
			return err
		}
		if f.ElderID != elder {
			return care.NotFound("fence")
		}
		if _, err := tx.ExecContext(tx.ctx, `DELETE FROM fences WHERE id = $1`, string(id)); err != nil {
			return fmt.Errorf("records: remove fence: %w", err)
		}
		return tx.record(e)
	})
}
