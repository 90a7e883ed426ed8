package simulator

import (
	"strconv"
	"time"

	"yian/care"
)

const (
	// motionHolds is how long a motion sensor stays on after somebody passed.
	motionHolds = 90 * time.Second
	doorStands  = 12 * time.Second
)

// diary lives one person's days, moment after moment.
type diary struct {
	home     *home
	who      *sleeper
	midnight time.Time // of the page, in the compressed day
	page     []moment
	next     int
}

// diary opens the page of the day of the start at its hour: what was before has
// happened, unsaid.
func (c *county) diary(h *home, who *sleeper) {
	now := c.habit(c.start)
	d := &diary{home: h, who: who, midnight: midnight(now)}
	who.inBed = true // at midnight
	d.page = who.day(d.midnight)
	for d.next < len(d.page) && d.page[d.next].minute <= minutes(now) {
		who.live(d.page[d.next].deed)
		d.next++
	}
	c.at(c.instant(d.due()), d)
}

// turn opens the next day's page.
func (d *diary) turn() {
	d.midnight, d.next = d.midnight.AddDate(0, 0, 1), 0
	d.page = d.who.day(d.midnight)
	d.who.silent, d.who.ill, d.who.steps = false, false, 0
}

func midnight(habit time.Time) time.Time {
	return time.Date(habit.Year(), habit.Month(), habit.Day(), 0, 0, 0, 0, habit.Location())
}

// due is when the next moment comes, in the compressed day; a new page begins at
// midnight.
func (d *diary) due() time.Time {
	if d.next == len(d.page) {
		return d.midnight.AddDate(0, 0, 1)
	}
	return d.midnight.Add(time.Duration(d.page[d.next].minute * float64(time.Minute)))
}

func (d *diary) happen(c *county, now time.Time) time.Time {
	if d.next == len(d.page) {
		d.turn()
		return c.instant(d.due())
	}
	deed := d.page[d.next].deed
	d.next++
	if !d.who.silent {
		d.who.live(deed)
		d.show(c, now, deed)
	}
	return c.instant(d.due())
}

// show lets the home's sensors notice a deed.
func (d *diary) show(c *county, now time.Time, deed deed) {
	own := d.who == d.home.people[0]
	switch deed {
	case toBed, outOfBed:
		d.bed(c, now)
		if own {
			d.passes(c, now, "卧室")
		}
	case inBedroom:
		d.ifOwn(own, func() { d.passes(c, now, "卧室") })
	case inBathroom:
		d.ifOwn(own, func() { d.passes(c, now, "卫生间") })
	case goOut, comeHome:
		d.bed(c, now)
		d.ifOwn(own, func() { d.door(c, now) })
	case measure:
		d.ifOwn(own, func() { d.cuff(c, now) })
	case askMeal:
		// A site cooks for itself; its panel stands in the duty room.
		d.ifOwn(own && len(d.home.people) == 1, func() { c.asks(d.home, now, care.Meal) })
	}
}

// ifOwn does what only the home's own person does: the other sleepers of a site
// have no more than their bed.
func (d *diary) ifOwn(own bool, do func()) {
	if own {
		do()
	}
}

func (d *diary) bed(c *county, now time.Time) {
	if d.who.bed != nil {
		c.says(d.who.bed, now, said{care.BedOccupied, float64(boolInt(d.who.inBed))})
	}
}

// passes lets the motion sensor of a room see somebody, and rest again.
func (d *diary) passes(c *county, now time.Time, room string) {
	for _, sensor := range d.home.devices {
		if sensor.Kind != KindMotion || sensor.Location != room {
			continue
		}
		c.says(sensor, now, said{care.Motion, 1})
		c.at(c.soon(now, motionHolds), once(func(now time.Time) { c.says(sensor, now, said{care.Motion, 0}) }))
	}
}

func (d *diary) door(c *county, now time.Time) {
	for _, door := range d.home.devices {
		if door.Kind != KindDoor {
			continue
		}
		c.says(door, now, said{care.ContactOpen, 1})
		c.at(c.soon(now, doorStands), once(func(now time.Time) { c.says(door, now, said{care.ContactOpen, 0}) }))
	}
}

func (d *diary) cuff(c *county, now time.Time) {
	for _, cuff := range d.home.devices {
		if cuff.Kind == KindBloodPressure {
			r := source(c.cfg.Seed, "cuff", string(cuff.Device), strconv.FormatInt(now.UnixMilli(), 10))
			c.says(cuff, now, d.who.pressure(r, &d.who.state, minutes(c.habit(now)))...)
		}
	}
}

// soon is a little later in the compressed day, though never within the same
// second: two states at one instant would be one.
func (c *county) soon(now time.Time, later time.Duration) time.Time {
	return now.Add(max(time.Second, time.Duration(float64(later)/c.cfg.Speed)))
}
