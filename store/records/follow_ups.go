package records

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// followUpDraw names the draw of follow-ups.
const followUpDraw = "follow_ups"

// FollowUpDraw returns up to which entry of the journal follow-ups were drawn, and
// the seed of the lot. The first time it begins at the journal's end: what ended
// before is not asked about. Blocks until on disk then.
func (s *Store) FollowUpDraw(ctx context.Context) (seq int64, seed string, err error) {
	return s.draw(ctx, followUpDraw)
}

// draw returns how far the draw called name has come in the journal, and its seed. The
// first time it begins at the journal's end.
func (s *Store) draw(ctx context.Context, name string) (seq int64, seed string, err error) {
	type draw struct {
		seq  int64
		seed string
	}
	read := func() ([]draw, error) {
		return collect(ctx, s, func(r *sql.Rows) (d draw, err error) {
			err = r.Scan(&d.seq, &d.seed)
			return d, err
		}, `SELECT seq, seed FROM draws WHERE name = $1`, name)
	}
	list, err := read()
	if err == nil && len(list) == 0 {
		if err = s.write(ctx, func(tx *Tx) error {
			_, err := tx.ExecContext(tx.ctx, `INSERT INTO draws (name, seq, seed) SELECT $1, seq, $2 FROM journal_head WHERE id = 1 ON CONFLICT DO NOTHING`, name, rand.Text())
			return err
		}); err == nil {
			list, err = read()
		}
	}
	if err != nil || len(list) == 0 {
		return 0, "", err
	}
	return list[0].seq, list[0].seed, nil
}

// Ended returns at most limit entries after seq by which an incident, an order or a
// ticket came to its end, in order.
func (s *Store) Ended(ctx context.Context, seq int64, limit int) ([]care.Entry, error) {
	return s.entries(ctx, `SELECT `+entryColumns+` FROM journal WHERE what IN ('incident.closed','order.completed','order.failed','ticket.closed')
		AND seq > $1 ORDER BY seq LIMIT $2`, seq, limit)
}

// DrawFollowUps keeps what was drawn from the journal's entries after from, up to to,
// with one entry for each. When another process has drawn from there already nothing
// is kept, which is no error; neither is a follow-up whose subject has an open one.
// Blocks until on disk.
func (s *Store) DrawFollowUps(ctx context.Context, from, to int64, made []care.FollowUp, entry func(care.FollowUp) care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		res, err := tx.ExecContext(tx.ctx, `UPDATE draws SET seq = $1 WHERE name = $2 AND seq = $3`, to, followUpDraw, from)
		if err != nil {
			return fmt.Errorf("records: draw: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for _, f := range made {
			fresh, err := tx.insertFollowUp(&f)
			if err != nil {
				return err
			}
			if !fresh {
				continue
			}
			if err := tx.record(entry(f)); err != nil {
				return err
			}
		}
		return nil
	})
}

// NewFollowUp keeps one that somebody asked for; the open one of the same subject is
// a conflict. Blocks until on disk.
func (s *Store) NewFollowUp(ctx context.Context, f care.FollowUp, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		fresh, err := tx.insertFollowUp(&f)
		if err != nil {
			return err
		}
		if !fresh {
			return care.Conflict("follow_up.open", "这一件已经在待回访里")
		}
		return tx.record(e)
	})
}

