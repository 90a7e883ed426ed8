package registry_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

// world is a registry over a fresh record, with a clock that tests turn.
type world struct {
	*registry.Registry
	store *records.Store
	mu    sync.Mutex // guards at
	at    time.Time
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

var admin = care.Staff{ID: "admin", Role: care.Admin}

const (
	county   care.RegionID = "990101"
	township care.RegionID = "990101001"
	other    care.RegionID = "990101002"
	village  care.RegionID = "990101001001"
)

// setup makes a county with two townships, a village and two care homes.
func setup(t *testing.T) *world {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := &world{store: store, at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	w.Registry = registry.New(registry.Config{}, registry.Deps{Record: store, Log: log, Now: w.now})
	_, err = w.CreateRegions(t.Context(), admin, []care.Region{{ID: county, Name: "样例县"}, {ID: township, Name: "柳林镇"}, {ID: other, Name: "石桥镇"}, {ID: village, Name: "前进村"}})
	must(t, err)
	for id, region := range map[care.CenterID]care.RegionID{"house-a": township, "house-b": other} {
		_, err := w.CreateCenter(t.Context(), admin, care.Center{ID: id, Kind: care.CareHome, Name: "样例院", RegionID: region})
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

// is checks an error's kind and code.
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

func (w *world) household(t *testing.T, id care.HouseholdID, region care.RegionID) {
	t.Helper()
	_, err := w.CreateHousehold(t.Context(), admin, care.Household{ID: id, RegionID: region, Address: "样例路" + string(id), Directions: "村部东第三家"})
	must(t, err)
}

func (w *world) elder(t *testing.T, e care.Elder) care.Elder {
	t.Helper()
	e, err := w.CreateElder(t.Context(), admin, e)
	must(t, err)
	return e
}

func TestElderTakesTheHomesRegionAndIsFound(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	e := w.elder(t, care.Elder{Name: "王桂兰（样例）", HouseholdID: "home", Phone: "19900000001", IDNumber: "99010119460308002X",
		Contacts: []care.Contact{{Name: "样例", Phone: "19900000077"}}})
	if e.RegionID != village || e.BirthDate != "1946-03-08" || e.Gender != "female" || e.ID == "" || e.Version != 1 {
		t.Errorf("got %+v", e)
	}
	for text, want := range map[string]int{"桂兰": 1, "0000001": 1, "00077": 1, "前进": 1, "村部东": 1, "样例路HOME": 1, "刘": 0, "%": 0, "_": 0, "99010119460308002X": 1} {
		list, _, err := w.Elders(t.Context(), care.Everything, care.ElderQuery{Text: text}, care.Page{})
		if err != nil || len(list) != want {
			t.Errorf("search %q: got %d, %v, want %d", text, len(list), err, want)
		}
	}
	_, err := w.CreateElder(t.Context(), admin, care.Elder{Name: "又一次（样例）", RegionID: township, IDNumber: e.IDNumber})
	is(t, "the same identity number", err, care.ErrConflict, "elder.exists")
}

func TestWhatPeopleEnterIsChecked(t *testing.T) {
	w := setup(t)
	lat := 33.0
	elder := func(change func(*care.Elder)) error {
		e := care.Elder{Name: "样例", RegionID: township}
		change(&e)
		_, err := w.CreateElder(t.Context(), admin, e)
		return err
	}
	device := func(change func(*care.Device)) error {
		d := care.Device{ID: "d", Kind: "home_panel"}
		change(&d)
		_, err := w.CreateDevice(t.Context(), admin, d)
		return err
	}
	for what, err := range map[string]error{
		"id number digit":    elder(func(e *care.Elder) { e.IDNumber = "990101194603080028" }),
		"id number date":     elder(func(e *care.Elder) { e.IDNumber = "990101194613080023" }),
		"birth date":         elder(func(e *care.Elder) { e.BirthDate = "1946-13-08" }),
		"unborn":             elder(func(e *care.Elder) { e.BirthDate = "2090-01-01" }),
		"birth date differs": elder(func(e *care.Elder) { e.IDNumber, e.BirthDate = "99010119460308002X", "1950-01-01" }),
		"no name":            elder(func(e *care.Elder) { e.Name = " " }),
		"nul in a note":      elder(func(e *care.Elder) { e.ReachNotes = "a\x00b" }),
		"phone":              elder(func(e *care.Elder) { e.Phone = "call me" }),
		"reach":              elder(func(e *care.Elder) { e.Reach = "shout" }),
		"unknown household":  elder(func(e *care.Elder) { e.HouseholdID = "nowhere" }),
		"unknown region":     elder(func(e *care.Elder) { e.RegionID = "110000" }),
		"device id":          device(func(d *care.Device) { d.ID = "a/b" }),
		"device kind":        device(func(d *care.Device) { d.Kind = "" }),
		"its own gateway":    device(func(d *care.Device) { d.GatewayID = "d" }),
		"unknown gateway":    device(func(d *care.Device) { d.GatewayID = "g" }),
		"unknown elder":      device(func(d *care.Device) { d.ElderID = "e" }),
		"two places":         device(func(d *care.Device) { d.HouseholdID, d.CenterID = "h", "house-a" }),
		"region without home": func() error {
			_, err := w.CreateRegion(t.Context(), admin, care.Region{ID: "880101001", Name: "样例"})
			return err
		}(),
		"half a point": func() error {
			_, err := w.CreateHousehold(t.Context(), admin, care.Household{Address: "样例", RegionID: village, Lat: &lat})
			return err
		}(),
		"short password": func() error {
			_, err := w.CreateStaff(t.Context(), admin, registry.NewStaff{Username: "u", Name: "样例", Role: care.Worker, Password: "1234567"})
			return err
		}(),
		"unknown role": func() error {
			_, err := w.CreateStaff(t.Context(), admin, registry.NewStaff{Username: "u", Name: "样例", Role: "king", Password: "12345678"})
			return err
		}(),
	} {
		is(t, what, err, care.ErrInvalid, "")
	}
}

func TestNobodySeesAnotherHome(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	a := w.elder(t, care.Elder{Name: "甲（样例）", RegionID: township, CenterID: "house-a"})
	b := w.elder(t, care.Elder{Name: "乙（样例）", RegionID: other, CenterID: "house-b"})
	home := w.elder(t, care.Elder{Name: "丙（样例）", HouseholdID: "home"})
	for id, elder := range map[care.DeviceID]care.ElderID{"da": a.ID, "db": b.ID, "dh": home.ID} {
		_, err := w.CreateDevice(t.Context(), admin, care.Device{ID: id, Kind: "wearable", ElderID: elder})
		must(t, err)
	}
	manager := care.Staff{ID: "m", Role: care.Manager, CenterID: "house-a"}
	elders, _, err := w.Elders(t.Context(), manager.Scope(), care.ElderQuery{}, care.Page{})
	if err != nil || len(elders) != 1 || elders[0].ID != a.ID {
		t.Errorf("elders of the own home: got %v, %v", elders, err)
	}
	devices, _, err := w.Devices(t.Context(), manager.Scope(), care.DeviceQuery{}, care.Page{})
	if err != nil || len(devices) != 1 || devices[0].ID != "da" {
		t.Errorf("devices of the own home: got %v, %v", devices, err)
	}
	sites, _, err := w.Centers(t.Context(), manager.Scope(), "", care.Page{})
	if err != nil || len(sites) != 1 || sites[0].ID != "house-a" {
		t.Errorf("sites: got %v, %v", sites, err)
	}
	_, err = w.Elder(t.Context(), manager.Scope(), b.ID)
	is(t, "reading an elder of another home", err, care.ErrNotFound, "elder.not_found")
	_, err = w.UpdateElder(t.Context(), manager, b.ID, func(*care.Elder) error { t.Error("saw the elder"); return nil })
	is(t, "changing an elder of another home", err, care.ErrNotFound, "elder.not_found")
	_, err = w.UpdateElder(t.Context(), manager, a.ID, func(e *care.Elder) error { e.CenterID = "house-b"; return nil })
	is(t, "sending an elder out of sight", err, care.ErrForbidden, "elder.outside")
	_, err = w.Household(t.Context(), manager.Scope(), "home")
	is(t, "reading a home in the county", err, care.ErrNotFound, "")
	mine, err := w.CreateElder(t.Context(), manager, care.Elder{Name: "丁（样例）", CenterID: "house-b"})
	if err != nil || mine.CenterID != "house-a" || mine.RegionID != township {
		t.Errorf("an elder whom a manager enters: got %+v, %v", mine, err)
	}
	_, err = w.UpdateElder(t.Context(), manager, a.ID, func(e *care.Elder) error { e.HouseholdID = "home"; return nil })
	is(t, "guessing at a home in the county", err, care.ErrInvalid, "household.unknown")
	operator := care.Staff{ID: "o", Role: care.Operator, RegionID: other}
	elders, _, err = w.Elders(t.Context(), operator.Scope(), care.ElderQuery{}, care.Page{})
	if err != nil || len(elders) != 1 || elders[0].ID != b.ID {
		t.Errorf("elders of the own township: got %v, %v", elders, err)
	}
	for _, nobody := range []care.Scope{{}, {Staff: "w", Role: care.Worker}} {
		elders, _, err = w.Elders(t.Context(), nobody, care.ElderQuery{}, care.Page{})
		if err != nil || len(elders) != 0 {
			t.Errorf("scope %+v: got %d elders, %v", nobody, len(elders), err)
		}
	}
}

func TestEldersPageByName(t *testing.T) {
	w := setup(t)
	for range 3 {
		for _, name := range []string{"王（样例）", "李（样例）"} {
			w.elder(t, care.Elder{Name: name, RegionID: township})
		}
	}
	seen := map[care.ElderID]bool{}
	last, cursor := "", ""
	for {
		list, next, err := w.Elders(t.Context(), care.Everything, care.ElderQuery{}, care.Page{Limit: 4, Cursor: cursor})
		must(t, err)
		for _, e := range list {
			if e.Name < last || seen[e.ID] {
				t.Errorf("out of order or twice: %s", e.ID)
			}
			last, seen[e.ID] = e.Name, true
		}
		if cursor = next; next == "" {
			break
		}
	}
	if len(seen) != 6 {
		t.Errorf("got %d of 6", len(seen))
	}
}

func TestHouseholdMovesWithAllThatIsInIt(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	e := w.elder(t, care.Elder{Name: "样例", HouseholdID: "home"})
	_, err := w.CreateDevice(t.Context(), admin, care.Device{ID: "panel", Kind: "home_panel", HouseholdID: "home"})
	must(t, err)
	_, err = w.UpdateHousehold(t.Context(), admin, "home", func(h *care.Household) error { h.RegionID = other; return nil })
	must(t, err)
	got, err := w.Elder(t.Context(), care.Everything, e.ID)
	if err != nil || got.RegionID != other {
		t.Errorf("the elder: got %+v, %v", got, err)
	}
	if p, err := w.Place(t.Context(), "panel"); err != nil || p.Region != other {
		t.Errorf("the panel: got %+v, %v", p, err)
	}
}

func TestGoLiveOnce(t *testing.T) {
	w := setup(t)
	if at, err := w.LiveAt(t.Context()); at != nil || err != nil {
		t.Fatalf("before: got %v, %v", at, err)
	}
	at, err := w.GoLive(t.Context(), admin)
	must(t, err)
	w.pass(time.Hour)
	_, err = w.GoLive(t.Context(), admin)
	is(t, "a second time", err, care.ErrConflict, "golive.done")
	if got, err := w.LiveAt(t.Context()); err != nil || got == nil || !got.Equal(at) {
		t.Errorf("after: got %v, %v, want %v", got, err, at)
	}
}

func TestBulkWorkIsOneEntry(t *testing.T) {
	w := setup(t)
	before, err := w.store.LastEntry(t.Context())
	must(t, err)
	_, err = w.CreateElders(t.Context(), admin, []care.Elder{{Name: "甲（样例）", RegionID: township}, {Name: "乙（样例）", RegionID: township}})
	must(t, err)
	_, err = w.CreateElders(t.Context(), admin, []care.Elder{{Name: "丙（样例）", RegionID: township}, {Name: "", RegionID: township}})
	is(t, "one bad row", err, care.ErrInvalid, "")
	after, err := w.store.LastEntry(t.Context())
	if err != nil || after != before+1 {
		t.Errorf("entries: got %d, %v, want 1", after-before, err)
	}
	if n, err := w.Counts(t.Context()); err != nil || n["elders"] != 2 {
		t.Errorf("elders: got %v, %v, want 2", n["elders"], err)
	}
}
