package records

import (
	"context"
	"errors"
	"fmt"

	"yian/care"
)

// mostOfferings bounds what a list reads: a catalogue has a few dozen rows.
const mostOfferings = 1000

// Offerings returns the rows of the catalogue that were entered here.
func (s *Store) Offerings(ctx context.Context) ([]care.Offering, error) {
	return collect(ctx, s, document[care.Offering], `SELECT doc FROM offerings ORDER BY id LIMIT $1`, mostOfferings)
}

// ChangeOffering loads a row of the catalogue, or an empty one of that id when none
// was entered, lets decide change it, and writes it with its entry; a zero entry
// writes nothing. Blocks until on disk.
func (s *Store) ChangeOffering(ctx context.Context, id care.OfferingID, decide func(*care.Offering) (care.Entry, error)) (care.Offering, error) {
	var out care.Offering
	err := s.write(ctx, func(tx *Tx) error {
		o, err := load[care.Offering](tx, "offerings", "offering", string(id))
		if errors.Is(err, care.ErrNotFound) {
			o, err = &care.Offering{ID: id}, nil
		}
		if err != nil {
			return err
		}
		e, err := decide(o)
		if err != nil {
			return err
		}
		if out = *o; e.What == "" {
			return nil
		}
		o.Version++
		out = *o
		doc, err := toJSON(o)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO offerings (id, service, version, doc) VALUES ($1,$2,$3,$4)
			ON CONFLICT (id) DO UPDATE SET service = excluded.service, version = excluded.version, doc = excluded.doc`,
			string(o.ID), string(o.Service), o.Version, doc); err != nil {
			return fmt.Errorf("records: save offering: %w", err)
		}
		return tx.record(e)
	})
	return out, err
}
