package app_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yian/app"
	"yian/care"
	"yian/devices/simulator"
	"yian/store/records/postgrestest"
)

// command runs one command line in this process.
func command(args ...string) (string, error) {
	var out, errs bytes.Buffer
	err := app.Run(args, app.Streams{Out: &out, Err: &errs, Context: context.Background()})
	return out.String() + errs.String(), err
}

func commands(t *testing.T, args ...string) string {
	t.Helper()
	out, err := command(args...)
	if err != nil {
		t.Fatalf("yian %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// manifestOf reads as much of a backup's manifest as the tests look at.
func manifestOf(t *testing.T, dir string) (m struct {
	Tables   map[string]int64
	Journal  struct{ Entries int64 }
	Readings *struct{ Points int64 }
}) {
	t.Helper()
	b := must(os.ReadFile(filepath.Join(dir, "manifest.json")))(t)
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// linesOf counts the points of a backup.
func linesOf(t *testing.T, dir string) int64 {
	t.Helper()
	f := must(os.Open(filepath.Join(dir, "readings.lp.gz")))(t)
	defer f.Close()
	text := must(io.ReadAll(must(gzip.NewReader(f))(t)))(t)
	return int64(bytes.Count(text, []byte("\nreading,"))) + 1 // beside those of its hours
}

// gatewayOf counts whom a site rings.
func gatewayOf(t *testing.T) (env []string, rung *atomic.Int64) {
	rung = &atomic.Int64{}
	gateway := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { rung.Add(1) }))
	t.Cleanup(gateway.Close)
	return []string{"YIAN_WEBHOOK_URL=" + gateway.URL, "YIAN_WEBHOOK_SECRET=of-a-test",
		"YIAN_ESCALATE_SUPERVISOR=1s", "YIAN_ESCALATE_NEIGHBOURS=2s", "YIAN_ESCALATE_COUNTY=3s"}, rung
}

type shownIncident struct {
	ID, State string
	DeviceID  string `json:"device_id"`
}

func (p *process) incidents() map[string]shownIncident {
	p.t.Helper()
	var list struct{ Items []shownIncident }
	p.call("GET", "/api/v1/incidents?limit=200", nil, &list)
	out := map[string]shownIncident{}
	for _, in := range list.Items {
		out[in.ID] = in
	}
	return out
}

// TestBackupComesBackElsewhere backs up a site while presses and readings flow, and
// puts it back on an empty machine: the same people, incidents and curves, closed
// incidents closed, nobody rung for what was, and a new press rings.
func TestBackupComesBackElsewhere(t *testing.T) {
	p := newProcess(t)
	env, rung := gatewayOf(t)
	p.env = append(p.env, env...)
	p.start()
	p.signIn()
	var homes []simulator.Home
	accounts := p.register(20, "wearable")
	for _, c := range accounts {
		homes = append(homes, simulator.Home{ID: string(c.Device), Devices: []simulator.Credential{c}})
	}
	p.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	var elder struct{ ID string }
	p.call("POST", "/api/v1/elders", map[string]string{"name": "样例甲", "region_id": "990101"}, &elder)
	p.call("PATCH", "/api/v1/devices/"+string(accounts[0].Device), map[string]string{"elder_id": elder.ID}, nil)
	simulate := func(to *process, homes []simulator.Home, presses float64, d time.Duration) <-chan error {
		sim := must(simulator.New(simulator.Config{URL: "tcp://" + to.mqtt, Homes: len(homes), Seed: 7, Rate: 100, Presses: presses, Grace: 10 * time.Second, For: d}, homes))(t)
		ended := make(chan error, 1)
		go func() { ended <- sim.Run(context.Background()) }()
		return ended
	}
	flowing := simulate(p, homes, 120, 12*time.Second)
	<-time.After(6 * time.Second)
	var closed string
	for id := range p.incidents() {
		closed = id
		break
	}
	if closed == "" {
		t.Fatalf("nobody pressed\n%s", p.errors)
	}
	p.call("POST", "/api/v1/incidents/"+closed+"/answer", nil, nil)
	p.call("POST", "/api/v1/incidents/"+closed+"/contact", map[string]string{"how": "heard"}, nil)
	p.call("POST", "/api/v1/incidents/"+closed+"/close", map[string]string{"outcome": "by_mistake", "note": "样例"}, nil)
	all := t.TempDir()
	out := commands(t, "backup", "--data", p.dir, "--to", filepath.Join(all, "flowing")) // while everything runs
	t.Log(strings.TrimSpace(out))
	if err := <-flowing; err != nil {
		t.Fatal(err)
	}
	p.drained()
	if rung.Load() == 0 {
		t.Fatal("nobody was rung before")
	}
	began := time.Now()
	dir := filepath.Join(all, "still")
	t.Log(strings.TrimSpace(commands(t, "backup", "--data", p.dir, "--to", dir)))
	took := time.Since(began)
	incidents, drawn := p.incidents(), p.curve(elder.ID)
	p.kill() // the machine is gone

	m := manifestOf(t, dir)
	if m.Readings == nil || m.Readings.Points == 0 || linesOf(t, dir) != m.Readings.Points || m.Tables["incidents"] != int64(len(incidents)) {
		t.Errorf("the manifest says %+v, %d lines, %d incidents", m, linesOf(t, dir), len(incidents))
	}
	commands(t, "journal", "--check", "--database-url", "sqlite://"+filepath.Join(dir, "yian.db"))
	rung.Store(0)

	began = time.Now()
	q := newProcess(t)
	q.env = append(q.env, env...)
	t.Log(strings.TrimSpace(commands(t, "restore", "--data", q.dir, "--from", dir)))
	q.start()
	t.Logf("G21: backed up in %v, restored and ready to take calls in %v", took.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	q.signIn()
	again := q.incidents()
	if fmt.Sprint(again) != fmt.Sprint(incidents) || again[closed].State != "closed" {
		t.Errorf("incidents are\n%v, were\n%v", again, incidents)
	}
	if now := q.curve(elder.ID); now != drawn || now == 0 {
		t.Errorf("the curve is of %d readings, was of %d", now, drawn)
	}
	<-time.After(8 * time.Second) // each ladder would have ended twice by now
	if n := rung.Load(); n != 0 {
		t.Errorf("%d were rung for what was before", n)
	}
	if err := <-simulate(q, homes[:1], 1200, 4*time.Second); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); rung.Load() == 0; {
		if time.Now().After(deadline) {
			t.Fatal("a new press rings nobody")
		}
		<-time.After(100 * time.Millisecond)
	}
	q.stop()
	if out := commands(t, "journal", "--check", "--data", q.dir); !strings.Contains(out, "the journal holds") {
		t.Error(out)
	}
	// What runs is not restored into, and what is there is not overwritten.
	if _, err := command("restore", "--data", q.dir, "--from", dir); err == nil || !strings.Contains(err.Error(), "empty record only") {
		t.Errorf("onto a record: got %v", err)
	}
}

// curve counts the readings that an elder's curve is drawn from.
func (p *process) curve(elder string) (n int) {
	p.t.Helper()
	var curve struct{ Points []struct{ Count int } }
	path := fmt.Sprintf("/api/v1/elders/%s/readings?metric=heart_rate&from=%s&to=%s", elder,
		time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	for range 3 { // the first query of a process waits for Flux, which may outlast its time on a busy machine
		if status, _ := p.try("GET", path, nil); status == http.StatusOK {
			break
		}
	}
	p.call("GET", path, nil, &curve)
	for _, point := range curve.Points {
		n += point.Count
	}
	return n
}

// TestBackupIsWholeOrNothing: what is cut off, damaged or there already is refused
// with a sentence, and old backups go only when new ones are there.
func TestBackupIsWholeOrNothing(t *testing.T) {
	p := newProcess(t)
	p.start()
	p.signIn()
	p.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	if _, err := command("restore", "--data", p.dir, "--from", t.TempDir()); err == nil || !strings.Contains(err.Error(), "no complete backup") {
		t.Errorf("from an empty folder: got %v", err)
	}
	also := filepath.Join(t.TempDir(), "passwords")
	if err := os.WriteFile(also, []byte("accounts"), 0o600); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "one")
	args := []string{"backup", "--data", p.dir, "--to", to, "--also", also}
	commands(t, args...)
	if _, err := command(args...); err == nil || !strings.Contains(err.Error(), "never overwrites") {
		t.Errorf("over a backup: got %v", err)
	}
	if _, err := command("restore", "--data", p.dir, "--from", to); err == nil || !strings.Contains(err.Error(), "another process runs") {
		t.Errorf("into what runs: got %v", err)
	}
	if _, err := command("up", "--data", p.dir, "--http", freePort(t), "--mqtt-listen", freePort(t)); err == nil || !strings.Contains(err.Error(), "another process runs") {
		t.Errorf("two on one folder: got %v", err)
	}
	p.stop()
	commands(t, "backup", "--data", p.dir, "--to", filepath.Join(t.TempDir(), "stopped")) // as well

	commands(t, "restore", "--check", "--from", to)
	for _, c := range []struct {
		name, want string
		harm       func(dir string) error
	}{
		{"cut off", "no complete backup", func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) }},
		{"a file missing", "readings.lp.gz is missing", func(dir string) error { return os.Remove(filepath.Join(dir, "readings.lp.gz")) }},
		{"a record tampered with", "yian.db is not what manifest.json says", func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, "yian.db"))
			if err == nil {
				b[len(b)/2] ^= 1
				err = os.WriteFile(filepath.Join(dir, "yian.db"), b, 0o600)
			}
			return err
		}},
		{"a rule tampered with", "is not what manifest.json says", func(dir string) error {
			names, err := filepath.Glob(filepath.Join(dir, "rules", "*.yaml"))
			if err == nil {
				err = os.WriteFile(names[0], []byte("rules: []\n"), 0o600)
			}
			return err
		}},
		{"another journal in the manifest", "another one than its manifest says", func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
			if err == nil {
				i := bytes.Index(b, []byte(`"hash": "`)) + len(`"hash": "`)
				copy(b[i:], "0000")
				err = os.WriteFile(filepath.Join(dir, "manifest.json"), b, 0o600)
			}
			return err
		}},
		{"a way out in the manifest", "lies outside", func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "manifest.json"), bytes.Replace(b, []byte(`"rules/`), []byte(`"../rules/`), 1), 0o600)
			}
			return err
		}},
	} {
		dir, empty := filepath.Join(t.TempDir(), "harmed"), t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(to)); err != nil {
			t.Fatal(err)
		}
		if err := c.harm(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := command("restore", "--data", empty, "--from", dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
		if _, err := os.Stat(filepath.Join(empty, "yian.db")); err == nil {
			t.Errorf("%s: a record was made", c.name)
		}
	}

	// A try that was broken off is done again.
	empty := t.TempDir()
	commands(t, "restore", "--data", empty, "--from", to, "--no-readings")
	if err := os.Remove(filepath.Join(empty, "yian.db")); err != nil {
		t.Fatal(err)
	}
	out := commands(t, "restore", "--data", empty, "--from", to)
	if !strings.Contains(out, filepath.Join("also", "passwords")) {
		t.Errorf("what is not Yian's is not named:\n%s", out)
	}
	if got, want := len(must(filepath.Glob(filepath.Join(empty, "rules", "*.yaml")))(t)), len(must(filepath.Glob(filepath.Join(p.dir, "rules", "*.yaml")))(t)); got != want || want == 0 {
		t.Errorf("%d rule files, want %d", got, want)
	}

	// With --keep.
	many := t.TempDir()
	if _, err := command("backup", "--to", many, "--newest", "1h"); err == nil || !strings.Contains(err.Error(), "no backup below") {
		t.Errorf("none: got %v", err)
	}
	for _, old := range []string{"20260101T000000Z", "20260102T000000Z", "20260103T000000Z"} {
		if err := os.CopyFS(filepath.Join(many, old), os.DirFS(to)); err != nil {
			t.Fatal(err)
		}
	}
	torn, foreign := filepath.Join(many, "20260104T000000Z"), filepath.Join(many, "notes")
	for _, dir := range []string{torn, foreign} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := command("backup", "--to", many, "--newest", "1h"); err == nil || !strings.Contains(err.Error(), "old") {
		t.Errorf("an old one: got %v", err)
	}
	if _, err := command("backup", "--data", filepath.Join(many, "nothing"), "--to", many, "--keep", "2"); err == nil {
		t.Error("of nothing: got no error")
	}
	if left := must(filepath.Glob(filepath.Join(many, "*Z")))(t); len(left) != 4 {
		t.Errorf("a backup that failed left %v", left)
	}
	commands(t, "backup", "--data", p.dir, "--to", many, "--keep", "2")
	commands(t, "backup", "--to", many, "--newest", "1h")
	left := must(filepath.Glob(filepath.Join(many, "*")))(t)
	if len(left) != 4 || filepath.Base(left[0]) != "20260103T000000Z" || left[1] != torn || left[3] != foreign {
		t.Errorf("left are %v", left)
	}
	if hidden := must(filepath.Glob(filepath.Join(many, ".*")))(t); len(hidden) != 0 {
		t.Errorf("left over: %v", hidden)
	}
}

