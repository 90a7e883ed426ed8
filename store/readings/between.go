package readings

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api/query"

	"yian/care"
)

// Between returns what devices said of doors, of motion and of the air's humidity from
// an instant until another, itself outside, in order of time. It blocks for the query
// timeout at most.
func (s *Store) Between(ctx context.Context, devices []care.DeviceID, from, to time.Time) ([]care.Reading, error) {
	if len(devices) == 0 || !from.Before(to) {
		return nil, nil
	}
	sel := selection{bucket: s.cfg.Bucket, from: from, to: to.Add(-time.Nanosecond), devices: devices} // InfluxDB 1.8 takes the end in
	flux := fmt.Sprintf("%s |> filter(fn: (r) => r._field == %s or r._field == %s or r._field == %s) |> keep(columns: [\"_time\", \"_value\", \"_field\", \"device\"])",
		sel, quoted(string(care.ContactOpen)), quoted(string(care.Motion)), quoted(string(care.Humidity)))
	var all []care.Reading
	err := s.run(ctx, "read between", flux, func(r *query.FluxRecord) {
		if v, ok := r.Value().(float64); ok {
			all = append(all, care.Reading{Device: care.DeviceID(text(r, "device")), Metric: care.Metric(r.Field()), Value: v, At: r.Time()})
		}
	})
	slices.SortStableFunc(all, func(a, b care.Reading) int { return a.At.Compare(b.At) })
	return all, err
}
