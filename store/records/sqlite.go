package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"yian/care"
)

// openSQLite opens a file: one writing connection and a pool of readers.
func openSQLite(ctx context.Context, address string) (*Store, error) {
	path := strings.TrimPrefix(address, "sqlite://")
	if path == "" {
		return nil, fmt.Errorf("records: the address sqlite:// must name a file: %w", care.ErrInvalid)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("records: make folder: %w", err)
	}
	writer, err := sql.Open("sqlite", dsn(path, "immediate", "FULL"))
	if err != nil {
		return nil, fmt.Errorf("records: open: %w", err)
	}
	writer.SetMaxOpenConns(1)
	if err := migrate(ctx, goose.DialectSQLite3, writer, migrations); err != nil {
		_ = writer.Close()
		return nil, err
	}
	read, err := sql.Open("sqlite", dsn(path, "deferred", "FULL")+"&_pragma=query_only(1)")
	if err != nil {
		_ = writer.Close()
		return nil, fmt.Errorf("records: open readers: %w", err)
	}
	read.SetMaxOpenConns(8)
	p := newPen(writer, inSQLite())
	return &Store{read: read, pen: p, pencil: p}, nil
}

// inSQLite is what SQLite says in its own way.
func inSQLite() engine {
	return engine{
		readHead:  `SELECT seq, hash FROM journal_head WHERE id = 1`,
		writeHead: `UPDATE journal_head SET seq = $1, hash = $2 WHERE id = 1`,
		columns: `SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
			WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1, 2`,
		now: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
	}
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

// sqliteKind is the kind of an error of SQLite; nil when it is none, or of no
// kind.
func sqliteKind(err error) error {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return nil
	}
	switch fault.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return care.ErrConflict
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return care.ErrUnavailable
	}
	return nil
}
