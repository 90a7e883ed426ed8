package readings

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api"
	"github.com/influxdata/influxdb-client-go/v2/api/query"

	"yian/care"
)

const (
	hourlyMeasurement   = "hourly"
	progressMeasurement = "progress"
	// grace is how long after its end an hour is summarised: what comes later is noted
	// as late and makes its hour be summarised again.
	grace = 5 * time.Minute
	// lookEvery is how often complete and late hours are looked for.
	lookEvery = time.Minute
	// overlap is how far back notes of late readings are looked at again, for batches
	// that were under way and clocks that differ.
	overlap = 3 * time.Minute
	// widestSummary is how many hours one question covers at most, as long as the answer
	// is shorter than fewSummaries.
	widestSummary = 24
	fewSummaries  = 5000
	// linesOfOne is how many summaries one write carries.
	linesOfOne = 4000
)

// progress is how far the hours are summarised. It lies beside them.
type progress struct {
	through time.Time // the first hour that is not
	late    time.Time // notes of late readings written before are worked off
}

func (p progress) appendLine(to []byte) []byte {
	return fmt.Appendf(to, "%s late=%di %d\n", progressMeasurement, p.late.UnixMilli(), p.through.UnixMilli())
}

// hours are the summaries of hours.
type hours struct {
	writer  api.WriteAPIBlocking
	through atomic.Int64 // of the latest progress, ms; 0: not summarising
}

// KeepHours summarises each hour of each metric of each device once it is over, and
// again when readings of it come late, until ctx ends. It is idempotent, goes on
// where it or another process ended, and two at once do no harm. It asks one
// question at a time and rests as long as the answer took. caughtUp, when there is
// one, is called whenever nothing is left to do: what is older than the raw readings
// are to be kept may go then.
func (s *Store) KeepHours(ctx context.Context, caughtUp func()) error {
	defer s.hours.through.Store(0)
	away := false
	for {
		err := s.summariseAll(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !away:
			s.cfg.Log.Warn("hours are not summarised, will try again", "err", err)
		case err == nil && away:
			s.cfg.Log.Info("hours are summarised again")
		}
		away = err != nil
		if err == nil && caughtUp != nil {
			caughtUp()
		}
		if rest(ctx, lookEvery) != nil {
			return nil
		}
	}
}

// summariseAll does what there is to do now.
func (s *Store) summariseAll(ctx context.Context) error {
	now := s.cfg.Now()
	p, err := s.progress(ctx, now)
	if err != nil {
		return err
	}
	if p.through.IsZero() {
		if p, err = s.begin(ctx, now); err != nil {
			return err
		}
	}
	if least := s.horizon(now); p.through.Before(least) {
		p.through = least
	}
	s.hours.through.Store(p.through.UnixMilli())
	for width := 1; !p.through.Add(time.Hour + grace).After(now); {
		began := time.Now()
		to := p.through.Add(time.Duration(width) * time.Hour)
		if last := hourOf(now.Add(-grace)); to.After(last) {
			to = last
		}
		made, err := s.summarise(ctx, p.through, to, nil)
		if err != nil {
			return err
		}
		if made < fewSummaries {
			width = min(2*width, widestSummary)
		} else {
			width = max(width/2, 1)
		}
		p.through = to
		if err := s.saveProgress(ctx, p); err != nil {
			return err
		}
		if err := rest(ctx, time.Since(began)); err != nil {
			return err
		}
	}
	return s.summariseLate(ctx, p, now)
}

// begin is the progress of a site whose hours were never summarised.
func (s *Store) begin(ctx context.Context, now time.Time) (progress, error) {
	from := s.horizon(now)
	if from.IsZero() {
		from = time.Unix(0, 0)
	}
	first, _, err := s.span(ctx, selection{bucket: s.cfg.Bucket, field: receivedField, from: from})
	if err != nil {
		return progress{}, err
	}
	if first.IsZero() || first.After(now) {
		first = now
	}
	return progress{through: hourOf(first), late: now}, nil
}

