package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"yian/api"
	"yian/care"
	"yian/centers"
	"yian/devices"
	"yian/dispatch"
	"yian/dispatch/messenger"
	"yian/dispatch/notify"
	"yian/dispatch/notify/webhook"
	"yian/dispatch/queue"
	"yian/dispatch/roster"
	"yian/registry"
	"yian/store/readings"
	"yian/store/records"
	"yian/supervision"
)

// Version is set when the binary is built.
var Version = "dev"

// core is what every process of a site has: the stores, and the rooms that need
// nothing but them.
type core struct {
	Registry *registry.Registry
	Centers  *centers.Centers
	Desk     *dispatch.Desk
	programme
	visited
	carehome
	taught
	spoken
	heard
	answering
	handing
	Roster *roster.Roster
	api.Assignment
	Commands *supervision.Commands
	Ledger   *supervision.Ledger
	Records  *records.Store
	Readings *readings.Store

	set       Settings
	dir       string
	log       *slog.Logger
	parts     *parts
	metrics   *prometheus.Registry
	queue     *queue.Queue
	webhook   *webhook.Webhook
	notifying *notify.Channels
	health    *health
	clock     *clock
	trial     atomic.Bool
}

func (c *core) prepare(set Settings, dir string, log *slog.Logger) error {
	c.set, c.dir, c.log, c.parts, c.metrics = set, dir, log, newParts(log), prometheus.NewRegistry()
	c.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("app: data folder: %w", err)
	}
	return nil
}

func (c *core) path(name string) string { return filepath.Join(c.dir, name) }

// open opens the stores at the addresses that are set.
func (c *core) open(ctx context.Context) error {
	var err error
	if c.Records, err = records.Open(ctx, c.set.Database, c.log); err != nil {
		return err
	}
	c.parts.onStop("records", c.Records.Close)
	now, err := c.Records.Clock(ctx)
	if err != nil {
		return err
	}
	c.clock = newClock(now)
	if err := c.rightRecord(ctx); err != nil {
		return err
	}
	c.Readings = readings.Open(readings.Config{URL: c.set.Influx, Token: c.set.InfluxToken, Org: c.set.InfluxOrg, Bucket: c.set.InfluxBucket,
		HourlyBucket: c.set.HourlyBucket, RawFor: days(c.set.RawDays), Log: c.log, Metrics: c.metrics})
	c.parts.onStop("readings", func() error { c.Readings.Close(); return nil })
	if c.queue, err = queue.Open(c.set.Redis, nil); err != nil {
		return err
	}
	c.parts.onStop("queue", c.queue.Close)
	return c.openChannels()
}

// house builds who exists and where they are. sensors say who is in bed.
func (c *core) house(sensors centers.Sensors, cfg registry.Config) {
	cfg.SessionTTL = c.set.SessionTTL
	c.Registry = registry.New(cfg, registry.Deps{Record: c.Records, Decoders: devices.SourceKinds(), Now: c.clock.Now, Log: c.log})
	c.Centers = centers.New(centers.Config{}, centers.Deps{Record: c.Records, Sensors: sensors, Now: c.clock.Now, Log: c.log})
}

// buildDesk builds the desk, which tells devices through down.
func (c *core) buildDesk(down messenger.Downlink) (err error) {
	if err = c.buildAsked(); err != nil {
		return err
	}
	if err = c.buildMessenger(c.messengerDeps(down)); err != nil {
		return err
	}
	if err = c.buildRoster(); err != nil {
		return err
	}
	if err = c.openDesk(c.deskDeps()); err != nil {
		return err
	}
	if err = c.buildRounds(); err != nil {
		return err
	}
	if err = c.buildShifts(); err != nil {
		return err
	}
	if err = c.buildHotline(); err != nil {
		return err
	}
	if err = c.buildVisits(); err != nil {
		return err
	}
	if err := c.buildCarehome(); err != nil {
		return err
	}
	return c.buildPlans()
}

func (c *core) openDesk(deps dispatch.Deps) (err error) {
	if err = unhollow(deps); err != nil {
		return err
	}
	c.Desk, err = dispatch.New(c.deskConfig(), deps)
	return err
}

