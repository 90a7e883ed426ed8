package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// Kitchens returns what each kitchen can keep to.
func (s *Store) Kitchens(ctx context.Context, sc care.Scope) ([]care.Kitchen, error) {
	c := chosen(sc)
	return collect(ctx, s, document[care.Kitchen], `SELECT doc FROM kitchens`+c.sql+` ORDER BY center_id`, c.args...)
}

// ChangeKitchen loads a kitchen, or an empty one when none was entered, lets decide
// change it, and writes it with its entry. Blocks until on disk.
func (s *Store) ChangeKitchen(ctx context.Context, id care.CenterID, decide func(*care.Kitchen) (care.Entry, error)) (care.Kitchen, error) {
	var out care.Kitchen
	err := s.write(ctx, func(tx *Tx) error {
		k := &care.Kitchen{CenterID: id}
		var doc string
		err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM kitchens WHERE center_id = $1`, string(id)).Scan(&doc)
		if err == nil {
			err = fromJSON(doc, k)
		} else if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		if err != nil {
			return fmt.Errorf("records: kitchen %s: %w", id, err)
		}
		e, err := decide(k)
		if err != nil {
			return err
		}
		k.Version++
		out = *k
		if doc, err = toJSON(k); err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO kitchens (center_id, region_id, version, doc) VALUES ($1,$2,$3,$4)
			ON CONFLICT (center_id) DO UPDATE SET region_id = excluded.region_id, version = excluded.version, doc = excluded.doc`,
			string(id), string(k.RegionID), k.Version, doc); err != nil {
			return fmt.Errorf("records: save kitchen %s: %w", id, err)
		}
		return tx.record(e)
	})
	return out, err
}

// SignIn notes who came to an activity day and who did not; the newest word counts.
// Blocks until on disk.
func (s *Store) SignIn(ctx context.Context, order care.OrderID, who map[care.ElderID]bool, at time.Time, by care.StaffID, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		for elder, came := range who {
			n := 0
			if came {
				n = 1
			}
			if _, err := tx.ExecContext(tx.ctx, `INSERT INTO activity_attendance (order_id, elder_id, came, at, by) VALUES ($1,$2,$3,$4,$5)
				ON CONFLICT (order_id, elder_id) DO UPDATE SET came = excluded.came, at = excluded.at, by = excluded.by`,
				string(order), string(elder), n, millis(at), string(by)); err != nil {
				return fmt.Errorf("records: sign in: %w", err)
			}
		}
		return tx.record(e)
	})
}

// Attended returns who came to which of some activity days, and who did not.
func (s *Store) Attended(ctx context.Context, orders []care.OrderID) (map[care.OrderID]map[care.ElderID]bool, error) {
	out := map[care.OrderID]map[care.ElderID]bool{}
	for len(orders) > 0 {
		some := orders[:min(len(orders), 500)]
		orders = orders[len(some):]
		var args []any
		type row struct {
			order care.OrderID
			elder care.ElderID
			came  int
		}
		rows, err := collect(ctx, s, func(r *sql.Rows) (v row, err error) {
			err = r.Scan(&v.order, (*string)(&v.elder), &v.came)
			return v, err
		}, `SELECT order_id, elder_id, came FROM activity_attendance WHERE order_id IN (`+in(&args, some)+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if out[r.order] == nil {
				out[r.order] = map[care.ElderID]bool{}
			}
			out[r.order][r.elder] = r.came == 1
		}
	}
	return out, nil
}
