package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yian/care"
)

// maxShared bounds how many callers share one commit, so that none waits long
// for the others.
const maxShared = 64

// job is one caller's write.
type job struct {
	ctx  context.Context
	do   func(*Tx) error
	err  chan error
	made []care.Entry
}

// Tx is one caller's part of a transaction.
type Tx struct {
	*sql.Tx
	ctx  context.Context
	made []care.Entry
}

// write runs do in a transaction and returns once it is on disk, or with do's
// error, after which nothing of it is kept. do may run only once but must not
// keep what it read. Concurrent callers share a commit. It blocks.
func (s *Store) write(ctx context.Context, do func(tx *Tx) error) error {
	j := &job{ctx: ctx, do: do, err: make(chan error, 1)}
	select {
	case s.queue <- j:
	case <-s.stop:
		return fmt.Errorf("records: closed: %w", care.ErrUnavailable)
	case <-ctx.Done():
		return fmt.Errorf("records: write: %w", ctx.Err())
	}
	// Once queued the outcome is awaited even past ctx: a caller that gives up
	// would otherwise not know whether its call is in the record.
	return <-j.err
}

func (s *Store) writeLoop() {
	defer s.done.Done()
	for {
		select {
		case j := <-s.queue:
			s.commit(s.gather(j))
		case <-s.stop:
			for {
				select {
				case j := <-s.queue:
					s.commit(s.gather(j))
				default:
					return
				}
			}
		}
	}
}

// gather takes whoever waits already, without waiting for more.
func (s *Store) gather(first *job) []*job {
	jobs := []*job{first}
	for len(jobs) < maxShared {
		select {
		case j := <-s.queue:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// commit writes all jobs in one transaction and answers each.
func (s *Store) commit(jobs []*job) {
	ctx := context.Background()
	fail := func(err error) {
		err = fmt.Errorf("records: write: %w", errors.Join(care.ErrUnavailable, err))
		for _, j := range jobs {
			j.err <- err
		}
	}
	tx, err := s.pen.BeginTx(ctx, nil)
	if err != nil {
		fail(err)
		return
	}
	errs := make([]error, len(jobs))
	for i, j := range jobs {
		errs[i] = runJob(ctx, tx, j)
		if errors.Is(errs[i], errBroken) {
			_ = tx.Rollback()
			fail(errs[i])
			return
		}
	}
	if err := tx.Commit(); err != nil {
		_ = tx.Rollback()
		fail(err)
		return
	}
	var made []care.Entry
	for i, j := range jobs {
		if errs[i] == nil {
			made = append(made, j.made...)
		}
	}
	s.tell(made)
	for i, j := range jobs {
		j.err <- errs[i]
	}
}

// errBroken marks a transaction that cannot go on for anybody.
var errBroken = errors.New("transaction broken")

func runJob(ctx context.Context, tx *sql.Tx, j *job) (err error) {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT job"); err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	part := &Tx{Tx: tx, ctx: ctx}
	if err := guarded(part, j.do); err != nil {
		if _, rerr := tx.ExecContext(ctx, "ROLLBACK TO job"); rerr != nil {
			return fmt.Errorf("%w: %w", errBroken, rerr)
		}
		if _, rerr := tx.ExecContext(ctx, "RELEASE job"); rerr != nil {
			return fmt.Errorf("%w: %w", errBroken, rerr)
		}
		return translate(err)
	}
	if _, err := tx.ExecContext(ctx, "RELEASE job"); err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	j.made = part.made
	return nil
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
