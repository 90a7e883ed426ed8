package records

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"

	"yian/care"
)

// Moved is how much of one table was moved.
type Moved struct {
	Table string
	Rows  int64
}

// Move copies a whole record into an empty one, of the same or the other kind, in
// one transaction. Both are brought up to date first. It counts each table on both
// sides, verifies the journal where it came from and where it came to, and keeps
// nothing when anything is wrong. Nobody can write to either while it runs. It
// returns what was moved, by table, and how many entries the journal has.
func Move(ctx context.Context, from, to string, log *slog.Logger) ([]Moved, int64, error) {
	if path, ok := strings.CutPrefix(from, "sqlite://"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil, 0, fmt.Errorf("records: move: there is no record at %s: %w", from, care.ErrNotFound)
		}
	}
	source, err := Open(ctx, from, log)
	if err != nil {
		return nil, 0, fmt.Errorf("records: move: source: %w", err)
	}
	defer source.Close()
	target, err := Open(ctx, to, log)
	if err != nil {
		return nil, 0, fmt.Errorf("records: move: target: %w", err)
	}
	defer target.Close()
	m := &mover{log: log.With("room", "records")}
	if err := m.begin(ctx, source, target); err != nil {
		return nil, 0, err
	}
	defer m.rollback()
	all, err := m.run(ctx)
	return all.Tables, all.Entries, err
}

// mover copies one record into another, in one transaction of each.
type mover struct {
	source, target     *sql.Tx
	sourceOf, targetOf engine
	log                *slog.Logger
}

func (m *mover) begin(ctx context.Context, source, target *Store) (err error) {
	m.sourceOf, m.targetOf = source.pen.engine, target.pen.engine
	if m.source, err = source.alone(ctx); err != nil {
		return fmt.Errorf("records: move: source: %w", err)
	}
	if m.target, err = target.alone(ctx); err != nil {
		_ = m.source.Rollback()
		return fmt.Errorf("records: move: target: %w", err)
	}
	return nil
}

func (m *mover) rollback() {
	_ = m.source.Rollback() // only read
	_ = m.target.Rollback() // nothing left to roll back after the commit
}

// alone begins a transaction beside which nobody decides, and which may take its
// time.
func (s *Store) alone(ctx context.Context) (*sql.Tx, error) {
	tx, err := s.pen.db.BeginTx(ctx, &sql.TxOptions{Isolation: s.snapshot})
	if err != nil {
		return nil, translate(err)
	}
	statements := []string{}
	if s.shared {
		statements = append(statements, `SET LOCAL idle_in_transaction_session_timeout = 0`, `SET LOCAL statement_timeout = 0`, s.pen.engine.turn)
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			_ = tx.Rollback()
			return nil, translate(err)
		}
	}
	return tx, nil
}

func (m *mover) run(ctx context.Context) (Copied, error) {
	entries, err := verify(ctx, m.source)
	if err != nil {
		return Copied{}, fmt.Errorf("records: the journal of the source does not hold: %w", err)
	}
	tables, err := m.sourceOf.tables(ctx, m.source)
	if err != nil {
		return Copied{}, err
	}
	into, err := m.targetOf.tables(ctx, m.target)
	if err != nil {
		return Copied{}, err
	}
	if !slices.EqualFunc(tables, into, func(a, b table) bool { return a.name == b.name && slices.Equal(a.columns, b.columns) }) {
		return Copied{}, fmt.Errorf("records: source and target have other tables: they are of other versions of Yian: %w", care.ErrConflict)
	}
	if err := m.empty(ctx, into); err != nil {
		return Copied{}, err
	}
	all := Copied{Entries: entries}
	for _, t := range tables {
		rows, err := m.copyWhole(ctx, t)
		if err != nil {
			return Copied{}, err
		}
		all.Tables = append(all.Tables, Moved{t.name, rows})
	}
	arrived, err := verify(ctx, m.target)
	if err != nil {
		return Copied{}, fmt.Errorf("records: the journal does not hold in the target: %w", err)
	}
	if arrived != entries {
		return Copied{}, fmt.Errorf("records: the journal has %d entries in the source and %d in the target", entries, arrived)
	}
	if err := all.end(ctx, m.target); err != nil {
		return Copied{}, err
	}
	if err := m.target.Commit(); err != nil {
		return Copied{}, fmt.Errorf("records: copy: %w", translate(err))
	}
	return all, nil
}

