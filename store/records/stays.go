package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// Stay returns one stay, or [care.ErrNotFound].
func (s *Store) Stay(ctx context.Context, sc care.Scope, id care.StayID) (care.Stay, error) {
	c := chosen(sc)
	c.add("id = ?", string(id))
	list, err := collect(ctx, s, document[care.Stay], `SELECT doc FROM stays`+c.sql, c.args...)
	return one(list, err, "stay")
}

// Lodge loads what each key names, lets do decide about all of them, and writes
// whatever changed with the entries, in one transaction: the stay and its bed, the
// elder's site, the whereabouts, and the devices that go along. Two elders in one
// bed, or one elder in two, is [care.ErrConflict].
func (s *Store) Lodge(ctx context.Context, keys []care.LodgingKey, do func([]*care.Lodging) ([]care.Entry, error)) error {
	return s.write(ctx, func(tx *Tx) error {
		all, before := make([]*care.Lodging, len(keys)), make([]lodged, len(keys))
		for i, k := range keys {
			l, err := tx.lodging(k)
			if err != nil {
				return err
			}
			all[i], before[i] = l, asLoaded(l)
		}
		entries, err := do(all)
		if err != nil {
			return err
		}
		for i, l := range all {
			if err := tx.saveLodging(l, before[i]); err != nil {
				return err
			}
		}
		return tx.record(entries...)
	})
}

// lodged is what a lodging was before a decision.
type lodged struct {
	stay        *care.Stay
	center      care.CenterID
	region      care.RegionID
	whereabouts care.Whereabouts
}

func asLoaded(l *care.Lodging) lodged {
	b := lodged{center: l.Elder.CenterID, region: l.Elder.RegionID, whereabouts: l.Whereabouts}
	if l.Stay != nil {
		copied := *l.Stay
		b.stay = &copied
	}
	return b
}

func (tx *Tx) lodging(k care.LodgingKey) (*care.Lodging, error) {
	l := &care.Lodging{}
	if err := tx.loadStay(l, k); err != nil {
		return nil, err
	}
	elder := k.Elder
	if l.Stay != nil {
		elder = l.Stay.ElderID
	}
	var err error
	if l.Elder, err = load[care.Elder](tx, "elders", "elder", string(elder)); err != nil {
		return nil, err
	}
	if l.Whereabouts, err = tx.whereabouts(l.Elder); err != nil {
		return nil, err
	}
	return l, tx.loadBed(l, k)
}

// loadStay finds the stay by its id, else the one of the elder that goes on.
func (tx *Tx) loadStay(l *care.Lodging, k care.LodgingKey) error {
	query, arg := `SELECT doc, step FROM stays WHERE elder_id = $1 AND discharged_at IS NULL`, string(k.Elder)
	if k.Stay != "" {
		query, arg = `SELECT doc, step FROM stays WHERE id = $1`, string(k.Stay)
	}
	var doc, step string
	err := tx.QueryRowContext(tx.ctx, query, arg).Scan(&doc, &step)
	switch {
	case errors.Is(err, sql.ErrNoRows) && k.Stay != "":
		return care.NotFound("stay")
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("records: load stay: %w", err)
	}
	l.Stay = &care.Stay{}
	if err := fromJSON(doc, l.Stay); err != nil || step == "" {
		return err
	}
	l.Step = &care.StayStep{}
	return fromJSON(step, l.Step)
}

