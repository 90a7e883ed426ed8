package app_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"yian/devices/simulator"
)

// server is a real server of somebody else's that a test may kill and start again.
type server struct {
	t    testing.TB
	name string
	path string
	args []string
	env  []string
	up   func() error // nil once it answers
	cmd  *exec.Cmd
	said *bytes.Buffer
}

// needed finds a program, or skips the test, or fails it where all are required.
func needed(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("YIAN_TEST_REQUIRE") == "all" {
		t.Fatalf("%s is not installed", names[0])
	}
	t.Skipf("*** SKIPPED: %s is not installed", names[0])
	return ""
}

func (s *server) start() {
	s.t.Helper()
	s.cmd = exec.Command(s.path, s.args...)
	if s.said == nil {
		s.said = &bytes.Buffer{} // of all starts
	}
	s.cmd.Env = append(os.Environ(), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	var err error
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); <-tick.C {
		if err = s.up(); err == nil {
			return
		}
	}
	s.kill()
	s.t.Fatalf("%s does not answer: %v\n%s", s.name, err, s.said)
}

// kill is kill -9.
func (s *server) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

func (s *server) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// answers is nil once a port takes connections.
func answers(address string) func() error {
	return func() error {
		c, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err
	}
}

// startRedis starts a redis-server that keeps nothing.
func startRedis(t testing.TB) (*server, string) {
	t.Helper()
	at := freePort(t)
	_, port, _ := net.SplitHostPort(at)
	s := &server{t: t, name: "redis-server", path: needed(t, "redis-server"), up: answers(at),
		args: []string{"--port", port, "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--appendonly", "no"}}
	t.Cleanup(s.kill)
	s.start()
	return s, "redis://" + at
}

// startInflux starts an InfluxDB 1.8 with Flux, built by the Makefile.
func startInflux(t testing.TB) (*server, string) {
	t.Helper()
	tools, err := filepath.Abs("../.tools/influxd")
	if err != nil {
		t.Fatal(err)
	}
	at, dir := freePort(t), t.TempDir()
	s := &server{t: t, name: "influxd", path: needed(t, tools, "influxd"), args: []string{"run"}, env: []string{
		"INFLUXDB_REPORTING_DISABLED=true", "INFLUXDB_BIND_ADDRESS=" + freePort(t), "INFLUXDB_META_DIR=" + dir + "/meta",
		"INFLUXDB_DATA_DIR=" + dir + "/data", "INFLUXDB_DATA_WAL_DIR=" + dir + "/wal", "INFLUXDB_HTTP_BIND_ADDRESS=" + at,
		"INFLUXDB_HTTP_FLUX_ENABLED=true", "INFLUXDB_HTTP_LOG_ENABLED=false"},
		up: func() error {
			res, err := http.PostForm("http://"+at+"/query", url.Values{"q": {`CREATE DATABASE yian; CREATE RETENTION POLICY "hourly" ON yian DURATION 0s REPLICATION 1`}})
			if err == nil {
				_ = res.Body.Close()
			}
			return err
		}}
	t.Cleanup(s.kill)
	s.start()
	return s, "http://" + at
}

// realBroker is Mosquitto under the configuration that we ship.
type realBroker struct {
	*server
	url       string
	passwords string
}

const platformAccount, platformPassword = "yian.platform", "sample-platform-password"

// loadAccount may publish for every device: load comes over few connections.
const loadAccount, loadPassword = "yian.load", "sample-load-password"

func startRealBroker(t testing.TB) *realBroker { t.Helper(); return startBrokerWithout(t) }

// startBrokerWithout is Mosquitto under our configuration without some settings, so
// at its own defaults for them.
func startBrokerWithout(t testing.TB, settings ...string) *realBroker {
	t.Helper()
	at, dir := freePort(t), t.TempDir()
	m := &realBroker{url: "tcp://" + at, passwords: filepath.Join(dir, "passwords")}
	m.server = &server{t: t, name: "mosquitto", path: needed(t, "mosquitto", "/usr/sbin/mosquitto"), up: answers(at), args: []string{"-c", filepath.Join(dir, "mosquitto.conf")}}
	shipped, err := os.ReadFile("../deploy/mosquitto/mosquitto.conf")
	if err != nil {
		t.Fatal(err)
	}
	acl, err := os.ReadFile("../deploy/mosquitto/acl")
	if err != nil {
		t.Fatal(err)
	}
	config := strings.NewReplacer(pluginInContainer, pluginHere(t), "/mosquitto/data/", dir+"/", "/mosquitto/config/", dir+"/").Replace(string(shipped))
	var kept []string
	for line := range strings.Lines(config) {
		word, _, _ := strings.Cut(line, " ")
		if !slices.Contains(append(settings, "listener", "certfile", "keyfile", "tls_version"), word) {
			kept = append(kept, line)
		}
	}
	_, port, _ := net.SplitHostPort(at)
	config = fmt.Sprintf("listener %s 127.0.0.1\n%s\nuser root\n", port, strings.Join(kept, ""))
	for name, text := range map[string]string{"mosquitto.conf": config, "acl": string(acl) + "\nuser " + loadAccount + "\ntopic write yian/v1/+/telemetry\ntopic write yian/v1/+/call\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m.accounts(nil)
	// As start.sh leaves it: nobody, and no rights.
	if err := os.WriteFile(filepath.Join(dir, "dynamic-security.json"), []byte(`{"defaultACLAccess": {"publishClientSend": false, "publishClientReceive": false, "subscribe": false, "unsubscribe": false}, "clients": [], "groups": [], "roles": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.kill)
	m.start()
	return m
}

// accounts lets the platform and these devices in; Mosquitto reads them again when
// it runs.
func (m *realBroker) accounts(devices []simulator.Credential) {
	m.t.Helper()
	lines := []string{platformAccount + ":" + platformPassword, loadAccount + ":" + loadPassword}
	for _, c := range devices {
		lines = append(lines, c.Username+":"+c.Password)
	}
	if err := os.WriteFile(m.passwords, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		m.t.Fatal(err)
	}
	if out, err := exec.Command(needed(m.t, "mosquitto_passwd"), "-U", m.passwords).CombinedOutput(); err != nil {
		m.t.Fatalf("mosquitto_passwd: %v\n%s", err, out)
	}
	if m.cmd != nil {
		m.signal(syscall.SIGHUP)
	}
}
