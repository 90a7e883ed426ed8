package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// Installations lists installations, newest first.
func (s *Store) Installations(ctx context.Context, sc care.Scope, q care.InstallationQuery, p care.Page) ([]care.Installation, string, error) {
	c := chosen(sc)
	c.add("state = ?", string(q.State))
	c.add("by = ?", string(q.By))
	c.add("household_id = ?", string(q.Household))
	c.add("device_id = ?", string(q.Device))
	var before string
	if more, err := fromCursor(p.Cursor, &before); err != nil {
		return nil, "", err
	} else if more {
		c.add("id < ?", before)
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[care.Installation], `SELECT doc FROM installations`+c.sql+fmt.Sprintf(` ORDER BY id DESC LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, cursorOf(string(list[len(list)-1].ID)), nil
}

// Installation returns one installation, or [care.ErrNotFound].
func (s *Store) Installation(ctx context.Context, sc care.Scope, id care.InstallationID) (care.Installation, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Installation], `SELECT doc FROM installations`+c.sql, c.args...)
	return one(list, err, "installation")
}

// Installing returns, of the given devices, those that somebody is fitting now.
func (s *Store) Installing(ctx context.Context, ids []care.DeviceID) (map[care.DeviceID]care.Installation, error) {
	out := map[care.DeviceID]care.Installation{}
	if len(ids) == 0 {
		return out, nil
	}
	args := []any{string(care.InstallationRunning)}
	list, err := collect(ctx, s, document[care.Installation], `SELECT doc FROM installations WHERE state = $1 AND device_id IN (`+in(&args, ids)+`)`, args...)
	for _, i := range list {
		out[i.DeviceID] = i
	}
	return out, err
}

// CreateInstallation adds one with its entry.
func (s *Store) CreateInstallation(ctx context.Context, i *care.Installation, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		made := *i
		args, err := installationRow(&made)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO installations (region_id, center_id, household_id, device_id, by, state, doc, id)
			VALUES ($1,'',$2,$3,$4,$5,$6,$7)`, args...); err != nil {
			return fmt.Errorf("records: create installation: %w", err)
		}
		*i = made
		return tx.record(e)
	})
}

func installationRow(i *care.Installation) ([]any, error) {
	i.Version++
	i.Next = i.Step()
	doc, err := toJSON(i)
	return []any{string(i.RegionID), string(i.HouseholdID), string(i.DeviceID), string(i.By), string(i.State), doc, string(i.ID)}, err
}

// Fit loads an installation with its device, lets do change both, and writes them
// with the consents and the entry in one transaction. With take, the device is the
// one of that claim code's digest, which is used up; [care.ErrNotFound] when there
// is none that is still good. With named, it is the device of that id.
func (s *Store) Fit(ctx context.Context, id care.InstallationID, take string, named care.DeviceID, do func(*care.Fitting) (care.Entry, error)) (care.Fitting, error) {
	var out care.Fitting
	err := s.write(ctx, func(tx *Tx) error {
		f := care.Fitting{}
		var err error
		if f.Installation, err = load[care.Installation](tx, "installations", "installation", string(id)); err != nil {
			return err
		}
		device := f.Installation.DeviceID
		switch {
		case take != "":
			if device, err = tx.claimed(take); err != nil {
				return err
			}
		case named != "":
			device = named
		}
		if device != "" {
			if f.Device, err = load[care.Device](tx, "devices", "device", string(device)); err != nil {
				return err
			}
		}
		e, err := do(&f)
		if err != nil {
			return err
		}
		if err := tx.saveFitting(&f, take, e); err != nil {
			return err
		}
		out = f
		return tx.record(e)
	})
	return out, err
}

func (tx *Tx) claimed(hash string) (device care.DeviceID, err error) {
	err = tx.QueryRowContext(tx.ctx, `SELECT device_id FROM claims WHERE hash = $1 AND used_at IS NULL`, hash).Scan((*string)(&device))
	if errors.Is(err, sql.ErrNoRows) {
		return "", care.NotFound("claim")
	}
	if err != nil {
		return "", fmt.Errorf("records: claim: %w", err)
	}
	return device, nil
}

