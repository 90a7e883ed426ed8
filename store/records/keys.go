package records

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// Keys lists keys, those that are to be back first.
func (s *Store) Keys(ctx context.Context, sc care.Scope, q care.KeyQuery, p care.Page) ([]care.Key, string, error) {
	c := chosen(sc)
	c.add("household_id = ?", string(q.Household))
	if len(q.States) > 0 {
		c.sql += ` AND state IN (` + in(&c.args, q.States) + `)`
	}
	if !q.LateAt.IsZero() {
		c.args = append(c.args, millis(q.LateAt))
		c.sql += fmt.Sprintf(" AND due_at < $%d", len(c.args))
	}
	var due int64
	var id string
	if more, err := fromCursor(p.Cursor, &due, &id); err != nil {
		return nil, "", err
	} else if more {
		c.args = append(c.args, due, id)
		c.sql += fmt.Sprintf(" AND (COALESCE(due_at, %d), id) > ($%d,$%d)", never, len(c.args)-1, len(c.args))
	}
	limit := limitOf(p)
	c.args = append(c.args, limit+1)
	list, err := collect(ctx, s, document[care.Key], `SELECT doc FROM keys`+c.sql+fmt.Sprintf(` ORDER BY COALESCE(due_at, %d), id LIMIT $%d`, never, len(c.args)), c.args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	last := &list[len(list)-1]
	return list, cursorOf(cmpDue(last), string(last.ID)), nil
}

// never is later than any time that is kept.
const never = int64(1) << 60

func cmpDue(k *care.Key) int64 {
	if due := dueBack(k); due != nil {
		return millis(*due)
	}
	return never
}

// LateKeys lists the keys that are not back by their time, as far as sc sees them.
func (s *Store) LateKeys(ctx context.Context, sc care.Scope, now time.Time) ([]care.Key, error) {
	list, _, err := s.Keys(ctx, sc, care.KeyQuery{LateAt: now}, care.Page{Limit: 200})
	return list, err
}

// KeysOf returns the keys of a home, in the order in which they were noted.
func (s *Store) KeysOf(ctx context.Context, home care.HouseholdID) ([]care.Key, error) {
	return collect(ctx, s, document[care.Key], `SELECT doc FROM keys WHERE household_id = $1 ORDER BY id`, string(home))
}

// Key returns one key, or [care.ErrNotFound].
func (s *Store) Key(ctx context.Context, sc care.Scope, id care.KeyID) (care.Key, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Key], `SELECT doc FROM keys`+c.sql, c.args...)
	return one(list, err, "key")
}

// ChangeKeys loads a home with its keys, lets do change the keys, and writes them, and
// what follows from them, with the entry. It blocks until on disk.
func (s *Store) ChangeKeys(ctx context.Context, home care.HouseholdID, do func(*care.KeyRing) (care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		h, err := load[care.Household](tx, "households", "household", string(home))
		if err != nil {
			return err
		}
		ring, err := tx.ring(h)
		if err != nil {
			return err
		}
		e, err := do(ring)
		if err != nil {
			return err
		}
		if err := tx.saveHome(ring); err != nil {
			return err
		}
		return tx.record(e)
	})
}

