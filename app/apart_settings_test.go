package app

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yian/care"
)

func whole() Settings {
	return Settings{HTTP: "127.0.0.1:1", MQTTListen: "127.0.0.1:1", Database: "postgres://host/yian", Redis: "redis://host", Influx: "http://host",
		EscalateSupervisor: 30 * time.Second, EscalateNeighbours: time.Minute, EscalateCounty: 3 * time.Minute, ActWithin: time.Minute, OnScene: time.Hour, CallBackWithin: time.Hour, Accept: time.Minute,
		AcceptEmergency: time.Minute, SessionTTL: time.Hour, WebhookTimeout: time.Second, QueueBytes: 1 << 30, RawDays: 90, HourlyDays: 1826,
		MQTTClients: 100, TicketAcceptDays: 1, TicketAnswerDays: 15, ConsultAnswerDays: 5, FollowUpPercent: 10,
		ChannelSettings: ChannelSettings{ChannelTimeout: time.Second}, LoneWithin: 10 * time.Second, WakeEvery: 30 * time.Minute, WakeWithin: time.Minute, NightFrom: "22:00", NightTo: "06:00"}
}

func TestAPartNeedsWhatItShares(t *testing.T) {
	set, apart := whole(), Apart{MQTT: "tcp://host:1883", Instance: "a"}
	if err := apart.check(&set); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil func(*Settings, *Apart)
		want  []string
	}{
		"nothing is set":    {func(s *Settings, a *Apart) { s.Database, s.Redis, s.Influx, a.MQTT = "", "", "", "" }, []string{"database-url", "redis-url", "influx-url", "mqtt"}},
		"a file":            {func(s *Settings, _ *Apart) { s.Database = "sqlite:///yian.db" }, []string{"postgres://"}},
		"an odd name":       {func(_ *Settings, a *Apart) { a.Instance = "a/b" }, []string{"instance"}},
		"a fault of others": {func(s *Settings, _ *Apart) { s.QueueBytes = 1 }, []string{"disk-queue-bytes"}},
	} {
		t.Run(name, func(t *testing.T) {
			set, apart := whole(), Apart{MQTT: "tcp://host:1883", Instance: "a"}
			c.spoil(&set, &apart)
			err := apart.check(&set)
			if !errors.Is(err, care.ErrInvalid) {
				t.Fatalf("got %v", err)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%v does not name %s", err, w)
				}
			}
		})
	}
	unnamed := Apart{MQTT: "tcp://host:1883"}
	if err := unnamed.check(&set); err != nil || unnamed.Instance == "" {
		t.Errorf("the host's name: %q, %v", unnamed.Instance, err)
	}
}

// A device may name any client id, so those of the platform cannot be guessed; all
// processes that share a session agree on its id.
func TestClientIDsAreKnownToThePlatformOnly(t *testing.T) {
	a, b := Apart{MQTTPassword: "x", Instance: "a"}, Apart{MQTTPassword: "x", Instance: "b"}
	if la, lb := a.lane(), b.lane(); la.TelemetryID != lb.TelemetryID || la.ClientID == lb.ClientID {
		t.Errorf("%+v and %+v", la, lb)
	}
	other := Apart{MQTTPassword: "y", Instance: "a"}
	if other.lane().TelemetryID == a.lane().TelemetryID || other.lane().ClientID == a.lane().ClientID {
		t.Error("another password, the same ids")
	}
	if id := a.lane().ClientID; !strings.HasPrefix(id, "yian-a-") || strings.Contains(id, "x") && len(id) < 20 {
		t.Errorf("client id %q", id)
	}
}
