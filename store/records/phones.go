package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const phoneColumns = `due_at, doc`

func scanPhoneCall(rows *sql.Rows) (care.PhoneCall, error) {
	var p care.PhoneCall
	var due sql.NullInt64
	var doc string
	if err := rows.Scan(&due, &doc); err != nil {
		return p, err
	}
	p.DueAt = timeOrNil(due)
	return p, fromJSON(doc, &p)
}

// ChangePhoneCall loads a telephone call with what else is known of its number, lets
// decide change them, and writes what it changed. For a call that is not known yet
// the case holds none, and decide makes it. What decide returns no entry for is not
// written. It blocks until on disk.
func (s *Store) ChangePhoneCall(ctx context.Context, id care.PhoneCallID, number string, decide func(*care.PhoneCase) (care.Change, error)) (out care.PhoneCall, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		c, before, err := tx.loadPhoneCase(id, number)
		if err != nil {
			return err
		}
		change, err := decide(&c)
		if err != nil {
			return err
		}
		if len(change.Entries) > 0 {
			if err := tx.savePhoneCase(&c, before, change); err != nil {
				return err
			}
			if err := tx.saveChange(change, c.Case.Incident); err != nil {
				return err
			}
		}
		out = care.PhoneCall{}
		if c.Call != nil {
			out = *c.Call
		}
		return nil
	})
	return out, err
}

// Intake puts what was said on the telephone into the record: decide gets the case
// that place joins, with a nil incident when there is none, and must leave an
// incident in it. Idempotent by key: known is true for a repeat, and decide is not
// asked. It blocks until on disk.
func (s *Store) Intake(ctx context.Context, key care.CallID, phone care.PhoneCallID, place care.Place, decide func(*care.PhoneCase) (care.Change, error)) (out care.Case, known bool, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		call := care.Call{ID: key, Kind: care.Phone, Place: care.Place{Elder: place.Elder, Household: place.Household, Center: place.Center}}
		id, found, err := tx.knownCall(call)
		if known = found; err != nil || found {
			if err == nil {
				out, err = tx.loadCase(id)
			}
			return err
		}
		c, before := care.PhoneCase{}, phoneBefore{}
		if phone != "" {
			if c, before, err = tx.loadPhoneCase(phone, ""); err != nil {
				return err
			}
			if c.Call == nil {
				return care.NotFound("phone")
			}
		}
		c.Case = care.Case{}
		if open, err := tx.openIncident(place); err != nil {
			return err
		} else if open != "" {
			if c.Case, err = tx.loadCase(open); err != nil {
				return err
			}
		}
		if before.orders, err = ordersAsTheyWere(&c.Case); err != nil {
			return err
		}
		change, err := decide(&c)
		if err != nil {
			return err
		}
		if err := tx.savePhoneCase(&c, before, change); err != nil {
			return err
		}
		call.PressedAt, call.ReceivedAt = c.Case.Incident.PressedAt, changedAt(change)
		if err := tx.insertCall(call, c.Case.Incident); err != nil {
			return err
		}
		if err := tx.saveChange(change, c.Case.Incident); err != nil {
			return err
		}
		out = c.Case
		return nil
	})
	return out, known, err
}

// phoneBefore is how a case stood before a decision, so that only what it changed is
// written.
type phoneBefore struct {
	calls  map[care.PhoneCallID]string
	number string
	orders map[care.OrderID]string
}

