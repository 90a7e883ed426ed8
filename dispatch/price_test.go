package dispatch_test

import (
	"context"
	"errors"
	"testing"

	"yian/care"
	"yian/dispatch"
)

// goods is a catalogue of a test.
type goods map[care.OfferingID]care.Offering

func (g goods) Offering(_ context.Context, id care.OfferingID) (care.Offering, error) {
	o, ok := g[id]
	if !ok {
		return o, care.NotFound("offering")
	}
	return o, nil
}

// TestAnOrderKeepsThePriceThatWasTold whatever becomes of it in the catalogue.
func TestAnOrderKeepsThePriceThatWasTold(t *testing.T) {
	w := setup(t)
	lunch := care.Offering{ID: "lunch", Service: care.Meal, Prices: []care.Price{{From: "2026-01-01", Fen: 1200, SubsidyFen: 500}, {From: "2026-12-01", Fen: 1500, SubsidyFen: 500}}}
	w.goods = goods{"lunch": lunch, "old": {ID: "old", Service: care.Meal, Disabled: true}, "free": {ID: "free", Service: care.Cleaning}}
	w.desk = w.newDesk()
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Offering: "lunch", Elder: "zhao"})
	must(t, err)
	if o.Service != care.Meal || o.OfferingID != "lunch" || o.PriceFen != 1200 || o.SubsidyFen != 500 {
		t.Errorf("today: %+v", o)
	}
	due := w.clock.now().AddDate(0, 0, 14)
	o, err = w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Offering: "lunch", Service: care.Meal, Elder: "zhao", DueAt: &due})
	must(t, err)
	if o.PriceFen != 1500 {
		t.Errorf("for December: %+v", o)
	}
	if o, err = w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Offering: "free", Elder: "zhao"}); err != nil || o.PriceFen != 0 {
		t.Errorf("without a price: %+v, %v", o, err)
	}
	for name, c := range map[string]struct {
		want dispatch.NewOrder
		kind error
	}{
		"not there":       {dispatch.NewOrder{Offering: "none", Elder: "zhao"}, care.ErrInvalid},
		"another service": {dispatch.NewOrder{Offering: "lunch", Service: care.Bathing, Elder: "zhao"}, care.ErrInvalid},
		"not any more":    {dispatch.NewOrder{Offering: "old", Elder: "zhao"}, care.ErrConflict},
		"nothing":         {dispatch.NewOrder{Elder: "zhao"}, care.ErrInvalid},
	} {
		if _, err := w.desk.MakeOrder(t.Context(), operator, c.want); !errors.Is(err, c.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
