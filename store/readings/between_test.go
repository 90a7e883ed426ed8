//go:build !noembedded

package readings_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// TestBetween: doors, motion and humidity of the devices asked for, from an instant
// until another, in order of time.
func TestBetween(t *testing.T) {
	s := open(t)
	var batch []byte
	say := func(device care.DeviceID, minute int, m care.Metric, v float64) {
		batch = s.Append(batch, care.Place{Device: device, Elder: "whoever"}, noon.Add(time.Duration(minute)*time.Minute), noon, []care.Reading{{Metric: m, Value: v}, {Metric: care.BatteryMetric, Value: 80}})
	}
	say("between-door", 3, care.ContactOpen, 1)
	say("between-door", 20, care.ContactOpen, 0)
	say("between-hall", 2, care.Motion, 1)
	say("between-bath", 5, care.Humidity, 81.5)
	say("between-bath", 0, care.Humidity, 55)
	say("between-bath", 30, care.Humidity, 60) // the end is outside
	say("between-door", -1, care.ContactOpen, 1)
	say("between-other", 4, care.Motion, 1)
	write(t, s, batch)

	got, err := s.Between(t.Context(), []care.DeviceID{"between-door", "between-hall", "between-bath"}, noon, noon.Add(30*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := []care.Reading{
		{Device: "between-bath", Metric: care.Humidity, Value: 55, At: noon},
		{Device: "between-hall", Metric: care.Motion, Value: 1, At: noon.Add(2 * time.Minute)},
		{Device: "between-door", Metric: care.ContactOpen, Value: 1, At: noon.Add(3 * time.Minute)},
		{Device: "between-bath", Metric: care.Humidity, Value: 81.5, At: noon.Add(5 * time.Minute)},
		{Device: "between-door", Metric: care.ContactOpen, Value: 0, At: noon.Add(20 * time.Minute)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, nothing := range [][2]time.Time{{noon, noon}, {noon.Add(time.Hour), noon}} {
		if got, err := s.Between(t.Context(), []care.DeviceID{"between-door"}, nothing[0], nothing[1]); err != nil || len(got) != 0 {
			t.Errorf("an empty time: %v, %v", got, err)
		}
	}
}
