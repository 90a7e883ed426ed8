package records

import (
	"context"
	"fmt"
	"slices"

	"yian/care"
)

// mostRefusals bounds what is shown of all processes together.
const mostRefusals = 200

// refused is what one process refused since its start.
type refused struct {
	Newest []care.Refusal        `json:"newest"`
	Counts map[care.Reason]int64 `json:"counts"`
}

// SaveRefusals replaces what one process refused. It blocks until on disk, is
// idempotent and writes no entry.
func (s *Store) SaveRefusals(ctx context.Context, instance string, newest []care.Refusal, counts map[care.Reason]int64) error {
	doc, err := toJSON(refused{newest, counts})
	if err != nil {
		return err
	}
	return s.note(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO refusals (instance, doc) VALUES ($1, $2)
			ON CONFLICT (instance) DO UPDATE SET doc = excluded.doc`, instance, doc)
		if err != nil {
			return fmt.Errorf("records: refusals: %w", err)
		}
		return nil
	})
}

// Refusals returns what all processes refused: the last, newest first, and how many
// by reason, each since its process began.
func (s *Store) Refusals(ctx context.Context) ([]care.Refusal, map[care.Reason]int64, error) {
	all, err := collect(ctx, s, document[refused], `SELECT doc FROM refusals ORDER BY instance`)
	if err != nil {
		return nil, nil, err
	}
	var newest []care.Refusal
	counts := map[care.Reason]int64{}
	for _, one := range all {
		newest = append(newest, one.Newest...)
		for reason, n := range one.Counts {
			counts[reason] += n
		}
	}
	slices.SortStableFunc(newest, func(a, b care.Refusal) int { return b.At.Compare(a.At) })
	return newest[:min(len(newest), mostRefusals)], counts, nil
}
