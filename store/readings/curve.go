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
// begin at midnight in Shanghai. It blocks for the query timeout at most.
func (s *Store) Curve(ctx context.Context, q CurveQuery) ([]care.Point, error) {
	if err := q.complete(); err != nil {
		return nil, err
	}
	sel := selection{bucket: s.cfg.Bucket, from: q.From, to: q.To, elder: q.Elder, field: string(q.Metric)}
	if q.Device != "" {
		sel.devices = []care.DeviceID{q.Device}
	}
	// Shanghai's midnight is 16:00 UTC, where the steps of a day are cut.
	const midnight = 16 * time.Hour
	flux := fmt.Sprintf("data = %s |> group() |> window(every: %dms, offset: %dms)\n", sel, q.Every.Milliseconds(), midnight.Milliseconds())
	for _, f := range []string{"mean", "min", "max", "count"} {
		flux += fmt.Sprintf("data |> %s() |> keep(columns: [\"_start\", \"_value\"]) |> group() |> yield(name: %q)\n", f, f)
	}
	points := map[int64]*care.Point{}
	err := s.run(ctx, "draw curve", flux, func(r *query.FluxRecord) {
		// The first step may be cut off by the start of the range.
		start := moment(r, "_start").Add(-midnight).UnixMilli()
		start -= mod(start, q.Every.Milliseconds())
		p := points[start]
		if p == nil {
			p = &care.Point{At: time.UnixMilli(start).Add(midnight).UTC()}
			points[start] = p
		}
		switch v := r.Value().(type) {
		case float64:
			switch r.Result() {
			case "mean":
				p.Mean = v
			case "min":
				p.Min = v
			case "max":
				p.Max = v
			}
		case int64:
			p.Count = v
		}
	})
	if err != nil {
		return nil, err
	}
	curve := make([]care.Point, 0, len(points))
	for _, p := range points {
		if p.Count > 0 {
			curve = append(curve, *p)
		}
	}
	slices.SortFunc(curve, func(a, b care.Point) int { return a.At.Compare(b.At) })
	return curve, nil
}

func (q *CurveQuery) complete() error {
	if q.Metric == "" || q.Elder == "" && q.Device == "" {
		return care.Invalid("query.metric", "readings.whose", "请指明要查看谁的哪一项数据")
	}
	if q.To.IsZero() {
		q.To = time.Now()
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
