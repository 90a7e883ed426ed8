package assign

import (
	"context"
	"testing"

	"yian/care"
)

// town knows two stations, one of another township and one that is on no map.
type town struct{}

func (town) Centers(context.Context, care.Scope, care.CenterKind, care.Page) ([]care.Center, string, error) {
	at := func(lat, lon float64) (*float64, *float64) { return &lat, &lon }
	a, b := care.Center{ID: "a", RegionID: village}, care.Center{ID: "b", RegionID: "990101002001"}
	a.Lat, a.Lon = at(33, 116)
	b.Lat, b.Lon = at(33.1, 116)
	return []care.Center{a, b, {ID: "nowhere", RegionID: village}}, "", nil
}

func (town) Elder(context.Context, care.Scope, care.ElderID) (care.Elder, error) {
	return care.Elder{}, care.NotFound("elder")
}

func (town) Household(context.Context, care.Scope, care.HouseholdID) (care.Household, error) {
	lat, lon := 33.0, 116.0
	return care.Household{Lat: &lat, Lon: &lon}, nil
}

func (town) Workers(context.Context) ([]care.Staff, error) {
	return []care.Staff{{ID: "here", RegionID: village}, {ID: "there", RegionID: "990101002001"}}, nil
}

func (town) Order(context.Context, care.Scope, care.OrderID) (care.Order, error) {
	return care.Order{}, care.NotFound("order")
}

func (town) WorkerFacts(context.Context, care.FactsQuery) (map[care.StaffID]care.WorkerFacts, error) {
	return nil, nil
}

func (town) Offering(context.Context, care.OfferingID) (care.Offering, error) {
	return care.Offering{}, care.NotFound("offering")
}

func inTown(t *testing.T) *Assigner {
	t.Helper()
	a, err := New(Policy{}, Deps{Shelf: town{}, People: town{}, Crew: town{}, Sites: town{}, Catalogue: town{}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestNearest finds the site next to a place, and says when it is hardly in the county.
func TestNearest(t *testing.T) {
	for name, c := range map[string]struct {
		at      care.Location
		want    care.CenterID
		outside bool
	}{
		"at the first":      {care.Location{Lat: 33.01, Lon: 116}, "a", false},
		"at the second":     {care.Location{Lat: 33.09, Lon: 116}, "b", false},
		"just beyond":       {care.Location{Lat: 33.1 + 0.14, Lon: 116}, "b", true},
		"still in":          {care.Location{Lat: 33.1 + 0.13, Lon: 116}, "b", false},
		"in another county": {care.Location{Lat: 31.8, Lon: 117.2}, "a", true},
	} {
		near, found, err := inTown(t).Nearest(t.Context(), c.at)
		if err != nil || !found || near.Center.ID != c.want || near.Outside != c.outside {
			t.Errorf("%s: %s %d m, outside %v, %v", name, near.Center.ID, near.Metres, near.Outside, err)
		}
	}
}

// TestAnEmergencyIsWeighedWhereTheElderIs: who is near there comes first, not who is near
// to the home.
func TestAnEmergencyIsWeighedWhereTheElderIs(t *testing.T) {
	o := care.Order{Service: care.Emergency, HouseholdID: "h", RegionID: village}
	for want, spot := range map[care.StaffID]*care.Location{"here": nil, "there": {Lat: 33.1, Lon: 116}} {
		o.Spot = spot
		advice, err := inTown(t).Weigh(t.Context(), care.Staff{Role: care.Admin}, o)
		if err != nil || len(advice.Candidates) != 2 || advice.Candidates[0].WorkerID != want {
			t.Errorf("want %s first: %+v, %v", want, advice.Candidates, err)
		}
	}
}
