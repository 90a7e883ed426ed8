package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"yian/care"
	"yian/devices/simulator"
	"yian/store/readings"
)

// sayOn publishes as a device does, and reports whether the broker acknowledged it.
func sayOn(t *testing.T, broker string, who simulator.Credential, topic, payload string) bool {
	t.Helper()
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(broker, "tcp://"), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	hello := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	hello.ProtocolName, hello.ProtocolVersion, hello.CleanSession, hello.Keepalive = "MQTT", 4, true, 60
	hello.UsernameFlag, hello.Username, hello.PasswordFlag, hello.Password = true, who.Username, true, []byte(who.Password)
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.TopicName, p.Payload, p.Qos, p.MessageID = topic, []byte(payload), 1, 1
	for _, step := range []packets.ControlPacket{hello, p} {
		if step.Write(conn) != nil {
			return false
		}
		answer, err := packets.ReadPacket(conn)
		if err != nil {
			return false
		}
		if ack, ok := answer.(*packets.ConnackPacket); ok && ack.ReturnCode != 0 {
			t.Fatalf("%s is not let in: %d", who.Username, ack.ReturnCode)
		}
	}
	return true
}

// oldBroker is a source whose topics name the gateway in their second level.
var oldBroker = care.Source{ID: "old", Name: "旧网关", Decoder: "zigbee2mqtt", Filter: "old/+/#", Cut: 2, Find: care.FindTopic, Level: 2, Enabled: true}