// copyWhole copies a table and compares how many rows it has on both sides.
func (m *mover) copyWhole(ctx context.Context, t table) (int64, error) {
	if err := m.copy(ctx, t); err != nil {
		return 0, err
	}
	there, err := count(ctx, m.source, t.name)
	if err != nil {
		return 0, err
	}
	here, err := count(ctx, m.target, t.name)
	if err != nil {
		return 0, err
	}
	if there != here {
		return 0, fmt.Errorf("records: %s has %d rows in the source and %d in the target", t.name, there, here)
	}
	m.log.Info("table copied", "table", t.name, "rows", here)
	return here, nil
}

// empty sees that nothing is in the target but the end of an empty journal, and
// takes that out.
func (m *mover) empty(ctx context.Context, tables []table) error {
	if err := isEmpty(ctx, m.target, tables); err != nil {
		return err
	}
	if _, err := m.target.ExecContext(ctx, `DELETE FROM journal_head`); err != nil {
		return fmt.Errorf("records: copy: %w", translate(err))
	}
	return nil
}

func isEmpty(ctx context.Context, db querier, tables []table) error {
	for _, t := range tables {
		query := `SELECT COUNT(*) FROM ` + t.name
		if t.name == "journal_head" {
			query += ` WHERE seq > 0`
		}
		var n int64
		if err := db.QueryRowContext(ctx, query).Scan(&n); err != nil {
			return fmt.Errorf("records: copy: %w", translate(err))
		}
		if n > 0 {
			return fmt.Errorf("records: the target is not empty, %s has rows: %w", t.name, care.ErrConflict)
		}
	}
	return nil
}

// rowsAtOnce is how many rows one statement carries: their values stay below what
// either database takes.
const rowsAtOnce = 200

func (m *mover) copy(ctx context.Context, t table) error {
	rows, err := m.source.QueryContext(ctx, `SELECT `+strings.Join(t.columns, ", ")+` FROM `+t.name)
	if err != nil {
		return fmt.Errorf("records: copy %s: %w", t.name, translate(err))
	}
	defer rows.Close()
	var values []any
	put := func() error {
		if len(values) == 0 {
			return nil
		}
		_, err := m.target.ExecContext(ctx, t.insert(len(values)/len(t.columns)), values...)
		if err != nil {
			return fmt.Errorf("records: copy %s: %w", t.name, translate(err))
		}
		values = values[:0]
		return nil
	}
	for rows.Next() {
		row := make([]any, len(t.columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("records: copy %s: %w", t.name, translate(err))
		}
		if values = append(values, row...); len(values) == rowsAtOnce*len(t.columns) {
			if err := put(); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("records: copy %s: %w", t.name, translate(err))
	}
	return put()
}

// table is one of the record's own.
type table struct {
	name    string
	columns []string
}

// insert is the statement that writes n rows.
func (t table) insert(n int) string {
	return `INSERT INTO ` + t.name + ` (` + strings.Join(t.columns, ", ") + `)` + placeholders(n, len(t.columns))
}

// tables lists the record's tables with their columns, both by name, without what
// the migrations keep for themselves.
func (e engine) tables(ctx context.Context, db querier) ([]table, error) {
	type column struct{ table, name string }
	columns, err := collectOnce(ctx, db, func(rows *sql.Rows) (c column, err error) {
		err = rows.Scan(&c.table, &c.name)
		return c, err
	}, e.columns)
	if err != nil {
		return nil, err
	}
	var all []table
	for _, c := range columns {
		if c.table == "goose_db_version" {
			continue
		}
		if len(all) == 0 || all[len(all)-1].name != c.table {
			all = append(all, table{name: c.table})
		}
		t := &all[len(all)-1]
		t.columns = append(t.columns, c.name)
	}
	return all, nil
}

func count(ctx context.Context, db querier, table string) (n int64, err error) {
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		return 0, fmt.Errorf("records: count %s: %w", table, translate(err))
	}
	return n, nil
}
