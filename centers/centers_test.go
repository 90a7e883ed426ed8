package centers_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yian/care"
	"yian/centers"
	"yian/registry"
	"yian/store/records"
)

// world is the room over a fresh record, with a clock that tests turn and sensors
// that say what tests want.
type world struct {
	*centers.Centers
	registry *registry.Registry
	store    *records.Store
	mu       sync.Mutex // guards all below
	at       time.Time
	said     map[care.DeviceID]care.Reading
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// Latest gives the room what a sensor last said.
func (w *world) Latest(id care.DeviceID, _ care.Metric) (care.Reading, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.said[id]
	return r, ok
}

func (w *world) says(id care.DeviceID, inBed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := care.Reading{Device: id, Metric: care.BedOccupied, At: w.at, ReceivedAt: w.at}
	if inBed {
		r.Value = 1
	}
	w.said[id] = r
}

var (
	admin    = care.Staff{ID: "admin", Role: care.Admin}
	managerA = care.Staff{ID: "ma", Role: care.Manager, CenterID: "house-a"}
	managerB = care.Staff{ID: "mb", Role: care.Manager, CenterID: "house-b"}
)

// setup makes two homes, each with beds 1 to 4 (the third blocked, the fourth
// planned), and three elders of house-a: e1, e2, e3.
func setup(t *testing.T) *world {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := &world{store: store, at: time.Date(2026, 11, 23, 9, 0, 0, 0, care.Shanghai), said: map[care.DeviceID]care.Reading{}}
	w.registry = registry.New(registry.Config{}, registry.Deps{Record: store, Log: log, Now: w.now})
	store.Listen(w.registry.Heard)
	w.Centers = centers.New(centers.Config{}, centers.Deps{Record: store, Sensors: w, Log: log, Now: w.now})
	ctx := t.Context()
	_, err = w.registry.CreateRegions(ctx, admin, []care.Region{{ID: "990101", Name: "样例县"}, {ID: "990101001", Name: "柳林镇"}, {ID: "990101002", Name: "石桥镇"}})
	must(t, err)
	for _, id := range []care.CenterID{"house-a", "house-b"} {
		_, err := w.registry.CreateCenter(ctx, admin, care.Center{ID: id, Kind: care.CareHome, Name: "样例院", RegionID: "990101001"})
		must(t, err)
		_, err = w.registry.CreateDevice(ctx, admin, care.Device{ID: care.DeviceID(id) + "-mat", Kind: "bed_sensor", CenterID: id})
		must(t, err)
		beds := make([]care.Bed, 4)
		for i := range beds {
			beds[i] = care.Bed{ID: care.BedID(fmt.Sprintf("%s-%d", id, i+1)), Floor: "1楼", Room: "101", Name: fmt.Sprint(i + 1)}
		}
		beds[0].DeviceID, beds[2].State, beds[3].State = care.DeviceID(id)+"-mat", care.BedBlocked, care.BedPlanned
		_, err = w.CreateBeds(ctx, admin, id, beds)
		must(t, err)
	}
	_, err = w.registry.CreateHousehold(ctx, admin, care.Household{ID: "home", Address: "样例路", RegionID: "990101002"})
	must(t, err)
	for _, id := range []care.ElderID{"e1", "e2", "e3"} {
		_, err := w.registry.CreateElder(ctx, admin, care.Elder{ID: id, Name: "样例" + string(id), HouseholdID: "home", CenterID: "house-a", CreatedAt: w.at.AddDate(-1, 0, 0)})
		must(t, err)
	}
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
	switch {
	case !errors.Is(err, kind):
		t.Errorf("%s: got %v, want %v", what, err, kind)
	case code != "" && (!errors.As(err, &f) || f.Code != code):
		t.Errorf("%s: got %v, want code %s", what, err, code)
	}
}

func (w *world) admit(t *testing.T, elder care.ElderID, bed care.BedID) care.Stay {
	t.Helper()
	s, err := w.Admit(t.Context(), managerA, "house-a", centers.Admission{ElderID: elder, BedID: bed})
	must(t, err)
	w.pass(time.Minute)
	return s
}

func (w *world) where(t *testing.T, elder care.ElderID) care.WhereaboutsState {
	t.Helper()
	s, err := w.Whereabouts(t.Context(), elder)
	must(t, err)
	return s
}

func (w *world) occupancy(t *testing.T, day string) care.Occupancy {
	t.Helper()
	o, err := w.Occupancy(t.Context(), managerA.Scope(), "house-a", day)
	must(t, err)
	return o
}

func TestOnlyCommissionedBedsStandInTheDenominator(t *testing.T) {
	w := setup(t)
	w.admit(t, "e1", "house-a-1")
	o := w.occupancy(t, "")
	if o.Occupied != 1 || o.Commissioned != 2 || o.Blocked != 1 || o.Planned != 1 || o.InHouse != 1 || o.Admitted != 1 || len(o.Beds) != 4 {
		t.Errorf("got %+v", o)
	}
	if b := o.Beds[0]; b.ElderID != "e1" || b.ElderName != "样例e1" || b.Whereabouts != care.InCenter {
		t.Errorf("first bed: got %+v", b)
	}
	for bed, code := range map[care.BedID]string{"house-a-1": "bed.occupied", "house-a-3": "bed.not_commissioned", "house-a-4": "bed.not_commissioned"} {
		_, err := w.Admit(t.Context(), managerA, "house-a", centers.Admission{ElderID: "e2", BedID: bed})
		is(t, string(bed), err, care.ErrConflict, code)
	}
	_, err := w.Admit(t.Context(), managerA, "house-a", centers.Admission{ElderID: "e1", BedID: "house-a-2"})
	is(t, "one elder in two beds", err, care.ErrConflict, "elder.admitted")
	_, err = w.UpdateBed(t.Context(), managerA, "house-a-1", func(b *care.Bed) error { b.State = care.BedBlocked; return nil })
	is(t, "blocking a bed with somebody in it", err, care.ErrConflict, "bed.occupied")
	_, err = w.UpdateBed(t.Context(), managerA, "house-a-4", func(b *care.Bed) error { b.State = care.BedCommissioned; return nil })
	must(t, err)
	if o := w.occupancy(t, ""); o.Commissioned != 3 || o.Planned != 0 {
		t.Errorf("after commissioning: got %d and %d planned", o.Commissioned, o.Planned)
	}
}

func TestManyAtOnceGetOneBed(t *testing.T) {
	w := setup(t)
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			a := centers.Admission{ElderID: care.ElderID(fmt.Sprintf("e%d", i%3+1)), BedID: care.BedID(fmt.Sprintf("house-a-%d", i%2+1))}
			switch _, err := w.Admit(t.Context(), managerA, "house-a", a); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, care.ErrConflict):
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	o := w.occupancy(t, "")
	if won.Load() != 2 || o.Occupied != 2 || o.Beds[0].ElderID == o.Beds[1].ElderID {
		t.Errorf("%d won; beds %+v", won.Load(), o.Beds[:2])
	}
}

