package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"yian/app"
	"yian/care"
	"yian/devices/simulator"
	"yian/store/readings"
	"yian/store/records/postgrestest"
)

// town is a site taken apart: real servers, two processes that listen, two that
// serve, and a console that tries whichever serves.
type town struct {
	t          *testing.T
	postgres   *postgrestest.Server
	database   string
	redis      *server
	influx     *server
	influxURL  string
	broker     *realBroker
	ingest     []*process
	dispatch   []*process
	credential []simulator.Credential
}

func newTown(t *testing.T) *town { t.Helper(); return newTownOf(t, "") }

// newTownOf is a town whose processes run another binary.
func newTownOf(t *testing.T, path string) *town {
	t.Helper()
	v := &town{t: t, postgres: postgrestest.Own(t)}
	v.postgres.Exec(t, `CREATE DATABASE yian`)
	v.database = v.postgres.Address("yian")
	var redisURL string
	v.redis, redisURL = startRedis(t)
	v.influx, v.influxURL = startInflux(t)
	v.broker = startRealBroker(t)
	access := []string{"--mqtt-access", "dynsec"}
	if path != "" {
		access = nil // a former binary may not know it
	}
	part := func(kind, instance string) *process {
		p := &process{t: t, path: path, dir: t.TempDir(), http: freePort(t), mqtt: strings.TrimPrefix(v.broker.url, "tcp://")}
		p.args = []string{kind, "--data", p.dir, "--http", p.http, "--instance", instance, "--mqtt", v.broker.url,
			"--mqtt-username", platformAccount, "--redis-url", redisURL, "--influx-url", v.influxURL}
		p.args = append(p.args, access...)
		p.env = []string{"YIAN_ADMIN_PASSWORD=" + adminPassword, "YIAN_MQTT_PASSWORD=" + platformPassword, "YIAN_DATABASE_URL=" + v.database}
		t.Cleanup(func() { p.kill() })
		return p
	}
	v.dispatch = []*process{part("dispatch", "dispatch-a"), part("dispatch", "dispatch-b")}
	v.ingest = []*process{part("ingest", "ingest-a"), part("ingest", "ingest-b")}
	for _, p := range slices.Concat(v.dispatch, v.ingest) {
		p.start()
	}
	v.dispatch[0].signIn()
	v.dispatch[1].token = v.dispatch[0].token // a session holds everywhere
	return v
}

// register enters devices, each in a home with an elder of its own, and lets them
// into the broker.
func (v *town) register(n int) {
	v.t.Helper()
	at := v.dispatch[0]
	at.call("POST", "/api/v1/regions", map[string]string{"id": "990101", "name": "样例县"}, nil)
	for i := range n {
		var home, elder struct{ ID string }
		at.call("POST", "/api/v1/households", map[string]string{"region_id": "990101", "address": fmt.Sprintf("样例路%d号", i)}, &home)
		at.call("POST", "/api/v1/elders", map[string]string{"name": fmt.Sprintf("样例老人%d", i), "household_id": home.ID, "region_id": "990101"}, &elder)
		id := fmt.Sprintf("wearable-%04d", i)
		at.call("POST", "/api/v1/devices", map[string]string{"id": id, "kind": "wearable", "household_id": home.ID, "elder_id": elder.ID}, nil)
		var c struct{ Username, Password string }
		at.call("POST", "/api/v1/devices/"+id+"/credential", nil, &c)
		v.credential = append(v.credential, simulator.Credential{Device: care.DeviceID(id), Kind: "wearable", Username: c.Username, Password: c.Password})
	}
	if slices.Contains(at.args, "--mqtt-access") {
		v.admitted()
	} else {
		v.broker.accounts(v.credential)
	}
	at.call("POST", "/api/v1/staff", map[string]string{"username": "supervisor", "name": "值班长样例", "role": "supervisor", "password": "sample-password-1", "phone": "13900000001"}, nil)
}

// admitted waits until the platform has let all devices into the broker.
func (v *town) admitted() {
	v.t.Helper()
	until(v.t, 30*time.Second, "the broker knows the devices", func() bool {
		kept, err := os.ReadFile(filepath.Join(filepath.Dir(v.broker.passwords), "dynamic-security.json"))
		return err == nil && bytes.Count(kept, []byte(`"username"`)) >= len(v.credential)
	})
}

