package samples_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"yian/care"
	"yian/centers/samples"
	"yian/registry"
	"yian/store/records"
)

// tables cooks lunch for thirty every day, and supper for nobody.
type tables struct{}

func (tables) Served(context.Context, care.CenterID, string) (map[care.MealTime]care.Served, error) {
	return map[care.MealTime]care.Served{care.Breakfast: {Residents: 30}, care.Lunch: {Residents: 30, Orders: 12}}, nil
}

type world struct {
	*samples.Samples
	at time.Time
}

func (w *world) now() time.Time { return w.at }

var (
	admin    = care.Staff{ID: "admin", Role: care.Admin}
	cook     = care.Staff{ID: "cook", Role: care.Worker, CenterID: "house-a"}
	stranger = care.Staff{ID: "stranger", Role: care.Worker, CenterID: "house-b"}
)

func setup(t *testing.T) *world {
	t.Helper()
	log, ctx := slog.New(slog.DiscardHandler), t.Context()
	store, err := records.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	w := &world{at: time.Date(2026, 11, 23, 11, 40, 0, 0, care.Shanghai)}
	people := registry.New(registry.Config{}, registry.Deps{Record: store, Log: log, Now: w.now})
	_, err = people.CreateRegions(ctx, admin, []care.Region{{ID: "990101", Name: "样例县"}, {ID: "990101001", Name: "柳林镇"}})
	must(t, err)
	_, err = people.CreateCenter(ctx, admin, care.Center{ID: "house-a", Kind: care.CareHome, Name: "样例院", RegionID: "990101001"})
	must(t, err)
	w.Samples, err = samples.New(samples.Deps{Book: store, Shelf: store, Sites: people, Tables: tables{}, Now: w.now})
	must(t, err)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, what string, err, kind error, code string) {
	t.Helper()
	var f *care.Fault
	if !errors.Is(err, kind) || code != "" && (!errors.As(err, &f) || f.Code != code) {
		t.Errorf("%s: got %v, want %v %s", what, err, kind, code)
	}
}

// missing are the meals of a day that were served without a sample.
func (w *world) missing(t *testing.T, day string) string {
	t.Helper()
	log, err := w.Log(t.Context(), cook.Scope(), "house-a", day, day)
	must(t, err)
	out := ""
	for _, d := range log {
		for _, m := range d.Missing() {
			out += string(m) + " "
		}
	}
	return out
}

func lunch(grams int, celsius float64) samples.Taken {
	return samples.Taken{Meal: care.Lunch, Celsius: celsius, Dishes: []samples.Dish{{Name: "红烧豆腐", Grams: 130}, {Name: "番茄蛋汤", Grams: grams}}}
}

func TestAMealServedWithoutASampleIsFlagged(t *testing.T) {
	w := setup(t)
	if got := w.missing(t, "2026-11-23"); got != "breakfast " { // lunch is not over yet
		t.Errorf("at 11:40: %q", got)
	}
	_, err := w.Take(t.Context(), cook, "house-a", lunch(124, 4))
	is(t, "124 g", err, care.ErrInvalid, "sample.grams")
	taken, err := w.Take(t.Context(), cook, "house-a", lunch(125, 4))
	must(t, err)
	w.at = w.at.Add(2 * time.Hour)
	if got := w.missing(t, "2026-11-23"); got != "breakfast " {
		t.Errorf("with a sample: %q", got)
	}
	for _, v := range taken {
		_, err := w.Strike(t.Context(), cook, v.ID, "写错了餐次")
		must(t, err)
	}
	if got := w.missing(t, "2026-11-23"); got != "breakfast lunch " {
		t.Errorf("after it was struck out: %q", got)
	}
	if got := w.missing(t, "2026-11-22"); got != "breakfast lunch " {
		t.Errorf("yesterday: %q", got)
	}
	log, err := w.Log(t.Context(), cook.Scope(), "house-a", "2026-11-01", "2026-11-30")
	if err == nil && len(log[20].Missing()) != 0 {
		t.Errorf("before the log began: %v", log[20].Missing())
	}
	if err != nil || len(log) != 23 || len(log[22].Meals[1].Samples) != 2 {
		t.Errorf("the month: %d days, %v", len(log), err)
	}
}

func TestASampleStaysFor48Hours(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	taken, err := w.Take(ctx, cook, "house-a", lunch(125, 9.5))
	must(t, err)
	if taken[0].Cold() || !taken[0].KeepUntil.Equal(w.at.Add(48*time.Hour)) {
		t.Errorf("got %+v", taken[0])
	}
	w.at = w.at.Add(47 * time.Hour)
	_, err = w.Discard(ctx, cook, taken[0].ID, "")
	is(t, "after 47 hours", err, care.ErrConflict, "sample.kept")
	v, err := w.Discard(ctx, cook, taken[0].ID, "市场监管所取走检验")
	if err != nil || v.DiscardedBy != "cook" || v.DiscardReason == "" {
		t.Errorf("handed over: %+v, %v", v, err)
	}
	w.at = w.at.Add(time.Hour)
	ripe, err := w.Ripe(ctx, cook.Scope(), "house-a")
	if err != nil || len(ripe) != 1 || ripe[0].ID != taken[1].ID {
		t.Errorf("ripe: %+v, %v", ripe, err)
	}
	_, err = w.Discard(ctx, cook, taken[1].ID, "")
	must(t, err)
	if ripe, err := w.Ripe(ctx, cook.Scope(), "house-a"); err != nil || len(ripe) != 0 {
		t.Errorf("ripe after it was thrown away: %+v, %v", ripe, err)
	}
}

func TestWhatIsNotSoIsNotTaken(t *testing.T) {
	w := setup(t)
	for code, change := range map[string]func(*samples.Taken){
		"sample.meal": func(v *samples.Taken) { v.Meal = "tea" }, "sample.future": func(v *samples.Taken) { v.At = w.at.Add(time.Hour) },
		"sample.old": func(v *samples.Taken) { v.At = w.at.AddDate(0, 0, -2) }, "sample.dishes": func(v *samples.Taken) { v.Dishes = nil },
		"sample.dish": func(v *samples.Taken) { v.Dishes[0].Name = " " }, "sample.celsius": func(v *samples.Taken) { v.Celsius = 99 },
	} {
		v := lunch(125, 4)
		change(&v)
		_, err := w.Take(t.Context(), cook, "house-a", v)
		is(t, code, err, care.ErrInvalid, code)
	}
	taken, err := w.Take(t.Context(), cook, "house-a", lunch(125, 4))
	must(t, err)
	_, err = w.Take(t.Context(), stranger, "house-a", lunch(125, 4))
	is(t, "another house's cook", err, care.ErrNotFound, "")
	_, err = w.Discard(t.Context(), stranger, taken[0].ID, "x")
	is(t, "another house's cook discards", err, care.ErrNotFound, "")
	_, err = w.Log(t.Context(), stranger.Scope(), "house-a", "2026-11-23", "2026-11-23")
	is(t, "another house's cook reads", err, care.ErrNotFound, "")
}
