package records

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"yian/store/records/postgrestest"
)

// TestReleasedSchemasMigrate opens a dump of every schema that was ever released,
// with a few rows in each table: nothing is lost on the way to the present one. The
// number is the last migration of that release. A dump is never made anew.
func TestReleasedSchemasMigrate(t *testing.T) {
	dumps, err := filepath.Glob("testdata/released/*.sql")
	must(t, err)
	if len(dumps) < 4 {
		t.Fatalf("found %d dumps", len(dumps))
	}
	for _, dump := range dumps {
		name := strings.TrimSuffix(filepath.Base(dump), ".sql")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(dump)
			must(t, err)
			var address string
			var fresh database
			if strings.HasSuffix(name, ".sqlite") {
				fresh = onSQLite()
				address = fresh.address(t)
				db, err := sql.Open("sqlite", strings.TrimPrefix(address, "sqlite://"))
				must(t, err)
				_, err = db.ExecContext(t.Context(), string(text))
				must(t, err)
				must(t, db.Close())
			} else {
				fresh = onPostgres()
				address = postgrestest.Database(t, "", nil)
				conn, err := pgx.Connect(t.Context(), address)
				must(t, err)
				_, err = conn.Exec(t.Context(), string(text))
				must(t, err)
				must(t, conn.Close(context.WithoutCancel(t.Context())))
			}
			s := openAt(t, address)
			if got, want := schema(t, s), schema(t, fresh.open(t)); got != want {
				t.Errorf("migrated:\n%s\nnew:\n%s", got, want)
			}
			furnished(t, s)
		})
	}
}

// schema describes every table with its columns.
func schema(t testing.TB, s *Store) string {
	t.Helper()
	tables, err := s.pen.engine.tables(t.Context(), s.read)
	must(t, err)
	var b strings.Builder
	for _, table := range tables {
		b.WriteString(table.name + ": " + strings.Join(table.columns, " ") + "\n")
	}
	return b.String()
}
