package care

import (
	"slices"
	"time"
	_ "time/tzdata" // contacts live in every zone, and a small host has no database of them
)

// Contact is whom to ring for an elder (紧急联系人).
type Contact struct {
	Name     string `json:"name"`
	Relation string `json:"relation,omitempty"`
	// Phone is a number as it is dialled here, or one abroad: +, the country's code and
	// the number.
	Phone string `json:"phone"`
	Hours string `json:"hours,omitempty" doc:"when to ring, in words"`
	// Times are when the contact may be rung, by the contact's own clock; see
	// [Contact.Awake] for none.
	Times []ContactTime `json:"times,omitempty" maxItems:"14" doc:"when the contact may be rung, by the clock where the contact lives"`
	// TimeZone is the IANA name of where the contact lives; empty: here.
	TimeZone string `json:"time_zone,omitempty" maxLength:"60" doc:"IANA name of where the contact lives; empty: here"`
	// HasKey follows from the keys of the home, with which the record keeps it; said of a
	// new contact, it becomes a [Key].
	HasKey bool `json:"has_key,omitempty" doc:"holds a key of the home; it follows from the home's keys"`
	// MayDecide, MayEnter and MayKnow say what the contact may decide, whether the
	// contact may let somebody in, and whether the contact may be told.
	MayDecide bool `json:"may_decide,omitempty"`
	MayEnter  bool `json:"may_enter,omitempty"`
	MayKnow   bool `json:"may_know,omitempty"`
	// Frail is old or ill as well (本人体弱): told, and never asked to run.
	Frail bool `json:"frail,omitempty" doc:"old or ill as well: told, and never asked to run"`
}

// MayRun reports whether the contact may be asked to go there: neither old or ill as
// well, nor in another zone.
func (c *Contact) MayRun() bool { return !c.Frail && c.TimeZone == "" }

// ContactTime is a stretch of the day on some days of the week. It may go over
// midnight, and belongs then to the day on which it begins.
type ContactTime struct {
	Days []int  `json:"days,omitempty" maxItems:"7" doc:"1 Monday to 7 Sunday; none: every day"`
	From string `json:"from" maxLength:"5" doc:"15:04"`
	To   string `json:"to" maxLength:"5" doc:"15:04; 24:00 is the end of the day"`
}

// Elsewhere are the hours in which somebody in another zone may be rung who named
// none: from seven to ten in the evening, there.
var elsewhere = []ContactTime{{From: "07:00", To: "22:00"}}

// Clock is now where the contact lives. A zone that is unknown is here.
func (c *Contact) Clock(now time.Time) time.Time {
	if c.TimeZone != "" {
		if zone, err := time.LoadLocation(c.TimeZone); err == nil {
			return now.In(zone)
		}
	}
	return now.In(Shanghai)
}

// Awake reports whether the contact may be rung at now: within the hours named, by
// the contact's own clock. Whoever named none may be rung at any hour here, and by day
// in another zone. It only says who is rung first: nobody is ever left out for it.
func (c *Contact) Awake(now time.Time) bool {
	times := c.Times
	if len(times) == 0 {
		if c.TimeZone == "" {
			return true
		}
		times = elsewhere
	}
	there := c.Clock(now)
	minute, today := there.Hour()*60+there.Minute(), weekday(there)
	return slices.ContainsFunc(times, func(t ContactTime) bool {
		from, to := ClockMinute(t.From), ClockMinute(t.To)
		switch {
		case from < 0 || to < 0:
			return true // what cannot be read keeps nobody from being rung
		case from < to:
			return t.on(today) && from <= minute && minute < to
		}
		return t.on(today) && minute >= from || t.on((today+5)%7+1) && minute < to
	})
}

func (t *ContactTime) on(day int) bool { return len(t.Days) == 0 || slices.Contains(t.Days, day) }

// weekday is 1 for Monday to 7 for Sunday.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// ClockMinute is the minute of the day that a time like 15:04 names, 24:00 included;
// -1 for anything else.
func ClockMinute(s string) int {
	digit := func(i int) int {
		if i >= len(s) || s[i] < '0' || s[i] > '9' {
			return -100 // so that no sum is a time
		}
		return int(s[i] - '0')
	}
	hour, minute := digit(0)*10+digit(1), digit(3)*10+digit(4)
	if len(s) != 5 || s[2] != ':' || hour < 0 || minute < 0 || minute > 59 || hour*60+minute > 24*60 {
		return -1
	}
	return hour*60 + minute
}

// AwakeFirst returns contacts in the order in which to ring them at now: those within
// their hours, those who are frail behind the others, and then whoever sleeps. The
// order entered holds among equals, and nobody is left out.
func AwakeFirst(list []Contact, now time.Time) []Contact {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b Contact) int { return a.turn(now) - b.turn(now) })
	return out
}

func (c *Contact) turn(now time.Time) int {
	turn := 0
	if !c.Awake(now) {
		turn += 2
	}
	if c.Frail {
		turn++
	}
	return turn
}
