package app

import (
	"context"
	"fmt"
	"time"

	"yian/devices"
	"yian/devices/simulator"
)

// pastBatch is how many bytes of readings are written at once.
const pastBatch = 400_000

// fillPast writes the readings of the day before, so that curves have a shape
// from the first look. They go straight into the readings: nothing is judged,
// for it is over.
func (s *Site) fillPast(ctx context.Context, homes []simulator.Home, cfg simulator.Config) error {
	now := time.Now()
	var batch []byte
	var said devices.Said
	var failed error
	flush := func() {
		if len(batch) > 0 && failed == nil {
			failed = s.Readings.Write(ctx, batch)
		}
		batch = batch[:0]
	}
	cfg.Speed, cfg.Rate = 1, 0
	err := simulator.Past(cfg, homes, now.Add(-24*time.Hour), now, func(topic string, payload []byte, at time.Time) {
		device, what, rest, ok := devices.ParseTopic(topic)
		if !ok || failed != nil || ctx.Err() != nil {
			return
		}
		decoder, ok := devices.Native(what)
		if !ok {
			decoder, ok = devices.DecoderFor(what)
		}
		if !ok {
			return
		}
		said.Reset()
		decoder.Decode(device, rest, payload, at, &said)
		for _, sample := range said.Samples {
			place, err := s.Registry.Place(ctx, device)
			if sample.Child != "" {
				place, err = s.Registry.Child(ctx, device, sample.Child)
			}
			if err == nil {
				batch = s.Readings.Append(batch, place, sample.At, at, sample.Readings)
			}
		}
		if len(batch) > pastBatch {
			flush()
		}
	})
	flush()
	if err == nil {
		err = failed
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("app: readings of the day before: %w", err)
	}
	return nil
}
