package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"yian/care"
	"yian/ingest"
	"yian/supervision"
)

// ahead is a wall clock that a test puts forward.
type ahead struct{ by atomic.Int64 }

func (a *ahead) now() time.Time { return time.Now().Add(time.Duration(a.by.Load())) }

// shifted tells supervision of signs of life in the test's time.
type shifted struct {
	supervisor
	clock *ahead
}

// Seen says that it was just now.
func (s shifted) Seen(p care.Place, _ time.Time, rs []care.Reading) {
	s.supervisor.Seen(p, s.clock.now(), rs)
}

// darkSite is a site with its own broker whose supervision lives in the test's time.
type darkSite struct {
	*Site
	t     *testing.T
	clock *ahead
	links map[care.DeviceID]mqtt.Client
}

func newDarkSite(t *testing.T) *darkSite {
	t.Helper()
	d := &darkSite{Site: &Site{}, t: t, clock: &ahead{}, links: map[care.DeviceID]mqtt.Client{}}
	set := Settings{HTTP: "127.0.0.1:0", MQTTListen: "127.0.0.1:0"}
	d.do(d.prepare(set, t.TempDir(), slog.New(slog.DiscardHandler)))
	t.Cleanup(d.Stop)
	d.do(d.startStores(t.Context(), Options{}))
	d.do(d.buildRooms(t.Context(), Options{}))
	var err error
	d.watch, err = supervision.New(supervision.Config{}, supervision.Deps{Book: d.Records, List: d.Records, Memory: d.Records, Places: d.Registry,
		Homes: d.Records, Silences: d.Records, Now: d.clock.now})
	d.do(err)
	d.ingest, err = ingest.New(d.laneConfig("in"), ingest.Deps{Registry: d.Registry, Readings: d.Readings, Judge: d.engine, Desk: desk{d.Desk, d.Messenger},
		Supervisor: shifted{supervisor{d.watch, d.Commands, d.moves}, d.clock}})
	d.do(err)
	d.do(d.load(t.Context()))
	upkeep := supervision.NewUpkeep(supervision.UpkeepConfig{Every: 50 * time.Millisecond}, supervision.UpkeepDeps{List: d.Records, Book: d.Records, Orders: d.Records,
		Workshop: d.Desk, Policy: d.engine, Now: d.clock.now})
	d.parts.start("supervision", d.watch.Run)
	d.parts.start("ingest", d.ingest.Run)
	d.parts.start("upkeep", upkeep.Run)
	d.do(d.ingest.WaitReady(t.Context()))
	d.do(d.broker.Open())
	return d
}

func (d *darkSite) do(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// device registers one and connects it, unless it stands behind a gateway.
func (d *darkSite) device(want care.Device) {
	d.t.Helper()
	admin := care.Staff{ID: care.System, Role: care.Admin}
	_, err := d.Registry.CreateDevice(d.t.Context(), admin, want)
	d.do(err)
	if want.GatewayID != "" {
		return
	}
	user, secret, err := d.Registry.IssueCredential(d.t.Context(), admin, want.ID)
	d.do(err)
	link := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + d.broker.Addr()).SetClientID(user).SetUsername(user).SetPassword(secret).SetConnectTimeout(5 * time.Second))
	if token := link.Connect(); !token.WaitTimeout(10*time.Second) || token.Error() != nil {
		d.t.Fatalf("%s does not come in: %v", want.ID, token.Error())
	}
	d.t.Cleanup(func() { link.Disconnect(0) })
	d.links[want.ID] = link
}

// speak lets devices say something, and waits until supervision has heard them all.
func (d *darkSite) speak(devices []care.Device) {
	d.t.Helper()
	at := d.clock.now()
	for _, one := range devices {
		via, payload := one.ID, `{"readings":{"rssi":-60}}`
		if one.GatewayID != "" {
			via, payload = one.GatewayID, fmt.Sprintf(`{"device":%q,"readings":{"rssi":-60}}`, one.ID)
		}
		d.links[via].Publish("yian/v1/"+string(via)+"/telemetry", 1, false, payload)
	}
	d.wait("every device to be heard", func() bool {
		for _, one := range devices {
			if l, known := d.watch.Liveness(one.ID); !known || l.SeenAt.Before(at) {
				return false
			}
		}
		return true
	})
}

func (d *darkSite) wait(what string, ok func() bool) {
	d.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !ok(); <-tick.C {
		if time.Now().After(end) {
			d.t.Fatalf("still waiting for %s: %+v", what, d.standing())
		}
	}
}

func (d *darkSite) standing() []care.Alert {
	d.t.Helper()
	list, _, err := d.Records.Alerts(context.Background(), care.Everything, care.AlertQuery{State: care.AlertFiring}, care.Page{Limit: 500})
	d.do(err)
	return list
}

