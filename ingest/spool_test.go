package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func reopenSpool(t *testing.T, dir string, most int64) *spool {
	t.Helper()
	s, err := openSpool(dir, most)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// takeAll empties the queue in order.
func takeAll(t *testing.T, s *spool) []string {
	t.Helper()
	var all []string
	for {
		got, err := s.peek()
		if err != nil {
			t.Fatal(err)
		}
		if got.size == 0 {
			return all
		}
		if got.received.UnixMilli() != 1700000000000 {
			t.Errorf("received %v", got.received)
		}
		all = append(all, strings.Split(string(got.lines), "\n")...)
		s.skip(got)
	}
}

func putAll(t *testing.T, s *spool, batches ...string) {
	t.Helper()
	for _, b := range batches {
		if err := s.put([]byte(b), time.UnixMilli(1700000000000)); err != nil {
			t.Fatal(err)
		}
	}
}

func filesIn(t *testing.T, dir string) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.queue"))
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

func TestSpoolKeepsOrderOverARestart(t *testing.T) {
	dir := t.TempDir()
	s := reopenSpool(t, dir, 1<<20)
	putAll(t, s, "a", "b", "c")
	s.skip(spooled{size: spoolHead + 1})
	putAll(t, s, "d")
	s.close()
	s = reopenSpool(t, dir, 1<<20)
	putAll(t, s, "e")
	// What was taken out before a crash may come again; nothing may be missing.
	if diff := cmp.Diff([]string{"a", "b", "c", "d", "e"}, takeAll(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.size() != 0 || filesIn(t, dir) != 0 {
		t.Errorf("empty, it holds %d bytes in %d files", s.size(), filesIn(t, dir))
	}
	putAll(t, s, "f")
	if diff := cmp.Diff([]string{"f"}, takeAll(t, s)); diff != "" {
		t.Errorf("after it was empty (-want +got):\n%s", diff)
	}
}

// TestSpoolGivesSmallBatchesTogether: a batch is as small as the broker's window, and
// one request for each would take longer than the outage did.
func TestSpoolGivesSmallBatchesTogether(t *testing.T) {
	dir := t.TempDir()
	s := reopenSpool(t, dir, 1<<30)
	large := strings.Repeat("x", mostTaken-4)
	putAll(t, s, "a\n", "b\n", large+"\n", "c\n", "d\n")
	for _, want := range []string{"a\nb\n", large + "\nc\n", "d\n"} {
		got, err := s.peek()
		if err != nil || string(got.lines) != want {
			t.Errorf("got %d bytes and %v, want %d", len(got.lines), err, len(want))
		}
		s.skip(got)
	}
	if s.size() != 0 || filesIn(t, dir) != 0 {
		t.Errorf("%d bytes in %d files are left", s.size(), filesIn(t, dir))
	}
}

func TestSpoolGivesWhatIsSoundBeforeTheDamage(t *testing.T) {
	dir := t.TempDir()
	s := reopenSpool(t, dir, 1<<20)
	putAll(t, s, "a\n", "b\n", "c\n")
	names, _ := filepath.Glob(filepath.Join(dir, "*.queue"))
	whole, _ := os.ReadFile(names[0])
	whole[len(whole)-1] ^= 0xff
	if err := os.WriteFile(names[0], whole, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := s.peek()
	if err != nil || string(got.lines) != "a\nb\n" {
		t.Errorf("got %q and %v", got.lines, err)
	}
	s.skip(got)
	if _, err := s.peek(); err == nil {
		t.Error("the damage was not seen")
	}
}

func TestSpoolUsesManyFiles(t *testing.T) {
	dir := t.TempDir()
	s := reopenSpool(t, dir, 1<<30)
	var want []string
	for n := range 20 {
		want = append(want, fmt.Sprintf("%02d%s", n, make([]byte, 1<<20)))
	}
	putAll(t, s, want...)
	if n := filesIn(t, dir); n < 3 {
		t.Errorf("20 MiB in %d files", n)
	}
	if diff := cmp.Diff(want, takeAll(t, s)); diff != "" {
		t.Error("the order or the content changed")
	}
	if n := filesIn(t, dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

func TestSpoolIsBounded(t *testing.T) {
	s := reopenSpool(t, t.TempDir(), 100)
	putAll(t, s, "0123456789012345678901234567890123456789")
	if err := s.put(make([]byte, 60), time.Now()); !errors.Is(err, errSpoolFull) {
		t.Errorf("got %v, want full", err)
	}
	takeAll(t, s)
	putAll(t, s, string(make([]byte, 60)))
}

func TestSpoolCutsOffATornEnd(t *testing.T) {
	dir := t.TempDir()
	s := reopenSpool(t, dir, 1<<20)
	putAll(t, s, "a", "b")
	s.close()
	names, _ := filepath.Glob(filepath.Join(dir, "*.queue"))
	whole, _ := os.ReadFile(names[0])
	if err := os.WriteFile(names[0], whole[:len(whole)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	s = reopenSpool(t, dir, 1<<20)
	putAll(t, s, "c")
	if diff := cmp.Diff([]string{"a", "c"}, takeAll(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSpoolGoesOnAfterTheDiskFailed(t *testing.T) {
	s := reopenSpool(t, t.TempDir(), 1<<20)
	putAll(t, s, "a")
	_ = s.tail.Close() // the disk fails
	if err := s.put([]byte("b"), time.UnixMilli(1700000000000)); err == nil {
		t.Fatal("the failure was swallowed")
	}
	putAll(t, s, "c")
	if diff := cmp.Diff([]string{"a", "c"}, takeAll(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSpoolPassesOverANameThatIsTaken(t *testing.T) {
	dir := t.TempDir()
	s := reopenSpool(t, dir, 1<<20)
	// What a beginning leaves that failed after the file was made.
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%016d.queue", s.next)), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_ = s.put([]byte("a"), time.UnixMilli(1700000000000)) // may fail
	putAll(t, s, "b")                                     // but not for ever
	if got := takeAll(t, s); !slices.Contains(got, "b") {
		t.Errorf("got %q", got)
	}
}

func TestFileThatCannotBeOpenedNowIsNotGivenUp(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := reopenSpool(t, dir, 1<<20)
		putAll(t, s, "a")
		path := s.files[0].path
		// It stands for a lack of file descriptors, which passes.
		if err := errors.Join(os.Rename(path, path+".aside"), os.Symlink(path, path)); err != nil {
			t.Fatal(err)
		}
		store := &memory{}
		k := &keeper{store: store, spool: s, log: slog.New(slog.DiscardHandler), meters: newMeters()}
		ctx, cancel := context.WithCancel(t.Context())
		var drain sync.WaitGroup
		drain.Go(func() { k.drain(ctx) })
		<-time.After(time.Minute)
		if err := os.Rename(path+".aside", path); err != nil {
			t.Error(err)
		}
		<-time.After(time.Minute)
		cancel()
		drain.Wait()
		if diff := cmp.Diff([]string{"a"}, store.batches); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// memory is a store of readings.
type memory struct {
	Readings
	batches []string
}

func (m *memory) Write(_ context.Context, batch []byte) error {
	m.batches = append(m.batches, string(batch))
	return nil
}

func TestSpoolLeavesADamagedFileBehind(t *testing.T) {
	dir := t.TempDir()
	s := reopenSpool(t, dir, 1<<20)
	putAll(t, s, "aaaa", "bbbb")
	names, _ := filepath.Glob(filepath.Join(dir, "*.queue"))
	whole, _ := os.ReadFile(names[0])
	whole[spoolHead] ^= 0xff
	if err := os.WriteFile(names[0], whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.peek(); err == nil {
		t.Fatal("the damage was not seen")
	}
	if lost := s.forsake(); lost != int64(len(whole)) || s.size() != 0 {
		t.Errorf("lost %d bytes, %d left", lost, s.size())
	}
	putAll(t, s, "c")
	if diff := cmp.Diff([]string{"c"}, takeAll(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
