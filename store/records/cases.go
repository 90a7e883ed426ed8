package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// A case is an incident with its orders, or an order that stands alone: what one
// decision of the desk loads, may change and writes back in one transaction.

// Raise puts a call into the record and returns the incident that it opened or
// joined; a test opens none. decide gets the case that the call joins, with a
// nil incident when there is none, and must leave an incident in it unless the
// call is a test. It is not asked for a call that is known already: then known
// is true and nothing changes but the count of repeats. Idempotent by device and
// call id; blocks until on disk.
func (s *Store) Raise(ctx context.Context, call care.Call, decide func(*care.Case) (care.Change, error)) (out care.Case, known bool, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		out, known = care.Case{}, false
		id, found, err := tx.knownCall(call)
		if err != nil {
			return err
		}
		if found {
			known = true
			if id != "" {
				out, err = tx.loadCase(id)
			}
			return err
		}
		c := care.Case{}
		if call.Kind != care.Test {
			open, err := tx.openIncident(call.Place)
			if err != nil {
				return err
			}
			if open != "" {
				if c, err = tx.loadCase(open); err != nil {
					return err
				}
			}
		}
		before, err := ordersAsTheyWere(&c)
		if err != nil {
			return err
		}
		change, err := decide(&c)
		if err != nil {
			return err
		}
		if err := tx.saveCase(&c, before); err != nil {
			return err
		}
		if err := tx.insertCall(call, c.Incident); err != nil {
			return err
		}
		if err := tx.saveChange(change, c.Incident); err != nil {
			return err
		}
		out = c
		return nil
	})
	return out, known, err
}

// OpenFor does for an alert what [Store.Raise] does for a call: decide gets the
// open case at place, if any. An alert that has been in a case before returns
// that case, whatever became of it, and decide is not asked.
func (s *Store) OpenFor(ctx context.Context, a care.Alert, place care.Place, decide func(*care.Case) (care.Change, error)) (out care.Case, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		id, known, err := tx.knownAlert(place.Device, a.ID)
		if err != nil {
			return err
		}
		if !known {
			if id, err = tx.openIncident(place); err != nil {
				return err
			}
		}
		c := care.Case{}
		if id != "" {
			if c, err = tx.loadCase(id); err != nil {
				return err
			}
		}
		if known {
			out = c
			return nil
		}
		before, err := ordersAsTheyWere(&c)
		if err != nil {
			return err
		}
		change, err := decide(&c)
		if err != nil {
			return err
		}
		if err := tx.saveCase(&c, before); err != nil {
			return err
		}
		if err := tx.insertAlert(a, place, c.Incident.ID); err != nil {
			return err
		}
		if err := tx.saveChange(change, c.Incident); err != nil {
			return err
		}
		out = c
		return nil
	})
	return out, err
}

// ChangeIncident loads an incident with its orders, lets decide change them, and
// writes them with what decide returns. Blocks until on disk.
func (s *Store) ChangeIncident(ctx context.Context, id care.IncidentID, decide func(*care.Case) (care.Change, error)) (care.Case, error) {
	return s.decide(ctx, "", func(tx *Tx) (care.Case, error) { return tx.loadCase(id) }, decide)
}

// ChangeOrder does the same for an order and the incident that it belongs to.
func (s *Store) ChangeOrder(ctx context.Context, id care.OrderID, decide func(*care.Case) (care.Change, error)) (care.Case, error) {
	return s.decide(ctx, id, func(tx *Tx) (care.Case, error) {
		o, err := tx.loadOrder(id)
		if err != nil {
			return care.Case{}, err
		}
		if o.IncidentID == "" {
			return care.Case{Orders: []*care.Order{o}}, nil
		}
		return tx.loadCase(o.IncidentID)
	}, decide)
}

