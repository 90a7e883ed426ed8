package records

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"yian/care"
)

func entry(what, note string) care.Entry {
	return care.Entry{At: time.UnixMilli(1_700_000_000_123), By: "tester", What: "note." + what, Noun: "note", Subject: what, Note: note}
}

func TestConcurrentWritesShareACommitAndAllLand(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		var told sync.Map
		s.Listen(func(es []care.Entry) {
			for _, e := range es {
				if _, twice := told.LoadOrStore(e.Subject, e.Seq); twice {
					t.Errorf("entry %s told twice", e.Subject)
				}
			}
		})
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				err := s.write(t.Context(), func(tx *Tx) error {
					if err := tx.record(entry(fmt.Sprint(i), "")); err != nil {
						return err
					}
					if i%10 == 0 {
						return care.Conflict("test.fails", "这一笔不写")
					}
					return nil
				})
				if failed := i%10 == 0; failed != errors.Is(err, care.ErrConflict) {
					t.Errorf("write %d: got %v", i, err)
				}
			})
		}
		wg.Wait()
		n, err := s.Verify(t.Context())
		if err != nil || n != 180 {
			t.Fatalf("journal: got %d entries, %v; want 180", n, err)
		}
		for i := range 200 {
			if _, ok := told.Load(fmt.Sprint(i)); ok != (i%10 != 0) {
				t.Errorf("entry %d told: %v", i, ok)
			}
		}
	})
}

func TestAPanicInOneWriteHarmsNobodyElse(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		if err := s.write(t.Context(), func(*Tx) error { panic("bug") }); err == nil {
			t.Error("a panic must come back as an error")
		}
		if err := s.write(t.Context(), func(tx *Tx) error { return tx.record(entry("a", "")) }); err != nil {
			t.Errorf("the next write: %v", err)
		}
	})
}

func TestJournalDetectsTampering(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		for name, c := range map[string]struct {
			sql  string
			want int64 // the entry named, 0 when the chain holds
		}{
			"untouched":             {`UPDATE journal SET note = note`, 0},
			"note erased with salt": {`UPDATE journal SET note = '', salt = NULL WHERE seq = 2`, 0},
			"note changed":          {`UPDATE journal SET note = 'other' WHERE seq = 2`, 2},
			"author changed":        {`UPDATE journal SET by = 'other' WHERE seq = 2`, 2},
			"time changed":          {`UPDATE journal SET at = at + 1 WHERE seq = 3`, 3},
			"entry removed":         {`DELETE FROM journal WHERE seq = 2`, 2},
			"end removed":           {`DELETE FROM journal WHERE seq = 3`, 3},
			"place changed":         {`UPDATE journal SET region_id = '99' WHERE seq = 1`, 1},
		} {
			t.Run(name, func(t *testing.T) {
				s := db.open(t)
				for i := range 3 {
					if err := s.write(t.Context(), func(tx *Tx) error { return tx.record(entry(fmt.Sprint(i), "text")) }); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := s.pen.db.ExecContext(t.Context(), c.sql); err != nil {
					t.Fatal(err)
				}
				_, err := s.Verify(t.Context())
				var broken *Broken
				switch {
				case c.want == 0 && err != nil:
					t.Errorf("got %v, want a chain that holds", err)
				case c.want != 0 && !errors.As(err, &broken):
					t.Errorf("got %v, want entry %d named", err, c.want)
				case c.want != 0 && broken.Seq != c.want:
					t.Errorf("got entry %d, want %d", broken.Seq, c.want)
				}
			})
		}
	})
}

func TestForeignCursorIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		_, _, err := s.Entries(t.Context(), care.Everything, care.EntryQuery{Page: care.Page{Cursor: "nonsense"}})
		if !errors.Is(err, care.ErrInvalid) {
			t.Errorf("got %v, want invalid", err)
		}
	})
}

func TestEntriesPageThroughAll(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for i := range 7 {
			if err := s.write(t.Context(), func(tx *Tx) error { return tx.record(entry(fmt.Sprint(i), "")) }); err != nil {
				t.Fatal(err)
			}
		}
		var got []int64
		cursor := ""
		for {
			list, next, err := s.Entries(t.Context(), care.Everything, care.EntryQuery{Page: care.Page{Limit: 3, Cursor: cursor}})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				got = append(got, e.Seq)
			}
			if cursor = next; next == "" {
				break
			}
		}
		if fmt.Sprint(got) != "[7 6 5 4 3 2 1]" {
			t.Errorf("got %v", got)
		}
	})
}
