package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const medicineColumns = `SELECT doc, next_at FROM medicines`

// scanMedicine reads a line of a list. Its next instant stands beside the document,
// because it goes on without anybody's change.
func scanMedicine(rows *sql.Rows) (m care.Medicine, err error) {
	var doc string
	var next sql.NullInt64
	if err := rows.Scan(&doc, &next); err != nil {
		return m, err
	}
	err = fromJSON(doc, &m)
	m.NextAt = timeOrNil(next)
	return m, err
}

// NewMedicines writes lines of one list with one entry. Blocks until on disk.
func (s *Store) NewMedicines(ctx context.Context, list []care.Medicine, moves []care.StockMove, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		for i := range list {
			m := list[i]
			m.Version = 1
			doc, err := toJSON(&m)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(tx.ctx, `INSERT INTO medicines (id, elder_id, region_id, center_id, ended, next_at, version, doc) VALUES ($1,$2,$3,$4,0,$5,1,$6)`,
				string(m.ID), string(m.ElderID), string(m.RegionID), string(m.CenterID), millisOrNil(m.NextAt), doc); err != nil {
				return fmt.Errorf("records: medicine: %w", translate(err))
			}
		}
		if err := tx.moveStock(moves); err != nil {
			return err
		}
		return tx.record(e)
	})
}

// ChangeMedicine loads a line of a list, lets decide change it, and writes it with what
// went into or out of its stock and its entry; a zero entry writes nothing. Blocks
// until on disk.
func (s *Store) ChangeMedicine(ctx context.Context, id care.MedicineID, decide func(*care.Medicine) ([]care.StockMove, care.Entry, error)) (care.Medicine, error) {
	var out care.Medicine
	err := s.write(ctx, func(tx *Tx) error {
		m, err := tx.loadMedicine(id)
		if err != nil {
			return err
		}
		moves, e, err := decide(&m)
		if err != nil {
			return err
		}
		if e.What != "" {
			if err := errors.Join(tx.saveMedicine(&m), tx.moveStock(moves), tx.record(e)); err != nil {
				return err
			}
		}
		out = m
		return nil
	})
	return out, err
}

func (tx *Tx) loadMedicine(id care.MedicineID) (care.Medicine, error) {
	list, err := collectOnce(tx.ctx, tx, scanMedicine, medicineColumns+` WHERE id = $1`, string(id))
	return one(list, err, "medicine")
}

func (tx *Tx) saveMedicine(m *care.Medicine) error {
	m.Version++
	doc, err := toJSON(m)
	if err != nil {
		return err
	}
	ended := 0
	if m.EndedAt != nil {
		ended = 1
	}
	if err := tx.updateOne(`UPDATE medicines SET ended=$1, next_at=$2, version=$3, doc=$4 WHERE id=$5 AND version=$6`,
		ended, millisOrNil(m.NextAt), m.Version, doc, string(m.ID), m.Version-1); err != nil {
		return fmt.Errorf("records: save medicine: %w", translate(err))
	}
	return nil
}

func (tx *Tx) moveStock(moves []care.StockMove) error {
	for _, m := range moves {
		doc, err := toJSON(m)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO medicine_stock (id, medicine_id, at, doc) VALUES ($1,$2,$3,$4)`, m.ID, string(m.MedicineID), millis(m.At), doc); err != nil {
			return fmt.Errorf("records: stock: %w", translate(err))
		}
	}
	return nil
}

// Medicine returns one line that sc sees.
func (s *Store) Medicine(ctx context.Context, sc care.Scope, id care.MedicineID) (care.Medicine, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, scanMedicine, medicineColumns+c.sql, c.args...)
	return one(list, err, "medicine")
}

// Medicines lists lines in the order in which they were entered.
func (s *Store) Medicines(ctx context.Context, sc care.Scope, q care.MedicineQuery) ([]care.Medicine, error) {
	c := chosen(sc)
	c.add("center_id = ?", string(q.Center))
	c.add("elder_id = ?", string(q.Elder))
	if !q.Ended {
		c.sql += " AND ended = 0"
	}
	return collect(ctx, s, scanMedicine, medicineColumns+c.sql+` ORDER BY id`, c.args...)
}

// StockMoves lists what came into and went out of the stock of a line, newest first.
func (s *Store) StockMoves(ctx context.Context, id care.MedicineID) ([]care.StockMove, error) {
	return collect(ctx, s, document[care.StockMove], `SELECT doc FROM medicine_stock WHERE medicine_id = $1 ORDER BY at DESC, id DESC LIMIT 500`, string(id))
}

// DueMedicines returns the lines that have an instant before a time about which
// nothing was decided.
func (s *Store) DueMedicines(ctx context.Context, before time.Time, limit int) ([]care.Medicine, error) {
	return collect(ctx, s, scanMedicine, medicineColumns+` WHERE next_at < $1 ORDER BY next_at, id LIMIT $2`, millis(before), limit)
}

// AdvanceMedicines takes steps, each unless another process took it or somebody changed
// the line, with one entry for each center in which something was missed. Blocks until
// on disk.
func (s *Store) AdvanceMedicines(ctx context.Context, steps []care.MedicineStep, entry func(center care.CenterID, region care.RegionID, missed int) care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		missed := map[care.CenterID]int{}
		var regions []care.Dose // the first of each center, in order
		for _, step := range steps {
			res, err := tx.ExecContext(tx.ctx, `UPDATE medicines SET next_at = $1 WHERE id = $2 AND next_at = $3`, millisOrNil(step.Next), string(step.ID), millis(step.Was))
			if err != nil {
				return fmt.Errorf("records: advance medicine: %w", err)
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				if err != nil {
					return err
				}
				continue
			}
			for _, d := range step.Over {
				fresh, err := tx.insertDose(&d)
				if err != nil {
					return err
				}
				if !fresh || d.State != care.DoseMissed {
					continue
				}
				if missed[d.CenterID]++; missed[d.CenterID] == 1 {
					regions = append(regions, d)
				}
			}
		}
		for _, d := range regions {
			if err := tx.record(entry(d.CenterID, d.RegionID, missed[d.CenterID])); err != nil {
				return err
			}
		}
		return nil
	})
}
