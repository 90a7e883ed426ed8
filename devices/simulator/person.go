package simulator

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"yian/care"
)

// person is how somebody lives, from the seed: the same every day but for chance.
type person struct {
	seed      uint64
	name      string
	wake      float64 // minutes after midnight
	sleep     float64
	nap       float64 // how likely, 0–1
	outgoing  float64
	restless  int     // most times up in a night
	heart     float64 // at rest, bpm
	oxygen    float64
	breath    float64
	systolic  float64
	walk      float64 // steps a minute when out
	orders    float64 // how likely a meal is asked for
	dangerous bool    // may fall silent or ill
}

func newPerson(seed uint64, name string, dangerous bool) person {
	r := source(seed, "person", name)
	between := func(low, high float64) float64 { return low + r.Float64()*(high-low) }
	return person{
		seed: seed, name: name, dangerous: dangerous,
		wake: between(290, 410), sleep: between(1190, 1310),
		nap: between(0.2, 0.95), outgoing: between(0.2, 0.9), restless: 1 + r.IntN(3),
		heart: between(60, 82), oxygen: between(95, 98), breath: between(13, 17),
		systolic: between(118, 152), walk: between(35, 75), orders: between(0, 0.5),
	}
}

// deed is what somebody does at a moment.
type deed int

const (
	toBed deed = iota
	outOfBed
	inBedroom
	inBathroom
	goOut
	comeHome
	measure
	askMeal
	fallSilent // lies somewhere, and nothing in the home moves until the next day
	fallIll
	getWell
)

// moment is one deed at its minute after midnight.
type moment struct {
	minute float64
	deed   deed
}

const dayMinutes = 24 * 60

// day plans one day, midnight to midnight, in order.
func (p *person) day(date time.Time) []moment {
	d := &diaryPage{person: p, r: source(p.seed, "day", p.name, strconv.FormatInt(date.Unix()/86400, 10))}
	d.night()
	d.morning()
	d.afternoon()
	d.trouble()
	slices.SortStableFunc(d.moments, func(a, b moment) int {
		return int(math.Copysign(1, a.minute-b.minute)) * boolInt(a.minute != b.minute)
	})
	return d.moments
}

// diaryPage is a day being planned.
type diaryPage struct {
	*person
	r       *rand.Rand
	moments []moment
	up      float64 // when the day begins
}

func (d *diaryPage) add(minute float64, what deed) {
	if minute >= 0 && minute < dayMinutes {
		d.moments = append(d.moments, moment{minute, what})
	}
}

// around draws a minute near the given one.
func (d *diaryPage) around(minute, spread float64) float64 {
	return minute + d.r.NormFloat64()*spread
}

// night: up for the bathroom a few times.
func (d *diaryPage) night() {
	d.up = d.around(d.wake, 12)
	for range d.r.IntN(d.restless + 1) {
		at := 20 + d.r.Float64()*(d.up-80)
		d.add(at, outOfBed)
		d.add(at+1, inBathroom)
		d.add(at+5+d.r.Float64()*4, toBed)
	}
}

// morning: washing, the cuff, breakfast, perhaps out until before lunch.
func (d *diaryPage) morning() {
	d.add(d.up, outOfBed)
	d.add(d.up+3, inBathroom)
	d.add(d.up+25, inBedroom)
	d.add(d.up+40, measure)
	if d.r.Float64() < d.orders {
		d.add(d.around(555, 12), askMeal)
	}
	if d.r.Float64() < d.outgoing {
		leave := d.around(510, 20)
		d.potter(d.up+45, leave)
		back := leave + 50 + d.r.Float64()*90
		d.trip(leave, back)
		d.potter(back, 755)
	} else {
		d.potter(d.up+45, 755)
	}
}

// afternoon: a nap, perhaps out again, supper, the cuff, bed.
func (d *diaryPage) afternoon() {
	from := 755.0
	if d.r.Float64() < d.nap {
		lie := d.around(765, 8)
		up := lie + 45 + d.r.Float64()*60
		d.add(lie, toBed)
		d.add(up, outOfBed)
		d.add(up+2, inBathroom)
		from = up + 5
	}
	bed := math.Min(d.around(d.sleep, 15), dayMinutes-2)
	if d.r.Float64() < d.outgoing*0.7 {
		leave := math.Max(from+10, d.around(930, 20))
		back := leave + 30 + d.r.Float64()*60
		d.potter(from, leave)
		d.trip(leave, back)
		from = back
	}
	d.potter(from, bed-10)
	d.add(1115, measure)
	d.add(bed-6, inBathroom)
	d.add(bed, toBed)
}

func (d *diaryPage) trip(leave, back float64) {
	d.add(leave, goOut)
	d.add(back, comeHome)
	d.add(back+2, inBathroom)
}

// potter moves about the home between two minutes.
func (d *diaryPage) potter(from, to float64) {
	for at := from + 5 + d.r.Float64()*20; at < to-3; at += 12 + d.r.Float64()*30 {
		if d.r.Float64() < 0.3 {
			d.add(at, inBathroom)
		} else {
			d.add(at, inBedroom)
		}
	}
}

// trouble: some 200 homes show about two days of illness in a day, and a silence
// that should worry somebody every third.
func (d *diaryPage) trouble() {
	ill, silent := d.r.Float64() < 0.01, d.r.Float64() < 0.0015
	from := 420 + d.r.Float64()*600
	switch {
	case !d.dangerous:
	case silent:
		d.add(from, fallSilent)
	case ill:
		d.add(from, fallIll)
		d.add(from+30+d.r.Float64()*60, getWell)
	}
}

// heartRate is what a sensor would read at a minute of the day.
func (p *person) heartRate(r *rand.Rand, s *state, minute float64) float64 {
	rate := p.heart + 4*math.Sin(minute/dayMinutes*2*math.Pi-2) + r.NormFloat64()*2.5
	switch {
	case s.inBed:
		rate -= 8
	case s.out:
		rate += 16
	}
	if s.ill {
		rate += 62
	}
	return within(rate, 44, 175)
}

// spo2 is a little lower in bed.
func (p *person) spo2(r *rand.Rand, s *state) float64 {
	return within(p.oxygen+r.NormFloat64()*0.7-float64(boolInt(s.inBed))*0.6, 92, 100)
}

// respiration is breaths a minute.
func (p *person) respiration(r *rand.Rand, s *state) float64 {
	return within(p.breath+r.NormFloat64()+float64(boolInt(s.ill))*7, 9, 30)
}

// pressure is what the cuff reads, with its pulse.
func (p *person) pressure(r *rand.Rand, s *state, minute float64) []said {
	systolic := within(p.systolic+r.NormFloat64()*6-3*float64(boolInt(minute > 720))+45*float64(boolInt(s.ill)), 92, 210)
	return []said{
		{care.Systolic, systolic},
		{care.Diastolic, within(systolic*0.6+r.NormFloat64()*3, 52, 120)},
		{care.HeartRate, p.heartRate(r, s, minute)},
	}
}

// state is where somebody is and how they are.
type state struct {
	inBed, out, silent, ill bool
	steps                   float64
}

// live changes the state by a deed.
func (s *state) live(d deed) {
	switch d {
	case toBed:
		s.inBed = true
	case outOfBed, inBedroom, inBathroom:
		s.inBed = false
	case goOut:
		s.inBed, s.out = false, true
	case comeHome:
		s.out = false
	case fallSilent:
		s.silent = true
	case fallIll:
		s.ill = true
	case getWell:
		s.ill = false
	}
}

func within(v, low, high float64) float64 { return math.Round(math.Max(low, math.Min(high, v))) }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
