package records

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
)

// The migrations are written once, in words that SQLite takes as they are.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings a schema up to date: every migration that is missing, in order,
// each in a transaction. There is no way back.
func migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, from fs.FS) error {
	files, err := fs.Sub(from, "migrations")
	if err != nil {
		return fmt.Errorf("records: migrations: %w", err)
	}
	// Numbers are given when work begins, and work ends in another order.
	p, err := goose.NewProvider(dialect, db, files, goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("records: migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("records: migrate: %w", translate(err))
	}
	return nil
}

// toPostgres says a migration in PostgreSQL's words. Text is compared by its
// bytes, as SQLite does it, whatever language the server was installed in: the
// order of lists stays the same, and a region's prefix finds its index.
var toPostgres = strings.NewReplacer("x''", "''", " BLOB", " BYTEA", " TEXT", ` TEXT COLLATE "C"`)

// inPostgres reads the migrations as PostgreSQL takes them.
type inPostgres struct{ fs.FS }

// Open returns a file with its words exchanged, or a folder.
func (t inPostgres) Open(name string) (fs.File, error) {
	f, err := t.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return &said{File: f, Reader: bytes.NewReader([]byte(toPostgres.Replace(string(text))))}, nil
}

// said is a file whose text was exchanged.
type said struct {
	fs.File
	*bytes.Reader
}

// Read reads the new text.
func (s *said) Read(b []byte) (int, error) { return s.Reader.Read(b) }
