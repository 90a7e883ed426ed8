package app

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"sync/atomic"
	"time"

	"yian/alerts"
	"yian/api"
	"yian/app/embedded"
	"yian/care"
	"yian/console"
	"yian/ingest"
	"yian/registry"
	"yian/supervision"
	"yian/training"
)

// Site is the whole platform in one process.
type Site struct {
	core

	influx *embedded.Influx // nil: external
	redis  *embedded.Redis  // nil: external
	broker *embedded.Broker

	engine   *alerts.Engine
	watch    *supervision.Supervisor
	moves    *supervision.Moves
	ingest   *ingest.Ingest
	downlink *ingest.Downlink
	watches  *ingest.Watches // nil: none are let in
	telling  telling
	server   *api.Server
	lanes    atomic.Pointer[ingest.Ingest] // nil: not yet built
}

// Options are what a site of another kind than `up` changes.
type Options struct {
	Demo        *api.Demo
	StaffAct    func(on bool)
	MinPassword int
	// Training makes it a training seat, whose only telephone is played.
	Training bool
}

// NewSite opens the stores below dir and builds every room. Nothing listens yet.
// After an error everything that was opened is closed again.
func NewSite(ctx context.Context, set Settings, dir string, log *slog.Logger, opts Options) (*Site, error) {
	s := &Site{}
	if opts.Training {
		s.telephone = &training.Telephone{}
	}
	if err := s.prepare(set, dir, log); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context, Options) error{s.startStores, s.buildRooms, s.buildLanes, s.buildServer} {
		if err := step(ctx, opts); err != nil {
			s.parts.stop()
			return nil, err
		}
	}
	return s, nil
}

// startStores opens the stores, after starting inside this process those whose
// address is not set.
func (s *Site) startStores(ctx context.Context, _ Options) error {
	if s.set.Database == "" {
		s.set.Database = "sqlite://" + s.path("yian.db")
	}
	// The servers outlive ctx, which only bounds the start.
	running := context.WithoutCancel(ctx)
	var err error
	if s.set.Influx == "" {
		if s.influx, err = embedded.StartInflux(running, s.path("influx")); err != nil {
			return err
		}
		s.parts.onStop("influx", s.influx.Close)
		s.set.Influx = s.influx.URL()
	}
	if s.set.Redis == "" {
		if s.redis, err = embedded.StartRedis(running); err != nil {
			return err
		}
		s.parts.onStop("redis", s.redis.Close)
		s.set.Redis = "redis://" + s.redis.Addr()
	}
	return s.open(ctx)
}

func (s *Site) buildRooms(ctx context.Context, opts Options) error {
	bedside := &sensors{}
	s.house(bedside, registry.Config{MinPassword: opts.MinPassword})
	var err error
	if s.watch, err = newSupervisor(&s.core, s.metrics); err != nil {
		return err
	}
	s.moves = newMoves(&s.core)
	if s.Ledger, err = newLedger(&s.core, s.watch); err != nil {
		return err
	}
	if err := s.startBroker(ctx); err != nil {
		return err
	}
	s.downlink = ingest.NewDownlink(s.laneConfig("down"), s.log, s.metrics)
	s.telling.broker, s.telling.kind = s.downlink, s.Registry.Kind
	if err := s.buildDesk(&s.telling); err != nil {
		return err
	}
	if err := s.buildCommands(ways{byWatch{func() *ingest.Watches { return s.watches }}, byBroker{s.downlink, s.Registry.Kind}}); err != nil {
		return err
	}
	if s.engine, err = newEngine(&s.core, s.metrics); err != nil {
		return err
	}
	bedside.engine = s.engine
	return nil
}

// startBroker starts the embedded broker without letting devices in: its port
// opens once ingest's sessions exist, or a first call would find nobody.
func (s *Site) startBroker(ctx context.Context) error {
	cfg := embedded.BrokerConfig{
		Listen: s.set.MQTTListen, MaxClients: s.set.MQTTClients, Dir: s.path("broker"), Log: s.log, Authenticate: s.Registry.Authenticate,
		Outside: s.outside,
		OnRefused: func(r care.Refusal) {
			if i := s.lanes.Load(); i != nil {
				i.Refuse(r)
			}
		},
	}
	if s.set.MQTTTLSListen != "" {
		k, err := openCertificate(s.set.TLSCert, s.set.TLSKey, s.set.MQTTClientCA, s.log)
		if err != nil {
			return err
		}
		cfg.TLSListen, cfg.TLS, cfg.Certified = s.set.MQTTTLSListen, k.config(), s.Registry.Certified
	}
	var err error
	if s.broker, err = embedded.StartBroker(context.WithoutCancel(ctx), cfg); err != nil {
		return err
	}
	s.parts.onStop("broker", s.broker.Close)
	s.Registry.OnRevoke(s.broker.Disconnect)
	return nil
}

