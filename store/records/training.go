package records

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// NewTrainingRun keeps a run that begins. A run of the same case, or of the same
// trainee, that still goes on is a conflict. Blocks until on disk.
func (s *Store) NewTrainingRun(ctx context.Context, r care.TrainingRun, e care.Entry) error {
	r.Version = 1
	doc, err := toJSON(r)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *Tx) error {
		res, err := tx.ExecContext(tx.ctx, `INSERT INTO training_runs (id, case_id, staff_id, state, began_at, version, doc)
			VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING`,
			string(r.ID), r.Case, string(r.Staff), string(r.State), millis(r.BeganAt), r.Version, doc)
		if err != nil {
			return fmt.Errorf("records: training run: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return care.Conflict("training.busy", "这个案例有人正在练，或您手上还有一个没练完：请先交卷，或换一个案例")
		}
		return tx.record(e)
	})
}

// ChangeTrainingRun loads a run, lets decide change it, and writes it with the entries
// that decide returns, if any. Blocks until on disk.
func (s *Store) ChangeTrainingRun(ctx context.Context, id care.TrainingRunID, decide func(*care.TrainingRun) ([]care.Entry, error)) (care.TrainingRun, error) {
	var out care.TrainingRun
	err := s.write(ctx, func(tx *Tx) error {
		list, err := collectOnce(tx.ctx, tx, document[care.TrainingRun], `SELECT doc FROM training_runs WHERE id = $1`, string(id))
		r, err := one(list, err, "training_run")
		if err != nil {
			return err
		}
		entries, err := decide(&r)
		if err != nil {
			return err
		}
		r.Version++
		doc, err := toJSON(r)
		if err != nil {
			return err
		}
		if err := tx.updateOne(`UPDATE training_runs SET state=$1, version=$2, doc=$3 WHERE id=$4 AND version=$5`,
			string(r.State), r.Version, doc, string(r.ID), r.Version-1); err != nil {
			return fmt.Errorf("records: save training run: %w", translate(err))
		}
		out = r
		return tx.record(entries...)
	})
	return out, err
}

// TrainingRun returns one run.
func (s *Store) TrainingRun(ctx context.Context, id care.TrainingRunID) (care.TrainingRun, error) {
	list, err := collect(ctx, s, document[care.TrainingRun], `SELECT doc FROM training_runs WHERE id = $1`, string(id))
	return one(list, err, "training_run")
}

// TrainingRuns lists runs, the newest first.
func (s *Store) TrainingRuns(ctx context.Context, q care.TrainingQuery) ([]care.TrainingRun, string, error) {
	c := &conditions{sql: ` WHERE 1=1`}
	c.add("staff_id = ?", string(q.Staff))
	c.add("case_id = ?", q.Case)
	if len(q.States) > 0 {
		c.sql += ` AND state IN (` + in(&c.args, q.States) + `)`
	}
	return newest(ctx, s, document[care.TrainingRun], `SELECT doc FROM training_runs`, "began_at", c, q.Page, func(last *care.TrainingRun) (time.Time, string) { return last.BeganAt, string(last.ID) })
}
