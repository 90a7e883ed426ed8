package records

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"yian/care"
)

// How long PostgreSQL may take, each well below what follows it, so that the
// fault that is reported is the one that happened.
const (
	connectTimeout   = 4 * time.Second
	heldTimeout      = 3 * time.Second // a transaction whose process stopped in the middle ends and lets the others go on
	lockTimeout      = 4 * time.Second
	statementTimeout = 5 * time.Second
	silenceTimeout   = 7 * time.Second  // nothing came from the server although it was asked
	readPatience     = 10 * time.Second // a read with the wait for its connection
	migratePatience  = time.Minute      // how long one process waits for another that migrates
)

// Advisory locks of one database.
const (
	lockMigrate = 0x7969616e_01 // "yian"
	lockTurn    = 0x7969616e_02
)

// channel is where commits ring.
const channel = "yian_journal"

// openPostgres opens a database of a server: a connection for what is decided,
// one for what is noted, one that hears of other processes, and a pool of readers.
func openPostgres(ctx context.Context, address string, log *slog.Logger) (*Store, error) {
	cfg, err := parsePostgres(address)
	if err != nil {
		return nil, err
	}
	if err := migratePostgres(ctx, cfg); err != nil {
		return nil, err
	}
	e := onPostgreSQL()
	noted := e
	noted.turn = ""
	s := &Store{
		pen: newPen(pool(writing(cfg), 1), e), pencil: newPen(pool(writing(cfg), 1), noted), read: pool(reading(cfg), 8),
		patience: readPatience, shared: true, snapshot: sql.LevelRepeatableRead, ear: &ear{cfg: hearing(cfg), began: make(chan struct{})},
	}
	if err := s.fit(ctx, log); err != nil {
		for _, db := range []*sql.DB{s.read, s.pen.db, s.pencil.db} {
			_ = db.Close()
		}
		return nil, err
	}
	return s, nil
}

func parsePostgres(address string) (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		// The driver's text may hold the password.
		return nil, fmt.Errorf("records: the address of the database is not one: %w", care.ErrInvalid)
	}
	if cfg.ConnectTimeout == 0 || cfg.ConnectTimeout > time.Minute {
		cfg.ConnectTimeout = connectTimeout
	}
	return cfg, nil
}

// onPostgreSQL is what PostgreSQL says in its own way.
func onPostgreSQL() engine {
	return engine{
		turn:      `SELECT pg_advisory_xact_lock(` + strconv.Itoa(lockTurn) + `)`,
		readHead:  `SELECT seq, hash FROM journal_head WHERE id = 1 FOR UPDATE`,
		writeHead: `UPDATE journal_head SET seq = $1, hash = $2 WHERE id = 1 RETURNING pg_notify('` + channel + `', '')`,
		columns:   `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2`,
		now:       `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`,
	}
}

// fit refuses a database that would corrupt Chinese text, and warns of one that
// acknowledges before it has stored.
func (s *Store) fit(ctx context.Context, log *slog.Logger) error {
	var encoding, synchronous string
	err := s.pen.db.QueryRowContext(ctx, `SELECT current_setting('server_encoding'), current_setting('synchronous_commit')`).Scan(&encoding, &synchronous)
	switch {
	case err != nil:
		return fmt.Errorf("records: open: %w", translate(err))
	case encoding != "UTF8":
		return fmt.Errorf("records: the database is encoded in %s: make one in UTF8: %w", encoding, care.ErrInvalid)
	case synchronous == "off":
		log.Warn("the database acknowledges before it has stored: set synchronous_commit to on")
	}
	return nil
}

func withParams(cfg *pgx.ConnConfig, params map[string]string) *pgx.ConnConfig {
	c := cfg.Copy()
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "yian"
	}
	for k, v := range params {
		c.RuntimeParams[k] = v
	}
	return c
}

func inMillis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// writing is for what is decided, which looks rows up by their keys: a plan that was
// made while a table was small must not read all of it once it is not.
func writing(cfg *pgx.ConnConfig) *pgx.ConnConfig {
	c := withParams(cfg, map[string]string{"statement_timeout": inMillis(statementTimeout), "lock_timeout": inMillis(lockTimeout),
		"idle_in_transaction_session_timeout": inMillis(heldTimeout), "enable_seqscan": "off", "default_transaction_isolation": "read committed"})
	c.AfterNetConnect = endSilence
	return c
}