// outside lets whoever a source names publish on its topics, once both lanes hear
// them: what was published before would be lost.
func (s *Site) outside(topic string) (speaker, publisher care.DeviceID, ok bool) {
	lanes := s.lanes.Load()
	source, ok := s.Registry.SourceOf(topic)
	if !ok || lanes == nil || !lanes.Hears(source.Filter) {
		return "", "", false
	}
	speaker, _ = source.Speaker(topic)
	return speaker, source.Publisher(topic), true
}

func (s *Site) laneConfig(id string) ingest.Config {
	a := s.broker.Internal()
	return ingest.Config{URL: a.URL, Username: a.Username, Password: a.Password, ClientID: "yian-" + id, Dir: s.path("ingest"), QueueBytes: s.set.QueueBytes}
}

func (s *Site) buildLanes(_ context.Context, _ Options) error {
	var err error
	s.ingest, err = ingest.New(s.laneConfig("in"), ingest.Deps{Registry: s.Registry, Readings: s.Readings, Judge: s.engine, Desk: desk{s.Desk, s.Messenger},
		Supervisor: supervisor{s.watch, s.Commands, s.moves}, Strays: strays{s.Registry, s.moves}, Now: s.clock.Now, Log: s.log, Metrics: s.metrics})
	if err != nil {
		return err
	}
	s.lanes.Store(s.ingest)
	s.Registry.OnSources(s.ingest.SetSources)
	if s.set.WatchListen != "" {
		s.watches = ingest.NewWatches(ingest.WatchConfig{Listen: s.set.WatchListen}, s.ingest, s.Registry, s.metrics)
		s.telling.watches = s.watches
	}
	return nil
}

func (s *Site) buildServer(_ context.Context, opts Options) error {
	s.health = newHealth(s.clock.Now, s.metrics,
		probe{name: "database", required: true, check: s.Records.Ping},
		probe{name: "devices", required: true, check: s.lanesUp},
		probe{name: "influx", check: s.Readings.Ping},
		probe{name: "redis", check: s.queue.Ping},
		s.clock.steady(),
		s.telephony(),
	)
	err := s.buildSeat()
	if err != nil {
		return err
	}
	s.server, err = s.newServer(api.Deps{Alerts: s.engine, Supervision: s.watch, Refusals: s.ingest, Metrics: s.metrics,
		Demo: opts.Demo, StaffAct: opts.StaffAct})
	if err != nil {
		return err
	}
	s.watch.OnReconnect(s.reconnected)
	s.watch.OnChange(s.server.DeviceChanged)
	s.watch.OnChange(s.Ledger.Heard)
	s.Records.Listen(s.Registry.Heard)
	s.Records.Listen(forgetRevoked(s.engine, s.watch))
	s.Records.Listen(s.Desk.Follow)
	s.Records.Listen(s.Messenger.Heard)
	s.Records.Listen(s.Commands.Heard)
	s.Records.Listen(s.engine.Heard)
	s.Records.Listen(s.Ledger.Follow)
	s.Records.Listen(s.server.Hub().Wake)
	return nil
}

// newServer builds the screens over what every process has and more.
func (c *core) newServer(more api.Deps) (*api.Server, error) {
	more.Assignment = c.Assignment
	more.Registry, more.Centers, more.Desk, more.Sessions, more.Names = c.Registry, c.Centers, c.Desk, c.Registry, c.Registry
	more.Hotline, more.Shifts, more.Catalogue, more.Visits, more.Accounts = c.Hotline, c.Shifts, c.Catalogue, c.Visits, c.Accounts
	more.Roster = c.Roster
	more.Training, more.TrainingURL = c.seat, c.set.Training
	more.Planning, more.Sayings = c.planning(), c.Sayings
	more.Carehome = c.Carehome
	more.Commands, more.Ledger, more.Gateway, more.DryRun = c.Commands, c.Ledger, c.webhook, c.dryRun
	more.Channels = channelDoor{c.notifying}
	more.Shelf, more.Journal, more.Curves, more.Queue = c.Records, c.Records, curves{c.Readings}, c.queue
	more.Health, more.Log, more.Version, more.Now = c.health, c.log, Version, c.clock.Now
	more.Console = builtConsole()
	secure, err := c.webTLS()
	if err != nil {
		return nil, err
	}
	return api.New(api.Config{Listen: c.set.HTTP, TLS: secure, SecureCookie: c.set.SecureCookie || c.set.HTTPTLS, TrustedProxies: c.set.TrustedProxy,
		SubstitutePhones: c.set.SubstitutePhones, Hotline: c.set.Hotline}, more)
}

