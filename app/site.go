package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"yian/alerts"
	"yian/api"
	"yian/app/embedded"
	"yian/care"
	"yian/centers"
	"yian/console"
	"yian/dispatch"
	"yian/dispatch/notify/webhook"
	"yian/dispatch/queue"
	"yian/ingest"
	"yian/registry"
	"yian/store/readings"
	"yian/store/records"
	"yian/supervision"
)

// Version is set when the binary is built.
var Version = "dev"

// Site is the whole platform in one process.
type Site struct {
	Registry *registry.Registry
	Centers  *centers.Centers
	Desk     *dispatch.Desk
	Records  *records.Store
	Readings *readings.Store

	set     Settings
	dir     string
	log     *slog.Logger
	parts   *parts
	metrics *prometheus.Registry

	influx *embedded.Influx // nil: external
	redis  *embedded.Redis  // nil: external
	broker *embedded.Broker
	queue  *queue.Queue

	engine    *alerts.Engine
	watch     *supervision.Supervisor
	ingest    *ingest.Ingest
	downlink  *ingest.Downlink
	health    *health
	server    *api.Server
	trial     atomic.Bool
	refused   atomic.Pointer[ingest.Ingest]
	notifying *webhook.Webhook
}

// Options are what a site of another kind than `up` changes.
type Options struct {
	Demo        *api.Demo
	StaffAct    func(on bool)
	MinPassword int
}

// NewSite opens the stores below dir and builds every room. Nothing listens yet.
// After an error everything that was opened is closed again.
func NewSite(ctx context.Context, set Settings, dir string, log *slog.Logger, opts Options) (*Site, error) {
	s := &Site{set: set, dir: dir, log: log, parts: newParts(log), metrics: prometheus.NewRegistry()}
	s.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, step := range []func(context.Context, Options) error{s.openStores, s.buildRooms, s.buildLanes, s.buildServer} {
		if err := step(ctx, opts); err != nil {
			s.parts.stop()
			return nil, err
		}
	}
	return s, nil
}

func (s *Site) path(name string) string { return filepath.Join(s.dir, name) }

// openStores opens the record, the readings and the queue, embedded where no
// address is set.
func (s *Site) openStores(ctx context.Context, _ Options) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("app: data folder: %w", err)
	}
	database := s.set.Database
	if database == "" {
		database = "sqlite://" + s.path("yian.db")
	}
	var err error
	if s.Records, err = records.Open(ctx, database, s.log); err != nil {
		return err
	}
	s.parts.onStop("records", s.Records.Close)
	influxURL := s.set.Influx
	if influxURL == "" {
		// Stores outlive ctx, which only bounds the start.
		if s.influx, err = embedded.StartInflux(context.WithoutCancel(ctx), s.path("influx")); err != nil {
			return err
		}
		s.parts.onStop("influx", s.influx.Close)
		influxURL = s.influx.URL()
	}
	s.Readings = readings.Open(readings.Config{URL: influxURL, Token: s.set.InfluxToken, Org: s.set.InfluxOrg, Bucket: s.set.InfluxBucket, Log: s.log, Metrics: s.metrics})
	s.parts.onStop("readings", func() error { s.Readings.Close(); return nil })
	redisURL := s.set.Redis
	if redisURL == "" {
		if s.redis, err = embedded.StartRedis(context.WithoutCancel(ctx)); err != nil {
			return err
		}
		s.parts.onStop("redis", s.redis.Close)
		redisURL = "redis://" + s.redis.Addr()
	}
	if s.queue, err = queue.Open(redisURL, nil); err != nil {
		return err
	}
	s.parts.onStop("queue", s.queue.Close)
	return nil
}

