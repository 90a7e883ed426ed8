package app_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"yian/app"
	"yian/store/records/postgrestest"
)

// TestMoveToPostgres: a site grows out of its file. What was entered before the
// move is there after it, the password too, and the chain goes on.
func TestMoveToPostgres(t *testing.T) {
	target := postgrestest.Database(t, "", nil)
	p := newProcess(t)
	p.start()
	p.signIn()
	p.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	p.stop()

	run := func(args ...string) (string, error) {
		var out, errs bytes.Buffer
		err := app.Run(args, app.Streams{Out: &out, Err: &errs, Context: context.Background()})
		return out.String(), err
	}
	source := "sqlite://" + filepath.Join(p.dir, "yian.db")
	out, err := run("move", "--from", source, "--to", target)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 regions\n", "1 staff\n", "1 journal_head\n", "moved; the journal holds: "} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	if _, err := run("move", "--from", source, "--to", target); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a second time: got %v", err)
	}
	if _, err := run("move", "--from", source, "--to", source); err == nil {
		t.Error("onto itself: got no error")
	}

	t.Setenv("YIAN_DATABASE_URL", target)
	if out, err := run("config", "--check"); err != nil {
		t.Errorf("config: %s, %v", out, err)
	}
	p.start()
	p.signIn()
	var regions struct{ Items []struct{ Name string } }
	p.call("GET", "/api/v1/regions", nil, &regions)
	if len(regions.Items) != 1 || regions.Items[0].Name != "样例县" {
		t.Errorf("after the move: %v", regions)
	}
	p.call("POST", "/api/v1/regions", map[string]string{"id": "990101001", "name": "样例镇"}, nil)
	p.stop()
	if out, err := run("journal", "--check"); err != nil || !strings.Contains(out, "the journal holds") {
		t.Errorf("journal: %s, %v", out, err)
	}
}
