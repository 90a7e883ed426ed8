package medicine_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/centers/medicine"
	"yian/registry"
	"yian/store/records"
)

// world is a house with two residents, e1 in bed 1 and e2 in bed 2, and a clock that
// tests turn.
type world struct {
	*medicine.Medicines
	store *records.Store
	at    time.Time
}

func (w *world) now() time.Time { return w.at }

// Residents asks the record, as centers does.
func (w *world) Residents(ctx context.Context, sc care.Scope, center care.CenterID, at time.Time) ([]care.LodgedBed, error) {
	if _, err := w.store.Center(ctx, sc, center); err != nil {
		return nil, err
	}
	if at.After(w.at) {
		at = w.at
	}
	beds, err := w.store.Lodged(ctx, sc, center, at)
	var out []care.LodgedBed
	for _, b := range beds {
		if b.Stay != nil {
			out = append(out, b)
		}
	}
	return out, err
}

var (
	admin    = care.Staff{ID: "admin", Role: care.Admin}
	manager  = care.Staff{ID: "manager", Role: care.Manager, CenterID: "house-a"}
	nurse    = care.Staff{ID: "nurse", Role: care.Worker, CenterID: "house-a"}
	nurse2   = care.Staff{ID: "nurse2", Role: care.Worker, CenterID: "house-a"}
	stranger = care.Staff{ID: "stranger", Role: care.Worker, CenterID: "house-b"}
	outdoors = care.Staff{ID: "outdoors", Role: care.Worker, RegionID: "990101"}
)

// morning is seven o'clock in Shanghai.
var morning = time.Date(2026, 11, 23, 7, 0, 0, 0, care.Shanghai)

func setup(t *testing.T) *world {
	t.Helper()
	log, ctx := slog.New(slog.DiscardHandler), t.Context()
	store, err := records.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	w := &world{store: store, at: morning}
	people := registry.New(registry.Config{}, registry.Deps{Record: store, Log: log, Now: w.now})
	_, err = people.CreateRegions(ctx, admin, []care.Region{{ID: "990101", Name: "样例县"}, {ID: "990101001", Name: "柳林镇"}})
	must(t, err)
	for _, id := range []care.CenterID{"house-a", "house-b"} {
		_, err = people.CreateCenter(ctx, admin, care.Center{ID: id, Kind: care.CareHome, Name: "样例院", RegionID: "990101001"})
		must(t, err)
	}
	before := morning.AddDate(0, 0, -9)
	must(t, store.CreateBeds(ctx, "990101001", []care.Bed{{ID: "b1", CenterID: "house-a", Room: "101", Name: "1", State: care.BedCommissioned}, {ID: "b2", CenterID: "house-a", Room: "101", Name: "2", State: care.BedCommissioned}}, before, journal()))
	for i, id := range []care.ElderID{"e1", "e2"} {
		must(t, store.CreateElders(ctx, []care.Elder{{ID: id, Name: "样例" + string(id), CenterID: "house-a", RegionID: "990101001", CreatedAt: before}}, journal()))
		must(t, store.Lodge(ctx, []care.LodgingKey{{Elder: id, Bed: care.BedID(fmt.Sprint("b", i+1))}}, func(ls []*care.Lodging) ([]care.Entry, error) {
			ls[0].At = before
			ls[0].Stay = &care.Stay{ID: care.StayID("s-" + id), ElderID: id, CenterID: "house-a", BedID: ls[0].Bed.ID, AdmittedAt: before}
			ls[0].Whereabouts = care.Whereabouts{ElderID: id, State: care.InCenter, Since: before}
			return []care.Entry{journal()}, nil
		}))
	}
	w.Medicines, err = medicine.New(medicine.Config{}, medicine.Deps{Book: store, Due: store, Shelf: store, Residents: w, People: people, Now: w.now, Log: log})
	must(t, err)
	return w
}

