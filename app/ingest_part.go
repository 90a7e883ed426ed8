package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"yian/api"
	"yian/care"
	"yian/ingest"
)

// IngestPart is one `yian ingest`: it takes calls, and readings in its turn. Any
// number of them may run over one record and one broker.
type IngestPart struct {
	core
	apart  Apart
	ingest *ingest.Ingest
	turn   atomic.Pointer[turn] // nil: another process has it
	probes *api.Probes
}

var errNoBroker = errors.New("no connection to the broker")

// NewIngestPart opens the stores and builds the rooms. Nothing runs yet. After an
// error everything that was opened is closed again.
func NewIngestPart(ctx context.Context, set Settings, apart Apart, log *slog.Logger) (*IngestPart, error) {
	p := &IngestPart{apart: apart}
	if err := p.prepare(set, apart.Data, log); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{p.open, p.buildRooms} {
		if err := step(ctx); err != nil {
			p.parts.stop()
			return nil, err
		}
	}
	return p, nil
}

func (p *IngestPart) buildRooms(context.Context) (err error) {
	p.house(nil, p.apart.registryConfig())
	if err = p.buildAsked(); err != nil {
		return err
	}
	// Of what is to be told or asked this process carries what is for the watches
	// connected here; yian dispatch does the rest.
	here := byWatch{p.watches}
	deps := p.messengerDeps(here)
	deps.Turns, deps.Reaches = nil, here.Holds
	if err = p.buildMessenger(deps); err != nil {
		return err
	}
	if err = p.openDesk(p.deskDeps()); err != nil {
		return err
	}
	if err = p.buildCommands(here); err != nil {
		return err
	}
	lane := p.apart.lane()
	lane.Dir, lane.QueueBytes = p.path("ingest"), p.set.QueueBytes
	p.ingest, err = ingest.New(lane, ingest.Deps{Registry: p.Registry, Readings: p.Readings, Judge: p, Desk: desk{p.Desk, p.Messenger},
		Supervisor: p, Strays: p, Now: p.clock.Now, Log: p.log, Metrics: p.metrics})
	if err != nil {
		return err
	}
	p.Registry.OnSources(p.ingest.SetSources)
	p.health = newHealth(p.clock.Now, p.metrics,
		probe{name: "database", required: true, check: p.Records.Ping},
		probe{name: "devices", required: true, check: p.callsUp},
		probe{name: "influx", check: p.Readings.Ping},
		probe{name: "redis", check: p.queue.Ping},
		p.clock.steady(),
	)
	p.Records.Listen(p.Registry.Heard)
	p.Records.Listen(p.Messenger.Heard)
	p.Records.Listen(p.forgetRevoked)
	p.Records.Listen(p.fencesChanged)
	p.Records.Listen(p.Commands.Heard)
	p.Records.Listen(p.follow)
	return nil
}

func (p *IngestPart) callsUp(context.Context) error {
	if !p.ingest.CallsReady() {
		return errNoBroker
	}
	return nil
}

// Judge hands readings to the rules of the present turn. It never blocks.
func (p *IngestPart) Judge(place care.Place, rs []care.Reading) {
	if t := p.turn.Load(); t != nil {
		t.engine.Judge(place, rs)
	}
}

// Seen hands a sign of life to the present turn. A call is seen by every process,
// so that one without the turn need not keep it.
func (p *IngestPart) Seen(place care.Place, at time.Time, rs []care.Reading) {
	if t := p.turn.Load(); t != nil {
		t.watch.Seen(place, at, rs)
	}
}

// Status hands what a device says of itself to the present turn.
func (p *IngestPart) Status(place care.Place, status care.Status) {
	if t := p.turn.Load(); t != nil {
		t.watch.Status(place, status)
		t.moves.Around(place, status.Around)
	}
}

// Strayed hands a child behind a foreign gateway to the present turn.
func (p *IngestPart) Strayed(gateway care.Place, child string) {
	if t := p.turn.Load(); t != nil {
		strays{p.Registry, t.moves}.Strayed(gateway, child)
	}
}

// Result records a device's answer: every process hears it, and the record takes it
// once.
func (p *IngestPart) Result(ctx context.Context, r care.CommandResult) error {
	return p.Commands.Result(ctx, r)
}

func (p *IngestPart) forgetRevoked(entries []care.Entry) {
	if t := p.turn.Load(); t != nil {
		forgetRevoked(t.engine, t.watch)(entries)
	}
}

func (p *IngestPart) fencesChanged(entries []care.Entry) {
	if t := p.turn.Load(); t != nil {
		t.engine.Heard(entries)
	}
}

// follow hands what changed to whoever keeps the ledger in the present turn.
func (p *IngestPart) follow(entries []care.Entry) {
	if t := p.turn.Load(); t != nil {
		t.ledger.Follow(entries)
	}
}

// Start runs every room and returns once calls can come in.
func (p *IngestPart) Start(ctx context.Context) (httpURL, mqttURL string, err error) {
	if err := p.load(ctx); err != nil {
		return "", "", err
	}
	secure, err := p.webTLS()
	if err != nil {
		return "", "", err
	}
	if p.probes, err = api.OpenProbes(p.set.HTTP, secure, p.health, prometheus.Gatherers{p.metrics, prometheus.GathererFunc(p.gatherTurn)}, p.apart.broker(p.Registry)); err != nil {
		return "", "", err
	}
	p.parts.start("registry", p.Registry.Run)
	p.parts.start("trial", p.watchTrial)
	p.parts.start("health", p.health.Run)
	p.parts.start("probes", p.probes.Run)
	p.parts.start("calls", p.ingest.TakeCalls)
	p.parts.start("refusals", p.shareRefusals)
	p.parts.start("sources", p.noteSourceStates(p.ingest, func() bool { return p.turn.Load() != nil }))
	p.parts.start("turns", p.takeTurns)
	p.parts.start("pulse", newPulse(&p.core, p.apart.Instance, takingCalls(p.callsUp)).Run)
	if err := p.ingest.WaitCalls(ctx); err != nil {
		return "", "", fmt.Errorf("app: ingest: %w", err)
	}
	return p.webURL(p.probes.Addr()), p.apart.MQTT, nil
}

// watches are those that are connected here, nil unless it is this process's turn
// to let them in.
func (p *IngestPart) watches() *ingest.Watches {
	if t := p.turn.Load(); t != nil {
		return t.watches
	}
	return nil
}

// gatherTurn adds the metrics of whoever judges in the present turn.
func (p *IngestPart) gatherTurn() ([]*dto.MetricFamily, error) {
	if t := p.turn.Load(); t != nil {
		return t.metrics.Gather()
	}
	return nil, nil
}

// shareRefusals shows the other processes what this one refused while it has the
// turn: every process hears every call, and would count it again.
func (p *IngestPart) shareRefusals(ctx context.Context) error {
	var shared map[care.Reason]int64
	return every(ctx, lookEvery, func() {
		counts := p.ingest.RefusalCounts()
		if p.turn.Load() == nil || sum(counts) == sum(shared) {
			return
		}
		if err := p.Records.SaveRefusals(ctx, p.apart.Instance, p.ingest.Refusals(200), counts); err != nil {
			p.log.Warn("refusals not shared, will try again", "err", err)
			return
		}
		shared = counts
	})
}

func sum(counts map[care.Reason]int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}
