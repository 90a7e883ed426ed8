package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"yian/care"
)

// batch is what the jobs of one transaction have in common. Many decide about an
// order each, and each question would be a journey to the server of its own: their
// orders are read together before the first and written together after the last,
// or before anything else is sent, so that every statement sees what was decided.
type batch struct {
	ctx     context.Context
	tx      *sql.Tx
	docs    map[care.OrderID]string // as decided so far; "" for none
	rows    [][]any                 // of orders, not written yet
	unsaved map[care.OrderID]bool   // those in rows
	numbers map[string]int          // the last running number, by table and day
	err     error                   // of a flush whose caller could not be told
}

// newBatch reads the orders that jobs are about.
func newBatch(ctx context.Context, tx *sql.Tx, jobs []*job) (*batch, error) {
	b := &batch{ctx: ctx, tx: tx, docs: map[care.OrderID]string{}, unsaved: map[care.OrderID]bool{}, numbers: map[string]int{}}
	var ids []care.OrderID
	for _, j := range jobs {
		if j.order == "" {
			continue
		}
		if _, twice := b.docs[j.order]; !twice {
			ids = append(ids, j.order)
			b.docs[j.order] = ""
		}
	}
	if len(ids) == 0 {
		return b, nil
	}
	args := []any{}
	rows, err := tx.QueryContext(ctx, `SELECT id, doc FROM orders WHERE id IN (`+in(&args, ids)+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id care.OrderID
		var doc string
		if err := rows.Scan((*string)(&id), &doc); err != nil {
			return nil, err
		}
		b.docs[id] = doc
	}
	return b, rows.Err()
}

// before makes way for a statement of a job. Nil-safe.
func (b *batch) before(query string) error {
	if b == nil {
		return nil
	}
	err := b.flush()
	if !strings.HasPrefix(query, "SELECT") && strings.Contains(query, "orders") {
		clear(b.docs) // written by somebody else
	}
	return err
}

const (
	orderHead = `INSERT INTO orders
		(id, day, day_no, service, state, priority, elder_id, incident_id, worker_id, region_id, center_id, source, due_at, created_at, accept_by, version, doc, plan_id, called_off)`
	// An order that is there already is changed; its day and number stay.
	orderTail = ` ON CONFLICT (id) DO UPDATE SET state = excluded.state, priority = excluded.priority, worker_id = excluded.worker_id,
		due_at = excluded.due_at, accept_by = excluded.accept_by, version = excluded.version, doc = excluded.doc, elder_id = excluded.elder_id,
		region_id = excluded.region_id, center_id = excluded.center_id, called_off = excluded.called_off WHERE orders.version = excluded.version - 1`
)

// save keeps an order to be written with the others.
func (b *batch) save(id care.OrderID, doc string, row []any) error {
	if b.unsaved[id] { // one statement changes a row once
		if err := b.flush(); err != nil {
			return err
		}
	}
	b.rows, b.unsaved[id], b.docs[id] = append(b.rows, row), true, doc
	return nil
}

// flush writes what was kept. errLeft: somebody else had changed one of them.
func (b *batch) flush() error {
	rows := b.rows
	b.rows = nil
	clear(b.unsaved)
	for _, size := range statementSizes {
		for len(rows) >= size {
			args := make([]any, 0, size*len(rows[0]))
			for _, row := range rows[:size] {
				args = append(args, row...)
			}
			done, err := b.tx.ExecContext(b.ctx, orderHead+placeholders(size, len(rows[0]))+orderTail, args...)
			if err != nil {
				return fmt.Errorf("records: save orders: %w", err)
			}
			if n, err := done.RowsAffected(); err != nil || n != int64(size) {
				return fmt.Errorf("records: save orders: %w", errLeft)
			}
			rows = rows[size:]
		}
	}
	return nil
}
