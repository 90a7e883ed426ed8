package simulator

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"yian/care"
	"yian/devices"
	"yian/devices/setracker"
)

const (
	// watchBeat and lifeBeat are how often a watch says where and that it is. On a walk
	// that leads astray it says it more often, as those do that feel that they move.
	watchBeat = 10 * time.Minute
	lifeBeat  = 5 * time.Minute
	strayBeat = 20 * time.Second
	// Somebody astray goes straight on, stays there and is brought back. Feet know no
	// speed-up: a platform judges whether anybody can get there so fast.
	strayPace  = 1.3 // m/s
	strayOut   = 12 * time.Minute
	strayStays = 10 * time.Minute
	// strayAfter is when the first goes astray, strayEvery how long until the next does.
	strayAfter = 2 * time.Minute
	strayEvery = 2 * time.Hour
	strayLeast = 45 * time.Minute
	// about is how far errands lead from the door, in metres.
	about = 140
)

// walker is somebody with a watch that says where they are.
type walker struct {
	device  *device
	who     *sleeper
	home    care.Location
	r       *rand.Rand
	every   time.Duration // between two reports, as the platform asked for
	last    time.Time     // of the last report
	astray  time.Time     // since when; zero: not
	bearing float64       // radians, of that walk
	steps   float64
	low     bool       // said that the battery is
	off     bool       // on its charger
	alarms  []*ringing // said and not yet answered, nil for one about the battery
}

// wears lets the first of a home wear a watch.
func (c *county) wears(d *device) {
	r := source(c.cfg.Seed, "walk", string(d.Device))
	w := &walker{device: d, who: d.home.people[0], home: care.Location{Lat: d.home.lat, Lon: d.home.lon}, r: r,
		every: max(fastestBeat, time.Duration(float64(watchBeat)/c.cfg.Speed)), last: c.start, steps: float64(r.IntN(200_000))}
	d.walker = w
	c.walkers = append(c.walkers, w)
	c.at(c.start.Add(time.Duration(r.Float64()*float64(firstBeat))), w)
	c.at(c.start.Add(time.Duration(r.Float64()*float64(lifeBeat))), &life{w})
}

// straying lets one after the other go astray, when people may be in danger at all.
func (c *county) straying() {
	if c.cfg.Presses <= 0 || len(c.walkers) == 0 {
		return
	}
	c.at(c.start.Add(c.cfg.StrayAfter), &strays{})
}

// strays sends the next walker astray.
type strays struct{ next int }

func (s *strays) happen(c *county, now time.Time) time.Time {
	w := c.walkers[s.next%len(c.walkers)]
	s.next++
	if w.astray.IsZero() {
		w.astray, w.off, w.bearing = now, false, w.r.Float64()*2*math.Pi
		c.at(now, once(func(now time.Time) { w.stray(c, now) }))
	}
	return now.Add(max(strayLeast, time.Duration(float64(strayEvery)/c.cfg.Speed)))
}

// stray reports a walk astray until its end.
func (w *walker) stray(c *county, now time.Time) {
	if w.tell(c, now, "UD_LTE", 0); now.Sub(w.astray) < 2*strayOut+strayStays {
		c.at(now.Add(strayBeat), once(func(now time.Time) { w.stray(c, now) }))
		return
	}
	w.astray = time.Time{}
}

// happen reports where the watch is, by the clock.
func (w *walker) happen(c *county, now time.Time) time.Time {
	if !w.device.speakable() {
		return time.Time{}
	}
	d := w.device
	d.drain(now.Sub(w.last).Hours() / 24 * c.cfg.Speed)
	w.charge(c.habit(now))
	if w.who.out && !w.off {
		w.steps += w.who.walk * now.Sub(w.last).Minutes() * c.cfg.Speed
	}
	w.last = now
	switch low := d.battery < 15; {
	case low && !w.low:
		w.tell(c, now, "AL_LTE", 1<<17)
		w.alarms = append(w.alarms, nil)
		w.low = low
	case w.astray.IsZero():
		w.tell(c, now, "UD_LTE", 0)
		w.low = low
	}
	return now.Add(w.every)
}

// charge takes the watch off for an hour in the evening, but for every third, when
// it is forgotten.
func (w *walker) charge(habit time.Time) {
	minute, day := minutes(habit), habit.Unix()/86400+int64(len(w.device.Device))
	if w.off = minute >= w.who.sleep-90 && minute < w.who.sleep-30 && day%3 != 0 && w.astray.IsZero(); w.off {
		w.device.battery = math.Min(100, w.device.battery+20)
	}
}

// life says that the watch is alive.
type life struct{ *walker }

