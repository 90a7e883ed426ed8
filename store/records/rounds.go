package records

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// ChangeRound loads a round, lets decide change or make it, and writes it with decide's
// entry. decide gets nil for one that is not there. It blocks until on disk.
func (s *Store) ChangeRound(ctx context.Context, id care.RoundID, decide func(*care.Round) (*care.Round, care.Entry, error)) (out care.Round, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		was, err := load[care.Round](tx, "rounds", "round", string(id))
		if isNotFound(err) {
			was, err = nil, nil
		}
		if err != nil {
			return err
		}
		decided, entry, err := decide(was)
		if err != nil {
			return err
		}
		r := *decided // what was decided stays as it is: this may run again
		if err := tx.saveRound(&r); err != nil {
			return err
		}
		out = r
		return tx.record(entry)
	})
	return out, err
}

func (tx *Tx) saveRound(r *care.Round) error {
	r.Version++
	doc, err := toJSON(r)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO rounds (id, day, state, region_id, center_id, created_at, version, doc) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, doc = excluded.doc`,
		string(r.ID), r.Day, string(r.State), string(r.RegionID), string(r.CenterID), millis(r.CreatedAt), r.Version, doc)
	if err != nil {
		return fmt.Errorf("records: save round: %w", err)
	}
	return nil
}

// Round returns one round that sc sees.
func (s *Store) Round(ctx context.Context, sc care.Scope, id care.RoundID) (care.Round, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Round], `SELECT doc FROM rounds`+c.sql, c.args...)
	return one(list, err, "round")
}

// Rounds lists rounds, the newest day first.
func (s *Store) Rounds(ctx context.Context, sc care.Scope, q care.RoundQuery) ([]care.Round, string, error) {
	c := chosen(sc)
	c.add("day = ?", q.Day)
	var before string
	if more, err := fromCursor(q.Page.Cursor, &before); err != nil {
		return nil, "", err
	} else if more {
		c.add("id < ?", before)
	}
	limit := limitOf(q.Page)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[care.Round], `SELECT doc FROM rounds`+c.sql+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, cursorOf(string(list[len(list)-1].ID)), nil
}

// DayOrders lists what is to be done between two instants and is not over: what is due
// then, and with waiting also what waits without a time, in order of their times.
func (s *Store) DayOrders(ctx context.Context, sc care.Scope, from, to time.Time, waiting bool) ([]care.Order, error) {
	args := []any{millis(from), millis(to)}
	scope := orderScope(sc, &args)
	list, err := collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE due_at >= $1 AND due_at < $2
		AND state IN ('queued','assigned','accepted','on_the_way','arrived')`+scope+` ORDER BY due_at, id`, args...)
	if err != nil || !waiting {
		return list, err
	}
	args = nil
	more, err := collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE state = 'queued' AND (due_at IS NULL`+
		fmt.Sprintf(` OR due_at < %d)`, millis(from))+orderScope(sc, &args)+` ORDER BY priority, created_at, id`, args...)
	return append(list, more...), err
}
