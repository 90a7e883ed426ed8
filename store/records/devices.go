package records

import (
	"context"
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
	if q.Text != "" {
		c.add(`search LIKE ? ESCAPE '\'`, like(q.Text))
	}
	return c
}

// Devices lists devices in order of id.
func (s *Store) Devices(ctx context.Context, sc care.Scope, q care.DeviceQuery, p care.Page) ([]care.Device, string, error) {
	return page(ctx, s, "devices", deviceConditions(sc, q), p, func(v *care.Device) string { return string(v.ID) })
}

// Device returns one device, or [care.ErrNotFound].
func (s *Store) Device(ctx context.Context, sc care.Scope, id care.DeviceID) (care.Device, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Device], `SELECT doc FROM devices`+c.sql, c.args...)
	return one(list, err, "device")
}

// EachDevice calls f with every device of q and the hex SHA-256 of its secret,
// empty when none was issued. It blocks until all were read.
func (s *Store) EachDevice(ctx context.Context, q care.DeviceQuery, f func(d care.Device, secret string)) error {
	c := deviceConditions(care.Everything, q)
	rows, err := s.read.QueryContext(ctx, `SELECT doc, secret FROM devices`+c.sql, c.args...)
	if err != nil {
		return fmt.Errorf("records: devices: %w", translate(err))
	}
	defer rows.Close()
	for rows.Next() {
		var doc, secret string
		var d care.Device
		if err := rows.Scan(&doc, &secret); err != nil {
			return fmt.Errorf("records: devices: %w", translate(err))
		}
		if err := fromJSON(doc, &d); err != nil {
			return err
		}
		f(d, secret)
	}
	return translate(rows.Err())
}

// CreateDevices adds devices with the digests of their secrets (empty for none)
// and one entry. An id, or an address behind the same gateway, that is taken is
// [care.ErrConflict], and none is added.
func (s *Store) CreateDevices(ctx context.Context, devices []care.Device, secrets []string, e care.Entry) error {
	var made []care.Device
	err := s.write(ctx, func(tx *Tx) error {
		made = slices.Clone(devices)
		i := 0
		err := each(tx, `INSERT INTO devices (region_id, center_id, household_id, elder_id, gateway_id, address, search, doc, id, secret)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`, made, func(d *care.Device) ([]any, error) {
			args, err := deviceRow(d)
			i++
			return append(args, secrets[i-1]), err
		})
		if err != nil {
			return err
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
	return []any{string(d.RegionID), string(d.CenterID), string(d.HouseholdID), string(d.ElderID), string(d.GatewayID),
		d.Address, searchable(string(d.ID), d.Name, d.Model, d.Kind, d.Address, d.Location), doc, string(d.ID)}, err
}

func (tx *Tx) saveDevices(devices []*care.Device) error {
	for _, d := range devices {
		args, err := deviceRow(d)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(tx.ctx, `UPDATE devices SET region_id = $1, center_id = $2, household_id = $3, elder_id = $4,
			gateway_id = $5, address = $6, search = $7, doc = $8 WHERE id = $9`, args...)
		if err != nil {
			return fmt.Errorf("records: save device: %w", err)
		}
	}
	return nil
}

// ChangeDevice loads a device with the devices behind it and the digest of its
// secret, lets do change them, and writes all with the entry.
func (s *Store) ChangeDevice(ctx context.Context, id care.DeviceID, do func(d *care.Device, children []*care.Device, secret *string) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		d, err := load[care.Device](tx, "devices", "device", string(id))
		if err != nil {
			return err
		}
		children, err := loadAll[care.Device](tx, `SELECT doc FROM devices WHERE gateway_id = $1 ORDER BY id`, string(id))
		if err != nil {
			return err
		}
		var secret string
		if err := tx.QueryRowContext(tx.ctx, `SELECT secret FROM devices WHERE id = $1`, string(id)).Scan(&secret); err != nil {
			return fmt.Errorf("records: device secret: %w", err)
		}
		e, err := do(d, children, &secret)
		if err != nil {
			return err
		}
		if err := tx.saveDevices(append(children, d)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE devices SET secret = $1 WHERE id = $2`, secret, string(id)); err != nil {
			return fmt.Errorf("records: device secret: %w", err)
		}
		return tx.record(e)
	})
}
