package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// WhereaboutsAt returns where an elder was at an instant. Before anything was
// entered an elder is in the site or at home, since the registration; an elder
// outside sc is [care.ErrNotFound].
func (s *Store) WhereaboutsAt(ctx context.Context, sc care.Scope, elder care.ElderID, at time.Time) (care.Whereabouts, error) {
	e, err := s.Elder(ctx, sc, elder)
	if err != nil {
		return care.Whereabouts{}, err
	}
	list, err := collect(ctx, s, document[care.Whereabouts], `SELECT doc FROM whereabouts
		WHERE elder_id = $1 AND since <= $2 ORDER BY since DESC LIMIT 1`, string(elder), millis(at))
	if err != nil {
		return care.Whereabouts{}, err
	}
	if len(list) == 0 {
		return firstWhereabouts(&e), nil
	}
	return list[0], nil
}

// WhereaboutsSince returns the newest 200 of an elder's whereabouts, newest first.
func (s *Store) WhereaboutsSince(ctx context.Context, sc care.Scope, elder care.ElderID) ([]care.Whereabouts, error) {
	if _, err := s.Elder(ctx, sc, elder); err != nil {
		return nil, err
	}
	return collect(ctx, s, document[care.Whereabouts], `SELECT doc FROM whereabouts WHERE elder_id = $1 ORDER BY since DESC LIMIT 200`, string(elder))
}

func firstWhereabouts(e *care.Elder) care.Whereabouts {
	return care.Whereabouts{ElderID: e.ID, State: care.AtHome, Since: e.CreatedAt}
}

func (tx *Tx) whereabouts(e *care.Elder) (care.Whereabouts, error) {
	var doc string
	err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM whereabouts WHERE elder_id = $1 AND until IS NULL`, string(e.ID)).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return firstWhereabouts(e), nil
	}
	if err != nil {
		return care.Whereabouts{}, fmt.Errorf("records: whereabouts: %w", err)
	}
	var w care.Whereabouts
	return w, fromJSON(doc, &w)
}

// saveWhereabouts makes w the present one. What was entered for later is struck
// out, so that taking a step back is the same act as entering one.
func (tx *Tx) saveWhereabouts(w *care.Whereabouts) error {
	doc, err := toJSON(w)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{`DELETE FROM whereabouts WHERE elder_id = $1 AND since >= $2`, []any{string(w.ElderID), millis(w.Since)}},
		{`UPDATE whereabouts SET until = $2 WHERE elder_id = $1 AND until IS NULL`, []any{string(w.ElderID), millis(w.Since)}},
		{`INSERT INTO whereabouts (elder_id, since, return_at, doc) VALUES ($1,$2,$3,$4)`,
			[]any{string(w.ElderID), millis(w.Since), millisOrNil(w.ReturnAt), doc}},
	} {
		if _, err := tx.ExecContext(tx.ctx, step.sql, step.args...); err != nil {
			return fmt.Errorf("records: save whereabouts: %w", err)
		}
	}
	return nil
}
