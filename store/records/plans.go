package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const planColumns = `SELECT doc, next_at, due_at FROM plans`

// scanPlan reads a plan. When it is due stands beside the document, because it goes
// on without anybody's change.
func scanPlan(rows *sql.Rows) (care.Plan, error) {
	var p care.Plan
	var doc string
	var next, due sql.NullInt64
	if err := rows.Scan(&doc, &next, &due); err != nil {
		return p, err
	}
	err := fromJSON(doc, &p)
	p.NextAt, p.DueAt = timeOrNil(next), timeOrNil(due)
	return p, err
}

// ChangePlan loads a plan, or an empty one of that id when there is none, lets decide
// change it, and writes it with its entry; a zero entry writes nothing. Blocks until
// on disk.
func (s *Store) ChangePlan(ctx context.Context, id care.PlanID, decide func(*care.Plan) (care.Entry, error)) (care.Plan, error) {
	var out care.Plan
	err := s.write(ctx, func(tx *Tx) error {
		p, err := tx.loadPlan(id)
		if errors.Is(err, care.ErrNotFound) {
			p, err = &care.Plan{ID: id}, nil
		}
		if err != nil {
			return err
		}
		e, err := decide(p)
		if err != nil {
			return err
		}
		if out = *p; e.What == "" {
			return nil
		}
		p.Version++
		out = *p
		if err := tx.savePlan(p); err != nil {
			return err
		}
		return tx.record(e)
	})
	return out, err
}

func (tx *Tx) loadPlan(id care.PlanID) (*care.Plan, error) {
	rows, err := tx.QueryContext(tx.ctx, planColumns+` WHERE id = $1`, string(id))
	if err != nil {
		return nil, fmt.Errorf("records: load plan: %w", err)
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, errors.Join(care.NotFound("plan"), rows.Err())
	}
	p, err := scanPlan(rows)
	return &p, err
}

func (tx *Tx) savePlan(p *care.Plan) error {
	doc, err := toJSON(p)
	if err != nil {
		return err
	}
	ended := 0
	if p.EndedAt != nil {
		ended = 1
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO plans (id, service, elder_id, region_id, center_id, next_at, due_at, ended, version, doc)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (id) DO UPDATE SET service = excluded.service, elder_id = excluded.elder_id,
		region_id = excluded.region_id, center_id = excluded.center_id, next_at = excluded.next_at, due_at = excluded.due_at,
		ended = excluded.ended, version = excluded.version, doc = excluded.doc`,
		string(p.ID), string(p.Service), string(p.ElderID), string(p.RegionID), string(p.CenterID), millisOrNil(p.NextAt), millisOrNil(p.DueAt), ended, p.Version, doc)
	if err != nil {
		return fmt.Errorf("records: save plan %s: %w", p.ID, err)
	}
	return nil
}

// NewPlans writes many plans with one entry. Blocks until on disk.
func (s *Store) NewPlans(ctx context.Context, plans []care.Plan, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		for i := range plans {
			p := plans[i]
			p.Version = 1
			if err := tx.savePlan(&p); err != nil {
				return err
			}
		}
		return tx.record(e)
	})
}

// Plan returns one plan that sc sees.
func (s *Store) Plan(ctx context.Context, sc care.Scope, id care.PlanID) (care.Plan, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, scanPlan, planColumns+c.sql, c.args...)
	return one(list, err, "plan")
}

// Plans lists plans, the newest first.
func (s *Store) Plans(ctx context.Context, sc care.Scope, q care.PlanQuery) ([]care.Plan, string, error) {
	c := chosen(sc)
	c.add("elder_id = ?", string(q.Elder))
	c.add("center_id = ?", string(q.Center))
	if c.sql += " AND ended = 0"; q.Ended {
		c.sql = c.sql[:len(c.sql)-1] + "1"
	}
	if len(q.Services) > 0 {
		c.sql += ` AND service IN (` + in(&c.args, q.Services) + `)`
	}
	var last string
	if more, err := fromCursor(q.Page.Cursor, &last); err != nil {
		return nil, "", err
	} else if more {
		c.add("id < ?", last)
	}
	limit := limitOf(q.Page)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, scanPlan, planColumns+c.sql+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, cursorOf(list[len(list)-1].ID), nil
}

// DuePlans returns the plans about whose next instant something is to be decided by
// now.
func (s *Store) DuePlans(ctx context.Context, now time.Time, limit int) ([]care.Plan, error) {
	return collect(ctx, s, scanPlan, planColumns+` WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2`, millis(now), limit)
}

// AdvancePlan moves a plan on to its next instant, which is decided about at due, and
// notes the instants without an order. It does nothing when the plan is not where it
// was any more: another did it, or somebody changed the plan. Blocks until on disk.
func (s *Store) AdvancePlan(ctx context.Context, was care.Plan, next, due *time.Time, gaps []care.PlanGap) error {
	return s.write(ctx, func(tx *Tx) error {
		done, err := tx.ExecContext(tx.ctx, `UPDATE plans SET next_at = $1, due_at = $2 WHERE id = $3 AND version = $4 AND next_at = $5`,
			millisOrNil(next), millisOrNil(due), string(was.ID), was.Version, millisOrNil(was.NextAt))
		if err != nil {
			return fmt.Errorf("records: advance plan %s: %w", was.ID, err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		if len(gaps) == 0 {
			return tx.forgetGap(was, next)
		}
		rows := make([][]any, len(gaps))
		for i, g := range gaps {
			rows[i] = []any{string(g.PlanID), millis(g.At), string(g.Service), string(g.ElderID), string(g.RegionID), string(g.CenterID), string(g.Why), millis(g.NotedAt)}
		}
		return tx.insertRows(`INSERT INTO plan_gaps (plan_id, at, service, elder_id, region_id, center_id, why, noted_at)`, gapAgain, rows)
	})
}

// gapAgain: a reason that holds now takes the place of one that did, but that it is too
// late by now was not why.
const gapAgain = `ON CONFLICT (plan_id, at) DO UPDATE SET why = excluded.why, noted_at = excluded.noted_at WHERE excluded.why <> 'missed'`

// forgetGap takes back that there was no order for the instant that a plan moved on
// from: a pause was lifted, and now there is one.
func (tx *Tx) forgetGap(was care.Plan, next *time.Time) error {
	if was.NextAt == nil || next != nil && next.Equal(*was.NextAt) {
		return nil
	}
	if _, err := tx.ExecContext(tx.ctx, `DELETE FROM plan_gaps WHERE plan_id = $1 AND at = $2`, string(was.ID), millis(*was.NextAt)); err != nil {
		return fmt.Errorf("records: advance plan %s: %w", was.ID, err)
	}
	return nil
}

// CalledOffOrders lists the orders that no person called off and that are due after an
// instant, the earliest first: of plans, or all others.
func (s *Store) CalledOffOrders(ctx context.Context, planned bool, after time.Time, limit int) ([]care.Order, error) {
	of := `plan_id = ''`
	if planned {
		of = `plan_id <> ''`
	}
	return collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE called_off <> '' AND state = 'cancelled' AND due_at > $1 AND `+of+` ORDER BY due_at, id LIMIT $2`, millis(after), limit)
}

