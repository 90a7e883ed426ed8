package records

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yian/care"
)

// pills is a line of a list with an instant at pressedAt.
func pills(id care.MedicineID) care.Medicine {
	at := pressedAt
	return care.Medicine{ID: id, Kind: care.MedicineGiven, ElderID: "e1", CenterID: "house", RegionID: "990101001", Name: "样例片", Dose: "一片", Each: 1, Stock: 10,
		Times: []string{"06:13"}, From: "2023-11-01", CreatedAt: at, NextAt: &at}
}

// furnishCarehome puts something into the tables of houses.
func furnishCarehome(t testing.TB, s *Store) {
	t.Helper()
	ctx := t.Context()
	move := care.StockMove{ID: "m1", MedicineID: "pills-1", At: pressedAt, Kind: "in", Amount: 10, Left: 10}
	must(t, s.NewMedicines(ctx, []care.Medicine{pills("pills-1")}, []care.StockMove{move}, entry("medicine", "")))
	_, err := s.ChangeDose(ctx, "pills-1", pressedAt, func(_ *care.Medicine, d *care.Dose) ([]care.StockMove, care.Entry, error) {
		d.State, d.CloseAt = care.DoseChecking, &pressedAt
		return nil, entry("dose", ""), nil
	})
	must(t, err)
	must(t, s.NewFoodSamples(ctx, []care.FoodSample{{ID: "fs-1", CenterID: "house", RegionID: "990101001", Day: "2023-11-15", Meal: care.Lunch, Dish: "样例菜", Grams: 125}}, entry("sample", "")))
}

// TestADoseIsGivenOnce: of many who give at once one does, the stock goes down once, and
// the journal has one line.
func TestADoseIsGivenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		must(t, s.NewMedicines(ctx, []care.Medicine{pills("p")}, nil, entry("medicine", "")))
		before, err := s.LastEntry(ctx)
		must(t, err)
		var won atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, err := s.ChangeDose(ctx, "p", pressedAt, func(m *care.Medicine, d *care.Dose) ([]care.StockMove, care.Entry, error) {
					if d.State == care.DoseGiven {
						return nil, care.Entry{}, care.Conflict("dose.given", "")
					}
					d.State, d.By, d.Took = care.DoseGiven, "n", 1
					m.Stock--
					return []care.StockMove{{ID: string('a' + won.Load()), MedicineID: "p", At: pressedAt, Kind: "used", Amount: 1, Left: m.Stock}}, entry("dose", ""), nil
				})
				switch {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, care.ErrConflict):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		m, err := s.Medicine(ctx, care.Everything, "p")
		must(t, err)
		moves, err := s.StockMoves(ctx, "p")
		must(t, err)
		after, err := s.LastEntry(ctx)
		must(t, err)
		if won.Load() != 1 || m.Stock != 9 || len(moves) != 1 || after != before+1 {
			t.Errorf("%d gave, stock %v, %d moves, %d entries", won.Load(), m.Stock, len(moves), after-before)
		}
		if _, err := s.Medicine(ctx, care.Scope{Role: care.Manager, Center: "other"}, "p"); !errors.Is(err, care.ErrNotFound) {
			t.Errorf("seen from another house: %v", err)
		}
		list, err := s.Doses(ctx, care.Scope{Role: care.Worker, Center: "house"}, care.DoseQuery{Center: "house", From: pressedAt, To: pressedAt.Add(time.Minute)})
		if err != nil || len(list) != 1 || list[0].State != care.DoseGiven || !list[0].DueAt.Equal(pressedAt) {
			t.Errorf("doses: %+v, %v", list, err)
		}
		if list, err := s.Doses(ctx, care.Scope{Role: care.Worker, Region: "990101001"}, care.DoseQuery{}); err != nil || len(list) != 0 {
			t.Errorf("a worker of no house sees %d, %v", len(list), err)
		}
	})
}

// TestAMissIsEnteredOnce: two processes that close the same instant enter it once, and
// what somebody gave meanwhile stays given.
func TestAMissIsEnteredOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		must(t, s.NewMedicines(ctx, []care.Medicine{pills("p"), pills("q")}, nil, entry("medicine", "")))
		_, err := s.ChangeDose(ctx, "q", pressedAt, func(_ *care.Medicine, d *care.Dose) ([]care.StockMove, care.Entry, error) {
			d.State = care.DoseGiven
			return nil, entry("dose", ""), nil
		})
		must(t, err)
		due, err := s.DueMedicines(ctx, pressedAt.Add(time.Second), 10)
		if err != nil || len(due) != 2 {
			t.Fatalf("due: %+v, %v", due, err)
		}
		next := pressedAt.AddDate(0, 0, 1)
		var steps []care.MedicineStep
		for _, m := range due {
			d := care.Dose{MedicineID: m.ID, DueAt: *m.NextAt, ElderID: m.ElderID, CenterID: m.CenterID, State: care.DoseMissed, Auto: true}
			steps = append(steps, care.MedicineStep{ID: m.ID, Was: *m.NextAt, Next: &next, Over: []care.Dose{d}})
		}
		var told []int
		for range 2 {
			must(t, s.AdvanceMedicines(ctx, steps, func(_ care.CenterID, _ care.RegionID, n int) care.Entry {
				told = append(told, n)
				return entry("missed", "")
			}))
		}
		doses, err := s.Doses(ctx, care.Everything, care.DoseQuery{Center: "house"})
		if err != nil || len(doses) != 2 || doses[0].State != care.DoseMissed || doses[1].State != care.DoseGiven || len(told) != 1 || told[0] != 1 {
			t.Errorf("got %+v, told %v, %v", doses, told, err)
		}
		if due, err := s.DueMedicines(ctx, pressedAt.Add(time.Second), 10); err != nil || len(due) != 0 {
			t.Errorf("still due: %+v, %v", due, err)
		}
	})
}

func TestSamplesAreOfOneKitchen(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		furnishCarehome(t, s)
		struck := pressedAt
		v, err := s.ChangeFoodSample(ctx, "fs-1", func(v *care.FoodSample) (care.Entry, error) {
			v.StruckAt = &struck
			return entry("sample", ""), nil
		})
		if err != nil || v.Version != 2 {
			t.Errorf("struck: %+v, %v", v, err)
		}
		for q, want := range map[care.SampleQuery]int{{Center: "house"}: 1, {Center: "other"}: 0, {From: "2023-11-16"}: 0, {To: "2023-11-15"}: 1} {
			if list, err := s.FoodSamples(ctx, care.Scope{Role: care.Worker, Center: "house"}, q); err != nil || len(list) != want {
				t.Errorf("%+v: got %d, %v, want %d", q, len(list), err, want)
			}
		}
		for center, want := range map[care.CenterID]string{"house": "2023-11-15", "other": ""} {
			if day, err := s.FirstSampleDay(ctx, center); err != nil || day != want {
				t.Errorf("%s began on %q, %v", center, day, err)
			}
		}
		late, err := s.LateDoses(ctx, pressedAt, 10)
		if err != nil || len(late) != 1 || late[0].MedicineID != "pills-1" {
			t.Errorf("late: %+v, %v", late, err)
		}
	})
}
