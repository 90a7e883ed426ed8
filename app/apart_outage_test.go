package app_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yian/care"
)

// TestOutagesApart takes away one server after the other, under load, from a town
// of several processes: what a server holds a copy of is made anew, what only it
// can keep waits, and calls go on. YIAN_OUTAGE says how long Redis is away.
func TestOutagesApart(t *testing.T) {
	w := watch(t, newTown(t), 40)
	w.part("consoles", w.consoles)
	w.part("redis", w.withoutRedis)
	w.part("influxdb", w.withoutInflux)
	w.part("postgres", w.withoutPostgres)
	w.part("rolling", w.rolling)
}

// tell says one line to Redis and returns its answer.
func (w *watched) tell(line string) string {
	conn, err := net.DialTimeout("tcp", "127.0.0.1:"+w.redis.args[1], time.Second)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := io.WriteString(conn, line+"\r\n"); err != nil {
		return err.Error()
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(answer)
}

// queued is how many orders the queue holds; -1 while it cannot be asked.
func (w *watched) queued() int {
	n, err := strconv.Atoi(strings.TrimPrefix(w.tell("HLEN yian:{orders}:about"), ":"))
	if err != nil {
		return -1
	}
	return n
}

// workers claim orders at both processes, each by turns the next one and one off
// the list, and remember what each was given.
type workers struct {
	w      *watched
	tokens []string
	mu     sync.Mutex // guards given
	given  map[care.OrderID]int
}

// claim lets worker i try once; false: nothing waits any more.
func (k *workers) claim(i int) bool {
	at, token := k.w.dispatch[i%len(k.w.dispatch)], k.tokens[i%len(k.tokens)]
	status, text := ask(at, token, "POST", "/api/v1/orders/next", nil)
	if i%3 == 0 {
		var waiting struct {
			Items []struct{ ID care.OrderID }
		}
		if s, list := ask(at, token, "GET", "/api/v1/orders?state=queued", nil); s == http.StatusOK && json.Unmarshal(list, &waiting) == nil && len(waiting.Items) > 0 {
			k.note(status, text)
			status, text = ask(at, token, "POST", "/api/v1/orders/"+string(waiting.Items[0].ID)+"/accept", nil)
		}
	}
	return k.note(status, text)
}

func (k *workers) note(status int, text []byte) bool {
	var o struct{ ID care.OrderID }
	if status == http.StatusOK && json.Unmarshal(text, &o) == nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.given[o.ID]++
	}
	return status != http.StatusNotFound
}

// withoutRedis: the queue is a copy. It is wiped while orders wait, and then away.
func (w *watched) withoutRedis(t *testing.T) {
	away := span(t, 10*time.Second)
	k := &workers{w: w, given: map[care.OrderID]int{}}
	for i := range 4 {
		k.tokens = append(k.tokens, w.person(w.dispatch[i%2], fmt.Sprintf("worker-%d", i), care.Worker))
	}
	var elders struct{ Items []struct{ ID care.ElderID } }
	w.dispatch[0].call("GET", "/api/v1/elders", nil, &elders)
	made := map[care.OrderID]bool{}
	order := func() { // with a key, so that it can be asked for until it is answered
		t.Helper()
		n := len(made)
		body := map[string]any{"service": "repair", "elder_id": elders.Items[n%len(elders.Items)].ID}
		took(t, 15*time.Second, "an order made", func() bool {
			var o struct{ ID care.OrderID }
			status, text := ask(w.dispatch[n%2], w.dispatch[0].token, "POST", "/api/v1/orders", body, "Idempotency-Key", fmt.Sprintf("order-%d", n))
			if status < 200 || status > 299 || json.Unmarshal(text, &o) != nil {
				return false
			}
			made[o.ID] = true
			return true
		})
	}
	for range 20 {
		order()
	}
	waiting := func() int { return w.count(`SELECT COUNT(*) FROM orders WHERE doc::json->>'state' = 'queued'`) }
	until(t, 10*time.Second, "20 orders in the queue", func() bool { return w.queued() == 20 })
	if got := w.tell("FLUSHALL"); got != "+OK" {
		t.Fatalf("FLUSHALL: %s", got)
	}
	wiped := took(t, 10*time.Second, "the wiped queue rebuilt", func() bool { return w.queued() == 20 })

	stop := w.load(250*time.Millisecond, 60)
	w.redis.stop()
	answered, worst := 0, time.Duration(0)
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for began, i := time.Now(), 0; time.Since(began) < away; i++ {
		<-tick.C
		if i%2 == 0 {
			order()
			continue
		}
		k.claim(i / 2)
		asked := time.Now()
		if w.answerOne(w.dispatch[i/2%2]) {
			answered, worst = answered+1, max(worst, time.Since(asked))
		}
	}
	if answered == 0 {
		t.Error("nobody could answer a call without Redis")
	}
	w.redis.start()
	back := took(t, 10*time.Second, "the queue rebuilt after its return", func() bool { return w.queued() == waiting() })
	presses := stop()

	var all sync.WaitGroup // everybody takes what is left, at once
	for i := range k.tokens {
		all.Go(func() {
			for n := i; k.claim(n); n += len(k.tokens) {
			}
		})
	}
	all.Wait()
	for id := range made {
		if k.given[id] != 1 {
			t.Errorf("order %s was given to %d workers", id, k.given[id])
		}
	}
	if n := w.count(`SELECT COUNT(*) FROM orders WHERE doc::json->>'service' = 'repair'`); n != len(made) || len(k.given) != len(made) {
		t.Errorf("%d orders made, %d in the record, %d claimed", len(made), n, len(k.given))
	}
	if s := toShown(presses); s.p99 > 2*time.Second {
		t.Errorf("calls without Redis were shown late: %v", s)
	}
	w.nothingLost(presses)
	t.Logf("Redis wiped: queue whole again after %v; away for %v: whole again %v after its return; %d orders, each claimed once", wiped, away, back, len(made))
	t.Logf("%d presses meanwhile, to the screen: %v; %d answered, the slowest in %v", len(presses), toShown(presses), answered, worst.Round(time.Millisecond))
}