// TestSourceOnOurBroker: a press and a reading on a topic of a source, with the
// broker inside; who may publish there; and what a change does, without a restart.
func TestSourceOnOurBroker(t *testing.T) {
	h := newHouse(t)
	credential := func(d care.Device) simulator.Credential {
		t.Helper()
		d.HouseholdID = h.elder.HouseholdID
		made, err := h.Registry.CreateDevice(t.Context(), h.admin, d)
		if err != nil {
			t.Fatal(err)
		}
		user, secret, err := h.Registry.IssueCredential(t.Context(), h.admin, made.ID)
		if err != nil {
			t.Fatal(err)
		}
		return simulator.Credential{Device: made.ID, Username: user, Password: secret}
	}
	gw, other := credential(care.Device{ID: "gw1", Kind: "zigbee2mqtt"}), credential(care.Device{ID: "gw2", Kind: "zigbee2mqtt"})
	credential(care.Device{ID: "cord-1", Kind: "pull_cord", GatewayID: "gw1", Address: "卫生间 拉绳", ElderID: h.elder.ID})
	press := func(topic string, n int) bool {
		return sayOn(t, h.mqtt, gw, topic+"/卫生间 拉绳", fmt.Sprintf(`{"action":"emergency","battery":%d}`, n))
	}
	calls := func() (n int) {
		list, _, err := h.Records.Incidents(t.Context(), care.Everything, care.IncidentQuery{})
		if err != nil || len(list) > 1 {
			t.Fatalf("%d incidents, %v", len(list), err)
		}
		for _, in := range list {
			if n += in.Calls; in.ElderID != h.elder.ID {
				t.Errorf("of %s", in.ElderID)
			}
		}
		return n
	}
	batteries := func() string {
		var all []string
		err := h.Readings.Since(context.Background(), time.Now().Add(-time.Hour), func(r care.Reading) error {
			if r.Device == "cord-1" && r.Metric == care.BatteryMetric {
				all = append(all, fmt.Sprint(r.Value))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(all, " ")
	}
	if press("old/gw1", 1) {
		t.Error("anybody may publish anywhere")
	}
	if _, err := h.Registry.CreateSource(t.Context(), h.admin, oldBroker); err != nil {
		t.Fatal(err)
	}
	until(t, 5*time.Second, "the gateway may publish", func() bool { return press("old/gw1", 2) })
	until(t, 10*time.Second, "one incident, one reading", func() bool { return calls() == 1 && batteries() == "2" })
	until(t, 10*time.Second, "the screen says that it is heard", func() bool {
		list, err := h.Registry.Sources(t.Context())
		return err == nil && len(list) == 1 && list[0].HeardAt != nil && !list[0].Unheard
	})
	if sayOn(t, h.mqtt, other, "old/gw1/卫生间 拉绳", `{"action":"emergency"}`) {
		t.Error("a gateway speaks for another")
	}
	change := func(do func(*care.Source)) {
		t.Helper()
		if _, err := h.Registry.ChangeSource(t.Context(), h.admin, "old", func(s *care.Source) error { do(s); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	change(func(s *care.Source) { s.Filter = "newer/+/#" })
	until(t, 5*time.Second, "the new topics", func() bool { return press("newer/gw1", 3) })
	until(t, 10*time.Second, "its call and reading", func() bool { return calls() == 2 && batteries() == "2 3" })
	if press("old/gw1", 4) {
		t.Error("the former topics are still open")
	}
	change(func(s *care.Source) { s.Enabled = false })
	if press("newer/gw1", 5) {
		t.Error("a source that is off is still open")
	}
	if calls() != 2 || batteries() != "2 3" {
		t.Errorf("%d calls, batteries %s", calls(), batteries())
	}
}

// allow appends to the broker's list of rights.
func (m *realBroker) allow(rights string) {
	m.t.Helper()
	path := filepath.Join(filepath.Dir(m.passwords), "acl")
	list, err := os.ReadFile(path)
	if err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, append(list, rights...), 0o600); err != nil {
		m.t.Fatal(err)
	}
	m.signal(syscall.SIGHUP)
}

// TestSourceApart is the same over Mosquitto with the rights that the book gives,
// and two processes that listen: one incident, one reading, and all of them follow.
func TestSourceApart(t *testing.T) {
	v := newTown(t)
	v.register(1)
	at := v.dispatch[0]
	home := struct {
		Items []struct {
			ID          string
			HouseholdID string `json:"household_id"`
		}
	}{}
	at.call("GET", "/api/v1/elders", nil, &home)
	at.call("POST", "/api/v1/devices", map[string]string{"id": "gw1", "kind": "zigbee2mqtt", "household_id": home.Items[0].HouseholdID}, nil)
	at.call("POST", "/api/v1/devices", map[string]string{"id": "cord-1", "kind": "pull_cord", "gateway_id": "gw1", "address": "0x00124b0022aabbcc", "elder_id": home.Items[0].ID}, nil)
	var c struct{ Username, Password string }
	at.call("POST", "/api/v1/devices/gw1/credential", nil, &c)
	gw := simulator.Credential{Device: "gw1", Username: c.Username, Password: c.Password}
	v.credential = append(v.credential, gw)
	v.broker.accounts(v.credential)
	v.broker.allow("\nuser " + platformAccount + "\ntopic read old/#\ntopic read newer/#\npattern write old/%u/#\npattern write newer/%u/#\n")

	heard := func(want float64) {
		t.Helper()
		until(t, 10*time.Second, "every process follows", func() bool {
			for _, p := range v.ingest {
				if p.metric(`yian_ingest_sources{state="heard"}`) != want {
					return false
				}
			}
			return true
		})
	}
	press := func(topic string, n int) {
		t.Helper()
		last := time.Now().UTC().Format(time.RFC3339Nano)
		if !sayOn(t, v.broker.url, gw, topic+"/0x00124b0022aabbcc", fmt.Sprintf(`{"action":"emergency","battery":%d,"last_seen":%q}`, n, last)) {
			t.Fatal("not acknowledged")
		}
	}
	store := readings.Open(readings.Config{URL: v.influxURL, Bucket: "yian/autogen", Log: slog.New(slog.DiscardHandler)})
	defer store.Close()
	calls := func() int {
		t.Helper()
		var list struct{ Items []struct{ Calls int } }
		if at.call("GET", "/api/v1/incidents", nil, &list); len(list.Items) > 1 {
			t.Fatalf("%d incidents", len(list.Items))
		}
		if len(list.Items) == 0 {
			return 0
		}
		return list.Items[0].Calls
	}
	stored := func() map[float64]bool {
		all := map[float64]bool{}
		err := store.Since(context.Background(), time.Now().Add(-time.Hour), func(r care.Reading) error {
			if r.Device == "cord-1" && r.Metric == care.BatteryMetric {
				all[r.Value] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	// A row that no process can use, as one of a newer version, stops nobody.
	db, err := sql.Open("pgx", v.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`INSERT INTO sources (id, doc) VALUES ('broken', '{"id":"broken","decoder":"of tomorrow","filter":"tomorrow/#","enabled":true}')`); err != nil {
		t.Fatal(err)
	}
	at.call("POST", "/api/v1/sources", map[string]any{"id": "old", "name": "旧网关", "decoder": "zigbee2mqtt", "filter": "old/+/#", "cut": 2, "find": "topic", "level": 2}, nil)
	heard(1)
	press("old/gw1", 1)
	until(t, 15*time.Second, "one incident of one call, and its reading", func() bool { return calls() == 1 && stored()[1] })

	var dry care.DryRun
	at.call("POST", "/api/v1/sources/dry-run", map[string]any{"decoder": "zigbee2mqtt", "filter": "old/+/#", "cut": 2, "find": "topic", "level": 2,
		"topic": "old/gw1/0x00124b0022aabbcc", "payload": `{"action":"emergency","battery":7}`}, &dry)
	if len(dry.Calls) != 1 || dry.Calls[0].Device != "cord-1" || dry.Calls[0].Orphan || len(dry.Readings) != 1 {
		t.Errorf("dry run: %+v", dry)
	}

	at.call("PATCH", "/api/v1/sources/old", map[string]any{"filter": "newer/+/#"}, nil)
	until(t, 10*time.Second, "the new topics are heard", func() bool { press("newer/gw1", 2); return calls() > 1 && stored()[2] })
	at.call("PATCH", "/api/v1/sources/old", map[string]any{"enabled": false}, nil)
	heard(0)
	before := calls()
	press("newer/gw1", 3)
	press("old/gw1", 4)
	press("yian/v1/gw1/zigbee2mqtt", 5) // as ever, and the sign that all has come by
	until(t, 15*time.Second, "the native press", func() bool { return calls() > before && stored()[5] })
	if n, all := calls(), stored(); n != before+1 || all[3] || all[4] {
		t.Errorf("%d calls after %d, batteries %v", n, before, all)
	}
}