// dryRun says what a message of a source would be.
func (c *core) dryRun(ctx context.Context, source *care.Source, topic string, payload []byte, now time.Time) (care.DryRun, error) {
	return ingest.DryRun(ctx, c.Registry, source, topic, payload, now)
}

// builtConsole is nil in a binary without one.
func builtConsole() fs.FS {
	if files, ok := console.FS(); ok {
		return files
	}
	return nil
}

// reconnected tells a device again what it may have missed.
func (c *core) reconnected(id care.DeviceID) {
	if err := c.Messenger.Reconnected(context.Background(), id); err != nil {
		c.log.Warn("feedback not repeated", "device_id", id, "err", err)
	}
	if err := c.Commands.Again(context.Background(), id); err != nil {
		c.log.Warn("commands not repeated", "device_id", id, "err", err)
	}
}

// forgetRevoked ends what is judged of a device that is no longer in use. A new
// secret also ends the old one, so the journal is asked, not the credential.
func forgetRevoked(engine *alerts.Engine, watch *supervision.Supervisor) func([]care.Entry) {
	return func(entries []care.Entry) {
		for _, e := range entries {
			if e.What == "device.revoked" || e.What == "device.retired" {
				engine.Forget(care.DeviceID(e.Subject))
				watch.Forget(care.DeviceID(e.Subject))
			}
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

// Start runs every room and returns once calls can come in. ready gets the
// addresses.
func (s *Site) Start(ctx context.Context) (httpURL, mqttURL string, err error) {
	if err := s.load(ctx); err != nil {
		return "", "", err
	}
	if err := s.server.Open(); err != nil {
		return "", "", err
	}
	// Stopped in reverse: first no more requests, then no more messages, then the
	// rooms write what they hold.
	s.parts.start("registry", s.Registry.Run)
	s.parts.start("supervision", s.watch.Run)
	s.parts.start("moves", s.moves.Run)
	s.parts.start("ledger", s.Ledger.Run)
	s.parts.start("alerts", s.engine.Run)
	s.parts.start("downlink", s.downlink.Run)
	s.parts.start("messenger", s.Messenger.Run)
	s.parts.start("dispatch", s.Desk.Run)
	s.parts.start("hotline", s.Hotline.Run)
	s.parts.start("visits", s.Visits.Run)
	s.parts.start("accounts", s.Accounts.Run)
	s.parts.start("roster", s.Roster.Run)
	s.parts.start("plans", s.Plans.Run)
	s.parts.start("lost", s.newLost().Run)
	s.parts.start("medicine", s.Medicines.Run)
	s.parts.start("upkeep", newUpkeep(&s.core, s.engine, s.watch).Run)
	s.parts.start("commands", s.Commands.Run)
	s.parts.start("ingest", s.ingest.Run)
	s.parts.start("hours", func(ctx context.Context) error { return s.Readings.KeepHours(ctx, s.retain) })
	s.parts.start("sources", s.noteSourceStates(s.ingest, func() bool { return true }))
	s.parts.start("trial", s.watchTrial)
	s.parts.start("health", s.health.Run)
	s.parts.start("gauges", func(ctx context.Context) error { return s.measure(ctx, s.server.Hub()) })
	s.parts.start("api", s.server.Run)
	s.parts.start("pulse", newPulse(&s.core, "up", takingCalls(s.lanesUp), atDesk()).Run)
	if err := s.ingest.WaitReady(ctx); err != nil {
		return "", "", fmt.Errorf("app: ingest: %w", err)
	}
	if s.watches != nil {
		if err := s.watches.Open(); err != nil {
			return "", "", err
		}
		s.log.Info("watches may come in", "address", s.watches.Addr())
		s.parts.start("watches", s.watches.Run)
	}
	if err := s.broker.Open(); err != nil {
		return "", "", err
	}
	return s.webURL(s.server.Addr()), "tcp://" + s.broker.Addr(), nil
}

// retain lets the embedded InfluxDB delete what is old enough, now that it is
// summarised.
func (s *Site) retain() {
	if s.influx == nil {
		return
	}
	if err := s.influx.Retain(days(s.set.RawDays), days(s.set.HourlyDays)); err != nil {
		s.log.Warn("old readings are not deleted, will try again", "err", err)
	}
}

// StopInflux and StartInflux take the embedded InfluxDB away and back, to show
// what happens then.
func (s *Site) StopInflux() error { return s.influx.Stop() }

// StartInflux brings it back.
func (s *Site) StartInflux() error { return s.influx.Start() }

// FlushRedis wipes the embedded Redis.
func (s *Site) FlushRedis() { s.redis.Flush() }
