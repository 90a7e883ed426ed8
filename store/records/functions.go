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

// Used counts what people used the hotline for from from until to, by a word of its
// noun: "order.<service>", "ticket.<kind>", "incident.emergency" and the acts of the
// journal, which say nothing of a trial and count from live on; below region and as
// far as sc sees.
func (s *Store) Used(ctx context.Context, sc care.Scope, from, to, live time.Time, region care.RegionID) (map[string]int, error) {
	out := map[string]int{}
	for _, q := range []struct{ prefix, column, table, at, more string }{
		{"order.", "service", "orders", "created_at", notTrial},
		{"incident.", "'emergency'", "incidents", "opened_at", ` AND state = 'closed' AND doc LIKE '%"outcome":"emergency_%'` + notTrial},
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
	return out, nil
}