// saveHome writes the keys of a home, the home, and whoever lives there.
func (tx *Tx) saveHome(r *care.KeyRing) error {
	if err := tx.saveRing(r); err != nil {
		return err
	}
	if err := tx.saveHousehold(r.Household); err != nil {
		return err
	}
	elders, err := loadAll[care.Elder](tx, `SELECT doc FROM elders WHERE household_id = $1 ORDER BY id`, string(r.Household.ID))
	if err != nil {
		return err
	}
	for _, v := range elders {
		if keyed(v, r) {
			if err := tx.saveElder(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteKeys notes what was said of the keys of a home while fitting a device.
func (tx *Tx) noteKeys(home care.HouseholdID, said []care.HomeKey, e care.Entry) error {
	h, err := load[care.Household](tx, "households", "household", string(home))
	if err != nil {
		return err
	}
	ring, err := tx.ring(h)
	if err != nil {
		return err
	}
	for _, k := range said {
		ring.Note(k.Number, care.KeyHolder{Name: k.Holder, Phone: k.Phone}, e.At, e.By)
	}
	return tx.saveHome(ring)
}

// ring reads the keys of a home.
func (tx *Tx) ring(h *care.Household) (*care.KeyRing, error) {
	keys, err := loadAll[care.Key](tx, `SELECT doc FROM keys WHERE household_id = $1 ORDER BY id`, string(h.ID))
	return &care.KeyRing{Household: h, Keys: keys}, err
}

// saveRing writes the keys of a home and says in the home, which is to be written as
// well, who can open its door.
func (tx *Tx) saveRing(r *care.KeyRing) error {
	for _, k := range r.Keys {
		k.RegionID = r.Household.RegionID
		k.Version++
		doc, err := toJSON(k)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(tx.ctx, `INSERT INTO keys (id, household_id, region_id, center_id, state, due_at, doc) VALUES ($1,$2,$3,$4,$5,$6,$7)
			ON CONFLICT (id) DO UPDATE SET region_id = excluded.region_id, center_id = excluded.center_id, state = excluded.state, due_at = excluded.due_at, doc = excluded.doc`,
			string(k.ID), string(k.HouseholdID), string(k.RegionID), string(k.Holder.CenterID), string(k.State), millisOrNil(dueBack(k)), doc)
		if err != nil {
			return fmt.Errorf("records: save key: %w", err)
		}
	}
	person := r.Person()
	r.Household.KeyHolderName, r.Household.KeyHolderPhone = person.Name, person.Phone
	return nil
}

// dueBack is when a key is to be back; nil: it is not lent.
func dueBack(k *care.Key) *time.Time {
	if k.State != care.KeyLent || k.Loan == nil {
		return nil
	}
	return &k.Loan.Until
}

// keyed says of every contact whether it has a key, and reports whether one changed.
func keyed(v *care.Elder, r *care.KeyRing) bool {
	changed := false
	for i := range v.Contacts {
		c := &v.Contacts[i]
		if has := r.Has(c.Name, c.Phone) != nil; has != c.HasKey {
			c.HasKey, changed = has, true
		}
	}
	return changed
}

// keysSaid makes keys of the contacts of whom it was said that they have one, and says
// of each whether it is so; was are the contacts before. The elder is to be written
// then. An elder who lives in no home of ours, or has no contacts, costs no read.
func (tx *Tx) keysSaid(v *care.Elder, was []care.Contact, e care.Entry) error {
	if v.HouseholdID == "" || len(v.Contacts) == 0 {
		return nil
	}
	h, err := load[care.Household](tx, "households", "household", string(v.HouseholdID))
	if isNotFound(err) {
		return nil // a record without foreign keys may say so
	}
	if err != nil {
		return err
	}
	ring, err := tx.ring(h)
	if err != nil {
		return err
	}
	said := slices.ContainsFunc(v.Contacts, func(c care.Contact) bool { return c.HasKey && ring.Has(c.Name, c.Phone) == nil })
	if renumbered(ring, was, v.Contacts) || said {
		for _, c := range v.Contacts {
			if c.HasKey {
				ring.Note("", care.KeyHolder{Name: c.Name, Phone: c.Phone}, e.At, e.By)
			}
		}
		if err := tx.saveHome(ring); err != nil {
			return err
		}
	}
	keyed(v, ring)
	return nil
}

// renumbered takes the new telephone of a contact over to the keys that the contact
// holds, and reports whether there was one.
func renumbered(r *care.KeyRing, was, is []care.Contact) bool {
	changed := false
	for _, c := range is {
		old := slices.IndexFunc(was, func(o care.Contact) bool { return o.Name == c.Name && o.Phone != c.Phone })
		if old < 0 || slices.ContainsFunc(was, func(o care.Contact) bool { return o.Name == c.Name && o.Phone == c.Phone }) {
			continue
		}
		for _, k := range r.Keys {
			if k.Holder.Name == c.Name && care.SameNumber(k.Holder.Phone, was[old].Phone) {
				k.Holder.Phone, changed = c.Phone, true
			}
		}
	}
	return changed
}

// keysAre is raised when keys are kept otherwise.
const keysKept, keysAre = "keys_kept", "1"

// adoptKeys makes keys of what an older version kept of them in three places: the key
// holder of a home, what was noted while fitting its devices, and contacts.
func (tx *Tx) adoptKeys(now time.Time) error {
	homes, err := loadAll[care.Household](tx, `SELECT doc FROM households`)
	if err != nil {
		return err
	}
	fitted, err := loadAll[care.Installation](tx, `SELECT doc FROM installations ORDER BY id`)
	if err != nil {
		return err
	}
	noted := map[care.HouseholdID][]care.HomeKey{}
	for _, i := range fitted {
		noted[i.HouseholdID] = append(noted[i.HouseholdID], i.Keys...)
	}
	for _, h := range homes {
		if err := tx.adoptKeysOf(h, noted[h.ID], now); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) adoptKeysOf(h *care.Household, noted []care.HomeKey, now time.Time) error {
	ring, err := tx.ring(h)
	if err != nil {
		return err
	}
	elders, err := loadAll[care.Elder](tx, `SELECT doc FROM elders WHERE household_id = $1 ORDER BY id`, string(h.ID))
	if err != nil {
		return err
	}
	if h.KeyHolderName != "" || h.KeyHolderPhone != "" {
		ring.Note("", care.KeyHolder{Name: h.KeyHolderName, Phone: h.KeyHolderPhone}, now, care.System)
	}
	for _, k := range noted {
		ring.Note(k.Number, care.KeyHolder{Name: k.Holder, Phone: k.Phone}, now, care.System)
	}
	for _, v := range elders {
		for _, c := range v.Contacts {
			if c.HasKey {
				ring.Note("", care.KeyHolder{Name: c.Name, Phone: c.Phone}, now, care.System)
			}
		}
	}
	if len(ring.Keys) == 0 {
		return nil
	}
	return tx.saveHome(ring)
}
