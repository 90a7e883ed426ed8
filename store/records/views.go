package records

import (
	"context"

	"yian/care"
)

// SaveViews keeps who looked at which record. It is not a change, so it stays
// outside the journal.
func (s *Store) SaveViews(ctx context.Context, views []care.Entry) error {
	return s.note(ctx, func(tx *Tx) error {
		return each(tx, `INSERT INTO views (at, by, noun, subject) VALUES ($1,$2,$3,$4)`, views, func(e *care.Entry) ([]any, error) {
			return []any{millis(e.At), string(e.By), e.Noun, e.Subject}, nil
		})
	})
}