// unhollow names the first dependency that is a nil pointer in an interface. To its room
// it looks as if it were there, until somebody presses.
func unhollow(deps any) error {
	v := reflect.ValueOf(deps)
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Interface || f.IsNil() {
			continue
		}
		if e := f.Elem(); e.Kind() == reflect.Pointer && e.IsNil() {
			return fmt.Errorf("app: build %s: %s is not built yet", v.Type(), v.Type().Field(i).Name)
		}
	}
	return nil
}

// buildAsked builds what the desk asks wherever it is, beside timers too.
func (c *core) buildAsked() error {
	c.buildCatalogue()
	if err := c.buildAssigner(); err != nil {
		return err
	}
	return c.buildSentences()
}

func (c *core) deskConfig() dispatch.Config {
	return dispatch.Config{Supervisor: c.set.EscalateSupervisor, Neighbours: c.set.EscalateNeighbours, County: c.set.EscalateCounty,
		Act: c.set.ActWithin, OnScene: c.set.OnScene, CallBack: c.set.CallBackWithin, AcceptEmergency: c.set.AcceptEmergency, Accept: c.set.Accept,
		Lone: c.set.LoneWithin, Wake: c.set.WakeEvery, WakeWithin: c.set.WakeWithin, NightFrom: c.set.NightFrom, NightTo: c.set.NightTo, Hotline: c.set.Hotline}
}

func (c *core) deskDeps() dispatch.Deps {
	deps := dispatch.Deps{Book: c.Records, Due: c.Records, Outbox: c.Records, Shelf: c.Records, People: c.Registry, Posts: c.Registry,
		Whereabouts: c.Centers, Phones: c.Records, Callers: c.Registry, Worklist: c.Records, Wakes: c.Records, Keys: c.Records, Queue: c.queue, Presence: c.queue, Notifier: c.notifying, Messenger: c.Messenger, Catalogue: c.Catalogue, Adviser: c.Assigner,
		Trial: c.trial.Load, Now: c.clock.Now, Log: c.log}
	c.sceneDeps(&deps)
	deps.Roads = c.Assigner
	if c.Roster != nil { // where timers run
		deps.Roster = c.Roster
	}
	return deps
}

// buildCommands builds what is asked of devices, carried by deliver; nil leaves that
// to other processes.
func (c *core) buildCommands(deliver supervision.Deliver) (err error) {
	c.Commands, err = supervision.NewCommands(supervision.CommandDeps{Book: c.Records, List: c.Records, Devices: c.Registry,
		Deliver: deliver, Now: c.clock.Now, Log: c.log, Metrics: c.metrics})
	return err
}

// rulesDir is where people edit the rules.
func (c *core) rulesDir() string {
	if c.set.Rules != "" {
		return c.set.Rules
	}
	return c.path("rules")
}

// load reads what every room answers from memory.
func (c *core) load(ctx context.Context) error {
	if err := c.Registry.Load(ctx); err != nil {
		return err
	}
	return c.refreshTrial(ctx)
}

func (c *core) refreshTrial(ctx context.Context) error {
	live, err := c.Registry.LiveAt(ctx)
	if err == nil {
		c.trial.Store(live == nil)
	}
	return err
}

func (c *core) watchTrial(ctx context.Context) error {
	return every(ctx, time.Second, func() {
		if err := c.refreshTrial(ctx); err != nil && ctx.Err() == nil {
			c.log.Warn("go-live date not read", "err", err)
		}
	})
}

// every does something at each interval until ctx ends.
func every(ctx context.Context, interval time.Duration, do func()) error {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			do()
		}
	}
}

// Wait blocks until ctx ends or a part fails, and returns the failure.
func (c *core) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-c.parts.fault:
		return err
	}
}

// Stop stops everything in order. It is idempotent.
func (c *core) Stop() { c.parts.stop() }

// QueueLengths counts what waits in the queue, by service.
func (c *core) QueueLengths(ctx context.Context) (map[care.Service]int, error) {
	return c.queue.Lengths(ctx)
}