// summariseLate summarises again the hours that readings came late to.
func (s *Store) summariseLate(ctx context.Context, p progress, now time.Time) error {
	late, err := s.lateSince(ctx, p.late.Add(-overlap), now)
	if err != nil {
		return err
	}
	for _, run := range runsOf(late, func(hour time.Time) bool {
		// Before: some of its readings may be gone. After: its turn comes.
		return !hour.Before(s.horizon(now)) && hour.Before(p.through)
	}) {
		began := time.Now()
		if _, err := s.summarise(ctx, run.from, run.to, run.devices); err != nil {
			return err
		}
		if err := rest(ctx, time.Since(began)); err != nil {
			return err
		}
	}
	p.late = now
	return s.saveProgress(ctx, p)
}

// lateRun is hours in a row that readings came late to.
type lateRun struct {
	from, to time.Time
	devices  []care.DeviceID
}

// runsOf puts the late hours that are wanted into runs, oldest first.
func runsOf(late map[int64][]care.DeviceID, wanted func(time.Time) bool) []lateRun {
	var runs []lateRun
	for _, ms := range slices.Sorted(maps.Keys(late)) {
		hour := time.UnixMilli(ms)
		if !wanted(hour) {
			continue
		}
		if n := len(runs); n > 0 && runs[n-1].to.Equal(hour) && hour.Sub(runs[n-1].from) < widestSummary*time.Hour {
			runs[n-1].to = hour.Add(time.Hour)
			runs[n-1].devices = append(runs[n-1].devices, late[ms]...)
			continue
		}
		runs = append(runs, lateRun{hour, hour.Add(time.Hour), slices.Clone(late[ms])})
	}
	for i := range runs {
		slices.Sort(runs[i].devices)
		runs[i].devices = slices.Compact(runs[i].devices)
	}
	return runs
}

// lateSince finds the hours, and their devices, that were written to late.
func (s *Store) lateSince(ctx context.Context, written, now time.Time) (map[int64][]care.DeviceID, error) {
	from := s.horizon(now)
	if from.IsZero() {
		from = time.Unix(0, 0)
	}
	late := map[int64][]care.DeviceID{}
	flux := fmt.Sprintf("from(bucket: %s) |> range(start: %s, stop: %s) |> filter(fn: (r) => r._measurement == %s and r._field == \"written\") |> filter(fn: (r) => r._value >= %d) |> keep(columns: [\"_time\", \"device\"])",
		quoted(s.cfg.Bucket), instant(from), instant(now.Add(time.Hour)), quoted(lateMeasurement), written.UnixMilli())
	err := s.run(ctx, "find late readings", flux, func(r *query.FluxRecord) {
		hour := r.Time().UnixMilli()
		late[hour] = append(late[hour], care.DeviceID(text(r, "device")))
	})
	return late, err
}

// summary is one hour of one metric of one device.
type summary struct {
	sum, min, max float64
	count         int64
}

type summaryKey struct {
	hour                  int64 // ms
	device, elder, metric string
}

