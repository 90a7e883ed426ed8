package records

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// KeepPosts replaces the posts named, each known by its device and its beginning.
// It blocks until on disk, is idempotent and writes no entry.
func (s *Store) KeepPosts(ctx context.Context, posts []care.Post) error {
	posts = slices.SortedFunc(slices.Values(posts), func(a, b care.Post) int {
		return cmp.Or(strings.Compare(string(a.Device), string(b.Device)), a.From.Compare(b.From))
	})
	posts = slices.CompactFunc(posts, func(a, b care.Post) bool { return a.Device == b.Device && millis(a.From) == millis(b.From) })
	rows := make([][]any, len(posts))
	for i := range posts {
		p := &posts[i]
		rows[i] = []any{string(p.Device), millis(p.From), millisOrNil(p.Until), millisOrNil(p.HeardAt), string(p.Gateway),
			string(p.Household), string(p.Region), string(p.Station)}
	}
	return s.note(ctx, func(tx *Tx) error {
		return tx.insertRows(`INSERT INTO posts (`+postColumns+`)`, `ON CONFLICT (device_id, from_at) DO UPDATE SET until_at = excluded.until_at,
			heard_at = excluded.heard_at, gateway_id = excluded.gateway_id, household_id = excluded.household_id,
			region_id = excluded.region_id, center_id = excluded.center_id`, rows)
	})
}

const postColumns = `device_id, from_at, until_at, heard_at, gateway_id, household_id, region_id, center_id`

func scanPost(rows *sql.Rows) (care.Post, error) {
	var p care.Post
	var from int64
	var until, heard sql.NullInt64
	err := rows.Scan((*string)(&p.Device), &from, &until, &heard, (*string)(&p.Gateway), (*string)(&p.Household), (*string)(&p.Region), (*string)(&p.Station))
	p.From, p.Until, p.HeardAt = fromMillis(from), timeOrNil(until), timeOrNil(heard)
	return p, err
}

// OpenPosts returns every post that stands.
func (s *Store) OpenPosts(ctx context.Context) ([]care.Post, error) {
	return collect(ctx, s, scanPost, `SELECT `+postColumns+` FROM posts WHERE until_at IS NULL ORDER BY device_id`)
}

// FirstPost is when the oldest post began; nil when there is none.
func (s *Store) FirstPost(ctx context.Context) (*time.Time, error) {
	at, err := value[sql.NullInt64](ctx, s, `SELECT MIN(from_at) FROM posts`)
	return timeOrNil(at), err
}

// during are the posts of a time that sc sees. The arguments begin with its end and
// its beginning.
func during(sc care.Scope, q care.PostQuery) *conditions {
	c := &conditions{args: []any{millis(q.To), millis(q.From)}}
	c.sql = ` WHERE from_at < $1 AND (until_at IS NULL OR until_at > $2)` + scopeSQL(sc, &c.args)
	if q.Region != "" {
		c.add("region_id LIKE ?", string(q.Region)+"%")
	}
	c.add("household_id = ?", string(q.Household))
	return c
}

// unheard are the devices that were not heard in the time of during.
const unheard = `(SELECT device_id FROM silences WHERE doubt_at < $1 AND (until_at IS NULL OR until_at > $2))`

// restless are homes that have more to tell than that all was well.
const restless = ` AND household_id IN (SELECT household_id FROM posts WHERE from_at > $2 AND from_at < $1
	UNION SELECT household_id FROM posts WHERE until_at > $2 AND until_at < $1
	UNION SELECT household_id FROM posts WHERE heard_at IS NULL OR heard_at > $2
	UNION SELECT household_id FROM posts WHERE device_id IN ` + unheard + `
	UNION SELECT household_id FROM posts WHERE gateway_id <> '' AND gateway_id IN ` + unheard + `)`

// Posts returns the posts of a time, in order of home and device.
func (s *Store) Posts(ctx context.Context, sc care.Scope, q care.PostQuery) ([]care.Post, error) {
	c := during(sc, q)
	if q.Restless {
		c.sql += restless
	}
	return collect(ctx, s, scanPost, `SELECT `+postColumns+` FROM posts`+c.sql+` ORDER BY household_id, device_id, from_at`, c.args...)
}

