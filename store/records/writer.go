package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"yian/care"
)

const (
	// maxShared bounds how many callers share one commit, so that none waits long
	// for the others.
	maxShared = 64
	// maxTries and tryFor bound how often a transaction that the server undid, or
	// that lost its connection before its commit, is done again.
	maxTries = 5
	tryFor   = 2 * time.Second
	// maxQueued is how long a write may wait for those before it.
	maxQueued = 10 * time.Second
)

// engine is what the two databases say differently.
type engine struct {
	// turn makes a transaction wait until every other has ended that decides. It
	// is empty where the transaction's begin does so.
	turn string
	// readHead reads the end of the journal and keeps it from others until the
	// transaction ends; writeHead moves it.
	readHead, writeHead string
	// columns lists the tables with their columns, both by name.
	columns string
	// now is the database's own time in ms, which processes on several hosts share.
	now string
}

// pen is one writing connection with whoever waits for it.
type pen struct {
	db     *sql.DB
	engine engine
	queue  chan *job
}

func newPen(db *sql.DB, e engine) *pen {
	db.SetMaxOpenConns(1)
	return &pen{db: db, engine: e, queue: make(chan *job, 1024)}
}

// job is one caller's write.
type job struct {
	ctx   context.Context
	do    func(*Tx) error
	order care.OrderID // that it is about, to be read with those of others; "": none
	since time.Time
	begun atomic.Bool // by the writer, or withdrawn by its caller
	err   chan error
}

// Tx is one caller's part of a transaction.
type Tx struct {
	*sql.Tx
	ctx   context.Context
	made  []care.Entry
	wrote bool   // any statement but SELECT was sent, or an order kept
	batch *batch // nil: each job reads and writes for itself
}

// ExecContext is that of the transaction.
func (tx *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	tx.wrote = true
	if err := tx.batch.before(query); err != nil {
		return nil, err
	}
	return tx.Tx.ExecContext(ctx, query, args...)
}

// PrepareContext is that of the transaction.
func (tx *Tx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	tx.wrote = true
	if err := tx.batch.before(query); err != nil {
		return nil, err
	}
	return tx.Tx.PrepareContext(ctx, query)
}

// QueryContext is that of the transaction.
func (tx *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	tx.wrote = tx.wrote || !strings.HasPrefix(query, "SELECT")
	if err := tx.batch.before(query); err != nil {
		return nil, err
	}
	return tx.Tx.QueryContext(ctx, query, args...)
}

// QueryRowContext is that of the transaction.
func (tx *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	tx.wrote = tx.wrote || !strings.HasPrefix(query, "SELECT")
	if err := tx.batch.before(query); err != nil {
		tx.batch.err = err
		over, cancel := context.WithCancel(ctx) // a row that says so
		cancel()
		return tx.Tx.QueryRowContext(over, query, args...)
	}
	return tx.Tx.QueryRowContext(ctx, query, args...)
}

// write runs do in a transaction and returns once it is on disk, or with do's
// error, after which nothing of it is kept. What do reads is what it decides
// about: no other such transaction, of this process or another, runs beside it.
// do may run several times and must not build on what an earlier run left behind.
// Concurrent callers share a commit. It blocks.
//
// [care.ErrUnavailable] means that nothing was kept, or, when the database went
// away during the commit, that nobody knows: the same again must be harmless.
func (s *Store) write(ctx context.Context, do func(tx *Tx) error) error {
	return s.with(ctx, s.pen, "", do)
}

// writeOrder is write for what is decided about one order.
func (s *Store) writeOrder(ctx context.Context, id care.OrderID, do func(tx *Tx) error) error {
	return s.with(ctx, s.pen, id, do)
}

// note is write for what is noted beside the journal and decides nothing: it does
// not wait for those who decide. do writes rows of one table, in the order of
// their keys.
func (s *Store) note(ctx context.Context, do func(tx *Tx) error) error {
	return s.with(ctx, s.pencil, "", do)
}

func (s *Store) with(ctx context.Context, p *pen, order care.OrderID, do func(tx *Tx) error) error {
	j := &job{ctx: ctx, do: do, order: order, since: time.Now(), err: make(chan error, 1)}
	select {
	case p.queue <- j:
	case <-s.closed:
		return errClosed
	case <-ctx.Done():
		return fmt.Errorf("records: write: %w", gaveUp(ctx))
	}
	select {
	case err := <-j.err:
		return err
	case <-s.ended: // queued when the writer had just left, or answered before
		select {
		case err := <-j.err:
			return err
		default:
			return errClosed
		}
	case <-ctx.Done():
		if j.begun.CompareAndSwap(false, true) {
			return fmt.Errorf("records: write: %w", gaveUp(ctx))
		}
		// Once begun the outcome is awaited even past ctx: a caller that gives up
		// would otherwise not know whether its call is in the record.
		return <-j.err
	}
}

var errClosed = fmt.Errorf("records: closed: %w", care.ErrUnavailable)

// gaveUp is why a context ended; a deadline means that the database was too slow.
func gaveUp(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", care.ErrUnavailable, ctx.Err())
	}
	return ctx.Err()
}

func (s *Store) writeLoop(p *pen) {
	for {
		select {
		case j := <-p.queue:
			s.commit(p, gather(p, j))
		case <-s.closed:
			for {
				select {
				case j := <-p.queue:
					s.commit(p, gather(p, j))
				default:
					return
				}
			}
		}
	}
}

