package records

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// TestWorkerFacts counts what workers have in hand, what is of the day, and who knows
// whom, and where the last stretch of work began.
func TestWorkerFacts(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		day := time.Date(2026, 11, 26, 0, 0, 0, 0, care.Shanghai).UTC()
		clock := func(hours float64) *time.Time {
			at := day.Add(time.Duration(hours * float64(time.Hour)))
			return &at
		}
		add := func(o care.Order) {
			t.Helper()
			_, _, err := s.NewOrder(t.Context(), o.ID, "", func(c *care.Case) (care.Change, error) {
				c.Orders = append(c.Orders, &o)
				return care.Change{Entries: []care.Entry{entry("order", string(o.ID))}}, nil
			})
			must(t, err)
		}
		add(care.Order{ID: "long ago", WorkerID: "w", ElderID: "e", State: care.OrderCompleted, CreatedAt: *clock(-24 * 100), CompletedAt: clock(-24 * 100)})
		add(care.Order{ID: "yesterday", WorkerID: "w", ElderID: "e", State: care.OrderCompleted, CreatedAt: *clock(-20), CompletedAt: clock(-6.5)})
		add(care.Order{ID: "planned early", WorkerID: "w", ElderID: "e", State: care.OrderCompleted, CreatedAt: *clock(-30), DueAt: clock(8), CompletedAt: clock(8)})
		add(care.Order{ID: "now", WorkerID: "w", ElderID: "e2", State: care.OrderAccepted, CreatedAt: *clock(9), AcceptedAt: clock(9.5)})
		add(care.Order{ID: "tomorrow", WorkerID: "w", State: care.OrderAssigned, CreatedAt: *clock(9), DueAt: clock(30)})
		add(care.Order{ID: "off", WorkerID: "w", State: care.OrderCancelled, CreatedAt: *clock(9), DueAt: clock(10)})
		add(care.Order{ID: "pair", WorkerID: "w2", SecondID: "w3", State: care.OrderCompleted, CreatedAt: *clock(7), CompletedAt: clock(7)})
		must(t, s.SaveSpot(t.Context(), care.WorkerSpot{Worker: "w", At: *clock(9), Location: care.Location{Lat: 33.3, Lon: 116.8, Accuracy: 20}}))
		must(t, s.SaveSpot(t.Context(), care.WorkerSpot{Worker: "w", At: *clock(8), Location: care.Location{Lat: 1, Lon: 1}})) // told late

		got, err := s.WorkerFacts(t.Context(), care.FactsQuery{From: day, To: day.AddDate(0, 0, 1), Elder: "e", Since: *clock(-24 * 90)})
		must(t, err)
		want := map[care.StaffID]care.WorkerFacts{
			"w": {Open: 2, Today: 2, WithElder: 2, LastAcceptedAt: clock(9.5), BeganAt: clock(8), EndedAt: clock(9.5),
				Spot: &care.WorkerSpot{Worker: "w", At: *clock(9), Location: care.Location{Lat: 33.3, Lon: 116.8, Accuracy: 20}}},
			"w2": {Today: 1, BeganAt: clock(7), EndedAt: clock(7)},
			"w3": {BeganAt: clock(7), EndedAt: clock(7)},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestDayOrders finds what is to be laid out on a day, and nothing of who may not see it.
func TestDayOrders(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		day := time.Date(2026, 11, 26, 0, 0, 0, 0, care.Shanghai).UTC()
		due := func(hours int) *time.Time { at := day.Add(time.Duration(hours) * time.Hour); return &at }
		for _, o := range []care.Order{
			{ID: "late", State: care.OrderQueued, DueAt: due(-5)}, {ID: "noon", State: care.OrderQueued, DueAt: due(12)},
			{ID: "early", State: care.OrderAssigned, WorkerID: "w", DueAt: due(8)}, {ID: "any", State: care.OrderQueued},
			{ID: "done", State: care.OrderCompleted, DueAt: due(9)}, {ID: "wish", State: care.OrderRequested, DueAt: due(9)},
			{ID: "next", State: care.OrderQueued, DueAt: due(24)}, {ID: "elsewhere", State: care.OrderQueued, DueAt: due(9), RegionID: "990102001"},
		} {
			o.CreatedAt = day
			if o.RegionID == "" {
				o.RegionID = "990101001"
			}
			_, _, err := s.NewOrder(t.Context(), o.ID, "", func(c *care.Case) (care.Change, error) {
				c.Orders = append(c.Orders, &o)
				return care.Change{Entries: []care.Entry{entry("order", string(o.ID))}}, nil
			})
			must(t, err)
		}
		here := care.Scope{Role: care.Operator, Region: "990101"}
		for waiting, want := range map[bool][]care.OrderID{false: {"early", "noon"}, true: {"early", "noon", "any", "late"}} {
			list, err := s.DayOrders(t.Context(), here, day, day.AddDate(0, 0, 1), waiting)
			must(t, err)
			var got []care.OrderID
			for _, o := range list {
				got = append(got, o.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("waiting %t (-want +got)\n%s", waiting, diff)
			}
		}
	})
}

// TestRoundsAreKept with their versions, and seen by whom they concern.
func TestRoundsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for _, id := range []care.RoundID{"r1", "r2"} {
			_, err := s.ChangeRound(t.Context(), id, func(was *care.Round) (*care.Round, care.Entry, error) {
				if was != nil {
					t.Error("there is one already")
				}
				return &care.Round{ID: id, Day: "2026-11-26", RegionID: "990101001", State: care.RoundDraft, CreatedAt: pressedAt}, entry("round", string(id)), nil
			})
			must(t, err)
		}
		r, err := s.ChangeRound(t.Context(), "r1", func(was *care.Round) (*care.Round, care.Entry, error) {
			was.State = care.RoundSent
			return was, entry("round", "r1"), nil
		})
		must(t, err)
		if r.Version != 2 || r.State != care.RoundSent {
			t.Errorf("got %+v", r)
		}
		list, next, err := s.Rounds(t.Context(), care.Scope{Role: care.Supervisor, Region: "990101"}, care.RoundQuery{Day: "2026-11-26", Page: care.Page{Limit: 1}})
		must(t, err)
		if len(list) != 1 || list[0].ID != "r2" || next == "" {
			t.Errorf("got %+v, then %q", list, next)
		}
		list, _, err = s.Rounds(t.Context(), care.Scope{Role: care.Supervisor, Region: "990102"}, care.RoundQuery{})
		must(t, err)
		if len(list) != 0 {
			t.Errorf("somebody elsewhere sees %+v", list)
		}
	})
}

// furnishWorkers is the part of furnish about whom to send.
func furnishWorkers(t testing.TB, s *Store) {
	t.Helper()
	at := pressedAt
	must(t, s.SaveSpot(t.Context(), care.WorkerSpot{Worker: "op", At: at, Location: care.Location{Lat: 33.3, Lon: 116.8}}))
	_, _, err := s.NewOrder(t.Context(), "o-done", "", func(c *care.Case) (care.Change, error) {
		c.Orders = append(c.Orders, &care.Order{ID: "o-done", Service: care.Meal, State: care.OrderCompleted, WorkerID: "op", CreatedAt: at, CompletedAt: &at})
		return care.Change{Entries: []care.Entry{entry("order", "o-done")}}, nil
	})
	must(t, err)
	_, err = s.ChangeRound(t.Context(), "round-1", func(*care.Round) (*care.Round, care.Entry, error) {
		return &care.Round{ID: "round-1", Day: "2026-01-01", State: care.RoundDraft}, entry("round", "round-1"), nil
	})
	must(t, err)
}
