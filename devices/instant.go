package devices

import (
	"math"
	"time"

	"github.com/valyala/fastjson"
)

const (
	// maxAhead is how far a device's clock may run ahead of ours.
	maxAhead = 5 * time.Minute
	// firstMillis is 2001. A smaller number is seconds, or time since start, or the
	// clock of a device that never had the time: not an instant.
	firstMillis = 1e12
)

// instant is when something happened, as far as the device's clock can be
// trusted.
type instant struct {
	at     time.Time // the receiving time when the clock cannot be trusted
	own    bool      // at is by the device's clock
	skewed bool      // the clock was more than maxAhead ahead
}

// instantOf reads milliseconds since 1970 UTC. Missing and unreadable mean now.
func instantOf(ts *fastjson.Value, received time.Time) instant {
	if ts == nil || ts.Type() != fastjson.TypeNumber {
		return instant{at: received}
	}
	ms, err := ts.Float64()
	if err != nil || math.IsNaN(ms) {
		return instant{at: received}
	}
	return instantAt(ms, received)
}

func instantAt(ms float64, received time.Time) instant {
	switch {
	case ms < firstMillis:
		return instant{at: received}
	case ms > float64(received.Add(maxAhead).UnixMilli()):
		return instant{at: received, skewed: true}
	}
	return instant{at: time.UnixMilli(int64(ms)).UTC(), own: true}
}

// shanghai is the clock on the wall where this platform stands, by which clouds in
// China write times without a zone. It has had no summer time since 1991.
var shanghai = time.FixedZone("CST", 8*60*60)

// stamps are the ways in which systems write an instant, those without a zone last.
var stamps = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "20060102T150405Z0700", "2006-01-02 15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006/01/02 15:04:05", "20060102 15:04:05", "20060102150405"}

// stamp reads an instant of a bought-in system: a number of seconds, milliseconds,
// microseconds or nanoseconds since 1970, also in quotes, or a text. One without a
// zone is read in zone, and is not believed when that is nil.
func (m *message) stamp(v *fastjson.Value, zone *time.Location) instant {
	if v == nil {
		return m.now()
	}
	f := factOf(v)
	switch f.kind {
	case number:
		return m.sinceEpoch(f.amount)
	case word:
		if n, ok := numeral(f.word); ok && len(f.word) != len("20060102150405") {
			return m.sinceEpoch(n)
		}
		return m.written(f.word, zone)
	}
	return m.now()
}

// sinceEpoch reads a number whose unit only its size tells.
func (m *message) sinceEpoch(n float64) instant {
	switch {
	case n >= 1e17:
		n /= 1e6
	case n >= 1e14:
		n /= 1e3
	case n < 1e11:
		n *= 1e3
	}
	return instantAt(n, m.received)
}

func (m *message) written(text string, zone *time.Location) instant {
	for i, layout := range stamps {
		zoned := i < 5
		if !zoned && zone == nil {
			break
		}
		in := zone
		if in == nil {
			in = time.UTC
		}
		if t, err := time.ParseInLocation(layout, text, in); err == nil && t.Year() < 3000 {
			return instantAt(float64(t.UnixMilli()), m.received)
		}
	}
	return m.now()
}

// first returns the first instant of the device's own.
func first(of ...instant) instant {
	for _, i := range of {
		if i.own || i.skewed {
			return i
		}
	}
	return of[len(of)-1]
}
