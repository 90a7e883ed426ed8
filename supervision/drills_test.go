package supervision_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"yian/care"
	"yian/supervision"
)

// ground makes drills in memory, of homes that are proven when somebody goes there.
type ground struct {
	*workshop
	*world
	away map[care.HouseholdID]bool
}

func (g ground) Drill(_ context.Context, h care.Household, day string, due time.Time, _ string) (care.Order, error) {
	g.workshop.mu.Lock()
	defer g.workshop.mu.Unlock()
	id := care.DrillOf(h.ID, day)
	if o, known := g.orders[id]; known {
		return o, nil
	}
	g.made = append(g.made, day)
	g.orders[id] = care.Order{ID: id, Service: care.Drill, State: care.OrderQueued, Source: "proof", HouseholdID: h.ID, CreatedAt: time.Now(), DueAt: &due}
	return g.orders[id], nil
}

func (g ground) Proven(_ context.Context, id care.OrderID, _ string) error {
	return g.set(id, care.OrderCompleted)
}

func (g ground) Absences(_ context.Context, homes []care.HouseholdID, from, _ time.Time) (map[care.HouseholdID][]care.ElderID, []care.Absence, error) {
	live := map[care.HouseholdID][]care.ElderID{}
	var gone []care.Absence
	for _, id := range homes {
		live[id] = []care.ElderID{care.ElderID(id)}
		if g.away[id] {
			gone = append(gone, care.Absence{Elder: care.ElderID(id), Household: id, From: from.Add(-time.Hour)})
		}
	}
	return live, gone, nil
}

func (g ground) drills(day string) (n int) {
	g.workshop.mu.Lock()
	defer g.workshop.mu.Unlock()
	for _, d := range g.made {
		if d == day {
			n++
		}
	}
	return n
}

// prove presses in every home whose drill waits.
func (g ground) prove() {
	g.workshop.mu.Lock()
	defer g.workshop.mu.Unlock()
	now := time.Now()
	for _, o := range g.orders {
		if o.State != care.OrderQueued {
			continue
		}
		for i := range g.homes {
			if g.homes[i].Household.ID == o.HouseholdID {
				g.homes[i].LastProofAt = &now
			}
		}
	}
}

// TestAMonthOfDrills brings two hundred homes round in a month: six or seven a day,
// by day, and none at a home from which everybody is away.
func TestAMonthOfDrills(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := ground{&workshop{orders: map[care.OrderID]care.Order{}}, newWorld(), map[care.HouseholdID]bool{"h007": true}}
		for n := range 200 {
			g.homes = append(g.homes, care.Home{Household: care.Household{ID: care.HouseholdID(fmt.Sprintf("h%03d", n)), StationID: care.CenterID(fmt.Sprint("s", n%50))}, Devices: 1})
		}
		u := supervision.NewUpkeep(supervision.UpkeepConfig{Every: 10 * time.Minute}, supervision.UpkeepDeps{List: g.world, Book: g.world, Orders: g.workshop, Workshop: g.workshop,
			Policy: g.workshop, Drills: g, Homes: g.world, Residents: g, Now: time.Now})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- u.Run(ctx) }()
		most, total := 0, 0
		for range 40 {
			// synctest begins at midnight UTC, eight in the morning in Shanghai.
			day := time.Now().In(care.Shanghai).Format(time.DateOnly)
			time.Sleep(8 * time.Hour)
			synctest.Wait()
			n := g.drills(day)
			most, total = max(most, n), total+n
			g.prove()
			time.Sleep(16 * time.Hour)
			synctest.Wait()
			if after := g.drills(day); after != n {
				t.Errorf("%s: %d drills were made after four in the afternoon", day, after-n)
			}
		}
		if most != 7 || total < 199 || g.orders[care.DrillOf("h007", "2000-01-02")].ID != "" {
			t.Errorf("%d drills, at most %d a day; want 199 and more, seven a day", total, most)
		}
		proven := 0
		for _, h := range g.homes {
			if h.LastProofAt != nil {
				proven++
			}
		}
		if proven != 199 {
			t.Errorf("%d homes are proven; want all but the one where nobody is", proven)
		}
		for _, o := range g.orders {
			if local := o.DueAt.In(care.Shanghai); local.Hour() != 17 || o.CreatedAt.In(care.Shanghai).Hour() < 8 {
				t.Errorf("a drill made at %v for %v", o.CreatedAt, local)
			}
		}
		cancel()
		must(t, <-done)
	})
}

// TestAKeeperIsNotSentTwice leaves a drill that waits to be done, and makes no second.
func TestAKeeperIsNotSentTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := ground{&workshop{orders: map[care.OrderID]care.Order{}}, newWorld(), nil}
		for n := range 20 {
			g.homes = append(g.homes, care.Home{Household: care.Household{ID: care.HouseholdID(fmt.Sprintf("h%03d", n)), StationID: "s"}, Devices: 1})
		}
		deps := supervision.UpkeepDeps{List: g.world, Book: g.world, Orders: g.workshop, Workshop: g.workshop, Policy: g.workshop, Drills: g, Homes: g.world, Residents: g, Now: time.Now}
		for range 3 { // a restart at noon, and a day on which nobody went
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Hour)
			must(t, supervision.NewUpkeep(supervision.UpkeepConfig{Every: 10 * time.Minute}, deps).Run(ctx))
			cancel()
		}
		if n := len(g.workshop.list()); n != 7 {
			t.Errorf("%d drills wait at one keeper, want seven", n)
		}
	})
}

// TestAKeeperWhoDoesNotGoKeepsNobodyElseAtHome: undone drills of one station are no
// reason to prove no other home for ever.
func TestAKeeperWhoDoesNotGoKeepsNobodyElseAtHome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := ground{&workshop{orders: map[care.OrderID]care.Order{}}, newWorld(), nil}
		for n := range 20 {
			g.homes = append(g.homes, care.Home{Household: care.Household{ID: care.HouseholdID(fmt.Sprintf("h%03d", n)), StationID: care.CenterID(fmt.Sprint("s", n/10))}, Devices: 1})
		}
		deps := supervision.UpkeepDeps{List: g.world, Book: g.world, Orders: g.workshop, Workshop: g.workshop, Policy: g.workshop, Drills: g, Homes: g.world, Residents: g, Now: time.Now}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Hour)
		defer cancel()
		must(t, supervision.NewUpkeep(supervision.UpkeepConfig{Every: 10 * time.Minute}, deps).Run(ctx))
		at := map[string]int{}
		for _, o := range g.orders {
			at[string(g.homes[slices.IndexFunc(g.homes, func(h care.Home) bool { return h.Household.ID == o.HouseholdID })].Household.StationID)]++
		}
		if at["s0"] != 7 || at["s1"] != 7 {
			t.Errorf("after two mornings: %v, want seven at each keeper", at)
		}
	})
}
