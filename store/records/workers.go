package records

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// SaveSpot notes where a worker's phone is. An older place never replaces a newer one.
// It is not a change, so it has no entry.
func (s *Store) SaveSpot(ctx context.Context, spot care.WorkerSpot) error {
	doc, err := toJSON(spot.Location)
	if err != nil {
		return err
	}
	return s.note(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO worker_spots (staff_id, at, doc) VALUES ($1,$2,$3)
			ON CONFLICT (staff_id) DO UPDATE SET at = excluded.at, doc = excluded.doc WHERE worker_spots.at <= excluded.at`,
			string(spot.Worker), millis(spot.At), doc)
		if err != nil {
			return fmt.Errorf("records: save spot: %w", err)
		}
		return nil
	})
}

// stretch notes that whoever has an order was at work when it was accepted or
// completed.
func (tx *Tx) stretch(o *care.Order) error {
	var at *time.Time
	var accepted any
	switch o.State {
	case care.OrderAccepted:
		at, accepted = o.AcceptedAt, millisOrNil(o.AcceptedAt)
	case care.OrderCompleted:
		at = o.CompletedAt
	}
	if at == nil {
		return nil
	}
	for _, who := range []care.StaffID{o.WorkerID, o.SecondID} {
		if who == "" {
			continue
		}
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO worker_stretches (staff_id, began_at, ended_at, accepted_at) VALUES ($1,$2,$2,$3)
			ON CONFLICT (staff_id) DO UPDATE SET
			began_at = CASE WHEN excluded.ended_at - worker_stretches.ended_at > $4 THEN excluded.began_at ELSE worker_stretches.began_at END,
			ended_at = CASE WHEN excluded.ended_at > worker_stretches.ended_at THEN excluded.ended_at ELSE worker_stretches.ended_at END,
			accepted_at = COALESCE(excluded.accepted_at, worker_stretches.accepted_at)`,
			string(who), millis(*at), accepted, care.Rest.Milliseconds())
		if err != nil {
			return fmt.Errorf("records: stretch of %s: %w", who, err)
		}
	}
	return nil
}

// WorkerFacts returns what the record knows of the workers' work; who did nothing is
// left out.
func (s *Store) WorkerFacts(ctx context.Context, q care.FactsQuery) (map[care.StaffID]care.WorkerFacts, error) {
	out := map[care.StaffID]care.WorkerFacts{}
	if err := s.counted(ctx, out, func(f *care.WorkerFacts, n int) { f.Open += n },
		`SELECT worker_id, COUNT(*) FROM orders WHERE state IN ('assigned','accepted','on_the_way','arrived') AND worker_id <> '' GROUP BY worker_id`); err != nil {
		return nil, err
	}
	from, to := millis(q.From), millis(q.To)
	if err := s.counted(ctx, out, func(f *care.WorkerFacts, n int) { f.Today += n },
		`SELECT worker_id, COUNT(*) FROM orders WHERE due_at >= $1 AND due_at < $2 AND worker_id <> '' AND state NOT IN ('queued','requested','cancelled','failed') GROUP BY worker_id`,
		from, to); err != nil {
		return nil, err
	}
	if err := s.counted(ctx, out, func(f *care.WorkerFacts, n int) { f.Today += n },
		`SELECT worker_id, COUNT(*) FROM orders WHERE due_at IS NULL AND created_at >= $1 AND created_at < $2 AND worker_id <> '' AND state NOT IN ('queued','requested','cancelled','failed') GROUP BY worker_id`,
		from, to); err != nil {
		return nil, err
	}
	if q.Elder != "" {
		if err := s.counted(ctx, out, func(f *care.WorkerFacts, n int) { f.WithElder += n },
			`SELECT worker_id, COUNT(*) FROM orders WHERE elder_id = $1 AND created_at >= $2 AND worker_id <> '' AND state = 'completed' GROUP BY worker_id`,
			string(q.Elder), millis(q.Since)); err != nil {
			return nil, err
		}
	}
	return out, s.placed(ctx, out)
}

// counted adds what a query counts by worker.
func (s *Store) counted(ctx context.Context, out map[care.StaffID]care.WorkerFacts, onto func(*care.WorkerFacts, int), query string, args ...any) error {
	type row struct {
		who care.StaffID
		n   int
	}
	list, err := collect(ctx, s, func(r *sql.Rows) (v row, err error) {
		err = r.Scan((*string)(&v.who), &v.n)
		return v, err
	}, query, args...)
	for _, v := range list {
		f := out[v.who]
		onto(&f, v.n)
		out[v.who] = f
	}
	return err
}

// placed adds where workers were last and when they last worked.
func (s *Store) placed(ctx context.Context, out map[care.StaffID]care.WorkerFacts) error {
	spots, err := collect(ctx, s, func(r *sql.Rows) (care.WorkerSpot, error) {
		var v care.WorkerSpot
		var at int64
		var doc string
		if err := r.Scan((*string)(&v.Worker), &at, &doc); err != nil {
			return v, err
		}
		v.At = fromMillis(at)
		return v, fromJSON(doc, &v.Location)
	}, `SELECT staff_id, at, doc FROM worker_spots`)
	if err != nil {
		return err
	}
	for i := range spots {
		f := out[spots[i].Worker]
		f.Spot = &spots[i]
		out[spots[i].Worker] = f
	}
	type stretch struct {
		who          care.StaffID
		began, ended int64
		accepted     sql.NullInt64
	}
	list, err := collect(ctx, s, func(r *sql.Rows) (v stretch, err error) {
		err = r.Scan((*string)(&v.who), &v.began, &v.ended, &v.accepted)
		return v, err
	}, `SELECT staff_id, began_at, ended_at, accepted_at FROM worker_stretches`)
	for _, v := range list {
		f := out[v.who]
		began, ended := fromMillis(v.began), fromMillis(v.ended)
		f.BeganAt, f.EndedAt, f.LastAcceptedAt = &began, &ended, timeOrNil(v.accepted)
		out[v.who] = f
	}
	return err
}