// summarise writes the summaries of the hours from from to to: of these devices, or of
// all when there are none or too many to name. It returns how many there are.
func (s *Store) summarise(ctx context.Context, from, to time.Time, devices []care.DeviceID) (int, error) {
	// Just before the end: InfluxDB 1.8 may give what lies at the stop, too.
	sel := selection{bucket: s.cfg.Bucket, from: from, to: to.Add(-time.Nanosecond)}
	if len(devices) <= fewDevices {
		sel.devices = devices
	}
	flux := fmt.Sprintf("data = %s |> window(every: 1h)\n", sel)
	for _, f := range []string{"sum", "min", "max", "count"} {
		flux += fmt.Sprintf("data |> %s() |> yield(name: %q)\n", f, f)
	}
	all := map[summaryKey]*summary{}
	err := s.run(ctx, "summarise hours", flux, func(r *query.FluxRecord) {
		k := summaryKey{moment(r, "_start").UnixMilli(), text(r, "device"), text(r, "elder"), r.Field()}
		one := all[k]
		if one == nil {
			one = &summary{}
			all[k] = one
		}
		switch v := r.Value().(type) {
		case float64:
			switch r.Result() {
			case "sum":
				one.sum = v
			case "min":
				one.min = v
			case "max":
				one.max = v
			}
		case int64:
			one.count = v
		}
	})
	if err != nil {
		return 0, err
	}
	keys := slices.SortedFunc(maps.Keys(all), func(a, b summaryKey) int {
		return cmp.Or(cmp.Compare(a.device, b.device), cmp.Compare(a.elder, b.elder), cmp.Compare(a.metric, b.metric), cmp.Compare(a.hour, b.hour))
	})
	for part := range slices.Chunk(keys, linesOfOne) {
		var lines []byte
		for _, k := range part {
			if one := all[k]; one.count > 0 {
				lines = one.appendLine(lines, k)
			}
		}
		if err := s.store(ctx, s.hours.writer, lines); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

func (one *summary) appendLine(to []byte, k summaryKey) []byte {
	to = appendEscaped(append(to, hourlyMeasurement+",device="...), k.device)
	if k.elder != "" {
		to = appendEscaped(append(to, ",elder="...), k.elder)
	}
	to = appendEscaped(append(to, ",metric="...), k.metric)
	for _, f := range []struct {
		before string
		v      float64
	}{{" sum=", one.sum}, {",min=", one.min}, {",max=", one.max}} {
		to = strconv.AppendFloat(append(to, f.before...), f.v, 'g', -1, 64)
	}
	to = strconv.AppendInt(append(to, ",count="...), one.count, 10)
	return append(strconv.AppendInt(append(to, "i "...), k.hour, 10), '\n')
}

// progress reads how far the hours are summarised; zero when nothing says so.
func (s *Store) progress(ctx context.Context, now time.Time) (p progress, err error) {
	// Nearly always the last days say it; going over years takes longer.
	for _, back := range []int{3, 3660} {
		flux := fmt.Sprintf("from(bucket: %s) |> range(start: %s, stop: %s) |> filter(fn: (r) => r._measurement == %s and r._field == \"late\") |> last()",
			quoted(s.cfg.HourlyBucket), instant(now.AddDate(0, 0, -back)), instant(now.Add(time.Hour)), quoted(progressMeasurement))
		err = s.run(ctx, "find summarised hours", flux, func(r *query.FluxRecord) {
			if late, ok := r.Value().(int64); ok {
				p = progress{through: r.Time(), late: time.UnixMilli(late)}
			}
		})
		if err != nil || !p.through.IsZero() {
			return p, err
		}
	}
	return p, nil
}

func (s *Store) saveProgress(ctx context.Context, p progress) error {
	if err := s.sendTo(ctx, s.hours.writer, p.appendLine(nil)); err != nil {
		return err
	}
	s.hours.through.Store(p.through.UnixMilli())
	return nil
}

// behind is how long the oldest hour that should be summarised has been over; 0 when
// there is none, or another process does it.
func (s *Store) behind() time.Duration {
	ms := s.hours.through.Load()
	if ms == 0 {
		return 0
	}
	return max(0, s.cfg.Now().Sub(time.UnixMilli(ms).Add(time.Hour+grace)))
}

// horizon is the first hour of which every reading is kept; zero when all are.
func (s *Store) horizon(now time.Time) time.Time {
	if s.cfg.RawFor <= 0 {
		return time.Time{}
	}
	return hourOf(now.Add(-s.cfg.RawFor)).Add(time.Hour)
}

// hourOf is the beginning of the hour of t.
func hourOf(t time.Time) time.Time { return t.UTC().Truncate(time.Hour) }

// rest blocks for d or until ctx ends, and returns why it ended.
func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