func (tx *Tx) insertFollowUp(f *care.FollowUp) (fresh bool, err error) {
	f.Version = 1
	doc, err := toJSON(f)
	if err != nil {
		return false, err
	}
	res, err := tx.ExecContext(tx.ctx, `INSERT INTO follow_ups (id, noun, subject, state, elder_id, region_id, center_id, hidden_from, drawn_at, due_at, version, doc)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) ON CONFLICT DO NOTHING`,
		string(f.ID), f.Noun, f.Subject, string(f.State), string(f.ElderID), string(f.RegionID), string(f.CenterID), string(f.HiddenFrom),
		millis(f.DrawnAt), millis(f.DueAt), f.Version, doc)
	if err != nil {
		return false, fmt.Errorf("records: follow-up: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// ChangeFollowUp loads a follow-up, lets decide change it, and writes it with its
// entry; a zero entry writes nothing. Blocks until on disk.
func (s *Store) ChangeFollowUp(ctx context.Context, id care.FollowUpID, decide func(*care.FollowUp) (care.Entry, error)) (care.FollowUp, error) {
	var out care.FollowUp
	err := s.write(ctx, func(tx *Tx) error {
		f, err := tx.loadFollowUp(id)
		if err != nil {
			return err
		}
		e, err := decide(&f)
		if err != nil {
			return err
		}
		if e.What == "" {
			out = f
			return nil
		}
		f.Version++
		doc, err := toJSON(f)
		if err != nil {
			return err
		}
		if err := tx.updateOne(`UPDATE follow_ups SET state=$1, due_at=$2, version=$3, doc=$4 WHERE id=$5 AND version=$6`,
			string(f.State), millis(f.DueAt), f.Version, doc, string(f.ID), f.Version-1); err != nil {
			return fmt.Errorf("records: save follow-up: %w", translate(err))
		}
		out = f
		return tx.record(e)
	})
	return out, err
}

func (tx *Tx) loadFollowUp(id care.FollowUpID) (care.FollowUp, error) {
	list, err := collectOnce(tx.ctx, tx, scanFollowUp, `SELECT doc, hidden_from FROM follow_ups WHERE id = $1`, string(id))
	return one(list, err, "follow_up")
}

func scanFollowUp(r *sql.Rows) (f care.FollowUp, err error) {
	var doc, hidden string
	if err := r.Scan(&doc, &hidden); err != nil {
		return f, err
	}
	err = fromJSON(doc, &f)
	f.HiddenFrom = care.StaffID(hidden)
	return f, err
}

// followUpScope says the same as [care.FollowUp.VisibleTo].
func followUpScope(sc care.Scope, args *[]any) string {
	if sc.Center != "" || sc.Role == care.Manager || sc.Role == care.Worker {
		return " AND 1=0"
	}
	where := scopeSQL(sc, args)
	*args = append(*args, string(sc.Staff))
	return where + fmt.Sprintf(` AND (hidden_from = '' OR hidden_from <> $%d)`, len(*args))
}

// FollowUps lists follow-ups, those due first.
func (s *Store) FollowUps(ctx context.Context, sc care.Scope, q care.FollowUpQuery) ([]care.FollowUp, string, error) {
	c := &conditions{}
	c.sql = ` WHERE 1=1` + followUpScope(sc, &c.args)
	if len(q.States) > 0 {
		c.sql += ` AND state IN (` + in(&c.args, q.States) + `)`
	}
	c.add("noun = ?", q.Noun)
	c.add("subject = ?", q.Subject)
	c.at("drawn_at >= ?", q.Since)
	c.at("drawn_at < ?", q.Until)
	var at int64
	var id string
	if more, err := fromCursor(q.Page.Cursor, &at, &id); err != nil {
		return nil, "", err
	} else if more {
		c.args = append(c.args, at, id)
		c.sql += fmt.Sprintf(` AND (due_at, id) > ($%d, $%d)`, len(c.args)-1, len(c.args))
	}
	limit := limitOf(q.Page)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, scanFollowUp, `SELECT doc, hidden_from FROM follow_ups`+c.sql+fmt.Sprintf(` ORDER BY due_at, id LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	last := list[len(list)-1]
	return list, cursorOf(millis(last.DueAt), last.ID), nil
}

// FollowUp returns one follow-up that sc sees.
func (s *Store) FollowUp(ctx context.Context, sc care.Scope, id care.FollowUpID) (care.FollowUp, error) {
	args := []any{string(id)}
	list, err := collect(ctx, s, scanFollowUp, `SELECT doc, hidden_from FROM follow_ups WHERE id = $1`+followUpScope(sc, &args), args...)
	return one(list, err, "follow_up")
}

// LateFollowUps counts what sc sees that should have been called by now.
func (s *Store) LateFollowUps(ctx context.Context, sc care.Scope, now time.Time) (int, error) {
	args := []any{millis(now)}
	return value[int](ctx, s, `SELECT COUNT(*) FROM follow_ups WHERE state = 'open' AND due_at < $1`+followUpScope(sc, &args), args...)
}
