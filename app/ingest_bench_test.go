package app_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestIngestAgainstTelegraf lets the built `yian ingest` and Telegraf store the same
// load in one run: the same broker configuration, the same InfluxDB, 1,000 registered
// devices, one point of three fields a message. It prints what each used and asserts
// the goals; it takes some minutes of a quiet machine, so it runs by `make
// bench-ingest` only. YIAN_BENCH is the number of messages of the burst.
func TestIngestAgainstTelegraf(t *testing.T) {
	text := os.Getenv("YIAN_BENCH")
	if text == "" {
		t.Skip("a benchmark: make bench-ingest")
	}
	messages, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatalf("YIAN_BENCH: %v", err)
	}
	b := newBench(t)
	show(t, "mosquitto.conf", filepath.Join(filepath.Dir(b.broker.passwords), "mosquitto.conf"))
	var ours, theirs []usage
	for round := range 3 { // in turn, so that a slow minute of the machine meets both
		t.Logf("round %d", round+1)
		ours = append(ours, b.yian("burst", messages, 0), b.yian("4,000/s", 120_000, 4000))
		theirs = append(theirs, b.telegraf("burst", messages, 0), b.telegraf("4,000/s", 120_000, 4000))
	}
	t.Log("| consumer | load | CPU seconds per million | messages a second | peak memory |")
	for i, load := range []string{"burst", "4,000/s"} {
		us, them := median(ours, load), median(theirs, load)
		for _, u := range []usage{us, them} {
			t.Logf("| %s | %s | %.1f | %.0f | %d MB |", u.who, load, u.cpu, u.rate, u.memory>>20)
		}
		t.Logf("%s: %.2f of Telegraf's CPU", load, us.cpu/them.cpu)
		if us.cpu > 0.65*them.cpu {
			t.Errorf("%s: %.1f CPU seconds per million against %.1f: more than 0.65", load, us.cpu, them.cpu)
		}
		if i == 0 && us.rate < them.rate {
			t.Errorf("%.0f messages a second against %.0f", us.rate, them.rate)
		}
		if us.memory > 60<<20 {
			t.Errorf("%s: %d MB", load, us.memory>>20)
		}
	}
	b.callsUnderLoad(500, 2000)
}

// TestNothingIsLostAtMosquittosDefaults drives the built ingest at a broker that nobody
// tuned. It runs with the benchmark, on a quiet machine: the broker drops whatever a
// pause of half a second keeps it from sending.
func TestNothingIsLostAtMosquittosDefaults(t *testing.T) {
	if os.Getenv("YIAN_BENCH") == "" {
		t.Skip("a benchmark: make bench-ingest")
	}
	b := newBench(t)
	for range 3 {
		b.atDefaults(40_000, 2000, func() {})
	}
}

// TestNothingIsLostAtMosquittosDefaultsWhileTheStoreHangs: InfluxDB takes connections and
// answers nothing for three seconds, six times what such a broker can queue.
func TestNothingIsLostAtMosquittosDefaultsWhileTheStoreHangs(t *testing.T) {
	if os.Getenv("YIAN_BENCH") == "" {
		t.Skip("a benchmark: make bench-ingest")
	}
	b := newBench(t)
	b.atDefaults(40_000, 2000, func() {
		for range 2 {
			rest(4 * time.Second)
			b.influx.signal(syscall.SIGSTOP)
			rest(3 * time.Second)
			b.influx.signal(syscall.SIGCONT)
		}
	})
}

// usage is what one consumer needed for one load.
type usage struct {
	who, load string
	cpu       float64 // seconds, of user and system, per million messages
	rate      float64 // messages a second, from the first publish to the last landing
	memory    int64   // bytes, at most
}

// median is the middle one, by CPU, of the rounds with one load.
func median(all []usage, load string) usage {
	var of []usage
	for _, u := range all {
		if u.load == load {
			of = append(of, u)
		}
	}
	for i := range of { // three at most
		for k := i + 1; k < len(of); k++ {
			if of[k].cpu < of[i].cpu {
				of[i], of[k] = of[k], of[i]
			}
		}
	}
	return of[len(of)/2]
}

// bench is a town with one process that listens, and its peer.
type bench struct {
	*town
	devices []string
}

