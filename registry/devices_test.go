package registry_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

func TestADeviceSignsInWithWhatItWasIssued(t *testing.T) {
	w := setup(t)
	var cut []care.DeviceID
	w.OnRevoke(func(id care.DeviceID) { cut = append(cut, id) })
	_, err := w.CreateDevice(t.Context(), admin, care.Device{ID: "panel", Kind: "home_panel", RegionID: township})
	must(t, err)
	if w.Authenticate("panel", "") {
		t.Error("a device without a secret signed in")
	}
	user, first, err := w.IssueCredential(t.Context(), admin, "panel")
	must(t, err)
	if user != "panel" || len(first) != 32 || !w.Authenticate("panel", first) || w.Authenticate("other", first) {
		t.Errorf("the first secret does not work")
	}
	_, second, err := w.IssueCredential(t.Context(), admin, "panel")
	must(t, err)
	if w.Authenticate("panel", first) || !w.Authenticate("panel", second) {
		t.Error("the second secret must replace the first")
	}
	must(t, w.RevokeDevice(t.Context(), admin, "panel"))
	if w.Authenticate("panel", second) {
		t.Error("a revoked device signed in")
	}
	_, err = w.Place(t.Context(), "panel")
	is(t, "the place of a revoked device", err, care.ErrNotFound, "")
	if fmt.Sprint(cut) != "[panel panel panel]" {
		t.Errorf("connections cut: got %v", cut)
	}
	_, third, err := w.IssueCredential(t.Context(), admin, "panel")
	must(t, err)
	must(t, w.Load(t.Context())) // as after a restart
	if !w.Authenticate("panel", third) {
		t.Error("the third secret does not work after a restart")
	}
	_, err = w.CreateDevice(t.Context(), admin, care.Device{ID: "panel", Kind: "home_panel"})
	is(t, "the same id", err, care.ErrConflict, "device.exists")
	if !w.Authenticate("panel", third) {
		t.Error("a refused registration harmed the device")
	}
}

func TestAGatewayKnowsItsChildren(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	w.household(t, "next", village)
	_, _, err := w.CreateDevices(t.Context(), admin, []care.Device{
		{ID: "gw", Kind: "zigbee2mqtt", HouseholdID: "home"},
		{ID: "gw2", Kind: "zigbee2mqtt", HouseholdID: "next"},
		{ID: "sos1", Kind: "sos_button", GatewayID: "gw", Address: "0x00158D0001A2B3C4", Name: "床头 按钮"},
		{ID: "sos2", Kind: "sos_button", GatewayID: "gw2", Address: "床头 按钮"},
		{ID: "alone", Kind: "home_panel", HouseholdID: "home"},
	})
	must(t, err)
	for name, want := range map[string]care.DeviceID{"sos1": "sos1", "0x00158d0001a2b3c4": "sos1", "0x00158D0001A2B3C4": "sos1", "床头 按钮": "sos1", "gw": "gw"} {
		if p, err := w.Child(t.Context(), "gw", name); err != nil || p.Device != want || p.Household != "home" {
			t.Errorf("%q: got %+v, %v", name, p, err)
		}
	}
	if p, err := w.Child(t.Context(), "gw2", "床头 按钮"); err != nil || p.Device != "sos2" || p.Region != village {
		t.Errorf("the same name behind another gateway: got %+v, %v", p, err)
	}
	for _, foreign := range []string{"sos2", "alone"} {
		_, err := w.Child(t.Context(), "gw", foreign)
		is(t, foreign, err, care.ErrForbidden, "device.foreign")
	}
	_, err = w.Child(t.Context(), "gw2", "0x00158d0001a2b3c4")
	is(t, "another gateway's address", err, care.ErrForbidden, "device.foreign")
	for _, unknown := range []string{"", "sos3", "窗台", "0xffffffffffffffff"} {
		_, err := w.Child(t.Context(), "gw", unknown)
		is(t, unknown, err, care.ErrNotFound, "")
	}
	must(t, w.RevokeDevice(t.Context(), admin, "alone"))
	_, err = w.Child(t.Context(), "gw", "alone")
	is(t, "the name of what is out of use", err, care.ErrNotFound, "")
	if k := w.Kind("gw"); k != "zigbee2mqtt" {
		t.Errorf("kind: got %q", k)
	}
	_, err = w.CreateDevice(t.Context(), admin, care.Device{ID: "sos9", Kind: "sos_button", GatewayID: "gw2", Address: "床头 按钮"})
	is(t, "an address twice behind one gateway", err, care.ErrConflict, "device.exists")
	_, err = w.UpdateDevice(t.Context(), admin, "sos1", func(d *care.Device) error { d.GatewayID, d.Name = "gw2", "新"; return nil })
	must(t, err)
	if p, err := w.Child(t.Context(), "gw2", "新"); err != nil || p.Device != "sos1" {
		t.Errorf("behind the new gateway: got %+v, %v", p, err)
	}
	_, err = w.Child(t.Context(), "gw", "床头 按钮")
	is(t, "its old name behind the old one", err, care.ErrNotFound, "")
}

