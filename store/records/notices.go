package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// insertNotice makes a notice due. One with the same key exists already when two
// owners took the same step: it is left alone.
func (tx *Tx) insertNotice(n care.Notice) error {
	doc, err := toJSON(n)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO notices (key, incident_id, created_at, due_at, doc) VALUES ($1,$2,$3,$4,$5) ON CONFLICT (key) DO NOTHING`,
		n.Key, string(n.Incident), millis(n.DueAt), millis(n.DueAt), doc)
	if err != nil {
		return fmt.Errorf("records: notice: %w", err)
	}
	return nil
}

// AddNotice writes a notice that belongs to no incident, like a test, with its
// entry; neither when there is one with its key.
func (s *Store) AddNotice(ctx context.Context, n care.Notice, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		if _, err := tx.notice(n.Key); !errors.Is(err, care.ErrNotFound) {
			return err
		}
		if err := tx.insertNotice(n); err != nil {
			return err
		}
		return tx.record(e)
	})
}

func scanNotice(rows *sql.Rows) (care.Notice, error) {
	var doc string
	var n care.Notice
	if err := rows.Scan(&doc); err != nil {
		return n, err
	}
	return n, fromJSON(doc, &n)
}

// Notice returns one notice; [care.ErrNotFound] when there is none.
func (s *Store) Notice(ctx context.Context, key string) (care.Notice, error) {
	list, err := collect(ctx, s, scanNotice, `SELECT doc FROM notices WHERE key = $1`, key)
	if err == nil && len(list) == 0 {
		err = care.NotFound("notice")
	}
	if err != nil {
		return care.Notice{}, err
	}
	return list[0], nil
}

// NoticeReceived notes what became of a notice at its receiver, over which channel, and
// of the number that it went to. Idempotent; blocks until on disk.
func (s *Store) NoticeReceived(ctx context.Context, key string, over care.Channel, receipt care.NoticeReceipt, at time.Time, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		n, err := tx.notice(key)
		if err != nil || n.Receipt == receipt && n.ReceiptBy == over {
			return err
		}
		n.Receipt, n.ReceiptBy, n.ReceiptAt = receipt, over, &at
		doc, err := toJSON(n)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE notices SET doc = $1 WHERE key = $2`, doc, key); err != nil {
			return fmt.Errorf("records: notice: %w", err)
		}
		if number := care.PhoneDigits(n.Phone); number != "" {
			if err := tx.reached(number, func(r *care.ReachedNumber) { r.Reached(receipt, at) }); err != nil {
				return err
			}
		}
		return tx.record(e)
	})
}

func (tx *Tx) notice(key string) (n care.Notice, err error) {
	var doc string
	if err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM notices WHERE key = $1`, key).Scan(&doc); err != nil {
		return n, fmt.Errorf("records: notice: %w", translate(err))
	}
	return n, fromJSON(doc, &n)
}

// DueNotices returns what is to be sent at now, oldest first.
func (s *Store) DueNotices(ctx context.Context, now time.Time, limit int) ([]care.Notice, error) {
	return collect(ctx, s, scanNotice, `SELECT doc FROM notices WHERE due_at <= $1 ORDER BY due_at LIMIT $2`, millis(now), limit)
}

// ClaimNotice hides a notice that is due from every other owner until until, and
// reports whether it was this caller who got it.
func (s *Store) ClaimNotice(ctx context.Context, n care.Notice, now, until time.Time) (mine bool, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		res, err := tx.ExecContext(tx.ctx, `UPDATE notices SET due_at = $1 WHERE key = $2 AND due_at <= $3`, millis(until), n.Key, millis(now))
		if err != nil {
			return fmt.Errorf("records: notice: %w", err)
		}
		hit, err := res.RowsAffected()
		mine = hit == 1
		return err
	})
	return mine, err
}

// SaveNotice writes the outcome of an attempt. The notice goes again at its
// DueAt unless it is done or failed. A receipt that came meanwhile stays.
func (s *Store) SaveNotice(ctx context.Context, n care.Notice, tried *care.ChannelTry, entries ...care.Entry) error {
	var due any = millis(n.DueAt)
	if n.DoneAt != nil || n.FailedAt != nil {
		due = nil
	}
	return s.write(ctx, func(tx *Tx) error {
		kept, err := tx.notice(n.Key)
		if err != nil {
			return err
		}
		n.Receipt, n.ReceiptBy, n.ReceiptAt = kept.Receipt, kept.ReceiptBy, kept.ReceiptAt
		doc, err := toJSON(n)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE notices SET due_at = $1, ref = $2, doc = $3 WHERE key = $4`, due, n.Ref, doc, n.Key); err != nil {
			return fmt.Errorf("records: notice: %w", err)
		}
		if tried != nil {
			if err := tx.insertTry(*tried); err != nil {
				return err
			}
		}
		return tx.record(entries...)
	})
}

// Notices lists notices, newest first: those of incidents that sc sees, and those
// that belong to none.
func (s *Store) Notices(ctx context.Context, sc care.Scope, p care.Page) ([]care.Notice, string, error) {
	args := []any{}
	where := `(incident_id = '' OR incident_id IN (SELECT id FROM incidents WHERE 1=1` + scopeSQL(sc, &args) + `))`
	var at int64
	var key string
	if more, err := fromCursor(p.Cursor, &at, &key); err != nil {
		return nil, "", err
	} else if more {
		args = append(args, at, key)
		where += fmt.Sprintf(` AND (created_at, key) < ($%d, $%d)`, len(args)-1, len(args))
	}
	limit := limitOf(p)
	args = append(args, limit+1)
	type row struct {
		made   int64
		notice care.Notice
	}
	rows, err := collect(ctx, s, func(rows *sql.Rows) (r row, err error) {
		var doc string
		if err := rows.Scan(&r.made, &doc); err != nil {
			return r, err
		}
		return r, fromJSON(doc, &r.notice)
	}, `SELECT created_at, doc FROM notices WHERE `+where+fmt.Sprintf(` ORDER BY created_at DESC, key DESC LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, "", err
	}
	rows, more := clip(rows, limit)
	list := make([]care.Notice, len(rows))
	for i, r := range rows {
		list[i] = r.notice
	}
	if !more {
		return list, "", nil
	}
	last := rows[len(rows)-1]
	return list, cursorOf(last.made, last.notice.Key), nil
}

// NoticesOf returns the notices of an incident, oldest first.
func (s *Store) NoticesOf(ctx context.Context, id care.IncidentID) ([]care.Notice, error) {
	return collect(ctx, s, scanNotice, `SELECT doc FROM notices WHERE incident_id = $1 ORDER BY created_at`, string(id))
}