func TestBulkAdmissionIsAllOrNothing(t *testing.T) {
	w := setup(t)
	_, err := w.AdmitAll(t.Context(), managerA, "house-a", []centers.Admission{{ElderID: "e1", BedID: "house-a-1"}, {ElderID: "e2", BedID: "house-a-1"}})
	is(t, "two in one bed", err, care.ErrConflict, "bed.occupied")
	if o := w.occupancy(t, ""); o.Occupied != 0 {
		t.Errorf("got %d in beds", o.Occupied)
	}
}

func TestLeaveAndReturnKeepTheBed(t *testing.T) {
	w := setup(t)
	s := w.admit(t, "e1", "house-a-1")
	back := w.now().Add(5 * time.Hour)
	_, err := w.Leave(t.Context(), managerA, s.ID, centers.Away{Until: &back, Place: "女儿家", Phone: "19900000001"})
	must(t, err)
	o := w.occupancy(t, "")
	if o.Occupied != 1 || o.InHouse != 0 || o.OnLeave != 1 || o.DueBack != 1 || w.where(t, "e1") != care.OnLeave {
		t.Errorf("on leave: got %+v", o)
	}
	w.pass(time.Hour)
	_, err = w.Leave(t.Context(), managerA, s.ID, centers.Away{Hospital: true, Place: "样例医院"})
	must(t, err)
	if o := w.occupancy(t, ""); o.InHospital != 1 || o.OnLeave != 0 || o.DueBack != 0 {
		t.Errorf("in hospital: got %+v", o)
	}
	w.pass(time.Hour)
	_, err = w.Return(t.Context(), managerA, s.ID)
	must(t, err)
	if o := w.occupancy(t, ""); o.InHouse != 1 || w.where(t, "e1") != care.InCenter {
		t.Errorf("back: got %+v", o)
	}
	_, err = w.Return(t.Context(), managerA, s.ID)
	is(t, "back twice", err, care.ErrConflict, "stay.present")
	_, err = w.Leave(t.Context(), managerA, s.ID, centers.Away{Until: &s.AdmittedAt})
	is(t, "back before leaving", err, care.ErrInvalid, "leave.until")
}

