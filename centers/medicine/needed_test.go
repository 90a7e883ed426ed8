package medicine_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/centers/medicine"
)

// needed enters a line of e1 that is given as needed: at least four hours apart, three
// times a day at most.
func (w *world) needed(t *testing.T, change func(*care.Medicine)) care.Medicine {
	t.Helper()
	return w.line(t, func(m *care.Medicine) {
		m.Name, m.Dose, m.Times, m.AsNeeded, m.GapMinutes, m.DayMost = "样例止痛片", "必要时一次一片，间隔至少四小时，一日不超过三次", nil, true, 240, 3
		if change != nil {
			change(m)
		}
	})
}

func (w *world) giveAt(t *testing.T, m care.Medicine, at time.Time, by care.Staff) (care.Dose, error) {
	t.Helper()
	return w.Give(t.Context(), by, medicine.Given{Medicine: m.ID, Due: at, Reason: "腰疼，说七分"})
}

// TestAsNeeded: given when the resident needs it, with the reason, never within the gap
// of the paper, and never owed.
func TestAsNeeded(t *testing.T) {
	w := setup(t)
	m, ctx := w.needed(t, nil), t.Context()
	if m.NextAt != nil {
		t.Errorf("due at %v", m.NextAt)
	}
	w.at = w.clock(23, "09:30")
	_, err := w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.at})
	is(t, "without a reason", err, care.ErrInvalid, "dose.needed_reason")
	_, err = w.Miss(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.at, Reason: "忘了"})
	is(t, "missed", err, care.ErrConflict, "dose.as_needed")
	_, err = w.giveAt(t, m, w.at.Add(2*time.Minute), nurse)
	is(t, "in the future", err, care.ErrInvalid, "dose.at")
	_, err = w.giveAt(t, m, w.at.Add(-25*time.Hour), nurse)
	is(t, "two days ago", err, care.ErrConflict, "dose.over")

	first := w.at
	d, err := w.giveAt(t, m, first, nurse)
	must(t, err)
	if d.State != care.DoseGiven || d.Reason != "腰疼，说七分" || d.Late || w.stock(t, m) != 9 {
		t.Errorf("given: %+v, stock %v", d, w.stock(t, m))
	}
	if again, err := w.giveAt(t, m, first, nurse); err != nil || again.Version != d.Version || w.stock(t, m) != 9 {
		t.Errorf("told twice: %+v, %v", again, err)
	}
	w.at = w.clock(23, "13:29")
	_, err = w.giveAt(t, m, w.at, nurse2)
	is(t, "a minute too soon, by another", err, care.ErrConflict, "dose.too_soon")
	_, err = w.giveAt(t, m, w.clock(23, "07:00"), nurse2)
	is(t, "entered later, before the first", err, care.ErrConflict, "dose.too_close")
	w.at = w.clock(23, "13:30")
	_, err = w.giveAt(t, m, w.at, nurse2)
	must(t, err)
	w.at = w.clock(23, "17:30")
	_, err = w.giveAt(t, m, w.at, nurse)
	must(t, err)
	w.at = w.clock(23, "21:30")
	_, err = w.giveAt(t, m, w.at, nurse)
	is(t, "a fourth time in a day", err, care.ErrConflict, "dose.too_soon")

	must(t, w.Pass(ctx)) // nothing of it is owed or missed
	items, err := w.Round(ctx, manager.Scope(), "house-a", "2026-11-23")
	must(t, err)
	if len(items) != 3 || items[0].Dose.By != "nurse" || items[1].Dose.By != "nurse2" {
		t.Errorf("the day shows %d: %+v", len(items), items)
	}
	if day, err := w.Day(ctx, manager.Scope(), "house-a"); err != nil || day.Due != 0 || day.Given != 0 || len(day.Missed) != 0 {
		t.Errorf("of what is owed: %+v, %v", day, err)
	}
	needs, err := w.Needed(ctx, nurse.Scope(), "house-a")
	must(t, err)
	if len(needs) != 1 || needs[0].Today != 3 || needs[0].Last == nil || !needs[0].Last.Equal(w.clock(23, "17:30")) || needs[0].From == nil || !needs[0].From.Equal(w.clock(24, "09:30")) {
		t.Errorf("as needed: %+v", needs)
	}
	w.at = w.clock(24, "09:30")
	if _, err := w.giveAt(t, m, w.at, nurse); err != nil {
		t.Errorf("a day after the first: %v", err)
	}
}

