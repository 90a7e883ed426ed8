package records

import (
	"context"
	"fmt"

	"yian/care"
)

// Providers lists every provider, by id.
func (s *Store) Providers(ctx context.Context) ([]care.Provider, error) {
	return collect(ctx, s, document[care.Provider], `SELECT doc FROM providers ORDER BY id`)
}

// SaveProvider adds p when its version is 0, else replaces the one that has it, with its
// entry. Blocks until on disk.
func (s *Store) SaveProvider(ctx context.Context, p care.Provider, e care.Entry) (care.Provider, error) {
	out := p
	err := s.write(ctx, func(tx *Tx) error {
		saved := p
		saved.Version++
		doc, err := toJSON(saved)
		if err != nil {
			return err
		}
		known, err := load[care.Provider](tx, "providers", "provider", string(p.ID))
		switch {
		case isNotFound(err) && p.Version == 0:
			_, err = tx.ExecContext(tx.ctx, `INSERT INTO providers (id, version, doc) VALUES ($1,$2,$3)`, string(p.ID), saved.Version, doc)
		case err == nil && known.Version == p.Version:
			err = tx.updateOne(`UPDATE providers SET version=$1, doc=$2 WHERE id=$3 AND version=$4`, saved.Version, doc, string(p.ID), p.Version)
		case err == nil:
			err = care.Conflict("provider.changed", "这个承接单位刚被别人改过，请刷新后再改")
		}
		if err != nil {
			return fmt.Errorf("records: provider: %w", translate(err))
		}
		out = saved
		return tx.record(e)
	})
	return out, err
}

// VisitPolicies lists the rows, oldest first.
func (s *Store) VisitPolicies(ctx context.Context) ([]care.VisitPolicy, error) {
	return collect(ctx, s, document[care.VisitPolicy], `SELECT doc FROM visit_policies ORDER BY from_day`)
}

// SaveVisitPolicy keeps the row of a day, with its entry. Blocks until on disk.
func (s *Store) SaveVisitPolicy(ctx context.Context, p care.VisitPolicy, e care.Entry) error {
	doc, err := toJSON(p)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO visit_policies (from_day, doc) VALUES ($1,$2) ON CONFLICT (from_day) DO UPDATE SET doc = excluded.doc`, p.From, doc); err != nil {
			return fmt.Errorf("records: visit policy: %w", err)
		}
		return tx.record(e)
	})
}
