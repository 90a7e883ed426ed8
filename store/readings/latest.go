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

// LatestQuery asks for the last value of each metric.
type LatestQuery struct {
	Elder  care.ElderID
	Device care.DeviceID
	Since  time.Time // zero means 30 days back
}

// Latest returns the last reading of each metric of each device that matches, by
// device and metric. It blocks for twice the query timeout at most.
func (s *Store) Latest(ctx context.Context, q LatestQuery) ([]care.Reading, error) {
	if q.Elder == "" && q.Device == "" {
		return nil, care.Invalid("query", "readings.whose", "请指明要查看谁的数据")
	}
	if q.Since.IsZero() {
		q.Since = time.Now().AddDate(0, 0, -30)
	}
	// A clock may be five minutes ahead before it is called skewed.
	sel := selection{bucket: s.cfg.Bucket, from: q.Since, to: time.Now().Add(10 * time.Minute), elder: q.Elder}
	if q.Device != "" {
		sel.devices = []care.DeviceID{q.Device}
	}
	all, err := s.last(ctx, sel)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, s.addReceived(ctx, sel, all)
}

// LatestOf returns the last reading of one metric of every device since then,
// without when it was received. It blocks for the query timeout at most.
func (s *Store) LatestOf(ctx context.Context, m care.Metric, since time.Time) ([]care.Reading, error) {
	return s.last(ctx, selection{bucket: s.cfg.Bucket, from: since, to: time.Now().Add(10 * time.Minute), field: string(m)})
}

// last finds the last value of each field of each device in sel, by device and
// metric.
func (s *Store) last(ctx context.Context, sel selection) ([]care.Reading, error) {
	type key struct {
		device care.DeviceID
		metric care.Metric
	}
	last := map[key]care.Reading{}
	err := s.run(ctx, "find latest", fmt.Sprintf("%s |> last()", sel), func(r *query.FluxRecord) {
		v, ok := r.Value().(float64)
		if !ok {
			return
		}
		k := key{care.DeviceID(text(r, "device")), care.Metric(r.Field())}
		// A device that changed hands has one series per elder.
		if old, ok := last[k]; !ok || old.At.Before(r.Time()) {
			last[k] = care.Reading{Device: k.device, Metric: k.metric, Value: v, At: r.Time()}
		}
	})
	all := make([]care.Reading, 0, len(last))
	for _, r := range last {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b care.Reading) int {
		return cmp.Or(cmp.Compare(a.Device, b.Device), cmp.Compare(a.Metric, b.Metric))
	})
	return all, err
}

// addReceived completes readings with when their messages came in.
func (s *Store) addReceived(ctx context.Context, sel selection, all []care.Reading) error {
	sel.field = receivedField
	sel.from, sel.to = all[0].At, all[0].At
	var these string
	asked := map[int64]bool{}
	for _, r := range all {
		if r.At.Before(sel.from) {
			sel.from = r.At
		}
		if r.At.After(sel.to) {
			sel.to = r.At
		}
		if !asked[r.At.UnixMilli()] {
			asked[r.At.UnixMilli()] = true
			these += []string{" or ", ""}[one(these == "")] + "r._time == " + instant(r.At)
		}
	}
	sel.to = sel.to.Add(time.Millisecond)
	return s.run(ctx, "find receipt", fmt.Sprintf("%s |> filter(fn: (r) => %s)", sel, these), func(r *query.FluxRecord) {
		ms, _ := r.Value().(int64)
		for i := range all {
			if string(all[i].Device) == text(r, "device") && all[i].At.Equal(r.Time()) {
				all[i].ReceivedAt = time.UnixMilli(ms).UTC()
			}
		}
	})
}