const benchDevices = 1000

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{town: newTown(t)}
	b.town.ingest[1].stop()
	b.ingest[0].path = withoutEmbedded(t)
	b.town.dispatch[1].stop()
	b.register(benchDevices)
	for _, c := range b.credential {
		b.devices = append(b.devices, string(c.Device))
	}
	// As shipped: deploy/systemd and deploy/kubernetes.
	b.ingest[0].env = append(b.ingest[0].env, "GOMAXPROCS="+cmp.Or(os.Getenv("YIAN_BENCH_PROCS"), "1"))
	b.ingest[0].stop()
	b.query("CREATE DATABASE telegraf")
	return b
}

// withoutEmbedded builds the binary as deploy/Dockerfile does, without the embedded parts.
func withoutEmbedded(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "yian")
	out, err := exec.Command("go", "build", "-tags", "noembedded", "-ldflags", "-s -w", "-o", path, "yian/cmd/yian").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// yian stores one load with `yian ingest`, freshly started.
func (b *bench) yian(load string, messages int64, rate float64) usage {
	b.t.Helper()
	p := b.ingest[0]
	p.start()
	defer p.stop()
	until(b.t, 20*time.Second, "somebody listens to readings", func() bool { return listens(p) })
	return b.measure("yian ingest", load, p.cmd.Process.Pid, b.broker.url, "yian", "device", messages, rate)
}

// telegraf stores one load with Telegraf, freshly started, on a broker of its own:
// the other's session would fill there.
func (b *bench) telegraf(load string, messages int64, rate float64) usage {
	b.t.Helper()
	broker := startRealBroker(b.t)
	defer broker.kill()
	s := startTelegraf(b.t, broker.url, b.influxURL)
	s.start()
	defer s.stop()
	rest(3 * time.Second) // until it has subscribed: it says so nowhere
	return b.measure("telegraf", load, s.cmd.Process.Pid, broker.url, "telegraf", "topic", messages, rate)
}

func (b *bench) measure(who, load string, pid int, brokerURL, database, tag string, messages int64, rate float64) usage {
	b.t.Helper()
	b.query("DROP MEASUREMENT reading", "db", database)
	f := newFlood(b.t, brokerURL)
	before, began := cpuSeconds(b.t, pid), time.Now()
	f.run(messages, rate, b.devices)
	published := time.Since(began)
	for deadline := time.Now().Add(3 * time.Minute); b.landed(database) < messages; {
		if time.Now().After(deadline) {
			b.t.Fatalf("%s, %s: of %d messages %d landed within 3 minutes", who, load, messages, b.landed(database))
		}
		rest(200 * time.Millisecond) // counting costs the database something
	}
	took := time.Since(began)
	u := usage{who: who, load: load, cpu: (cpuSeconds(b.t, pid) - before) / float64(messages) * 1e6,
		rate: float64(messages) / took.Seconds(), memory: peakMemory(b.t, pid)}
	b.identities(f, database, tag)
	_ = f.conn.Close()
	b.t.Logf("%s, %s: %d messages published in %.1f s, all landed after %.1f s; %.1f CPU s per million, at most %d MB",
		who, load, messages, published.Seconds(), took.Seconds(), u.cpu, u.memory>>20)
	return u
}

// landed counts the points of a database.
func (b *bench) landed(database string) int64 {
	var n int64
	for _, series := range b.query(`SELECT COUNT(`+heartField(database)+`) FROM reading`, "db", database) {
		n += int64(series.Values[0][1].(float64))
	}
	return n
}

func heartField(database string) string {
	if database == "telegraf" {
		return "readings_heart_rate"
	}
	return "heart_rate"
}

// identities compares, device by device and instant by instant, what landed with
// what was published.
func (b *bench) identities(f *flood, database, tag string) {
	b.t.Helper()
	type identity struct {
		device string
		ts     int64
	}
	stored := map[identity]bool{}
	for _, s := range b.query(`SELECT `+heartField(database)+` FROM reading GROUP BY "`+tag+`"`, "db", database, "epoch", "ms") {
		name := strings.TrimSuffix(strings.TrimPrefix(s.Tags[tag], "yian/v1/"), "/telemetry")
		for _, v := range s.Values {
			stored[identity{name, int64(v[0].(float64))}] = true
		}
	}
	lost := 0
	for n := range f.sent {
		d, ts := f.sample(n, len(b.devices))
		if !stored[identity{b.devices[d], ts}] {
			lost++
		}
	}
	if lost > 0 || int64(len(stored)) != f.sent {
		b.t.Errorf("%s: of %d messages %d are not there; %d are", database, f.sent, lost, len(stored))
	}
}

