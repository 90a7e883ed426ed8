package records

import (
	"context"
	"database/sql"
	"fmt"

	"yian/care"
)

// Sources lists every source with how it fares, in order of id.
func (s *Store) Sources(ctx context.Context) ([]care.Source, error) {
	return collect(ctx, s, func(rows *sql.Rows) (v care.Source, err error) {
		var heard sql.NullInt64
		var unheard int
		var doc string
		if err := rows.Scan(&heard, &unheard, &doc); err != nil {
			return v, err
		}
		err = fromJSON(doc, &v)
		v.SourceState = care.SourceState{HeardAt: timeOrNil(heard), Unheard: unheard != 0}
		return v, err
	}, `SELECT heard_at, unheard, doc FROM sources ORDER BY id`)
}

// SaveSourceStates notes how sources fare, all in one transaction. It blocks until on
// disk, is idempotent and writes no entry.
func (s *Store) SaveSourceStates(ctx context.Context, states map[care.SourceID]care.SourceState) error {
	return s.note(ctx, func(tx *Tx) error {
		for id, state := range states {
			unheard := 0
			if state.Unheard {
				unheard = 1
			}
			// Whoever begins anew has heard nothing yet.
			_, err := tx.ExecContext(tx.ctx, `UPDATE sources SET heard_at = COALESCE($1, heard_at), unheard = $2 WHERE id = $3`,
				millisOrNil(state.HeardAt), unheard, string(id))
			if err != nil {
				return fmt.Errorf("records: source states: %w", err)
			}
		}
		return nil
	})
}

// CreateSource adds a source with the entry of do, which sees the others. An id that
// is taken is [care.ErrConflict].
func (s *Store) CreateSource(ctx context.Context, v *care.Source, do func(others []care.Source) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		others, err := tx.sources("")
		if err != nil {
			return err
		}
		e, err := do(others)
		if err != nil {
			return err
		}
		v.Version, v.SourceState = 1, care.SourceState{}
		doc, err := toJSON(v)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO sources (doc, id) VALUES ($1,$2)`, doc, string(v.ID)); err != nil {
			return fmt.Errorf("records: create source: %w", err)
		}
		return tx.record(e)
	})
}

// ChangeSource loads a source, lets do change it in sight of the others, and writes
// it with its entry.
func (s *Store) ChangeSource(ctx context.Context, id care.SourceID, do func(v *care.Source, others []care.Source) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		v, err := load[care.Source](tx, "sources", "source", string(id))
		if err != nil {
			return err
		}
		others, err := tx.sources(id)
		if err != nil {
			return err
		}
		e, err := do(v, others)
		if err != nil {
			return err
		}
		v.Version++
		v.SourceState = care.SourceState{} // has columns of its own
		doc, err := toJSON(v)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE sources SET doc = $1 WHERE id = $2`, doc, string(id)); err != nil {
			return fmt.Errorf("records: save source: %w", err)
		}
		return tx.record(e)
	})
}

// sources reads all but one.
func (tx *Tx) sources(but care.SourceID) ([]care.Source, error) {
	rows, err := loadAll[care.Source](tx, `SELECT doc FROM sources WHERE id <> $1 ORDER BY id`, string(but))
	list := make([]care.Source, len(rows))
	for i := range rows {
		list[i] = *rows[i]
	}
	return list, err
}
