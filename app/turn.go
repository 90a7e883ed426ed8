package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/alerts"
	"yian/ingest"
	"yian/supervision"
)

// turn is the time in which one process listens to readings and judges them. Its
// rooms begin with what the record remembers and end by writing it down.
type turn struct {
	engine  *alerts.Engine
	watch   *supervision.Supervisor
	moves   *supervision.Moves
	watches *ingest.Watches // nil: none are let in
	ledger  *supervision.Ledger
	metrics *prometheus.Registry
	parts   *parts
}

// begin starts a turn. It blocks until the rooms are built, not until the lane is
// ready.
func (p *IngestPart) begin() (*turn, error) {
	t := &turn{metrics: prometheus.NewRegistry(), parts: newParts(p.log)}
	var err error
	if t.watch, err = newSupervisor(&p.core, t.metrics); err != nil {
		return nil, err
	}
	if t.engine, err = newEngine(&p.core, t.metrics); err != nil {
		return nil, err
	}
	t.moves = newMoves(&p.core)
	if t.ledger, err = newLedger(&p.core, t.watch); err != nil {
		return nil, err
	}
	t.watch.OnReconnect(p.reconnected)
	t.watch.OnChange(t.ledger.Heard)
	t.metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yian_ingest_listening", Help: "1 in the process that listens to readings."},
		func() float64 { // the turn alone hears nothing: the broker must know
			if p.ingest.Ready() {
				return 1
			}
			return 0
		}))
	if p.set.WatchListen != "" {
		t.watches = ingest.NewWatches(ingest.WatchConfig{Listen: p.set.WatchListen}, p.ingest, p.Registry, t.metrics)
	}
	p.turn.Store(t)
	// Stopped in reverse: first no more readings, then the rooms write what they hold.
	t.parts.start("supervision", t.watch.Run)
	t.parts.start("moves", t.moves.Run)
	t.parts.start("ledger", t.ledger.Run)
	t.parts.start("alerts", t.engine.Run)
	t.parts.start("upkeep", newUpkeep(&p.core, t.engine, t.watch).Run)
	t.parts.start("telemetry", p.ingest.Listen)
	if t.watches != nil {
		t.parts.start("messenger", p.Messenger.Run)
		t.parts.start("commands", p.Commands.Run)
		t.parts.start("watches", p.letWatchesIn(t.watches))
	}
	t.parts.start("hours", func(ctx context.Context) error { return p.Readings.KeepHours(ctx, nil) })
	return t, nil
}

// letWatchesIn runs the listener, which belongs to whoever judges: a watch is
// connected to one process, and what it says must reach the rules. An address that
// is still taken is tried again; readings do not wait for it.
func (p *IngestPart) letWatchesIn(w *ingest.Watches) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			err := w.Open()
			if err == nil {
				break
			}
			p.log.Warn("watches cannot come in, will try again", "err", err)
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(time.Second):
			}
		}
		p.log.Info("watches may come in", "address", w.Addr())
		return w.Run(ctx)
	}
}

func (p *IngestPart) end(t *turn) {
	t.parts.stop()
	p.turn.Store(nil)
}

// claim is what a process knows of its turn.
type claim struct {
	turn      *turn     // nil: another process has it
	confirmed time.Time // when the record last said that it is ours
	link      int64     // the lane's connection at that time
}

// takeTurns holds the turn whenever it is free, until ctx ends, and then lets it
// go. The record decides: a turn that its holder does not renew in time is free.
func (p *IngestPart) takeTurns(ctx context.Context) error {
	var c claim
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		p.renew(ctx, &c)
		var failed chan error
		if c.turn != nil {
			failed = c.turn.parts.fault
		}
		select {
		case <-ctx.Done():
			p.leave(&c)
			return nil
		case err := <-failed:
			p.log.Error("a room of this turn ended, letting it go", "err", err)
			p.leave(&c)
		case <-tick.C:
		}
	}
}

func (p *IngestPart) renew(ctx context.Context, c *claim) {
	asked, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if p.ingest.CallsReady() {
		if _, err := p.Records.TakeTurn(asked, takesCalls+p.apart.Instance, p.apart.Instance, 3*turnFor); err != nil && ctx.Err() == nil {
			p.log.Warn("the record does not hear that calls are taken here", "err", err)
		}
	}
	mine, err := p.Records.TakeTurn(asked, listening, p.apart.Instance, turnFor)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		// Nobody else can take the turn without the record. One that reaches it while
		// we do not would take over our session, which cuts us off.
		if c.turn != nil && time.Since(c.confirmed) > turnFor && p.ingest.TelemetryTurn() != c.link {
			p.log.Warn("the turn at readings is not confirmed and its connection was lost, letting it go", "err", err)
			p.end(c.turn)
			c.turn = nil
		}
	case !mine && c.turn != nil:
		p.log.Warn("another process has the turn at readings now")
		p.end(c.turn)
		c.turn = nil
	case mine && c.turn == nil:
		p.log.Info("this process has the turn at readings now")
		if c.turn, err = p.begin(); err != nil {
			p.log.Error("the turn at readings could not begin, will try again", "err", err)
		}
		fallthrough
	case mine:
		c.confirmed, c.link = time.Now(), p.ingest.TelemetryTurn()
	}
}

// leave ends the turn and lets others have it at once.
func (p *IngestPart) leave(c *claim) {
	if c.turn != nil {
		p.end(c.turn)
		c.turn = nil
	}
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, name := range []string{listening, takesCalls + p.apart.Instance} {
		if err := p.Records.EndTurn(last, name, p.apart.Instance); err != nil {
			p.log.Warn("the record does not hear that a turn ended; it ends by itself", "err", err)
		}
	}
}