func (tx *Tx) loadPhoneCase(id care.PhoneCallID, number string) (c care.PhoneCase, before phoneBefore, err error) {
	before.calls = map[care.PhoneCallID]string{}
	if c.Call, err = tx.phoneCall(id); err != nil && !isNotFound(err) {
		return c, before, err
	}
	if c.Call != nil {
		number = c.Call.Number
		if before.calls[id], err = toJSON(c.Call); err != nil {
			return c, before, err
		}
		if c.Call.IncidentID != "" {
			if c.Case, err = tx.loadCase(c.Call.IncidentID); err != nil {
				return c, before, err
			}
			if before.orders, err = ordersAsTheyWere(&c.Case); err != nil {
				return c, before, err
			}
		}
	}
	if number == "" {
		return c, before, nil
	}
	owed, err := collectOnce(tx.ctx, tx, scanPhoneCall, `SELECT `+phoneColumns+` FROM phone_calls
		WHERE number = $1 AND owed_by IS NOT NULL AND id <> $2 ORDER BY at, id`, number, string(id))
	if err != nil {
		return c, before, err
	}
	for i := range owed {
		c.Owed = append(c.Owed, &owed[i])
		if before.calls[owed[i].ID], err = toJSON(owed[i]); err != nil {
			return c, before, err
		}
	}
	var spoken sql.NullInt64
	err = tx.QueryRowContext(tx.ctx, `SELECT MAX(at) FROM phone_calls WHERE number = $1 AND state IN ('answered','ended') AND id <> $2`, number, string(id)).Scan(&spoken)
	if err != nil {
		return c, before, fmt.Errorf("records: phone: %w", err)
	}
	c.SpokenAt = timeOrNil(spoken)
	if c.Known, err = tx.phoneNumber(number); err != nil {
		return c, before, err
	}
	before.number, err = toJSON(c.Known)
	return c, before, err
}

func (tx *Tx) phoneCall(id care.PhoneCallID) (*care.PhoneCall, error) {
	list, err := collectOnce(tx.ctx, tx, scanPhoneCall, `SELECT `+phoneColumns+` FROM phone_calls WHERE id = $1`, string(id))
	p, err := one(list, err, "phone")
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// phoneNumber reads what is known of a number, which may be nothing but itself.
func (tx *Tx) phoneNumber(number string) (*care.PhoneNumber, error) {
	var doc string
	n := &care.PhoneNumber{Number: number}
	err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM phone_numbers WHERE number = $1`, number).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return n, nil
	}
	if err != nil {
		return nil, fmt.Errorf("records: phone: %w", err)
	}
	return n, fromJSON(doc, n)
}

func (tx *Tx) savePhoneCase(c *care.PhoneCase, before phoneBefore, change care.Change) error {
	if c.Call != nil {
		if err := tx.savePhoneCall(c.Call); err != nil {
			return err
		}
	}
	for _, p := range c.Owed {
		if doc, err := toJSON(p); err != nil {
			return err
		} else if doc != before.calls[p.ID] {
			if err := tx.savePhoneCall(p); err != nil {
				return err
			}
		}
	}
	if c.Known != nil {
		if doc, err := toJSON(c.Known); err != nil {
			return err
		} else if doc != before.number {
			if err := tx.savePhoneNumber(c.Known); err != nil {
				return err
			}
		}
	}
	for _, e := range change.Entries {
		if e.Noun == "incident" {
			return tx.saveCase(&c.Case, before.orders)
		}
	}
	return nil
}

func (tx *Tx) savePhoneCall(p *care.PhoneCall) error {
	p.Version++
	doc, err := toJSON(p)
	if err != nil {
		return err
	}
	var owed any
	if p.Owed() {
		owed = millis(p.CallBack.By)
	}
	missed := 0
	if p.CallBack != nil {
		missed = 1
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO phone_calls (id, region_id, center_id, number, elder_id, incident_id, state, at, owed_by, missed, due_at, doc)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) ON CONFLICT (id) DO UPDATE SET region_id = excluded.region_id, center_id = excluded.center_id,
		elder_id = excluded.elder_id, incident_id = excluded.incident_id, state = excluded.state, at = excluded.at, owed_by = excluded.owed_by,
		missed = excluded.missed, due_at = excluded.due_at, doc = excluded.doc`,
		string(p.ID), string(p.RegionID), string(p.CenterID), p.Number, string(p.ElderID), string(p.IncidentID), string(p.State), millis(p.At),
		owed, missed, millisOrNil(p.DueAt), doc)
	if err != nil {
		return fmt.Errorf("records: save phone: %w", err)
	}
	return nil
}