// TestAsNeededTakenBack: it is as if it had not been, and may be given at once.
func TestAsNeededTakenBack(t *testing.T) {
	w := setup(t)
	m, ctx := w.needed(t, nil), t.Context()
	first := w.at
	_, err := w.giveAt(t, m, first, nurse)
	must(t, err)
	w.at = w.at.Add(time.Minute)
	_, err = w.Undo(ctx, nurse, medicine.Given{Medicine: m.ID, Due: first})
	must(t, err)
	w.at = w.at.Add(time.Hour)
	must(t, w.Pass(ctx))
	items, err := w.Round(ctx, manager.Scope(), "house-a", "2026-11-23")
	must(t, err)
	if len(items) != 0 || w.stock(t, m) != 10 {
		t.Errorf("taken back, and yet %+v, stock %v", items, w.stock(t, m))
	}
	if _, err := w.giveAt(t, m, w.at, nurse); err != nil {
		t.Error(err)
	}
}

// TestAsNeededIsLooked at by a second person where the line says so; what waits for the
// second counts for the gap.
func TestAsNeededIsLookedAt(t *testing.T) {
	w := setup(t)
	m, ctx := w.needed(t, func(m *care.Medicine) { m.DoubleCheck = true }), t.Context()
	at := w.at
	d, err := w.giveAt(t, m, at, nurse)
	must(t, err)
	if d.State != care.DoseChecking {
		t.Fatalf("is %s", d.State)
	}
	w.at = w.at.Add(time.Minute)
	_, err = w.giveAt(t, m, w.at, nurse2)
	is(t, "while the first waits", err, care.ErrConflict, "dose.too_soon")
	d, err = w.Check(ctx, nurse2, medicine.Given{Medicine: m.ID, Due: at})
	if err != nil || d.State != care.DoseGiven || w.stock(t, m) != 9 {
		t.Errorf("checked: %+v, %v", d, err)
	}
}

// TestAsNeededByTheRules: nothing to somebody away, after the end, or outside of the days;
// a line says its gap and no times.
func TestAsNeededByTheRules(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	m := w.needed(t, func(m *care.Medicine) { m.From, m.Until = "2026-11-22", "2026-11-23" })
	w.goes(t, "e1", care.InHospital, nil)
	w.at = w.at.Add(time.Minute)
	_, err := w.giveAt(t, m, w.at, nurse)
	is(t, "in hospital", err, care.ErrConflict, "dose.hospital")
	if _, err := w.giveAt(t, m, w.at.Add(-90*time.Second), nurse); err != nil {
		t.Errorf("given before the hospital, entered since: %v", err)
	}
	w.goes(t, "e1", care.InCenter, nil)
	w.at = w.clock(24, "08:00")
	_, err = w.giveAt(t, m, w.at, nurse)
	is(t, "after its days", err, care.ErrConflict, "dose.not_listed")
	if needs, err := w.Needed(ctx, nurse.Scope(), "house-a"); err != nil || len(needs) != 0 {
		t.Errorf("listed: %+v, %v", needs, err)
	}
	m = w.needed(t, nil)
	_, err = w.Stop(ctx, nurse, m.ID, "医嘱停用")
	must(t, err)
	_, err = w.giveAt(t, m, w.at, nurse)
	is(t, "after its end", err, care.ErrConflict, "medicine.ended")
	for name, c := range map[string]struct {
		change func(*care.Medicine)
		code   string
	}{
		"no gap":      {func(m *care.Medicine) { m.GapMinutes = 0 }, "medicine.gap"},
		"with times":  {func(m *care.Medicine) { m.Times = []string{"08:00"} }, "medicine.times_needed"},
		"a turning":   {func(m *care.Medicine) { m.Kind = care.Turning }, "medicine.as_needed"},
		"a hundredth": {func(m *care.Medicine) { m.DayMost = 100 }, "medicine.day_most"},
	} {
		m := care.Medicine{Kind: care.MedicineGiven, ElderID: "e1", Name: "样例", Dose: "必要时", From: "2026-11-01", ListDate: "2026-11-01", Prescriber: "样例", AsNeeded: true, GapMinutes: 60}
		c.change(&m)
		_, err := w.Enter(ctx, nurse, "house-a", []care.Medicine{m})
		is(t, name, err, care.ErrInvalid, c.code)
	}
}

// TestAsNeededRunsOut: two tablets are not for three times.
func TestAsNeededRunsOut(t *testing.T) {
	w := setup(t)
	for stock, want := range map[float64]bool{3: false, 2: true} {
		m := w.needed(t, func(m *care.Medicine) { m.Stock = stock })
		if w.Low(&m) != want {
			t.Errorf("%v is low: %v", stock, !want)
		}
	}
}

// TestTwoNursesAtOnce: one of them gives it.
func TestTwoNursesAtOnce(t *testing.T) {
	w := setup(t)
	m := w.needed(t, nil)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, by := range []care.Staff{nurse, nurse2} {
		wg.Go(func() {
			_, errs[i] = w.Give(context.Background(), by, medicine.Given{Medicine: m.ID, Due: w.at.Add(-time.Duration(i) * time.Second), Reason: "腰疼"})
		})
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || w.stock(t, m) != 9 {
		t.Errorf("got %v, stock %v", errs, w.stock(t, m))
	}
}
