package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"yian/app"
	"yian/care"
	"yian/devices/simulator"
	"yian/dispatch"
)

// house is a whole site inside the test, whose stores can be taken away.
type house struct {
	*app.Site
	web, mqtt string
	admin     care.Staff
	elder     care.Elder
}

func newHouse(t *testing.T) *house {
	t.Helper()
	site, err := app.NewSite(t.Context(), app.Settings{HTTP: "127.0.0.1:0", MQTTListen: "127.0.0.1:0"}, t.TempDir(), slog.New(slog.DiscardHandler), app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(site.Stop)
	h := &house{Site: site, admin: care.Staff{ID: care.System, Role: care.Admin}}
	if h.web, h.mqtt, err = site.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	region := care.Region{ID: "990101", Kind: care.County, Name: "样例县"}
	if _, err := site.Registry.CreateRegion(t.Context(), h.admin, region); err != nil {
		t.Fatal(err)
	}
	home, err := site.Registry.CreateHousehold(t.Context(), h.admin, care.Household{RegionID: region.ID, Address: "样例路1号"})
	if err != nil {
		t.Fatal(err)
	}
	if h.elder, err = site.Registry.CreateElder(t.Context(), h.admin, care.Elder{Name: "样例老人", HouseholdID: home.ID, RegionID: region.ID}); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) device(t *testing.T, id string) simulator.Credential {
	t.Helper()
	d, err := h.Registry.CreateDevice(t.Context(), h.admin, care.Device{ID: care.DeviceID(id), Kind: "wearable", HouseholdID: h.elder.HouseholdID, ElderID: h.elder.ID})
	if err != nil {
		t.Fatal(err)
	}
	user, secret, err := h.Registry.IssueCredential(t.Context(), h.admin, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	return simulator.Credential{Device: d.ID, Kind: "wearable", Username: user, Password: secret}
}

// until polls until ok, and fails the test when within has passed.
func until(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(within)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-deadline:
			t.Fatalf("not within %v: %s", within, what)
		case <-tick.C:
		}
	}
}

// state asks /readyz how one dependency is, and whether the site is ready.
func (h *house) state(t *testing.T, name string) (state string, ready bool) {
	t.Helper()
	res, err := http.Get(h.web + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var v struct {
		Dependencies []struct{ Name, State string }
	}
	b, err := io.ReadAll(res.Body)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range v.Dependencies {
		if d.Name == name {
			state = d.State
		}
	}
	return state, res.StatusCode == http.StatusOK
}

// TestFlushedRedisIsRebuilt: the queue is a copy. Wiped while orders wait, it is
// whole again within seconds, and every order is there once.
func TestFlushedRedisIsRebuilt(t *testing.T) {
	h := newHouse(t)
	const n = 25
	for i := range n {
		if _, err := h.Desk.MakeOrder(t.Context(), h.admin, dispatch.NewOrder{Service: care.Repair, Elder: h.elder.ID, Key: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	waiting := func() int {
		lengths, err := h.QueueLengths(t.Context())
		if err != nil {
			return -1
		}
		return lengths[care.Repair]
	}
	until(t, 5*time.Second, "all orders in the queue", func() bool { return waiting() == n })
	h.FlushRedis()
	until(t, 10*time.Second, "the queue rebuilt", func() bool { return waiting() == n })
	worker := care.Staff{ID: "w", Role: care.Worker, RegionID: "990101"}
	taken := map[care.OrderID]bool{}
	for range n {
		o, err := h.Desk.TakeNext(t.Context(), worker)
		if err != nil {
			t.Fatal(err)
		}
		if taken[o.ID] {
			t.Errorf("order %s was handed out twice", o.ID)
		}
		taken[o.ID] = true
	}
	if o, err := h.Desk.TakeNext(t.Context(), worker); err == nil {
		t.Errorf("order %s out of an empty queue", o.ID)
	}
}

// TestInfluxAway: while InfluxDB is stopped readings are acknowledged and kept,
// calls are as quick as ever, the site stays ready and says what is down. When it
// is back every reading lands once.
func TestInfluxAway(t *testing.T) {
	h := newHouse(t)
	devices := []simulator.Credential{h.device(t, "watch-1"), h.device(t, "watch-2")}
	if err := h.StopInflux(); err != nil {
		t.Fatal(err)
	}
	until(t, 10*time.Second, "influx shown as down", func() bool { s, _ := h.state(t, "influx"); return s == "down" })
	if _, ready := h.state(t, "influx"); !ready {
		t.Error("the site is not ready without InfluxDB, though calls need none")
	}
	var mu sync.Mutex
	acked := map[readingKey]bool{}
	report, err := simulator.Load(t.Context(), simulator.LoadConfig{URL: h.mqtt, Devices: devices, Rate: 150, Presses: 6, For: 4 * time.Second,
		Acked: func(d care.DeviceID, at time.Time) {
			mu.Lock()
			defer mu.Unlock()
			acked[readingKey{d, at.UnixMilli()}] = true
		}})
	if err != nil {
		t.Fatal(err)
	}
	if report.Presses != 6 || report.Lost != 0 || report.Max > 4*time.Second {
		t.Errorf("calls without InfluxDB: %v", report)
	}
	if len(acked) < 50 || report.ReadingsAcked != report.Readings {
		t.Errorf("readings without InfluxDB: %d acknowledged of %d", report.ReadingsAcked, report.Readings)
	}
	if err := h.StartInflux(); err != nil {
		t.Fatal(err)
	}
	until(t, 30*time.Second, "every acknowledged reading stored", func() bool {
		kept := map[readingKey]bool{}
		err := h.Readings.Since(context.Background(), time.Now().Add(-time.Hour), func(r care.Reading) error {
			kept[readingKey{r.Device, r.At.UnixMilli()}] = true
			return nil
		})
		if err != nil {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		for k := range acked {
			if !kept[k] {
				return false
			}
		}
		return true
	})
	until(t, 10*time.Second, "influx shown as up", func() bool { s, _ := h.state(t, "influx"); return s == "up" })
}
