package records

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// knownCall reports whether a call is in the record already, and its incident.
func (tx *Tx) knownCall(c care.Call) (care.IncidentID, bool, error) {
	var id care.IncidentID
	err := tx.QueryRowContext(tx.ctx, `UPDATE calls SET repeats = repeats + 1 WHERE device_id = $1 AND id = $2 RETURNING incident_id`,
		string(c.Place.Device), string(c.ID)).Scan((*string)(&id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("records: call: %w", err)
	}
	return id, true, nil
}

// insertCall writes a call with the feedback that its device must hear, if there is
// one: that it was received and, when the incident is further on, where it stands.
func (tx *Tx) insertCall(c care.Call, in *care.Incident) error {
	var incident care.IncidentID
	if in != nil {
		incident = in.ID
	}
	_, err := tx.ExecContext(tx.ctx, `INSERT INTO calls (device_id, id, kind, incident_id, gateway_id, household_id, elder_id, center_id, pressed_at, received_at, recorded_at, repeats)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0)`,
		string(c.Place.Device), string(c.ID), string(c.Kind), string(incident), string(c.Place.Gateway), string(c.Place.Household),
		string(c.Place.Elder), string(c.Place.Center), millis(c.PressedAt), millis(c.ReceivedAt), millis(time.Now()))
	if err != nil {
		return fmt.Errorf("records: call: %w", err)
	}
	if c.Place.Device == "" { // somebody on the telephone, who hears the operator
		return nil
	}
	told := callRef{device: string(c.Place.Device), gateway: string(c.Place.Gateway), call: string(c.ID)}
	if err := tx.insertFeedback(told, incident, care.StepMade{Step: care.StepReceived}, c.ReceivedAt); err != nil {
		return err
	}
	if in == nil {
		return nil
	}
	step, ok := stepOf[in.State]
	if !ok {
		return nil
	}
	made := care.StepMade{Step: step}
	if made.By, err = tx.wordsOf(incident, step); err != nil {
		return err
	}
	if coming := in.Coming; coming != nil && step == care.StepDispatched && coming.DueAt != nil { // what is left of the time
		made.ETASeconds = max(0, int(coming.DueAt.Sub(c.ReceivedAt).Seconds()))
	}
	return tx.insertFeedback(told, incident, made, c.ReceivedAt)
}

// alertKind marks the row of an alert among the calls: it joins an incident once,
// as a call does, but nobody waits at that device for an answer.
const alertKind = "alert"

func alertCall(id care.AlertID) string { return "alert/" + string(id) }

// knownAlert reports whether an alert has been in an incident before, and in which.
func (tx *Tx) knownAlert(device care.DeviceID, id care.AlertID) (in care.IncidentID, known bool, err error) {
	err = tx.QueryRowContext(tx.ctx, `SELECT incident_id FROM calls WHERE device_id = $1 AND id = $2`, string(device), alertCall(id)).Scan((*string)(&in))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("records: alert: %w", err)
	}
	return in, true, nil
}

func (tx *Tx) insertAlert(a care.Alert, p care.Place, in care.IncidentID) error {
	_, err := tx.ExecContext(tx.ctx, `INSERT INTO calls (device_id, id, kind, incident_id, gateway_id, household_id, elder_id, center_id, pressed_at, received_at, repeats)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$9,0)`,
		string(p.Device), alertCall(a.ID), alertKind, string(in), string(p.Gateway), string(p.Household), string(p.Elder), string(p.Center), millis(a.RaisedAt))
	if err != nil {
		return fmt.Errorf("records: alert: %w", err)
	}
	return nil
}

var stepOf = map[care.IncidentState]care.Step{
	care.IncidentAnswered:   care.StepAnswered,
	care.IncidentDispatched: care.StepDispatched,
	care.IncidentArrived:    care.StepArrived,
}