// TestAButtonMovedWithItsGatewayIsProvenAnew: whatever stands in another house must
// be pressed there, also when only its gateway was entered there.
func TestAButtonMovedWithItsGatewayIsProvenAnew(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	w.household(t, "next", village)
	_, _, err := w.CreateDevices(t.Context(), admin, []care.Device{
		{ID: "gw", Kind: "zigbee2mqtt", HouseholdID: "home", State: care.DeviceInService},
		{ID: "sos", Kind: "sos_button", GatewayID: "gw", HouseholdID: "home", State: care.DeviceInService},
		{ID: "far", Kind: "sos_button", GatewayID: "gw", HouseholdID: "next", State: care.DeviceInService},
	})
	must(t, err)
	_, err = w.UpdateDevice(t.Context(), admin, "gw", func(d *care.Device) error { d.HouseholdID = "next"; return nil })
	must(t, err)
	for id, want := range map[care.DeviceID]care.DeviceState{"gw": care.DeviceSuspended, "sos": care.DeviceSuspended, "far": care.DeviceInService} {
		if d, err := w.Device(t.Context(), care.Everything, id); err != nil || d.State != want || d.HouseholdID != "next" {
			t.Errorf("%s: %s in %s, %v; want %s", id, d.State, d.HouseholdID, err, want)
		}
	}
}

func TestAMoveTakesAlongWhatIsWorn(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	w.household(t, "new", other)
	e := w.elder(t, care.Elder{Name: "样例", HouseholdID: "home"})
	for _, d := range []care.Device{{ID: "watch", Kind: "wearable", ElderID: e.ID}, {ID: "panel", Kind: "home_panel", ElderID: e.ID}} {
		got, err := w.CreateDevice(t.Context(), admin, d)
		if err != nil || got.HouseholdID != "home" || got.RegionID != village {
			t.Errorf("%s: got %+v, %v", d.ID, got, err)
		}
	}
	_, err := w.UpdateElder(t.Context(), admin, e.ID, func(e *care.Elder) error { e.HouseholdID = "new"; return nil })
	must(t, err)
	watch, err := w.Place(t.Context(), "watch")
	if err != nil || watch.Household != "new" || watch.Region != other || watch.Elder != e.ID {
		t.Errorf("the watch: got %+v, %v", watch, err)
	}
	panel, err := w.Place(t.Context(), "panel")
	if err != nil || panel.Household != "home" || panel.Region != village || panel.Elder != "" {
		t.Errorf("the panel on the wall: got %+v, %v", panel, err)
	}
}

func TestAGatewayMovesWithItsChildren(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	w.household(t, "new", other)
	_, _, err := w.CreateDevices(t.Context(), admin, []care.Device{{ID: "gw", Kind: "home_panel", HouseholdID: "home"}, {ID: "cord", Kind: "pull_cord", GatewayID: "gw"}})
	must(t, err)
	_, err = w.UpdateDevice(t.Context(), admin, "gw", func(d *care.Device) error { d.HouseholdID = "new"; return nil })
	must(t, err)
	if p, err := w.Child(t.Context(), "gw", "cord"); err != nil || p.Household != "new" || p.Region != other {
		t.Errorf("got %+v, %v", p, err)
	}
	d, err := w.Device(t.Context(), care.Everything, "cord")
	if err != nil || d.HouseholdID != "new" || d.Power != care.Battery {
		t.Errorf("got %+v, %v", d, err)
	}
}

// BenchmarkReconnect is one device of ten thousand that come back at once after a
// power cut: its secret is checked and its place is found.
func BenchmarkReconnect(b *testing.B) {
	log := slog.New(slog.DiscardHandler)
	store, err := records.Open(b.Context(), "sqlite://"+filepath.Join(b.TempDir(), "yian.db"), log)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	r := registry.New(registry.Config{}, registry.Deps{Record: store, Log: log})
	devices := make([]care.Device, 10_000)
	for i := range devices {
		devices[i] = care.Device{ID: care.DeviceID(fmt.Sprintf("d%05d", i)), Kind: "home_panel"}
	}
	devices, issued, err := r.CreateDevices(b.Context(), admin, devices)
	if err != nil {
		b.Fatal(err)
	}
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			d := i % len(devices)
			if !r.Authenticate(devices[d].ID, issued[d].Password) {
				b.Error("refused")
			}
			if _, err := r.Place(b.Context(), devices[d].ID); err != nil {
				b.Error(err)
			}
		}
	})
}

func TestAWatchIsKnownByItsNumber(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	_, err := w.CreateDevice(t.Context(), admin, care.Device{ID: "watch-wang", Kind: care.GPSWatch, Address: "351112875210024", HouseholdID: "home"})
	must(t, err)
	_, err = w.CreateDevice(t.Context(), admin, care.Device{ID: "8800000015", Kind: care.GPSWatch, HouseholdID: "home"})
	must(t, err)
	_, err = w.CreateDevice(t.Context(), admin, care.Device{ID: "8800000016", Kind: "home_panel", HouseholdID: "home"})
	must(t, err)
	want := func(number string, device care.DeviceID) {
		t.Helper()
		if p, err := w.Watch(t.Context(), number); p.Device != device || (err == nil) != (device != "") {
			t.Errorf("%s: got %q, %v", number, p.Device, err)
		}
	}
	want("351112875210024", "watch-wang")
	want("1287521002", "watch-wang")
	want("8800000015", "8800000015")
	want("8800000016", "") // no watch
	_, err = w.UpdateDevice(t.Context(), admin, "watch-wang", func(d *care.Device) error { d.Address = "8800000017"; return nil })
	must(t, err)
	want("1287521002", "")
	want("8800000017", "watch-wang")
	must(t, w.RevokeDevice(t.Context(), admin, "watch-wang"))
	want("8800000017", "")
	if _, err := w.CreateDevice(t.Context(), admin, care.Device{ID: "w", Kind: care.GPSWatch, HouseholdID: "home", Address: "left wrist"}); err == nil {
		t.Error("a watch without a number")
	}
}
