package supervision

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
	"yian/store/records"
)

// moving is Moves over a real record, with a clock that tests turn.
type moving struct {
	*Moves
	t      *testing.T
	store  *records.Store
	people *registry.Registry
	at     time.Time
}

func newMoving(t *testing.T) *moving {
	t.Helper()
	store, err := records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	m := &moving{t: t, store: store, at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return m.at }
	m.people = registry.New(registry.Config{}, registry.Deps{Record: store, Log: slog.New(slog.DiscardHandler), Now: now})
	admin := care.Staff{ID: "admin", Role: care.Admin}
	_, err = m.people.CreateRegions(t.Context(), admin, []care.Region{{ID: "990101", Name: "样例县"}})
	home := care.Household{ID: "home", RegionID: "990101", Address: "样例路1号"}
	if err == nil {
		_, err = m.people.CreateHousehold(t.Context(), admin, home)
	}
	if err == nil {
		_, _, err = m.people.CreateDevices(t.Context(), admin, []care.Device{
			{ID: "button", Kind: "sos_button", HouseholdID: "home", State: care.DeviceInService},
			{ID: "stock", Kind: "sos_button", HouseholdID: "home"},
			{ID: "gw", Kind: "zigbee2mqtt", HouseholdID: "home", State: care.DeviceInService},
			{ID: "gw2", Kind: "zigbee2mqtt", HouseholdID: "home", State: care.DeviceInService},
			{ID: "sos", Kind: "sos_button", GatewayID: "gw", Address: "0x00158d0001a2b3c4", State: care.DeviceInService},
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	m.start()
	return m
}

// start begins anew with what the record holds, as after a restart.
func (m *moving) start() {
	m.t.Helper()
	m.Moves = NewMoves(MoveDeps{Book: m.store, Devices: m.people, Memory: m.store, Now: func() time.Time { return m.at }})
	if err := m.load(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
}

// hears has a device hear something, some time later.
func (m *moving) hears(after time.Duration, device care.DeviceID, by ...string) {
	m.t.Helper()
	m.at = m.at.Add(after)
	place, err := m.people.Place(m.t.Context(), device)
	if err != nil {
		m.t.Fatal(err)
	}
	m.Around(place, by)
	m.settle()
}

func (m *moving) settle() {
	m.t.Helper()
	for len(m.heard) > 0 {
		if err := m.look(m.t.Context(), <-m.heard); err != nil {
			m.t.Fatal(err)
		}
	}
}

// is compares the state of a device, and how many suspicions stand.
func (m *moving) is(what string, device care.DeviceID, state care.DeviceState, alerts int) {
	m.t.Helper()
	d, err := m.people.Device(m.t.Context(), care.Everything, device)
	if err != nil {
		m.t.Fatal(err)
	}
	list, _, err := m.store.Alerts(m.t.Context(), care.Everything, care.AlertQuery{State: care.AlertFiring, Rule: movedRule, Device: device}, care.Page{})
	if err != nil {
		m.t.Fatal(err)
	}
	if d.State != state || (d.MovedAt != nil) != (alerts > 0) || len(list) != alerts {
		m.t.Errorf("%s: %s, moved at %v, %d suspicions; want %s, %d", what, d.State, d.MovedAt, len(list), state, alerts)
	}
}

func TestADeviceThatHearsNothingItKnowsWasMoved(t *testing.T) {
	m := newMoving(t)
	m.hears(0, "button", "cell:1", "near:a")
	m.hears(time.Hour, "button", "cell:2", "near:a") // the network changed, the neighbour did not
	m.hears(time.Hour, "button", "cell:2")
	m.hears(time.Hour, "button", "cell:9", "near:z")
	m.hears(10*time.Minute, "button", "cell:9")
	m.hears(10*time.Minute, "button", "cell:9")
	m.is("within half an hour", "button", care.DeviceInService, 0)
	m.hears(time.Minute, "button", "cell:1")
	m.hears(time.Hour, "button", "cell:9")
	m.hears(40*time.Minute, "button", "cell:9")
	m.is("heard something known in between", "button", care.DeviceInService, 0)
	m.start()
	m.hears(time.Minute, "button", "cell:9")
	m.hears(20*time.Minute, "button", "cell:9")
	m.hears(20*time.Minute, "button", "cell:9")
	m.is("for long enough, over a restart", "button", care.DeviceSuspended, 1)
	m.hears(time.Hour, "button", "cell:9")
	m.hears(time.Hour, "button", "cell:1")
	m.start()
	m.hears(time.Hour, "button", "cell:1")
	m.is("back, but nobody has proven it", "button", care.DeviceSuspended, 1)

	// Somebody went there and proved it.
	err := m.store.ChangeDevice(t.Context(), "button", func(d *care.Device, _ []*care.Device, _ *care.DeviceKey) (care.Entry, error) {
		d.State, d.MovedAt = care.DeviceInService, nil
		return care.Entry{At: m.at, What: "device.changed", Noun: "device", Subject: "button"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m.hears(time.Hour, "button", "cell:9")
	m.is("proven", "button", care.DeviceInService, 0)
	m.hears(time.Hour, "button", "cell:9")
	m.hears(time.Hour, "button", "cell:9")
	m.hears(time.Hour, "button", "cell:9")
	m.is("what it hears there is now what it should hear", "button", care.DeviceInService, 0)
}

func TestADeviceNotInServiceIsNotSuspected(t *testing.T) {
	m := newMoving(t)
	m.hears(0, "stock", "cell:1")
	for range 5 {
		m.hears(time.Hour, "stock", "cell:2")
	}
	m.is("in stock it travels", "stock", care.DeviceRegistered, 0)
}

func TestAChildBehindAForeignGatewayWasMoved(t *testing.T) {
	m := newMoving(t)
	strays := func(after time.Duration) {
		t.Helper()
		m.at = m.at.Add(after)
		place, ok := m.people.Elsewhere("0x00158D0001A2B3C4")
		if !ok || place.Device != "sos" {
			t.Fatalf("got %+v", place)
		}
		m.Strayed(place, "gw2")
		m.settle()
	}
	for range 5 {
		strays(7 * time.Hour)
	}
	m.is("heard there now and then", "sos", care.DeviceInService, 0)
	for range 3 {
		strays(20 * time.Minute)
	}
	m.is("behind the other gateway", "sos", care.DeviceSuspended, 1)
	if _, ok := m.people.Elsewhere("0x1111111111111111"); ok {
		t.Error("an unknown address is somewhere")
	}
}

// failing refuses alerts for a while.
type failing struct {
	Book
	down bool
}

func (f *failing) RaiseAlert(ctx context.Context, a care.Alert, e care.Entry) error {
	if f.down {
		return care.ErrUnavailable
	}
	return f.Book.RaiseAlert(ctx, a, e)
}

// TestASuspicionIsNotLostHalfway: the device is out of service and the record goes
// away before the alert is in it.
func TestASuspicionIsNotLostHalfway(t *testing.T) {
	m := newMoving(t)
	book := &failing{Book: m.store, down: true}
	m.deps.Book = book
	m.hears(0, "button", "cell:1")
	m.hears(time.Hour, "button", "cell:9")
	m.hears(time.Hour, "button", "cell:9")
	m.at = m.at.Add(time.Hour)
	place, _ := m.people.Place(t.Context(), "button")
	if err := m.look(t.Context(), around{place, []string{"cell:9"}, m.at}); !errors.Is(err, care.ErrUnavailable) {
		t.Fatalf("got %v", err)
	}
	book.down = false
	m.hears(time.Hour, "button", "cell:9")
	m.is("at the next sign", "button", care.DeviceSuspended, 1)
}
