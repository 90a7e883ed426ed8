package readings

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/query"

	"yian/care"
)

// CurveQuery asks for one metric over time.
type CurveQuery struct {
	Elder  care.ElderID  // of this elder, or
	Device care.DeviceID // of this device; both narrow it further
	Metric care.Metric
	From   time.Time     // zero means a day before To
	To     time.Time     // exclusive; zero means now
	Every  time.Duration // the step; zero chooses one that gives at most 500 points
}

const (
	// mostPoints is how many a curve without a step of its own has: more than a screen
	// is wide helps nobody.
	mostPoints = 500
	// mostAsked bounds a curve whose step was asked for.
	mostAsked = 20000
)

// steps are the distances that people read off an axis.
var steps = []time.Duration{
	time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// Curve returns the metric's mean, least and greatest value and their number for
// each step that has any, oldest first. At is the start of the step; steps of a day
// begin at midnight in Shanghai. What reaches back further than readings are kept, or
// asks for whole hours anyway, is drawn from the summaries of hours: then the steps
// are whole hours, too. It blocks for thrice the query timeout at most.
func (s *Store) Curve(ctx context.Context, q CurveQuery) (care.Curve, error) {
	now := s.cfg.Now()
	if err := q.complete(now); err != nil {
		return care.Curve{}, err
	}
	steps := map[int64]*step{}
	curve := care.Curve{Source: care.FromReadings, Every: q.Every}
	from := q.From // of what is drawn from readings
	if hours := q.inHours(); q.Every%time.Hour == 0 || q.From.Before(s.horizon(now)) {
		// A store without summaries still draws what it has.
		p, err := s.progress(ctx, now)
		if err == nil && hours.From.Before(p.through) {
			q, curve.Source, curve.Every = hours, care.FromHours, hours.Every
			if from = p.through; from.After(q.To) {
				from = q.To
			}
			if err := s.addHours(ctx, q, from, steps); err != nil {
				return care.Curve{}, err
			}
		}
	}
	if from.Before(q.To) {
		if err := s.addReadings(ctx, q, from, steps); err != nil {
			return care.Curve{}, err
		}
	}
	curve.Points = make([]care.Point, 0, len(steps))
	for at, one := range steps {
		if one.count > 0 {
			curve.Points = append(curve.Points, care.Point{At: time.UnixMilli(at).UTC(), Mean: one.sum / float64(one.count), Min: one.min, Max: one.max, Count: one.count})
		}
	}
	slices.SortFunc(curve.Points, func(a, b care.Point) int { return a.At.Compare(b.At) })
	return curve, nil
}

// midnight is Shanghai's, at which the steps of a day are cut, in UTC.
const midnight = 16 * time.Hour

// step is one step of a curve, put together from one or two sources.
type step struct {
	sum, min, max float64
	count         int64
}

// addReadings adds to steps what the readings since from say.
func (s *Store) addReadings(ctx context.Context, q CurveQuery, from time.Time, steps map[int64]*step) error {
	sel := selection{bucket: s.cfg.Bucket, from: from, to: q.To, elder: q.Elder, field: string(q.Metric)}
	if q.Device != "" {
		sel.devices = []care.DeviceID{q.Device}
	}
	flux := fmt.Sprintf("data = %s |> group() |> window(every: %dms, offset: %dms)\n", sel, q.Every.Milliseconds(), midnight.Milliseconds())
	for _, f := range []string{"sum", "min", "max", "count"} {
		flux += fmt.Sprintf("data |> %s() |> keep(columns: [\"_start\", \"_value\"]) |> group() |> yield(name: %q)\n", f, f)
	}
	return s.addSteps(ctx, q, flux, steps)
}

// addHours adds to steps what the summaries of the hours before to say.
func (s *Store) addHours(ctx context.Context, q CurveQuery, to time.Time, steps map[int64]*step) error {
	sel := selection{bucket: s.cfg.HourlyBucket, measurement: hourlyMeasurement, from: q.From, to: to.Add(-time.Nanosecond), elder: q.Elder, metric: q.Metric}
	if q.Device != "" {
		sel.devices = []care.DeviceID{q.Device}
	}
	flux := ""
	for _, f := range [][2]string{{"sum", "sum"}, {"min", "min"}, {"max", "max"}, {"count", "sum"}} {
		sel.field = f[0]
		flux += fmt.Sprintf("%s |> group() |> window(every: %dms, offset: %dms) |> %s() |> keep(columns: [\"_start\", \"_value\"]) |> group() |> yield(name: %q)\n",
			sel, q.Every.Milliseconds(), midnight.Milliseconds(), f[1], f[0])
	}
	return s.addSteps(ctx, q, flux, steps)
}

// addSteps adds what a query answers, whose results are called sum, min, max and
// count.
func (s *Store) addSteps(ctx context.Context, q CurveQuery, flux string, steps map[int64]*step) error {
	own := map[int64]*step{}
	err := s.run(ctx, "draw curve", flux, func(r *query.FluxRecord) {
		// The first step may be cut off by the start of the range.
		start := moment(r, "_start").Add(-midnight).UnixMilli()
		start += midnight.Milliseconds() - mod(start, q.Every.Milliseconds())
		one := own[start]
		if one == nil {
			one = &step{}
			own[start] = one
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
	for at, one := range own {
		if before := steps[at]; before != nil {
			one.sum, one.count = one.sum+before.sum, one.count+before.count
			one.min, one.max = min(one.min, before.min), max(one.max, before.max)
		}
		steps[at] = one
	}
	return err
}

// inHours is the same question in whole hours.
func (q CurveQuery) inHours() CurveQuery {
	q.From = hourOf(q.From)
	q.Every = (q.Every + time.Hour - 1).Truncate(time.Hour)
	return q
}

func (q *CurveQuery) complete(now time.Time) error {
	if q.Metric == "" || q.Elder == "" && q.Device == "" {
		return care.Invalid("query.metric", "readings.whose", "请指明要查看谁的哪一项数据")
	}
	if q.To.IsZero() {
		q.To = now
	}
	if q.From.IsZero() {
		q.From = q.To.Add(-24 * time.Hour)
	}
	span := q.To.Sub(q.From)
	if span <= 0 {
		return care.Invalid("query.from", "readings.range", "开始时间必须早于结束时间")
	}
	if q.Every == 0 {
		q.Every = stepFor(span)
	}
	if q.Every < time.Millisecond || span/q.Every > mostAsked {
		return care.Invalid("query.every", "readings.step", "时间间隔太小，请放大间隔或缩短时段")
	}
	return nil
}

// stepFor returns the shortest readable step that gives at most mostPoints.
func stepFor(span time.Duration) time.Duration {
	least := span / (mostPoints - 1) // a range that begins inside a step has one more
	i, _ := slices.BinarySearchFunc(steps, least, func(a, b time.Duration) int { return cmp.Compare(a, b) })
	if i < len(steps) {
		return steps[i]
	}
	const day = 24 * time.Hour
	return (least + day - 1) / day * day
}

// mod is the remainder that is never negative.
func mod(a, b int64) int64 { return ((a % b) + b) % b }