// NewOrder writes the order that decide adds to the case: of the incident, or an
// empty one. An order whose id is known already is returned as it stands, and
// decide is not asked. Blocks until on disk.
func (s *Store) NewOrder(ctx context.Context, id care.OrderID, incident care.IncidentID, decide func(*care.Case) (care.Change, error)) (out care.Case, known bool, err error) {
	out, err = s.decide(ctx, id, func(tx *Tx) (care.Case, error) {
		known = false
		o, err := tx.loadOrder(id)
		switch {
		case err == nil:
			known = true
			return care.Case{Orders: []*care.Order{o}}, nil
		case !errors.Is(err, care.ErrNotFound):
			return care.Case{}, err
		case incident == "":
			return care.Case{}, nil
		}
		return tx.loadCase(incident)
	}, func(c *care.Case) (care.Change, error) {
		if known {
			return care.Change{}, nil
		}
		return decide(c)
	})
	return out, known, err
}

func (s *Store) decide(ctx context.Context, order care.OrderID, load func(*Tx) (care.Case, error), decide func(*care.Case) (care.Change, error)) (out care.Case, err error) {
	err = s.writeOrder(ctx, order, func(tx *Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		before, err := ordersAsTheyWere(&c)
		if err != nil {
			return err
		}
		change, err := decide(&c)
		if err != nil {
			return err
		}
		if len(change.Entries) > 0 {
			if err := tx.saveCase(&c, before); err != nil {
				return err
			}
			if err := tx.saveChange(change, c.Incident); err != nil {
				return err
			}
		}
		out = c
		return nil
	})
	return out, err
}

func (tx *Tx) loadCase(id care.IncidentID) (care.Case, error) {
	in, err := tx.loadIncident(id)
	if err != nil {
		return care.Case{}, err
	}
	orders, err := tx.ordersOf(id)
	return care.Case{Incident: in, Orders: orders}, err
}

// ordersAsTheyWere remembers the orders of a case before a decision, so that only
// those that it changed are written and get a new version.
func ordersAsTheyWere(c *care.Case) (map[care.OrderID]string, error) {
	docs := make(map[care.OrderID]string, len(c.Orders))
	for _, o := range c.Orders {
		doc, err := toJSON(o)
		if err != nil {
			return nil, err
		}
		docs[o.ID] = doc
	}
	return docs, nil
}

func (tx *Tx) saveCase(c *care.Case, before map[care.OrderID]string) error {
	if c.Incident != nil {
		if err := tx.saveIncident(c.Incident); err != nil {
			return err
		}
	}
	for _, o := range c.Orders {
		if doc, err := toJSON(o); err != nil {
			return err
		} else if doc == before[o.ID] {
			continue
		}
		if err := tx.saveOrder(o); err != nil {
			return err
		}
	}
	return nil
}

// saveChange writes what goes with a decision. The journal is last.
func (tx *Tx) saveChange(change care.Change, in *care.Incident) error {
	if in != nil {
		for _, step := range change.Feedback {
			if err := tx.stepMade(in.ID, step, changedAt(change)); err != nil {
				return err
			}
		}
	}
	for _, n := range change.Notices {
		if err := tx.insertNotice(n); err != nil {
			return err
		}
	}
	return tx.record(change.Entries...)
}

func changedAt(c care.Change) time.Time {
	if len(c.Entries) > 0 {
		return c.Entries[0].At
	}
	return time.Time{}
}

// nextNumber returns the next running number of a day in table.
func (tx *Tx) nextNumber(table string, at time.Time) (day string, no int, err error) {
	day = at.In(care.Shanghai).Format("20060102")
	if tx.batch != nil {
		if last, known := tx.batch.numbers[table+day]; known {
			tx.batch.numbers[table+day]++
			return day, last + 1, nil
		}
		defer func() {
			if err == nil {
				tx.batch.numbers[table+day] = no
			}
		}()
	}
	var last sql.NullInt64
	err = tx.QueryRowContext(tx.ctx, `SELECT MAX(day_no) FROM `+table+` WHERE day = $1`, day).Scan(&last)
	if err != nil {
		return "", 0, fmt.Errorf("records: number: %w", err)
	}
	return day, int(last.Int64) + 1, nil
}