// answerOne answers an incident that is open; false: there is none, or it failed.
func (w *watched) answerOne(at *process) bool {
	var list struct {
		Items []struct{ ID care.IncidentID }
	}
	if status, text := ask(at, w.dispatch[0].token, "GET", "/api/v1/incidents?state=open", nil); status != http.StatusOK || json.Unmarshal(text, &list) != nil || len(list.Items) == 0 {
		return false
	}
	status, _ := ask(at, w.dispatch[0].token, "POST", "/api/v1/incidents/"+string(list.Items[0].ID)+"/answer", nil)
	return status == http.StatusOK
}

// withoutInflux: readings wait on disk, calls do not notice. While InfluxDB hangs
// the process that listens is killed.
func (w *watched) withoutInflux(t *testing.T) {
	const phase = 4 * time.Second
	stop := w.load(50*time.Millisecond, 150)
	began := time.Now()
	rest(phase)
	var base, most int64
	for _, p := range w.ingest {
		base = max(base, p.resident())
	}
	sample := func(d time.Duration) {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for end := time.Now().Add(d); time.Now().Before(end); <-tick.C {
			for _, p := range w.ingest {
				most = max(most, p.resident())
			}
		}
	}
	down := time.Now()
	w.influx.kill()
	sample(phase)
	away := time.Now()
	w.influx.start()
	sample(phase / 2)
	w.influx.signal(syscall.SIGSTOP)
	hung := time.Now()
	sample(phase)
	killed, standby := w.listener()
	gone := time.Now()
	killed.kill()
	over := took(t, 5*time.Second, "the other takes over readings", func() bool { return listens(standby) })
	killed.start()
	again := time.Since(gone).Round(time.Millisecond)
	sample(phase / 2)
	w.influx.signal(syscall.SIGCONT)
	up := time.Now()
	sample(phase / 2)
	presses := stop()
	before := toHeard(between(presses, began, down))
	// Not while a server or a process starts on the same two cores, which is no doing of
	// InfluxDB's absence; that is shown beside.
	while := toHeard(append(between(presses, down, away), between(presses, hung, gone)...))
	if while.p99 > time.Second {
		t.Errorf("calls took longer without InfluxDB: before %v, while %v", before, while)
	}
	t.Logf("press to received, before: %v; stopped: %v; hung: %v; hung and a listening process killed: %v", before,
		toHeard(between(presses, down, away)), toHeard(between(presses, hung, gone)), toHeard(between(presses, gone, up)))
	if grown := most - base; grown > 64<<20 {
		t.Errorf("ingest grew by %d MB", grown>>20)
	}
	took(t, 30*time.Second, "the disk queues are empty", func() bool {
		for _, p := range w.ingest {
			if p.metric("yian_ingest_queue_bytes") > 0 {
				return false
			}
		}
		return true
	})
	w.nothingLost(presses)
	t.Logf("InfluxDB away for %v, then hung for %v", away.Sub(down).Round(time.Millisecond), up.Sub(hung).Round(time.Millisecond))
	t.Logf("memory of ingest at most %d MB, %+d MB; readings taken over %v after the kill, the killed one ready again after %v", most>>20, (most-base)>>20, over, again)
}

