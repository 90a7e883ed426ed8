package records

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// keepTries is for how long attempts are kept: nobody asks how a channel did in the
// year before.
const keepTries = 31 * 24 * time.Hour

func (tx *Tx) insertTry(t care.ChannelTry) error {
	for _, one := range []struct {
		statement string
		args      []any
	}{
		{`DELETE FROM channel_tries WHERE channel = $1 AND at < $2`, []any{string(t.Channel), millis(t.At.Add(-keepTries))}},
		{`INSERT INTO channel_tries (channel, at, error) VALUES ($1,$2,$3)`, []any{string(t.Channel), millis(t.At), t.Error}},
	} {
		if _, err := tx.ExecContext(tx.ctx, one.statement, one.args...); err != nil {
			return fmt.Errorf("records: channel: %w", err)
		}
	}
	return nil
}

// NoticeRef returns the notice that a channel calls ref; [care.ErrNotFound] when there
// is none.
func (s *Store) NoticeRef(ctx context.Context, channel care.Channel, ref string) (care.Notice, error) {
	list, err := collect(ctx, s, scanNotice, `SELECT doc FROM notices WHERE ref = $1 AND ref <> ''`, ref)
	if err != nil {
		return care.Notice{}, err
	}
	for _, n := range list {
		if n.Channel == channel {
			return n, nil
		}
	}
	return care.Notice{}, care.NotFound("notice")
}

// ChannelStates returns how every channel did that was ever tried: attempts are
// counted since since.
func (s *Store) ChannelStates(ctx context.Context, since time.Time) (map[care.Channel]care.ChannelState, error) {
	list, err := collect(ctx, s, func(rows *sql.Rows) (st care.ChannelState, err error) {
		var taken, failed sql.NullInt64
		err = rows.Scan(&st.Channel, &taken, &failed, &st.Taken, &st.Tries, &st.Error)
		st.TakenAt, st.FailedAt = timeOrNil(taken), timeOrNil(failed)
		return st, err
	}, `SELECT channel, MAX(CASE WHEN error = '' THEN at END), MAX(CASE WHEN error <> '' THEN at END),
		COUNT(CASE WHEN error = '' AND at >= $1 THEN 1 END), COUNT(CASE WHEN at >= $1 THEN 1 END),
		COALESCE((SELECT l.error FROM channel_tries l WHERE l.channel = t.channel AND l.error <> '' ORDER BY l.at DESC LIMIT 1), '')
		FROM channel_tries t GROUP BY channel`, millis(since))
	states := make(map[care.Channel]care.ChannelState, len(list))
	for _, st := range list {
		states[st.Channel] = st
	}
	return states, err
}
