package records

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"yian/store/records/postgrestest"
)

// database is one of the two that the record may lie in.
type database struct {
	// address makes a new, empty one with its schema.
	address func(t testing.TB) string
	// several processes may write to it.
	shared bool
}

func onSQLite() database {
	return database{address: func(t testing.TB) string { return "sqlite://" + filepath.Join(t.TempDir(), "yian.db") }}
}

func onPostgres() database {
	return database{shared: true, address: func(t testing.TB) string {
		return postgrestest.Database(t, "records", func(address string) error {
			s, err := Open(context.Background(), address, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			return s.Close()
		})
	}}
}

// onBoth runs a test on SQLite, and on PostgreSQL where there is one: the two
// behave the same.
func onBoth(t *testing.T, test func(t *testing.T, db database)) {
	t.Run("sqlite", func(t *testing.T) { test(t, onSQLite()) })
	t.Run("postgres", func(t *testing.T) {
		postgrestest.Shared(t)
		test(t, onPostgres())
	})
}

// open opens a new record.
func (db database) open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, db.address(t))
}

func openAt(t testing.TB, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
