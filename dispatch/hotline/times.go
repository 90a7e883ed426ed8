package hotline

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Part is n of N; a percentage is never shown without both.
type Part struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

func (p *Part) count(yes bool) {
	p.Of++
	if yes {
		p.N++
	}
}

// The county's targets, each with the share of calls that must keep it, in per mille,
// and where it comes from.
var targets = []Target{
	{Name: "answered_15s", PerMille: 950, Source: "GB/T 33358-2016"},
	{Name: "answered_60s", PerMille: 975, Source: "TSA"},
	{Name: "answered_180s", PerMille: 990, Source: "TSA"},
	{Name: "accepted_60s", PerMille: 900, Source: "NFPA 1225"},
	{Name: "on_scene_45m", PerMille: 900, Source: "TSA"},
	{Name: "on_scene_60m", PerMille: 1000, Source: "TSA"},
}

// Target is what a share is measured against.
type Target struct {
	Name     string `json:"name"`
	PerMille int    `json:"per_mille"`
	Source   string `json:"source"`
}

// Times are how quickly incidents were answered, taken up and reached, from the
// record. What came in late counts from when it came in; trials count nowhere.
type Times struct {
	Incidents    int  `json:"incidents" doc:"all of the period that are not a trial"`
	Answered15s  Part `json:"answered_15s" doc:"of those that were answered or have waited longer than 15 s"`
	Answered60s  Part `json:"answered_60s" doc:"of those that were answered or have waited longer than 60 s"`
	Answered180s Part `json:"answered_180s" doc:"of those that were answered or have waited longer than 180 s"`
	Accepted60s  Part `json:"accepted_60s" doc:"the first responder accepted within 60 s of the answer, of those to which somebody was sent"`
	OnScene45m   Part `json:"on_scene_45m" doc:"somebody was there within 45 min of the call, of those to which somebody was sent and that are over or older"`
	OnScene60m   Part `json:"on_scene_60m"`
	NoArrival    int  `json:"no_arrival" doc:"somebody was sent, and no arrival was noted: counted as not in time"`
	Explained    Part `json:"explained" doc:"answered after 180 s with a written reason, of all answered after 180 s"`
	Delayed      int  `json:"delayed" doc:"came in late themselves: counted from when they came in"`
}

// TimesRow is a line of them: a township, or a day, a week or a month.
type TimesRow struct {
	Key string `json:"key" doc:"the township's code, or the first day"`
	Times
}

// TimesReport is a period with its lines, which add up to the whole.
type TimesReport struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	AsOf time.Time `json:"as_of"`
	// Afterwards are those entered from paper, which are in none of the figures.
	Afterwards int        `json:"afterwards" doc:"entered from paper, counted apart"`
	Total      Times      `json:"total"`
	Townships  []TimesRow `json:"townships"`
	Periods    []TimesRow `json:"periods"`
	Targets    []Target   `json:"targets"`
}

// Times measures the incidents from from until to below region, as far as by sees.
// step is day, week or month.
func (h *Hotline) Times(ctx context.Context, by care.Staff, from, to time.Time, region care.RegionID, step string) (TimesReport, error) {
	list, err := h.deps.Past.IncidentsBetween(ctx, by.Scope(), from, to, region)
	if err != nil {
		return TimesReport{}, err
	}
	return measure(list, from, to, h.now(), step), nil
}

func measure(list []care.Incident, from, to, now time.Time, step string) TimesReport {
	r := TimesReport{From: from.UTC(), To: to.UTC(), AsOf: now, Targets: targets}
	townships, periods := map[string]*Times{}, map[string]*Times{}
	for i := range list {
		in := &list[i]
		if in.Trial {
			continue
		}
		if in.Afterwards { // nobody answered it here: it was entered from paper
			r.Afterwards++
			continue
		}
		for _, t := range []*Times{&r.Total, line(townships, string(in.RegionID.Township())), line(periods, firstDay(in.OpenedAt, step))} {
			t.add(in, now)
		}
	}
	r.Townships, r.Periods = rows(townships), rows(periods)
	return r
}

func line(lines map[string]*Times, key string) *Times {
	if lines[key] == nil {
		lines[key] = &Times{}
	}
	return lines[key]
}

func rows(lines map[string]*Times) []TimesRow {
	out := make([]TimesRow, 0, len(lines))
	for key, t := range lines {
		out = append(out, TimesRow{key, *t})
	}
	slices.SortFunc(out, func(a, b TimesRow) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// firstDay is the first day of the step in which an instant lies, in Shanghai.
func firstDay(at time.Time, step string) string {
	day := at.In(care.Shanghai)
	switch step {
	case "week":
		day = day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case "month":
		day = day.AddDate(0, 0, 1-day.Day())
	}
	return day.Format(time.DateOnly)
}

func (t *Times) add(in *care.Incident, now time.Time) {
	t.Incidents++
	if in.LateSeconds > 0 {
		t.Delayed++
	}
	for limit, part := range map[time.Duration]*Part{15 * time.Second: &t.Answered15s, time.Minute: &t.Answered60s, care.AnswerLimit: &t.Answered180s} {
		if in.AnsweredAt != nil || now.Sub(in.OpenedAt) > limit {
			part.count(in.AnsweredAt != nil && in.AnsweredAt.Sub(in.OpenedAt) <= limit)
		}
	}
	if in.AnsweredLate() {
		t.Explained.count(in.LateReason != nil)
	}
	if in.DispatchedAt == nil && in.ArrivedAt == nil {
		return
	}
	if in.DispatchedAt != nil {
		// Somebody who accepted before the desk answered was quick.
		t.Accepted60s.count(in.AnsweredAt == nil || in.DispatchedAt.Sub(*in.AnsweredAt) <= time.Minute)
	}
	over := in.State == care.IncidentClosed
	if in.ArrivedAt == nil && over {
		t.NoArrival++
	}
	for limit, part := range map[time.Duration]*Part{45 * time.Minute: &t.OnScene45m, time.Hour: &t.OnScene60m} {
		if in.ArrivedAt != nil || over || now.Sub(in.OpenedAt) > limit {
			part.count(in.ArrivedAt != nil && in.ArrivedAt.Sub(in.OpenedAt) <= limit)
		}
	}
}

// Unexplained returns the incidents from from until to that were answered after the
// limit and still need a written reason, oldest first.
func (h *Hotline) Unexplained(ctx context.Context, by care.Staff, from, to time.Time) ([]care.Incident, error) {
	list, err := h.deps.Past.IncidentsBetween(ctx, by.Scope(), from, to, "")
	return slices.DeleteFunc(list, func(in care.Incident) bool {
		return in.Trial || in.Afterwards || !in.AnsweredLate() || in.LateReason != nil
	}), err
}
