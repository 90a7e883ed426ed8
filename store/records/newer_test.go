package records

import (
	"log/slog"
	"testing"
)

// A rollback leaves the schema as the newer binary made it: the older one opens it
// all the same, and again, and writes.
func TestAnOlderBinaryOpensANewerSchema(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		address := db.address(t)
		s, err := Open(t.Context(), address, slog.New(slog.DiscardHandler))
		must(t, err)
		for _, version := range []int{9001, 9003} {
			_, err := s.pen.db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`, version, true)
			must(t, err)
		}
		_, err = s.pen.db.ExecContext(t.Context(), `CREATE TABLE of_a_newer_binary (id TEXT PRIMARY KEY)`)
		must(t, err)
		must(t, s.Close())
		for range 2 {
			s := openAt(t, address)
			if mine, err := s.TakeTurn(t.Context(), "turn", "older", 1e9); err != nil || !mine {
				t.Errorf("a turn: %v, %v", mine, err)
			}
			must(t, s.Close())
		}
	})
}
