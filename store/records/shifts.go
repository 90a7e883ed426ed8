package records

import (
	"context"
	"fmt"

	"yian/care"
)

// ChangeShift loads a hand-over of the desk, lets decide change or make it, and writes
// it with decide's entries; what decide returns no entry for is not written. decide
// gets nil for one that is not there. It blocks until on disk.
func (s *Store) ChangeShift(ctx context.Context, id care.ShiftID, decide func(*care.Shift) (*care.Shift, []care.Entry, error)) (out care.Shift, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		shift, err := load[care.Shift](tx, "shifts", "shift", string(id))
		if isNotFound(err) {
			shift, err = nil, nil
		}
		if err != nil {
			return err
		}
		shift, entries, err := decide(shift)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			if err := tx.saveShift(shift); err != nil {
				return err
			}
		}
		out = *shift
		return tx.record(entries...)
	})
	return out, err
}

func (tx *Tx) saveShift(s *care.Shift) error {
	s.Version++
	doc, err := toJSON(s)
	if err != nil {
		return err
	}
	open := 1
	if s.TakenAt != nil {
		open = 0
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO shifts (id, region_id, center_id, open, doc) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (id) DO UPDATE SET open = excluded.open, doc = excluded.doc`, string(s.ID), string(s.RegionID), string(s.CenterID), open, doc)
	if err != nil {
		return fmt.Errorf("records: save shift: %w", err)
	}
	return nil
}

// OpenShifts lists the hand-overs that nobody took yet, newest first.
func (s *Store) OpenShifts(ctx context.Context, sc care.Scope) ([]care.Shift, error) {
	c := chosen(sc)
	return collect(ctx, s, document[care.Shift], `SELECT doc FROM shifts`+c.sql+` AND open = 1 ORDER BY id DESC LIMIT 20`, c.args...)
}

// Shifts lists the hand-overs of the desk, newest first.
func (s *Store) Shifts(ctx context.Context, sc care.Scope, p care.Page) ([]care.Shift, string, error) {
	c := chosen(sc)
	var before string
	if more, err := fromCursor(p.Cursor, &before); err != nil {
		return nil, "", err
	} else if more {
		c.add("id < ?", before)
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[care.Shift], `SELECT doc FROM shifts`+c.sql+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, cursorOf(string(list[len(list)-1].ID)), nil
}
