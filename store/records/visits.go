package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// visitDraw names how far the journal was read for orders that ended.
const visitDraw = "visits"

// VisitDraw returns up to which entry of the journal orders that ended have their
// visit. The first time it begins at the journal's end. Blocks until on disk then.
func (s *Store) VisitDraw(ctx context.Context) (int64, error) {
	seq, _, err := s.draw(ctx, visitDraw)
	return seq, err
}

// VisitsDrawn notes that all up to an entry have; whoever comes later changes nothing.
func (s *Store) VisitsDrawn(ctx context.Context, from, to int64) error {
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `UPDATE draws SET seq = $1 WHERE name = $2 AND seq = $3`, to, visitDraw, from)
		return err
	})
}

// ChangeVisit loads the visit of an order, a new one of version 0 where there is none,
// lets decide change it, and writes it with the entries when decide says so. Blocks
// until on disk.
func (s *Store) ChangeVisit(ctx context.Context, id care.OrderID, decide func(*care.Visit) (save bool, entries []care.Entry, err error)) (care.Visit, error) {
	var out care.Visit
	err := s.write(ctx, func(tx *Tx) error {
		v, err := tx.changeVisit(id, decide)
		out = v
		return err
	})
	return out, err
}

// KeepVisitFile does the same and keeps the bytes of a file of the visit. The same file
// twice is kept once.
func (s *Store) KeepVisitFile(ctx context.Context, id care.OrderID, file string, body []byte, decide func(*care.Visit) (save bool, entries []care.Entry, err error)) (care.Visit, error) {
	var out care.Visit
	err := s.write(ctx, func(tx *Tx) error {
		v, err := tx.changeVisit(id, decide)
		if err != nil {
			return err
		}
		out = v
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO visit_files (id, visit_id, body) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, file, string(id), body); err != nil {
			return fmt.Errorf("records: visit file: %w", err)
		}
		return nil
	})
	return out, err
}

func (tx *Tx) changeVisit(id care.OrderID, decide func(*care.Visit) (bool, []care.Entry, error)) (care.Visit, error) {
	list, err := collectOnce(tx.ctx, tx.Tx, scanVisit, `SELECT doc, grade_at FROM visits WHERE id = $1`, string(id))
	v, err := one(list, err, "visit")
	if errors.Is(err, care.ErrNotFound) {
		v, err = care.Visit{ID: id}, nil
	}
	if err != nil {
		return v, err
	}
	save, entries, err := decide(&v)
	if err != nil || !save {
		return v, err
	}
	if err := tx.saveVisit(&v); err != nil {
		return v, err
	}
	return v, tx.record(entries...)
}

func scanVisit(r *sql.Rows) (v care.Visit, err error) {
	var doc string
	var due sql.NullInt64
	if err := r.Scan(&doc, &due); err != nil {
		return v, err
	}
	err = fromJSON(doc, &v)
	v.GradeAt = timeOrNil(due)
	return v, err
}

func (tx *Tx) saveVisit(v *care.Visit) error {
	fresh := v.Version == 0
	v.Version++
	doc, err := toJSON(v)
	if err != nil {
		return err
	}
	row := []any{string(v.State), string(v.ElderID), string(v.WorkerID), string(v.ProviderID), string(v.RegionID), string(v.CenterID), string(v.Grade),
		millisOrNil(v.StartAt), millisOrNil(v.EndAt), millisOrNil(v.GradeAt), v.Version, doc, string(v.ID)}
	if fresh {
		_, err = tx.ExecContext(tx.ctx, `INSERT INTO visits
			(state, elder_id, worker_id, provider_id, region_id, center_id, grade, start_at, end_at, grade_at, version, doc, id)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`, row...)
	} else {
		err = tx.updateOne(`UPDATE visits SET state=$1, elder_id=$2, worker_id=$3, provider_id=$4, region_id=$5, center_id=$6, grade=$7, start_at=$8,
			end_at=$9, grade_at=$10, version=$11, doc=$12 WHERE id=$13 AND version=$14`, append(row, v.Version-1)...)
	}
	if err != nil {
		return fmt.Errorf("records: save visit %s: %w", v.ID, translate(err))
	}
	return nil
}

// visitScope says the same as [care.Visit.VisibleTo].
func visitScope(sc care.Scope, args *[]any) string {
	if sc.Role != care.Worker {
		return scopeSQL(sc, args)
	}
	*args = append(*args, string(sc.Staff))
	return fmt.Sprintf(` AND worker_id = $%d`, len(*args))
}

