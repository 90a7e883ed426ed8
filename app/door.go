package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
	"yian/registry"
	"yian/registry/brokers/emqx"
	"yian/registry/brokers/mosquitto"
	"yian/store/records"
)

var (
	_ registry.Doorman = (*mosquitto.Doorman)(nil)
	_ registry.Doorman = (*emqx.Doorman)(nil)
)

// door tells a broker that is not ours who may come in. Every `yian dispatch` has
// one; the one with the turn speaks.
type door struct {
	registry *registry.Registry
	turns    *records.Store
	name     string // of this process
	broker   registry.Doorman
	log      *slog.Logger
	waiting  prometheus.Gauge
	missing  prometheus.Gauge

	mu    sync.Mutex // guards all below
	err   error      // of the last attempt
	since time.Time  // when something began to wait; zero: nothing does
}

// The turn at the door ends by itself, for another process to take it.
const (
	atDoor   = "door"
	doorTurn = 3 * time.Second
	// doorPatience is how long something may wait before the screens say so.
	doorPatience = 30 * time.Second
)

// newDoor returns nil where nobody has to be told.
func newDoor(c *core, a *Apart) *door {
	d := &door{registry: c.Registry, turns: c.Records, name: a.Instance, log: c.log.With("room", "door"),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{Name: "yian_broker_accounts_waiting", Help: "Devices of which the broker must still be told, by the process that tells it."}),
		missing: prometheus.NewGauge(prometheus.GaugeOpts{Name: "yian_broker_accounts_missing", Help: "Devices with a secret that the broker does not let in: each needs a new one."})}
	switch a.MQTTAccess {
	case accessDynsec:
		d.broker = mosquitto.New(mosquitto.Config{URL: a.MQTT, Username: a.MQTTUsername, Password: a.MQTTPassword, ClientID: a.clientID("door-" + a.Instance)})
	case accessEMQX:
		d.broker = emqx.New(emqx.Config{URL: a.EMQX, Key: a.EMQXKey, Secret: a.EMQXSecret})
	default:
		return nil
	}
	c.metrics.MustRegister(d.waiting, d.missing)
	return d
}

// run tells the broker what waits, every second, until ctx ends.
func (d *door) run(ctx context.Context) error {
	err := every(ctx, time.Second, func() { d.step(ctx) })
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := d.turns.EndTurn(last, atDoor, d.name); err != nil {
		d.log.Warn("the record does not hear that a turn ended; it ends by itself", "err", err)
	}
	if m, ok := d.broker.(*mosquitto.Doorman); ok {
		m.Close()
	}
	return err
}

func (d *door) step(ctx context.Context) {
	mine, err := d.turns.TakeTurn(ctx, atDoor, d.name, doorTurn)
	if err != nil || !mine {
		d.note(ctx, registry.DoorState{}, nil)
		return
	}
	err = d.registry.Tell(ctx, d.broker)
	d.note(ctx, d.registry.Door(), err)
}

// note keeps how it went, and says so in the log when that changed.
func (d *door) note(ctx context.Context, state registry.DoorState, err error) {
	d.waiting.Set(float64(state.Waiting))
	d.missing.Set(float64(state.Missing))
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case err == nil && d.err != nil:
		d.log.Info("the broker is told again who may come in")
	case err != nil && d.err == nil && ctx.Err() == nil:
		d.log.Error("the broker is not told who may come in, will try again", "waiting", state.Waiting, "err", err)
	}
	if d.err = err; err == nil {
		d.since = time.Time{}
	} else if d.since.IsZero() {
		d.since = time.Now()
	}
}

// probe is down when the broker was not told for too long: a device whose secret was
// taken away may still come in.
func (d *door) probe() probe {
	p := probe{name: "door"}
	if d != nil {
		p.check = func(context.Context) error {
			d.mu.Lock()
			defer d.mu.Unlock()
			if d.err != nil && time.Since(d.since) > doorPatience {
				return errors.Join(fmt.Errorf("app: the broker is not told who may come in: %w", care.ErrUnavailable), d.err)
			}
			return nil
		}
	}
	return p
}
