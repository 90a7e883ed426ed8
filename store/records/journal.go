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

// record appends entries to the journal within tx and gives them their numbers.
// The head is read and written last, so that number order is commit order.
func (tx *Tx) record(entries ...care.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	var seq int64
	var hash []byte
	if err := tx.QueryRowContext(tx.ctx, `SELECT seq, hash FROM journal_head WHERE id = 1`).Scan(&seq, &hash); err != nil {
		return fmt.Errorf("records: journal head: %w", err)
	}
	for _, e := range entries {
		seq++
		e.Seq = seq
		e.At = fromMillis(millis(e.At))
		salt := make([]byte, 16)
		_, _ = rand.Read(salt) // never fails
		digest := noteDigest(salt, e.Note)
		hash = link(hash, e, digest)
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO journal
			(seq, at, by, what, noun, subject, region_id, center_id, worker, related, note, salt, digest, hash)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)`,
			e.Seq, millis(e.At), string(e.By), e.What, e.Noun, e.Subject, string(e.RegionID), string(e.CenterID),
			string(e.Worker), e.Related, e.Note, salt, digest, hash)
		if err != nil {
			return fmt.Errorf("records: journal: %w", err)
		}
		tx.made = append(tx.made, e)
	}
	if _, err := tx.ExecContext(tx.ctx, `UPDATE journal_head SET seq = $1, hash = $2 WHERE id = 1`, seq, hash); err != nil {
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
	return collect(ctx, s.read, scanEntry, query, args...)
}

// collect reads every row of a query.
func collect[T any](ctx context.Context, db *sql.DB, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
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

// EntriesAfter returns at most limit entries with a number above seq, in order.
// It is what the event stream resumes from.
func (s *Store) EntriesAfter(ctx context.Context, seq int64, limit int) ([]care.Entry, error) {
	return s.entries(ctx, `SELECT `+entryColumns+` FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2`, seq, limit)
}

// LastEntry returns the number of the newest entry, 0 when there is none.
func (s *Store) LastEntry(ctx context.Context) (int64, error) {
	var seq int64
	if err := s.read.QueryRowContext(ctx, `SELECT seq FROM journal_head WHERE id = 1`).Scan(&seq); err != nil {
		return 0, fmt.Errorf("records: journal head: %w", translate(err))
	}
	return seq, nil
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

// Verify walks the whole chain and returns how many entries hold. A [*Broken]
// error names the first that does not. It blocks for about a second per 200,000
// entries.
func (s *Store) Verify(ctx context.Context) (int64, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+entryColumns+`, salt, digest, hash FROM journal ORDER BY seq`)
	if err != nil {
		return 0, fmt.Errorf("records: journal: %w", translate(err))
	}
	defer rows.Close()
	var n int64
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
	err = s.read.QueryRowContext(ctx, `SELECT seq, hash FROM journal_head WHERE id = 1`).Scan(&head, &headHash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return n, fmt.Errorf("records: journal head: %w", translate(err))
	}
	if head != n || !bytes.Equal(headHash, previous) {
		return n, &Broken{n + 1, "the end of the journal was cut off"}
	}
	return n, nil
}
