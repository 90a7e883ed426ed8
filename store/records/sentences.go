package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// mostSentences bounds what a list reads: a dozen sayings in some hundred regions.
const mostSentences = 5000

// Sentences returns what the site entered for what seniors hear.
func (s *Store) Sentences(ctx context.Context) ([]care.Sentence, error) {
	return collect(ctx, s, document[care.Sentence], `SELECT doc FROM sentences ORDER BY saying, region_id LIMIT $1`, mostSentences)
}

// ChangeSentence loads what was entered for a saying in a region, or an empty row,
// lets decide change it, and writes it with its entry and with the recording, if there
// is a new one. Blocks until on disk.
func (s *Store) ChangeSentence(ctx context.Context, saying care.Saying, region care.RegionID, recording []byte, decide func(*care.Sentence) (care.Entry, error)) (care.Sentence, error) {
	var out care.Sentence
	err := s.write(ctx, func(tx *Tx) error {
		v := care.Sentence{Saying: saying, RegionID: region}
		var doc string
		err := tx.QueryRowContext(tx.ctx, `SELECT doc FROM sentences WHERE saying = $1 AND region_id = $2`, string(saying), string(region)).Scan(&doc)
		switch {
		case err == nil:
			if err := fromJSON(doc, &v); err != nil {
				return err
			}
		case !errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("records: sentence: %w", err)
		}
		e, err := decide(&v)
		if err != nil {
			return err
		}
		v.Version++
		if doc, err = toJSON(v); err != nil {
			return err
		}
		out = v
		if _, err := tx.ExecContext(tx.ctx, `INSERT INTO sentences (saying, region_id, version, doc) VALUES ($1,$2,$3,$4)
			ON CONFLICT (saying, region_id) DO UPDATE SET version = excluded.version, doc = excluded.doc`,
			string(saying), string(region), v.Version, doc); err != nil {
			return fmt.Errorf("records: sentence: %w", err)
		}
		if recording != nil {
			if _, err := tx.ExecContext(tx.ctx, `INSERT INTO sounds (id, mime, body) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`,
				v.Sound.SHA256, v.Sound.Mime, recording); err != nil {
				return fmt.Errorf("records: recording: %w", err)
			}
		}
		return tx.record(e)
	})
	return out, err
}

// Recording returns a recording by its SHA-256, or [care.ErrNotFound].
func (s *Store) Recording(ctx context.Context, sha string) (mime string, body []byte, err error) {
	type kept struct {
		mime string
		body []byte
	}
	list, err := collect(ctx, s, func(r *sql.Rows) (k kept, err error) {
		err = r.Scan(&k.mime, &k.body)
		return k, err
	}, `SELECT mime, body FROM sounds WHERE id = $1`, sha)
	k, err := one(list, err, "sound")
	return k.mime, k.body, err
}

// LateIncidents returns those whose senior is to hear again, by now, of whoever is on
// the way.
func (s *Store) LateIncidents(ctx context.Context, now time.Time) ([]care.IncidentID, error) {
	return collect(ctx, s, func(r *sql.Rows) (id care.IncidentID, err error) {
		err = r.Scan((*string)(&id))
		return id, err
	}, `SELECT id FROM incidents WHERE say_at <= $1 AND state = 'dispatched' ORDER BY say_at LIMIT 200`, millis(now))
}
