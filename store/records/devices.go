package records

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"yian/care"
)

func deviceConditions(sc care.Scope, q care.DeviceQuery) *conditions {
	c := chosen(sc)
	c.add("id = ?", string(q.ID))
	c.add("household_id = ?", string(q.HouseholdID))
	c.add("elder_id = ?", string(q.ElderID))
	c.add("gateway_id = ?", string(q.GatewayID))
	c.add("center_id = ?", string(q.CenterID))
	switch q.Due {
	case care.DueSIM:
		c.sql += ` AND state <> 'retired' AND sim_until <> ''`
		c.add("sim_until <= ?", q.On)
	case care.DueEndOfLife:
		c.sql += ` AND state <> 'retired' AND replace_by <> ''`
		c.add("replace_by <= ?", q.On)
	case care.DueProof:
		c.sql += ` AND household_id <> '' AND state NOT IN ('in_service', 'retired')`
	case care.DueMoved:
		c.sql += ` AND state <> 'retired' AND moved_at > 0`
	}
	if q.Text != "" {
		c.add(`search LIKE ? ESCAPE '\'`, like(q.Text))
	}
	return c
}

// Devices lists devices in order of id.
func (s *Store) Devices(ctx context.Context, sc care.Scope, q care.DeviceQuery, p care.Page) ([]care.Device, string, error) {
	return page(ctx, s, "devices", deviceConditions(sc, q), p, func(v *care.Device) string { return string(v.ID) })
}

// CountDevices counts devices of q.
func (s *Store) CountDevices(ctx context.Context, sc care.Scope, q care.DeviceQuery) (int, error) {
	c := deviceConditions(sc, q)
	list, err := collect(ctx, s, func(rows *sql.Rows) (n int, err error) {
		err = rows.Scan(&n)
		return n, err
	}, `SELECT COUNT(*) FROM devices`+c.sql, c.args...)
	return one(list, err, "devices")
}

// DevicesInUse returns the ids of all devices that sc sees and that are not revoked.
func (s *Store) DevicesInUse(ctx context.Context, sc care.Scope) ([]care.DeviceID, error) {
	c := chosen(sc)
	return collect(ctx, s, func(rows *sql.Rows) (id care.DeviceID, err error) {
		err = rows.Scan((*string)(&id))
		return id, err
	}, `SELECT id FROM devices`+c.sql+` AND doc NOT LIKE '%"revoked":true%'`, c.args...) // within a text the quotes would be escaped
}

// Device returns one device, or [care.ErrNotFound].
func (s *Store) Device(ctx context.Context, sc care.Scope, id care.DeviceID) (care.Device, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Device], `SELECT doc FROM devices`+c.sql, c.args...)
	return one(list, err, "device")
}

// EachDevice calls f with every device of q and what is kept of its secrets. It
// blocks until all were read.
func (s *Store) EachDevice(ctx context.Context, q care.DeviceQuery, f func(d care.Device, key care.DeviceKey)) error {
	c := deviceConditions(care.Everything, q)
	rows, err := s.read.QueryContext(ctx, `SELECT doc, secret, old_secret, old_until FROM devices`+c.sql, c.args...)
	if err != nil {
		return fmt.Errorf("records: devices: %w", translate(err))
	}
	defer rows.Close()
	for rows.Next() {
		var doc string
		var until int64
		var d care.Device
		var key care.DeviceKey
		if err := rows.Scan(&doc, &key.Digest, &key.Old, &until); err != nil {
			return fmt.Errorf("records: devices: %w", translate(err))
		}
		if err := fromJSON(doc, &d); err != nil {
			return err
		}
		if until > 0 {
			key.OldUntil = fromMillis(until)
		}
		f(d, key)
	}
	return translate(rows.Err())
}