// revokes sees how long after its revocation a device is gone from the broker.
func (v *town) revokes(t *testing.T) {
	t.Helper()
	at, broker := v.dispatch[1], &shippedBroker{t: t, address: strings.TrimPrefix(v.broker.url, "tcp://")}
	at.call("POST", "/api/v1/devices", map[string]string{"id": "stolen", "kind": "home_panel"}, nil)
	secret := func() string {
		var c struct {
			Password string
			OldUntil *time.Time `json:"old_until"`
		}
		at.call("POST", "/api/v1/devices/stolen/credential", map[string]int{"keep_old_hours": 24}, &c)
		if c.OldUntil != nil {
			t.Error("Mosquitto keeps one secret of each device, and the answer says otherwise")
		}
		return c.Password
	}
	enters := func(secret string) bool {
		_, code := broker.connect("stolen", secret, "", true)
		return code == 0
	}
	first := secret()
	in := took(t, 5*time.Second, "the device comes in", func() bool { return enters(first) })
	second := secret()
	changed := took(t, 5*time.Second, "the new secret opens", func() bool { return enters(second) })
	if enters(first) {
		t.Error("the old secret still opens")
	}
	live, _ := broker.connect("stolen", second, "", true)
	asked := time.Now()
	at.call("POST", "/api/v1/devices/stolen/revoke", map[string]string{}, nil)
	if !live.ends() || time.Since(asked) > 5*time.Second {
		t.Errorf("a revoked device is still there after %v", time.Since(asked))
	}
	if enters(second) {
		t.Error("a revoked device comes back")
	}
	t.Logf("at Mosquitto: let in after %v, new secret after %v, cut after %v", in, changed, time.Since(asked).Round(time.Millisecond))
}

// onDuty keeps an operator's console alive at whichever process serves, until ctx
// ends.
func (v *town) onDuty(ctx context.Context, done *sync.WaitGroup) {
	body := map[string]any{"on": true, "seat": "1号席"}
	beat := func() {
		for _, p := range v.dispatch {
			_ = p.tryOnce("POST", "/api/v1/desk/duty", body)
		}
	}
	beat()
	done.Go(func() {
		tick := time.NewTicker(3 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				beat()
			}
		}
	})
}

// part is something that a test kills and starts again.
type part struct {
	name        string
	kill, start func()
}

func (v *town) parts() []part {
	all := []part{
		{"redis", v.redis.kill, v.redis.start}, {"influxdb", v.influx.kill, v.influx.start}, {"mosquitto", v.broker.kill, v.broker.start},
		{"postgres", v.postgres.Kill, func() {
			if err := v.postgres.Start(); err != nil {
				v.t.Fatal(err)
			}
		}},
	}
	for _, p := range slices.Concat(v.ingest, v.dispatch) {
		all = append(all, part{p.args[6], p.kill, p.start})
	}
	return all
}