func TestDischargeFreesTheBedAndSendsHome(t *testing.T) {
	w := setup(t)
	s := w.admit(t, "e1", "house-a-1")
	_, err := w.Discharge(t.Context(), managerA, s.ID, "回家")
	must(t, err)
	e, err := w.registry.Elder(t.Context(), care.Everything, "e1")
	if err != nil || e.CenterID != "" || w.where(t, "e1") != care.AtHome {
		t.Errorf("the elder: got %+v, %v, %s", e, err, w.where(t, "e1"))
	}
	w.admit(t, "e2", "house-a-1")
	_, err = w.Discharge(t.Context(), managerA, s.ID, "")
	is(t, "a second discharge", err, care.ErrConflict, "stay.over")
}

func TestDeathFreesTheBedOnlyByDischarge(t *testing.T) {
	w := setup(t)
	s := w.admit(t, "e1", "house-a-1")
	_, err := w.SetWhereabouts(t.Context(), managerA.Scope(), "ma", care.Whereabouts{ElderID: "e1", State: care.Deceased})
	must(t, err)
	o := w.occupancy(t, "")
	if o.Occupied != 1 || o.InHouse != 0 || o.OnLeave != 0 {
		t.Errorf("got %+v", o)
	}
	today, err := w.Today(t.Context(), managerA.Scope(), "house-a")
	if _, err := w.Return(t.Context(), managerA, s.ID); !errors.Is(err, care.ErrConflict) {
		t.Errorf("back in the site after death: %v, want a conflict", err)
	}
	if err != nil || len(today.Deceased) != 1 || len(today.Absent) != 0 {
		t.Errorf("got %+v, %v", today, err)
	}
	w.pass(time.Minute)
	_, err = w.Discharge(t.Context(), managerA, s.ID, "已故")
	must(t, err)
	if got := w.where(t, "e1"); got != care.Deceased {
		t.Errorf("after the discharge: got %s", got)
	}
	_, err = w.Admit(t.Context(), admin, "house-a", centers.Admission{ElderID: "e1", BedID: "house-a-1"})
	is(t, "admitting the dead", err, care.ErrConflict, "elder.deceased")
}

