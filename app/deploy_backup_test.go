package app_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

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

// TestDeployBrokerComesBack: what a backup took along of the broker is put back, and
// what was there is moved aside, like the rules, onto which nothing is restored.
func TestDeployBrokerComesBack(t *testing.T) {
	copies, broker, rules := t.TempDir(), t.TempDir(), t.TempDir()
	name := "20260131T031500Z"
	for file, text := range map[string]string{
		filepath.Join(copies, name, "manifest.json"): "{}", filepath.Join(copies, name, "also", "mosquitto.db"): "sessions",
		filepath.Join(copies, name, "also", "passwords"): "accounts", filepath.Join(copies, name, "also", "dynamic-security.json"): "{}", filepath.Join(broker, "mosquitto.db"): "other sessions",
		filepath.Join(rules, "later.yaml"): "rules: []\n",
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string) error {
		cmd := exec.CommandContext(t.Context(), "sh", "../deploy/backup/restore-broker.sh", name)
		cmd.Env = append(os.Environ(), "BACKUP_DIR="+copies, "BROKER_DIR="+broker, "RULES_DIR="+rules)
		out, err := cmd.CombinedOutput()
		t.Log(strings.TrimSpace(string(out)))
		return err
	}
	if err := run("20260101T000000Z"); err == nil {
		t.Error("a backup that is not there was taken")
	}
	if err := run(name); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"mosquitto.db": "sessions", "passwords": "accounts", "dynamic-security.json": "{}"} {
		if got := must(os.ReadFile(filepath.Join(broker, file)))(t); string(got) != want {
			t.Errorf("%s holds %q", file, got)
		}
	}
	if left := must(filepath.Glob(filepath.Join(rules, "*.yaml")))(t); len(left) != 0 {
		t.Errorf("rules are %v", left)
	}
	for _, aside := range []string{filepath.Join(rules, ".before-*", "later.yaml"), filepath.Join(broker, "mosquitto.db.before-*")} {
		if found := must(filepath.Glob(aside))(t); len(found) != 1 {
			t.Errorf("%s: got %v", aside, found)
		}
	}
}
