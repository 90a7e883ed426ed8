package records

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// OrdersDueBy returns orders that are due by then, not yet at the door and not known to
// be missed, the earliest first.
func (s *Store) OrdersDueBy(ctx context.Context, until time.Time, limit int) ([]care.Order, error) {
	return collect(ctx, s, scanOrder, `SELECT doc FROM orders WHERE due_at IS NOT NULL AND due_at <= $1
		AND state IN ('requested','queued','assigned','accepted','on_the_way') AND service <> 'emergency'
		AND NOT EXISTS (SELECT 1 FROM misses m WHERE m.order_id = orders.id AND m.why = 'late' AND m.ended_at IS NULL)
		ORDER BY due_at LIMIT $2`, millis(until), limit)
}

// ChangeMiss loads a miss, one of version 0 where there is none, lets decide change it,
// and writes it with what decide returns; without an entry, nothing. Blocks until on
// disk.
func (s *Store) ChangeMiss(ctx context.Context, order care.OrderID, why string, decide func(*care.Miss) (care.Change, error)) (care.Miss, error) {
	var out care.Miss
	err := s.write(ctx, func(tx *Tx) error {
		list, err := collectOnce(tx.ctx, tx.Tx, document[care.Miss], `SELECT doc FROM misses WHERE order_id = $1 AND why = $2`, string(order), why)
		m, err := one(list, err, "miss")
		if errors.Is(err, care.ErrNotFound) {
			m, err = care.Miss{OrderID: order, Why: why}, nil
		}
		if err != nil {
			return err
		}
		change, err := decide(&m)
		if err != nil {
			return err
		}
		if len(change.Entries) > 0 {
			if err := tx.saveMiss(&m); err != nil {
				return err
			}
		}
		out = m
		return tx.saveChange(change, nil)
	})
	return out, err
}

func (tx *Tx) saveMiss(m *care.Miss) error {
	m.Version++
	doc, err := toJSON(m)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO misses (order_id, why, region_id, center_id, raised_at, ring_at, ended_at, version, doc) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
		ON CONFLICT (order_id, why) DO UPDATE SET region_id=excluded.region_id, center_id=excluded.center_id, raised_at=excluded.raised_at, ring_at=excluded.ring_at,
		ended_at=excluded.ended_at, version=excluded.version, doc=excluded.doc`,
		string(m.OrderID), m.Why, string(m.RegionID), string(m.CenterID), millis(m.RaisedAt), millisOrNil(m.RingAt), millisOrNil(m.EndedAt), m.Version, doc)
	if err != nil {
		return fmt.Errorf("records: miss: %w", err)
	}
	return nil
}

// Misses lists what sc sees that will be missed, the earliest raised first.
func (s *Store) Misses(ctx context.Context, sc care.Scope) ([]care.Miss, error) {
	args := []any{}
	where := scopeSQL(sc, &args)
	return collect(ctx, s, document[care.Miss], `SELECT doc FROM misses WHERE ended_at IS NULL`+where+` ORDER BY raised_at, order_id LIMIT 500`, args...)
}

// MissCount counts what sc sees that will be missed.
func (s *Store) MissCount(ctx context.Context, sc care.Scope) (int, error) {
	args := []any{}
	where := scopeSQL(sc, &args)
	return value[int](ctx, s, `SELECT COUNT(*) FROM misses WHERE ended_at IS NULL`+where, args...)
}