func scanGap(rows *sql.Rows) (g care.PlanGap, err error) {
	var at, noted int64
	err = rows.Scan(&g.PlanID, &at, &g.Service, (*string)(&g.ElderID), &g.RegionID, &g.CenterID, &g.Why, &noted)
	g.At, g.NotedAt = fromMillis(at), fromMillis(noted)
	return g, err
}

// PlanGaps lists instants without an order, the newest first.
func (s *Store) PlanGaps(ctx context.Context, sc care.Scope, q care.GapQuery) ([]care.PlanGap, error) {
	c := chosen(sc)
	c.add("plan_id = ?", string(q.Plan))
	c.add("why = ?", string(q.Why))
	c.between("at", q.From, q.To)
	c.args = append(c.args, limitOf(q.Page))
	return collect(ctx, s, scanGap, `SELECT plan_id, at, service, elder_id, region_id, center_id, why, noted_at FROM plan_gaps`+c.sql+
		fmt.Sprintf(` ORDER BY at DESC, plan_id LIMIT $%d`, len(c.args)), c.args...)
}

// between keeps what lies in a period; a zero end is open.
func (c *conditions) between(column string, from, to time.Time) {
	if !from.IsZero() {
		c.args = append(c.args, millis(from))
		c.sql += fmt.Sprintf(" AND %s >= $%d", column, len(c.args))
	}
	if !to.IsZero() {
		c.args = append(c.args, millis(to))
		c.sql += fmt.Sprintf(" AND %s < $%d", column, len(c.args))
	}
}

// PlannedOrders returns the orders of plans that are due in a period: of one plan, or
// of all that are of a service.
func (s *Store) PlannedOrders(ctx context.Context, sc care.Scope, plan care.PlanID, service care.Service, from, to time.Time) ([]care.Order, error) {
	c := chosen(sc)
	c.sql += " AND plan_id <> ''"
	c.add("plan_id = ?", string(plan))
	c.add("service = ?", string(service))
	c.between("due_at", from, to)
	return collect(ctx, s, scanOrder, `SELECT doc FROM orders`+c.sql+` ORDER BY due_at, id LIMIT 20000`, c.args...)
}

// PlanCounts counts what plans have in a period.
func (s *Store) PlanCounts(ctx context.Context, sc care.Scope, from, to time.Time) ([]care.PlanCount, error) {
	c := chosen(sc)
	c.sql += " AND plan_id <> ''"
	c.between("due_at", from, to)
	made, err := collect(ctx, s, func(r *sql.Rows) (n care.PlanCount, err error) {
		err = r.Scan(&n.Service, &n.RegionID, &n.State, &n.Count)
		return n, err
	}, `SELECT service, region_id, state, COUNT(*) FROM orders`+c.sql+` GROUP BY service, region_id, state ORDER BY service, region_id, state`, c.args...)
	if err != nil {
		return nil, err
	}
	c = chosen(sc)
	c.between("at", from, to)
	gaps, err := collect(ctx, s, func(r *sql.Rows) (n care.PlanCount, err error) {
		err = r.Scan(&n.Service, &n.RegionID, &n.Why, &n.Count)
		return n, err
	}, `SELECT service, region_id, why, COUNT(*) FROM plan_gaps`+c.sql+` GROUP BY service, region_id, why ORDER BY service, region_id, why`, c.args...)
	return append(made, gaps...), err
}
