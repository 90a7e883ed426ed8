package records

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"yian/care"
)

const staffColumns = `doc, last_seen_at`

func scanStaff(rows *sql.Rows) (care.Staff, error) {
	var doc string
	var seen sql.NullInt64
	var v care.Staff
	if err := rows.Scan(&doc, &seen); err != nil {
		return v, err
	}
	err := fromJSON(doc, &v)
	v.LastSeenAt = timeOrNil(seen)
	return v, err
}

// Staff lists users in order of their name of use; an empty role lists all.
func (s *Store) Staff(ctx context.Context, sc care.Scope, role care.Role, p care.Page) ([]care.Staff, string, error) {
	c := chosen(sc)
	c.add("role = ?", string(role))
	var last string
	if more, err := fromCursor(p.Cursor, &last); err != nil {
		return nil, "", err
	} else if more {
		c.after("id", last)
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, scanStaff, `SELECT `+staffColumns+` FROM staff`+c.sql+fmt.Sprintf(` ORDER BY id LIMIT $%d`, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, cursorOf(list[len(list)-1].ID), nil
}

// StaffMember returns one user, or [care.ErrNotFound].
func (s *Store) StaffMember(ctx context.Context, sc care.Scope, id care.StaffID) (care.Staff, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, scanStaff, `SELECT `+staffColumns+` FROM staff`+c.sql, c.args...)
	return one(list, err, "staff")
}

// Password returns the PHC string of a user's password, or [care.ErrNotFound].
func (s *Store) Password(ctx context.Context, id care.StaffID) (string, error) {
	list, err := collect(ctx, s, func(rows *sql.Rows) (string, error) {
		var p string
		err := rows.Scan(&p)
		return p, err
	}, `SELECT password FROM staff WHERE id = $1`, string(id))
	return one(list, err, "staff")
}

// CreateStaff adds users with the PHC strings of their passwords and one entry. A
// name that is taken is [care.ErrConflict], and none is added.
func (s *Store) CreateStaff(ctx context.Context, people []care.Staff, passwords []string, e care.Entry) error {
	var made []care.Staff
	err := s.write(ctx, func(tx *Tx) error {
		made = slices.Clone(people)
		i := 0
		err := each(tx, `INSERT INTO staff (region_id, center_id, role, doc, id, password) VALUES ($1,$2,$3,$4,$5,$6)`, made, func(v *care.Staff) ([]any, error) {
			args, err := staffRow(v)
			i++
			return append(args, passwords[i-1]), err
		})
		if err != nil {
			return err
		}
		return tx.record(e)
	})
	if err == nil {
		copy(people, made) // with their versions
	}
	return err
}

func staffRow(v *care.Staff) ([]any, error) {
	v.Version++
	doc, err := toJSON(v)
	return []any{string(v.RegionID), string(v.CenterID), string(v.Role), doc, string(v.ID)}, err
}

// ChangeStaff loads a user, lets do change the user or the password's PHC string,
// and writes both with the entry. admins is how many other administrators can
// still sign in. When the user is disabled or the password changed, every session
// but those in keep (hex digests) ends in the same transaction.
func (s *Store) ChangeStaff(ctx context.Context, id care.StaffID, keep []string, do func(v *care.Staff, password *string, admins int) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		v, err := load[care.Staff](tx, "staff", "staff", string(id))
		if err != nil {
			return err
		}
		var before string
		if err := tx.QueryRowContext(tx.ctx, `SELECT password FROM staff WHERE id = $1`, string(id)).Scan(&before); err != nil {
			return fmt.Errorf("records: password: %w", err)
		}
		admins, err := loadAll[care.Staff](tx, `SELECT doc FROM staff WHERE role = $1 AND id <> $2`, string(care.Admin), string(id))
		if err != nil {
			return err
		}
		able := 0
		for _, a := range admins {
			if !a.Disabled {
				able++
			}
		}
		after := before
		e, err := do(v, &after, able)
		if err != nil {
			return err
		}
		args, err := staffRow(v)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE staff SET region_id = $1, center_id = $2, role = $3, doc = $4, password = $6 WHERE id = $5`, append(args, after)...); err != nil {
			return fmt.Errorf("records: save staff: %w", err)
		}
		if v.Disabled || after != before {
			if err := tx.endSessions(id, keep); err != nil {
				return err
			}
		}
		return tx.record(e)
	})
}

// StaffSeen notes when users were last seen. It is not a change, so it has no
// entry.
func (s *Store) StaffSeen(ctx context.Context, seen []care.Staff) error {
	seen = slices.SortedFunc(slices.Values(seen), func(a, b care.Staff) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return s.note(ctx, func(tx *Tx) error {
		return each(tx, `UPDATE staff SET last_seen_at = $1 WHERE id = $2`, seen, func(v *care.Staff) ([]any, error) {
			return []any{millisOrNil(v.LastSeenAt), string(v.ID)}, nil
		})
	})
}