// withoutPostgres: calls wait where they are and none is lost; readings go on; both
// kinds of process come back by themselves.
func (w *watched) withoutPostgres(t *testing.T) {
	alive := map[*process]int{}
	for _, p := range w.processes() {
		alive[p] = p.cmd.Process.Pid
	}
	recovered := func(what string) time.Duration {
		return took(t, 15*time.Second, what, func() bool {
			for _, p := range w.processes() {
				if !ready(p) {
					return false
				}
			}
			return true
		})
	}
	stop := w.load(200*time.Millisecond, 60)
	rest(time.Second)
	down := time.Now()
	w.postgres.Halt()
	rest(2 * time.Second)
	if err := w.postgres.Start(); err != nil {
		t.Fatal(err)
	}
	up := time.Now()
	restarted := recovered("everybody ready after PostgreSQL's restart")
	rest(2 * time.Second)

	resume := w.hang()
	stood := time.Now()
	const hang = 7 * time.Second
	flowing := took(t, hang, "readings stored while PostgreSQL hangs", func() bool {
		n := 0
		return w.store.Since(t.Context(), stood, func(r care.Reading) error {
			if r.ReceivedAt.After(stood.Add(time.Second)) {
				n++
			}
			return nil
		}) == nil && n > 20
	})
	rest(time.Until(stood.Add(hang)))
	resume()
	moved := time.Now()
	hung := recovered("everybody ready after PostgreSQL hung")
	rest(2 * time.Second)
	presses := stop()
	for p, pid := range alive {
		if p.cmd.Process.Pid != pid || !p.lives() {
			t.Errorf("%s did not live through it", p.args[6])
		}
	}
	a, b := between(presses, down, up), between(presses, stood, moved)
	if s := toHeard(a); s.most > up.Sub(down)+10*time.Second {
		t.Errorf("presses while PostgreSQL was away for %v: %v", up.Sub(down), s)
	}
	if s := toHeard(b); s.most > moved.Sub(stood)+10*time.Second {
		t.Errorf("presses while PostgreSQL hung for %v: %v", moved.Sub(stood), s)
	}
	w.nothingLost(presses)
	t.Logf("PostgreSQL away for %v: %d presses, to received %v; everybody ready %v after", up.Sub(down).Round(time.Millisecond), len(a), toHeard(a), restarted)
	t.Logf("PostgreSQL hung for %v: %d presses, to received %v; everybody ready %v after; readings stored meanwhile, the first seen after %v", moved.Sub(stood).Round(time.Millisecond), len(b), toHeard(b), hung, flowing)
}

// hang lets every process of PostgreSQL stand still until resume.
func (w *watched) hang() (resume func()) {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(w.postgres.Socket()), "data", "postmaster.pid"))
	if err != nil {
		w.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	head, err := strconv.Atoi(first)
	if err != nil {
		w.t.Fatal(err)
	}
	pids := []int{head} // first, so that no more are born
	send := func(pid int, sig syscall.Signal) {
		if err := syscall.Kill(pid, sig); err != nil && pid == head {
			w.t.Fatal(err)
		}
	}
	send(head, syscall.SIGSTOP)
	found, _ := filepath.Glob("/proc/[0-9]*/stat") // a constant pattern
	for _, path := range found {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		if f := strings.Fields(rest); len(f) > 1 && f[1] == first {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path))) // it matched the pattern
			pids = append(pids, pid)
			send(pid, syscall.SIGSTOP)
		}
	}
	var once sync.Once
	resume = func() {
		once.Do(func() {
			for _, pid := range pids {
				send(pid, syscall.SIGCONT)
			}
		})
	}
	w.t.Cleanup(resume)
	return resume
}