// PostedHomes counts the homes that have posts in a time, by village and station.
func (s *Store) PostedHomes(ctx context.Context, sc care.Scope, q care.PostQuery) ([]care.PostCount, error) {
	c := during(sc, q)
	return collect(ctx, s, func(rows *sql.Rows) (n care.PostCount, err error) {
		err = rows.Scan((*string)(&n.Region), (*string)(&n.Station), &n.Homes)
		return n, err
	}, `SELECT region_id, center_id, COUNT(DISTINCT household_id) FROM posts`+c.sql+` GROUP BY region_id, center_id ORDER BY region_id, center_id`, c.args...)
}

// KeepSilences writes silences, each known by its device and its beginning. One that
// has ended stays so, whatever is said of it later: any order ends in the same rows.
// It blocks until on disk, is idempotent and writes no entry.
func (s *Store) KeepSilences(ctx context.Context, list []care.Silence) error {
	list = slices.SortedFunc(slices.Values(list), func(a, b care.Silence) int {
		return cmp.Or(strings.Compare(string(a.Device), string(b.Device)), a.From.Compare(b.From))
	})
	return s.note(ctx, func(tx *Tx) error {
		for i := range list {
			l := &list[i]
			_, err := tx.ExecContext(tx.ctx, `INSERT INTO silences (device_id, from_at, doubt_at, until_at, cause) VALUES ($1,$2,$3,$4,$5)
				ON CONFLICT (device_id, from_at) DO UPDATE SET until_at = COALESCE(silences.until_at, excluded.until_at),
					cause = CASE WHEN silences.until_at IS NULL THEN excluded.cause ELSE silences.cause END`,
				string(l.Device), millis(l.From), millis(l.DoubtAt), millisOrNil(l.Until), string(l.Cause))
			if err != nil {
				return fmt.Errorf("records: silence: %w", err)
			}
		}
		return nil
	})
}

const silenceColumns = `device_id, from_at, doubt_at, until_at, cause`

func scanSilence(rows *sql.Rows) (care.Silence, error) {
	var l care.Silence
	var from, doubt int64
	var until sql.NullInt64
	err := rows.Scan((*string)(&l.Device), &from, &doubt, &until, (*string)(&l.Cause))
	l.From, l.DoubtAt, l.Until = fromMillis(from), fromMillis(doubt), timeOrNil(until)
	return l, err
}

// OpenSilences returns the silences that go on.
func (s *Store) OpenSilences(ctx context.Context) ([]care.Silence, error) {
	return collect(ctx, s, scanSilence, `SELECT `+silenceColumns+` FROM silences WHERE until_at IS NULL ORDER BY device_id, from_at`)
}

// Silences returns the silences of a time, of the devices named or of all, in order
// of device and beginning.
func (s *Store) Silences(ctx context.Context, devices []care.DeviceID, from, to time.Time) ([]care.Silence, error) {
	args := []any{millis(to), millis(from)}
	where := ` WHERE doubt_at < $1 AND (until_at IS NULL OR until_at > $2)`
	if len(devices) > 0 {
		where += ` AND device_id IN (` + in(&args, devices) + `)`
	}
	return collect(ctx, s, scanSilence, `SELECT `+silenceColumns+` FROM silences`+where+` ORDER BY device_id, from_at`, args...)
}

