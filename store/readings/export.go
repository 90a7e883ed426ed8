package readings

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api"
	"github.com/influxdata/influxdb-client-go/v2/api/query"

	"yian/care"
)

const (
	// exportTimeout bounds one query of an export, which may go over years.
	exportTimeout = 10 * time.Minute
	// narrowest and widest are how much of the devices' clock one query covers; how
	// much within these follows from how many messages there are.
	narrowest, widest = time.Second, 4 * 24 * time.Hour
	// fewMessages widens the next slice, manyMessages makes one begin anew at half its
	// width: what one slice holds is in memory.
	fewMessages, manyMessages = 20_000, 200_000
	// importBytes is how much one write carries.
	importBytes = 400_000
	// longestLine bounds a line of an import.
	longestLine = 1 << 20
)

// Exported says what an export went over.
type Exported struct {
	Points   int64     // readings' messages; summaries of hours are not counted
	From, To time.Time // by the devices' clocks; zero when there is none
}

// Export writes every point at or after since by the devices' clocks, or every
// point when since is zero, to w as line protocol in milliseconds, oldest first,
// with what [Store.Append] wrote, and then all summaries of hours, which may go back
// much further. Points that come in meanwhile may or may not be in it. It blocks for
// as long as it takes.
func (s *Store) Export(ctx context.Context, since time.Time, w io.Writer) (Exported, error) {
	if since.IsZero() {
		since = time.Unix(0, 0)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	done, err := s.export(ctx, selection{bucket: s.cfg.Bucket, measurement: measurement, field: receivedField, from: since}, out)
	if err == nil {
		err = s.exportHours(ctx, out)
	}
	if err != nil {
		return Exported{}, err
	}
	if err := out.Flush(); err != nil {
		return Exported{}, fmt.Errorf("readings: export: %w", err)
	}
	return done, nil
}

// exportHours writes all summaries of hours, how far they go, and which are to be
// made again.
func (s *Store) exportHours(ctx context.Context, out *bufio.Writer) error {
	now := s.cfg.Now()
	p, err := s.progress(ctx, now)
	if err != nil && (strings.Contains(err.Error(), "not found") || strings.Contains(err.Error(), "invalid retention policy")) {
		return nil // this InfluxDB has no place for them
	}
	if err != nil || p.through.IsZero() {
		return err
	}
	late, err := s.lateSince(ctx, p.late.Add(-overlap), now)
	if err != nil {
		return err
	}
	if _, err := s.export(ctx, selection{bucket: s.cfg.HourlyBucket, measurement: hourlyMeasurement, field: "count", from: time.Unix(0, 0)}, out); err != nil {
		return err
	}
	lines := p.appendLine(nil)
	for hour, devices := range late {
		for _, device := range devices {
			lines = appendNote(lines, appendEscaped(nil, string(device)), now, hour)
		}
	}
	if _, err := out.Write(lines); err != nil {
		return fmt.Errorf("readings: export: %w", err)
	}
	return nil
}

// export writes what is chosen, oldest first. The field is one that every point has.
func (s *Store) export(ctx context.Context, what selection, out *bufio.Writer) (Exported, error) {
	first, last, err := s.span(ctx, what)
	if err != nil || first.IsZero() {
		return Exported{}, err
	}
	done := Exported{From: first, To: last}
	width := slice
	for at, end := first, last.Add(time.Millisecond); at.Before(end); {
		to := at.Add(width)
		if to.After(end) {
			to = end
		}
		lines, err := s.messages(ctx, what, at, to)
		if errors.Is(err, errMany) && width > narrowest {
			width = max(width/2, narrowest).Truncate(time.Millisecond)
			continue
		}
		if err != nil && !errors.Is(err, errMany) {
			return Exported{}, err
		}
		for _, l := range lines {
			if _, err := out.Write(l.line()); err != nil {
				return Exported{}, fmt.Errorf("readings: export: %w", err)
			}
		}
		done.Points += int64(len(lines))
		if len(lines) < fewMessages {
			width = min(width*2, widest)
		}
		at = to
	}
	return done, nil
}

// span finds the first and the last point of what is chosen; zero when there is none.
func (s *Store) span(ctx context.Context, ends selection) (first, last time.Time, err error) {
	ends.to = s.cfg.Now().AddDate(2, 0, 0)
	for _, end := range []string{"first", "last"} {
		err := s.runFor(ctx, exportTimeout, "find the ends", fmt.Sprintf("%s |> %s() |> keep(columns: [\"_time\"])", ends, end), func(r *query.FluxRecord) error {
			if at := r.Time(); first.IsZero() || at.Before(first) {
				first = at
			}
			if at := r.Time(); at.After(last) {
				last = at
			}
			return nil
		})
		if err != nil {
			return first, last, err
		}
	}
	return first.Truncate(time.Millisecond), last.Truncate(time.Millisecond), nil
}

// errMany ends a slice that holds more than memory should.
var errMany = errors.New("too many messages in one slice")

// message is one point on its way out.
type message struct {
	measurement           string
	device, elder, metric string
	at                    int64 // ms
	fields                []byte
	received              []byte
}

func (m *message) line() []byte {
	b := append(append(make([]byte, 0, 64+len(m.fields)), m.measurement...), ",device="...)
	b = appendEscaped(b, m.device)
	if m.elder != "" {
		b = appendEscaped(append(b, ",elder="...), m.elder)
	}
	if m.metric != "" {
		b = appendEscaped(append(b, ",metric="...), m.metric)
	}
	b = append(append(append(b, ' '), m.fields...), m.received...)
	b = append(bytes.TrimSuffix(b, []byte{','}), ' ')
	return append(strconv.AppendInt(b, m.at, 10), '\n')
}

// messages reads all points of what is chosen and of a time, in order. With more than manyMessages it
// gives up with errMany unless the time is as short as it gets.
func (s *Store) messages(ctx context.Context, what selection, from, to time.Time) ([]*message, error) {
	type key struct {
		device, elder, metric string
		at                    int64
	}
	all := map[key]*message{}
	flux := fmt.Sprintf("from(bucket: %s) |> range(start: %s, stop: %s) |> filter(fn: (r) => r._measurement == %s)",
		quoted(what.bucket), instant(from), instant(to), quoted(what.measurement))
	err := s.runFor(ctx, exportTimeout, "export", flux, func(r *query.FluxRecord) error {
		k := key{text(r, "device"), text(r, "elder"), text(r, "metric"), r.Time().UnixMilli()}
		if k.at >= to.UnixMilli() {
			return nil // InfluxDB 1.8 may give what lies at the stop, too
		}
		m := all[k]
		if m == nil {
			if len(all) >= manyMessages && to.Sub(from) > narrowest {
				return errMany
			}
			m = &message{measurement: what.measurement, device: k.device, elder: k.elder, metric: k.metric, at: k.at}
			all[k] = m
		}
		switch v := r.Value().(type) {
		case float64:
			m.fields = append(appendEscaped(m.fields, r.Field()), '=')
			m.fields = append(strconv.AppendFloat(m.fields, v, 'g', -1, 64), ',')
		case int64:
			into := &m.fields
			if r.Field() == receivedField {
				into = &m.received
			}
			*into = append(appendEscaped(*into, r.Field()), '=')
			*into = append(strconv.AppendInt(*into, v, 10), 'i', ',')
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]*message, 0, len(all))
	for _, m := range all {
		if len(m.fields)+len(m.received) > 0 {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b *message) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.device, b.device), cmp.Compare(a.elder, b.elder), cmp.Compare(a.metric, b.metric))
	})
	return list, nil
}

