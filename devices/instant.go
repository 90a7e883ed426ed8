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
