package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"yian/care"
)

// Copied says what a copy of a record holds.
type Copied struct {
	Tables  []Moved
	Entries int64  // of the journal
	Hash    []byte // of its last entry: whoever has noted it can prove what was before
}

// end reads where the journal ends.
func (c *Copied) end(ctx context.Context, db querier) error {
	err := db.QueryRowContext(ctx, `SELECT hash FROM journal_head WHERE id = 1`).Scan(&c.Hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("records: journal head: %w", translate(err))
	}
	return nil
}

// Backup copies a record as it is at one instant into a new SQLite file, whichever
// database it lies in, while others go on writing. It counts each table on both
// sides and verifies the journal on both sides before the file counts; after an
// error the file is of no use. It writes nothing to the source, and refuses one
// whose schema is not that of this version.
func Backup(ctx context.Context, from, file string, log *slog.Logger) (Copied, error) {
	if _, err := os.Lstat(file); err == nil {
		return Copied{}, fmt.Errorf("records: back up: %s is there already: %w", file, care.ErrConflict)
	}
	m := &mover{log: log.With("room", "records")}
	source, err := m.look(ctx, from)
	if err != nil {
		return Copied{}, err
	}
	defer source.Close()
	target, err := Open(ctx, "sqlite://"+file, log)
	if err != nil {
		_ = m.source.Rollback()
		return Copied{}, fmt.Errorf("records: back up: %w", err)
	}
	m.targetOf = target.pen.engine
	if m.target, err = target.alone(ctx); err != nil {
		_ = m.source.Rollback()
		_ = target.Close()
		return Copied{}, fmt.Errorf("records: back up: %w", err)
	}
	all, err := m.run(ctx)
	m.rollback()
	return all, errors.Join(err, target.Close())
}

// look begins to read a record as of one instant, without migrating it.
func (m *mover) look(ctx context.Context, address string) (*sql.DB, error) {
	db, e, level, err := readOnly(address)
	if err != nil {
		return nil, err
	}
	m.sourceOf = e
	if m.source, err = db.BeginTx(ctx, &sql.TxOptions{Isolation: level, ReadOnly: true}); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("records: back up: %w", translate(err))
	}
	return db, nil
}

// readOnly opens a record for as long as a copy may take.
func readOnly(address string) (*sql.DB, engine, sql.IsolationLevel, error) {
	if path, ok := strings.CutPrefix(address, "sqlite://"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil, engine{}, 0, fmt.Errorf("records: there is no record at %s: %w", address, care.ErrNotFound)
		}
		db, err := sql.Open("sqlite", dsn(path, "deferred", "FULL")+"&_pragma=query_only(1)")
		if err != nil {
			return nil, engine{}, 0, fmt.Errorf("records: open: %w", err)
		}
		return db, inSQLite(), sql.LevelDefault, nil
	}
	cfg, err := parsePostgres(address)
	if err != nil {
		return nil, engine{}, 0, err
	}
	// No time-outs: the last table is read long after the first.
	params := map[string]string{"default_transaction_read_only": "on", "statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
	return pool(withParams(cfg, params), 1), onPostgreSQL(), sql.LevelRepeatableRead, nil
}

// CheckEmpty returns a [care.ErrConflict] unless the record at address is empty, or
// not there yet. It makes no file.
func CheckEmpty(ctx context.Context, address string, log *slog.Logger) error {
	if path, ok := strings.CutPrefix(address, "sqlite://"); ok {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil
		}
	}
	s, err := Open(ctx, address, log)
	if err != nil {
		return err
	}
	defer s.Close()
	tables, err := s.pen.engine.tables(ctx, s.read)
	if err != nil {
		return err
	}
	return isEmpty(ctx, s.read, tables)
}
