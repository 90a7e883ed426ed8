package app_test

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yian/care"
	"yian/registry"
	"yian/store/records"
	"yian/store/records/postgrestest"
)

// backup runs the scripts of deploy/backup between folders of the test and databases
// of a real server.
type backup struct {
	t                     *testing.T
	copies, broker, rules string
}

func newBackup(t *testing.T) *backup {
	t.Helper()
	for _, program := range []string{"pg_dump", "pg_restore", "psql", "sha256sum"} {
		needs(t, program)
	}
	b := &backup{t: t, copies: t.TempDir(), broker: t.TempDir(), rules: t.TempDir()}
	for file, text := range map[string]string{b.broker + "/mosquitto.db": "sessions", b.broker + "/passwords": "accounts", b.rules + "/room.yaml": "rules: []\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *backup) try(address, script string, args ...string) error {
	b.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	host := u.Hostname()
	if host == "" {
		host = u.Query().Get("host")
	}
	cmd := exec.CommandContext(b.t.Context(), "sh", append([]string{"../deploy/backup/" + script}, args...)...)
	cmd.Env = append(os.Environ(), "BACKUP_DIR="+b.copies, "BROKER_DIR="+b.broker, "RULES_DIR="+b.rules,
		"PGHOST="+host, "PGPORT="+u.Port(), "PGUSER="+u.User.Username(), "PGDATABASE="+strings.TrimPrefix(u.Path, "/"))
	if password, ok := u.User.Password(); ok {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
	}
	out, err := cmd.CombinedOutput()
	b.t.Logf("%s: %s", script, strings.TrimSpace(string(out)))
	return err
}

func (b *backup) run(address, script string, args ...string) {
	b.t.Helper()
	if err := b.try(address, script, args...); err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
}

// verified opens a record, verifies its chain and counts entries and regions.
func verified(t *testing.T, address string) (entries int64, regions int) {
	t.Helper()
	store, err := records.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if entries, err = store.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := store.Regions(t.Context(), care.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return entries, len(list)
}

// grow writes one region into a record, with its line in the journal.
func grow(t *testing.T, address string, id care.RegionID) {
	t.Helper()
	store, err := records.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	r := registry.New(registry.Config{}, registry.Deps{Record: store, Log: slog.New(slog.DiscardHandler)})
	if err := r.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.CreateRegion(context.WithoutCancel(t.Context()), care.Staff{ID: care.System, Role: care.Admin}, care.Region{ID: id, Kind: care.County, Name: "样例县"}); err != nil {
		t.Fatal(err)
	}
}

// TestDeployBackupComesBack: a copy made while the record is open comes back on an
// empty server and over one that went on, with its chain whole; a damaged copy is
// refused before anything is touched.
func TestDeployBackupComesBack(t *testing.T) {
	from, to := postgrestest.Database(t, "backup", nil), postgrestest.Database(t, "backup", nil)
	b := newBackup(t)
	grow(t, from, "990101")
	open, err := records.Open(t.Context(), from, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	b.run(from, "record.sh", "once")
	_ = open.Close()
	entries, regions := verified(t, from)
	found := must(filepath.Glob(filepath.Join(b.copies, "record-*")))(t)
	if len(found) != 1 {
		t.Fatalf("got %v", found)
	}
	name := filepath.Base(found[0])

	grow(t, from, "990102") // after the copy
	for file, text := range map[string]string{b.broker + "/mosquitto.db": "other sessions", b.rules + "/later.yaml": "rules: []\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for where, address := range map[string]string{"an empty server": to, "one that went on": from} {
		b.run(address, "restore-record.sh", name)
		if e, r := verified(t, address); e != entries || r != regions {
			t.Errorf("%s: got %d entries and %d regions, want %d and %d", where, e, r, entries, regions)
		}
	}
	if got := must(os.ReadFile(b.broker + "/mosquitto.db"))(t); string(got) != "sessions" {
		t.Errorf("the broker's store is %q", got)
	}
	if left := must(filepath.Glob(b.rules + "/*"))(t); len(left) != 1 || filepath.Base(left[0]) != "room.yaml" {
		t.Errorf("the rules are %v", left)
	}
	grow(t, to, "990103") // and it goes on
	if e, _ := verified(t, to); e <= entries {
		t.Errorf("got %d entries, want more than %d", e, entries)
	}

	dump := filepath.Join(found[0], "yian.dump")
	damaged := must(os.ReadFile(dump))(t)
	damaged[len(damaged)/2] ^= 1
	if err := os.WriteFile(dump, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.try(to, "restore-record.sh", name); err == nil {
		t.Error("a damaged copy is taken")
	}
	if _, r := verified(t, to); r != regions+1 {
		t.Errorf("the damaged copy left %d regions", r)
	}
}
