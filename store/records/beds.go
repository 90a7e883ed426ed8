package records

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// Beds lists the beds of a site by floor, room and name.
func (s *Store) Beds(ctx context.Context, sc care.Scope, center care.CenterID) ([]care.Bed, error) {
	c := chosen(sc)
	c.add("center_id = ?", string(center))
	return collect(ctx, s, document[care.Bed], `SELECT doc FROM beds`+c.sql+` ORDER BY place`, c.args...)
}

// CreateBeds adds beds of one site, in their states since at, with one entry. An
// id, a place or a sensor that is taken is [care.ErrConflict], and none is added.
func (s *Store) CreateBeds(ctx context.Context, region care.RegionID, beds []care.Bed, at time.Time, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		err := each(tx, `INSERT INTO beds (center_id, device_id, place, doc, id, region_id) VALUES ($1,$2,$3,$4,$5,$6)`, beds, func(b *care.Bed) ([]any, error) {
			args, err := bedRow(b)
			return append(args, string(region)), err
		})
		if err != nil {
			return err
		}
		err = each(tx, `INSERT INTO bed_states (bed_id, since, state) VALUES ($1,$2,$3)`, beds, func(b *care.Bed) ([]any, error) {
			return []any{string(b.ID), millis(at), string(b.State)}, nil
		})
		if err != nil {
			return err
		}
		return tx.record(e)
	})
}

func bedRow(b *care.Bed) ([]any, error) {
	doc, err := toJSON(b)
	return []any{string(b.CenterID), string(b.DeviceID), b.Floor + "\t" + b.Room + "\t" + b.Name, doc, string(b.ID)}, err
}

// ChangeBed loads a bed with whoever is in it ("" for nobody), lets do change the
// bed, and writes it with its entry. A new state holds from the entry's instant;
// a new sensor is the elder's from then on, the old one nobody's.
func (s *Store) ChangeBed(ctx context.Context, id care.BedID, do func(b *care.Bed, region care.RegionID, elder care.ElderID) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		b, err := load[care.Bed](tx, "beds", "bed", string(id))
		if err != nil {
			return err
		}
		var region care.RegionID
		var elder sql.NullString
		err = tx.QueryRowContext(tx.ctx, `SELECT region_id, (SELECT elder_id FROM stays WHERE bed_id = beds.id AND discharged_at IS NULL)
			FROM beds WHERE id = $1`, string(id)).Scan(&region, &elder)
		if err != nil {
			return fmt.Errorf("records: bed: %w", err)
		}
		before := *b
		e, err := do(b, region, care.ElderID(elder.String))
		if err != nil {
			return err
		}
		args, err := bedRow(b)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE beds SET center_id = $1, device_id = $2, place = $3, doc = $4 WHERE id = $5`, args...); err != nil {
			return fmt.Errorf("records: save bed: %w", err)
		}
		if b.State != before.State {
			_, err := tx.ExecContext(tx.ctx, `INSERT INTO bed_states (bed_id, since, state) VALUES ($1,$2,$3)
				ON CONFLICT (bed_id, since) DO UPDATE SET state = excluded.state`, string(id), millis(e.At), string(b.State))
			if err != nil {
				return fmt.Errorf("records: bed state: %w", err)
			}
		}
		if b.DeviceID != before.DeviceID {
			if err := tx.seat(before.DeviceID, ""); err != nil {
				return err
			}
			if err := tx.seat(b.DeviceID, care.ElderID(elder.String)); err != nil {
				return err
			}
		}
		return tx.record(e)
	})
}

// seat makes a bed's sensor the elder's, or nobody's. A sensor that the registry
// does not know yet is left alone.
func (tx *Tx) seat(device care.DeviceID, elder care.ElderID) error {
	if device == "" {
		return nil
	}
	found, err := loadAll[care.Device](tx, `SELECT doc FROM devices WHERE id = $1`, string(device))
	if err != nil || len(found) == 0 || found[0].ElderID == elder {
		return err
	}
	found[0].ElderID = elder
	return tx.saveDevices(found)
}
