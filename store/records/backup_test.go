package records

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

var silent = slog.New(slog.DiscardHandler)

// backedUp copies a record into a file of the test.
func backedUp(t *testing.T, address string) (string, Copied) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "yian.db")
	all, err := Backup(t.Context(), address, file, silent)
	must(t, err)
	return file, all
}

// TestBackupIsTheRecord: either database becomes the same file, and the file becomes
// either database. Nothing but what would ring is different afterwards.
func TestBackupIsTheRecord(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		source := db.address(t)
		s := openAt(t, source) // stays open: the site runs
		furnish(t, s)
		file, all := backedUp(t, source)
		if left, _ := filepath.Glob(file + "?*"); len(left) > 0 {
			t.Errorf("beside the file: %v", left)
		}
		if diff := cmp.Diff(contents(t, source), contents(t, "sqlite://"+file)); diff != "" {
			t.Errorf("(-source +copy)\n%s", diff)
		}
		n, err := s.Verify(t.Context())
		must(t, err)
		if all.Entries != n || len(all.Hash) != 32 || len(all.Tables) < 20 {
			t.Errorf("got %d entries of %d, hash %x, %d tables", all.Entries, n, all.Hash, len(all.Tables))
		}
		if _, err := Backup(t.Context(), source, file, silent); !errors.Is(err, care.ErrConflict) {
			t.Errorf("over a copy: got %v, want a conflict", err)
		}
		// Whoever looks into a copy does not change it: its sum is in a manifest.
		before, err := os.ReadFile(file)
		must(t, err)
		looked, err := Open(t.Context(), "sqlite://"+file, silent)
		must(t, err)
		_, err = looked.Verify(t.Context())
		must(t, errors.Join(err, looked.Close()))
		if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
			t.Errorf("verifying changed the copy, %v", err)
		}
		for _, target := range []string{onPostgres().address(t), onSQLite().address(t)} {
			work := filepath.Join(t.TempDir(), "work.db")
			copyFile(t, file, work)
			must(t, CheckEmpty(t.Context(), target, silent))
			got, done, err := Restore(t.Context(), work, target, all, pressedAt.Add(time.Hour), "from a test", silent)
			must(t, err)
			if got.Entries != n+2 || done != (Quieted{Notices: 1, Feedback: 2, Commands: 1, Incidents: 1}) {
				t.Errorf("%d entries after %d, %+v", got.Entries, n, done)
			}
			if err := CheckEmpty(t.Context(), target, silent); !errors.Is(err, care.ErrConflict) {
				t.Errorf("a restored record is empty: %v", err)
			}
			furnished(t, openAt(t, target))
		}
	})
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	must(t, err)
	defer in.Close()
	out, err := os.Create(to)
	must(t, err)
	_, err = io.Copy(out, in)
	must(t, errors.Join(err, out.Close()))
}

// TestBackupWhileOthersWrite: a copy is as of one instant, and holds nobody up.
func TestBackupWhileOthersWrite(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		source := db.address(t)
		s := openAt(t, source)
		furnish(t, s)
		stop := make(chan struct{})
		var writing sync.WaitGroup
		for range 3 {
			writing.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					if err := writeOne(t.Context(), s, "meanwhile"); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for range 5 {
			file, all := backedUp(t, source)
			n, err := openAt(t, "sqlite://"+file).Verify(t.Context())
			if err != nil || n != all.Entries {
				t.Errorf("%d entries of %d, %v", n, all.Entries, err)
			}
		}
		close(stop)
		writing.Wait()
	})
}

