package readings

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/query"

	"yian/care"
)

// selection begins every query: the points of whom, over which time, of which
// fields. It uses only what Flux had in InfluxDB 1.8 and still has.
type selection struct {
	bucket string
	// measurement is empty for readings; metric is named in summaries only.
	measurement string
	metric      care.Metric
	from, to    time.Time // to is exclusive
	elder       care.ElderID
	devices     []care.DeviceID // any of them; none means all
	field       string          // empty means every metric
}

func (s selection) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "from(bucket: %s) |> range(start: %s, stop: %s) |> filter(fn: (r) => r._measurement == %s",
		quoted(s.bucket), instant(s.from), instant(s.to), quoted(cmp.Or(s.measurement, measurement)))
	if s.elder != "" {
		fmt.Fprintf(&b, " and r.elder == %s", quoted(string(s.elder)))
	}
	for i, d := range s.devices {
		fmt.Fprintf(&b, "%s r.device == %s", []string{" or", " and ("}[one(i == 0)], quoted(string(d)))
	}
	if len(s.devices) > 0 {
		b.WriteByte(')')
	}
	if s.metric != "" {
		fmt.Fprintf(&b, " and r.metric == %s", quoted(string(s.metric)))
	}
	if s.field != "" {
		fmt.Fprintf(&b, " and r._field == %s", quoted(s.field))
	} else {
		fmt.Fprintf(&b, " and r._field != %s", quoted(receivedField))
	}
	b.WriteByte(')')
	return b.String()
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// quoted writes a string literal. A dollar sign would begin an interpolation; ids
// do not hold one, and one that does matches nothing without it.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", "", "\n", "", "\r", "").Replace(s) + `"`
}

// run hands every record of a query to each. It blocks for the query timeout at
// most.
func (s *Store) run(ctx context.Context, what, flux string, each func(*query.FluxRecord)) error {
	return s.runFor(ctx, s.cfg.QueryTimeout, what, flux, func(r *query.FluxRecord) error { each(r); return nil })
}

// runFor is run with a timeout of its own. It stops at each's error.
func (s *Store) runFor(ctx context.Context, timeout time.Duration, what, flux string, each func(*query.FluxRecord) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, care.ErrUnavailable)
	defer cancel()
	result, err := s.reader.Query(ctx, flux)
	if err != nil {
		return fmt.Errorf("readings: %s: %w: %w", what, care.ErrUnavailable, err)
	}
	defer result.Close()
	for result.Next() {
		if err := each(result.Record()); err != nil {
			return err
		}
	}
	if err := result.Err(); err != nil {
		return fmt.Errorf("readings: %s: %w: %w", what, care.ErrUnavailable, err)
	}
	return nil
}

func text(r *query.FluxRecord, column string) string {
	s, _ := r.ValueByKey(column).(string)
	return s
}

func moment(r *query.FluxRecord, column string) time.Time {
	t, _ := r.ValueByKey(column).(time.Time)
	return t
}