func journal() care.Entry {
	return care.Entry{At: morning, By: care.System, What: "note.made", Noun: "note"}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// is sees that err is of a kind with a code.
func is(t *testing.T, what string, err, kind error, code string) {
	t.Helper()
	var f *care.Fault
	if !errors.Is(err, kind) || code != "" && (!errors.As(err, &f) || f.Code != code) {
		t.Errorf("%s: got %v, want %v %s", what, err, kind, code)
	}
}

// line enters a medicine of e1 at eight and at six, of which ten are there.
func (w *world) line(t *testing.T, change func(*care.Medicine)) care.Medicine {
	t.Helper()
	m := care.Medicine{Kind: care.MedicineGiven, ElderID: "e1", Name: "样例降压片", Dose: "一次一片，早晚饭后", Times: []string{"18:00", "08:00"}, From: "2026-11-01",
		ListDate: "2026-11-01", Prescriber: "样例县医院心内科", Each: 1, Unit: "片", Stock: 10}
	if change != nil {
		change(&m)
	}
	made, err := w.Enter(t.Context(), nurse, "house-a", []care.Medicine{m})
	must(t, err)
	return made[0]
}

// goes puts somebody elsewhere from now on.
func (w *world) goes(t *testing.T, elder care.ElderID, state care.WhereaboutsState, back *time.Time) {
	t.Helper()
	must(t, w.store.Lodge(t.Context(), []care.LodgingKey{{Elder: elder}}, func(ls []*care.Lodging) ([]care.Entry, error) {
		ls[0].At = w.at
		ls[0].Whereabouts = care.Whereabouts{ElderID: elder, State: state, Since: w.at, ReturnAt: back}
		return []care.Entry{journal()}, nil
	}))
}

func (w *world) clock(day int, clock string) time.Time {
	at, _ := time.ParseInLocation("15:04", clock, care.Shanghai)
	return time.Date(2026, 11, day, at.Hour(), at.Minute(), 0, 0, care.Shanghai)
}

func (w *world) state(t *testing.T, m care.Medicine, due time.Time) care.Dose {
	t.Helper()
	items, err := w.Round(t.Context(), manager.Scope(), "house-a", due.In(care.Shanghai).Format(time.DateOnly))
	must(t, err)
	for _, i := range items {
		if i.Medicine.ID == m.ID && i.Dose.DueAt.Equal(due) {
			return i.Dose
		}
	}
	t.Fatalf("nothing is due at %v", due)
	return care.Dose{}
}

func (w *world) stock(t *testing.T, m care.Medicine) float64 {
	t.Helper()
	now, _, err := w.Moves(t.Context(), manager.Scope(), m.ID)
	must(t, err)
	return now.Stock
}

func TestNobodyGivesTwiceWhatAnotherGave(t *testing.T) {
	w := setup(t)
	m, ctx := w.line(t, nil), t.Context()
	g := medicine.Given{Medicine: m.ID, Due: w.clock(23, "08:00")}
	_, err := w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.clock(23, "18:00")})
	is(t, "eleven hours early", err, care.ErrConflict, "dose.early")
	_, err = w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.clock(23, "12:00")})
	is(t, "at no time of the list", err, care.ErrInvalid, "dose.due")
	d, err := w.Give(ctx, nurse, g)
	must(t, err)
	if d.State != care.DoseGiven || d.By != "nurse" || w.stock(t, m) != 9 {
		t.Errorf("got %+v, stock %v", d, w.stock(t, m))
	}
	again, err := w.Give(ctx, nurse, g)
	if err != nil || again.Version != d.Version || w.stock(t, m) != 9 {
		t.Errorf("told twice: %+v, %v, stock %v", again, err, w.stock(t, m))
	}
	_, err = w.Give(ctx, nurse2, g)
	is(t, "by another", err, care.ErrConflict, "dose.given")
	_, err = w.Refuse(ctx, nurse2, medicine.Given{Medicine: m.ID, Due: g.Due, Reason: "不想吃"})
	is(t, "refused after it was given", err, care.ErrConflict, "dose.given")

	w.at = w.at.Add(9 * time.Minute)
	_, err = w.Undo(ctx, nurse2, g)
	is(t, "undone by somebody else", err, care.ErrConflict, "dose.not_yours")
	d, err = w.Undo(ctx, nurse, g)
	must(t, err)
	if d.State != care.DoseOpen || d.By != "" || w.stock(t, m) != 10 {
		t.Errorf("undone: %+v, stock %v", d, w.stock(t, m))
	}
	_, err = w.Refuse(ctx, nurse, g)
	is(t, "refused without a reason", err, care.ErrInvalid, "dose.reason")
	g.Reason = "说恶心"
	_, err = w.Refuse(ctx, nurse, g)
	must(t, err)
	w.at = w.at.Add(11 * time.Minute)
	_, err = w.Undo(ctx, nurse, g)
	is(t, "after eleven minutes", err, care.ErrConflict, "dose.undo_over")
	if _, err := w.Give(ctx, nurse2, g); err != nil { // talked round
		t.Error(err)
	}
	if w.stock(t, m) != 9 {
		t.Errorf("stock %v", w.stock(t, m))
	}
}