func TestBackupOfWhatDoesNotHold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "yian.db")
	if _, err := Backup(t.Context(), onSQLite().address(t), file, silent); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("of nothing: got %v", err)
	}
	onBoth(t, func(t *testing.T, db database) {
		source := db.address(t)
		s := openAt(t, source)
		furnish(t, s)
		_, err := s.pen.db.ExecContext(t.Context(), `UPDATE journal SET by = 'other' WHERE seq = 3`)
		must(t, err)
		var broken *Broken
		if _, err := Backup(t.Context(), source, filepath.Join(t.TempDir(), "yian.db"), silent); !errors.As(err, &broken) || broken.Seq != 3 {
			t.Errorf("a broken journal: got %v", err)
		}
		// Of another version: nothing is migrated for the sake of a copy.
		_, err = s.pen.db.ExecContext(t.Context(), `CREATE TABLE later (id TEXT PRIMARY KEY)`)
		must(t, err)
		_, err = s.pen.db.ExecContext(t.Context(), `UPDATE journal SET by = 'admin' WHERE seq = 3`)
		must(t, err)
		if _, err := Backup(t.Context(), source, filepath.Join(t.TempDir(), "yian.db"), silent); err == nil {
			t.Error("a record of another version was copied")
		}
	})
}

// TestRestoreOfWhatDoesNotHold: a copy that was changed is not restored.
func TestRestoreOfWhatDoesNotHold(t *testing.T) {
	source := onSQLite().address(t)
	furnish(t, openAt(t, source))
	file, all := backedUp(t, source)
	target := onPostgres().address(t)
	work := func() string {
		to := filepath.Join(t.TempDir(), "work.db")
		copyFile(t, file, to)
		return to
	}
	other := all
	other.Hash = bytes.Repeat([]byte{1}, 32)
	if _, _, err := Restore(t.Context(), work(), target, other, pressedAt, "", silent); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("another journal: got %v", err)
	}
	tampered := work()
	s := openAt(t, "sqlite://"+tampered)
	_, err := s.pen.db.ExecContext(t.Context(), `UPDATE journal SET by = 'other' WHERE seq = 3`)
	must(t, err)
	must(t, s.Close())
	var broken *Broken
	if _, _, err := Restore(t.Context(), tampered, target, all, pressedAt, "", silent); !errors.As(err, &broken) || broken.Seq != 3 {
		t.Errorf("a tampered journal: got %v", err)
	}
	must(t, CheckEmpty(t.Context(), target, silent))
	furnish(t, openAt(t, target))
	if _, _, err := Restore(t.Context(), work(), target, all, pressedAt, "", silent); !errors.Is(err, care.ErrConflict) {
		t.Errorf("onto something: got %v", err)
	}
}

// TestRestoredRecordTellsNobodyAgain: what was due is not, what comes is.
func TestRestoredRecordTellsNobodyAgain(t *testing.T) {
	source := onSQLite().address(t)
	furnish(t, openAt(t, source))
	onBoth(t, func(t *testing.T, db database) {
		file, all := backedUp(t, source)
		target := db.address(t)
		now := pressedAt.Add(time.Hour)
		_, _, err := Restore(t.Context(), file, target, all, now, "", silent)
		must(t, err)
		s, ctx := openAt(t, target), t.Context()
		for what, due := range map[string]func(time.Time) (int, error){
			"notices":   func(at time.Time) (int, error) { l, err := s.DueNotices(ctx, at, 9); return len(l), err },
			"feedback":  func(at time.Time) (int, error) { l, err := s.FirstFeedback(ctx, at, 9); return len(l), err },
			"incidents": func(at time.Time) (int, error) { l, err := s.DueIncidents(ctx, at, true); return len(l), err },
			"orders":    func(at time.Time) (int, error) { l, err := s.LapsedOrders(ctx, at); return len(l), err },
		} {
			if n, err := due(now.Add(48 * time.Hour)); err != nil || n != 0 {
				t.Errorf("%d %s are due, %v", n, what, err)
			}
		}
		must(t, s.FeedbackAgain(ctx, "d-c1", now.Add(time.Second))) // the device comes back
		if list, err := s.FirstFeedback(ctx, now.Add(time.Hour), 9); err != nil || len(list) != 0 {
			t.Errorf("told again: %+v, %v", list, err)
		}
		notices, _, err := s.Notices(ctx, care.Everything, care.Page{})
		must(t, err)
		if len(notices) != 1 || notices[0].Error != Restored || notices[0].FailedAt == nil {
			t.Errorf("notices %+v", notices)
		}
		lines, err := s.Timeline(ctx, "incident", "i1")
		must(t, err)
		if last := lines[len(lines)-1]; last.What != "incident.restored" {
			t.Errorf("the timeline ends with %+v", last)
		}
	})
}