// Visit returns one visit that sc sees.
func (s *Store) Visit(ctx context.Context, sc care.Scope, id care.OrderID) (care.Visit, error) {
	args := []any{string(id)}
	list, err := collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits WHERE id = $1`+visitScope(sc, &args), args...)
	return one(list, err, "visit")
}

// Visits lists visits that ended, newest first.
func (s *Store) Visits(ctx context.Context, sc care.Scope, q care.VisitQuery) ([]care.Visit, string, error) {
	c := &conditions{}
	c.sql = ` WHERE end_at IS NOT NULL` + visitScope(sc, &c.args)
	visitsAsked(c, q)
	var at int64
	var id string
	if more, err := fromCursor(q.Page.Cursor, &at, &id); err != nil {
		return nil, "", err
	} else if more {
		c.args = append(c.args, at, id)
		c.sql += fmt.Sprintf(` AND (end_at, id) < ($%d, $%d)`, len(c.args)-1, len(c.args))
	}
	limit := limitOf(q.Page)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits`+c.sql+fmt.Sprintf(` ORDER BY end_at DESC, id DESC LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	last := list[len(list)-1]
	return list, cursorOf(millis(*last.EndAt), last.ID), nil
}

func visitsAsked(c *conditions, q care.VisitQuery) {
	if len(q.Grades) > 0 {
		c.sql += ` AND grade IN (` + in(&c.args, q.Grades) + `)`
	}
	c.add("elder_id = ?", string(q.Elder))
	c.add("worker_id = ?", string(q.Worker))
	c.add("provider_id = ?", string(q.Provider))
	c.at("end_at >= ?", q.Since)
	c.at("end_at < ?", q.Until)
}

// DoneVisits returns every visit of a provider that was carried out and ended in a
// period, in order of time; of "" those of nobody's workers.
func (s *Store) DoneVisits(ctx context.Context, provider care.ProviderID, since, until time.Time) ([]care.Visit, error) {
	return collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits WHERE provider_id = $1 AND state = 'done' AND end_at >= $2 AND end_at < $3 ORDER BY end_at, id`,
		string(provider), millis(since), millis(until))
}

// VisitGrades counts the visits that ended since an instant, by grade.
func (s *Store) VisitGrades(ctx context.Context, since time.Time) (map[care.VisitGrade]int, error) {
	type row struct {
		grade care.VisitGrade
		n     int
	}
	list, err := collect(ctx, s, func(r *sql.Rows) (one row, err error) {
		err = r.Scan(&one.grade, &one.n)
		return one, err
	}, `SELECT grade, COUNT(*) FROM visits WHERE end_at >= $1 GROUP BY grade`, millis(since))
	counts := make(map[care.VisitGrade]int, len(list))
	for _, one := range list {
		counts[one.grade] = one.n
	}
	return counts, err
}

// VisitsBeside returns the visits of a worker that touch a span of time.
func (s *Store) VisitsBeside(ctx context.Context, worker care.StaffID, from, to time.Time) ([]care.Visit, error) {
	return collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits WHERE worker_id = $1 AND end_at > $2 AND start_at < $3 ORDER BY end_at LIMIT 50`,
		string(worker), millis(from), millis(to))
}

// DueVisits returns the visits that are to be graded by now.
func (s *Store) DueVisits(ctx context.Context, now time.Time, limit int) ([]care.Visit, error) {
	return collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits WHERE grade_at <= $1 ORDER BY grade_at LIMIT $2`, millis(now), limit)
}

// VisitFile returns the bytes of a file of a visit.
func (s *Store) VisitFile(ctx context.Context, visit care.OrderID, id string) ([]byte, error) {
	list, err := collect(ctx, s, func(r *sql.Rows) (b []byte, err error) {
		err = r.Scan(&b)
		return b, err
	}, `SELECT body FROM visit_files WHERE id = $1 AND visit_id = $2`, id, string(visit))
	return one(list, err, "visit_file")
}

// TrialPresses returns when a key of a home was pressed for a trial in a span of time.
func (s *Store) TrialPresses(ctx context.Context, home care.HouseholdID, from, to time.Time) ([]time.Time, error) {
	return collect(ctx, s, func(r *sql.Rows) (t time.Time, err error) {
		var ms int64
		err = r.Scan(&ms)
		return fromMillis(ms), err
	}, `SELECT received_at FROM calls WHERE household_id = $1 AND kind = 'test' AND received_at >= $2 AND received_at <= $3 ORDER BY received_at LIMIT 20`,
		string(home), millis(from), millis(to))
}
