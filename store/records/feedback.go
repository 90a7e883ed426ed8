package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// toldCalls bounds how many calls of one incident hear of each step: a button
// that is stuck must not multiply messages without end.
const toldCalls = 20

type callRef struct{ device, gateway, call string }

// stepMade writes a feedback row for the newest calls of an incident.
func (tx *Tx) stepMade(id care.IncidentID, made care.StepMade, at time.Time) error {
	rows, err := tx.QueryContext(tx.ctx, `SELECT device_id, gateway_id, id FROM calls WHERE incident_id = $1 AND kind <> $2 AND device_id <> '' ORDER BY received_at DESC LIMIT $3`, string(id), alertKind, toldCalls)
	if err != nil {
		return fmt.Errorf("records: feedback: %w", err)
	}
	defer rows.Close()
	var refs []callRef
	for rows.Next() {
		var r callRef
		if err := rows.Scan(&r.device, &r.gateway, &r.call); err != nil {
			return fmt.Errorf("records: feedback: %w", err)
		}
		refs = append(refs, r)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("records: feedback: %w", err)
	}
	for _, r := range refs {
		if err := tx.insertFeedback(r, id, made, at); err != nil {
			return err
		}
		if err := tx.outdate(r, made); err != nil {
			return err
		}
	}
	return nil
}

// outdate ends every other step that a call was told and its device has not confirmed,
// but that it was received: what is told last is true, and "somebody comes" is not said
// after "somebody is there", nor after nobody does any more. A step that was never told
// is told once, before this one, unless this one takes it back.
func (tx *Tx) outdate(r callRef, made care.StepMade) error {
	back := 0
	if made.Said == care.SaySearching {
		back = 1
	}
	_, err := tx.ExecContext(tx.ctx, `UPDATE feedback SET stale = 1,
			due_at = CASE WHEN sent_at IS NULL AND said = '' AND ($4 = 0 OR step NOT IN ('dispatched', 'arrived')) THEN due_at ELSE NULL END
		WHERE device_id = $1 AND call_id = $2 AND step <> $3 AND step <> 'received' AND confirmed_at IS NULL`,
		r.device, r.call, string(made.Step), back)
	if err != nil {
		return fmt.Errorf("records: feedback: %w", err)
	}
	return nil
}

// insertFeedback makes a step due now. A step told before is told again with its
// new words: the second worker's name, a later time. "Received" stays as it is.
func (tx *Tx) insertFeedback(r callRef, id care.IncidentID, made care.StepMade, at time.Time) error {
	again := `DO UPDATE SET at = excluded.at, by = excluded.by, eta_s = excluded.eta_s, said = excluded.said, stale = 0, attempts = 0,
		due_at = excluded.due_at, sent_at = NULL, confirmed_at = NULL`
	if made.Step == care.StepReceived {
		again = `DO NOTHING`
	}
	_, err := tx.ExecContext(tx.ctx, `INSERT INTO feedback (device_id, call_id, step, gateway_id, incident_id, at, by, eta_s, said, attempts, due_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,0,$6) ON CONFLICT (device_id, call_id, step) `+again,
		r.device, r.call, string(made.Step), r.gateway, string(id), millis(at), made.By, made.ETASeconds, string(made.Said))
	if err != nil {
		return fmt.Errorf("records: feedback: %w", err)
	}
	return nil
}

// wordsOf returns whom the callers of an incident heard of at a step, so that a
// later press hears the same.
func (tx *Tx) wordsOf(id care.IncidentID, step care.Step) (string, error) {
	var by string
	err := tx.QueryRowContext(tx.ctx, `SELECT by FROM feedback WHERE incident_id = $1 AND step = $2 ORDER BY at DESC LIMIT 1`, string(id), string(step)).Scan(&by)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("records: feedback: %w", err)
	}
	return by, nil
}

const feedbackColumns = `device_id, gateway_id, call_id, step, incident_id, at, by, eta_s, said, attempts, sent_at, confirmed_at, due_at`

func scanFeedback(rows *sql.Rows) (care.Feedback, error) {
	var f care.Feedback
	var at int64
	var sent, confirmed, due sql.NullInt64
	err := rows.Scan(&f.Device, &f.Gateway, &f.Call, &f.Step, (*string)(&f.Incident), &at, &f.By, &f.ETASeconds, &f.Said, &f.Attempts, &sent, &confirmed, &due)
	f.At, f.SentAt, f.ConfirmedAt, f.NextAt = fromMillis(at), timeOrNil(sent), timeOrNil(confirmed), timeOrNil(due)
	return f, err
}

