package centers

import (
	"context"
	"time"

	"yian/care"
)

// Occupancy returns who is in the beds of a site on a day ("2006-01-02" in
// Shanghai; empty: today, as of now; a past day: at its end). Only commissioned
// beds stand in the denominator. Sensors are asked for today only.
func (c *Centers) Occupancy(ctx context.Context, sc care.Scope, center care.CenterID, day string) (care.Occupancy, error) {
	now := c.now()
	at, today, err := instant(day, now)
	if err != nil {
		return care.Occupancy{}, err
	}
	if _, err := c.record.Center(ctx, sc, center); err != nil {
		return care.Occupancy{}, err
	}
	beds, err := c.record.Lodged(ctx, sc, center, at)
	if err != nil {
		return care.Occupancy{}, err
	}
	o := care.Occupancy{CenterID: center, On: dayOf(at), Beds: make([]care.OccupiedBed, len(beds))}
	for i := range beds {
		o.Beds[i] = c.occupied(&beds[i], today, now)
		count(&o, &beds[i], &o.Beds[i])
	}
	return o, nil
}

// instant is as of when a day is looked at.
func instant(day string, now time.Time) (at time.Time, today bool, err error) {
	if day == "" || day == dayOf(now) {
		return now, true, nil
	}
	start, err := time.ParseInLocation(time.DateOnly, day, care.Shanghai)
	if err != nil {
		return at, false, care.Invalid("query.on", "day.invalid", "日期格式如 2026-11-23")
	}
	if start.After(now) {
		return at, false, care.Invalid("query.on", "day.future", "这一天还没有到")
	}
	return start.AddDate(0, 0, 1).Add(-time.Millisecond), false, nil
}

func (c *Centers) occupied(b *care.LodgedBed, today bool, now time.Time) care.OccupiedBed {
	out := care.OccupiedBed{Bed: b.Bed}
	if b.Stay != nil {
		out.StayID, out.ElderID, out.ElderName = b.Stay.ID, b.Elder.ID, b.Elder.Name
		out.Whereabouts, out.ReturnAt = b.Whereabouts.State, b.Whereabouts.ReturnAt
	}
	if today && b.Bed.DeviceID != "" && b.Bed.State == care.BedCommissioned {
		c.sense(&out, now)
	}
	return out
}

// sense adds what the bed's sensor says and how it differs from the register.
func (c *Centers) sense(b *care.OccupiedBed, now time.Time) {
	r, ok := care.Reading{}, false
	if c.sensors != nil {
		r, ok = c.sensors.Latest(b.DeviceID, care.BedOccupied)
	}
	if !ok {
		// Just started, nothing heard yet: that is no news about the sensor.
		if now.Sub(c.started) > c.cfg.SensorSilence {
			b.Mismatch = "sensor_silent"
		}
		return
	}
	heard := r.ReceivedAt
	if heard.IsZero() {
		heard = r.At
	}
	in := r.Value != 0
	b.InBed, b.InBedAt = &in, &heard
	switch {
	case now.Sub(heard) > c.cfg.SensorSilence:
		b.Mismatch = "sensor_silent"
	case in && b.StayID == "":
		b.Mismatch = "empty_bed_used"
	case in && !b.Whereabouts.Present():
		b.Mismatch = "bed_used_while_away"
	}
}

func count(o *care.Occupancy, b *care.LodgedBed, shown *care.OccupiedBed) {
	switch b.Bed.State {
	case care.BedPlanned:
		o.Planned++
		return
	case care.BedBlocked:
		o.Blocked++
		return
	}
	o.Commissioned++
	if shown.Mismatch != "" {
		o.Mismatched++
	}
	if b.Stay == nil {
		return
	}
	o.Occupied++
	switch b.Whereabouts.State {
	case care.InHospital:
		o.InHospital++
	case care.Deceased: // in no number of the living; the bed is taken until the discharge
	default:
		if b.Whereabouts.State.Present() {
			o.InHouse++
		} else {
			o.OnLeave++
		}
	}
	if dayOf(b.Stay.AdmittedAt) == o.On {
		o.Admitted++
	}
	if r := b.Whereabouts.ReturnAt; r != nil && dayOf(*r) == o.On {
		o.DueBack++
	}
}

func dayOf(t time.Time) string { return t.In(care.Shanghai).Format(time.DateOnly) }
