package records

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

func (tx *Tx) loadOrder(id care.OrderID) (*care.Order, error) {
	var doc string
	if tx.batch != nil {
		if doc, known := tx.batch.docs[id]; known {
			if doc == "" {
				return nil, fmt.Errorf("records: order %s: %w", id, care.ErrNotFound)
			}
			o := &care.Order{}
			return o, fromJSON(doc, o)
		}
	}
	if err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM orders WHERE id = $1`, string(id)).Scan(&doc); err != nil {
		return nil, fmt.Errorf("records: order %s: %w", id, translate(err))
	}
	o := &care.Order{}
	return o, fromJSON(doc, o)
}

func (tx *Tx) ordersOf(id care.IncidentID) ([]*care.Order, error) {
	rows, err := tx.QueryContext(tx.ctx, `SELECT doc FROM orders WHERE incident_id = $1 ORDER BY created_at, id`, string(id))
	if err != nil {
		return nil, fmt.Errorf("records: orders: %w", err)
	}
	defer rows.Close()
	var out []*care.Order
	for rows.Next() {
		o, err := scanOrder(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, &o)
	}
	return out, rows.Err()
}

func scanOrder(rows *sql.Rows) (care.Order, error) {
	var doc string
	var o care.Order
	if err := rows.Scan(&doc); err != nil {
		return o, err
	}
	return o, fromJSON(doc, &o)
}

// saveOrder inserts or updates o and raises its version.
func (tx *Tx) saveOrder(o *care.Order) error {
	fresh := o.Version == 0
	o.Version++
	var day string
	var no int
	if fresh {
		var err error
		if day, no, err = tx.nextNumber("orders", o.CreatedAt); err != nil {
			return err
		}
		o.Number = fmt.Sprintf("%s-%04d", day, no)
	}
	doc, err := toJSON(o)
	if err != nil {
		return err
	}
	row := []any{string(o.ID), day, no, string(o.Service), string(o.State), o.Priority, string(o.ElderID), string(o.IncidentID), string(o.WorkerID),
		string(o.RegionID), string(o.CenterID), o.Source, millisOrNil(o.DueAt), millis(o.CreatedAt), millisOrNil(o.AcceptBy), o.Version, doc, string(o.PlanID), string(o.CalledOff)}
	switch {
	case tx.batch != nil:
		tx.wrote = true
		err = tx.batch.save(o.ID, doc, row)
	case fresh:
		_, err = tx.ExecContext(tx.ctx, orderHead+placeholders(1, len(row)), row...)
	default:
		err = tx.updateOne(`UPDATE orders SET state=$1, priority=$2, worker_id=$3, due_at=$4, accept_by=$5, version=$6, doc=$7,
			elder_id=$8, region_id=$9, center_id=$10, called_off=$11 WHERE id=$12 AND version=$13`,
			string(o.State), o.Priority, string(o.WorkerID), millisOrNil(o.DueAt), millisOrNil(o.AcceptBy), o.Version, doc,
			string(o.ElderID), string(o.RegionID), string(o.CenterID), string(o.CalledOff), string(o.ID), o.Version-1)
	}
	if err != nil {
		return fmt.Errorf("records: save order %s: %w", o.ID, translate(err))
	}
	return tx.stretch(o)
}

// orderScope is scopeSQL for orders, where a worker sees the own ones and those
// that wait in the own region; it says the same as [care.Order.VisibleTo].
func orderScope(sc care.Scope, args *[]any) string {
	if sc.Role != care.Worker {
		return scopeSQL(sc, args)
	}
	*args = append(*args, string(sc.Staff), string(sc.Region)+"%")
	n := len(*args)
	queued := fmt.Sprintf(`state = 'queued' AND region_id LIKE $%d`, n)
	if sc.Center != "" {
		*args = append(*args, string(sc.Center))
		queued += fmt.Sprintf(` AND center_id = $%d`, n+1)
	}
	return fmt.Sprintf(` AND (worker_id = $%d OR (%s))`, n-1, queued)
}

// soonest orders by who is in danger and by what is due first; what has no time is
// due since it was made.
const soonest = `CASE WHEN priority = 0 THEN 0 ELSE 1 END, COALESCE(due_at, created_at), id`

// OrdersToDecide counts what sc sees of the orders that wait for somebody's decision.
func (s *Store) OrdersToDecide(ctx context.Context, sc care.Scope) (int, error) {
	args := []any{}
	where := orderScope(sc, &args)
	return value[int](ctx, s, `SELECT COUNT(*) FROM orders WHERE state = 'requested'`+where, args...)
}

// Orders lists orders, newest first, or as [care.OrderQuery.Soonest] says.
func (s *Store) Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error) {
	args := []any{}
	where := `WHERE 1=1` + orderScope(sc, &args)
	if len(q.States) > 0 {
		where += ` AND state IN (` + in(&args, q.States) + `)`
	}
	if len(q.Services) > 0 {
		where += ` AND service IN (` + in(&args, q.Services) + `)`
	}
	for _, by := range []struct{ column, value string }{
		{"elder_id", string(q.Elder)}, {"incident_id", string(q.Incident)}, {"worker_id", string(q.Worker)}, {"source", q.Source},
	} {
		if by.value != "" {
			args = append(args, by.value)
			where += fmt.Sprintf(` AND %s = $%d`, by.column, len(args))
		}
	}
	if !q.Since.IsZero() {
		args = append(args, millis(q.Since))
		where += fmt.Sprintf(` AND created_at >= $%d`, len(args))
	}
	var rank, at int64
	var id string
	if more, err := fromCursor(q.Page.Cursor, &rank, &at, &id); err != nil {
		return nil, "", err
	} else if more && q.Soonest {
		args = append(args, rank, at, id)
		where += fmt.Sprintf(` AND (`+soonest+`) > ($%d, $%d, $%d)`, len(args)-2, len(args)-1, len(args))
	} else if more {
		args = append(args, at, id)
		where += fmt.Sprintf(` AND (created_at, id) < ($%d, $%d)`, len(args)-1, len(args))
	}
	by := `created_at DESC, id DESC`
	if q.Soonest {
		by = soonest
	}
	limit := limitOf(q.Page)
	args = append(args, limit+1)
	list, err := collect(ctx, s, scanOrder, `SELECT doc FROM orders `+where+fmt.Sprintf(` ORDER BY %s LIMIT $%d`, by, len(args)), args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, orderCursor(&list[len(list)-1], q.Soonest), nil
}

func orderCursor(o *care.Order, soonest bool) string {
	if !soonest {
		return cursorOf(0, millis(o.CreatedAt), o.ID)
	}
	at := o.CreatedAt
	if o.DueAt != nil {
		at = *o.DueAt
	}
	return cursorOf(min(o.Priority, 1), millis(at), o.ID)
}

// Order returns one order that sc sees.
func (s *Store) Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error) {
	args := []any{string(id)}
	list, err := collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE id = $1`+orderScope(sc, &args), args...)
	if err != nil {
		return care.Order{}, err
	}
	if len(list) == 0 {
		return care.Order{}, care.NotFound("order")
	}
	return list[0], nil
}

