package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// NewOutreach writes an outreach with everybody on its list. Blocks until on disk.
func (s *Store) NewOutreach(ctx context.Context, o care.Outreach, list []care.OutreachElder, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		o.Version = 1
		if err := tx.saveOutreach(&o); err != nil {
			return err
		}
		rows := make([][]any, len(list))
		for i := range list {
			doc, err := toJSON(&list[i])
			if err != nil {
				return err
			}
			v := list[i]
			rows[i] = []any{string(o.ID), string(v.ElderID), string(v.RegionID), string(v.CenterID), string(v.State), millisOrNil(v.EndedAt), doc}
		}
		if err := tx.insertRows(`INSERT INTO outreach_elders (outreach_id, elder_id, region_id, center_id, state, ended_at, doc)`, ``, rows); err != nil {
			return err
		}
		return tx.record(e)
	})
}

func (tx *Tx) saveOutreach(o *care.Outreach) error {
	doc, err := toJSON(o)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO outreaches (id, region_id, center_id, closed_at, version, doc) VALUES ($1,$2,'',$3,$4,$5)
		ON CONFLICT (id) DO UPDATE SET closed_at = excluded.closed_at, version = excluded.version, doc = excluded.doc`,
		string(o.ID), string(o.RegionID), millisOrNil(o.ClosedAt), o.Version, doc)
	if err != nil {
		return fmt.Errorf("records: save outreach %s: %w", o.ID, err)
	}
	return nil
}

// ChangeOutreach loads an outreach, lets decide change it, and writes it with its
// entry. Blocks until on disk.
func (s *Store) ChangeOutreach(ctx context.Context, id care.OutreachID, decide func(*care.Outreach) (care.Entry, error)) (care.Outreach, error) {
	var out care.Outreach
	err := s.write(ctx, func(tx *Tx) error {
		o, err := load[care.Outreach](tx, "outreaches", "outreach", string(id))
		if err != nil {
			return err
		}
		e, err := decide(o)
		if err != nil {
			return err
		}
		o.Version++
		out = *o
		if err := tx.saveOutreach(o); err != nil {
			return err
		}
		return tx.record(e)
	})
	return out, err
}

// ChangeOutreachElder loads one elder of a list with the outreach, lets decide change
// the row, and writes it with its entry; a zero entry writes nothing. Blocks until on
// disk.
func (s *Store) ChangeOutreachElder(ctx context.Context, id care.OutreachID, elder care.ElderID, decide func(care.Outreach, *care.OutreachElder) (care.Entry, error)) (care.OutreachElder, error) {
	var out care.OutreachElder
	err := s.write(ctx, func(tx *Tx) error {
		o, err := load[care.Outreach](tx, "outreaches", "outreach", string(id))
		if err != nil {
			return err
		}
		var doc string
		err = tx.QueryRowContext(tx.ctx, `SELECT doc FROM outreach_elders WHERE outreach_id = $1 AND elder_id = $2`, string(id), string(elder)).Scan(&doc)
		if errors.Is(err, sql.ErrNoRows) {
			return care.NotFound("elder")
		}
		if err != nil {
			return fmt.Errorf("records: outreach %s: %w", id, err)
		}
		v := care.OutreachElder{}
		if err := fromJSON(doc, &v); err != nil {
			return err
		}
		e, err := decide(*o, &v)
		if err != nil {
			return err
		}
		if out = v; e.What == "" {
			return nil
		}
		if doc, err = toJSON(&v); err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE outreach_elders SET state = $1, ended_at = $2, doc = $3 WHERE outreach_id = $4 AND elder_id = $5`,
			string(v.State), millisOrNil(v.EndedAt), doc, string(id), string(elder)); err != nil {
			return fmt.Errorf("records: save outreach %s: %w", id, err)
		}
		return tx.record(e)
	})
	return out, err
}

// Outreaches lists the newest outreaches first; those of anybody, since each shows only
// what its reader sees of its list.
func (s *Store) Outreaches(ctx context.Context, limit int) ([]care.Outreach, error) {
	return collect(ctx, s, document[care.Outreach], `SELECT doc FROM outreaches ORDER BY id DESC LIMIT $1`, limit)
}

// Outreach returns one.
func (s *Store) Outreach(ctx context.Context, id care.OutreachID) (care.Outreach, error) {
	list, err := collect(ctx, s, document[care.Outreach], `SELECT doc FROM outreaches WHERE id = $1`, string(id))
	return one(list, err, "outreach")
}

// OutreachElders lists whoever sc sees of an outreach's list, in a state or in any, by
// place.
func (s *Store) OutreachElders(ctx context.Context, sc care.Scope, id care.OutreachID, state care.OutreachState, p care.Page) ([]care.OutreachElder, string, error) {
	c := chosen(sc)
	c.add("outreach_id = ?", string(id))
	c.add("state = ?", string(state))
	var region, elder string
	if more, err := fromCursor(p.Cursor, &region, &elder); err != nil {
		return nil, "", err
	} else if more {
		c.after("region_id, elder_id", region, elder)
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[care.OutreachElder], `SELECT doc FROM outreach_elders`+c.sql+fmt.Sprintf(` ORDER BY region_id, elder_id LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	last := list[len(list)-1]
	return list, cursorOf(string(last.RegionID), string(last.ElderID)), nil
}

// hourMillis is an hour as instants are stored.
const hourMillis = int64(time.Hour / time.Millisecond)

// OutreachCounts counts whoever sc sees of an outreach's list: by place and state, and
// those who ended by place and hour.
func (s *Store) OutreachCounts(ctx context.Context, sc care.Scope, id care.OutreachID) ([]care.OutreachCount, error) {
	c := chosen(sc)
	c.add("outreach_id = ?", string(id))
	states, err := collect(ctx, s, func(r *sql.Rows) (n care.OutreachCount, err error) {
		err = r.Scan(&n.RegionID, &n.State, &n.Count)
		return n, err
	}, `SELECT region_id, state, COUNT(*) FROM outreach_elders`+c.sql+` GROUP BY region_id, state ORDER BY region_id, state`, c.args...)
	if err != nil {
		return nil, err
	}
	hours, err := collect(ctx, s, func(r *sql.Rows) (n care.OutreachCount, err error) {
		var hour int64
		err = r.Scan(&hour, &n.Count)
		n.Hour = fromMillis(hour * hourMillis)
		return n, err
	}, `SELECT ended_at / `+fmt.Sprint(hourMillis)+`, COUNT(*) FROM outreach_elders`+c.sql+` AND ended_at IS NOT NULL GROUP BY 1 ORDER BY 1`, c.args...)
	return append(states, hours...), err
}
