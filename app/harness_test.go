package app_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yian/care"
	"yian/devices/simulator"
)

var built struct {
	sync.Once
	path string
	err  error
}

// binary builds the product once for all tests of this package.
func binary(t testing.TB) string {
	t.Helper()
	built.Do(func() {
		dir, err := os.MkdirTemp("", "yian-test-")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "yian")
		out, err := exec.Command("go", "build", "-o", built.path, "yian/cmd/yian").CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.path != "" {
		_ = os.RemoveAll(filepath.Dir(built.path))
	}
	os.Exit(code)
}

// process is the product as a user runs it: `yian up` on a folder, or one part.
type process struct {
	t          testing.TB
	dir        string
	http, mqtt string   // addresses, the same over restarts
	path       string   // of the binary; "": the product of this tree
	args       []string // command and flags
	env        []string // beside our own
	cmd        *exec.Cmd
	errors     *bytes.Buffer
	token      string
}

const adminPassword = "correct-horse-9"

// freePort finds a port below those that the system lends to whoever connects: one
// of these might be taken again before its server is started, or while it is down.
func freePort(t testing.TB) string {
	t.Helper()
	for range 200 {
		at := fmt.Sprintf("127.0.0.1:%d", 12_000+rand.IntN(18_000))
		if l, err := net.Listen("tcp", at); err == nil {
			_ = l.Close()
			return at
		}
	}
	t.Fatal("no free port")
	return ""
}

func newProcess(t testing.TB) *process {
	p := &process{t: t, dir: t.TempDir(), http: freePort(t), mqtt: freePort(t), env: []string{"YIAN_ADMIN_PASSWORD=" + adminPassword}}
	p.args = []string{"up", "--data", p.dir, "--http", p.http, "--mqtt-listen", p.mqtt}
	t.Cleanup(func() { p.kill() })
	return p
}

// start starts the process and waits for its ready line.
func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(cmp.Or(p.path, binary(p.t)), p.args...)
	p.cmd.Env = append(os.Environ(), p.env...)
	if p.errors == nil {
		p.errors = &bytes.Buffer{} // of all starts
	}
	p.cmd.Stderr = p.errors
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "ready ") {
				ready <- true
			}
		}
		ready <- false
	}()
	select {
	case ok := <-ready:
		if ok {
			return
		}
	case <-time.After(30 * time.Second):
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.t.Fatalf("not ready:\n%s", p.errors)
}

// kill is kill -9.
func (p *process) kill() { p.end(syscall.SIGKILL) }

// stop is the graceful end; it fails the test when the exit code is not 0.
func (p *process) stop() {
	p.t.Helper()
	if err := p.end(syscall.SIGTERM); err != nil {
		p.t.Fatalf("graceful stop: %v\n%s", err, p.errors)
	}
}

func (p *process) end(sig syscall.Signal) error {
	if p.cmd == nil {
		return nil
	}
	_ = p.cmd.Process.Signal(sig)
	err := p.cmd.Wait()
	p.cmd = nil
	return err
}

// signIn gets a bearer token for the admin.
func (p *process) signIn() {
	p.t.Helper()
	var s struct{ Token string }
	p.call("POST", "/api/v1/session", map[string]string{"username": "admin", "password": adminPassword}, &s)
	p.token = s.Token
}

// call does one request and fails the test unless it succeeds.
func (p *process) call(method, path string, body, answer any) {
	p.t.Helper()
	status, text := p.try(method, path, body)
	if status >= 300 {
		p.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	if answer != nil {
		if err := json.Unmarshal(text, answer); err != nil {
			p.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
}

func (p *process) request(method, path string, body any) (*http.Request, error) {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, "http://"+p.http+path, r)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	return req, nil
}

func (p *process) try(method, path string, body any) (int, []byte) {
	p.t.Helper()
	req, err := p.request(method, path, body)
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, text
}

// register enters n devices and returns their accounts.
func (p *process) register(n int, kind string) []simulator.Credential {
	p.t.Helper()
	out := make([]simulator.Credential, n)
	for i := range n {
		id := fmt.Sprintf("%s-%04d", kind, i)
		p.call("POST", "/api/v1/devices", map[string]string{"id": id, "kind": kind}, nil)
		var c struct{ Username, Password string }
		p.call("POST", "/api/v1/devices/"+id+"/credential", nil, &c)
		out[i] = simulator.Credential{Device: care.DeviceID(id), Kind: kind, Username: c.Username, Password: c.Password}
	}
	return out
}

// events follows the stream until ctx ends and hands on each event's name and
// data with the instant at which it was read.
func (p *process) events(ctx context.Context, each func(name string, data []byte, at time.Time)) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(ctx, "GET", "http://"+p.http+"/api/v1/events", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	if res.StatusCode != 200 {
		p.t.Fatalf("events: %d", res.StatusCode)
	}
	opened := make(chan bool)
	go func() {
		defer res.Body.Close()
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(make([]byte, 1<<16), 4<<20)
		name := ""
		for lines.Scan() {
			at := time.Now()
			if v, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = v
			} else if v, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if name == "ping" && opened != nil {
					close(opened)
					opened = nil
				}
				each(name, []byte(v), at)
			}
		}
	}()
	select {
	case <-opened:
	case <-time.After(10 * time.Second):
		p.t.Fatal("events: the stream does not begin")
	}
}

// metric reads one number off /metrics; 0 when it is not there.
func (p *process) metric(name string) float64 {
	p.t.Helper()
	_, text := p.try("GET", "/metrics", nil)
	for line := range strings.SplitSeq(string(text), "\n") {
		if v, ok := strings.CutPrefix(line, name+" "); ok {
			n, err := strconv.ParseFloat(v, 64)
			if err != nil {
				p.t.Fatal(err)
			}
			return n
		}
	}
	return 0
}

// drained waits until ingest has taken and stored what the broker holds: what is
// still in the broker's store is not lost, but not yet in the readings either.
func (p *process) drained() {
	p.t.Helper()
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	last, still := -1.0, 0
	for still < 4 {
		select {
		case <-deadline:
			p.t.Fatal("ingest does not come to rest")
		case <-tick.C:
		}
		n := p.metric("yian_ingest_points_total")
		if still++; n != last || p.metric("yian_ingest_lag_seconds") > 0 {
			still = 0
		}
		last = n
	}
}