func (l *life) happen(c *county, now time.Time) time.Time {
	if !l.device.speakable() {
		return time.Time{}
	}
	l.say(c, fmt.Sprintf("LK,%d,0,%d", int(l.steps), int(l.device.battery)), nil)
	return now.Add(lifeBeat)
}

// place is where the walker is, and whether the satellites see it: indoors they
// often do not.
func (w *walker) place(now time.Time) (care.Location, bool) {
	metres, bearing, seen := 8*w.r.Float64(), w.r.Float64()*2*math.Pi, true
	switch {
	case !w.astray.IsZero():
		t := now.Sub(w.astray)
		back := 2*strayOut + strayStays - t
		metres, bearing = strayPace*max(0, min(t, strayOut, back).Seconds()), w.bearing
	case w.who.out:
		metres, bearing = about*w.r.Float64(), w.bearing+w.r.Float64()
	default:
		seen = w.r.Float64() < 0.4
	}
	return w.home.Toward(bearing, metres), seen
}

// tell reports where and how the watch is; bits say what it alarms about.
func (w *walker) tell(c *county, now time.Time, word string, bits uint32) {
	w.say(c, w.report(now, word, bits), &sampled{w.device.Device, now.Truncate(time.Second)})
}

func (w *walker) report(now time.Time, word string, bits uint32) string {
	where, seen := w.place(now)
	valid := "A"
	if !seen {
		valid, where = "V", w.home
	}
	if w.device.battery < 15 {
		bits |= 1
	}
	if w.off {
		bits |= 1 << 3
	}
	at := now.UTC()
	return fmt.Sprintf("%s,%s,%s,%s,%.6f,N,%.6f,E,0.00,0.0,0.0,%d,%d,%d,%d,0,%08X,0,0,0,%.1f", word, at.Format("020106"), at.Format("150405"), valid,
		where.Lat, where.Lon, 6+w.r.IntN(6), 60+w.r.IntN(40), int(w.device.battery), int(w.steps), bits, 8+w.r.Float64()*12)
}

func (w *walker) say(c *county, content string, s *sampled) {
	c.out = append(c.out, utterance{speaker: w.device.speaker, payload: w.frame(content), sample: s})
}

func (w *walker) frame(content string) []byte {
	f := setracker.Frame{Maker: "3G", ID: w.device.Address, Content: content}
	return f.Bytes()
}

// The bits of an alarm, by the call that it is.
var alarmBits = map[care.CallKind]uint32{care.SOS: 1 << 16, care.Fall: 1 << 21, care.Removed: 1 << 20}

// pressWatch makes the call of a watch. It knows no ids: the platform derives one
// from device, second and kind.
func (c *county) pressWatch(r *ringing, now time.Time) {
	if alarmBits[r.kind] == 0 {
		r.kind = care.SOS
	}
	r.id = devices.DeriveCallID(r.device.Device, now.Truncate(time.Second).UTC(), r.kind)
	r.frame = r.device.walker.frame(r.device.walker.report(now, "AL_LTE", alarmBits[r.kind]))
	c.remember(r)
	c.at(now, r)
}

// told is what a watch hears.
func (c *county) told(number string, f setracker.Frame, at time.Time) {
	for _, w := range c.walkers {
		if w.device.Address == number {
			w.hear(c, &f, at)
			return
		}
	}
}

// hear takes a frame of the platform: a press is taken, or something is asked.
func (w *walker) hear(c *county, f *setracker.Frame, at time.Time) {
	word := f.Word()
	switch {
	case strings.HasPrefix(word, "AL"):
		w.answered(at)
		return
	case word == "LK", w.device.mute:
		return
	}
	takes := time.Duration(150+c.manner.ExpFloat64()*300) * time.Millisecond
	c.at(at.Add(min(takes, 2*time.Second)), once(func(now time.Time) { w.obey(c, f, now) }))
}

// answered takes the answer to the oldest alarm.
func (w *walker) answered(at time.Time) {
	if len(w.alarms) == 0 {
		return
	}
	r := w.alarms[0]
	if w.alarms = w.alarms[1:]; r != nil && !r.received {
		r.received, r.heard = true, at
	}
}

// obey does what the platform asks and says so.
func (w *walker) obey(c *county, f *setracker.Frame, now time.Time) {
	word := f.Word()
	w.say(c, word, nil)
	switch word {
	case "CR": // looks for the satellites, then tells
		c.at(now.Add(5*time.Second), once(func(now time.Time) { w.tell(c, now, "UD_LTE", 0) }))
	case "UPLOAD":
		if s, err := time.ParseDuration(strings.Join(f.Args(), "") + "s"); err == nil && s >= fastestBeat {
			w.every = s
		}
	case "MESSAGE":
		for _, r := range c.presses {
			if r.device == w.device {
				r.steps[care.StepReceived] = true // it was shown, whichever it was
			}
		}
	}
}
