package api

import (
	"testing"

	"yian/care"
)

func TestAnOrderOutOfTheCatalogueTellsItsPrice(t *testing.T) {
	s := start(t)
	var all page[OfferingItem]
	s.get("worker", "/offerings", &all)
	if len(all.Items) < len(care.Services) || all.Items[0].Price != nil {
		t.Fatalf("an empty site: %+v", all.Items)
	}
	row := map[string]any{"service": "bathing", "name": "上门助浴", "minutes": 60, "version": 0, "two_persons": true,
		"prices": []care.Price{{From: "2026-01-01", Fen: 8000, SubsidyFen: 6000}}}
	var saved OfferingItem
	if a := s.ask("admin", "PUT", "/api/v1/offerings/bath-at-home", row); a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	} else if a.into(t, &saved); saved.Version != 1 || saved.OwnFen != 2000 || saved.Price == nil || !saved.TwoPersons {
		t.Errorf("%+v", saved)
	}
	if a := s.ask("admin", "PUT", "/api/v1/offerings/bath-at-home", row); a.StatusCode != 409 {
		t.Errorf("another's change: %d", a.StatusCode)
	}
	a := s.ask("operator", "POST", "/api/v1/orders", map[string]any{"offering_id": "bath-at-home", "elder_id": "wang"})
	var o OrderDetail
	if a.into(t, &o); a.StatusCode != 201 || o.Service != care.Bathing || o.PriceFen != 8000 || o.SubsidyFen != 6000 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := s.ask("operator", "POST", "/api/v1/orders", map[string]any{"offering_id": "none", "elder_id": "wang"}); a.problem(t).Code != "offering.unknown" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}