func reading(cfg *pgx.ConnConfig) *pgx.ConnConfig {
	c := withParams(cfg, map[string]string{"statement_timeout": inMillis(statementTimeout), "lock_timeout": inMillis(lockTimeout),
		"default_transaction_read_only": "on"})
	c.AfterNetConnect = endSilence
	return c
}

func hearing(cfg *pgx.ConnConfig) *pgx.ConnConfig { return withParams(cfg, nil) }

// pool opens a pool; nothing connects yet.
func pool(cfg *pgx.ConnConfig, size int) *sql.DB {
	db := sql.OpenDB(edge{stdlib.GetConnector(*cfg)})
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(time.Hour) // so that a moved address is found in the end
	return db
}

// migratePostgres migrates under a lock, so that of several processes that start
// at once one migrates and the others find it done.
func migratePostgres(ctx context.Context, cfg *pgx.ConnConfig) error {
	db := pool(withParams(cfg, nil), 2) // an index over a big table takes its time: no time-outs
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("records: open: %w", translate(err))
	}
	defer func() { _ = conn.Close() }()
	wait, cancel := context.WithTimeoutCause(ctx, migratePatience, errors.New("another process has been migrating for too long"))
	defer cancel()
	for {
		var mine bool
		if err := conn.QueryRowContext(wait, `SELECT pg_try_advisory_lock($1)`, lockMigrate).Scan(&mine); err != nil {
			return fmt.Errorf("records: migrate: %w", translate(err))
		}
		if mine {
			break
		}
		select {
		case <-wait.Done():
			return fmt.Errorf("records: migrate: %w: %w", care.ErrUnavailable, context.Cause(wait))
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err := migrate(ctx, goose.DialectPostgres, db, inPostgres{migrations}); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, lockMigrate); err != nil {
		return fmt.Errorf("records: migrate: %w", translate(err))
	}
	return nil
}

// postgresKind is the kind of an error of PostgreSQL or of the way there; nil
// when it is none, or of no kind.
func postgresKind(err error) error {
	var fault *pgconn.PgError
	switch {
	case errors.As(err, &fault):
		if fault.Code == "23505" { // unique_violation
			return care.ErrConflict
		}
		if away(fault.Code) || undone(fault.Code) {
			return care.ErrUnavailable
		}
		return nil
	case lost(err):
		return care.ErrUnavailable
	}
	return nil
}

// undone reports codes after which nothing was kept and the same again may pass:
// serialization_failure and deadlock_detected.
func undone(code string) bool { return code == "40001" || code == "40P01" }

// away reports codes of a server that stops, starts, is full, stands by, or takes
// too long.
func away(code string) bool {
	switch code {
	case "25006", // read_only_sql_transaction: this one only stands by
		"25P03", // idle_in_transaction_session_timeout
		"55P03", // lock_not_available
		"57014": // query_canceled: the statement took too long
		return true
	}
	for _, class := range []string{"08", "53", "57P", "58"} { // connection, resources, operator, system
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// lost reports that the connection broke, or never was.
func lost(err error) bool {
	var refused *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &refused) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, errSilent) ||
		pgconn.Timeout(err) || pgconn.SafeToRetry(err)
}

// certain reports an answer to a commit that says that it did not happen.
func certain(err error) bool {
	var fault *pgconn.PgError
	if errors.As(err, &fault) {
		return !strings.HasPrefix(fault.Code, "57P") && !strings.HasPrefix(fault.Code, "08")
	}
	return !lost(err)
}

// passing reports an error that another try may well not meet: the server undid
// the transaction for the sake of another, or the connection broke in it. It says
// nothing of whether a commit that was under way happened.
func passing(err error) bool {
	var fault *pgconn.PgError
	if errors.As(err, &fault) {
		return undone(fault.Code) || fault.Code == "25P03" || strings.HasPrefix(fault.Code, "57P") || strings.HasPrefix(fault.Code, "08")
	}
	return lost(err)
}
