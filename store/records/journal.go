package records

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"yian/care"
)

// record adds entries to those that go into the journal with this transaction.
// They get their numbers when it ends, see chain.
func (tx *Tx) record(entries ...care.Entry) error {
	for _, e := range entries {
		e.At = fromMillis(millis(e.At))
		// What is hashed is what is stored, in either database.
		for _, s := range []*string{(*string)(&e.By), &e.What, &e.Noun, &e.Subject, (*string)(&e.RegionID), (*string)(&e.CenterID),
			(*string)(&e.Worker), &e.Related, &e.Note} {
			*s = clean(*s)
		}
		tx.made = append(tx.made, e)
	}
	return nil
}

// chain writes the entries of a transaction, gives them their numbers and moves
// the head. The head is locked last and until the commit: whoever else wants to
// write waits here, so that number order is commit order.
func chain(ctx context.Context, tx *sql.Tx, e engine, entries []care.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	var seq int64
	var hash []byte
	if err := tx.QueryRowContext(ctx, e.readHead).Scan(&seq, &hash); err != nil {
		return fmt.Errorf("records: journal head: %w", err)
	}
	rows := make([][]any, len(entries))
	for i := range entries {
		e := &entries[i]
		seq++
		e.Seq = seq
		salt := make([]byte, 16)
		_, _ = rand.Read(salt) // never fails
		digest := noteDigest(salt, e.Note)
		hash = link(hash, *e, digest)
		rows[i] = []any{e.Seq, millis(e.At), string(e.By), e.What, e.Noun, e.Subject, string(e.RegionID), string(e.CenterID),
			string(e.Worker), e.Related, e.Note, salt, digest, hash}
	}
	if err := (&Tx{Tx: tx, ctx: ctx}).insertRows(`INSERT INTO journal
		(seq, at, by, what, noun, subject, region_id, center_id, worker, related, note, salt, digest, hash)`, "", rows); err != nil {
		return fmt.Errorf("records: journal: %w", err)
	}
	if _, err := tx.ExecContext(ctx, e.writeHead, seq, hash); err != nil {
		return fmt.Errorf("records: journal head: %w", err)
	}
	return nil
}

// noteDigest stands for a note in the chain, so that the note can be erased with
// its salt and the chain still verifies.
func noteDigest(salt []byte, note string) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(note))
	return h.Sum(nil)
}

// link is the hash of an entry after the one before it. Every field is preceded
// by its length, so that no two entries share an encoding.
func link(previous []byte, e care.Entry, digest []byte) []byte {
	h := sha256.New()
	put := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		put(n[:])
	}
	put(previous)
	number(e.Seq)
	number(millis(e.At))
	for _, s := range []string{string(e.By), e.What, e.Noun, e.Subject, string(e.RegionID), string(e.CenterID), string(e.Worker), e.Related} {
		put([]byte(s))
	}
	put(digest)
	return h.Sum(nil)
}

const entryColumns = `seq, at, by, what, noun, subject, region_id, center_id, worker, related, note`

func scanEntry(rows *sql.Rows) (care.Entry, error) {
	var e care.Entry
	var at int64
	err := rows.Scan(&e.Seq, &at, &e.By, &e.What, &e.Noun, &e.Subject, &e.RegionID, &e.CenterID, &e.Worker, &e.Related, &e.Note)
	e.At = fromMillis(at)
	return e, err
}

func (s *Store) entries(ctx context.Context, query string, args ...any) ([]care.Entry, error) {
	return collect(ctx, s, scanEntry, query, args...)
}

// collect reads every row of a query. A connection that broke, as all do when the
// server was restarted, is worth a second try.
func collect[T any](ctx context.Context, s *Store, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	list, err := collectOnce(ctx, s.read, scan, query, args...)
	if passing(err) && ctx.Err() == nil {
		list, err = collectOnce(ctx, s.read, scan, query, args...)
	}
	return list, err
}

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func collectOnce[T any](ctx context.Context, db querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("records: query: %w", translate(err))
	}
	defer rows.Close()
	out := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("records: scan: %w", translate(err))
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("records: rows: %w", translate(err))
	}
	return out, nil
}

// value reads the one value of a query.
func value[T any](ctx context.Context, s *Store, query string, args ...any) (T, error) {
	list, err := collect(ctx, s, func(rows *sql.Rows) (v T, err error) {
		err = rows.Scan(&v)
		return v, err
	}, query, args...)
	return one(list, err, "row")
}

// Note writes an entry of what changed nothing in the record: something was printed.
// Blocks until on disk.
func (s *Store) Note(ctx context.Context, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error { return tx.record(e) })
}