func (d *darkSite) orders(states ...care.OrderState) []care.Order {
	d.t.Helper()
	list, _, err := d.Records.Orders(context.Background(), care.Everything, care.OrderQuery{States: states, Page: care.Page{Limit: 500}})
	d.do(err)
	return list
}

// TestOneFaultIsOneAlertAndOneOrder (G24) lets a gateway with eight devices die and a
// village of twelve homes go dark, over the real broker and record: two alerts, not
// twenty-one, and two orders, within a minute of the offline limit. All ends when they
// speak.
func TestOneFaultIsOneAlertAndOneOrder(t *testing.T) {
	d := newDarkSite(t)
	var dead, dark, alive []care.Device
	dead = append(dead, care.Device{ID: "gw", Kind: "gateway", Power: care.Mains, RegionID: "990101001001"})
	for n := range 8 {
		dead = append(dead, care.Device{ID: care.DeviceID(fmt.Sprint("child-", n)), Kind: "sos_button", Power: care.Mains, GatewayID: "gw", RegionID: "990101001001"})
	}
	admin := care.Staff{ID: care.System, Role: care.Admin}
	for _, region := range []care.Region{{ID: "990101", Kind: care.County, Name: "样例县"}, {ID: "990101001", ParentID: "990101", Kind: care.Township, Name: "样例镇"},
		{ID: "990101001001", ParentID: "990101001", Kind: care.Village, Name: "东村"}, {ID: "990101001002", ParentID: "990101001", Kind: care.Village, Name: "西村"}} {
		_, err := d.Registry.CreateRegion(t.Context(), admin, region)
		d.do(err)
	}
	for n := range 15 {
		home := care.Household{RegionID: "990101001002", Address: fmt.Sprintf("样例路%d号", n)}
		if n >= 12 {
			home.RegionID = "990101001001"
		}
		home, err := d.Registry.CreateHousehold(t.Context(), admin, home)
		d.do(err)
		one := care.Device{ID: care.DeviceID(fmt.Sprint("home-", n)), Kind: "home_panel", Power: care.Mains, HouseholdID: home.ID, RegionID: home.RegionID}
		if n < 12 {
			dark = append(dark, one)
		} else {
			alive = append(alive, one)
		}
	}
	var all []care.Device
	for _, list := range [][]care.Device{dead, dark, alive} {
		for _, one := range list {
			d.device(one)
		}
		all = append(all, list...)
	}
	d.speak(all)
	last := d.clock.now()
	for d.clock.now().Sub(last) < 45*time.Minute-30*time.Second { // up to just before the limit
		d.clock.by.Add(int64(min(10*time.Minute, 45*time.Minute-20*time.Second-d.clock.now().Sub(last))))
		d.speak(alive)
	}
	if early := d.standing(); len(early) != 0 {
		t.Fatalf("before the limit: %+v", early)
	}
	d.clock.by.Add(int64(60 * time.Second))
	d.wait("two alerts and two orders", func() bool { return len(d.standing()) == 2 && len(d.orders()) == 2 })
	for _, a := range d.standing() {
		switch {
		case a.Rule == "gateway_offline" && a.DeviceID == "gw" && a.Affected == 8:
		case a.Rule == "area_offline" && a.RegionID == "990101001002" && a.Affected == 12 && a.Of == 12:
		default:
			t.Errorf("an alert of its own: %+v", a)
		}
		if late := a.RaisedAt.Sub(last.Add(care.Mains.Offline())); late > time.Minute || !a.Technical {
			t.Errorf("%s is raised %v after the limit", a.Rule, late)
		}
	}
	for _, o := range d.orders() {
		if o.Service != care.Repair || o.State != care.OrderQueued {
			t.Errorf("an order of its own: %+v", o)
		}
	}
	incidents, _, err := d.Records.Incidents(t.Context(), care.Everything, care.IncidentQuery{})
	if d.do(err); len(incidents) != 0 {
		t.Errorf("the desk rings for %+v", incidents)
	}
	d.wait("the silences of the gateway and of the village's twelve", func() bool {
		silent, err := d.Records.OpenSilences(t.Context())
		d.do(err)
		return len(silent) == 13
	})
	d.speak(all)
	d.wait("everything to end", func() bool {
		silent, err := d.Records.OpenSilences(t.Context())
		d.do(err)
		return len(d.standing()) == 0 && len(silent) == 0 && len(d.orders(care.OrderQueued)) == 0
	})
	if n := len(d.orders()); n != 2 {
		t.Errorf("%d orders in the end, want two", n)
	}
}