func (tx *Tx) loadBed(l *care.Lodging, k care.LodgingKey) error {
	bed, own := k.Bed, ""
	if l.Stay != nil {
		own = string(l.Stay.ID)
		if bed == "" {
			bed = l.Stay.BedID
		}
	}
	if bed == "" {
		return nil
	}
	var err error
	if l.Bed, err = load[care.Bed](tx, "beds", "bed", string(bed)); err != nil {
		return err
	}
	var others int
	err = tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM stays WHERE bed_id = $1 AND discharged_at IS NULL AND id <> $2`, string(bed), own).Scan(&others)
	if err != nil {
		return fmt.Errorf("records: bed: %w", err)
	}
	l.Occupied = others > 0
	l.Center, err = load[care.Center](tx, "centers", "center", string(l.Bed.CenterID))
	return err
}

func (tx *Tx) saveLodging(l *care.Lodging, before lodged) error {
	if err := tx.saveStay(l, before.stay); err != nil {
		return err
	}
	if err := tx.saveStayBed(l, before.stay); err != nil {
		return err
	}
	if l.Elder.CenterID != before.center || l.Elder.RegionID != before.region {
		if err := tx.saveElder(l.Elder); err != nil {
			return err
		}
		if err := tx.carry(l.Elder, l.Center); err != nil {
			return err
		}
	}
	if l.Whereabouts != before.whereabouts {
		return tx.saveWhereabouts(&l.Whereabouts)
	}
	return nil
}

func (tx *Tx) saveStay(l *care.Lodging, before *care.Stay) error {
	if l.Stay == nil {
		if before == nil {
			return nil
		}
		_, err := tx.ExecContext(tx.ctx, `DELETE FROM stays WHERE id = $1`, string(before.ID))
		return err
	}
	l.Stay.Version++
	doc, err := toJSON(l.Stay)
	if err != nil {
		return err
	}
	step := ""
	if l.Step != nil {
		if step, err = toJSON(l.Step); err != nil {
			return err
		}
	}
	v := l.Stay
	args := []any{string(v.ID), string(v.ElderID), string(v.CenterID), string(l.Center.RegionID), string(v.BedID),
		millis(v.AdmittedAt), millisOrNil(v.DischargedAt), step, doc}
	statement := `INSERT INTO stays (id, elder_id, center_id, region_id, bed_id, admitted_at, discharged_at, step, doc) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`
	if before != nil {
		statement = `UPDATE stays SET elder_id = $2, center_id = $3, region_id = $4, bed_id = $5, admitted_at = $6, discharged_at = $7, step = $8, doc = $9 WHERE id = $1`
	}
	if _, err := tx.ExecContext(tx.ctx, statement, args...); err != nil {
		return fmt.Errorf("records: save stay: %w", err)
	}
	return nil
}

// saveStayBed keeps which bed the stay was in from when to when, and lets the
// beds' sensors name whoever is in them.
func (tx *Tx) saveStayBed(l *care.Lodging, before *care.Stay) error {
	var was, is care.BedID // while the stay goes on
	id := care.StayID("")
	if before != nil {
		id = before.ID
		if before.DischargedAt == nil {
			was = before.BedID
		}
	}
	if l.Stay != nil {
		id = l.Stay.ID
		if l.Stay.DischargedAt == nil {
			is = l.Stay.BedID
		}
	}
	if was == is {
		return nil
	}
	at := millis(l.At)
	steps := []string{`DELETE FROM stay_beds WHERE stay_id = $1 AND since >= $2`, `UPDATE stay_beds SET until = $2 WHERE stay_id = $1 AND until IS NULL`}
	for _, sql := range steps {
		if _, err := tx.ExecContext(tx.ctx, sql, string(id), at); err != nil {
			return fmt.Errorf("records: stay bed: %w", err)
		}
	}
	if is != "" {
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO stay_beds (stay_id, since, bed_id) VALUES ($1,$2,$3)`, string(id), at, string(is)); err != nil {
			return fmt.Errorf("records: stay bed: %w", err)
		}
	}
	for _, b := range []struct {
		bed   care.BedID
		elder care.ElderID
	}{{was, ""}, {is, l.Elder.ID}} {
		if b.bed == "" {
			continue
		}
		bed, err := load[care.Bed](tx, "beds", "bed", string(b.bed))
		if err != nil {
			return err
		}
		if err := tx.seat(bed.DeviceID, b.elder); err != nil {
			return err
		}
	}
	return nil
}

// carry takes along what the elder wears.
func (tx *Tx) carry(e *care.Elder, site *care.Center) error {
	devices, err := loadAll[care.Device](tx, `SELECT doc FROM devices WHERE elder_id = $1`, string(e.ID))
	if err != nil {
		return err
	}
	var worn []*care.Device
	for _, d := range devices {
		if !d.Worn() {
			continue
		}
		d.HouseholdID, d.CenterID, d.RegionID = e.HouseholdID, e.CenterID, e.RegionID
		if e.CenterID != "" && site != nil {
			d.HouseholdID, d.RegionID = "", site.RegionID
		}
		worn = append(worn, d)
	}
	return tx.saveDevices(worn)
}

// Lodged lists the beds of a site with whoever was in them at an instant, by
// floor, room and name, each in the state that it had then. Beds that did not
// exist yet are left out.
func (s *Store) Lodged(ctx context.Context, sc care.Scope, center care.CenterID, at time.Time) ([]care.LodgedBed, error) {
	args := []any{millis(at), string(center)}
	scope := scopeSQL(sc, &args)
	return collect(ctx, s, scanLodged, `SELECT b.doc, st.state, y.doc, e.doc, w.doc
		FROM (SELECT * FROM beds WHERE center_id = $2`+scope+`) b
		JOIN bed_states st ON st.bed_id = b.id AND st.since = (SELECT MAX(since) FROM bed_states WHERE bed_id = b.id AND since <= $1)
		LEFT JOIN stay_beds sb ON sb.bed_id = b.id AND sb.since <= $1 AND (sb.until IS NULL OR sb.until > $1)
		LEFT JOIN stays y ON y.id = sb.stay_id
		LEFT JOIN elders e ON e.id = y.elder_id
		LEFT JOIN whereabouts w ON w.elder_id = y.elder_id AND w.since <= $1 AND (w.until IS NULL OR w.until > $1)
		ORDER BY b.place`, args...)
}

func scanLodged(rows *sql.Rows) (care.LodgedBed, error) {
	var v care.LodgedBed
	var bed, state string
	var stay, elder, whereabouts sql.NullString
	if err := rows.Scan(&bed, &state, &stay, &elder, &whereabouts); err != nil {
		return v, err
	}
	if err := fromJSON(bed, &v.Bed); err != nil {
		return v, err
	}
	v.Bed.State = care.BedState(state)
	if !stay.Valid || !elder.Valid {
		return v, nil
	}
	v.Stay, v.Elder = &care.Stay{}, &care.Elder{}
	if err := errors.Join(fromJSON(stay.String, v.Stay), fromJSON(elder.String, v.Elder)); err != nil {
		return v, err
	}
	if !whereabouts.Valid {
		v.Whereabouts = firstWhereabouts(v.Elder)
		return v, nil
	}
	return v, fromJSON(whereabouts.String, &v.Whereabouts)
}