// gather takes whoever waits already, without waiting for more.
func gather(p *pen, first *job) []*job {
	var jobs []*job
	take := func(j *job) {
		switch {
		case !j.begun.CompareAndSwap(false, true): // withdrawn
		case time.Since(j.since) > maxQueued:
			j.err <- fmt.Errorf("records: write: %w", errAway)
		default:
			jobs = append(jobs, j)
		}
	}
	take(first)
	for len(jobs) < maxShared {
		select {
		case j := <-p.queue:
			take(j)
		default:
			return jobs
		}
	}
	return jobs
}

// commit writes all jobs in one transaction and answers each. When the server
// undoes the transaction for the sake of another, or the connection breaks in it,
// it is done again, a few times.
func (s *Store) commit(p *pen, jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	began := time.Now()
	for try := 1; ; try++ {
		made, errs, err := s.attempt(p, jobs)
		if err == nil {
			s.tell(made)
			for i, j := range jobs {
				j.err <- errs[i]
			}
			return
		}
		if !passing(err) || errors.Is(err, errUnknown) || try == maxTries || time.Since(began) > tryFor {
			err = fmt.Errorf("records: write: %w", errors.Join(care.ErrUnavailable, err))
			for _, j := range jobs {
				j.err <- err
			}
			return
		}
		select {
		case <-s.closed: // no pause: whoever closes waits for us
		case <-time.After(time.Duration(try*try) * 20 * time.Millisecond):
		}
	}
}

// errUnknown marks a commit whose answer never came: it must not be done again.
var errUnknown = errors.New("whether it was kept is not known")

// attempt runs all jobs in one transaction and commits it. errs is each job's own
// outcome; err means that nothing of any was kept.
//
// Reading and writing each order by itself, and a savepoint around each job, would
// be several journeys to the server for each, and few jobs fail: they run as a
// [batch] without savepoints, and again by themselves when one failed that had
// written something.
func (s *Store) attempt(p *pen, jobs []*job) (made []care.Entry, errs []error, err error) {
	run, alone := runAlone, runAlone
	if len(jobs) > 1 {
		run, alone = runAlong, runAmong
	}
	made, errs, err = s.together(p, jobs, true, run)
	if errors.Is(err, errLeft) {
		return s.together(p, jobs, false, alone)
	}
	return made, errs, err
}

// errLeft marks a transaction that must be done again by single steps.
var errLeft = errors.New("a job left something behind")

func (s *Store) together(p *pen, jobs []*job, batched bool, run func(*Tx, *job) (own, broken error)) (made []care.Entry, errs []error, err error) {
	ctx := context.Background()
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // after a commit there is nothing to roll back
		}
	}()
	if p.engine.turn != "" {
		if _, err := tx.ExecContext(ctx, p.engine.turn); err != nil {
			return nil, nil, err
		}
	}
	var b *batch
	if batched {
		if b, err = newBatch(ctx, tx, jobs); err != nil {
			return nil, nil, err
		}
	}
	errs = make([]error, len(jobs))
	for i, j := range jobs {
		part := &Tx{Tx: tx, ctx: ctx, batch: b}
		if errs[i], err = run(part, j); err == nil && b != nil {
			err = b.err
		}
		if err != nil {
			return nil, nil, err
		}
		if errs[i] == nil {
			made = append(made, part.made...)
		}
	}
	if len(jobs) == 1 && errs[0] != nil {
		return nil, errs, ended(tx.Rollback())
	}
	if b != nil {
		if err := b.flush(); err != nil {
			return nil, nil, err
		}
	}
	// The head of the journal is locked last, so that number order is commit order.
	if err := chain(ctx, tx, p.engine, made); err != nil {
		return nil, nil, err
	}
	if err := tx.Commit(); err != nil {
		if certain(err) {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%w: %w", errUnknown, err)
	}
	return made, errs, nil
}

// ended takes a rollback that found no connection for what it is: nothing was
// kept.
func ended(err error) error {
	if lost(err) {
		return nil
	}
	return err
}

// runAlone runs a job that has the transaction to itself.
func runAlone(part *Tx, j *job) (own, broken error) {
	own = guarded(part, j.do)
	if passing(own) || errors.Is(own, errLeft) {
		return nil, own
	}
	return translate(own), nil
}

// runAlong runs a job among others as if none failed. A job that decided against
// its change before it wrote takes nobody along; any other failure does.
func runAlong(part *Tx, j *job) (own, broken error) {
	own = guarded(part, j.do)
	switch own = translate(own); {
	case own == nil:
		return nil, nil
	case passing(own):
		return nil, own
	case !part.wrote && decided(own):
		return own, nil
	}
	return nil, errLeft
}

// decided reports an error that a decision gave, not the database.
func decided(err error) bool {
	for _, kind := range []error{care.ErrNotFound, care.ErrConflict, care.ErrInvalid, care.ErrForbidden} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// runAmong runs a job in a savepoint, so that it takes nobody along when it fails.
func runAmong(part *Tx, j *job) (own, broken error) {
	if _, err := part.ExecContext(part.ctx, "SAVEPOINT job"); err != nil {
		return nil, err
	}
	own = guarded(part, j.do)
	if passing(own) {
		return nil, own
	}
	if own != nil {
		if _, err := part.ExecContext(part.ctx, "ROLLBACK TO SAVEPOINT job"); err != nil {
			return nil, err
		}
	}
	if _, err := part.ExecContext(part.ctx, "RELEASE SAVEPOINT job"); err != nil {
		return nil, err
	}
	return translate(own), nil
}

// guarded runs do; a panic in one caller's decision must not end the writer for
// all the others.
func guarded(tx *Tx, do func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("records: panic in a write: %v", p)
		}
	}()
	return do(tx)
}
