package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"yian/care"
)

// Store is the record. It is safe for concurrent use, and over one PostgreSQL
// several processes may each hold one.
type Store struct {
	read   *sql.DB // reader pool: cannot write, sees only committed rows
	pen    *pen    // writes what is decided, one transaction at a time
	pencil *pen    // writes what is noted beside the journal; over SQLite the pen
	log    *slog.Logger

	patience time.Duration      // how long a read may take, 0: as long as its context says
	shared   bool               // other processes may write, too
	snapshot sql.IsolationLevel // of a transaction that reads as of one instant
	ear      *ear               // hears of their entries; nil when not shared

	closed chan struct{}      // ends the writers once they have written what waits
	ended  chan struct{}      // nobody writes any more
	deaf   context.CancelFunc // ends hearing
	once   sync.Once
	done   sync.WaitGroup

	mu        sync.Mutex // guards listeners and told, held while telling
	listeners []func([]care.Entry)
	told      int64 // the newest entry that the listeners know
}

// Open opens the record at address and brings its schema up to date. The address
// is a file, "sqlite:///path/to/file.db", or a server,
// "postgres://user:password@host:5432/name". It blocks while it migrates. A
// server that does not answer is [care.ErrUnavailable].
func Open(ctx context.Context, address string, log *slog.Logger) (*Store, error) {
	log = log.With("room", "records")
	var s *Store
	var err error
	scheme, _, _ := strings.Cut(address, "://")
	switch scheme {
	case "sqlite":
		s, err = openSQLite(ctx, address)
	case "postgres", "postgresql":
		s, err = openPostgres(ctx, address, log)
	default:
		return nil, fmt.Errorf("records: the database address must begin with sqlite:// or postgres://: %w", care.ErrInvalid)
	}
	if err != nil {
		return nil, err
	}
	s.log = log
	s.closed, s.ended = make(chan struct{}), make(chan struct{})
	running, deaf := context.WithCancel(context.WithoutCancel(ctx))
	s.deaf = deaf
	for _, p := range s.pens() {
		s.done.Go(func() { s.writeLoop(p) })
	}
	if s.told, err = s.LastEntry(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	if s.ear != nil {
		s.done.Go(func() { s.hear(running) })
	}
	return s, nil
}

func (s *Store) pens() []*pen {
	if s.pencil == s.pen {
		return []*pen{s.pen}
	}
	return []*pen{s.pen, s.pencil}
}

// Ping reports whether the record can be read.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("records: ping: %w", errors.Join(care.ErrUnavailable, err))
	}
	return nil
}

// Clock is the time by the database's own clock, which all processes of a site share.
// It blocks on a read.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	var ms int64
	if err := s.read.QueryRowContext(ctx, `SELECT `+s.pen.engine.now).Scan(&ms); err != nil {
		return time.Time{}, fmt.Errorf("records: clock: %w", translate(err))
	}
	return fromMillis(ms), nil
}

// bounded gives a read its longest time.
func (s *Store) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.patience == 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, s.patience, errAway)
}

// errAway is why a read or a write was given up.
var errAway = fmt.Errorf("the database does not answer: %w", care.ErrUnavailable)

// Close finishes the writes that wait and closes the record. It is idempotent.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		s.deaf()
		close(s.closed)
		s.done.Wait()
		close(s.ended)
		err = s.read.Close()
		for _, p := range s.pens() {
			err = errors.Join(err, p.db.Close())
		}
	})
	return err
}