func (s *Site) buildRooms(ctx context.Context, opts Options) error {
	s.Registry = registry.New(registry.Config{SessionTTL: s.set.SessionTTL, MinPassword: opts.MinPassword}, registry.Deps{Record: s.Records, Log: s.log})
	bedside := &sensors{}
	s.Centers = centers.New(centers.Config{}, centers.Deps{Record: s.Records, Sensors: bedside, Log: s.log})
	var err error
	s.watch, err = supervision.New(supervision.Config{}, supervision.Deps{Book: s.Records, List: s.Records, Memory: s.Records,
		Places: s.Registry, Homes: s.Records, Now: time.Now, Log: s.log, Metrics: s.metrics})
	if err != nil {
		return err
	}
	s.notifying, err = webhook.New(webhook.Config{URL: s.set.Webhook, Secret: s.set.WebhookSecret, Timeout: s.set.WebhookTimeout}, nil)
	if err != nil {
		return err
	}
	if err := s.startBroker(ctx); err != nil {
		return err
	}
	s.downlink = ingest.NewDownlink(s.laneConfig("down"), s.log, s.metrics)
	s.Desk, err = dispatch.New(s.deskConfig(), s.deskDeps())
	if err != nil {
		return err
	}
	rules := s.set.Rules
	if rules == "" {
		rules = s.path("rules")
	}
	s.engine, err = alerts.New(alerts.Config{RulesDir: rules}, alerts.Deps{Desk: s.Desk, Book: s.Records, List: s.Records, Memory: s.Records,
		History: s.Readings, Whereabouts: s.Centers, Places: s.Registry, Now: time.Now, Log: s.log, Metrics: s.metrics})
	if err != nil {
		return err
	}
	bedside.engine = s.engine
	return nil
}

func (s *Site) deskConfig() dispatch.Config {
	return dispatch.Config{Supervisor: s.set.EscalateSupervisor, Neighbours: s.set.EscalateNeighbours, County: s.set.EscalateCounty,
		AcceptEmergency: s.set.AcceptEmergency, Accept: s.set.Accept, Hotline: s.set.Hotline}
}

func (s *Site) deskDeps() dispatch.Deps {
	return dispatch.Deps{Book: s.Records, Due: s.Records, Outbox: s.Records, Shelf: s.Records, People: s.Registry, Posts: s.Registry,
		Whereabouts: s.Centers, Queue: s.queue, Notifier: s.notifying, Downlink: s.downlink, Trial: s.trial.Load, Log: s.log}
}

// startBroker starts the embedded broker without letting devices in: its port
// opens once ingest's sessions exist, or a first call would find nobody.
func (s *Site) startBroker(ctx context.Context) error {
	var err error
	s.broker, err = embedded.StartBroker(context.WithoutCancel(ctx), embedded.BrokerConfig{
		Listen: s.set.MQTTListen, Dir: s.path("broker"), Log: s.log, Authenticate: s.Registry.Authenticate,
		OnRefused: func(r care.Refusal) {
			if i := s.refused.Load(); i != nil {
				i.Refuse(r)
			}
		},
	})
	if err != nil {
		return err
	}
	s.parts.onStop("broker", s.broker.Close)
	s.Registry.OnRevoke(s.broker.Disconnect)
	return nil
}

func (s *Site) laneConfig(id string) ingest.Config {
	a := s.broker.Internal()
	return ingest.Config{URL: a.URL, Username: a.Username, Password: a.Password, ClientID: "yian-" + id, Dir: s.path("ingest"), QueueBytes: s.set.QueueBytes}
}

func (s *Site) buildLanes(_ context.Context, _ Options) error {
	var err error
	s.ingest, err = ingest.New(s.laneConfig("in"), ingest.Deps{Registry: s.Registry, Readings: s.Readings, Judge: s.engine, Desk: s.Desk,
		Supervisor: s.watch, Log: s.log, Metrics: s.metrics})
	if err != nil {
		return err
	}
	s.refused.Store(s.ingest)
	return nil
}

func (s *Site) buildServer(_ context.Context, opts Options) error {
	gateway := probe{name: "telephony"}
	if s.notifying.Configured() {
		gateway.check = s.gatewayWorks
	}
	s.health = newHealth(time.Now, s.metrics,
		probe{name: "database", required: true, check: s.Records.Ping},
		probe{name: "devices", required: true, check: s.lanesUp},
		probe{name: "influx", check: s.Readings.Ping},
		probe{name: "redis", check: s.queue.Ping},
		gateway,
	)
	var files fs.FS
	if built, ok := console.FS(); ok {
		files = built
	}
	var err error
	s.server, err = api.New(api.Config{Listen: s.set.HTTP, SecureCookie: s.set.SecureCookie}, api.Deps{
		Registry: s.Registry, Centers: s.Centers, Alerts: s.engine, Supervision: s.watch, Desk: s.Desk, Sessions: s.Registry,
		Shelf: s.Records, Journal: s.Records, Names: s.Registry, Curves: curves{s.Readings}, Refusals: s.ingest,
		Health: s.health, Queue: s.queue, Console: files, Metrics: s.metrics, Demo: opts.Demo, StaffAct: opts.StaffAct, Log: s.log, Version: Version})
	if err != nil {
		return err
	}
	s.watch.OnReconnect(func(id care.DeviceID) {
		if err := s.Desk.Reconnected(context.Background(), id); err != nil {
			s.log.Warn("feedback not repeated", "device_id", id, "err", err)
		}
	})
	s.watch.OnChange(s.server.DeviceChanged)
	s.Records.Listen(s.Registry.Heard)
	s.Records.Listen(s.forgetRevoked)
	s.Records.Listen(s.Desk.Follow)
	s.Records.Listen(s.server.Hub().Wake)
	return nil
}

