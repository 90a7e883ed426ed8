package records

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"yian/care"
)

// AuditsDrawn reports whether the audits of a month (2006-01) were drawn.
func (s *Store) AuditsDrawn(ctx context.Context, month string) (bool, error) {
	n, err := value[int](ctx, s, `SELECT COUNT(*) FROM draws WHERE name = $1`, "audits/"+month)
	return n > 0, err
}

// Answered returns the closed incidents that each operator answered among those
// opened from from until to, in the order of their ids, without those of a trial.
func (tx *Tx) answered(from, to time.Time) (map[care.StaffID][]care.Incident, error) {
	rows, err := collectOnce(tx.ctx, tx, document[care.Incident], `SELECT doc FROM incidents
		WHERE opened_at >= $1 AND opened_at < $2 AND state = 'closed' AND answered_by <> '' ORDER BY id`, millis(from), millis(to))
	out := map[care.StaffID][]care.Incident{}
	for _, in := range rows {
		if !in.Trial {
			out[in.AnsweredBy] = append(out[in.AnsweredBy], in)
		}
	}
	return out, err
}

// DrawAudits lets draw choose among the incidents of a month, once for each month
// whoever asks first. The seed is the hash of the journal's last entry, which nobody
// chose and everybody can read later. Blocks until on disk.
func (s *Store) DrawAudits(ctx context.Context, month string, from, to time.Time, draw func(answered map[care.StaffID][]care.Incident, seed string, seq int64) ([]care.Audit, []care.Entry)) error {
	return s.write(ctx, func(tx *Tx) error {
		var seq int64
		var hash []byte
		if err := tx.QueryRowContext(tx.ctx, `SELECT seq, hash FROM journal_head WHERE id = 1`).Scan(&seq, &hash); err != nil {
			return fmt.Errorf("records: journal head: %w", err)
		}
		seed := hex.EncodeToString(hash)
		res, err := tx.ExecContext(tx.ctx, `INSERT INTO draws (name, seq, seed) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, "audits/"+month, seq, seed)
		if err != nil {
			return fmt.Errorf("records: draw: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		answered, err := tx.answered(from, to)
		if err != nil {
			return err
		}
		made, entries := draw(answered, seed, seq)
		for i := range made {
			if err := tx.insertAudit(&made[i]); err != nil {
				return err
			}
		}
		return tx.record(entries...)
	})
}

func (tx *Tx) insertAudit(a *care.Audit) error {
	a.Version = 1
	doc, err := toJSON(a)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(tx.ctx, `INSERT INTO audits (id, month, operator, incident_id, state, region_id, center_id, version, doc)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT DO NOTHING`, string(a.ID), a.Month, string(a.Operator), string(a.IncidentID), string(a.State),
		string(a.RegionID), string(a.CenterID), a.Version, doc); err != nil {
		return fmt.Errorf("records: audit: %w", err)
	}
	return nil
}

// ChangeAudit loads an audit, lets decide change it, and writes it with its entry; a
// zero entry writes nothing. Blocks until on disk.
func (s *Store) ChangeAudit(ctx context.Context, id care.AuditID, decide func(*care.Audit) (care.Entry, error)) (care.Audit, error) {
	var out care.Audit
	err := s.write(ctx, func(tx *Tx) error {
		a, err := load[care.Audit](tx, "audits", "audit", string(id))
		if err != nil {
			return err
		}
		e, err := decide(a)
		if err != nil {
			return err
		}
		if out = *a; e.What == "" {
			return nil
		}
		a.Version++
		out = *a
		doc, err := toJSON(a)
		if err != nil {
			return err
		}
		if err := tx.updateOne(`UPDATE audits SET state=$1, version=$2, doc=$3 WHERE id=$4 AND version=$5`,
			string(a.State), a.Version, doc, string(a.ID), a.Version-1); err != nil {
			return fmt.Errorf("records: save audit: %w", translate(err))
		}
		return tx.record(e)
	})
	return out, err
}

// auditScope says the same as [care.Audit.VisibleTo].
func auditScope(sc care.Scope, args *[]any) string {
	switch sc.Role {
	case care.Operator:
		*args = append(*args, string(sc.Staff))
		return fmt.Sprintf(` AND operator = $%d AND state <> 'drawn'`, len(*args))
	case care.Supervisor, care.Admin, care.Auditor, care.Leader:
		return scopeSQL(sc, args)
	}
	return " AND 1=0"
}

// Audits lists audits, the newest month first.
func (s *Store) Audits(ctx context.Context, sc care.Scope, q care.AuditQuery) ([]care.Audit, string, error) {
	c := &conditions{}
	c.sql = ` WHERE 1=1` + auditScope(sc, &c.args)
	c.add("month = ?", q.Month)
	c.add("operator = ?", string(q.Operator))
	if len(q.States) > 0 {
		c.sql += ` AND state IN (` + in(&c.args, q.States) + `)`
	}
	var month, operator, id string
	if more, err := fromCursor(q.Page.Cursor, &month, &operator, &id); err != nil {
		return nil, "", err
	} else if more {
		c.args = append(c.args, month, month, operator, id)
		n := len(c.args)
		c.sql += fmt.Sprintf(` AND (month < $%d OR month = $%d AND (operator, id) > ($%d, $%d))`, n-3, n-2, n-1, n)
	}
	limit := limitOf(q.Page)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[care.Audit], `SELECT doc FROM audits`+c.sql+fmt.Sprintf(` ORDER BY month DESC, operator, id LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	last := list[len(list)-1]
	return list, cursorOf(last.Month, string(last.Operator), string(last.ID)), nil
}

// Audit returns one audit that sc sees.
func (s *Store) Audit(ctx context.Context, sc care.Scope, id care.AuditID) (care.Audit, error) {
	args := []any{string(id)}
	list, err := collect(ctx, s, document[care.Audit], `SELECT doc FROM audits WHERE id = $1`+auditScope(sc, &args), args...)
	return one(list, err, "audit")
}

// IncidentsBetween returns the incidents that sc sees, opened from from until to
// below region, oldest first.
func (s *Store) IncidentsBetween(ctx context.Context, sc care.Scope, from, to time.Time, region care.RegionID) ([]care.Incident, error) {
	c := chosen(sc)
	c.at("opened_at >= ?", from)
	c.at("opened_at < ?", to)
	c.below(region)
	return collect(ctx, s, document[care.Incident], `SELECT doc FROM incidents`+c.sql+` ORDER BY opened_at, id`, c.args...)
}

// below adds that a row lies in a region, unless it is none.
func (c *conditions) below(region care.RegionID) {
	if region != "" {
		c.add("region_id LIKE ?", string(region)+"%")
	}
}
