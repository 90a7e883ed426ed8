package records

import (
	"context"
	"fmt"
	"slices"

	"yian/care"
)

// Elders lists the persons served, by name.
func (s *Store) Elders(ctx context.Context, sc care.Scope, q care.ElderQuery, p care.Page) ([]care.Elder, string, error) {
	c := chosen(sc)
	c.add("household_id = ?", string(q.HouseholdID))
	c.add("center_id = ?", string(q.CenterID))
	if q.RegionID != "" {
		c.add("region_id LIKE ?", string(q.RegionID)+"%")
	}
	for _, word := range wordsOf(q.Text) {
		c.add(`(search LIKE ? ESCAPE '\'
			OR household_id IN (SELECT id FROM households WHERE search LIKE ? ESCAPE '\')
			OR region_id IN (SELECT id FROM regions WHERE search LIKE ? ESCAPE '\'))`, like(word))
	}
	var name, id string
	if more, err := fromCursor(p.Cursor, &name, &id); err != nil {
		return nil, "", err
	} else if more {
		c.after("name, id", name, id)
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[care.Elder], `SELECT doc FROM elders`+c.sql+fmt.Sprintf(` ORDER BY name, id LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	last := &list[len(list)-1]
	return list, cursorOf(last.Name, last.ID), nil
}

// Elder returns one person, or [care.ErrNotFound].
func (s *Store) Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Elder], `SELECT doc FROM elders`+c.sql, c.args...)
	return one(list, err, "elder")
}

// CreateElders adds persons with one entry. An id or identity number that is
// taken is [care.ErrConflict], and none is added.
func (s *Store) CreateElders(ctx context.Context, elders []care.Elder, e care.Entry) error {
	var made []care.Elder
	err := s.write(ctx, func(tx *Tx) error {
		made = slices.Clone(elders)
		for i := range made {
			made[i].Contacts = slices.Clone(made[i].Contacts) // what follows from keys is said of ours
			if err := tx.keysSaid(&made[i], nil, e); err != nil {
				return err
			}
		}
		err := each(tx, `INSERT INTO elders (region_id, center_id, household_id, name, id_number, search, doc, id)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`, made, elderRow)
		if err != nil {
			return err
		}
		return tx.record(e)
	})
	if err == nil {
		copy(elders, made) // with their versions
	}
	return err
}

func elderRow(v *care.Elder) ([]any, error) {
	v.Version++
	doc, err := toJSON(v)
	return []any{string(v.RegionID), string(v.CenterID), string(v.HouseholdID), v.Name, v.IDNumber, elderWords(v), doc, string(v.ID)}, err
}

func (tx *Tx) saveElder(v *care.Elder) error {
	args, err := elderRow(v)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(tx.ctx, `UPDATE elders SET region_id = $1, center_id = $2, household_id = $3, name = $4,
		id_number = $5, search = $6, doc = $7 WHERE id = $8`, args...)
	if err != nil {
		return fmt.Errorf("records: save elder: %w", err)
	}
	return nil
}

// ChangeElder loads a person with the devices that name the person, lets do
// change them, and writes all with the entry.
func (s *Store) ChangeElder(ctx context.Context, id care.ElderID, do func(e *care.Elder, devices []*care.Device) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		v, err := load[care.Elder](tx, "elders", "elder", string(id))
		if err != nil {
			return err
		}
		devices, err := loadAll[care.Device](tx, `SELECT doc FROM devices WHERE elder_id = $1 ORDER BY id`, string(id))
		if err != nil {
			return err
		}
		from, was := v.HouseholdID, slices.Clone(v.Contacts)
		e, err := do(v, devices)
		if err != nil {
			return err
		}
		if v.HouseholdID != from {
			was = nil // the keys are of the other door
			for i := range v.Contacts {
				v.Contacts[i].HasKey = false
			}
		}
		if err := tx.keysSaid(v, was, e); err != nil {
			return err
		}
		if err := tx.saveElder(v); err != nil {
			return err
		}
		if err := tx.saveDevices(devices); err != nil {
			return err
		}
		return tx.record(e)
	})
}