func TestEachStepCanBeTakenBack(t *testing.T) {
	for name, c := range map[string]struct {
		step  func(*world, *testing.T, care.Stay) error
		where care.WhereaboutsState // after taking it back
	}{
		"leave": {func(w *world, t *testing.T, s care.Stay) error {
			_, err := w.Leave(t.Context(), managerA, s.ID, centers.Away{})
			return err
		}, care.InCenter},
		"move": {func(w *world, t *testing.T, s care.Stay) error {
			_, err := w.Move(t.Context(), managerA, s.ID, "house-a-2")
			return err
		}, care.InCenter},
		"discharge": {func(w *world, t *testing.T, s care.Stay) error {
			_, err := w.Discharge(t.Context(), managerA, s.ID, "")
			return err
		}, care.InCenter},
		"admission": {func(*world, *testing.T, care.Stay) error { return nil }, care.AtHome},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			s := w.admit(t, "e1", "house-a-1")
			must(t, c.step(w, t, s))
			w.pass(9 * time.Minute)
			if name == "admission" {
				w.pass(-2 * time.Minute)
			}
			_, err := w.Undo(t.Context(), managerA, s.ID)
			must(t, err)
			if got := w.where(t, "e1"); got != c.where {
				t.Errorf("whereabouts: got %s, want %s", got, c.where)
			}
			o := w.occupancy(t, "")
			e, err := w.registry.Elder(t.Context(), care.Everything, "e1")
			must(t, err)
			if name == "admission" {
				if o.Occupied != 0 || e.CenterID != "house-a" {
					t.Errorf("got %+v and %+v", o, e)
				}
				w.admit(t, "e1", "house-a-2")
				return
			}
			if o.Beds[0].ElderID != "e1" || o.Beds[1].ElderID != "" || o.InHouse != 1 || e.CenterID != "house-a" {
				t.Errorf("got %+v and %+v", o, e)
			}
			_, err = w.Undo(t.Context(), managerA, s.ID)
			is(t, "taking back twice", err, care.ErrConflict, "stay.nothing_to_undo")
		})
	}
}

func TestWhatCannotBeTakenBack(t *testing.T) {
	w := setup(t)
	s := w.admit(t, "e1", "house-a-1")
	w.pass(10 * time.Minute)
	_, err := w.Undo(t.Context(), managerA, s.ID)
	is(t, "after ten minutes", err, care.ErrConflict, "stay.undo_over")

	_, err = w.Move(t.Context(), managerA, s.ID, "house-a-2")
	must(t, err)
	w.admit(t, "e2", "house-a-1")
	_, err = w.Undo(t.Context(), managerA, s.ID)
	is(t, "when the bed was given away", err, care.ErrConflict, "bed.occupied")

	_, err = w.Leave(t.Context(), managerA, s.ID, centers.Away{})
	must(t, err)
	w.pass(time.Minute)
	_, err = w.SetWhereabouts(t.Context(), managerA.Scope(), "ma", care.Whereabouts{ElderID: "e1", State: care.InHospital})
	must(t, err)
	_, err = w.Undo(t.Context(), managerA, s.ID)
	is(t, "when something was entered since", err, care.ErrConflict, "stay.changed_since")
}

