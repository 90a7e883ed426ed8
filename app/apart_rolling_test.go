package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// gapForCalls is how long a call may be held up by a restart in good order.
const gapForCalls = 5 * time.Second

// rolling restarts everything in good order, one after the other, under load.
func (w *watched) rolling(t *testing.T) {
	stop := w.load(200*time.Millisecond, 150)
	var taken []time.Duration
	restart := func(p *process) {
		has, other := w.listener()
		p.stop()
		if p == has {
			taken = append(taken, took(t, 5*time.Second, "the other takes over readings", func() bool { return listens(other) }))
		}
		p.start()
	}
	var turns []part
	for _, p := range w.processes() {
		turns = append(turns, part{name: p.args[6], start: func() { restart(p) }})
	}
	for _, s := range []*server{w.redis, w.influx, w.broker.server} {
		turns = append(turns, part{name: s.name, start: func() { s.stop(); s.start() }})
	}
	turns = append(turns, part{name: "postgres", start: func() {
		w.postgres.Halt()
		if err := w.postgres.Start(); err != nil {
			t.Fatal(err)
		}
	}})
	type turn struct {
		name     string
		from, to time.Time
	}
	var done []turn
	for _, p := range turns {
		rest(time.Second)
		began := time.Now()
		p.start()
		done = append(done, turn{p.name, began, time.Now()})
	}
	rest(2 * time.Second)
	presses := stop()
	for _, d := range done {
		t.Logf("%s away for %v: presses to received %v, to the screen %v", d.name, d.to.Sub(d.from).Round(time.Millisecond),
			toHeard(between(presses, d.from, d.to.Add(time.Second))), toShown(between(presses, d.from, d.to.Add(time.Second))))
	}
	w.noGap(presses)
	for _, d := range taken {
		if d > 2*time.Second {
			t.Errorf("readings were taken over after %v", d)
		}
	}
	if len(taken) == 0 {
		t.Error("nobody took over readings: nothing is proven")
	}
	w.nothingLost(presses)
	t.Logf("%d presses, one every 200 ms; to received: %v; no device heard anything for at most %v; readings taken over after %v", len(presses), toHeard(presses), silence(presses), taken)
}

// noGap holds the presses of a rolling restart against the goal.
func (w *watched) noGap(presses []press) {
	w.t.Helper()
	if s := toHeard(presses); s.most > gapForCalls {
		w.t.Errorf("a press waited %v for its received", s.most)
	}
	if d := silence(presses); d > gapForCalls {
		w.t.Errorf("no device heard anything for %v", d)
	}
}

// TestUpgradeApart swaps the binary of a town that runs, from that of the previous
// commit to this tree's and back, one process after the other, under load. The
// schema only goes forward: the old binary works on the newer one. It builds both,
// and runs with YIAN_UPGRADE=1; YIAN_UPGRADE_FROM names another commit.
func TestUpgradeApart(t *testing.T) {
	if os.Getenv("YIAN_UPGRADE") == "" {
		t.Skip("YIAN_UPGRADE=1 runs it: it builds the previous commit")
	}
	former, commit := formerBinary(t)
	w := watch(t, newTownOf(t, former), 40)
	stop := w.load(200*time.Millisecond, 150)
	swap := func(path string) {
		for _, p := range slices.Concat(w.dispatch, w.ingest) {
			rest(time.Second)
			p.stop()
			p.path = path
			p.start()
		}
	}
	version := func() int { return w.count(`SELECT MAX(version_id) FROM goose_db_version`) }
	old, began := version(), time.Now()
	swap("")
	risen := version()
	if risen == old { // a migration that neither knows stands for that of a newer binary
		for _, statement := range []string{`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9001, true)`,
			`CREATE TABLE of_a_newer_binary (id TEXT PRIMARY KEY)`, `ALTER TABLE incidents ADD COLUMN of_a_newer_binary TEXT`} {
			if _, err := w.db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	upgraded := time.Now()
	swap(former)
	back := time.Now()
	rest(2 * time.Second)
	presses := stop()
	w.noGap(presses)
	w.nothingLost(presses)
	t.Logf("from %s, schema %d, to this tree, schema %d: presses to received %v", commit, old, risen, toHeard(between(presses, began, upgraded)))
	t.Logf("and back, on schema %d: presses to received %v", version(), toHeard(between(presses, upgraded, back)))
	t.Logf("%d presses, one every 200 ms; no device heard anything for at most %v", len(presses), silence(presses))
	for _, p := range w.processes() {
		p.stop()
	}
	w.explain()
}

// formerBinary builds the commit before this one, in a folder of its own.
func formerBinary(t *testing.T) (path, commit string) {
	t.Helper()
	from := os.Getenv("YIAN_UPGRADE_FROM")
	if from == "" {
		from = "HEAD~1"
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("git", "-C", root, "rev-parse", "--short", from+"^{commit}").Output()
	if err != nil {
		t.Skipf("*** SKIPPED: %s is not here: no git checkout, or a shallow clone", from)
	}
	commit = strings.TrimSpace(string(out))
	dir := t.TempDir()
	path = filepath.Join(dir, "yian")
	// The console is built apart from git; any will do.
	script := `git -C "$1" archive "$2" | tar -x -C "$3" && cp -r "$1/console/dist/." "$3/console/dist/" && cd "$3" && go build -o "$3/yian" ./cmd/yian`
	if out, err := exec.Command("/bin/sh", "-c", script, "sh", root, commit, dir).CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", commit, err, out)
	}
	return path, commit
}
