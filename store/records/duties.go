package records

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// noEnd sorts behind every day.
const noEnd = "9999-12-31"

// Duties lists the lines of the roster that may begin on a day or later.
func (s *Store) Duties(ctx context.Context, from string) ([]care.Duty, error) {
	return collect(ctx, s, document[care.Duty], `SELECT doc FROM duties WHERE last_day >= $1 ORDER BY id`, from)
}

// AddDuties writes new lines with one entry. Blocks until on disk.
func (s *Store) AddDuties(ctx context.Context, duties []care.Duty, entries ...care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		rows := make([][]any, len(duties))
		for i := range duties {
			duties[i].Version = 1
			doc, err := toJSON(duties[i])
			if err != nil {
				return err
			}
			d := &duties[i]
			rows[i] = []any{string(d.ID), string(d.RegionID), string(d.Post), cmp.Or(d.LastDay(), noEnd), d.Version, doc}
		}
		if err := tx.insertRows(`INSERT INTO duties (id, region_id, post, last_day, version, doc)`, ``, rows); err != nil {
			return err
		}
		return tx.record(entries...)
	})
}

// ChangeDuty loads a line, lets decide change it, and writes it with what decide
// puts beside it. A line that decide takes back is deleted. Blocks until on disk.
func (s *Store) ChangeDuty(ctx context.Context, id care.DutyID, decide func(*care.Duty) (beside []care.Duty, gone bool, e care.Entry, err error)) error {
	return s.write(ctx, func(tx *Tx) error {
		d, err := load[care.Duty](tx, "duties", "duty", string(id))
		if err != nil {
			return err
		}
		beside, gone, e, err := decide(d)
		if err != nil || e.What == "" {
			return err
		}
		if gone {
			_, err = tx.ExecContext(tx.ctx, `DELETE FROM duties WHERE id = $1`, string(id))
		} else {
			err = tx.saveDuty(d)
		}
		if err != nil {
			return fmt.Errorf("records: save duty: %w", translate(err))
		}
		for i := range beside {
			if err := tx.insertDuty(&beside[i]); err != nil {
				return err
			}
		}
		return tx.record(e)
	})
}

func (tx *Tx) saveDuty(d *care.Duty) error {
	d.Version++
	doc, err := toJSON(d)
	if err != nil {
		return err
	}
	return tx.updateOne(`UPDATE duties SET last_day = $1, version = $2, doc = $3 WHERE id = $4 AND version = $5`,
		cmp.Or(d.LastDay(), noEnd), d.Version, doc, string(d.ID), d.Version-1)
}

func (tx *Tx) insertDuty(d *care.Duty) error {
	d.Version = 1
	doc, err := toJSON(d)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(tx.ctx, `INSERT INTO duties (id, region_id, post, last_day, version, doc) VALUES ($1,$2,$3,$4,$5,$6)`,
		string(d.ID), string(d.RegionID), string(d.Post), cmp.Or(d.LastDay(), noEnd), d.Version, doc); err != nil {
		return fmt.Errorf("records: duty: %w", translate(err))
	}
	return nil
}

// ReachedNumbers returns what is known of numbers, by number; those of which
// nothing is are left out.
func (s *Store) ReachedNumbers(ctx context.Context, numbers []string) (map[string]care.ReachedNumber, error) {
	out := map[string]care.ReachedNumber{}
	if len(numbers) == 0 {
		return out, nil
	}
	var args []any
	list, err := collect(ctx, s, document[care.ReachedNumber], `SELECT doc FROM reached_numbers WHERE number IN (`+in(&args, numbers)+`)`, args...)
	for _, n := range list {
		out[n.Number] = n
	}
	return out, err
}

// NumberReached notes by hand that somebody was reached at a number. Blocks until
// on disk.
func (s *Store) NumberReached(ctx context.Context, number string, by care.StaffID, at time.Time, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		err := tx.reached(number, func(n *care.ReachedNumber) { n.ReachedAt, n.How, n.By = &at, "by_hand", by })
		if err != nil {
			return err
		}
		return tx.record(e)
	})
}

// reached changes what is known of a number.
func (tx *Tx) reached(number string, change func(*care.ReachedNumber)) error {
	list, err := collectOnce(tx.ctx, tx.Tx, document[care.ReachedNumber], `SELECT doc FROM reached_numbers WHERE number = $1`, number)
	if err != nil {
		return err
	}
	n := care.ReachedNumber{Number: number}
	if len(list) > 0 {
		n = list[0]
	}
	change(&n)
	doc, err := toJSON(n)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(tx.ctx, `INSERT INTO reached_numbers (number, doc) VALUES ($1,$2) ON CONFLICT (number) DO UPDATE SET doc = excluded.doc`, number, doc); err != nil {
		return fmt.Errorf("records: number: %w", err)
	}
	return nil
}

// CheckShift loads what was found before a change of shift, or an empty check, lets
// decide change it, and writes it with its notices; nothing without an entry. Blocks
// until on disk.
func (s *Store) CheckShift(ctx context.Context, shift time.Time, decide func(*care.ShiftCheck) (care.Change, error)) (out care.ShiftCheck, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		list, err := collectOnce(tx.ctx, tx.Tx, document[care.ShiftCheck], `SELECT doc FROM shift_checks WHERE shift = $1`, millis(shift))
		if err != nil {
			return err
		}
		c := care.ShiftCheck{Shift: shift}
		if len(list) > 0 {
			c = list[0]
		}
		change, err := decide(&c)
		if out = c; err != nil || len(change.Entries) == 0 {
			return err
		}
		c.Version++
		out = c
		doc, err := toJSON(c)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO shift_checks (shift, version, doc) VALUES ($1,$2,$3)
			ON CONFLICT (shift) DO UPDATE SET version = excluded.version, doc = excluded.doc`, millis(shift), c.Version, doc); err != nil {
			return fmt.Errorf("records: shift check: %w", err)
		}
		for _, n := range change.Notices {
			if err := tx.insertNotice(n); err != nil {
				return err
			}
		}
		return tx.record(change.Entries...)
	})
	return out, err
}

// ShiftChecks lists what was found before changes of shift since an instant, the
// newest first.
func (s *Store) ShiftChecks(ctx context.Context, since time.Time) ([]care.ShiftCheck, error) {
	return collect(ctx, s, document[care.ShiftCheck], `SELECT doc FROM shift_checks WHERE shift >= $1 ORDER BY shift DESC LIMIT 50`, millis(since))
}

// ContactCounts counts the elders of each township, and those who have no contact with
// a number.
func (s *Store) ContactCounts(ctx context.Context) (map[care.RegionID]care.ContactCount, error) {
	type row struct {
		township care.RegionID
		care.ContactCount
	}
	rows, err := collect(ctx, s, func(rows *sql.Rows) (r row, err error) {
		err = rows.Scan((*string)(&r.township), &r.Of, &r.None)
		return r, err
	}, `SELECT SUBSTR(region_id, 1, 9), COUNT(*), SUM(CASE WHEN doc LIKE '%"contacts":[{%' THEN 0 ELSE 1 END) FROM elders GROUP BY SUBSTR(region_id, 1, 9)`)
	out := map[care.RegionID]care.ContactCount{}
	for _, r := range rows {
		out[r.township] = r.ContactCount
	}
	return out, err
}