// Import writes what [Store.Export] wrote and returns how many messages of readings
// that were. It is idempotent, and blocks until InfluxDB has all of it on disk. What
// is older than this InfluxDB keeps is left out by it.
func (s *Store) Import(ctx context.Context, r io.Reader) (int64, error) {
	var points int64
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), longestLine)
	kinds := map[string]*imported{measurement: {to: s.writer}, lateMeasurement: {to: s.writer},
		hourlyMeasurement: {to: s.hours.writer}, progressMeasurement: {to: s.hours.writer}}
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		kind, known := kinds[string(lines.Bytes()[:max(0, bytes.IndexAny(lines.Bytes(), ", "))])]
		if !known {
			return points, fmt.Errorf("readings: import: line %d is none of ours: %w", n, care.ErrInvalid)
		}
		kind.batch = append(append(kind.batch, lines.Bytes()...), '\n')
		if kind == kinds[measurement] {
			points++
		}
		if len(kind.batch) >= importBytes {
			if err := s.flush(ctx, kind); err != nil {
				return points, err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return points, fmt.Errorf("readings: import: %w", err)
	}
	for _, kind := range kinds {
		if err := s.flush(ctx, kind); err != nil {
			return points, err
		}
	}
	return points, nil
}

// imported is what is to be written of one measurement.
type imported struct {
	to    api.WriteAPIBlocking
	batch []byte
}

func (s *Store) flush(ctx context.Context, kind *imported) error {
	err := s.store(ctx, kind.to, kind.batch)
	kind.batch = kind.batch[:0]
	return err
}
