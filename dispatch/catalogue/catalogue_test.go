package catalogue_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/catalogue"
	"yian/store/records"
)

var (
	today = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	admin = care.Staff{ID: "admin", Role: care.Admin}
)

func setup(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	s, err := records.Open(context.Background(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return catalogue.New(s, func() time.Time { return today })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestASiteBeginsWithARowForEveryService that holds what a site may enter itself.
func TestASiteBeginsWithARowForEveryService(t *testing.T) {
	c := setup(t)
	all, err := c.Offerings(t.Context())
	must(t, err)
	offered, ids := map[care.Service]bool{}, map[care.OfferingID]bool{}
	for _, o := range all {
		if offered[o.Service] = true; ids[o.ID] {
			t.Errorf("%s stands there twice", o.ID)
		}
		if ids[o.ID] = true; len(o.Prices) > 0 || o.Version != 0 {
			t.Errorf("%s has prices or a version before anybody entered any: %+v", o.ID, o)
		}
		if _, err := c.Save(t.Context(), admin, o); err != nil {
			t.Errorf("%s cannot be saved as it stands: %v", o.ID, err)
		}
	}
	for _, s := range care.Services {
		if !offered[s] {
			t.Errorf("nothing is offered of %s", s)
		}
	}
}

func TestWhatASiteEntersStandsInFront(t *testing.T) {
	c := setup(t)
	bath, err := c.Offering(t.Context(), "bath-at-home")
	must(t, err)
	before, err := c.Offerings(t.Context())
	must(t, err)
	bath.Prices = []care.Price{{From: "2026-12-01", Fen: 9000, SubsidyFen: 6000}, {From: "2026-01-01", Fen: 8000, SubsidyFen: 6000}}
	saved, err := c.Save(t.Context(), admin, bath)
	must(t, err)
	if p, ok := saved.PriceOn(today); !ok || p.OwnFen() != 2000 {
		t.Errorf("price of today: %+v, %v", p, ok)
	}
	if p, _ := saved.PriceOn(today.AddDate(0, 0, 10)); p.OwnFen() != 3000 {
		t.Errorf("price of December: %+v", p)
	}
	after, err := c.Offerings(t.Context())
	must(t, err)
	if len(after) != len(before) {
		t.Errorf("%d rows, want %d", len(after), len(before))
	}
	// Two people at once: the second is told.
	if _, err := c.Save(t.Context(), admin, bath); !errors.Is(err, care.ErrConflict) {
		t.Errorf("an old version: %v", err)
	}
	// What was told stays told; what is to come may change.
	saved.Prices = []care.Price{{From: "2026-01-01", Fen: 1, SubsidyFen: 0}}
	if _, err := c.Save(t.Context(), admin, saved); !errors.Is(err, care.ErrConflict) {
		t.Errorf("a price that has begun: %v", err)
	}
	saved.Prices = []care.Price{{From: "2026-01-01", Fen: 8000, SubsidyFen: 6000}, {From: "2026-11-23", Fen: 7000, SubsidyFen: 7000}}
	if _, err := c.Save(t.Context(), admin, saved); err != nil {
		t.Errorf("a price from today on: %v", err)
	}
	bath, err = c.Offering(t.Context(), "bath-at-home")
	must(t, err)
	bath.Service = care.Meal
	if _, err := c.Save(t.Context(), admin, bath); !errors.Is(err, care.ErrConflict) {
		t.Errorf("a bath that becomes a meal: %v", err)
	}
	if _, err := c.Offering(t.Context(), "none"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("what is not there: %v", err)
	}
}

func TestWhatCannotBeOffered(t *testing.T) {
	c := setup(t)
	high, low := 10.0, 20.0
	for name, spoil := range map[string]func(*care.Offering){
		"id":              func(o *care.Offering) { o.ID = "A b" },
		"service":         func(o *care.Offering) { o.Service = "dance" },
		"name":            func(o *care.Offering) { o.Name = "  " },
		"minutes":         func(o *care.Offering) { o.Minutes = 0 },
		"advance":         func(o *care.Offering) { o.AdvanceFen = -1 },
		"no day":          func(o *care.Offering) { o.Prices = []care.Price{{From: "soon", Fen: 1}} },
		"a day twice":     func(o *care.Offering) { o.Prices = []care.Price{{From: "2026-12-01"}, {From: "2026-12-01"}} },
		"more than all":   func(o *care.Offering) { o.Prices = []care.Price{{From: "2026-12-01", Fen: 1, SubsidyFen: 2}} },
		"bounds reversed": func(o *care.Offering) { o.PreChecks = []care.PreCheck{{Code: "x", Name: "x", Min: &low, Max: &high}} },
		"a check twice":   func(o *care.Offering) { o.PreChecks = []care.PreCheck{{Code: "x", Name: "x"}, {Code: "x", Name: "x"}} },
	} {
		o := care.Offering{ID: "walk", Service: care.Companionship, Name: "散步", Minutes: 30}
		if _, err := c.Save(t.Context(), admin, care.Offering{ID: "walk-" + care.OfferingID(name[:1]), Service: o.Service, Name: o.Name, Minutes: 30}); err != nil && name != "id" && !errors.Is(err, care.ErrConflict) {
			t.Errorf("unspoilt: %v", err)
		}
		spoil(&o)
		if _, err := c.Save(t.Context(), admin, o); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestWhereAServiceIsGiven is a row's own; a row that was entered before anybody said
// keeps what it began with.
func TestWhereAServiceIsGiven(t *testing.T) {
	c := setup(t)
	given := func(id care.OfferingID) care.Given {
		t.Helper()
		o, err := c.Offering(t.Context(), id)
		must(t, err)
		return o.Given
	}
	for id, want := range map[care.OfferingID]care.Given{"meal-canteen": care.GivenAtSite, "bath-at-station": care.GivenAtSite, "visit-by-phone": care.GivenByPhone, "cleaning": care.GivenAtHome} {
		if got := given(id); got != want {
			t.Errorf("%s begins %s, want %s", id, got, want)
		}
		o, err := c.Offering(t.Context(), id)
		must(t, err)
		o.Given = ""
		_, err = c.Save(t.Context(), admin, o)
		must(t, err)
		if got := given(id); got != want {
			t.Errorf("%s saved without: %s, want %s", id, got, want)
		}
	}
	o, err := c.Offering(t.Context(), "cleaning")
	must(t, err)
	o.Given = care.GivenAtSite
	_, err = c.Save(t.Context(), admin, o)
	must(t, err)
	if got := given("cleaning"); got != care.GivenAtSite {
		t.Errorf("changed: %s", got)
	}
	o.Given, o.Version = "moon", 2
	if _, err := c.Save(t.Context(), admin, o); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("nowhere: %v", err)
	}
}

// TestChecksBeforeAreEdited: name, unit and bounds, and what cannot be measured is
// refused.
func TestChecksBeforeAreEdited(t *testing.T) {
	c := setup(t)
	bath, err := c.Offering(t.Context(), "bath-at-home")
	must(t, err)
	high := 150.0
	bath.PreChecks[0].Max = &high
	bath.PreChecks = append(bath.PreChecks, care.PreCheck{Code: "check_1", Name: " 血氧 ", Unit: "%", Min: new(92.0)})
	saved, err := c.Save(t.Context(), admin, bath)
	must(t, err)
	if n := len(saved.PreChecks); *saved.PreChecks[0].Max != 150 || saved.PreChecks[n-1].Name != "血氧" || saved.PreChecks[n-1].Max != nil {
		t.Errorf("saved: %+v", saved.PreChecks)
	}
	for name, p := range map[string]care.PreCheck{"a name too long": {Code: "x", Name: "一二三四五六七八九十一二三四五六七八九十一"}, "a code that cannot be kept": {Code: "血氧", Name: "血氧"}, "no name": {Code: "x", Name: " "}} {
		o := saved
		o.PreChecks = []care.PreCheck{p}
		if _, err := c.Save(t.Context(), admin, o); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
