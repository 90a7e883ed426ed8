package visits

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// What a sensor found.
const (
	found   = "seen"
	quietly = "quiet"
	unknown = "unknown"
)

const (
	aroundDoor  = 10 * time.Minute // from the arrival in which the door opens
	longEnough  = 10 * time.Minute // a stay in which somebody moves
	homeBefore  = 24 * time.Hour   // in which a sensor has to have shown that it works
	humidRise   = 8.0              // points that a bath adds
	homeDevices = 200              // of one home, at most
)

// witness asks the home's own sensors what they saw of a visit. Nothing here is about
// anybody but whoever came: no reading is kept, only what it means.
func (r *Visits) witness(ctx context.Context, v *care.Visit) ([]care.HomeWitness, error) {
	if v.HouseholdID == "" || v.StartAt == nil || v.EndAt == nil {
		return nil, nil
	}
	f, err := r.Offering(ctx, &care.Order{OfferingID: v.OfferingID, Service: v.Service})
	if err != nil || elsewhere(&f) {
		return nil, err
	}
	devices, _, err := r.deps.Devices.Devices(ctx, care.Everything, care.DeviceQuery{HouseholdID: v.HouseholdID}, care.Page{Limit: homeDevices})
	if err != nil {
		return nil, err
	}
	wet := map[care.DeviceID]bool{}
	ids := []care.DeviceID{}
	for _, d := range devices {
		if d.Revoked || d.Pressed() { // a button sees nobody
			continue
		}
		ids = append(ids, d.ID)
		wet[d.ID] = strings.ContainsAny(d.Location, "浴厕") || strings.Contains(d.Location, "卫生间")
	}
	if len(ids) == 0 {
		return testify(nil, wet, v), nil
	}
	readings, err := r.deps.Readings.Between(ctx, ids, v.StartAt.Add(-homeBefore), v.EndAt.Add(r.cfg.Settle))
	if err != nil {
		return nil, err
	}
	return testify(readings, wet, v), nil
}

// testify says what readings mean for a visit. wet are the devices where people bathe.
func testify(readings []care.Reading, wet map[care.DeviceID]bool, v *care.Visit) []care.HomeWitness {
	var by [3]map[care.DeviceID][]care.Reading
	for i := range by {
		by[i] = map[care.DeviceID][]care.Reading{}
	}
	for _, one := range readings {
		for i, m := range []care.Metric{care.ContactOpen, care.Motion, care.Humidity} {
			if one.Metric == m {
				by[i][one.Device] = append(by[i][one.Device], one)
			}
		}
	}
	all := []care.HomeWitness{{What: "door", Found: together(by[0], v, doorSaw)}, {What: "motion", Found: together(by[1], v, motionSaw)}}
	if v.Service == care.Bathing {
		for d := range by[2] {
			if !wet[d] {
				delete(by[2], d)
			}
		}
		all = append(all, care.HomeWitness{What: "humidity", Found: together(by[2], v, humiditySaw)})
	}
	return all
}

// together is what several sensors of one kind found: one that saw is enough, and only
// when all that speak were quiet were they all quiet.
func together(by map[care.DeviceID][]care.Reading, v *care.Visit, saw func([]care.Reading, *care.Visit) string) string {
	out := unknown
	for _, list := range by {
		slices.SortFunc(list, func(a, b care.Reading) int { return a.At.Compare(b.At) })
		switch saw(list, v) {
		case found:
			return found
		case quietly:
			out = quietly
		}
	}
	return out
}

func doorSaw(list []care.Reading, v *care.Visit) string {
	open, worked, spoke := false, false, false
	from, to := v.StartAt.Add(-aroundDoor), v.StartAt.Add(aroundDoor)
	for _, one := range list {
		switch {
		case one.At.Before(from):
			open = one.Value > 0
			worked = worked || open
		case one.Value > 0 && (!one.At.After(to) || within(one.At, v.EndAt.Add(-aroundDoor), v.EndAt.Add(aroundDoor))):
			return found
		case one.At.After(v.EndAt.Add(aroundDoor)):
		case one.Value > 0: // in between: the clocks may differ, or the elder went out
			return unknown
		default:
			spoke = true
		}
	}
	if spoke && worked && !open { // a door that stands open, or never opens, tells nothing
		return quietly
	}
	return unknown
}

func motionSaw(list []care.Reading, v *care.Visit) string {
	worked, spoke := false, false
	for _, one := range list {
		switch {
		case one.At.Before(*v.StartAt):
			worked = worked || one.Value > 0
		case one.At.After(*v.EndAt):
		case one.Value > 0:
			return found
		default:
			spoke = true
		}
	}
	if spoke && worked && v.EndAt.Sub(*v.StartAt) >= longEnough {
		return quietly
	}
	return unknown
}

// humiditySaw never counts as quiet: a wash in bed wets no room.
func humiditySaw(list []care.Reading, v *care.Visit) string {
	var before *float64
	for _, one := range list {
		switch {
		case !one.At.After(*v.StartAt):
			before = &one.Value
		case before != nil && within(one.At, *v.StartAt, v.EndAt.Add(aroundEnd)) && one.Value-*before >= humidRise:
			return found
		}
	}
	return unknown
}

func within(t, from, to time.Time) bool { return !t.Before(from) && !t.After(to) }