// TestBackupBetweenDatabases: a backup of PostgreSQL comes back in PostgreSQL and
// in a folder.
func TestBackupBetweenDatabases(t *testing.T) {
	from, to := postgrestest.Database(t, "backup", nil), postgrestest.Database(t, "backup", nil)
	grow(t, from, "990101")
	entries, regions := verified(t, from)
	rules, dir, folder := t.TempDir(), filepath.Join(t.TempDir(), "b"), t.TempDir()
	if err := os.WriteFile(filepath.Join(rules, "room.yaml"), []byte("rules: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	commands(t, "backup", "--database-url", from, "--no-readings", "--rules", rules, "--to", dir)
	grow(t, from, "990102") // after the copy
	for _, address := range []string{to, "sqlite://" + filepath.Join(folder, "yian.db")} {
		commands(t, "restore", "--data", folder, "--database-url", address, "--from", dir)
		if e, r := verified(t, address); e != entries+1 || r != regions {
			t.Errorf("%s: %d entries and %d regions, want %d and %d", address, e, r, entries+1, regions)
		}
		grow(t, address, care.RegionID("990103")) // and it goes on
		if _, err := command("restore", "--data", folder, "--database-url", address, "--from", dir); err == nil || !strings.Contains(err.Error(), "empty record only") {
			t.Errorf("a second time: got %v", err)
		}
	}
}
