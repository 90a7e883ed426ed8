package setracker

import (
	"math"
	"strconv"
	"time"

	"yian/care"
)

// position is the report that UD, UD2 and AL share. Their fields have places, not
// names.
type position struct {
	clock    time.Time // UTC, by the watch; zero when unreadable
	fix      *care.Location
	signal   float64 // of the telephone network, % (not dBm); NaN when unreadable
	battery  float64 // %; NaN when unreadable
	steps    float64 // since the watch was made; NaN when unreadable
	status   uint32
	statused bool // status could be read
}

// The places of the fields.
const (
	atDate, atTime, atValid   = 0, 1, 2
	atLat, atNorth            = 3, 4
	atLon, atEast             = 5, 6
	atSignal, atBattery       = 11, 12
	atSteps, atStatus, atCell = 13, 15, 16
)

// parsePosition reads as much as can be read: an alarm is one however little of
// it makes sense.
func parsePosition(args []string) position {
	p := position{clock: clock(field(args, atDate), field(args, atTime)), signal: number(field(args, atSignal)),
		battery: number(field(args, atBattery)), steps: number(field(args, atSteps))}
	if n, err := strconv.ParseUint(field(args, atStatus), 16, 32); err == nil {
		p.status, p.statused = uint32(n), true
	}
	// V means that the satellites were not found: what stands there then is the last
	// place of nobody knows when, or 0. Cells and access points would have to be
	// looked up with a service outside; without one they are no place.
	if field(args, atValid) != "A" {
		return p
	}
	lat, lon := degrees(field(args, atLat), field(args, atNorth), "S", 90), degrees(field(args, atLon), field(args, atEast), "W", 180)
	if math.IsNaN(lat) || math.IsNaN(lon) || lat == 0 && lon == 0 {
		return p
	}
	p.fix = &care.Location{Lat: lat, Lon: lon, Accuracy: accuracy(args)}
	return p
}

func field(args []string, i int) string {
	if i < len(args) {
		return args[i]
	}
	return ""
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// degrees reads a coordinate. Some makes write a sign, some a letter, some both.
func degrees(s, side, negative string, limit float64) float64 {
	d := number(s)
	if side == negative {
		d = -math.Abs(d)
	}
	if math.Abs(d) > limit {
		return math.NaN()
	}
	return d
}

// clock reads day, month, year and the time of day, UTC.
func clock(date, day string) time.Time {
	t, err := time.Parse("020106150405", date+day)
	if err != nil {
		return time.Time{}
	}
	return t
}

// accuracy is the last field, in metres, behind the cells and the access points;
// 0 when the watch does not say. It is found by counting, since on older makes the
// last field is the strength of a cell.
func accuracy(args []string) float64 {
	at := atCell
	cells, err := strconv.Atoi(field(args, at))
	if err != nil || cells < 0 || cells > 32 {
		return 0
	}
	at += 2
	if cells > 0 {
		at += 2 + 3*cells
	}
	points := 0
	if s := field(args, at); s != "" {
		if points, err = strconv.Atoi(s); err != nil || points < 0 || points > 32 {
			return 0
		}
	}
	at += 1 + 3*points
	if at != len(args)-1 {
		return 0
	}
	if m := number(args[at]); m > 0 && m <= 10_000 {
		return m
	}
	return 0
}
