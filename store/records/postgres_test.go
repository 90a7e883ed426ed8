package records

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yian/care"
	"yian/store/records/postgrestest"
)

func writeOne(ctx context.Context, s *Store, subject string) error {
	return s.write(ctx, func(tx *Tx) error { return tx.record(entry(subject, "")) })
}

// subjects counts the entries of each subject.
func subjects(t testing.TB, s *Store) map[string]int {
	t.Helper()
	list, err := s.EntriesAfter(t.Context(), 0, 1_000_000)
	must(t, err)
	out := map[string]int{}
	for _, e := range list {
		out[e.Subject]++
	}
	return out
}

func TestListenersHearEveryProcessInOrder(t *testing.T) {
	a, b := onPostgres().two(t)
	const each = 50
	heard := [2]chan int64{make(chan int64, 4*each), make(chan int64, 4*each)}
	for i, s := range []*Store{a, b} {
		s.Listen(func(entries []care.Entry) {
			for _, e := range entries {
				heard[i] <- e.Seq
			}
		})
	}
	var wg sync.WaitGroup
	for i, s := range []*Store{a, b} {
		wg.Go(func() {
			for n := range each {
				if err := writeOne(t.Context(), s, fmt.Sprint(i, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i := range heard {
		for want := range int64(2 * each) {
			select {
			case got := <-heard[i]:
				if got != want+1 {
					t.Fatalf("listener %d: heard entry %d, want %d", i, got, want+1)
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("listener %d did not hear entry %d", i, want+1)
			}
		}
	}
}

// TestKilledBackendsLoseNothing ends connections of the server while they write.
func TestKilledBackendsLoseNothing(t *testing.T) {
	address := onPostgres().address(t)
	s := openAt(t, address)
	ctx := t.Context()
	killer, err := pgx.Connect(ctx, address)
	must(t, err)
	defer func() { _ = killer.Close(context.WithoutCancel(ctx)) }()

	var mu sync.Mutex
	acknowledged, unknown := []string{}, 0
	done := make(chan struct{})
	var wg sync.WaitGroup
	var kills atomic.Int64
	for w := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				subject := fmt.Sprint(w, "-", n)
				err := writeOne(ctx, s, subject)
				mu.Lock()
				switch {
				case err == nil:
					acknowledged = append(acknowledged, subject)
				case errors.Is(err, care.ErrUnavailable):
					unknown++
				default:
					t.Errorf("write %s: %v", subject, err)
				}
				mu.Unlock()
			}
		})
	}
	for kills.Load() < 10 {
		var n int64
		// In the middle of a transaction, as far as that can be aimed at.
		err := killer.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IN ('active', 'idle in transaction') AND query NOT ILIKE 'listen%'`).Scan(&n)
		must(t, err)
		if n > 0 {
			kills.Add(1)
			<-time.After(20 * time.Millisecond)
		}
	}
	close(done)
	wg.Wait()
	got := subjects(t, s)
	for _, subject := range acknowledged {
		if got[subject] != 1 {
			t.Errorf("acknowledged %s is there %d times", subject, got[subject])
		}
	}
	for subject, n := range got {
		if n != 1 {
			t.Errorf("%s is there %d times", subject, n)
		}
	}
	if n, err := s.Verify(ctx); err != nil || int(n) < len(acknowledged) {
		t.Errorf("the journal: %d entries, %v; %d were acknowledged", n, err, len(acknowledged))
	}
	t.Logf("%d kills, %d acknowledged, %d refused", kills.Load(), len(acknowledged), unknown)
}

func TestTheRecordRecoversWithItsServer(t *testing.T) {
	server := postgrestest.Own(t)
	s := openAt(t, server.Address("postgres"))
	heard := make(chan string, 100)
	s.Listen(func(entries []care.Entry) {
		for _, e := range entries {
			heard <- e.Subject
		}
	})
	must(t, writeOne(t.Context(), s, "before"))
	for _, stop := range []struct {
		name string
		stop func()
	}{{"halt", server.Halt}, {"kill", server.Kill}} {
		stop.stop()
		for what, do := range map[string]func() error{
			"write": func() error { return writeOne(t.Context(), s, "lost") },
			"read":  func() error { _, err := s.LastEntry(t.Context()); return err },
			"ping":  func() error { return s.Ping(t.Context()) },
		} {
			began := time.Now()
			if err := do(); !errors.Is(err, care.ErrUnavailable) {
				t.Errorf("%s after %s: got %v, want unavailable", what, stop.name, err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("%s after %s took %v", what, stop.name, took)
			}
		}
		must(t, server.Start())
		if err := writeOne(t.Context(), s, stop.name); err != nil {
			t.Errorf("write after a restart: %v", err)
		}
		if _, err := s.LastEntry(t.Context()); err != nil {
			t.Errorf("read after a restart: %v", err)
		}
	}
	// Another process is heard again.
	must(t, writeOne(t.Context(), openAt(t, server.Address("postgres")), "other"))
	for _, want := range []string{"before", "halt", "kill", "other"} {
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("heard %s, want %s", got, want)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("did not hear %s", want)
		}
	}
	if n, err := s.Verify(t.Context()); err != nil || n != 4 {
		t.Errorf("the journal: %d, %v", n, err)
	}
}

func TestNoServerIsUnavailable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	address := l.Addr().String()
	_ = l.Close()
	began := time.Now()
	_, err = Open(t.Context(), "postgres://yian:geheim@"+address+"/yian", slog.New(slog.DiscardHandler))
	if !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	for _, bad := range []string{"postgres://u:geheim@h:port/x", "mysql://h/x", "sqlite://", "nothing"} {
		if _, err := Open(t.Context(), bad, slog.New(slog.DiscardHandler)); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v, want invalid", bad, err)
		}
	}
}

// frozen passes bytes between a port and a server's socket until it freezes: then
// connections stay open and nothing comes through.
type frozen struct {
	net.Listener
	ice chan struct{}
}

func freezable(t *testing.T, socket string) *frozen {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	f := &frozen{Listener: l, ice: make(chan struct{})}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", socket)
			if err != nil {
				_ = client.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
				go f.pass(way[0], way[1])
			}
		}
	}()
	return f
}

func (f *frozen) pass(from, to net.Conn) {
	b := make([]byte, 1<<16)
	for {
		n, err := from.Read(b)
		select {
		case <-f.ice:
			_, _ = io.Copy(io.Discard, from)
			return
		default:
		}
		if err != nil {
			_ = to.Close()
			return
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

// TestAHungServerIsUnavailable: neither the server nor the network says anything,
// and nobody waits for ever.
func TestAHungServerIsUnavailable(t *testing.T) {
	server := postgrestest.Own(t)
	f := freezable(t, server.Socket())
	s := openAt(t, "postgres://yian@"+f.Addr().String()+"/postgres?sslmode=disable")
	must(t, writeOne(t.Context(), s, "before"))
	close(f.ice)
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	var wg sync.WaitGroup
	for name, c := range map[string]struct {
		do     func() error
		within time.Duration
	}{
		"read":                    {func() error { _, err := s.LastEntry(t.Context()); return err }, 2 * readPatience},
		"read with a deadline":    {func() error { _, err := s.LastEntry(short); return err }, 3 * time.Second},
		"write":                   {func() error { return writeOne(t.Context(), s, "hung") }, 2 * silenceTimeout},
		"a write behind it waits": {func() error { return writeOne(t.Context(), s, "hung too") }, 4 * silenceTimeout},
		"note":                    {func() error { return s.SaveViews(t.Context(), []care.Entry{entry("x", "")}) }, 2 * silenceTimeout},
		"ping":                    {func() error { return s.Ping(t.Context()) }, 2 * readPatience},
	} {
		wg.Go(func() {
			began := time.Now()
			err := c.do()
			if took := time.Since(began); !errors.Is(err, care.ErrUnavailable) || took > c.within {
				t.Errorf("%s: got %v after %v, want unavailable within %v", name, err, took, c.within)
			}
		})
	}
	wg.Wait()
}

// TestAStoppedProcessDoesNotKeepItsTurn: one that was frozen while it decided
// loses its connection, and the others go on.
func TestAStoppedProcessDoesNotKeepItsTurn(t *testing.T) {
	address := onPostgres().address(t)
	s := openAt(t, address)
	cfg, err := pgx.ParseConfig(address)
	must(t, err)
	stopped := pool(writing(cfg), 1)
	defer stopped.Close()
	tx, err := stopped.BeginTx(t.Context(), nil)
	must(t, err)
	_, err = tx.ExecContext(t.Context(), s.pen.engine.turn)
	must(t, err)

	var wg sync.WaitGroup
	wg.Go(func() {
		if err := writeOne(t.Context(), s, "waited"); err != nil {
			t.Errorf("whoever waited: %v", err)
		}
	})
	// Notes do not wait for a turn.
	must(t, s.SaveViews(t.Context(), []care.Entry{entry("x", "")}))
	// A write that has not begun can be taken back.
	for s.pen.db.Stats().InUse == 0 {
		<-time.After(time.Millisecond)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := writeOne(short, s, "taken back"); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("a write whose time is up: got %v", err)
	}
	wg.Wait()
	if err := tx.Commit(); err == nil {
		t.Error("the process that was stopped must not commit")
	}
	if got := subjects(t, s); got["waited"] != 1 || got["taken back"] != 0 {
		t.Errorf("got %v", got)
	}
}

func TestProcessesThatStartAtOnceMigrateOnce(t *testing.T) {
	address := postgrestest.Database(t, "", nil)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(t.Context(), address, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Error(err)
				return
			}
			_ = s.Close()
		})
	}
	wg.Wait()
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var twice int
	must(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM (SELECT version_id FROM goose_db_version GROUP BY 1 HAVING count(*) > 1) t`).Scan(&twice))
	if twice != 0 {
		t.Errorf("%d migrations ran twice", twice)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		if _, err := s.read.ExecContext(t.Context(), `DELETE FROM settings`); err == nil {
			t.Error("a reader deleted")
		}
	})
}

// TestBothHaveTheSameSchema compares what the two dialects made of the migrations.
func TestBothHaveTheSameSchema(t *testing.T) {
	if a, b := schema(t, onSQLite().open(t)), schema(t, onPostgres().open(t)); a != b {
		t.Errorf("sqlite:\n%s\npostgres:\n%s", a, b)
	}
}
