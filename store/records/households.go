package records

import (
	"context"
	"fmt"
	"slices"

	"yian/care"
)

// Households lists homes in order of id.
func (s *Store) Households(ctx context.Context, sc care.Scope, q care.HouseholdQuery, p care.Page) ([]care.Household, string, error) {
	c := chosen(sc)
	c.add("station_id = ?", string(q.StationID))
	if q.RegionID != "" {
		c.add("region_id LIKE ?", string(q.RegionID)+"%")
	}
	for _, word := range wordsOf(q.Text) {
		c.add(`(search LIKE ? ESCAPE '\' OR region_id IN (SELECT id FROM regions WHERE search LIKE ? ESCAPE '\'))`, like(word))
	}
	return page(ctx, s, "households", c, p, func(v *care.Household) string { return string(v.ID) })
}

// Household returns one home, or [care.ErrNotFound].
func (s *Store) Household(ctx context.Context, sc care.Scope, id care.HouseholdID) (care.Household, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Household], `SELECT doc FROM households`+c.sql, c.args...)
	return one(list, err, "household")
}

// CreateHouseholds adds homes with one entry. An id that is taken is
// [care.ErrConflict], and none is added.
func (s *Store) CreateHouseholds(ctx context.Context, households []care.Household, e care.Entry) error {
	var made []care.Household
	err := s.write(ctx, func(tx *Tx) error {
		made = slices.Clone(households)
		for i := range made {
			if err := tx.firstKey(&made[i], e); err != nil {
				return err
			}
		}
		err := each(tx, `INSERT INTO households (region_id, center_id, station_id, search, doc, id) VALUES ($1,'',$2,$3,$4,$5)`, made, householdRow)
		if err != nil {
			return err
		}
		return tx.record(e)
	})
	if err == nil {
		copy(households, made) // with their versions
	}
	return err
}

func householdRow(h *care.Household) ([]any, error) {
	h.Version++
	doc, err := toJSON(h)
	return []any{string(h.RegionID), string(h.StationID), householdWords(h), doc, string(h.ID)}, err
}

// ChangeHousehold loads a home with whoever lives and whatever stands in it, lets
// do change them, and writes all with the entry.
func (s *Store) ChangeHousehold(ctx context.Context, id care.HouseholdID, do func(h *care.Household, elders []*care.Elder, devices []*care.Device) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		h, err := load[care.Household](tx, "households", "household", string(id))
		if err != nil {
			return err
		}
		elders, err := loadAll[care.Elder](tx, `SELECT doc FROM elders WHERE household_id = $1 ORDER BY id`, string(id))
		if err != nil {
			return err
		}
		devices, err := loadAll[care.Device](tx, `SELECT doc FROM devices WHERE household_id = $1 ORDER BY id`, string(id))
		if err != nil {
			return err
		}
		ring, err := tx.ring(h)
		if err != nil {
			return err
		}
		had := care.KeyHolder{Name: h.KeyHolderName, Phone: h.KeyHolderPhone}
		e, err := do(h, elders, devices)
		if err != nil {
			return err
		}
		if has := (care.KeyHolder{Name: h.KeyHolderName, Phone: h.KeyHolderPhone}); has != had {
			ring.HandOver(had, has, e.At, e.By)
		}
		if err := tx.saveRing(ring); err != nil {
			return err
		}
		if err := tx.saveHousehold(h); err != nil {
			return err
		}
		for _, v := range elders {
			keyed(v, ring)
			if err := tx.saveElder(v); err != nil {
				return err
			}
		}
		if err := tx.saveDevices(devices); err != nil {
			return err
		}
		return tx.record(e)
	})
}

func (tx *Tx) saveHousehold(h *care.Household) error {
	args, err := householdRow(h)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(tx.ctx, `UPDATE households SET region_id = $1, station_id = $2, search = $3, doc = $4 WHERE id = $5`, args...); err != nil {
		return fmt.Errorf("records: save household: %w", err)
	}
	return nil
}

// firstKey makes a key of the holder who was entered with a new home.
func (tx *Tx) firstKey(h *care.Household, e care.Entry) error {
	if h.KeyHolderName == "" && h.KeyHolderPhone == "" {
		return nil
	}
	ring := &care.KeyRing{Household: h}
	ring.Note("", care.KeyHolder{Name: h.KeyHolderName, Phone: h.KeyHolderPhone}, e.At, e.By)
	return tx.saveRing(ring)
}
