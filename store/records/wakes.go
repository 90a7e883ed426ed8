package records

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// ChangeWake loads a wake-check, or an empty one of that id, lets decide change it,
// and writes it with its notices; nothing without an entry. Blocks until on disk.
func (s *Store) ChangeWake(ctx context.Context, id string, decide func(*care.WakeCheck) (care.Change, error)) (out care.WakeCheck, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		w, err := load[care.WakeCheck](tx, "wakes", "wake", id)
		if errors.Is(err, care.ErrNotFound) {
			w, err = &care.WakeCheck{ID: id}, nil
		}
		if err != nil {
			return err
		}
		change, err := decide(w)
		if out = *w; err != nil || len(change.Entries) == 0 {
			return err
		}
		w.Version++
		out = *w
		doc, err := toJSON(w)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO wakes (id, asked_at, next_at, version, doc) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at, version = excluded.version, doc = excluded.doc`,
			w.ID, millis(w.AskedAt), millisOrNil(w.NextAt), w.Version, doc); err != nil {
			return fmt.Errorf("records: wake: %w", err)
		}
		for _, n := range change.Notices {
			if err := tx.insertNotice(n); err != nil {
				return err
			}
		}
		return tx.record(change.Entries...)
	})
	return out, err
}

// DueWakes lists the wake-checks for which somebody is to be rung at now.
func (s *Store) DueWakes(ctx context.Context, now time.Time) ([]care.WakeCheck, error) {
	return collect(ctx, s, document[care.WakeCheck], `SELECT doc FROM wakes WHERE next_at <= $1 ORDER BY next_at LIMIT 50`, millis(now))
}

// Wakes lists the wake-checks asked from from until to, the newest first.
func (s *Store) Wakes(ctx context.Context, from, to time.Time) ([]care.WakeCheck, error) {
	return collect(ctx, s, document[care.WakeCheck], `SELECT doc FROM wakes WHERE asked_at >= $1 AND asked_at < $2 ORDER BY asked_at DESC LIMIT 500`, millis(from), millis(to))
}
