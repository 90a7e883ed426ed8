package records

import (
	"context"
	"fmt"

	"yian/care"
)

// Centers lists the sites in order of id; an empty kind lists all.
func (s *Store) Centers(ctx context.Context, sc care.Scope, kind care.CenterKind, p care.Page) ([]care.Center, string, error) {
	c := chosen(sc)
	c.add("kind = ?", string(kind))
	return page(ctx, s, "centers", c, p, func(v *care.Center) string { return string(v.ID) })
}

// Center returns one site, or [care.ErrNotFound].
func (s *Store) Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Center], `SELECT doc FROM centers`+c.sql, c.args...)
	return one(list, err, "center")
}

// CreateCenters adds sites with one entry. An id that is taken is
// [care.ErrConflict], and none is added.
func (s *Store) CreateCenters(ctx context.Context, centers []care.Center, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		err := each(tx, `INSERT INTO centers (id, kind, region_id, center_id, doc) VALUES ($1,$2,$3,$1,$4)`, centers, func(v *care.Center) ([]any, error) {
			doc, err := toJSON(v)
			return []any{string(v.ID), string(v.Kind), string(v.RegionID), doc}, err
		})
		if err != nil {
			return err
		}
		return tx.record(e)
	})
}

// ChangeCenter loads a site, lets do change it, and writes it with its entry.
func (s *Store) ChangeCenter(ctx context.Context, id care.CenterID, do func(*care.Center) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		v, err := load[care.Center](tx, "centers", "center", string(id))
		if err != nil {
			return err
		}
		e, err := do(v)
		if err != nil {
			return err
		}
		doc, err := toJSON(v)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(tx.ctx, `UPDATE centers SET kind = $1, region_id = $2, doc = $3 WHERE id = $4`, string(v.Kind), string(v.RegionID), doc, string(id))
		if err != nil {
			return fmt.Errorf("records: save center: %w", err)
		}
		return tx.record(e)
	})
}
