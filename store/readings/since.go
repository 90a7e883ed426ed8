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

const (
	// lateness is how old by its own clock a reading may be and still be found by when
	// it was received.
	lateness = 24 * time.Hour
	// slice is how much of that clock one query covers, which bounds its answer.
	slice = 10 * time.Minute
	// fewDevices are named in a query; of more, all are read and the rest left aside.
	fewDevices = 50
)

// receipt is a message found by when it was received.
type receipt struct {
	device   care.DeviceID
	at       int64 // ms, by the device's clock
	received int64 // ms
}

// Since hands every reading received at or after the instant to each, in the order
// of receipt, until each returns an error. Readings more than a day older by their
// own clock than the instant are left out. It blocks until all are handed over and
// holds them in memory meanwhile.
func (s *Store) Since(ctx context.Context, received time.Time, each func(care.Reading) error) error {
	receipts, err := s.receipts(ctx, received)
	if err != nil {
		return err
	}
	var all []care.Reading
	for len(receipts) > 0 {
		end := receipts[0].at + slice.Milliseconds()
		n, _ := slices.BinarySearchFunc(receipts, end, func(r receipt, end int64) int { return cmp.Compare(r.at, end) })
		if all, err = s.sliceOf(ctx, receipts[:n], all); err != nil {
			return err
		}
		receipts = receipts[n:]
	}
	slices.SortStableFunc(all, func(a, b care.Reading) int {
		return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), a.At.Compare(b.At), cmp.Compare(a.Device, b.Device), cmp.Compare(a.Metric, b.Metric))
	})
	for _, r := range all {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

// receipts returns what came in since, by the devices' clocks.
func (s *Store) receipts(ctx context.Context, since time.Time) ([]receipt, error) {
	sel := selection{bucket: s.cfg.Bucket, from: since.Add(-lateness), to: time.Now().Add(10 * time.Minute), field: receivedField}
	if !sel.from.Before(sel.to) {
		return nil, nil
	}
	var found []receipt
	flux := fmt.Sprintf("%s |> filter(fn: (r) => r._value >= %d) |> keep(columns: [\"_time\", \"_value\", \"device\"])", sel, since.UnixMilli())
	err := s.run(ctx, "find receipts", flux, func(r *query.FluxRecord) {
		ms, _ := r.Value().(int64)
		found = append(found, receipt{care.DeviceID(text(r, "device")), r.Time().UnixMilli(), ms})
	})
	slices.SortFunc(found, func(a, b receipt) int { return cmp.Compare(a.at, b.at) })
	return found, err
}

// sliceOf adds the readings of receipts, which are sorted by the devices' clocks.
func (s *Store) sliceOf(ctx context.Context, receipts []receipt, all []care.Reading) ([]care.Reading, error) {
	type key struct {
		device care.DeviceID
		at     int64
	}
	wanted := make(map[key]int64, len(receipts))
	devices := map[care.DeviceID]bool{}
	for _, r := range receipts {
		wanted[key{r.device, r.at}] = r.received
		devices[r.device] = true
	}
	sel := selection{bucket: s.cfg.Bucket, from: time.UnixMilli(receipts[0].at), to: time.UnixMilli(receipts[len(receipts)-1].at + 1)}
	if len(devices) <= fewDevices {
		for d := range devices {
			sel.devices = append(sel.devices, d)
		}
	}
	flux := fmt.Sprintf("%s |> keep(columns: [\"_time\", \"_value\", \"_field\", \"device\"])", sel)
	err := s.run(ctx, "read history", flux, func(r *query.FluxRecord) {
		k := key{care.DeviceID(text(r, "device")), r.Time().UnixMilli()}
		ms, ok := wanted[k]
		v, number := r.Value().(float64)
		if ok && number {
			all = append(all, care.Reading{Device: k.device, Metric: care.Metric(r.Field()), Value: v, At: r.Time(), ReceivedAt: time.UnixMilli(ms).UTC()})
		}
	})
	return all, err
}
