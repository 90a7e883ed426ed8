package hotline

import (
	"strings"
	"time"

	"yian/care"
)

// workdays knows on which days offices work: Monday to Friday, but for the holidays
// and the days worked instead that the State Council names each year.
type workdays struct{ off, on map[string]bool }

// CheckHoliday reports whether a setting names a day: 2026-10-01 is a holiday,
// +2026-10-10 a weekend that is worked.
func CheckHoliday(word string) error {
	_, err := time.Parse(time.DateOnly, strings.TrimPrefix(word, "+"))
	if err != nil {
		return care.Invalid("holidays", "holidays.day", "节假日应写成 2026-10-01，调休上班的日子写成 +2026-10-10")
	}
	return nil
}

func newWorkdays(words []string) workdays {
	w := workdays{off: map[string]bool{}, on: map[string]bool{}}
	for _, word := range words {
		if day, worked := strings.CutPrefix(word, "+"); worked {
			w.on[day] = true
		} else {
			w.off[word] = true
		}
	}
	return w
}

func (w workdays) works(day time.Time) bool {
	name := day.Format(time.DateOnly)
	if w.on[name] || w.off[name] {
		return w.on[name]
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// after is the end of the n-th working day after the day of from, as deadlines are
// counted in Shanghai.
func (w workdays) after(from time.Time, n int) time.Time {
	y, m, d := from.In(care.Shanghai).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, care.Shanghai)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if w.works(day) {
			n--
		}
	}
	return day.AddDate(0, 0, 1).UTC()
}
