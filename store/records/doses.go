package records

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// ChangeDose loads a line of a list and what became of it at an instant, a new dose of
// version 0 when nobody said anything yet, lets decide change both, and writes them with
// what moved in the stock and the entry; a zero entry writes nothing. Blocks until on
// disk.
func (s *Store) ChangeDose(ctx context.Context, id care.MedicineID, due time.Time, decide func(*care.Medicine, *care.Dose) ([]care.StockMove, care.Entry, error)) (care.Dose, error) {
	return s.changeDose(ctx, id, due, func(_ *Tx, m *care.Medicine, d *care.Dose) ([]care.StockMove, care.Entry, error) { return decide(m, d) })
}

// ChangeNeeded is like [Store.ChangeDose], and decide also gets what else was given of
// the line, or made ready, less than span before or after. Nothing is given meanwhile, by
// no process.
func (s *Store) ChangeNeeded(ctx context.Context, id care.MedicineID, due time.Time, span time.Duration, decide func(*care.Medicine, *care.Dose, []care.Dose) ([]care.StockMove, care.Entry, error)) (care.Dose, error) {
	return s.changeDose(ctx, id, due, func(tx *Tx, m *care.Medicine, d *care.Dose) ([]care.StockMove, care.Entry, error) {
		near, err := collectOnce(tx.ctx, tx, document[care.Dose], `SELECT doc FROM doses WHERE medicine_id = $1 AND due_at > $2 AND due_at < $3 AND due_at <> $4
			AND state IN ('given','checking') ORDER BY due_at`, string(id), millis(due.Add(-span)), millis(due.Add(span)), millis(due))
		if err != nil {
			return nil, care.Entry{}, fmt.Errorf("records: doses near: %w", err)
		}
		return decide(m, d, near)
	})
}

func (s *Store) changeDose(ctx context.Context, id care.MedicineID, due time.Time, decide func(*Tx, *care.Medicine, *care.Dose) ([]care.StockMove, care.Entry, error)) (care.Dose, error) {
	var out care.Dose
	err := s.write(ctx, func(tx *Tx) error {
		m, err := tx.loadMedicine(id)
		if err != nil {
			return err
		}
		list, err := collectOnce(tx.ctx, tx, document[care.Dose], `SELECT doc FROM doses WHERE medicine_id = $1 AND due_at = $2`, string(id), millis(due))
		d, err := one(list, err, "dose")
		if errors.Is(err, care.ErrNotFound) {
			d, err = care.Dose{MedicineID: id, DueAt: due, ElderID: m.ElderID, CenterID: m.CenterID, RegionID: m.RegionID, State: care.DoseOpen}, nil
		}
		if err != nil {
			return err
		}
		stock := m.Stock
		moves, e, err := decide(tx, &m, &d)
		if err != nil {
			return err
		}
		if e.What != "" {
			if err := tx.saveDose(&d); err != nil {
				return err
			}
			if m.Stock != stock {
				if err := errors.Join(tx.saveMedicine(&m), tx.moveStock(moves)); err != nil {
					return err
				}
			}
			if err := tx.record(e); err != nil {
				return err
			}
		}
		out = d
		return nil
	})
	return out, err
}

func (tx *Tx) saveDose(d *care.Dose) error {
	if d.Version == 0 {
		fresh, err := tx.insertDose(d)
		if err == nil && !fresh {
			err = care.Conflict("version.changed", "别人刚刚改过这条记录，请刷新后再试")
		}
		return err
	}
	d.Version++
	doc, err := toJSON(d)
	if err != nil {
		return err
	}
	if err := tx.updateOne(`UPDATE doses SET state=$1, close_at=$2, version=$3, doc=$4 WHERE medicine_id=$5 AND due_at=$6 AND version=$7`,
		string(d.State), millisOrNil(d.CloseAt), d.Version, doc, string(d.MedicineID), millis(d.DueAt), d.Version-1); err != nil {
		return fmt.Errorf("records: save dose: %w", translate(err))
	}
	return nil
}

// insertDose writes a new dose, unless there is one.
func (tx *Tx) insertDose(d *care.Dose) (fresh bool, err error) {
	d.Version = 1
	doc, err := toJSON(d)
	if err != nil {
		return false, err
	}
	res, err := tx.ExecContext(tx.ctx, `INSERT INTO doses (medicine_id, due_at, elder_id, region_id, center_id, state, close_at, version, doc)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT DO NOTHING`,
		string(d.MedicineID), millis(d.DueAt), string(d.ElderID), string(d.RegionID), string(d.CenterID), string(d.State), millisOrNil(d.CloseAt), d.Version, doc)
	if err != nil {
		return false, fmt.Errorf("records: dose: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// Doses lists what became of lines in a period, in order.
func (s *Store) Doses(ctx context.Context, sc care.Scope, q care.DoseQuery) ([]care.Dose, error) {
	c := chosen(sc)
	c.add("center_id = ?", string(q.Center))
	c.add("elder_id = ?", string(q.Elder))
	c.between("due_at", q.From, q.To)
	return collect(ctx, s, document[care.Dose], `SELECT doc FROM doses`+c.sql+` ORDER BY due_at, medicine_id LIMIT 20000`, c.args...)
}

// LateDoses returns those that count as missed by now.
func (s *Store) LateDoses(ctx context.Context, now time.Time, limit int) ([]care.Dose, error) {
	return collect(ctx, s, document[care.Dose], `SELECT doc FROM doses WHERE close_at <= $1 ORDER BY close_at LIMIT $2`, millis(now), limit)
}