func TestAPastDayStaysAsItWas(t *testing.T) {
	w := setup(t)
	s := w.admit(t, "e1", "house-a-1")
	w.pass(24 * time.Hour) // the 24th
	_, err := w.Move(t.Context(), managerA, s.ID, "house-a-2")
	must(t, err)
	w.admit(t, "e2", "house-a-1")
	_, err = w.UpdateBed(t.Context(), managerA, "house-a-4", func(b *care.Bed) error { b.State = care.BedCommissioned; return nil })
	must(t, err)
	w.pass(24 * time.Hour) // the 25th
	_, err = w.Discharge(t.Context(), managerA, s.ID, "")
	must(t, err)
	for day, want := range map[string]string{
		"2026-11-22": "0/0", // the beds were not entered yet
		"2026-11-23": "1/2 e1",
		"2026-11-24": "2/3 e2 e1",
		"2026-11-25": "1/3 e2",
	} {
		o := w.occupancy(t, day)
		got := fmt.Sprintf("%d/%d", o.Occupied, o.Commissioned)
		for _, b := range o.Beds {
			if b.ElderID != "" {
				got += " " + string(b.ElderID)
			}
		}
		if got != want || o.On != day {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
	_, err = w.Occupancy(t.Context(), managerA.Scope(), "house-a", "2026-11-26")
	is(t, "tomorrow", err, care.ErrInvalid, "day.future")
	_, err = w.Occupancy(t.Context(), managerA.Scope(), "house-a", "yesterday")
	is(t, "nonsense", err, care.ErrInvalid, "day.invalid")
}

func TestSensorsAgainstTheRegister(t *testing.T) {
	w := setup(t)
	mat := care.DeviceID("house-a-mat")
	mismatch := func() string { return w.occupancy(t, "").Beds[0].Mismatch }
	if got := mismatch(); got != "" {
		t.Errorf("just started: got %q", got)
	}
	w.says(mat, true)
	if got := mismatch(); got != "empty_bed_used" {
		t.Errorf("somebody in an empty bed: got %q", got)
	}
	s := w.admit(t, "e1", "house-a-1")
	if got := mismatch(); got != "" {
		t.Errorf("the own resident: got %q", got)
	}
	_, err := w.Leave(t.Context(), managerA, s.ID, centers.Away{})
	must(t, err)
	if got := mismatch(); got != "bed_used_while_away" {
		t.Errorf("in bed while on leave: got %q", got)
	}
	today, err := w.Today(t.Context(), managerA.Scope(), "house-a")
	if err != nil || len(today.Mismatches) != 1 || len(today.Silent) != 0 || len(today.Absent) != 1 || today.Sensors != 1 {
		t.Errorf("today: got %+v, %v", today, err)
	}
	w.says(mat, false)
	if got := mismatch(); got != "" {
		t.Errorf("an empty bed on leave: got %q", got)
	}
	w.pass(31 * time.Minute)
	if got := mismatch(); got != "sensor_silent" {
		t.Errorf("after half an hour without a word: got %q", got)
	}
	if b := w.occupancy(t, "").Beds[0]; b.InBed == nil || *b.InBed {
		t.Errorf("what it last said stays shown: got %v", b.InBed)
	}
}

func TestTheSensorNamesWhoeverIsInTheBed(t *testing.T) {
	w := setup(t)
	_, err := w.registry.CreateDevice(t.Context(), admin, care.Device{ID: "watch", Kind: "wearable", ElderID: "e1"})
	must(t, err)
	elderOf := func(id care.DeviceID) care.ElderID {
		d, err := w.registry.Device(t.Context(), care.Everything, id)
		must(t, err)
		return d.ElderID
	}
	s := w.admit(t, "e1", "house-a-1")
	if got := elderOf("house-a-mat"); got != "e1" {
		t.Errorf("after admission: got %q", got)
	}
	_, err = w.Move(t.Context(), managerA, s.ID, "house-a-2")
	must(t, err)
	if got := elderOf("house-a-mat"); got != "" {
		t.Errorf("after the move: got %q", got)
	}
	_, err = w.Undo(t.Context(), managerA, s.ID)
	must(t, err)
	if got := elderOf("house-a-mat"); got != "e1" {
		t.Errorf("after taking the move back: got %q", got)
	}
	_, err = w.Discharge(t.Context(), managerA, s.ID, "")
	must(t, err)
	if got := elderOf("house-a-mat"); got != "" {
		t.Errorf("after discharge: got %q", got)
	}
	watch, err := w.registry.Device(t.Context(), care.Everything, "watch")
	if err != nil || watch.CenterID != "" || watch.HouseholdID != "home" || watch.RegionID != "990101002" || watch.ElderID != "e1" {
		t.Errorf("the watch after discharge: got %+v, %v", watch, err)
	}
	_, err = w.CreateBed(t.Context(), managerA, care.Bed{CenterID: "house-a", Name: "9", DeviceID: "house-b-mat"})
	is(t, "a sensor of another home", err, care.ErrInvalid, "bed.sensor")
}

func TestPlacesFollowTheStay(t *testing.T) {
	w := setup(t)
	_, err := w.registry.CreateDevice(t.Context(), admin, care.Device{ID: "watch", Kind: "wearable", ElderID: "e1"})
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { _ = w.registry.Run(ctx) })
	defer run.Wait()
	defer stop()
	s := w.admit(t, "e1", "house-a-1")
	eventually(t, "the mat is under e1", func() bool {
		p, err := w.registry.Place(ctx, "house-a-mat")
		return err == nil && p.Elder == "e1"
	})
	_, err = w.Discharge(ctx, managerA, s.ID, "")
	must(t, err)
	eventually(t, "the watch is at home", func() bool {
		p, err := w.registry.Place(ctx, "watch")
		return err == nil && p.Household == "home" && p.Center == "" && p.Region == "990101002"
	})
}

// eventually asks again until ok or five seconds are over.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	over := time.After(5 * time.Second)
	for tick := time.Tick(2 * time.Millisecond); ; {
		select {
		case <-tick:
			if ok() {
				return
			}
		case <-over:
			t.Fatalf("never: %s", what)
		}
	}
}

