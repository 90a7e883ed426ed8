package roster

import (
	"time"

	"yian/care"
)

// midnight is the beginning of a day in Shanghai.
func midnight(day string) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, day, care.Shanghai)
}

// dayOf is the day of an instant in Shanghai.
func dayOf(at time.Time) string { return at.In(care.Shanghai).Format(time.DateOnly) }

// plusDays is a day some days later, or before.
func plusDays(day string, n int) string {
	at, err := midnight(day)
	if err != nil {
		return day
	}
	return at.AddDate(0, 0, n).Format(time.DateOnly)
}

// weekdayOf is 1 for Monday to 7 for Sunday.
func weekdayOf(day string) int {
	at, err := midnight(day)
	if err != nil {
		return 0
	}
	return (int(at.Weekday())+6)%7 + 1
}

// mondayOf is the first day of the week in which a day lies.
func mondayOf(day string) string { return plusDays(day, 1-weekdayOf(day)) }

// clockOf is how long after midnight a time of day is.
func clockOf(text string) (time.Duration, bool) {
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != 5 {
		return 0, false
	}
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, true
}

// span is from when to when a line that begins on a day lasts.
func span(d *care.Duty, day string) (from, to time.Time) {
	begin, _ := midnight(day)
	a, _ := clockOf(d.From)
	b, _ := clockOf(d.To)
	if b <= a {
		b += 24 * time.Hour
	}
	return begin.Add(a).UTC(), begin.Add(b).UTC()
}

// holds reports whether a line begins on a day.
func holds(d *care.Duty, day string) bool {
	if d.Weekday == 0 {
		return d.Day == day
	}
	if d.Weekday != weekdayOf(day) || day < d.Since || d.Until != "" && day > d.Until {
		return false
	}
	for _, off := range d.Off {
		if off.Day == day {
			return false
		}
	}
	return true
}