// FirstFeedback returns what is due at now and was never told, in the order in
// which it fell due.
func (s *Store) FirstFeedback(ctx context.Context, now time.Time, limit int) ([]care.Feedback, error) {
	return s.dueFeedback(ctx, `sent_at IS NULL`, now, limit)
}

// AgainFeedback returns what is due at now and was told before: first what a
// device asked for, then repeats for those that do not confirm, each in the order
// in which it fell due.
func (s *Store) AgainFeedback(ctx context.Context, now time.Time, limit int) ([]care.Feedback, error) {
	return s.dueFeedback(ctx, `sent_at IS NOT NULL`, now, limit)
}

func (s *Store) dueFeedback(ctx context.Context, which string, now time.Time, limit int) ([]care.Feedback, error) {
	return collect(ctx, s, scanFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE due_at <= $1 AND `+which+`
		ORDER BY CASE attempts WHEN 0 THEN 0 ELSE 1 END, due_at, at,
			CASE step WHEN 'received' THEN 0 WHEN 'answered' THEN 1 WHEN 'dispatched' THEN 2 WHEN 'arrived' THEN 3 ELSE 4 END LIMIT $2`, millis(now), limit)
}

// FeedbackFor returns what was told about one call, so that a repeat of the
// call can be answered at once.
func (s *Store) FeedbackFor(ctx context.Context, device care.DeviceID, call care.CallID) ([]care.Feedback, error) {
	return collect(ctx, s, scanFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE device_id = $1 AND call_id = $2 ORDER BY at`, string(device), string(call))
}

// FeedbackOf returns what the callers of an incident were told, oldest first.
func (s *Store) FeedbackOf(ctx context.Context, id care.IncidentID) ([]care.Feedback, error) {
	return collect(ctx, s, scanFeedback, `SELECT `+feedbackColumns+` FROM feedback WHERE incident_id = $1 ORDER BY at, confirmed_at NULLS FIRST`, string(id))
}

// Unaware returns, of the given incidents, those whose senior does not know yet
// that somebody heard: no device that called has confirmed any step.
func (s *Store) Unaware(ctx context.Context, ids []care.IncidentID) (map[care.IncidentID]bool, error) {
	out := map[care.IncidentID]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	args := []any{}
	list, err := collect(ctx, s, func(r *sql.Rows) (id care.IncidentID, err error) {
		err = r.Scan((*string)(&id))
		return id, err
	}, `SELECT incident_id FROM feedback WHERE incident_id IN (`+in(&args, ids)+`)
		GROUP BY incident_id HAVING MAX(CASE WHEN confirmed_at IS NOT NULL THEN 1 ELSE 0 END) = 0`, args...)
	for _, id := range list {
		out[id] = true
	}
	return out, err
}

// FeedbackSent notes attempts: when each went out, if it did, and when it goes
// again unless it is confirmed. Words that changed while they were being told
// stay due. All in one statement, which is the time for which others wait. Not
// journalled: an attempt is not a change.
func (s *Store) FeedbackSent(ctx context.Context, sent []care.Feedback) error {
	if len(sent) == 0 {
		return nil
	}
	var rows []string
	var args []any
	for _, f := range sent {
		n := len(args)
		rows = append(rows, fmt.Sprintf(`(CAST($%d AS TEXT), CAST($%d AS TEXT), CAST($%d AS TEXT), CAST($%d AS BIGINT), CAST($%d AS BIGINT), CAST($%d AS BIGINT))`,
			n+1, n+2, n+3, n+4, n+5, n+6))
		args = append(args, string(f.Device), string(f.Call), string(f.Step), millis(f.At), millisOrNil(f.SentAt), millisOrNil(f.NextAt))
	}
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `WITH told (device, call, step, at, sent, next) AS (VALUES `+strings.Join(rows, ", ")+`)
			UPDATE feedback SET attempts = attempts + 1, sent_at = COALESCE(told.sent, feedback.sent_at),
				told_at = COALESCE(feedback.told_at, told.sent),
				due_at = CASE WHEN confirmed_at IS NULL AND stale = 0 THEN told.next ELSE NULL END
			FROM told WHERE feedback.device_id = told.device AND feedback.call_id = told.call AND feedback.step = told.step AND feedback.at = told.at`, args...)
		if err != nil {
			return fmt.Errorf("records: feedback: %w", err)
		}
		return nil
	})
}

