package postgrestest_test

import (
	"os"
	"path/filepath"
	"testing"

	"yian/store/records/postgrestest"
)

func TestAServerKeepsItsDataOverAStop(t *testing.T) {
	s := postgrestest.Own(t)
	s.Exec(t, `CREATE TABLE kept (n integer)`)
	for _, stop := range []func(){s.Halt, s.Kill} {
		stop()
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		s.Exec(t, `INSERT INTO kept VALUES (1)`)
	}
	s.Stop()
	if _, err := os.Stat(filepath.Dir(s.Socket())); !os.IsNotExist(err) {
		t.Errorf("after Stop its folder is there: %v", err)
	}
}
