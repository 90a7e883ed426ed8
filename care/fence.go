package care

import (
	"math"
	"time"
)

// Fence is a circle in which an elder is expected to be (电子围栏). It is the
// elder's, not a device's: whatever they wear that says where it is counts, also
// the watch that replaces this one.
type Fence struct {
	ID      FenceID `json:"id"`
	ElderID ElderID `json:"elder_id"`
	Name    string  `json:"name"`
	Lat     float64 `json:"lat"` // WGS-84 degrees
	Lon     float64 `json:"lon"`
	Radius  float64 `json:"radius"` // metres
	// From and Until bound its hours of the day in China, like "20:00" and "06:00";
	// both empty: always.
	From  string    `json:"from,omitempty"`
	Until string    `json:"until,omitempty"`
	SetBy StaffID   `json:"set_by"`
	SetAt time.Time `json:"set_at"`
	// Version counts its changes.
	Version int64 `json:"version"`
}

// FenceID names a [Fence].
type FenceID string

// FenceRule is the rule of alerts that a left fence raises. No rule file can take
// it.
const FenceRule = "fence"

// Astray is the kind of an incident about somebody who may be lost (走失). Devices
// cannot say it; a left fence does.
const Astray CallKind = "lost"

const clockOfDay = "15:04"

// InForce reports whether the fence counts at an instant. Hours may go over
// midnight; unreadable ones count as always.
func (f *Fence) InForce(at time.Time) bool {
	from, err1 := time.Parse(clockOfDay, f.From)
	until, err2 := time.Parse(clockOfDay, f.Until)
	if err1 != nil || err2 != nil || from.Equal(until) {
		return true
	}
	at = at.In(Shanghai)
	now, begin, end := at.Hour()*60+at.Minute(), from.Hour()*60+from.Minute(), until.Hour()*60+until.Minute()
	if begin < end {
		return now >= begin && now < end
	}
	return now >= begin || now < end
}

// Distance is how far a place is from the centre, in metres.
func (f *Fence) Distance(l Location) float64 {
	return Location{Lat: f.Lat, Lon: f.Lon}.Distance(l)
}

// earthRadius is its mean in metres.
const earthRadius = 6_371_009.0

// Distance is the way between two places over the ground, in metres.
func (l Location) Distance(other Location) float64 {
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	dLat, dLon := rad(other.Lat-l.Lat)/2, rad(other.Lon-l.Lon)/2
	h := math.Sin(dLat)*math.Sin(dLat) + math.Cos(rad(l.Lat))*math.Cos(rad(other.Lat))*math.Sin(dLon)*math.Sin(dLon)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Toward is the place some metres away in a direction, in radians clockwise from
// north; near enough for ways of a few kilometres.
func (l Location) Toward(bearing, metres float64) Location {
	north, east := metres*math.Cos(bearing), metres*math.Sin(bearing)
	perDegree := earthRadius * math.Pi / 180
	return Location{Lat: l.Lat + north/perDegree, Lon: l.Lon + east/(perDegree*math.Cos(l.Lat*math.Pi/180)), Accuracy: l.Accuracy}
}

// Spot is where somebody was last, by a device of theirs.
type Spot struct {
	Location
	At     time.Time `json:"at"` // by the device's clock
	Device DeviceID  `json:"device_id"`
}
