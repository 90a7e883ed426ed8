package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const commandColumns = `due_at, doc`

func scanCommand(rows *sql.Rows) (care.Command, error) {
	var c care.Command
	var due sql.NullInt64
	var doc string
	if err := rows.Scan(&due, &doc); err != nil {
		return c, err
	}
	c.NextAt = timeOrNil(due)
	return c, fromJSON(doc, &c)
}

// NewCommand keeps c with its entry, unless its device has most unanswered ones
// already, which is a conflict. Idempotent by id: known is true for a repeat, and
// what is there is returned. It blocks until on disk.
func (s *Store) NewCommand(ctx context.Context, c care.Command, most int, e care.Entry) (kept care.Command, known bool, err error) {
	err = s.write(ctx, func(tx *Tx) error {
		old, err := tx.command(c.ID)
		if err == nil {
			kept, known = old, true
			return nil
		}
		if !isNotFound(err) {
			return err
		}
		kept, known = c, false
		kept.Version = 1
		var open int
		if err := tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM commands WHERE device_id = $1 AND due_at IS NOT NULL`, string(c.Device)).Scan(&open); err != nil {
			return fmt.Errorf("records: new command: %w", err)
		}
		if open >= most {
			return care.Conflict("command.too_many", "这台设备还有太多指令没有回答，请等它们完成或过期")
		}
		doc, err := toJSON(kept)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(tx.ctx, `INSERT INTO commands (id, device_id, state, region_id, center_id, queued_at, expires_at, due_at, doc)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`, string(c.ID), string(c.Device), string(c.State), string(c.RegionID), string(c.CenterID),
			millis(c.QueuedAt), millis(c.ExpiresAt), millisOrNil(c.NextAt), doc)
		if err != nil {
			return fmt.Errorf("records: new command: %w", err)
		}
		return tx.record(e)
	})
	return kept, known, err
}

// command reads one inside a transaction, or returns [care.ErrNotFound].
func (tx *Tx) command(id care.CommandID) (care.Command, error) {
	var due sql.NullInt64
	var doc string
	err := tx.QueryRowContext(tx.ctx, `SELECT `+commandColumns+` FROM commands WHERE id = $1`, string(id)).Scan(&due, &doc)
	if errors.Is(err, sql.ErrNoRows) {
		return care.Command{}, care.NotFound("command")
	}
	if err != nil {
		return care.Command{}, fmt.Errorf("records: load command: %w", err)
	}
	c := care.Command{NextAt: timeOrNil(due)}
	return c, fromJSON(doc, &c)
}

func (tx *Tx) saveCommand(c *care.Command) error {
	c.Version++
	doc, err := toJSON(c)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(tx.ctx, `UPDATE commands SET state = $1, due_at = $2, doc = $3 WHERE id = $4`,
		string(c.State), millisOrNil(c.NextAt), doc, string(c.ID))
	if err != nil {
		return fmt.Errorf("records: save command: %w", err)
	}
	return nil
}

// ChangeCommand loads a command, lets do change it, and writes it with do's
// entries; what do leaves as it is is not written. It returns how the command
// stands then, or [care.ErrNotFound]. It blocks until on disk.
func (s *Store) ChangeCommand(ctx context.Context, id care.CommandID, do func(*care.Command) (changed bool, entries []care.Entry, err error)) (care.Command, error) {
	var now care.Command
	err := s.write(ctx, func(tx *Tx) error {
		c, err := tx.command(id)
		if err != nil {
			return err
		}
		changed, entries, err := do(&c)
		if err != nil {
			return err
		}
		if changed {
			if err := tx.saveCommand(&c); err != nil {
				return err
			}
		}
		now = c
		return tx.record(entries...)
	})
	return now, err
}

// DueCommands returns what is to be looked at at now, oldest first.
func (s *Store) DueCommands(ctx context.Context, now time.Time, limit int) ([]care.Command, error) {
	return collect(ctx, s, scanCommand, `SELECT `+commandColumns+` FROM commands WHERE due_at <= $1 ORDER BY due_at, queued_at, id LIMIT $2`, millis(now), limit)
}

// CommandsAgain makes what a device has not answered due at now: it came back. It
// blocks, and writes nothing when there is nothing.
func (s *Store) CommandsAgain(ctx context.Context, device care.DeviceID, now time.Time) error {
	// As with feedback: hardly any device that comes back has something to hear.
	waits, err := value[bool](ctx, s, `SELECT EXISTS (SELECT 1 FROM commands WHERE device_id = $1 AND due_at > $2)`, string(device), millis(now))
	if err != nil || !waits {
		return err
	}
	return s.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `UPDATE commands SET due_at = $1 WHERE device_id = $2 AND due_at > $1`, millis(now), string(device))
		return err
	})
}

// Commands lists what sc sees of q, newest first, and the next cursor.
func (s *Store) Commands(ctx context.Context, sc care.Scope, q care.CommandQuery, p care.Page) ([]care.Command, string, error) {
	c := chosen(sc)
	c.add("device_id = ?", string(q.Device))
	if len(q.States) > 0 {
		c.sql += " AND state IN (" + in(&c.args, q.States) + ")"
	}
	return newest(ctx, s, scanCommand, `SELECT `+commandColumns+` FROM commands`, "queued_at", c, p, func(last *care.Command) (time.Time, string) { return last.QueuedAt, string(last.ID) })
}

// OpenCommands counts what is not answered yet, by state.
func (s *Store) OpenCommands(ctx context.Context) (map[care.CommandState]int, error) {
	type row struct {
		state care.CommandState
		n     int
	}
	list, err := collect(ctx, s, func(rows *sql.Rows) (r row, err error) {
		err = rows.Scan((*string)(&r.state), &r.n)
		return r, err
	}, `SELECT state, COUNT(*) FROM commands WHERE due_at IS NOT NULL GROUP BY state`)
	counts := make(map[care.CommandState]int, len(list))
	for _, r := range list {
		counts[r.state] = r.n
	}
	return counts, err
}

// endCommands lets what was not answered expire: after a restore nobody may still
// want it.
func (tx *Tx) endCommands(now time.Time) (int64, error) {
	open, err := collectOnce(tx.ctx, tx, scanCommand, `SELECT `+commandColumns+` FROM commands WHERE due_at IS NOT NULL ORDER BY id`)
	if err != nil {
		return 0, err
	}
	for i := range open {
		c := &open[i]
		c.State, c.EndedAt, c.NextAt, c.Reason = care.CommandExpired, &now, nil, Restored
		if err := tx.saveCommand(c); err != nil {
			return 0, err
		}
	}
	return int64(len(open)), nil
}
