package care

import (
	"slices"
	"strings"
	"time"
)

// Certificate is what somebody must hold for a service (证件): 健康证, 护理员证.
type Certificate struct {
	Name   string `json:"name"`
	Number string `json:"number,omitempty"`
	// Expires is the last day on which it is valid, 2006-01-02; empty: it does not end.
	Expires string `json:"expires,omitempty"`
}

// ValidOn reports whether the certificate is valid on a day, 2006-01-02.
func (c Certificate) ValidOn(day string) bool { return c.Expires == "" || c.Expires >= day }

// Holds returns the certificate of that name that lasts longest, and whether there is one.
func (s *Staff) Holds(name string) (best Certificate, ok bool) {
	for _, c := range s.Certificates {
		if c.Name == name && (!ok || c.Expires == "" || best.Expires != "" && c.Expires > best.Expires) {
			best, ok = c, true
		}
	}
	return best, ok
}

// Able reports whether s may carry out a service by the skills on record.
func (s *Staff) Able(what Service) bool { return len(s.Skills) == 0 || slices.Contains(s.Skills, what) }

// Covers returns how well a place lies in the worker's zones: the length of the zone
// that contains it, 6 for the county, 9 for a township, 12 for a village; 0 outside.
func (s *Staff) Covers(place RegionID) int {
	zones := s.Zones
	if len(zones) == 0 {
		zones = []RegionID{s.RegionID}
	}
	best := 0
	for _, z := range zones {
		if z.Contains(place) {
			best = max(best, len(z), len("990101"))
		}
	}
	return best
}

// WorkHours are when a worker usually works, by the clock in Shanghai.
type WorkHours struct {
	From  string `json:"from"`  // 08:00
	Until string `json:"until"` // 18:00; before From: past midnight
	// Days are the days of the week, Monday 1 to Sunday 7; none: every day.
	Days []int `json:"days,omitempty"`
}

// Usual are the hours of whoever has none on record.
var Usual = WorkHours{From: "08:00", Until: "18:00"}

// Worked returns the hours of a worker, or the usual ones.
func (s *Staff) Worked() WorkHours {
	if s.Hours != nil {
		return *s.Hours
	}
	return Usual
}

// Cover reports whether at lies in the hours.
func (h WorkHours) Cover(at time.Time) bool {
	at = at.In(Shanghai)
	for _, day := range []time.Time{at, at.AddDate(0, 0, -1)} { // or in what began the evening before
		if from, until, on := h.On(day); on && !at.Before(from) && at.Before(until) {
			return true
		}
	}
	return false
}

// On returns when the work of a day begins and ends, and whether it is worked at all.
func (h WorkHours) On(day time.Time) (from, until time.Time, on bool) {
	day = day.In(Shanghai)
	if len(h.Days) > 0 && !slices.Contains(h.Days, (int(day.Weekday())+6)%7+1) {
		return time.Time{}, time.Time{}, false
	}
	from, ok := clockOn(day, h.From)
	until, ok2 := clockOn(day, h.Until)
	if !ok || !ok2 {
		return time.Time{}, time.Time{}, false
	}
	if !until.After(from) {
		until = until.AddDate(0, 0, 1)
	}
	return from, until, true
}

// clockOn is a time of day like 08:00 on a day; 24:00 is the next midnight.
func clockOn(day time.Time, text string) (time.Time, bool) {
	y, m, d := day.Date()
	if text == "24:00" {
		return time.Date(y, m, d+1, 0, 0, 0, 0, Shanghai), true
	}
	t, err := time.Parse("15:04", strings.TrimSpace(text))
	if err != nil {
		return time.Time{}, false
	}
	return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, Shanghai), true
}

// Valid reports whether both ends are times of day and the days are days of the week.
func (h WorkHours) Valid() bool {
	day := time.Date(2026, 1, 5, 0, 0, 0, 0, Shanghai)
	_, from := clockOn(day, h.From)
	_, until := clockOn(day, h.Until)
	return from && until && !slices.ContainsFunc(h.Days, func(d int) bool { return d < 1 || d > 7 })
}