// KeepUptime writes one uptime, known by part, process and beginning. It blocks
// until on disk, is idempotent and writes no entry.
func (s *Store) KeepUptime(ctx context.Context, u care.Uptime) error {
	return s.note(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO uptimes (part, instance, from_at, until_at, ended) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (part, instance, from_at) DO UPDATE SET until_at = excluded.until_at, ended = excluded.ended`,
			string(u.Part), u.Instance, millis(u.From), millis(u.Until), u.Ended)
		if err != nil {
			return fmt.Errorf("records: uptime: %w", err)
		}
		return nil
	})
}

// Uptimes returns the uptimes of a time in order of their beginning, and of each
// part the last that ended before.
func (s *Store) Uptimes(ctx context.Context, from, to time.Time) ([]care.Uptime, error) {
	const columns = `part, instance, from_at, until_at, ended`
	return collect(ctx, s, func(rows *sql.Rows) (care.Uptime, error) {
		var u care.Uptime
		var from, until int64
		err := rows.Scan((*string)(&u.Part), &u.Instance, &from, &until, &u.Ended)
		u.From, u.Until = fromMillis(from), fromMillis(until)
		return u, err
	}, `SELECT `+columns+` FROM uptimes WHERE until_at > $1 AND from_at < $2
		UNION SELECT `+columns+` FROM uptimes WHERE (part, until_at) IN (SELECT part, MAX(until_at) FROM uptimes WHERE until_at <= $1 GROUP BY part)
		ORDER BY 3, 1, 2`, millis(from), millis(to))
}

// KeepProtectedDays replaces the rows of days that are over. It blocks until on
// disk, is idempotent and writes no entry.
func (s *Store) KeepProtectedDays(ctx context.Context, days []care.ProtectedDay) error {
	rows := make([][]any, len(days))
	for i := range days {
		d := &days[i]
		doc, err := toJSON(d.Minutes)
		if err != nil {
			return err
		}
		rows[i] = []any{d.Day, string(d.Region), string(d.Station), d.Homes, doc}
	}
	return s.note(ctx, func(tx *Tx) error {
		return tx.insertRows(`INSERT INTO protected_days (day, region_id, center_id, homes, doc)`,
			`ON CONFLICT (day, region_id, center_id) DO UPDATE SET homes = excluded.homes, doc = excluded.doc`, rows)
	})
}

// ProtectedDays returns the days from one to another, both included, that sc sees of
// a region and what lies in it.
func (s *Store) ProtectedDays(ctx context.Context, sc care.Scope, region care.RegionID, from, to string) ([]care.ProtectedDay, error) {
	c := chosen(sc)
	c.add("day >= ?", from)
	c.add("day <= ?", to)
	if region != "" {
		c.add("region_id LIKE ?", string(region)+"%")
	}
	return collect(ctx, s, func(rows *sql.Rows) (care.ProtectedDay, error) {
		var d care.ProtectedDay
		var doc string
		if err := rows.Scan(&d.Day, (*string)(&d.Region), (*string)(&d.Station), &d.Homes, &doc); err != nil {
			return d, err
		}
		return d, fromJSON(doc, &d.Minutes)
	}, `SELECT day, region_id, center_id, homes, doc FROM protected_days`+c.sql+` ORDER BY day, region_id, center_id`, c.args...)
}

// LastProtectedDay is the newest day that was closed, "" when none was.
func (s *Store) LastProtectedDay(ctx context.Context) (string, error) {
	day, err := value[sql.NullString](ctx, s, `SELECT MAX(day) FROM protected_days`)
	return day.String, err
}

// Absences returns who lives in the homes, and when each of them was gone for long
// in a time.
func (s *Store) Absences(ctx context.Context, homes []care.HouseholdID, from, to time.Time) (map[care.HouseholdID][]care.ElderID, []care.Absence, error) {
	live := map[care.HouseholdID][]care.ElderID{}
	var gone []care.Absence
	for part := range slices.Chunk(homes, 500) {
		if err := s.absences(ctx, part, from, to, live, &gone); err != nil {
			return nil, nil, err
		}
	}
	return live, gone, nil
}

func (s *Store) absences(ctx context.Context, homes []care.HouseholdID, from, to time.Time, live map[care.HouseholdID][]care.ElderID, gone *[]care.Absence) error {
	type row struct {
		elder care.ElderID
		home  care.HouseholdID
		until sql.NullInt64
		doc   sql.NullString
	}
	args := []any{millis(to), millis(from)}
	rows, err := collect(ctx, s, func(rows *sql.Rows) (r row, err error) {
		err = rows.Scan((*string)(&r.elder), (*string)(&r.home), &r.until, &r.doc)
		return r, err
	}, `SELECT elders.id, elders.household_id, whereabouts.until, whereabouts.doc FROM elders
		LEFT JOIN whereabouts ON whereabouts.elder_id = elders.id AND whereabouts.since < $1 AND (whereabouts.until IS NULL OR whereabouts.until > $2)
		WHERE elders.household_id IN (`+in(&args, homes)+`) ORDER BY elders.household_id, elders.id, whereabouts.since`, args...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if l := live[r.home]; len(l) == 0 || l[len(l)-1] != r.elder {
			live[r.home] = append(l, r.elder)
		}
		if !r.doc.Valid {
			continue
		}
		var w care.Whereabouts
		if err := fromJSON(r.doc.String, &w); err != nil {
			return err
		}
		if !w.State.Gone() {
			continue
		}
		until := timeOrNil(r.until)
		// Past the expected return nobody knows, and silence counts again.
		if w.State != care.InCenter && w.State != care.Deceased && w.ReturnAt != nil && (until == nil || w.ReturnAt.Before(*until)) {
			until = w.ReturnAt
		}
		*gone = append(*gone, care.Absence{Elder: r.elder, Household: r.home, From: w.Since, Until: until})
	}
	return nil
}