// notRestored leaves out what was told before the record was restored: every device
// comes back then, and hears nothing of yesterday.
const notRestored = `at > COALESCE((SELECT CAST(value AS BIGINT) FROM settings WHERE name = '` + restoredAt + `'), 0)`

// justTold is how long after a telling the same call is taken for the same press,
// heard by another process of the site, and not for a device that asks again: that
// it does every five seconds.
const justTold = 2 * time.Second

// FeedbackRepeat answers a call that its device repeats: "received" goes again
// even if it was confirmed, since the device asks as if it had never heard, and
// so does what else of this call it has not confirmed. What goes out anyway, or
// did just now, stays as it is.
func (s *Store) FeedbackRepeat(ctx context.Context, device care.DeviceID, call care.CallID, now time.Time) error {
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `UPDATE feedback SET due_at = $1, attempts = 0
			WHERE device_id = $2 AND call_id = $3 AND (step = 'received' OR confirmed_at IS NULL AND stale = 0 AND `+notRestored+`)
				AND (sent_at <= $4 OR sent_at IS NULL AND attempts > 0)`,
			millis(now), string(device), string(call), millis(now.Add(-justTold)))
		return err
	})
}

// mostAgain bounds what a device that came back hears of: the newest of it. A
// device that never confirms has a whole day of it.
const mostAgain = 20

// FeedbackAgain makes what a device has not confirmed due at now: it came back.
// Only the newest day counts.
func (s *Store) FeedbackAgain(ctx context.Context, device care.DeviceID, now time.Time) error {
	// A broker that restarts brings every device back at once, and hardly any has
	// something to hear: a read is cheap where a write would flush the disk.
	day := millis(now.Add(-24 * time.Hour))
	waits, err := value[bool](ctx, s, `SELECT EXISTS (SELECT 1 FROM feedback WHERE device_id = $1 AND confirmed_at IS NULL AND stale = 0 AND at > $2 AND `+notRestored+`)`,
		string(device), day)
	if err != nil || !waits {
		return err
	}
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `UPDATE feedback SET due_at = $1, attempts = 0 WHERE device_id = $2 AND (call_id, step) IN (
			SELECT call_id, step FROM feedback WHERE device_id = $2 AND confirmed_at IS NULL AND stale = 0 AND at > $3 AND `+notRestored+` ORDER BY at DESC LIMIT $4)`,
			millis(now), string(device), day, mostAgain)
		return err
	})
}

// ConfirmFeedback notes that a device showed or spoke a step, with an entry on
// the incident's timeline. It returns false when there was no such feedback, or
// it was confirmed before. Idempotent.
func (s *Store) ConfirmFeedback(ctx context.Context, c care.Confirmation) (fresh bool, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		fresh = false
		var id care.IncidentID
		// A gateway may speak of its child's call without naming the child: that is meant,
		// if there is one such call only.
		err := tx.QueryRowContext(tx.ctx, `UPDATE feedback SET confirmed_at = $1, due_at = NULL
			WHERE call_id = $3 AND step = $4 AND confirmed_at IS NULL AND (device_id = $2 OR gateway_id = $2 AND
				(SELECT COUNT(*) FROM feedback f WHERE f.call_id = $3 AND f.step = $4 AND (f.device_id = $2 OR f.gateway_id = $2)) = 1)
			RETURNING incident_id`,
			millis(c.At), string(c.Device), string(c.Call), string(c.Step)).Scan((*string)(&id))
		if err != nil {
			if translated := translate(err); isNotFound(translated) {
				return nil
			}
			return fmt.Errorf("records: confirm: %w", err)
		}
		fresh = true
		if id == "" {
			return nil
		}
		in, err := tx.loadIncident(id)
		if err != nil {
			return err
		}
		return tx.record(care.Entry{At: c.At, By: care.System, What: "incident.heard", Noun: "incident", Subject: string(id),
			RegionID: in.RegionID, CenterID: in.CenterID, Note: string(c.Step)})
	})
	return fresh, err
}