// EntriesAfter returns at most limit entries with a number above seq, in order.
// It is what the event stream resumes from.
func (s *Store) EntriesAfter(ctx context.Context, seq int64, limit int) ([]care.Entry, error) {
	return s.entries(ctx, `SELECT `+entryColumns+` FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2`, seq, limit)
}

// LastEntry returns the number of the newest entry, 0 when there is none.
func (s *Store) LastEntry(ctx context.Context) (int64, error) {
	return value[int64](ctx, s, `SELECT seq FROM journal_head WHERE id = 1`)
}

// Timeline returns the newest 500 entries about a noun, or that name it as
// related, oldest first.
func (s *Store) Timeline(ctx context.Context, noun, subject string) ([]care.Entry, error) {
	return s.entries(ctx, `SELECT * FROM (SELECT `+entryColumns+` FROM journal
		WHERE (noun = $1 AND subject = $2) OR related = $3 ORDER BY seq DESC LIMIT 500) AS newest ORDER BY seq`,
		noun, subject, noun+":"+subject)
}

// Entries lists the journal, newest first.
func (s *Store) Entries(ctx context.Context, sc care.Scope, q care.EntryQuery) ([]care.Entry, string, error) {
	args := []any{}
	where := `WHERE 1=1` + scopeSQL(sc, &args)
	add := func(condition, value string) {
		if value != "" {
			args = append(args, value)
			where += fmt.Sprintf(" AND %s $%d", condition, len(args))
		}
	}
	add("noun =", q.Noun)
	add("subject =", q.Subject)
	add("by =", string(q.By))
	var before int64
	if more, err := fromCursor(q.Page.Cursor, &before); err != nil {
		return nil, "", err
	} else if more {
		args = append(args, before)
		where += fmt.Sprintf(" AND seq < $%d", len(args))
	}
	limit := limitOf(q.Page)
	args = append(args, limit+1)
	list, err := s.entries(ctx, `SELECT `+entryColumns+` FROM journal `+where+fmt.Sprintf(` ORDER BY seq DESC LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, "", err
	}
	list, more := clip(list, limit)
	if !more {
		return list, "", nil
	}
	return list, cursorOf(list[len(list)-1].Seq), nil
}

// Broken is what [Store.Verify] returns for a chain that was tampered with.
type Broken struct {
	Seq  int64
	What string
}

// Error names the entry.
func (b *Broken) Error() string { return fmt.Sprintf("journal entry %d: %s", b.Seq, b.What) }

// Verify walks the whole chain and returns how many entries hold, as of one
// instant: others may go on writing. A [*Broken] error names the first that does
// not. It blocks for about a second per 200,000 entries.
func (s *Store) Verify(ctx context.Context) (int64, error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: s.snapshot, ReadOnly: true})
	if err != nil {
		return 0, fmt.Errorf("records: journal: %w", translate(err))
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	if s.shared {
		if _, err := tx.ExecContext(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return 0, fmt.Errorf("records: journal: %w", translate(err))
		}
	}
	return verify(ctx, tx)
}

func verify(ctx context.Context, db querier) (n int64, err error) {
	rows, err := db.QueryContext(ctx, `SELECT `+entryColumns+`, salt, digest, hash FROM journal ORDER BY seq`)
	if err != nil {
		return 0, fmt.Errorf("records: journal: %w", translate(err))
	}
	defer rows.Close()
	var previous []byte
	for rows.Next() {
		var e care.Entry
		var at int64
		var salt, digest, hash []byte
		if err := rows.Scan(&e.Seq, &at, &e.By, &e.What, &e.Noun, &e.Subject, &e.RegionID, &e.CenterID, &e.Worker, &e.Related, &e.Note, &salt, &digest, &hash); err != nil {
			return n, fmt.Errorf("records: journal: %w", translate(err))
		}
		e.At = fromMillis(at)
		switch {
		case e.Seq != n+1:
			return n, &Broken{n + 1, "is missing"}
		case salt != nil && !bytes.Equal(digest, noteDigest(salt, e.Note)):
			return n, &Broken{e.Seq, "its note was changed"}
		case salt == nil && e.Note != "":
			return n, &Broken{e.Seq, "its note was added after it was erased"}
		case !bytes.Equal(hash, link(previous, e, digest)):
			return n, &Broken{e.Seq, "does not follow from the one before"}
		}
		previous = hash
		n++
	}
	if err := rows.Err(); err != nil {
		return n, fmt.Errorf("records: journal: %w", translate(err))
	}
	var head int64
	var headHash []byte
	err = db.QueryRowContext(ctx, `SELECT seq, hash FROM journal_head WHERE id = 1`).Scan(&head, &headHash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return n, fmt.Errorf("records: journal head: %w", translate(err))
	}
	if head != n || !bytes.Equal(headHash, previous) {
		return n, &Broken{n + 1, "the end of the journal was cut off"}
	}
	return n, nil
}