// TestNothingIsLostApart lets presses and readings flow while every process and
// every server is killed with -9 in random turn. YIAN_KILLS says how often each is
// killed, YIAN_SEED repeats a run, YIAN_RATE and YIAN_PRESSES are readings a second
// and presses a minute.
func TestNothingIsLostApart(t *testing.T) {
	kills := number(t, "YIAN_KILLS", 1)
	rate := float64(number(t, "YIAN_RATE", 200))
	seed := uint64(number(t, "YIAN_SEED", int(time.Now().UnixNano()%1_000_000)))
	t.Logf("each killed %d times, YIAN_SEED=%d", kills, seed)
	chance := rand.New(rand.NewPCG(seed, 2))
	v := newTown(t)
	v.register(40)
	var turns []part
	for range kills {
		turns = append(turns, v.parts()...)
	}
	chance.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var running sync.WaitGroup
	v.onDuty(ctx, &running)
	w := &witness{acked: map[readingKey]bool{}, pressed: map[callKey]bool{}, heard: map[callKey]bool{}}
	broker := outages{}
	var homes []simulator.Home
	for _, c := range v.credential {
		homes = append(homes, simulator.Home{ID: string(c.Device), Devices: []simulator.Credential{c}})
	}
	sim, err := simulator.New(simulator.Config{URL: v.broker.url, Homes: len(homes), Seed: seed, Rate: rate, Presses: float64(number(t, "YIAN_PRESSES", 240)), Grace: 60 * time.Second,
		For:   time.Duration(len(turns))*5*time.Second + 10*time.Second,
		Acked: func(d care.DeviceID, at time.Time) { w.note(func() { w.acked[readingKey{d, at.UnixMilli()}] = true }) },
		Pressed: func(d care.DeviceID, c care.CallID, _ care.CallKind, _ time.Time) {
			w.note(func() { w.pressed[callKey{d, c}] = true })
		},
		Heard: func(d care.DeviceID, c care.CallID, _ time.Time) { w.note(func() { w.heard[callKey{d, c}] = true }) },
	}, homes)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(context.Background()) }()
	record := outages{}
	for _, p := range turns {
		<-time.After(1500*time.Millisecond + time.Duration(chance.Int64N(int64(2*time.Second))))
		killed := time.Now()
		p.kill()
		p.start()
		t.Logf("%s %s killed, back after %v", killed.Format("15:04:05.000"), p.name, time.Since(killed).Round(time.Millisecond))
		switch p.name {
		case "mosquitto":
			broker = append(broker, outage{killed, time.Now()})
		case "postgres":
			record = append(record, outage{killed, time.Now()})
		}
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	store := readings.Open(readings.Config{URL: v.influxURL, Bucket: "yian/autogen", Log: slog.New(slog.DiscardHandler)})
	defer store.Close()
	v.settled(store)
	cancel()
	running.Wait()
	for _, p := range slices.Concat(v.ingest, v.dispatch) {
		p.stop()
	}
	defer v.explain()
	w.mu.Lock()
	defer w.mu.Unlock()
	t.Logf("acknowledged readings %d, presses %d, heard %d", len(w.acked), len(w.pressed), len(w.heard))
	if len(w.acked) < 100*len(turns) || len(w.pressed) < 5*len(turns) {
		t.Fatal("too little flowed to prove anything")
	}
	db, err := sql.Open("pgx", v.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	checkCallsIn(t, db, w, miscountedInPostgres)
	v.checkIncidents(db)
	v.checkEscalations(db, record)
	checkReadingsIn(t, store, w, func(k readingKey) bool { return broker.near(time.UnixMilli(k.at)) })
	var out bytes.Buffer
	if err := app.Run([]string{"journal", "--check", "--database-url", v.database}, app.Streams{Out: &out, Err: &out, Context: t.Context()}); err != nil {
		t.Errorf("journal: %v", err)
	}
	t.Log(strings.TrimSpace(out.String()))
}

// mostLines of each process are shown when a test has failed: it warns a lot while
// servers are away.
const mostLines = 15

// explain shows what the processes warned of last, when the test has failed.
func (v *town) explain() {
	if !v.t.Failed() {
		return
	}
	for _, p := range slices.Concat(v.ingest, v.dispatch) {
		var lines []string
		for line := range strings.Lines(p.errors.String()) {
			if strings.Contains(line, "level=WARN") || strings.Contains(line, "level=ERROR") || strings.Contains(line, "turn") {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
		for _, line := range lines[max(0, len(lines)-mostLines):] {
			v.t.Logf("%s: %s", p.args[6], line)
		}
	}
}

type outage struct{ from, to time.Time }

type outages []outage

// near reports whether an instant lies within a second before an outage: Mosquitto
// saves once a second, and what it acknowledged since then dies with it.
func (o outages) near(at time.Time) bool {
	return slices.ContainsFunc(o, func(x outage) bool { return at.After(x.from.Add(-1500*time.Millisecond)) && at.Before(x.to) })
}

// during is how long of a span something was away.
func (o outages) during(from, to time.Time) (sum time.Duration) {
	for _, x := range o {
		a, b := x.from, x.to
		if a.Before(from) {
			a = from
		}
		if b.After(to) {
			b = to
		}
		sum += max(0, b.Sub(a))
	}
	return sum
}

// settled waits until the readings come to rest.
func (v *town) settled(store *readings.Store) {
	v.t.Helper()
	last, still := -1, 0
	until(v.t, time.Minute, "readings come to rest", func() bool {
		n := 0
		if err := store.Since(v.t.Context(), time.Now().Add(-time.Hour), func(care.Reading) error { n++; return nil }); err != nil {
			return false
		}
		if still++; n != last {
			last, still = n, 0
		}
		return still >= 3
	})
	v.t.Logf("%d readings in InfluxDB", last)
}

// checkIncidents sees that no elder has two incidents that are open at once.
func (v *town) checkIncidents(db *sql.DB) {
	v.t.Helper()
	var doubled int
	err := db.QueryRow(`SELECT COUNT(*) FROM (SELECT doc::json->>'device_id' FROM incidents WHERE doc::json->>'state' <> 'closed'
		GROUP BY 1 HAVING COUNT(*) > 1) d`).Scan(&doubled)
	if err != nil || doubled != 0 {
		v.t.Errorf("%d devices have two open incidents, %v", doubled, err)
	}
}

// checkEscalations sees that the supervisor was called 30 s after each press that
// nobody answered, at most 2 s late but for the time in which the record itself
// was away, and once.
func (v *town) checkEscalations(db *sql.DB, record outages) {
	v.t.Helper()
	rows, err := db.Query(`SELECT i.doc::json->>'opened_at', MIN(j.at), COUNT(*) FROM incidents i
		JOIN journal j ON j.noun = 'incident' AND j.subject = i.id AND j.what = 'incident.escalated' AND j.note LIKE '%supervisor%'
		GROUP BY i.id, 1`)
	if err != nil {
		v.t.Fatal(err)
	}
	defer rows.Close()
	n, worst := 0, time.Duration(0)
	for rows.Next() {
		var opened string
		var first int64
		var times int
		if err := rows.Scan(&opened, &first, &times); err != nil {
			v.t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, opened)
		if err != nil {
			v.t.Fatal(err)
		}
		n++
		due, done := at.Add(30*time.Second), time.UnixMilli(first)
		late := done.Sub(due) - record.during(due.Add(-2*time.Second), done)
		if worst = max(worst, late); late > 2*time.Second {
			v.t.Errorf("an escalation came %v late", late)
		}
		if times != 1 {
			v.t.Errorf("the supervisor was called %d times for one incident", times)
		}
	}
	if n == 0 {
		v.t.Error("nothing escalated: nothing is proven")
	}
	v.t.Logf("%d escalations, the latest %v late", n, worst.Round(time.Millisecond))
}

// tryOnce asks and does not fail the test when nobody answers.
func (p *process) tryOnce(method, path string, body any) int {
	req, err := p.request(method, path, body)
	if err != nil {
		return 0
	}
	client := http.Client{Timeout: 2 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}
