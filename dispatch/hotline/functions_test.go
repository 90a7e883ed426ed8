package hotline

import (
	"testing"
	"time"

	"yian/care"
)

func TestTheNineFunctionsAreCounted(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	w.ended("a", "wang", "emergency_fall")
	w.order("o1", care.Appointment, care.OrderQueued)
	w.order("o2", care.Meal, care.OrderQueued)
	for _, kind := range []care.TicketKind{care.Consultation, care.Complaint, care.Report, care.Praise} {
		_, err := h.Take(ctx, operator, NewTicket{Kind: kind, Text: "样例"})
		must(t, err)
	}
	list, err := h.Functions(ctx, supervisor, w.at.Add(-time.Hour), w.at.Add(time.Hour), time.Time{}, county)
	must(t, err)
	got := map[string]int{}
	for _, f := range list {
		got[f.Name] = f.N
	}
	for name, want := range map[string]int{"appointment": 1, "shopping": 0, "rescue": 1, "dispatch": 1, "location": 0} {
		if got[name] != want {
			t.Errorf("%s: %d, want %d", name, got[name], want)
		}
	}
	if len(list) != 9 {
		t.Errorf("%d functions", len(list))
	}
	list, err = h.Functions(ctx, supervisor, w.at.Add(-time.Hour), w.at.Add(time.Hour), time.Time{}, "")
	must(t, err)
	if list[6].N != 1 || list[7].N != 2 {
		t.Errorf("consultations and complaints: %+v", list)
	}
}
