package hotline

import (
	"slices"
	"testing"
	"time"

	"yian/care"
)

func TestTimesAreSharesOfWhatCouldBeInTime(t *testing.T) {
	open := shanghai("2026-11-23 10:00") // a Monday
	after := func(d time.Duration) *time.Time { at := open.Add(d); return &at }
	list := []care.Incident{
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(10 * time.Second), DispatchedAt: after(40 * time.Second), ArrivedAt: after(20 * time.Minute)},
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(50 * time.Second), DispatchedAt: after(5 * time.Minute)}, // nobody noted an arrival
		{RegionID: faraway, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(200 * time.Second), LateSeconds: 400},
		{RegionID: faraway, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(300 * time.Second), LateReason: &care.LateReason{Text: "停电"}},
		{RegionID: "", OpenedAt: open, State: care.IncidentOpen}, // nobody has answered for ten minutes
		{RegionID: "", OpenedAt: open.Add(10*time.Minute - 5*time.Second), State: care.IncidentOpen},
		{RegionID: village, OpenedAt: open, State: care.IncidentDispatched, AnsweredAt: after(12 * time.Second), DispatchedAt: after(20 * time.Second)}, // on the way
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, Trial: true},
		{RegionID: village, OpenedAt: open, State: care.IncidentClosed, AnsweredAt: after(time.Hour), Afterwards: true},
	}
	r := measure(list, open, open.Add(time.Hour), open.Add(10*time.Minute), "week")
	want := Times{Incidents: 7, Answered15s: Part{N: 2, Of: 6}, Answered60s: Part{N: 3, Of: 6}, Answered180s: Part{N: 3, Of: 6},
		Accepted60s: Part{N: 2, Of: 3}, OnScene45m: Part{N: 1, Of: 2}, OnScene60m: Part{N: 1, Of: 2}, NoArrival: 1,
		Explained: Part{N: 1, Of: 2}, Delayed: 1}
	if r.Total != want || r.Afterwards != 1 {
		t.Errorf("got  %+v\nwant %+v", r.Total, want)
	}
	sum := 0
	var keys []string
	for _, row := range r.Townships {
		sum += row.Incidents
		keys = append(keys, row.Key)
	}
	if sum != 7 || !slices.Equal(keys, []string{"", string(township), "990101002"}) {
		t.Errorf("townships %v, %d together", keys, sum)
	}
	if len(r.Periods) != 1 || r.Periods[0].Key != "2026-11-23" {
		t.Errorf("weeks %+v", r.Periods)
	}
	if got := measure(list, open, open, open, "month").Periods[0].Key; got != "2026-11-01" {
		t.Errorf("month %s", got)
	}
}

func TestAnAnswerAfterTheLimitNeedsAWrittenReason(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	w.answered("quick", "wang", 180*time.Second)
	w.answered("late", "wang", 181*time.Second)
	w.answered("paper", "wang", time.Hour)
	w.becomes("paper", "noted", func(in *care.Incident) { in.Afterwards = true })
	w.answered("trial", "wang", time.Hour)
	w.becomes("trial", "noted", func(in *care.Incident) { in.Trial = true })
	needed := func() (ids []care.IncidentID) {
		list, err := h.Unexplained(ctx, operator, w.at.Add(-time.Hour), w.at.Add(time.Hour))
		must(t, err)
		for _, in := range list {
			ids = append(ids, in.ID)
		}
		return ids
	}
	if got := needed(); !slices.Equal(got, []care.IncidentID{"late"}) {
		t.Errorf("a reason is needed for %v", got)
	}
	w.becomes("late", "late_explained", func(in *care.Incident) {
		in.LateReason = &care.LateReason{Text: "两部电话同时占线", By: operator.ID, At: w.at}
	})
	if got := needed(); len(got) != 0 {
		t.Errorf("explained, and still needed for %v", got)
	}
}
