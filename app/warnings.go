package app

import (
	"context"
	"time"

	"yian/care"
	"yian/devices/simulator"
)

// warned is how many homes of a demo begin with a reading worth a warning.
const warned = 4

// warn lets some homes measure a blood pressure that the rules judge, so that the
// list of alerts is not empty at the first look. The readings go the way of all
// readings: kept and judged.
func (s *Site) warn(ctx context.Context, homes []simulator.Home) error {
	now := time.Now()
	var batch []byte
	n := 0
	for _, h := range homes {
		for _, d := range h.Devices {
			if d.Kind != simulator.KindBloodPressure || n == warned {
				continue
			}
			place, err := s.Registry.Place(ctx, d.Device)
			if err != nil {
				return err
			}
			at := now.Add(-time.Duration(3+n*7) * time.Minute).Truncate(time.Millisecond)
			readings := []care.Reading{
				{Device: d.Device, Metric: care.Systolic, Value: float64(182 + 3*n), At: at, ReceivedAt: now},
				{Device: d.Device, Metric: care.Diastolic, Value: float64(97 + 2*n), At: at, ReceivedAt: now},
			}
			batch = s.Readings.Append(batch, place, at, now, readings)
			s.engine.Judge(place, readings)
			n++
		}
	}
	return s.Readings.Write(ctx, batch)
}
