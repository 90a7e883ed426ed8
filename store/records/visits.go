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
// visit, and the seed of the lots. The first time it begins at the journal's end. Blocks
// until on disk then.
func (s *Store) VisitDraw(ctx context.Context) (seq int64, seed string, err error) {
	return s.draw(ctx, visitDraw)
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
	photos, proofs := oldestFiles(v)
	row := []any{lotOf(v), photos, proofs, string(v.State), string(v.ElderID), string(v.WorkerID), string(v.ProviderID), string(v.RegionID), string(v.CenterID), string(v.Grade),
		millisOrNil(v.StartAt), millisOrNil(v.EndAt), millisOrNil(v.GradeAt), v.Version, doc, string(v.ID)}
	if fresh {
		_, err = tx.ExecContext(tx.ctx, `INSERT INTO visits
			(lot, photos_from, proofs_from, state, elder_id, worker_id, provider_id, region_id, center_id, grade, start_at, end_at, grade_at, version, doc, id)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)`, row...)
	} else {
		err = tx.updateOne(`UPDATE visits SET lot=$1, photos_from=$2, proofs_from=$3, state=$4, elder_id=$5, worker_id=$6, provider_id=$7, region_id=$8, center_id=$9,
			grade=$10, start_at=$11, end_at=$12, grade_at=$13, version=$14, doc=$15 WHERE id=$16 AND version=$17`, append(row, v.Version-1)...)
	}
	if err != nil {
		return fmt.Errorf("records: save visit %s: %w", v.ID, translate(err))
	}
	return nil
}

// lotOf is the lot of a visit as far as something is left to do for it.
func lotOf(v *care.Visit) string {
	if v.Lot == care.LotDrawn && v.FollowedUp {
		return "asked"
	}
	return string(v.Lot)
}

// oldestFiles are when the oldest photo and the oldest proof were taken that are not
// erased yet.
func oldestFiles(v *care.Visit) (photos, proofs any) {
	var oldest [2]*time.Time
	for i := range v.Files {
		f := &v.Files[i]
		kind := 0
		if f.Proof() {
			kind = 1
		}
		if f.ErasedAt == nil && (oldest[kind] == nil || f.At.Before(*oldest[kind])) {
			oldest[kind] = &f.At
		}
	}
	return millisOrNil(oldest[0]), millisOrNil(oldest[1])
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
	return newest(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits`, "end_at", c, q.Page, func(last *care.Visit) (time.Time, string) { return *last.EndAt, string(last.ID) })
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

// DrawnVisits returns visits that were drawn and about which nobody was asked yet.
func (s *Store) DrawnVisits(ctx context.Context, limit int) ([]care.Visit, error) {
	return collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits WHERE lot = 'drawn' ORDER BY end_at LIMIT $1`, limit)
}

// UndrawnVisits returns the weak visits of a period, whose grade is final, of the workers
// of whom none was drawn in it.
func (s *Store) UndrawnVisits(ctx context.Context, since, until time.Time) ([]care.Visit, error) {
	return collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits WHERE end_at >= $1 AND end_at < $2 AND state = 'done' AND grade = 'C' AND grade_at IS NULL
		AND worker_id NOT IN (SELECT worker_id FROM visits WHERE end_at >= $1 AND end_at < $2 AND grade = 'C' AND lot IN ('drawn','asked')) ORDER BY worker_id, id`,
		millis(since), millis(until))
}

// AgedVisits returns visits with a photo that was taken before one instant, or a proof
// before the other.
func (s *Store) AgedVisits(ctx context.Context, photos, proofs time.Time, limit int) ([]care.Visit, error) {
	return collect(ctx, s, scanVisit, `SELECT doc, grade_at FROM visits WHERE photos_from < $1 OR proofs_from < $2 ORDER BY id LIMIT $3`, millis(photos), millis(proofs), limit)
}

// EraseVisitFiles does what [Store.ChangeVisit] does and erases the bytes of the files
// that decide names; their rows stay. Blocks until on disk.
func (s *Store) EraseVisitFiles(ctx context.Context, id care.OrderID, decide func(*care.Visit) (erase []string, entries []care.Entry, err error)) error {
	return s.write(ctx, func(tx *Tx) error {
		var erase []string
		_, err := tx.changeVisit(id, func(v *care.Visit) (bool, []care.Entry, error) {
			var entries []care.Entry
			var err error
			erase, entries, err = decide(v)
			return true, entries, err // also without any: from when it is looked at is put right
		})
		for _, file := range erase {
			if err == nil {
				_, err = tx.ExecContext(tx.ctx, `UPDATE visit_files SET body = $1 WHERE id = $2 AND visit_id = $3`, []byte{}, file, string(id))
			}
		}
		return err
	})
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