func (tx *Tx) savePhoneNumber(n *care.PhoneNumber) error {
	n.Version++
	doc, err := toJSON(n)
	if err != nil {
		return err
	}
	nuisance := 0
	if n.Nuisance != nil {
		nuisance = 1
	}
	_, err = tx.ExecContext(tx.ctx, `INSERT INTO phone_numbers (number, nuisance, doc) VALUES ($1,$2,$3)
		ON CONFLICT (number) DO UPDATE SET nuisance = excluded.nuisance, doc = excluded.doc`, n.Number, nuisance, doc)
	if err != nil {
		return fmt.Errorf("records: save phone number: %w", err)
	}
	return nil
}

// PhoneCall returns one telephone call that sc sees.
func (s *Store) PhoneCall(ctx context.Context, sc care.Scope, id care.PhoneCallID) (care.PhoneCall, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, scanPhoneCall, `SELECT `+phoneColumns+` FROM phone_calls`+c.sql, c.args...)
	return one(list, err, "phone")
}

// PhoneCalls lists telephone calls, the newest first, or in the order that q names.
func (s *Store) PhoneCalls(ctx context.Context, sc care.Scope, q care.PhoneQuery) ([]care.PhoneCall, string, error) {
	c := chosen(sc)
	c.add("elder_id = ?", string(q.Elder))
	c.add("incident_id = ?", string(q.Incident))
	c.add("number = ?", q.Number)
	if !q.Since.IsZero() {
		c.args = append(c.args, millis(q.Since))
		c.sql += fmt.Sprintf(" AND at >= $%d", len(c.args))
	}
	if q.Missed {
		c.sql += " AND missed = 1"
	}
	limit := limitOf(q.Page)
	if q.Owed || q.Live { // short lists, whole
		if q.Owed {
			c.sql += " AND owed_by IS NOT NULL ORDER BY owed_by, id"
		} else {
			c.sql += " AND state IN ('ringing','answered','requested') ORDER BY at, id"
		}
		c.args = append(c.args, limit)
		list, err := collect(ctx, s, scanPhoneCall, `SELECT `+phoneColumns+` FROM phone_calls`+c.sql+fmt.Sprintf(" LIMIT $%d", len(c.args)), c.args...)
		return list, "", err
	}
	return newest(ctx, s, scanPhoneCall, `SELECT `+phoneColumns+` FROM phone_calls`, "at", c, q.Page, func(last *care.PhoneCall) (time.Time, string) { return last.At, string(last.ID) })
}

// DuePhoneCalls returns the telephone calls to be looked at at now, oldest first.
func (s *Store) DuePhoneCalls(ctx context.Context, now time.Time, limit int) ([]care.PhoneCall, error) {
	return collect(ctx, s, scanPhoneCall, `SELECT `+phoneColumns+` FROM phone_calls WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2`, millis(now), limit)
}

// OwedCalls counts to how many callers in sc a call back is owed, and how many of
// them have waited past the deadline.
func (s *Store) OwedCalls(ctx context.Context, sc care.Scope, now time.Time) (owed, overdue int, err error) {
	c := chosen(sc)
	c.args = append(c.args, millis(now))
	type row struct{ owed, overdue int }
	r, err := collect(ctx, s, func(rows *sql.Rows) (r row, err error) {
		err = rows.Scan(&r.owed, &r.overdue)
		return r, err
	}, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN owed_by <= `+fmt.Sprintf("$%d", len(c.args))+` THEN 1 ELSE 0 END), 0) FROM phone_calls`+c.sql+` AND owed_by IS NOT NULL`, c.args...)
	if err != nil || len(r) == 0 {
		return 0, 0, err
	}
	return r[0].owed, r[0].overdue, nil
}

// PhoneNumber returns what is known of a number beside the register, which may be
// nothing but itself.
func (s *Store) PhoneNumber(ctx context.Context, number string) (care.PhoneNumber, error) {
	list, err := collect(ctx, s, document[care.PhoneNumber], `SELECT doc FROM phone_numbers WHERE number = $1`, number)
	if err != nil || len(list) == 0 {
		return care.PhoneNumber{Number: number}, err
	}
	return list[0], nil
}

// Nuisances lists the numbers that are marked as such.
func (s *Store) Nuisances(ctx context.Context) ([]care.PhoneNumber, error) {
	return collect(ctx, s, document[care.PhoneNumber], `SELECT doc FROM phone_numbers WHERE nuisance = 1 ORDER BY number LIMIT 500`)
}
