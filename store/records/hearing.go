package records

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"yian/care"
)

const (
	// hearEvery is how often the journal is looked at without having been rung: a
	// proxy between us and the server may swallow the ring.
	hearEvery = time.Second
	hearAgain = 500 * time.Millisecond // after the connection was lost
)

// ear hears of what other processes committed.
type ear struct {
	cfg   *pgx.ConnConfig
	first sync.Once
	began chan struct{} // closed once somebody wants to be told
}

// Listen calls f after each commit with the entries that it wrote, in order and
// none twice; over a database that several processes share, with the entries of
// all of them. f must not block. Listeners are added before the first write.
func (s *Store) Listen(f func([]care.Entry)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners = append(s.listeners, f)
	if s.ear != nil {
		s.ear.first.Do(func() { close(s.ear.began) })
	}
}

// tell passes on what this process wrote, after what others wrote before it.
func (s *Store) tell(made []care.Entry) {
	if len(made) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.listeners) == 0 {
		return
	}
	switch {
	case !s.shared, made[0].Seq == s.told+1:
		s.pass(made)
	case made[0].Seq > s.told:
		// The gap is committed: numbers are given in the order of commits. If it
		// cannot be read now, hear reads it with these.
		if err := s.catchUp(context.Background()); err != nil {
			s.log.Warn("entries of other processes not read, will try again", "err", err)
		}
	} // otherwise hear was quicker
}

func (s *Store) pass(entries []care.Entry) {
	for _, f := range s.listeners {
		f(entries)
	}
	s.told = entries[len(entries)-1].Seq
}

// catchUp passes on what was committed and not told yet. s.mu is held.
func (s *Store) catchUp(ctx context.Context) error {
	for {
		entries, err := s.EntriesAfter(ctx, s.told, 500)
		if err != nil || len(entries) == 0 {
			return err
		}
		s.pass(entries)
	}
}

// hear waits for commits of other processes until ctx ends.
func (s *Store) hear(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-s.ear.began:
	}
	for told := false; ctx.Err() == nil; {
		began := time.Now()
		err := s.hearOn(ctx)
		if told = told && time.Since(began) < hearEvery; !told && ctx.Err() == nil {
			s.log.Warn("other processes are not heard, will try again", "err", err)
			told = true // once, however long the server is away
		}
		_ = s.look(ctx) // a server may be read and not be listened to; its errors were just told
		select {
		case <-ctx.Done():
		case <-time.After(hearAgain):
		}
	}
}

// hearOn waits on one connection until that breaks.
func (s *Store) hearOn(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, s.ear.cfg)
	if err != nil {
		return err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(end)
	}()
	ask, cancel := context.WithTimeout(ctx, statementTimeout)
	defer cancel()
	if _, err := conn.Exec(ask, `LISTEN `+channel); err != nil {
		return err
	}
	for {
		if err := s.look(ctx); err != nil {
			return err
		}
		wait, cancel := context.WithTimeout(ctx, hearEvery)
		_, err := conn.WaitForNotification(wait)
		cancel()
		if err != nil && (ctx.Err() != nil || conn.IsClosed() || !errors.Is(err, context.DeadlineExceeded)) {
			return err
		}
	}
}

// look passes on whatever is new.
func (s *Store) look(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.catchUp(ctx)
}