func TestAManagerActsInTheOwnHomeOnly(t *testing.T) {
	w := setup(t)
	s := w.admit(t, "e1", "house-a-1")
	ctx := t.Context()
	for what, err := range map[string]error{
		"beds":        second(w.Beds(ctx, managerB.Scope(), "house-a")),
		"occupancy":   second(w.Occupancy(ctx, managerB.Scope(), "house-a", "")),
		"today":       second(w.Today(ctx, managerB.Scope(), "house-a")),
		"new bed":     second(w.CreateBed(ctx, managerB, care.Bed{CenterID: "house-a", Name: "9"})),
		"bed":         second(w.UpdateBed(ctx, managerB, "house-a-1", func(*care.Bed) error { return nil })),
		"stay":        second(w.Stay(ctx, managerB.Scope(), s.ID)),
		"admission":   second(w.Admit(ctx, managerB, "house-a", centers.Admission{ElderID: "e2", BedID: "house-a-2"})),
		"stranger":    second(w.Admit(ctx, managerB, "house-b", centers.Admission{ElderID: "e2", BedID: "house-b-1"})),
		"foreign bed": second(w.Admit(ctx, managerA, "house-a", centers.Admission{ElderID: "e2", BedID: "house-b-1"})),
		"leave":       second(w.Leave(ctx, managerB, s.ID, centers.Away{})),
		"return":      second(w.Return(ctx, managerB, s.ID)),
		"discharge":   second(w.Discharge(ctx, managerB, s.ID, "")),
		"move":        second(w.Move(ctx, managerB, s.ID, "house-a-2")),
		"move out":    second(w.Move(ctx, managerA, s.ID, "house-b-2")),
		"undo":        second(w.Undo(ctx, managerB, s.ID)),
		"whereabouts": second(w.SetWhereabouts(ctx, managerB.Scope(), "mb", care.Whereabouts{ElderID: "e1", State: care.Lost})),
		"where":       second(w.WhereaboutsAt(ctx, managerB.Scope(), "e1", time.Time{})),
		"history":     second(w.WhereaboutsHistory(ctx, managerB.Scope(), "e1")),
	} {
		is(t, what, err, care.ErrNotFound, "")
	}
}

func second[T any](_ T, err error) error { return err }

func TestWhereaboutsAreOneFactAtAnyInstant(t *testing.T) {
	w := setup(t)
	start := w.now()
	set := func(state care.WhereaboutsState, since time.Time) error {
		_, err := w.SetWhereabouts(t.Context(), admin.Scope(), "admin", care.Whereabouts{ElderID: "e1", State: state, Since: since})
		return err
	}
	must(t, set(care.Staying, start.Add(-3*time.Hour)))
	must(t, set(care.InHospital, start.Add(-time.Hour)))
	must(t, set(care.AtHome, time.Time{}))
	for at, want := range map[time.Duration]care.WhereaboutsState{-4 * time.Hour: care.AtHome, -2 * time.Hour: care.Staying, -30 * time.Minute: care.InHospital, 0: care.AtHome} {
		got, err := w.WhereaboutsAt(t.Context(), care.Everything, "e1", start.Add(at))
		if err != nil || got.State != want {
			t.Errorf("%v: got %s, %v, want %s", at, got.State, err, want)
		}
	}
	is(t, "before the present one", set(care.Out, start.Add(-2*time.Hour)), care.ErrInvalid, "whereabouts.order")
	is(t, "in the future", set(care.Out, start.Add(time.Hour)), care.ErrInvalid, "whereabouts.future")
	is(t, "in a home without a stay", set(care.InCenter, time.Time{}), care.ErrConflict, "whereabouts.no_stay")
	is(t, "nonsense", set("moon", time.Time{}), care.ErrInvalid, "whereabouts.state")
	w.admit(t, "e1", "house-a-1")
	is(t, "at home during a stay", set(care.AtHome, time.Time{}), care.ErrConflict, "whereabouts.has_stay")
	if _, err := w.Whereabouts(t.Context(), "nobody"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("nobody: got %v", err)
	}
	history, err := w.WhereaboutsHistory(t.Context(), care.Everything, "e1")
	if err != nil || len(history) != 4 || history[0].State != care.InCenter {
		t.Errorf("history: got %+v, %v", history, err)
	}
}

