package care

import (
	"math"
	"testing"
	"time"
)

func TestFenceHours(t *testing.T) {
	at := func(clock string) time.Time {
		day, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-26 "+clock, Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return day.UTC()
	}
	for _, c := range []struct {
		from, until, at string
		want            bool
	}{
		{"", "", "03:00", true},
		{"20:00", "20:00", "03:00", true},
		{"08:00", "18:00", "07:59", false},
		{"08:00", "18:00", "08:00", true},
		{"08:00", "18:00", "18:00", false},
		{"20:00", "06:00", "19:59", false},
		{"20:00", "06:00", "20:00", true},
		{"20:00", "06:00", "00:00", true},
		{"20:00", "06:00", "05:59", true},
		{"20:00", "06:00", "06:00", false},
		{"nonsense", "06:00", "12:00", true}, // fail open: it watches
	} {
		f := Fence{From: c.from, Until: c.until}
		if got := f.InForce(at(c.at)); got != c.want {
			t.Errorf("%s–%s at %s: got %v", c.from, c.until, c.at, got)
		}
	}
}

func TestDistance(t *testing.T) {
	home := Location{Lat: 33.35, Lon: 116.85}
	for _, c := range []struct {
		to   Location
		want float64
	}{
		{home, 0},
		{Location{Lat: 33.36, Lon: 116.85}, 1112}, // a hundredth of a degree of latitude
		{Location{Lat: 33.35, Lon: 116.86}, 929},  // and of longitude, here
		{Location{Lat: -33.35, Lon: -63.15}, math.Pi * earthRadius},
	} {
		if got := home.Distance(c.to); math.Abs(got-c.want) > 1 {
			t.Errorf("to %+v: got %.1f m, want %.1f", c.to, got, c.want)
		}
	}
}

func TestToward(t *testing.T) {
	home := Location{Lat: 33.35, Lon: 116.85}
	for _, bearing := range []float64{0, 1, 2, 3, 4, 5, 6} {
		if got := home.Distance(home.Toward(bearing, 900)); math.Abs(got-900) > 2 {
			t.Errorf("toward %v: %.1f m", bearing, got)
		}
	}
}
