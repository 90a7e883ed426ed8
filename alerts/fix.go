package alerts

import (
	"time"

	"yian/care"
)

const (
	// vague is an accuracy in metres beyond which a fix is that of a cell of the
	// telephone network, not of a person.
	vague = 1000
	// assumed is the accuracy of a fix that names none.
	assumed = 50
	// staleFix is how late a fix may come in and still say where somebody is.
	staleFix = 10 * time.Minute
	// fastest is what an elder may be carried at, in metres a second: a train.
	fastest = 70
)

// fix is a place that a device said it is at.
type fix struct {
	care.Location
	At       time.Time
	Received time.Time
}

// locates reports whether a metric is part of a fix.
func locates(m care.Metric) bool {
	return m == care.Latitude || m == care.Longitude || m == care.Accuracy
}

// fixes puts readings of one device together, oldest first: latitude and longitude
// of one instant, with the accuracy if there is one.
func fixes(readings []care.Reading) []fix {
	var all []fix
	for i := 0; i < len(readings); {
		f := fix{At: readings[i].At, Received: readings[i].ReceivedAt}
		f.Accuracy = assumed
		lat, lon := false, false
		for ; i < len(readings) && readings[i].At.Equal(f.At); i++ {
			switch r := readings[i]; r.Metric {
			case care.Latitude:
				f.Lat, lat = r.Value, true
			case care.Longitude:
				f.Lon, lon = r.Value, true
			case care.Accuracy:
				if r.Value > 0 {
					f.Accuracy = r.Value
				}
			}
		}
		if lat && lon {
			all = append(all, f)
		}
	}
	return all
}

// usable reports whether a fix says where somebody is now.
func (f *fix) usable() bool { return f.Accuracy <= vague && f.Received.Sub(f.At) <= staleFix }

// reachable reports whether somebody who was at f can be at next by then.
func (f *fix) reachable(next *fix) bool {
	way := f.Distance(next.Location) - f.Accuracy - next.Accuracy
	return way <= fastest*max(1, next.At.Sub(f.At).Seconds())
}

// believe takes a fix unless it is a jump that nobody can make. A second one in
// the same far place is believed: then it was the older one that was wrong.
func (d *device) believe(f *fix) bool {
	switch {
	case d.fix == nil, d.fix.reachable(f), d.doubt != nil && d.doubt.reachable(f):
		d.fix, d.doubt = f, nil
		return true
	}
	d.doubt = f
	return false
}