// An elder is registered at a microsecond, and what follows is kept to the millisecond:
// whoever names the very instant does not come too early.
func TestWhereaboutsInTheMillisecondOfTheRegistration(t *testing.T) {
	w := setup(t)
	_, err := w.registry.CreateElder(t.Context(), admin, care.Elder{ID: "e4", Name: "样例e4", HouseholdID: "home", CreatedAt: w.at.Add(-900 * time.Microsecond)})
	must(t, err)
	got, err := w.SetWhereabouts(t.Context(), admin.Scope(), "admin", care.Whereabouts{ElderID: "e4", State: care.Staying, Since: w.at.Add(-800 * time.Microsecond)})
	must(t, err)
	if want := w.at.UTC(); !got.Since.Equal(want) {
		t.Errorf("since: got %v, want the next millisecond %v", got.Since, want)
	}
}

// The return date ends what rules and meals obey, even if nobody enters the
// return; what was entered still stands.
func TestPastTheReturnDateNobodyKnows(t *testing.T) {
	for state, want := range map[care.WhereaboutsState]care.WhereaboutsState{care.Staying: care.Unknown, care.InHospital: care.Unknown, care.Lost: care.Lost} {
		w := setup(t)
		back := w.now().Add(48 * time.Hour)
		_, err := w.SetWhereabouts(t.Context(), admin.Scope(), "admin", care.Whereabouts{ElderID: "e1", State: state, ReturnAt: &back})
		must(t, err)
		if got, err := w.Whereabouts(t.Context(), "e1"); err != nil || got != state {
			t.Errorf("%s: got %s, %v", state, got, err)
		}
		if got, err := w.Expected(t.Context(), "e1", back); err != nil || got != want {
			t.Errorf("%s: expected at the return %s, %v, want %s", state, got, err, want)
		}
		w.pass(49 * time.Hour)
		if got, err := w.Whereabouts(t.Context(), "e1"); err != nil || got != want {
			t.Errorf("%s: got %s, %v after the return, want %s", state, got, err, want)
		}
		if got, err := w.WhereaboutsAt(t.Context(), care.Everything, "e1", time.Time{}); err != nil || got.State != state {
			t.Errorf("%s: entered is %s, %v", state, got.State, err)
		}
	}
}

func TestEachStepIsInTheJournal(t *testing.T) {
	w := setup(t)
	before, err := w.store.LastEntry(t.Context())
	must(t, err)
	s := w.admit(t, "e1", "house-a-1")
	_, err = w.Leave(t.Context(), managerA, s.ID, centers.Away{Hospital: true})
	must(t, err)
	_, err = w.Undo(t.Context(), managerA, s.ID)
	must(t, err)
	entries, err := w.store.EntriesAfter(t.Context(), before, 10)
	must(t, err)
	got := ""
	for _, e := range entries {
		got += e.What + " "
		if e.CenterID != "house-a" || e.Subject != string(s.ID) || e.Related != "elder:e1" || e.By != "ma" {
			t.Errorf("got %+v", e)
		}
	}
	if got != "stay.admitted stay.hospitalised stay.undone " {
		t.Errorf("got %s", got)
	}
	_, err = w.store.Verify(t.Context())
	must(t, err)
}