// WaitingOrders returns every order that waits for a worker with its id, service,
// region and what its turn goes by: ten thousand documents would take a while to
// read, and the queue is made anew every few seconds.
func (s *Store) WaitingOrders(ctx context.Context) ([]care.Order, error) {
	return collect(ctx, s, scanWaiting, waitingColumns)
}

const waitingColumns = `SELECT id, service, region_id, priority, due_at, created_at FROM orders WHERE state = 'queued'`

func scanWaiting(r *sql.Rows) (o care.Order, err error) {
	var due sql.NullInt64
	var created int64
	err = r.Scan((*string)(&o.ID), (*string)(&o.Service), (*string)(&o.RegionID), &o.Priority, &due, &created)
	o.State, o.DueAt, o.CreatedAt = care.OrderQueued, timeOrNil(due), fromMillis(created)
	return o, err
}

// QueuedOrders returns every order that waits for a worker.
func (s *Store) QueuedOrders(ctx context.Context) ([]care.Order, error) {
	return collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE state = 'queued' ORDER BY priority, created_at`)
}

// WaitingAmong is [Store.WaitingOrders] of some.
func (s *Store) WaitingAmong(ctx context.Context, ids []care.OrderID) ([]care.Order, error) {
	var all []care.Order
	for some := range slices.Chunk(ids, 500) {
		args := []any{}
		list, err := collect(ctx, s, scanWaiting, waitingColumns+` AND id IN (`+in(&args, some)+`)`, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// UnclaimedOrders returns the orders, emergencies apart, that wait for a worker and
// were due, or made when they have no due time, at or before an instant.
func (s *Store) UnclaimedOrders(ctx context.Context, before time.Time) ([]care.OrderID, error) {
	return collect(ctx, s, func(r *sql.Rows) (id care.OrderID, err error) {
		err = r.Scan(&id)
		return id, err
	}, `SELECT id FROM orders WHERE state = 'queued' AND priority > 0 AND COALESCE(due_at, created_at) <= $1 ORDER BY created_at LIMIT 500`, millis(before))
}

// LapsedOrders returns the orders whose assignment nobody accepted in time.
func (s *Store) LapsedOrders(ctx context.Context, now time.Time) ([]care.OrderID, error) {
	return collect(ctx, s, func(r *sql.Rows) (id care.OrderID, err error) {
		err = r.Scan(&id)
		return id, err
	}, `SELECT id FROM orders WHERE accept_by <= $1 AND state = 'assigned' ORDER BY accept_by LIMIT 500`, millis(now))
}

// Workloads returns what each worker with any order has open.
func (s *Store) Workloads(ctx context.Context) (map[care.StaffID]care.Workload, error) {
	list, err := collect(ctx, s, func(r *sql.Rows) (w care.Workload, err error) {
		var last sql.NullInt64
		err = r.Scan(&w.Worker, &w.Open, &last)
		w.LastAcceptedAt = timeOrNil(last)
		return w, err
	}, `SELECT worker_id, SUM(CASE WHEN state IN ('assigned','accepted','on_the_way','arrived') THEN 1 ELSE 0 END),
		MAX(CASE WHEN state IN ('accepted','on_the_way','arrived','completed') THEN created_at END)
		FROM orders WHERE worker_id <> '' GROUP BY worker_id`)
	out := make(map[care.StaffID]care.Workload, len(list))
	for _, w := range list {
		out[w.Worker] = w
	}
	return out, err
}

// OpenOrdersOf returns what is not over yet for an elder.
func (s *Store) OpenOrdersOf(ctx context.Context, elder care.ElderID) ([]care.Order, error) {
	return collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE elder_id = $1 AND state NOT IN ('completed','cancelled','failed') ORDER BY created_at`, string(elder))
}

// EldersWithOrders returns whoever has an order that is not over yet.
func (s *Store) EldersWithOrders(ctx context.Context) ([]care.ElderID, error) {
	return collect(ctx, s, func(r *sql.Rows) (id care.ElderID, err error) {
		err = r.Scan((*string)(&id))
		return id, err
	}, `SELECT DISTINCT elder_id FROM orders WHERE elder_id <> '' AND state NOT IN ('completed','cancelled','failed')`)
}

// OrdersOf returns the orders of an incident, oldest first.
func (s *Store) OrdersOf(ctx context.Context, id care.IncidentID) ([]care.Order, error) {
	return collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE incident_id = $1 ORDER BY created_at, id`, string(id))
}