func TestASecondPersonLooks(t *testing.T) {
	w := setup(t)
	m, ctx := w.line(t, func(m *care.Medicine) { m.Name, m.DoubleCheck = "样例胰岛素", true }), t.Context()
	g := medicine.Given{Medicine: m.ID, Due: w.clock(23, "08:00")}
	w.at = w.clock(23, "09:50")
	d, err := w.Give(ctx, nurse, g)
	must(t, err)
	if d.State != care.DoseChecking || w.stock(t, m) != 10 {
		t.Errorf("got %+v, stock %v", d, w.stock(t, m))
	}
	_, err = w.Check(ctx, nurse, g)
	is(t, "by the same", err, care.ErrConflict, "dose.same_person")
	_, err = w.Give(ctx, nurse2, g)
	is(t, "given by another meanwhile", err, care.ErrConflict, "dose.checking")
	w.at = w.clock(23, "10:10") // the limit is over, the half hour is not
	must(t, w.Pass(ctx))
	d, err = w.Check(ctx, nurse2, g)
	must(t, err)
	if d.State != care.DoseGiven || d.By != "nurse" || d.CheckedBy != "nurse2" || w.stock(t, m) != 9 {
		t.Errorf("checked: %+v, stock %v", d, w.stock(t, m))
	}
	d, err = w.Undo(ctx, nurse2, g)
	if err != nil || d.State != care.DoseChecking || d.By != "nurse" || w.stock(t, m) != 10 {
		t.Errorf("the check undone: %+v, %v, stock %v", d, err, w.stock(t, m))
	}
	d, err = w.Undo(ctx, nurse2, g) // sends it back: it is the wrong one
	if err != nil || d.State != care.DoseOpen {
		t.Errorf("sent back: %+v, %v", d, err)
	}
	_, err = w.Give(ctx, nurse, g)
	must(t, err)
	w.at = w.at.Add(31 * time.Minute)
	must(t, w.Pass(ctx))
	if d := w.state(t, m, g.Due); d.State != care.DoseMissed || !d.Auto || d.Reason != "unchecked" || w.stock(t, m) != 10 {
		t.Errorf("nobody looked: %+v", d)
	}
}

// A telephone without a signal tells later what was given before the resident left.
func TestWhatWasGivenBeforeTheHospitalCounts(t *testing.T) {
	w := setup(t)
	m, ctx, due := w.line(t, nil), t.Context(), w.clock(23, "08:00")
	then := w.at
	w.at = then.Add(30 * time.Minute)
	w.goes(t, "e1", care.InHospital, nil)
	w.at = w.at.Add(30 * time.Minute)
	_, err := w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: due, At: then.Add(31 * time.Minute)})
	is(t, "given in hospital", err, care.ErrConflict, "dose.hospital")
	d, err := w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: due, At: then})
	if err != nil || d.State != care.DoseGiven || !d.At.Equal(then) {
		t.Errorf("told later: %+v, %v", d, err)
	}
}

