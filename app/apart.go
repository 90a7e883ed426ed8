package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"yian/api"
	"yian/care"
	"yian/ingest"
	"yian/registry"
	"yian/store/readings"
	"yian/store/records"
)

// Apart are the settings of a process that is one part of a site.
type Apart struct {
	MQTT         string `name:"mqtt" env:"YIAN_MQTT_URL" default:"tcp://127.0.0.1:1883" help:"The broker that devices speak to."`
	MQTTUsername string `name:"mqtt-username" env:"YIAN_MQTT_USERNAME" help:"The platform's account at the broker."`
	MQTTPassword string `name:"mqtt-password" env:"YIAN_MQTT_PASSWORD" secret:"all" help:"Its password."`
	MQTTAccess   string `name:"mqtt-access" env:"YIAN_MQTT_ACCESS" default:"none" enum:"none,dynsec,emqx" help:"How the broker learns which devices may come in: dynsec: Yian drives Mosquitto's dynamic-security plugin; emqx: EMQX asks Yian over HTTP; none: somebody enters accounts by hand."`
	BrokerSecret string `name:"broker-secret" env:"YIAN_BROKER_SECRET" secret:"all" help:"With emqx: what EMQX shows when it asks, in the header X-Yian-Broker."`
	EMQX         string `name:"emqx-url" env:"YIAN_EMQX_URL" help:"With emqx: its management API, like http://emqx:18083, by which connections are cut."`
	EMQXKey      string `name:"emqx-key" env:"YIAN_EMQX_KEY" help:"With emqx: an API key of its dashboard."`
	EMQXSecret   string `name:"emqx-secret" env:"YIAN_EMQX_SECRET" secret:"all" help:"The secret of that key."`
	Instance     string `name:"instance" env:"YIAN_INSTANCE" help:"Name of this process among its kind, the same over restarts; default: the host's name."`
	Data         string `name:"data" env:"YIAN_DATA" default:"data" help:"Folder of this process: the disk queue for readings, the rules."`
}

// check returns every fault of a part's settings, joined.
func (a *Apart) check(s *Settings) error {
	faults := []error{s.Check()}
	need := func(name, value, why string) {
		if value == "" {
			faults = append(faults, fmt.Errorf("%s: is needed: %s", name, why))
		}
	}
	need("database-url", s.Database, "parts share a PostgreSQL server")
	if s.Database != "" && !isPostgres(s.Database) {
		faults = append(faults, errors.New("database-url: must begin with postgres://: parts share a server"))
	}
	need("influx-url", s.Influx, "parts share an InfluxDB")
	need("redis-url", s.Redis, "parts share a Redis")
	need("mqtt", a.MQTT, "the broker that devices speak to")
	switch a.MQTTAccess {
	case accessDynsec:
		need("mqtt-password", a.MQTTPassword, "with it secrets are sealed until Mosquitto has them")
	case accessEMQX:
		need("broker-secret", a.BrokerSecret, "nobody else may ask who may come in")
		need("emqx-url", a.EMQX, "or a device whose secret was taken away stays connected")
	}
	if a.Instance == "" {
		host, err := os.Hostname()
		if err != nil {
			faults = append(faults, fmt.Errorf("instance: is needed: the host has no name: %w", err))
		}
		a.Instance = host
	}
	if !instanceName(a.Instance) {
		faults = append(faults, errors.New("instance: 1 to 40 of A-Z a-z 0-9 _ . -"))
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("%w: %w", care.ErrInvalid, err)
	}
	return nil
}

func instanceName(s string) bool {
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.', r == '-':
		default:
			return false
		}
	}
	return len(s) > 0 && len(s) <= 40
}

// lane is how this process connects. The session of readings belongs to whoever has
// the turn, so its client id names no instance.
func (a *Apart) lane() ingest.Config {
	return ingest.Config{URL: a.MQTT, Username: a.MQTTUsername, Password: a.MQTTPassword,
		ClientID: a.clientID(a.Instance), TelemetryID: a.clientID("telemetry")}
}

// The ways in which a broker that is not ours learns which devices may come in.
const (
	accessDynsec = "dynsec"
	accessEMQX   = "emqx"
)

