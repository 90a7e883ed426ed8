package supervision_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/supervision"
)

// fleet lists devices one to a page.
type fleet []care.Device

func (f fleet) Devices(_ context.Context, _ care.Scope, _ care.DeviceQuery, p care.Page) ([]care.Device, string, error) {
	i := len(p.Cursor)
	next := p.Cursor + "x"
	if i == len(f)-1 {
		next = ""
	}
	return f[i : i+1], next, nil
}

func TestFirmwareOfTheFleet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		s, stop := w.run(t)
		defer stop()
		began := time.Now()
		for id, version := range map[care.DeviceID]string{"a": "1.1", "b": "1.0", "c": "1.0", "gone": "0.1"} {
			s.Status(place(id), care.Status{Device: id, Online: true, At: time.Now(), Firmware: version})
		}
		wait(time.Minute)
		s.Status(place("b"), care.Status{Device: "b", At: time.Now()}) // its last will
		seen(s, "c", "silent-of-it")
		got, err := s.Firmware(t.Context(), fleet{
			{ID: "a", Kind: "panel", Model: "P1"}, {ID: "b", Kind: "panel", Model: "P1"}, {ID: "c", Kind: "panel", Model: "P1"},
			{ID: "gone", Kind: "panel", Model: "P1", Revoked: true}, {ID: "silent-of-it", Kind: "panel"}, {ID: "never", Kind: "button"},
		}, care.Everything)
		if err != nil {
			t.Fatal(err)
		}
		at := func(d time.Duration) *time.Time { x := began.Add(d); return &x }
		want := supervision.Inventory{Devices: 5, Known: 3, Items: []supervision.FirmwareGroup{
			{Kind: "button", Count: 1, Devices: []care.DeviceID{"never"}},
			{Kind: "panel", Count: 1, Online: 1, Devices: []care.DeviceID{"silent-of-it"}, SeenAt: at(time.Minute)},
			{Kind: "panel", Model: "P1", Firmware: "1.0", Count: 2, Online: 1, Devices: []care.DeviceID{"b", "c"}, SeenAt: at(time.Minute)},
			{Kind: "panel", Model: "P1", Firmware: "1.1", Count: 1, Online: 1, Devices: []care.DeviceID{"a"}, SeenAt: at(0)},
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}
