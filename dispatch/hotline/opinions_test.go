package hotline

import (
	"fmt"
	"testing"
	"time"

	"yian/care"
)

func TestOpinionsNameTheirDenominators(t *testing.T) {
	w := setup(t)
	h, ctx := w.hotline(), t.Context()
	said := []Called{{Result: "reached", Satisfied: "satisfied"}, {Result: "reached", Satisfied: "dissatisfied"}, {Result: "reached", Satisfied: "fair"},
		{Result: "refused"}, {Result: "reached"}}
	for i := range len(said) + 2 {
		w.ended(care.IncidentID(fmt.Sprint("press", i)), "wang", "emergency_fall")
		must(t, h.Look(ctx))
		open := w.followUps(care.FollowUpOpen)
		id := open[len(open)-1].ID
		switch {
		case i < len(said):
			_, err := h.CallFollowUp(ctx, colleague, id, said[i])
			must(t, err)
		case i == len(said):
			for range care.FollowUpTries {
				_, err := h.CallFollowUp(ctx, colleague, id, Called{Result: "no_answer"})
				must(t, err)
			}
		}
	}
	r, err := h.Opinions(ctx, supervisor, w.at.Add(-time.Hour), w.at.Add(time.Hour))
	must(t, err)
	want := Opinions{Drawn: 7, Open: 1, Reached: Part{N: 5, Of: 6}, Satisfied: Part{N: 1, Of: 3}, Fair: 1, Unhappy: 1}
	if r.Total != want || len(r.Nouns) != 1 || r.Nouns[0].Opinions != want || r.Townships[0].Key != string(township) {
		t.Errorf("got %+v, want %+v", r, want)
	}
}
