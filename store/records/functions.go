package records

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"yian/care"
)

// countedEntries are the acts of the journal that are functions of the hotline; the
// words are those of the index journal_counted.
const countedEntries = `what IN ('device.located','incident.attempted','elder.created','elder.changed','elder.imported','household.created','household.changed','household.imported')`

// notTrial leaves out what happened before the go-live.
const notTrial = ` AND doc NOT LIKE '%"trial":true%'`

// paper is what was entered later from paper (补录): it is counted apart.
const paper = `doc LIKE '%"afterwards":true%'`

// Used counts what people used the hotline for from from until to, by a word of its
// noun: "order.<service>", "ticket.<kind>", "incident.emergency", the calls of the
// telephone, each apart when it was entered from paper, and the acts of the journal,
// which say nothing of a trial and count from live on; below region and as far as sc
// sees. A word may be there with nothing.
func (s *Store) Used(ctx context.Context, sc care.Scope, from, to, live time.Time, region care.RegionID) (map[string]int, error) {
	out := map[string]int{}
	for _, q := range []struct{ prefix, column, table, at, more string }{
		{"order.", "service", "orders", "created_at", notTrial},
		{"incident.", "CASE WHEN " + paper + " THEN 'emergency_afterwards' ELSE 'emergency' END", "incidents", "opened_at", ` AND state = 'closed' AND doc LIKE '%"outcome":"emergency_%'` + notTrial},
		{"", "what", "journal", "at", ` AND ` + countedEntries},
		{"ticket.", "kind", "tickets", "opened_at", notTrial},
	} {
		c := chosen(sc)
		if q.table == "tickets" {
			c = &conditions{}
			c.sql = ` WHERE 1=1` + ticketScope(sc, &c.args)
		}
		c.at(q.at+" >= ?", from)
		c.at(q.at+" < ?", to)
		if q.table == "journal" {
			c.at("at >= ?", live)
		}
		c.below(region)
		type count struct {
			of string
			n  int
		}
		list, err := collect(ctx, s, func(r *sql.Rows) (v count, err error) {
			err = r.Scan(&v.of, &v.n)
			return v, err
		}, fmt.Sprintf(`SELECT %s AS of_what, COUNT(*) FROM %s%s%s GROUP BY 1`, q.column, q.table, c.sql, q.more), c.args...)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			out[q.prefix+v.of] += v.n
		}
	}
	return out, s.usedPhones(ctx, sc, from, to, region, out)
}

// usedPhones adds the calls of the telephone. Of several missed calls of one number
// the last is owed a call back.
func (s *Store) usedPhones(ctx context.Context, sc care.Scope, from, to time.Time, region care.RegionID, into map[string]int) error {
	words := []struct{ word, when string }{
		{"phone.in", `doc LIKE '%"direction":"in"%' AND NOT ` + paper},
		{"phone.spoken_in", `doc LIKE '%"direction":"in"%' AND state IN ('answered','ended') AND NOT ` + paper},
		{"phone.out", `doc LIKE '%"direction":"out"%'`},
		{"phone.spoken_out", `doc LIKE '%"direction":"out"%' AND state IN ('answered','ended')`},
		{"phone.missed", `missed = 1 AND NOT ` + paper},
		{"phone.owed", `missed = 1 AND doc NOT LIKE '%"outcome":"again"%' AND doc NOT LIKE '%"outcome":"no_number"%' AND doc NOT LIKE '%"outcome":"nuisance"%'`},
		{"phone.called_back", `missed = 1 AND (doc LIKE '%"outcome":"called_back"%' OR doc LIKE '%"outcome":"reached"%')`},
		{"phone.afterwards", paper},
	}
	c := chosen(sc)
	c.at("at >= ?", from)
	c.at("at < ?", to)
	c.below(region)
	columns := ""
	counts, places := make([]int, len(words)), make([]any, len(words))
	for i, w := range words {
		if i > 0 {
			columns += ", "
		}
		columns += `COUNT(CASE WHEN ` + w.when + ` THEN 1 END)`
		places[i] = &counts[i]
	}
	_, err := collect(ctx, s, func(r *sql.Rows) (struct{}, error) { return struct{}{}, r.Scan(places...) },
		`SELECT `+columns+` FROM phone_calls`+c.sql+notTrial, c.args...)
	for i, w := range words {
		into[w.word] += counts[i]
	}
	return err
}
