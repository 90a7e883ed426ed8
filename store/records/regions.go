package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"yian/care"
)

// document reads a row that is nothing but a noun.
func document[T any](rows *sql.Rows) (T, error) {
	var v T
	var doc string
	if err := rows.Scan(&doc); err != nil {
		return v, err
	}
	return v, fromJSON(doc, &v)
}

// one returns the only row of a query, or [care.ErrNotFound].
func one[T any](list []T, err error, noun string) (T, error) {
	var none T
	switch {
	case err != nil:
		return none, err
	case len(list) == 0:
		return none, care.NotFound(noun)
	}
	return list[0], nil
}

// load reads one noun inside a transaction, or returns [care.ErrNotFound].
func load[T any](tx *Tx, table, noun, id string) (*T, error) {
	var doc string
	err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM `+table+` WHERE id = $1`, id).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, care.NotFound(noun)
	}
	if err != nil {
		return nil, fmt.Errorf("records: load %s: %w", noun, err)
	}
	v := new(T)
	return v, fromJSON(doc, v)
}

// loadAll reads every noun that a query names inside a transaction.
func loadAll[T any](tx *Tx, query string, args ...any) ([]*T, error) {
	rows, err := tx.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("records: query: %w", err)
	}
	defer rows.Close()
	var out []*T
	for rows.Next() {
		v, err := document[T](rows)
		if err != nil {
			return nil, fmt.Errorf("records: scan: %w", err)
		}
		out = append(out, &v)
	}
	return out, rows.Err()
}

// each runs a statement for every value, prepared once.
func each[T any](tx *Tx, statement string, values []T, args func(*T) ([]any, error)) error {
	stmt, err := tx.PrepareContext(tx.ctx, statement)
	if err != nil {
		return fmt.Errorf("records: prepare: %w", err)
	}
	defer stmt.Close()
	for i := range values {
		a, err := args(&values[i])
		if err != nil {
			return err
		}
		if _, err := stmt.ExecContext(tx.ctx, a...); err != nil {
			return fmt.Errorf("records: save: %w", err)
		}
	}
	return nil
}

// conditions builds a WHERE clause out of those conditions that were asked for.
type conditions struct {
	sql  string
	args []any
}

// chosen begins with what the scope allows.
func chosen(sc care.Scope) *conditions {
	c := &conditions{}
	c.sql = " WHERE 1=1" + scopeSQL(sc, &c.args)
	return c
}

// add adds a condition with one mark for its value, unless the value is empty.
func (c *conditions) add(condition, value string) {
	if value == "" {
		return
	}
	c.args = append(c.args, value)
	c.sql += " AND " + strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(c.args)))
}

// after continues a list behind the given key.
func (c *conditions) after(columns string, key ...string) {
	marks := make([]string, len(key))
	for i, k := range key {
		c.args = append(c.args, k)
		marks[i] = fmt.Sprintf("$%d", len(c.args))
	}
	c.sql += fmt.Sprintf(" AND (%s) > (%s)", columns, strings.Join(marks, ","))
}

// page reads one page of documents in order of id and returns the cursor of the
// next.
func page[T any](ctx context.Context, s *Store, table string, c *conditions, p care.Page, id func(*T) string) ([]T, string, error) {
	var last string
	if more, err := fromCursor(p.Cursor, &last); err != nil {
		return nil, "", err
	} else if more {
		c.after("id", last)
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[T], `SELECT doc FROM `+table+c.sql+fmt.Sprintf(` ORDER BY id LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, cursorOf(id(&list[len(list)-1])), nil
}

// Regions lists the whole tree, parents first. Names of places are no secret, so
// every role sees all of them; nobody sees none.
func (s *Store) Regions(ctx context.Context, sc care.Scope) ([]care.Region, error) {
	if sc.Role == "" {
		return []care.Region{}, nil
	}
	return collect(ctx, s, document[care.Region], `SELECT doc FROM regions ORDER BY id`)
}

// Region returns one region, or [care.ErrNotFound].
func (s *Store) Region(ctx context.Context, id care.RegionID) (care.Region, error) {
	list, err := collect(ctx, s, document[care.Region], `SELECT doc FROM regions WHERE id = $1`, string(id))
	return one(list, err, "region")
}

// CreateRegions adds regions with one entry. A code that is taken is
// [care.ErrConflict], and none is added.
func (s *Store) CreateRegions(ctx context.Context, regions []care.Region, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		err := each(tx, `INSERT INTO regions (id, parent_id, name, search, doc) VALUES ($1,$2,$3,$4,$5)`, regions, func(r *care.Region) ([]any, error) {
			doc, err := toJSON(r)
			return []any{string(r.ID), string(r.ParentID), r.Name, searchable(named(r.Name)...), doc}, err
		})
		if err != nil {
			return err
		}
		return tx.record(e)
	})
}

// ChangeRegion loads a region, lets do change it, and writes it with its entry.
func (s *Store) ChangeRegion(ctx context.Context, id care.RegionID, do func(*care.Region) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		r, err := load[care.Region](tx, "regions", "region", string(id))
		if err != nil {
			return err
		}
		e, err := do(r)
		if err != nil {
			return err
		}
		doc, err := toJSON(r)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE regions SET name = $1, search = $2, doc = $3 WHERE id = $4`, r.Name, searchable(named(r.Name)...), doc, string(id)); err != nil {
			return fmt.Errorf("records: save region: %w", err)
		}
		return tx.record(e)
	})
}