func TestNothingIsGivenToWhoIsAway(t *testing.T) {
	for state, code := range map[care.WhereaboutsState]string{care.InHospital: "dose.hospital", care.OnLeave: "dose.leave", care.Deceased: "dose.deceased", care.Lost: "dose.away"} {
		w := setup(t)
		m, ctx := w.line(t, nil), t.Context()
		w.goes(t, "e1", state, nil)
		g := medicine.Given{Medicine: m.ID, Due: w.clock(23, "08:00")}
		_, err := w.Give(ctx, nurse, g)
		is(t, string(state), err, care.ErrConflict, code)
		items, err := w.Round(ctx, nurse.Scope(), "house-a", "2026-11-23")
		if err != nil || len(items) != 2 || !items[0].Away() || items[0].Where != state || items[0].Late {
			t.Errorf("%s: the list says %+v, %v", state, items, err)
		}
		w.at = w.clock(23, "10:01")
		must(t, w.Pass(ctx))
		if d := w.state(t, m, g.Due); d.State != care.DoseAway || d.Reason != string(state) {
			t.Errorf("%s: %+v", state, d)
		}
		day, err := w.Day(ctx, manager.Scope(), "house-a")
		if err != nil || len(day.Missed)+len(day.Late) != 0 || day.Due != 0 {
			t.Errorf("%s: the day says %+v, %v", state, day, err)
		}
	}
	w := setup(t)
	m := w.line(t, nil)
	back := w.clock(23, "07:30")
	w.goes(t, "e1", care.OnLeave, &back)
	w.at = w.clock(23, "08:10")
	if _, err := w.Give(t.Context(), nurse, medicine.Given{Medicine: m.ID, Due: w.clock(23, "08:00")}); err != nil {
		t.Errorf("past the return nobody knows better than the nurse: %v", err)
	}
}

func TestWhatNobodySaidIsMissed(t *testing.T) {
	w := setup(t)
	m, ctx := w.line(t, nil), t.Context()
	due := w.clock(23, "08:00")
	w.at = w.clock(23, "08:31")
	day, err := w.Day(ctx, manager.Scope(), "house-a")
	if err != nil || len(day.Late) != 1 || day.Due != 1 || day.Given != 0 || day.Late[0].Elder.Name != "样例e1" {
		t.Errorf("late: %+v, %v", day, err)
	}
	w.at = w.clock(23, "10:00")
	must(t, w.Pass(ctx))
	if d := w.state(t, m, due); d.State != care.DoseOpen {
		t.Errorf("at the limit: %+v", d)
	}
	w.at = w.clock(23, "10:01")
	var two sync.WaitGroup // two processes
	for range 2 {
		two.Go(func() { _ = w.Pass(ctx) })
	}
	two.Wait()
	if d := w.state(t, m, due); d.State != care.DoseMissed || !d.Auto {
		t.Errorf("past the limit: %+v", d)
	}
	entries, err := w.store.EntriesAfter(ctx, 0, 100)
	must(t, err)
	missed := 0
	for _, e := range entries {
		if e.What == "dose.missed" {
			missed++
		}
		if strings.Contains(e.Note+e.Related+e.Subject, "样例") || strings.Contains(e.Related, "e1") {
			t.Errorf("the journal names somebody: %+v", e)
		}
	}
	if missed != 1 {
		t.Errorf("%d entries about it", missed)
	}
	d, err := w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: due, At: w.clock(23, "08:05")}) // the phone was flat
	if err != nil || d.State != care.DoseGiven || !d.Late || d.Auto || !d.At.Equal(w.clock(23, "08:05")) {
		t.Errorf("mended: %+v, %v", d, err)
	}
	w.at = w.clock(25, "09:00") // the platform stood still for two days
	must(t, w.Pass(ctx))
	for _, at := range []time.Time{w.clock(23, "18:00"), w.clock(24, "08:00"), w.clock(24, "18:00")} {
		if d := w.state(t, m, at); d.State != care.DoseMissed {
			t.Errorf("%v: %+v", at, d)
		}
	}
	if d := w.state(t, m, w.clock(25, "08:00")); d.State != care.DoseOpen {
		t.Errorf("today's: %+v", d)
	}
	_, err = w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.clock(23, "18:00")})
	is(t, "after a day", err, care.ErrConflict, "dose.over")
}

