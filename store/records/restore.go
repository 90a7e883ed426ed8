package records

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yian/care"
)

// Restored is the reason why a notice ended that was due before a restore.
const Restored = "restored"

// restoredAt is the setting that says when the record was last restored, in ms.
// What devices were to be told before is not told again.
const restoredAt = "restored_at"

// Quieted says what was ended in a restored record so that nobody is rung or told
// again.
type Quieted struct {
	Notices, Feedback, Commands int64
	Incidents                   int // still open: a person decides
}

// Restore brings the copy in file, which [Backup] made and which is changed by
// this, into the empty record at to, all or nothing, brought up to date. want is
// what the copy must hold. Nobody is rung again for what was before: notices that
// waited are ended as [Restored], feedback that waited is ended, commands that were
// not answered expire, no ladder goes on.
// Incidents that were open stay open, each with an entry, and so does the chain.
// note goes into the journal.
func Restore(ctx context.Context, file, to string, want Copied, now time.Time, note string, log *slog.Logger) (Copied, Quieted, error) {
	done, err := prepare(ctx, file, want, now, note, log)
	if err != nil {
		return Copied{}, Quieted{}, err
	}
	moved, entries, err := Move(ctx, "sqlite://"+file, to, log)
	return Copied{Tables: moved, Entries: entries}, done, err
}

// prepare makes a copy fit to be the record: it is changed where it lies, so that
// it arrives whole or not at all.
func prepare(ctx context.Context, file string, want Copied, now time.Time, note string, log *slog.Logger) (Quieted, error) {
	s, err := Open(ctx, "sqlite://"+file, log)
	if err != nil {
		return Quieted{}, fmt.Errorf("records: restore: %w", err)
	}
	if err := s.holds(ctx, want); err != nil {
		return Quieted{}, errors.Join(err, s.Close())
	}
	done, err := s.calm(ctx, now, note)
	return done, errors.Join(err, s.Close())
}

// holds compares the journal with what it should be.
func (s *Store) holds(ctx context.Context, want Copied) error {
	n, err := s.Verify(ctx)
	if err != nil {
		return fmt.Errorf("records: the journal of the copy does not hold: %w", err)
	}
	var got Copied
	if err := got.end(ctx, s.read); err != nil {
		return err
	}
	if n != want.Entries || string(got.Hash) != string(want.Hash) {
		return fmt.Errorf("records: the journal of the copy is another one than its manifest says: %w", care.ErrInvalid)
	}
	return nil
}

// calm ends what was due, in one transaction.
func (s *Store) calm(ctx context.Context, now time.Time, note string) (done Quieted, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		done = Quieted{}
		var err error
		if done.Notices, err = tx.endNotices(now); err != nil {
			return err
		}
		if done.Commands, err = tx.endCommands(now); err != nil {
			return err
		}
		for _, statement := range []struct {
			query string
			args  []any
		}{
			// Whom to call back is still on the list, but nobody is rung for it.
			{`UPDATE phone_calls SET due_at = NULL WHERE due_at IS NOT NULL`, nil},
			// Nobody is rung for a night that is over.
			{`UPDATE wakes SET next_at = NULL WHERE next_at IS NOT NULL`, nil},
			// Whoever had a turn is gone.
			{`DELETE FROM turns`, nil},
			{`INSERT INTO settings (name, value) VALUES ($1,$2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
				[]any{restoredAt, fmt.Sprint(millis(now))}},
		} {
			if _, err := tx.ExecContext(tx.ctx, statement.query, statement.args...); err != nil {
				return fmt.Errorf("records: restore: %w", err)
			}
		}
		told, err := tx.ExecContext(tx.ctx, `UPDATE feedback SET due_at = NULL WHERE due_at IS NOT NULL`)
		if err != nil {
			return fmt.Errorf("records: restore: %w", err)
		}
		if done.Feedback, err = told.RowsAffected(); err != nil {
			return fmt.Errorf("records: restore: %w", err)
		}
		if done.Incidents, err = tx.holdIncidents(now); err != nil {
			return err
		}
		return tx.record(care.Entry{At: now, By: care.System, What: "record.restored", Noun: "record", Note: note})
	})
	return done, err
}

// endNotices gives up whatever was still to be sent.
func (tx *Tx) endNotices(now time.Time) (int64, error) {
	due, err := collectOnce(tx.ctx, tx, scanNotice, `SELECT doc FROM notices WHERE due_at IS NOT NULL ORDER BY key`)
	if err != nil {
		return 0, err
	}
	for _, n := range due {
		n.FailedAt, n.Error = &now, Restored
		doc, err := toJSON(n)
		if err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(tx.ctx, `UPDATE notices SET due_at = NULL, doc = $1 WHERE key = $2`, doc, n.Key); err != nil {
			return 0, fmt.Errorf("records: restore: %w", err)
		}
	}
	return int64(len(due)), nil
}

// holdIncidents stops the ladders of what is open, what seniors hear again of it, the
// time in which somebody must act, and the time in which its orders
// are to be accepted, whose end would ring the desk.
func (tx *Tx) holdIncidents(now time.Time) (int, error) {
	open, err := collectOnce(tx.ctx, tx, scanIncident, `SELECT urgency, pressed_at, opened_at, doc FROM incidents WHERE state <> 'closed' ORDER BY opened_at, id`)
	if err != nil {
		return 0, err
	}
	for i := range open {
		in := &open[i].in
		in.Ladder.NextAt, in.Second.NextAt, in.ActBy = nil, nil, nil
		if in.Coming != nil {
			in.Coming.SayAt = nil
		}
		if err := tx.saveIncident(in); err != nil {
			return 0, err
		}
		orders, err := tx.ordersOf(in.ID)
		if err != nil {
			return 0, err
		}
		for _, o := range orders {
			if o.State != care.OrderAssigned || o.AcceptBy == nil {
				continue
			}
			o.AcceptBy = nil
			if err := tx.saveOrder(o); err != nil {
				return 0, err
			}
		}
		if err := tx.record(care.Entry{At: now, By: care.System, What: "incident.restored", Noun: "incident", Subject: string(in.ID),
			RegionID: in.RegionID, CenterID: in.CenterID}); err != nil {
			return 0, err
		}
	}
	return len(open), nil
}
