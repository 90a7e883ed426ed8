package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

func (tx *Tx) loadIncident(id care.IncidentID) (*care.Incident, error) {
	var doc string
	if err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM incidents WHERE id = $1`, string(id)).Scan(&doc); err != nil {
		return nil, fmt.Errorf("records: incident %s: %w", id, translate(err))
	}
	in := &care.Incident{}
	return in, fromJSON(doc, in)
}

// openIncident returns the id of the incident that a call from place joins: the
// one not yet closed of the same elder, else household, else device; "" for none.
// It is one query, since a press waits for each.
func (tx *Tx) openIncident(p care.Place) (id care.IncidentID, err error) {
	err = tx.QueryRowContext(tx.ctx, `SELECT id FROM (
			SELECT i.id, i.opened_at, 1 AS nearness FROM incidents i JOIN incident_elders e ON e.incident_id = i.id
				WHERE $1 <> '' AND e.elder_id = $1 AND i.state <> 'closed'
			UNION ALL SELECT id, opened_at, 2 FROM incidents WHERE $2 <> '' AND household_id = $2 AND state <> 'closed'
			UNION ALL SELECT id, opened_at, 3 FROM incidents WHERE $3 <> '' AND device_id = $3 AND state <> 'closed'
		) AS near ORDER BY nearness, opened_at LIMIT 1`,
		string(p.Elder), string(p.Household), string(p.Device)).Scan((*string)(&id))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("records: open incident: %w", err)
	}
	return id, nil
}

// saveIncident inserts or updates in and raises its version.
func (tx *Tx) saveIncident(in *care.Incident) error {
	fresh := in.Version == 0
	in.Version++
	if in.ElderIDs == nil {
		in.ElderIDs = []care.ElderID{}
	}
	var day string
	var no int
	if fresh {
		var err error
		if day, no, err = tx.nextNumber("incidents", in.OpenedAt); err != nil {
			return err
		}
		in.Number = fmt.Sprintf("%s-%03d", day, no)
	}
	doc, err := toJSON(in)
	if err != nil {
		return err
	}
	if fresh {
		_, err = tx.ExecContext(tx.ctx, `INSERT INTO incidents
			(id, day, day_no, state, urgency, elder_id, household_id, device_id, region_id, center_id, answered_by, pressed_at, opened_at, ladder_at, second_at, act_by, cause, version, doc, damage_at, say_at, lost_due)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22)`,
			string(in.ID), day, no, string(in.State), in.Severity.Urgency(), string(in.ElderID), string(in.HouseholdID), string(in.DeviceID),
			string(in.RegionID), string(in.CenterID), string(in.AnsweredBy), millis(in.PressedAt), millis(in.OpenedAt),
			millisOrNil(in.Ladder.NextAt), millisOrNil(in.Second.NextAt), millisOrNil(in.ActBy), string(in.Cause), in.Version, doc, damagedAt(in), millisOrNil(sayAt(in)), millisOrNil(lostDue(in)))
	} else {
		err = tx.updateOne(`UPDATE incidents SET state=$1, urgency=$2, elder_id=$3, household_id=$4, region_id=$5, center_id=$6,
			answered_by=$7, pressed_at=$8, ladder_at=$9, second_at=$10, act_by=$11, cause=$12, version=$13, doc=$14, damage_at=$17, say_at=$18, lost_due=$19 WHERE id=$15 AND version=$16`,
			string(in.State), in.Severity.Urgency(), string(in.ElderID), string(in.HouseholdID), string(in.RegionID), string(in.CenterID),
			string(in.AnsweredBy), millis(in.PressedAt), millisOrNil(in.Ladder.NextAt), millisOrNil(in.Second.NextAt), millisOrNil(in.ActBy),
			string(in.Cause), in.Version, doc, string(in.ID), in.Version-1, damagedAt(in), millisOrNil(sayAt(in)), millisOrNil(lostDue(in)))
	}
	if err != nil {
		return fmt.Errorf("records: save incident %s: %w", in.ID, translate(err))
	}
	for _, e := range in.ElderIDs {
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO incident_elders (incident_id, elder_id) VALUES ($1,$2) ON CONFLICT DO NOTHING`, string(in.ID), string(e)); err != nil {
			return fmt.Errorf("records: save incident %s: %w", in.ID, err)
		}
	}
	return nil
}

// sayAt is when the senior hears again of whoever is on the way.
func sayAt(in *care.Incident) *time.Time {
	if in.Coming == nil {
		return nil
	}
	return in.Coming.SayAt
}

// updateOne runs an update that must hit one row; none means that somebody else
// changed it first.
func (tx *Tx) updateOne(query string, args ...any) error {
	res, err := tx.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return care.Conflict("version.changed", "别人刚刚改过这条记录，请刷新后再试")
}

type incidentRow struct {
	in              care.Incident
	urgency         int
	pressed, opened int64
}