func TestTheStockSaysWhenItRunsOut(t *testing.T) {
	w := setup(t)
	m, ctx := w.line(t, func(m *care.Medicine) { m.Each = 0.5 }), t.Context()
	_, err := w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.clock(23, "08:00")})
	must(t, err)
	if got := w.stock(t, m); got != 9.5 {
		t.Errorf("half a tablet: %v left", got)
	}
	if day, err := w.Day(ctx, manager.Scope(), "house-a"); err != nil || len(day.Low) != 0 {
		t.Errorf("nine days are enough: %+v, %v", day.Low, err)
	}
	now, err := w.Move(ctx, nurse, m.ID, "counted", 4, "盘点少了")
	must(t, err)
	day, err := w.Day(ctx, manager.Scope(), "house-a")
	if err != nil || len(day.Low) != 1 || day.Low[0].Days != 4 || now.Stock != 4 {
		t.Errorf("four days: %+v, %v", day.Low, err)
	}
	_, err = w.Move(ctx, nurse, m.ID, "returned", 5, "")
	is(t, "more than there is", err, care.ErrConflict, "medicine.short")
	_, err = w.Move(ctx, nurse, m.ID, "in", 20, "家属送来")
	must(t, err)
	_, moves, err := w.Moves(ctx, manager.Scope(), m.ID)
	if err != nil || len(moves) != 4 || moves[0].Left != 24 || moves[3].Kind != "in" {
		t.Errorf("the book: %+v, %v", moves, err)
	}
	_, err = w.Move(ctx, nurse, m.ID, "counted", 0, "") // a wrong count never stops anybody
	must(t, err)
	w.at = w.clock(23, "18:00")
	if _, err := w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.clock(23, "18:00")}); err != nil || w.stock(t, m) != -0.5 {
		t.Errorf("with nothing on the book: %v, %v", err, w.stock(t, m))
	}
}

func TestALineIsStoppedNotChanged(t *testing.T) {
	w := setup(t)
	m, ctx := w.line(t, nil), t.Context()
	w.at = w.clock(23, "09:00")
	_, err := w.Stop(ctx, nurse, m.ID, " ")
	is(t, "without a reason", err, care.ErrInvalid, "medicine.reason")
	_, err = w.Stop(ctx, nurse, m.ID, "11 月 23 日新药单")
	must(t, err)
	items, err := w.Round(ctx, nurse.Scope(), "house-a", "2026-11-23")
	if err != nil || len(items) != 1 { // eight o'clock was due before
		t.Errorf("got %d, %v", len(items), err)
	}
	w.at = w.clock(24, "12:00")
	must(t, w.Pass(ctx))
	if items, err := w.Round(ctx, nurse.Scope(), "house-a", "2026-11-24"); err != nil || len(items) != 0 {
		t.Errorf("the day after: got %d, %v", len(items), err)
	}
	_, err = w.Give(ctx, nurse, medicine.Given{Medicine: m.ID, Due: w.clock(24, "08:00")})
	is(t, "after the end", err, care.ErrConflict, "medicine.ended")
}

