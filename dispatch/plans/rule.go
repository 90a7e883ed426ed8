package plans

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"yian/care"
)

// horizon bounds how far a next instant is looked for, so that a rule which never
// comes true, like the 31st of February, is not looked for till the end of time.
const horizon = 400 * 24 * time.Hour

// rarely is whatever a rule may repeat by: less often than a day several times a day
// is what times are for.
var rarely = []rrule.Frequency{rrule.DAILY, rrule.WEEKLY, rrule.MONTHLY, rrule.YEARLY}

// readRule reads a recurrence rule that may stand in a plan.
func readRule(text string) (*rrule.ROption, error) {
	bad := care.Invalid("body.rule", "plan.rule", "重复规则看不懂，应像 FREQ=WEEKLY;BYDAY=TU")
	if text == "" || len(text) > 200 || strings.ContainsAny(text, "\n:") {
		return nil, bad
	}
	o, err := rrule.StrToROption(text)
	if err != nil || !slices.Contains(rarely, o.Freq) || !o.Dtstart.IsZero() || len(o.Byhour)+len(o.Byminute)+len(o.Bysecond) > 0 ||
		o.Interval < 0 || o.Interval > 100 {
		return nil, bad
	}
	return o, nil
}

// after returns the first instant of a plan after t; nil when there is none. What a
// rule says is counted from the plan's first day, in Shanghai.
func after(p *care.Plan, t time.Time) *time.Time {
	if p.EndedAt != nil {
		return nil
	}
	var first *time.Time
	for _, clock := range p.Times {
		next := afterAt(p, clock, t)
		if next != nil && (first == nil || next.Before(*first)) {
			first = next
		}
	}
	return first
}

func afterAt(p *care.Plan, clock string, t time.Time) *time.Time {
	begin, err := time.ParseInLocation("2006-01-02 15:04", p.From+" "+clock, care.Shanghai)
	if err != nil {
		return nil
	}
	o, err := readRule(p.Rule)
	if err != nil {
		return nil
	}
	end := t.Add(horizon)
	if begin.After(t) {
		end = begin.Add(horizon)
	}
	if last, err := time.ParseInLocation(time.DateOnly, p.Until, care.Shanghai); err == nil && last.AddDate(0, 0, 1).Before(end) {
		end = last.AddDate(0, 0, 1).Add(-time.Second)
	}
	if o.Dtstart = begin; o.Until.IsZero() || o.Until.After(end) {
		o.Until = end
	}
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return nil
	}
	next := r.After(t.In(care.Shanghai), false)
	if next.IsZero() {
		return nil
	}
	return at(next.UTC())
}

// due is when something is to be decided about an instant.
func due(p *care.Plan, next *time.Time) *time.Time {
	if next == nil {
		return nil
	}
	return at(next.Add(-time.Duration(p.AheadMinutes) * time.Minute))
}

// latest is when an order for an instant can be made at the last.
func latest(p *care.Plan, instant time.Time) time.Time {
	return instant.Add(-time.Duration(p.CutOffMinutes) * time.Minute)
}

// paused reports whether a plan makes nothing on the day of an instant.
func paused(p *care.Plan, instant time.Time) bool {
	day := dayOf(instant)
	return slices.ContainsFunc(p.Pauses, func(s care.Pause) bool { return s.From <= day && (s.Until == "" || day <= s.Until) })
}