// forgetRevoked ends what is judged of a device that is no longer in use. A new
// secret also ends the old one, so the journal is asked, not the credential.
func (s *Site) forgetRevoked(entries []care.Entry) {
	for _, e := range entries {
		if e.What == "device.revoked" {
			s.engine.Forget(care.DeviceID(e.Subject))
			s.watch.Forget(care.DeviceID(e.Subject))
		}
	}
}

// lanesUp is nil while calls can come in and feedback can go out.
func (s *Site) lanesUp(context.Context) error {
	if !s.ingest.Ready() || !s.downlink.Ready() {
		return care.ErrUnavailable
	}
	return nil
}

// gatewayWorks is nil unless the newest notices that were tried all failed.
func (s *Site) gatewayWorks(ctx context.Context) error {
	list, err := s.Records.Notices(ctx, 5)
	if err != nil {
		return err
	}
	for _, n := range list {
		if n.DoneAt != nil {
			return nil
		}
		if n.Error != "" {
			err = errors.New("the gateway does not answer")
		}
	}
	return err
}

// Start runs every room and returns once calls can come in. ready gets the
// addresses.
func (s *Site) Start(ctx context.Context) (httpURL, mqttURL string, err error) {
	if err := s.Registry.Load(ctx); err != nil {
		return "", "", err
	}
	if err := s.refreshTrial(ctx); err != nil {
		return "", "", err
	}
	if err := s.server.Open(); err != nil {
		return "", "", err
	}
	// Stopped in reverse: first no more requests, then no more messages, then the
	// rooms write what they hold.
	s.parts.start("registry", s.Registry.Run)
	s.parts.start("supervision", s.watch.Run)
	s.parts.start("alerts", s.engine.Run)
	s.parts.start("downlink", s.downlink.Run)
	s.parts.start("dispatch", s.Desk.Run)
	s.parts.start("ingest", s.ingest.Run)
	s.parts.start("trial", s.watchTrial)
	s.parts.start("health", s.health.Run)
	s.parts.start("gauges", s.measure)
	s.parts.start("api", s.server.Run)
	if err := s.ingest.WaitReady(ctx); err != nil {
		return "", "", fmt.Errorf("app: ingest: %w", err)
	}
	if err := s.broker.Open(); err != nil {
		return "", "", err
	}
	return "http://" + s.server.Addr(), "tcp://" + s.broker.Addr(), nil
}

// Wait blocks until ctx ends or a part fails, and returns the failure.
func (s *Site) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.parts.fault:
		return err
	}
}

// Stop stops everything in order. It is idempotent.
func (s *Site) Stop() { s.parts.stop() }

// StopInflux and StartInflux take the embedded InfluxDB away and back, to show
// what happens then.
func (s *Site) StopInflux() error { return s.influx.Stop() }

// StartInflux brings it back.
func (s *Site) StartInflux() error { return s.influx.Start() }

// FlushRedis wipes the embedded Redis.
func (s *Site) FlushRedis() { s.redis.Flush() }

func (s *Site) refreshTrial(ctx context.Context) error {
	live, err := s.Registry.LiveAt(ctx)
	if err == nil {
		s.trial.Store(live == nil)
	}
	return err
}

func (s *Site) watchTrial(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := s.refreshTrial(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("go-live date not read", "err", err)
			}
		}
	}
}

// QueueLengths counts what waits in the queue, by service.
func (s *Site) QueueLengths(ctx context.Context) (map[care.Service]int, error) {
	return s.queue.Lengths(ctx)
}