// Incidents lists incidents, most urgent first and then the oldest press, which
// is the order of the desk.
func (s *Store) Incidents(ctx context.Context, sc care.Scope, q care.IncidentQuery) ([]care.Incident, string, error) {
	args := []any{}
	where := `WHERE 1=1` + scopeSQL(sc, &args)
	if len(q.States) > 0 {
		where += ` AND state IN (` + in(&args, q.States) + `)`
	}
	if q.Elder != "" {
		args = append(args, string(q.Elder))
		where += fmt.Sprintf(` AND id IN (SELECT incident_id FROM incident_elders WHERE elder_id = $%d)`, len(args))
	}
	if q.Center != "" {
		args = append(args, string(q.Center))
		where += fmt.Sprintf(` AND center_id = $%d`, len(args))
	}
	if !q.Since.IsZero() {
		args = append(args, millis(q.Since))
		where += fmt.Sprintf(` AND opened_at >= $%d`, len(args))
	}
	if q.Owing {
		where += ` AND damage_at IS NOT NULL`
	}
	if q.Afterwards {
		where += ` AND ` + paper
	}
	order := `ORDER BY urgency, pressed_at, id`
	var urgency int
	var at int64
	var id string
	more, err := fromCursor(q.Page.Cursor, &urgency, &at, &id)
	if err != nil {
		return nil, "", err
	}
	if q.Newest {
		order = `ORDER BY opened_at DESC, id DESC`
		if more {
			args = append(args, at, id)
			where += fmt.Sprintf(` AND (opened_at, id) < ($%d, $%d)`, len(args)-1, len(args))
		}
	} else if more {
		args = append(args, urgency, at, id)
		where += fmt.Sprintf(` AND (urgency, pressed_at, id) > ($%d, $%d, $%d)`, len(args)-2, len(args)-1, len(args))
	}
	limit := limitOf(q.Page)
	args = append(args, limit+1)
	rows, err := collect(ctx, s, scanIncident, `SELECT urgency, pressed_at, opened_at, doc FROM incidents `+where+` `+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, "", err
	}
	rows, another := clip(rows, limit)
	out := make([]care.Incident, len(rows))
	for i := range rows {
		out[i] = rows[i].in
	}
	if !another {
		return out, "", nil
	}
	last := rows[len(rows)-1]
	if q.Newest {
		return out, cursorOf(last.urgency, last.opened, last.in.ID), nil
	}
	return out, cursorOf(last.urgency, last.pressed, last.in.ID), nil
}

func scanIncident(rows *sql.Rows) (incidentRow, error) {
	var r incidentRow
	var doc string
	if err := rows.Scan(&r.urgency, &r.pressed, &r.opened, &doc); err != nil {
		return r, err
	}
	return r, fromJSON(doc, &r.in)
}

// Incident returns one incident that sc sees.
func (s *Store) Incident(ctx context.Context, sc care.Scope, id care.IncidentID) (care.Incident, error) {
	args := []any{string(id)}
	rows, err := collect(ctx, s, scanIncident, `SELECT urgency, pressed_at, opened_at, doc FROM incidents WHERE id = $1`+scopeSQL(sc, &args), args...)
	if err != nil {
		return care.Incident{}, err
	}
	if len(rows) == 0 {
		return care.Incident{}, care.NotFound("incident")
	}
	return rows[0].in, nil
}

// DueIncidents returns the incidents with an escalation due at now or on which
// nobody has acted in time, and when unattended also those that have not taken their first step, oldest first.
func (s *Store) DueIncidents(ctx context.Context, now time.Time, unattended bool) ([]care.IncidentID, error) {
	query := `SELECT id FROM incidents WHERE state <> 'closed' AND (ladder_at <= $1 OR second_at <= $1 OR act_by <= $1) ORDER BY opened_at LIMIT 500`
	if unattended {
		// What is due comes first, or a crowd that waits for its later steps would
		// keep it from its turn.
		query = `SELECT id FROM incidents WHERE state <> 'closed' AND (ladder_at IS NOT NULL OR second_at <= $1 OR act_by <= $1)
			ORDER BY CASE WHEN ladder_at <= $1 OR second_at <= $1 OR act_by <= $1 THEN 0 ELSE 1 END, opened_at DESC LIMIT 500`
	}
	return collect(ctx, s, func(r *sql.Rows) (id care.IncidentID, err error) {
		err = r.Scan((*string)(&id))
		return id, err
	}, query, millis(now))
}

// SameCause lists the other incidents that have one cause with in, the oldest first.
func (s *Store) SameCause(ctx context.Context, sc care.Scope, in care.Incident) ([]care.Incident, error) {
	first := in.Cause
	if first == "" {
		first = in.ID
	}
	args := []any{string(first), string(in.ID)}
	rows, err := collect(ctx, s, scanIncident, `SELECT urgency, pressed_at, opened_at, doc FROM incidents
		WHERE (cause = $1 OR id = $1) AND id <> $2`+scopeSQL(sc, &args)+` ORDER BY opened_at, id LIMIT 100`, args...)
	out := make([]care.Incident, len(rows))
	for i := range rows {
		out[i] = rows[i].in
	}
	return out, err
}
