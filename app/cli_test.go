package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yian/app"
)

// TestCommandLine runs command lines in process: what they print, and what they
// say when something is wrong.
func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.yaml", "http: 127.0.0.1:9000\nwebhook-url: https://u:geheim@gateway.example/x?token=geheim\nwebhook-secret: geheim\n")
	slip := write("slip.yaml", "htttp: 127.0.0.1:9000\n")
	broken := write("broken.yaml", "http: [1\n")
	secret := write("secret", "geheim\n")
	for name, c := range map[string]struct {
		args []string
		env  map[string]string
		want []string // in the output
		not  []string // neither in the output nor in the error
		err  string   // in the error; empty: none
	}{
		"config shows defaults":          {args: []string{"config"}, want: []string{`http: "127.0.0.1:8080"`, "YIAN_HTTP"}},
		"config takes a file":            {args: []string{"config", "--config", good}, want: []string{`http: "127.0.0.1:9000"`}, not: []string{"geheim"}},
		"environment wins over the file": {args: []string{"config", "--config", good}, env: map[string]string{"YIAN_HTTP": "127.0.0.1:9001"}, want: []string{`http: "127.0.0.1:9001"`}},
		"a flag wins over all":           {args: []string{"config", "--config", good, "--http", "127.0.0.1:9002"}, env: map[string]string{"YIAN_HTTP": "127.0.0.1:9001"}, want: []string{`http: "127.0.0.1:9002"`}},
		"an unknown key is an error":     {args: []string{"config", "--config", slip}, err: "htttp"},
		"a broken file is an error":      {args: []string{"config", "--config", broken}, err: "configuration file"},
		"a secret from a file":           {args: []string{"config", "--check"}, env: map[string]string{"YIAN_WEBHOOK_URL": "http://127.0.0.1:1/", "YIAN_WEBHOOK_SECRET_FILE": secret}, want: []string{"in order"}, not: []string{"geheim"}},
		"check names every fault":        {args: []string{"config", "--check", "--http", "nowhere", "--webhook-url", "ftp://x", "--accept", "0s"}, err: "webhook-secret"},
		"check names the others too":     {args: []string{"config", "--check", "--http", "nowhere", "--accept", "0s"}, err: "http: must be host:port"},
		"journal without a record":       {args: []string{"journal", "--check", "--data", filepath.Join(dir, "nothing")}, err: "--data"},
		"simulate without homes":         {args: []string{"simulate"}, err: "--credentials"},
		"demo with nonsense":             {args: []string{"demo", "--speed", "0"}, err: "--speed"},
		"an unknown command":             {args: []string{"fly"}, err: "fly"},
	} {
		t.Run(name, func(t *testing.T) {
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			var out, errs bytes.Buffer
			err := app.Run(c.args, app.Streams{Out: &out, Err: &errs, Context: context.Background()})
			switch {
			case c.err == "" && err != nil:
				t.Fatalf("got %v", err)
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Fatalf("got %v, want an error that names %q", err, c.err)
			}
			for _, w := range c.want {
				if !strings.Contains(out.String(), w) {
					t.Errorf("output lacks %q:\n%s", w, out.String())
				}
			}
			for _, n := range c.not {
				if strings.Contains(out.String()+errs.String(), n) {
					t.Errorf("output holds %q", n)
				}
			}
		})
	}
}

// TestUpKeepsItsData: the first start prints a password once, a second start
// keeps everything, and the journal verifies afterwards.
func TestUpKeepsItsData(t *testing.T) {
	p := newProcess(t)
	p.start()
	p.signIn()
	p.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	p.stop()
	p.start()
	p.signIn()
	var regions struct{ Items []struct{ Name string } }
	p.call("GET", "/api/v1/regions", nil, &regions)
	if len(regions.Items) != 1 || regions.Items[0].Name != "样例县" {
		t.Errorf("after a restart: %v", regions)
	}
	p.stop()
	var out bytes.Buffer
	if err := app.Run([]string{"journal", "--check", "--data", p.dir}, app.Streams{Out: &out, Err: &out, Context: context.Background()}); err != nil {
		t.Errorf("journal: %v", err)
	}
	if !strings.Contains(out.String(), "the journal holds") {
		t.Errorf("journal printed %q", out.String())
	}
}