// seal is the key under which secrets wait for Mosquitto, made from what every
// process knows and the record does not hold; nil where none wait.
func (a *Apart) seal() []byte {
	if a.MQTTAccess != accessDynsec {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(a.MQTTPassword))
	mac.Write([]byte("secrets that wait for the broker")) // never fails
	return mac.Sum(nil)
}

// broker answers EMQX, or nobody.
func (a *Apart) broker(gate api.Gate) api.Broker {
	if a.MQTTAccess != accessEMQX {
		return api.Broker{}
	}
	return api.Broker{Secret: a.BrokerSecret, Gate: gate}
}

// clientID makes a client id that only the platform's processes can know: brokers
// let whoever names a client id take over its session, a device as well.
func (a *Apart) clientID(name string) string {
	if a.MQTTPassword == "" {
		return "yian-" + name
	}
	mac := hmac.New(sha256.New, []byte(a.MQTTPassword))
	mac.Write([]byte("client id " + name)) // never fails
	return "yian-" + name + "-" + hex.EncodeToString(mac.Sum(nil)[:8])
}

// The turns that processes take, kept in the record: Redis may be wiped, and a
// wiped turn would have two holders.
const (
	listening  = "telemetry" // who judges and takes readings
	takesCalls = "calls/"    // with the instance: who takes calls
	turnFor    = 1500 * time.Millisecond
	renewEvery = 400 * time.Millisecond
)

// errNobodyListens is why calls cannot come in although this process works.
var errNobodyListens = errors.New("no yian ingest takes calls")

// callsTaken is nil while some process takes calls.
func callsTaken(store *records.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		turns, err := store.Turns(ctx, takesCalls)
		if err == nil && len(turns) == 0 {
			err = errNobodyListens
		}
		return err
	}
}

// beds says what bed sensors said last, in a process that does not listen: it
// asks the readings every few seconds.
type beds struct {
	store *readings.Store
	mu    sync.RWMutex // guards last
	last  map[care.DeviceID]care.Reading
}

// bedsBack is how far back the readings are asked: a sensor that is silent for
// longer is shown as silent.
const bedsBack = 2 * time.Hour

// Latest never blocks. Only who is in bed is known.
func (b *beds) Latest(device care.DeviceID, m care.Metric) (care.Reading, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	r, ok := b.last[device]
	return r, ok && m == care.BedOccupied
}

func (b *beds) look(ctx context.Context) error {
	all, err := b.store.LatestOf(ctx, care.BedOccupied, time.Now().Add(-bedsBack))
	if err != nil {
		return err // what is shown grows old, and says so
	}
	last := make(map[care.DeviceID]care.Reading, len(all))
	for _, r := range all {
		last[r.Device] = r
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last = last
	return nil
}

// board shows what the listening processes refused, in a process that does not
// listen.
type board struct {
	store  *records.Store
	mu     sync.RWMutex // guards the rest
	newest []care.Refusal
	counts map[care.Reason]int64
}

// Refusals returns the last refused messages of all processes, newest first.
func (b *board) Refusals(limit int) []care.Refusal {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.newest[:min(limit, len(b.newest))]
}

// RefusalCounts returns how many messages were refused, by reason.
func (b *board) RefusalCounts() map[care.Reason]int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.counts
}

func (b *board) look(ctx context.Context) error {
	newest, counts, err := b.store.Refusals(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.newest, b.counts = newest, counts
	return nil
}

// lookEvery is how old what other processes know may be when it is shown.
const lookEvery = 3 * time.Second

// keepLooking looks again and again until ctx ends.
func (c *core) keepLooking(what string, look func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		once := func() {
			if err := look(ctx); err != nil && ctx.Err() == nil {
				c.log.Warn("what other processes know was not read", "what", what, "err", err)
			}
		}
		once()
		return every(ctx, lookEvery, once)
	}
}

// registryConfig is the same in every process: each may end an old secret.
func (a *Apart) registryConfig() registry.Config {
	return registry.Config{Seal: a.seal(), Cuts: a.MQTTAccess == accessEMQX}
}
