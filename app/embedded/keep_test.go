//go:build !noembedded

package embedded

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func reopen(t *testing.T, dir string) *keep {
	t.Helper()
	k, err := openKeep(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.close() })
	return k
}

func values(t *testing.T, k *keep, prefix string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	if err := k.each(prefix, func(v []byte) error { all[string(v)] = true; return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestKeepRemembersWhatItReturnedFrom(t *testing.T) {
	dir := t.TempDir()
	k := reopen(t, dir)
	var writers sync.WaitGroup
	for n := range 200 {
		writers.Go(func() {
			if err := k.set(fmt.Sprint("a", n), fmt.Append(nil, n)); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	k.del("a7")
	k.del("never")
	if err := k.close(); err != nil {
		t.Fatal(err)
	}
	if err := k.set("b", nil); !errors.Is(err, errKeepClosed) {
		t.Errorf("after close: got %v", err)
	}
	got := values(t, reopen(t, dir), "a")
	if len(got) != 199 || got["7"] || !got["8"] {
		t.Errorf("got %d values, 7 is %v", len(got), got["7"])
	}
}

func TestKeepCutsOffATornEnd(t *testing.T) {
	dir := t.TempDir()
	k := reopen(t, dir)
	for _, key := range []string{"a", "b"} {
		if err := k.set(key, []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
	_ = k.close()
	path := filepath.Join(dir, "sessions.log")
	log, _ := os.ReadFile(path)
	for _, torn := range [][]byte{log[:len(log)-1], append(bytes.Clone(log), 9, 0, 0, 0), append(bytes.Clone(log), 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5)} {
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		k := reopen(t, dir)
		got := values(t, k, "")
		if !got["a"] || len(torn) > len(log) && !got["b"] {
			t.Errorf("%d of %d bytes: got %v", len(torn), len(log), got)
		}
		if err := k.set("c", []byte("c")); err != nil {
			t.Fatal(err)
		}
		_ = k.close()
		if !values(t, reopen(t, dir), "")["c"] {
			t.Error("what came after the torn end is lost")
		}
	}
}

func TestKeepSaysWhenTheDiskFailsAndHeals(t *testing.T) {
	dir := t.TempDir()
	k := reopen(t, dir)
	if err := k.set("a", []byte("a")); err != nil {
		t.Fatal(err)
	}
	_ = k.file.Close() // the disk fails
	if err := k.set("b", []byte("b")); err == nil {
		t.Fatal("the failure was swallowed")
	}
	if err := k.set("c", []byte("c")); err != nil {
		t.Fatalf("it did not heal: %v", err)
	}
	_ = k.close()
	got := values(t, reopen(t, dir), "")
	if !got["a"] || !got["c"] {
		t.Errorf("got %v, want at least a and c", got)
	}
}

func TestKeepStaysSmall(t *testing.T) {
	dir := t.TempDir()
	k := reopen(t, dir)
	value := make([]byte, 64<<10)
	for n := range 400 { // 25 MiB pass through, one value stays
		if err := k.set("same", value); err != nil {
			t.Fatal(err)
		}
		_ = n
	}
	_ = k.close()
	info, err := os.Stat(filepath.Join(dir, "sessions.log"))
	if err != nil || info.Size() > leastLog+1<<20 {
		t.Errorf("log has %d bytes, %v", info.Size(), err)
	}
	if len(values(t, reopen(t, dir), "")) != 1 {
		t.Error("the value is gone")
	}
}