func TestAWeeklyLineGoesRoundOnItsDay(t *testing.T) {
	w := setup(t)
	m := w.line(t, func(m *care.Medicine) { m.Weekdays, m.Times = []int{3}, []string{"08:00"} })
	if m.NextAt == nil || !m.NextAt.Equal(w.clock(25, "08:00")) {
		t.Errorf("next at %v", m.NextAt)
	}
	if days, ok := m.DaysLeft(); !ok || days != 70 {
		t.Errorf("ten weeks are %v days", days)
	}
	for day, want := range map[string]int{"2026-11-24": 0, "2026-11-25": 1, "2026-12-02": 1} {
		if items, err := w.Round(t.Context(), nurse.Scope(), "house-a", day); err != nil || len(items) != want {
			t.Errorf("%s: %d, %v", day, len(items), err)
		}
	}
}

func TestAListIsWholeOrNotTaken(t *testing.T) {
	w := setup(t)
	for code, change := range map[string]func(*care.Medicine){
		"medicine.name": func(m *care.Medicine) { m.Name = " " }, "medicine.dose": func(m *care.Medicine) { m.Dose = "" },
		"medicine.prescriber": func(m *care.Medicine) { m.Prescriber = "" }, "medicine.list_date": func(m *care.Medicine) { m.ListDate = "昨天" },
		"medicine.times": func(m *care.Medicine) { m.Times = []string{"8点"} }, "medicine.days": func(m *care.Medicine) { m.Until = "2026-10-01" },
		"medicine.not_resident": func(m *care.Medicine) { m.ElderID = "nobody" }, "medicine.kind": func(m *care.Medicine) { m.Kind = "bath" },
	} {
		good := care.Medicine{Kind: care.MedicineGiven, ElderID: "e1", Name: "甲", Dose: "一片", Times: []string{"08:00"}, From: "2026-11-01", ListDate: "2026-11-01", Prescriber: "样例医院"}
		bad := good
		change(&bad)
		_, err := w.Enter(t.Context(), nurse, "house-a", []care.Medicine{good, bad})
		is(t, code, err, care.ErrInvalid, code)
	}
	if list, err := w.List(t.Context(), nurse.Scope(), care.MedicineQuery{Center: "house-a", Ended: true}); err != nil || len(list) != 0 {
		t.Errorf("got %d lines, %v", len(list), err)
	}
	turning := w.line(t, func(m *care.Medicine) {
		*m = care.Medicine{Kind: care.Turning, ElderID: "e2", Times: []string{"08:00", "10:00"}, From: "2026-11-01"}
	})
	if turning.Name != "翻身" || turning.Each != 0 {
		t.Errorf("got %+v", turning)
	}
}

func TestAHouseIsItsOwn(t *testing.T) {
	w := setup(t)
	m, ctx := w.line(t, nil), t.Context()
	g := medicine.Given{Medicine: m.ID, Due: w.clock(23, "08:00"), Reason: "x"}
	for _, by := range []care.Staff{stranger, outdoors} {
		sc := by.Scope()
		for what, err := range map[string]error{
			"round": second(w.Round(ctx, sc, "house-a", "2026-11-23")), "day": second(w.Day(ctx, sc, "house-a")), "list": second(w.List(ctx, sc, care.MedicineQuery{Center: "house-a"})),
			"give": second(w.Give(ctx, by, g)), "refuse": second(w.Refuse(ctx, by, g)), "miss": second(w.Miss(ctx, by, g)), "check": second(w.Check(ctx, by, g)),
			"undo": second(w.Undo(ctx, by, g)), "stop": second(w.Stop(ctx, by, m.ID, "x")), "stock": second(w.Move(ctx, by, m.ID, "in", 1, "")),
			"enter": second(w.Enter(ctx, by, "house-a", []care.Medicine{m})),
		} {
			is(t, string(by.ID)+": "+what, err, care.ErrNotFound, "")
		}
	}
}

func second[T any](_ T, err error) error { return err }