// callsUnderLoad measures presses from the publish to the event stream while
// readings flow.
func (b *bench) callsUnderLoad(presses int, rate float64) {
	b.t.Helper()
	p := b.ingest[0]
	p.start()
	defer p.stop()
	until(b.t, 20*time.Second, "somebody listens to readings", func() bool { return listens(p) })
	b.query("DROP MEASUREMENT reading", "db", "yian")
	ctx, cancel := context.WithCancel(b.t.Context())
	var duty sync.WaitGroup
	defer duty.Wait()
	defer cancel()
	b.town.dispatch = b.town.dispatch[:1]
	b.onDuty(ctx, &duty)
	var mu sync.Mutex
	pressed, shown := map[string]time.Time{}, map[string]time.Time{}
	b.dispatch[0].events(ctx, func(name string, data []byte, at time.Time) {
		var in struct {
			DeviceID string `json:"device_id"`
		}
		if name != "incident" || json.Unmarshal(data, &in) != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if _, twice := shown[in.DeviceID]; !twice {
			shown[in.DeviceID] = at
		}
	})
	readings, calls := newFlood(b.t, b.broker.url), newFlood(b.t, b.broker.url)
	var done sync.WaitGroup
	span := 40 * time.Second
	done.Go(func() { readings.run(int64(rate*span.Seconds()), rate, b.devices) })
	for i := range presses {
		rest(span / time.Duration(presses+1))
		at := calls.call(b.devices[i], fmt.Sprintf("bench-%d", i))
		mu.Lock()
		pressed[b.devices[i]] = at
		mu.Unlock()
	}
	done.Wait()
	until(b.t, 20*time.Second, "every press shown", func() bool { mu.Lock(); defer mu.Unlock(); return len(shown) == presses })
	until(b.t, time.Minute, "everything landed", func() bool { return b.landed("yian") >= readings.sent })
	b.identities(readings, "yian", "device")
	var took []time.Duration
	for d, at := range pressed {
		took = append(took, shown[d].Sub(at))
	}
	s := spreadOf(took)
	b.t.Logf("%d presses under %.0f readings a second, from publish to event: %v", presses, rate, s)
	if s.p99 > 20*time.Millisecond {
		b.t.Errorf("p99 %v, at most 20 ms", s.p99)
	}
}

// atDefaults: a broker that somebody installed and never tuned queues 1,000 messages
// and drops what is more, without a word.
func (b *bench) atDefaults(messages int64, rate float64, meanwhile func()) {
	b.t.Helper()
	broker := startBrokerWithout(b.t, "max_queued_messages", "max_queued_bytes", "max_inflight_messages")
	p := b.ingest[0]
	args := p.args
	defer func() { p.args = args }()
	p.args = append([]string(nil), args...)
	for i := range p.args {
		if p.args[i] == b.broker.url {
			p.args[i] = broker.url
		}
	}
	p.start()
	defer p.stop()
	until(b.t, 20*time.Second, "somebody listens to readings", func() bool { return listens(p) })
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(meanwhile)
	b.measure("yian ingest", "2,000/s at Mosquitto's defaults", p.cmd.Process.Pid, broker.url, "yian", "device", messages, rate)
}

// series is one of InfluxDB's answers.
type series struct {
	Tags   map[string]string
	Values [][]any
}

// query asks InfluxDB 1.8 in InfluxQL, which does not disturb the measured process.
func (b *bench) query(q string, parameters ...string) []series {
	b.t.Helper()
	form := url.Values{"q": {q}}
	for i := 0; i+1 < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
	}
	res, err := http.PostForm(b.influxURL+"/query", form)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Results []struct {
			Series []series
			Error  string
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		b.t.Fatal(err)
	}
	var all []series
	for _, r := range answer.Results {
		if r.Error != "" && !strings.Contains(r.Error, "not found") {
			b.t.Fatalf("%s: %s", q, r.Error)
		}
		all = append(all, r.Series...)
	}
	return all
}

// cpuSeconds is what a process used so far, of user and system.
func cpuSeconds(t testing.TB, pid int) float64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+2:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100 // the kernel's clock ticks
}

// peakMemory is the most that a process ever held, in bytes.
func peakMemory(t testing.TB, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(v)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}

// show prints a configuration, since a figure means nothing without it.
func show(t testing.TB, name, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.Contains(line, "/") {
			t.Logf("%s: %s", name, line)
		}
	}
}
