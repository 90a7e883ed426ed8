// Package postgrestest starts a PostgreSQL that nobody will miss, so that tests
// meet the real one.
//
// All tests of a process share one server, each with a database of its own. It is
// stopped and deleted when the process ends, however it ends. With
// YIAN_TEST_POSTGRES set to an address, that server is used instead.
package postgrestest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is one PostgreSQL.
type Server struct {
	address  string // of a server that was there already; empty: ours
	bin      string
	dir      string // ours alone
	settings []string
	leash    io.Closer
	ended    chan struct{} // the server has stopped
	said     *bytes.Buffer // what it said; read after ended
}

var shared struct {
	sync.Mutex
	server *Server
	err    error
	names  atomic.Int64
	copied map[string]string // prepared databases by what they are for
}

// Shared returns the server that all tests of this process share. Without
// PostgreSQL the test is skipped, or fails when YIAN_TEST_REQUIRE is "all".
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		if address := os.Getenv("YIAN_TEST_POSTGRES"); address != "" {
			shared.server = &Server{address: address}
		} else {
			need(t)
			shared.server, shared.err = start()
		}
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server
}

// Own starts a server for one test, which may stop it.
func Own(t testing.TB) *Server {
	t.Helper()
	need(t)
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// Durable is [Own] on the disk, flushing as a server that is meant: for measuring.
func Durable(t testing.TB) *Server {
	t.Helper()
	need(t)
	s, err := startIn("", "-c", "shared_buffers=128MB")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// careless spares the tests the disk: nobody will miss what a power cut takes.
var careless = []string{"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c", "shared_buffers=32MB"}

// Database makes a new database and returns its address. It is gone after
// the tests. prepare, when there is one, is called once per process and purpose
// with the address of a database that the others are copied from.
func Database(t testing.TB, purpose string, prepare func(address string) error) string {
	t.Helper()
	s := Shared(t)
	template := "template1"
	if prepare != nil {
		template = s.template(t, purpose, prepare)
	}
	name := newName()
	s.Exec(t, `CREATE DATABASE `+name+` TEMPLATE `+template)
	if s.address != "" { // ours goes with its server
		t.Cleanup(func() { s.Exec(t, `DROP DATABASE `+name+` WITH (FORCE)`) })
	}
	return s.Address(name)
}

func newName() string { return fmt.Sprintf("yian_%d_%d", os.Getpid(), shared.names.Add(1)) }

func (s *Server) template(t testing.TB, purpose string, prepare func(address string) error) string {
	shared.Lock()
	defer shared.Unlock()
	if name := shared.copied[purpose]; name != "" {
		return name
	}
	name := newName()
	s.Exec(t, `CREATE DATABASE `+name)
	if err := prepare(s.Address(name)); err != nil {
		t.Fatal(err)
	}
	if shared.copied == nil {
		shared.copied = map[string]string{}
	}
	shared.copied[purpose] = name
	return name
}

// Address is the address of a database of the server, the same over restarts.
func (s *Server) Address(database string) string {
	if s.address != "" {
		u, err := url.Parse(s.address)
		if err != nil {
			return s.address
		}
		u.Path = "/" + database
		return u.String()
	}
	return "postgres://yian@/" + database + "?host=" + url.QueryEscape(s.dir)
}

// Socket is the path of the server's own socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, ".s.PGSQL.5432") }

// Exec runs statements as the owner of the server.
func (s *Server) Exec(t testing.TB, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second) // after the test's own
	defer cancel()
	conn, err := pgx.Connect(ctx, s.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// programs finds the newest PostgreSQL that Debian, or PATH, has.
func programs() (string, bool) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // a constant pattern
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) > 0 {
		return filepath.Dir(found[0]), true
	}
	path, err := exec.LookPath("postgres")
	return filepath.Dir(path), err == nil
}

func version(path string) int {
	n, _ := strconv.Atoi(strings.Split(path, "/")[4]) // 0 for what is no number
	return n
}

func need(t testing.TB) {
	t.Helper()
	if _, ok := programs(); ok {
		return
	}
	if os.Getenv("YIAN_TEST_REQUIRE") == "all" {
		t.Fatal("postgresql is not installed")
	}
	t.Skip("*** SKIPPED: postgresql is not installed")
}

// start makes a cluster in a folder of its own and starts it.
func start() (*Server, error) { return startIn(roomy(), careless...) }

func startIn(folder string, settings ...string) (*Server, error) {
	bin, _ := programs()
	dir, err := os.MkdirTemp(folder, "yian-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir, settings: settings}
	if who := s.credential(); who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	// Lists must be in the same order whatever language a server speaks, so this one
	// sorts as a Chinese one would, where it can.
	chinese := []string{"--locale-provider=icu", "--icu-locale=zh-CN"}
	err = s.initdb(chinese...)
	if err != nil {
		err = s.initdb()
	}
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

// roomy is a folder in memory with enough room, where a new database is copied in
// no time; "" for the usual one.
func roomy() string {
	const memory = "/dev/shm"
	var fs syscall.Statfs_t
	if syscall.Statfs(memory, &fs) == nil && int64(fs.Bavail)*fs.Bsize > 4<<30 {
		return memory
	}
	return ""
}

func (s *Server) initdb(more ...string) error {
	data := filepath.Join(s.dir, "data")
	if err := os.RemoveAll(data); err != nil {
		return err
	}
	cmd := s.command(filepath.Join(s.bin, "initdb"), append([]string{"-D", data, "-U", "yian", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"}, more...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// credential is whom the server runs as; nil: as we do. It refuses to run as root.
func (s *Server) credential() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), name, args...) // it outlives the test that started it
	cmd.Dir = s.dir
	// A group of its own: an interrupt of the test must not stop it before the test.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.credential(), Setpgid: true}
	return cmd
}

// leash stops the server and deletes its folder as soon as its input ends, which
// happens whatever ends the process that holds the other end.
const leash = `exec 3<&0
"$0" "$@" 3<&- & server=$!
{ read -r how <&3; trap '' TERM; kill -"${how:-QUIT}" $server
  test -n "$how" || { while kill -0 $server 2>/dev/null; do sleep 0.02; done; rm -rf "$PWD"; }; } &
wait $server; kill $! 2>/dev/null; exit 0`

// Start starts the server after [Server.Stop] or [Server.Kill]; its data is as it
// was. It blocks until the server takes connections.
func (s *Server) Start() error {
	s.said = &bytes.Buffer{}
	cmd := s.command("/bin/sh", append([]string{"-c", leash, filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data"), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "max_connections=200"}, s.settings...)...)
	cmd.Stdout, cmd.Stderr = s.said, s.said
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	s.leash, s.ended = in, make(chan struct{})
	ended := s.ended
	go func() { _ = cmd.Wait(); close(ended) }()
	for deadline := time.Now().Add(20 * time.Second); ; {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		conn, err := pgx.Connect(ctx, s.Address("postgres"))
		if err == nil {
			_ = conn.Close(ctx)
			cancel()
			return nil
		}
		cancel()
		select {
		case <-ended:
			return fmt.Errorf("postgres ended:\n%s", s.said)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("postgres does not answer: %w", err)
		}
	}
}

// Halt stops the server in its own order, as an operator would; its data stays.
func (s *Server) Halt() { s.end("INT\n") }

// Kill stops the server as a power cut would; its data stays.
func (s *Server) Kill() { s.end("QUIT\n") }

// Stop stops the server and deletes it. It is idempotent.
func (s *Server) Stop() {
	s.end("")
	_ = os.RemoveAll(s.dir)
}

func (s *Server) end(how string) {
	if s.address != "" {
		return
	}
	if w, ok := s.leash.(io.Writer); ok && how != "" {
		_, _ = io.WriteString(w, how)
	}
	_ = s.leash.Close()
	<-s.ended
}
