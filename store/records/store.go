package records

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"yian/care"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is the record. It is safe for concurrent use.
type Store struct {
	read  *sql.DB // reader pool: sees only committed rows
	pen   *sql.DB // the one writing connection
	queue chan *job
	stop  chan struct{}
	once  sync.Once
	done  sync.WaitGroup
	log   *slog.Logger

	mu        sync.Mutex // guards listeners
	listeners []func([]care.Entry)
}

// Open opens the record at address, "sqlite:///path/to/file.db", and brings its
// schema up to date. It blocks while it migrates.
func Open(ctx context.Context, address string, log *slog.Logger) (*Store, error) {
	path, err := sqlitePath(address)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("records: make folder: %w", err)
	}
	pen, err := sql.Open("sqlite", dsn(path, "immediate", "FULL"))
	if err != nil {
		return nil, fmt.Errorf("records: open: %w", err)
	}
	pen.SetMaxOpenConns(1)
	if err := migrate(ctx, pen); err != nil {
		_ = pen.Close()
		return nil, err
	}
	read, err := sql.Open("sqlite", dsn(path, "deferred", "FULL")+"&_pragma=query_only(1)")
	if err != nil {
		_ = pen.Close()
		return nil, fmt.Errorf("records: open readers: %w", err)
	}
	read.SetMaxOpenConns(8)
	s := &Store{read: read, pen: pen, queue: make(chan *job, 1024), stop: make(chan struct{}), log: log.With("room", "records")}
	s.done.Add(1)
	go s.writeLoop()
	return s, nil
}

func sqlitePath(address string) (string, error) {
	rest, ok := strings.CutPrefix(address, "sqlite://")
	if !ok || rest == "" {
		return "", fmt.Errorf("records: database address must begin with sqlite:// and name a file: %w", care.ErrInvalid)
	}
	return rest, nil
}

// dsn names the file with what keeps concurrent use honest: write-ahead log, a
// patient lock, transactions that take the lock at once (a read that turns into
// a write fails with BUSY_SNAPSHOT otherwise), and a flush at every commit.
func dsn(path, txlock, synchronous string) string {
	q := url.Values{}
	q.Set("_txlock", txlock)
	for _, p := range []string{"journal_mode(WAL)", "busy_timeout(5000)", "foreign_keys(1)", "synchronous(" + synchronous + ")", "cache_size(-16000)"} {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("records: migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return fmt.Errorf("records: migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("records: migrate: %w", err)
	}
	return nil
}

// Ping reports whether the record can be read.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("records: ping: %w", errors.Join(care.ErrUnavailable, err))
	}
	return nil
}

// Close finishes the writes that wait and closes the file. It is idempotent.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		close(s.stop)
		s.done.Wait()
		err = errors.Join(s.read.Close(), s.pen.Close())
	})
	return err
}

// Listen calls f after each commit with the entries that it wrote, in order. f
// must not block. Listeners are added before the first write.
func (s *Store) Listen(f func([]care.Entry)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners = append(s.listeners, f)
}

func (s *Store) tell(entries []care.Entry) {
	if len(entries) == 0 {
		return
	}
	s.mu.Lock()
	fs := s.listeners
	s.mu.Unlock()
	for _, f := range fs {
		f(entries)
	}
}