// CreateDevices adds devices with what is kept of their secrets and one entry. An id,
// or an address behind the same gateway, that is taken is [care.ErrConflict], and
// none is added.
func (s *Store) CreateDevices(ctx context.Context, devices []care.Device, keys []care.DeviceKey, e care.Entry) error {
	var made []care.Device
	err := s.write(ctx, func(tx *Tx) error {
		made = slices.Clone(devices)
		i := 0
		err := each(tx, `INSERT INTO devices (region_id, center_id, household_id, elder_id, gateway_id, address, search, doc, state, sim_until, replace_by, moved_at, id, secret)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)`, made, func(d *care.Device) ([]any, error) {
			args, err := deviceRow(d)
			i++
			return append(args, keys[i-1].Digest), err
		})
		if err != nil {
			return err
		}
		for _, key := range keys {
			if err := tx.admit(key.Tell); err != nil {
				return err
			}
		}
		return tx.record(e)
	})
	if err == nil {
		copy(devices, made) // with their versions
	}
	return err
}

func deviceRow(d *care.Device) ([]any, error) {
	d.Version++
	doc, err := toJSON(d)
	until, moved := d.SIMExpires, int64(0)
	if d.SIMArrears {
		until = "0"
	}
	if d.MovedAt != nil {
		moved = millis(*d.MovedAt)
	}
	return []any{string(d.RegionID), string(d.CenterID), string(d.HouseholdID), string(d.ElderID), string(d.GatewayID),
		d.Address, searchable(string(d.ID), d.Name, d.Model, d.Kind, d.Address, d.Location), doc,
		string(d.State), until, d.EndOfLife, moved, string(d.ID)}, err
}

func (tx *Tx) saveDevices(devices []*care.Device) error {
	for _, d := range devices {
		args, err := deviceRow(d)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(tx.ctx, `UPDATE devices SET region_id = $1, center_id = $2, household_id = $3, elder_id = $4,
			gateway_id = $5, address = $6, search = $7, doc = $8, state = $9, sim_until = $10, replace_by = $11, moved_at = $12 WHERE id = $13`, args...)
		if err != nil {
			return fmt.Errorf("records: save device: %w", err)
		}
	}
	return nil
}

// ChangeDevice loads a device with the devices behind it and what is kept of its
// secrets, lets do change them, and writes all with the entry.
func (s *Store) ChangeDevice(ctx context.Context, id care.DeviceID, do func(d *care.Device, children []*care.Device, key *care.DeviceKey) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		d, err := load[care.Device](tx, "devices", "device", string(id))
		if err != nil {
			return err
		}
		children, err := loadAll[care.Device](tx, `SELECT doc FROM devices WHERE gateway_id = $1 ORDER BY id`, string(id))
		if err != nil {
			return err
		}
		key, err := tx.key(id)
		if err != nil {
			return err
		}
		e, err := do(d, children, &key)
		if err != nil {
			return err
		}
		if err := tx.saveDevices(append(children, d)); err != nil {
			return err
		}
		if err := tx.saveKey(id, &key); err != nil {
			return err
		}
		return tx.record(e)
	})
}

func (tx *Tx) key(id care.DeviceID) (key care.DeviceKey, err error) {
	var until int64
	err = tx.QueryRowContext(tx.ctx, `SELECT secret, old_secret, old_until FROM devices WHERE id = $1`, string(id)).Scan(&key.Digest, &key.Old, &until)
	if err != nil {
		return key, fmt.Errorf("records: device secret: %w", err)
	}
	if until > 0 {
		key.OldUntil = fromMillis(until)
	}
	return key, nil
}

func (tx *Tx) saveKey(id care.DeviceID, key *care.DeviceKey) error {
	var until int64
	if !key.OldUntil.IsZero() {
		until = millis(key.OldUntil)
	}
	if _, err := tx.ExecContext(tx.ctx, `UPDATE devices SET secret = $1, old_secret = $2, old_until = $3 WHERE id = $4`,
		key.Digest, key.Old, until, string(id)); err != nil {
		return fmt.Errorf("records: device secret: %w", err)
	}
	return tx.admit(key.Tell)
}