func (tx *Tx) saveFitting(f *care.Fitting, take string, e care.Entry) error {
	args, err := installationRow(f.Installation)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(tx.ctx, `UPDATE installations SET region_id = $1, household_id = $2, device_id = $3, by = $4, state = $5, doc = $6 WHERE id = $7`, args...); err != nil {
		return fmt.Errorf("records: save installation: %w", err)
	}
	if f.Device != nil {
		if err := tx.saveDevices([]*care.Device{f.Device}); err != nil {
			return err
		}
	}
	if err := tx.saveConsents(f.Consents); err != nil {
		return err
	}
	if len(f.Keys) > 0 {
		if err := tx.noteKeys(f.Installation.HouseholdID, f.Keys, e); err != nil {
			return err
		}
	}
	if take == "" {
		return nil
	}
	_, err = tx.ExecContext(tx.ctx, `UPDATE claims SET used_at = $1 WHERE hash = $2`, millis(e.At), take)
	return err
}

func (tx *Tx) saveConsents(said []care.Consent) error {
	for _, c := range said {
		doc, err := toJSON(c)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO consents (elder_id, kind, doc) VALUES ($1,$2,$3)
			ON CONFLICT (elder_id, kind) DO UPDATE SET doc = excluded.doc`, string(c.ElderID), c.Kind, doc); err != nil {
			return fmt.Errorf("records: consent: %w", err)
		}
	}
	return nil
}

// SaveConsent keeps an elder's newest word on one thing, with its entry. Blocks until
// on disk.
func (s *Store) SaveConsent(ctx context.Context, c care.Consent, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		if err := tx.saveConsents([]care.Consent{c}); err != nil {
			return err
		}
		return tx.record(e)
	})
}

// Consents returns what an elder agreed to or refused.
func (s *Store) Consents(ctx context.Context, elder care.ElderID) ([]care.Consent, error) {
	return collect(ctx, s, document[care.Consent], `SELECT doc FROM consents WHERE elder_id = $1 ORDER BY kind`, string(elder))
}

// SaveClaims replaces the claim codes of devices, given by their digests; older
// codes of these devices end.
func (s *Store) SaveClaims(ctx context.Context, hashes map[care.DeviceID]string, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		if err := tx.saveClaims(hashes, e.At); err != nil {
			return err
		}
		return tx.record(e)
	})
}

func (tx *Tx) saveClaims(hashes map[care.DeviceID]string, at time.Time) error {
	for device, hash := range hashes {
		if _, err := load[care.Device](tx, "devices", "device", string(device)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `DELETE FROM claims WHERE device_id = $1 AND used_at IS NULL`, string(device)); err != nil {
			return fmt.Errorf("records: claims: %w", err)
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO claims (hash, device_id, made_at) VALUES ($1,$2,$3)`, hash, string(device), millis(at)); err != nil {
			return fmt.Errorf("records: claims: %w", err)
		}
	}
	return nil
}

// Presses returns the calls of a device received since, oldest first, each with how
// far it came.
func (s *Store) Presses(ctx context.Context, device care.DeviceID, since time.Time) ([]care.Press, error) {
	return collect(ctx, s, func(rows *sql.Rows) (care.Press, error) {
		var p care.Press
		var kind care.CallKind
		var received int64
		var sent, confirmed sql.NullInt64
		err := rows.Scan((*string)(&p.Call), (*string)(&kind), (*string)(&p.Incident), &received, &sent, &confirmed)
		at := fromMillis(received)
		p.ReceivedAt, p.ToldAt, p.ConfirmedAt, p.Test = &at, timeOrNil(sent), timeOrNil(confirmed), kind == care.Test
		return p, err
	}, `SELECT calls.id, calls.kind, calls.incident_id, calls.received_at, feedback.sent_at, feedback.confirmed_at
		FROM calls LEFT JOIN feedback ON feedback.device_id = calls.device_id AND feedback.call_id = calls.id AND feedback.step = 'received'
		WHERE calls.device_id = $1 AND calls.received_at >= $2 AND calls.kind <> $3 ORDER BY calls.received_at LIMIT 50`, string(device), millis(since), alertKind)
}
