package ingest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"yian/care"
)

// Ingest is both lanes and the disk queue.
type Ingest struct {
	cfg      Config
	deps     Deps
	meters   *meters
	refusals *refusals
	calls    *calls
	keeper   *keeper
	// telemetry is the present lane of readings, or the one that will be the first.
	telemetry atomic.Pointer[telemetry]

	sourcesMu sync.Mutex // guards sources, and which lane hears of them
	sources   *sourceTable
}

// lastWords is how long a stop may take to bring to safety what is in hand.
const lastWords = 10 * time.Second

// New opens the disk queue and prepares both lanes; nothing connects before
// [Ingest.Run], [Ingest.TakeCalls] or [Ingest.Listen].
func New(cfg Config, deps Deps) (*Ingest, error) {
	cfg.defaults()
	if err := deps.validate(); err != nil {
		return nil, err
	}
	spool, err := openSpool(cfg.Dir, cfg.QueueBytes)
	if err != nil {
		return nil, err
	}
	i := &Ingest{cfg: cfg, deps: deps, meters: newMeters(), refusals: newRefusals()}
	i.keeper = &keeper{store: deps.Readings, spool: spool, log: deps.Log, meters: i.meters}
	i.calls = newCalls(cfg, deps, i.meters, i.refusals)
	i.telemetry.Store(i.newLane())
	if deps.Metrics != nil {
		i.register(deps.Metrics)
	}
	return i, nil
}

func (i *Ingest) newLane() *telemetry {
	return newTelemetry(i.cfg, i.deps, i.meters, i.refusals, i.keeper).subscribe(i.cfg)
}

// Run is both lanes in one process: it receives until ctx ends, then stops
// receiving, brings to safety what is in hand and returns nil. A broker that is
// away is waited for. It can run once.
func (i *Ingest) Run(ctx context.Context) error {
	queue, closeQueue := context.WithCancel(context.WithoutCancel(ctx))
	var done sync.WaitGroup
	done.Go(func() {
		defer closeQueue() // which what was in hand may still need
		_ = i.Listen(ctx)
	})
	err := i.takeCalls(ctx, queue)
	done.Wait()
	return err
}

// TakeCalls takes calls and moves the disk queue into the store until ctx ends. It
// can run once, and outlives every [Ingest.Listen].
func (i *Ingest) TakeCalls(ctx context.Context) error { return i.takeCalls(ctx, ctx) }

func (i *Ingest) takeCalls(ctx, queue context.Context) error {
	i.calls.ctx = ctx
	var drain sync.WaitGroup
	drain.Go(func() { i.keeper.drain(queue) })
	drain.Go(func() { i.calls.outside.run(ctx) })
	i.calls.conn.start()
	<-ctx.Done()
	i.calls.stop()
	i.calls.conn.close()
	drain.Wait()
	i.calls.outside.close()
	i.keeper.spool.close()
	return nil
}

// Listen takes readings until ctx ends, then brings to safety what is in hand and
// returns nil. Of several processes that share a TelemetryID one may listen at a
// time. It may be called again.
func (i *Ingest) Listen(ctx context.Context) error {
	t := i.telemetry.Load()
	if t.ctx != nil { // it has listened before
		t = i.newLane()
		i.sourcesMu.Lock()
		i.telemetry.Store(t)
		t.outside.follow(i.sources)
		i.sourcesMu.Unlock()
	}
	t.ctx, t.beside.ctx = ctx, ctx
	var writer sync.WaitGroup
	writer.Go(func() { t.write(ctx) })
	writer.Go(func() { t.beside.write(ctx) })
	writer.Go(func() { t.outside.run(ctx) })
	t.conn.start()
	<-ctx.Done()
	writer.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	t.stop(last)
	t.beside.stop(last)
	t.conn.close()
	t.outside.close()
	return nil
}

// Ready reports whether both lanes are connected and subscribed.
func (i *Ingest) Ready() bool { return i.CallsReady() && i.telemetry.Load().conn.isReady() }

// CallsReady reports whether calls can come in.
func (i *Ingest) CallsReady() bool { return i.calls.conn.isReady() }

// TelemetryTurn grows with each connection of the present lane of readings, and
// with each loss of one.
func (i *Ingest) TelemetryTurn() int64 { return i.telemetry.Load().conn.turn.Load() }

// WaitReady blocks until both lanes are connected and subscribed, or returns the
// cause of the end of ctx.
func (i *Ingest) WaitReady(ctx context.Context) error {
	if err := i.WaitCalls(ctx); err != nil {
		return err
	}
	return i.telemetry.Load().conn.waitReady(ctx)
}

// WaitCalls blocks until [Ingest.CallsReady], or returns the cause of the end of
// ctx.
func (i *Ingest) WaitCalls(ctx context.Context) error { return i.calls.conn.waitReady(ctx) }

// Refusals returns the last refused messages, newest first, at most limit and
// never more than 200.
func (i *Ingest) Refusals(limit int) []care.Refusal { return i.refusals.newest(limit) }

// RefusalCounts returns how many messages were refused since the start, by reason.
func (i *Ingest) RefusalCounts() map[care.Reason]int64 { return i.refusals.byReason() }

// Refuse counts and shows a message that the broker refused before ingest saw it.
func (i *Ingest) Refuse(r care.Refusal) { i.refusals.add(r) }

// Lag is the age of the oldest reading received and not yet stored, by its receipt.
func (i *Ingest) Lag() time.Duration {
	oldest := i.telemetry.Load().oldest()
	if ms := i.keeper.oldest.Load(); ms != 0 {
		if queued := time.UnixMilli(ms); oldest.IsZero() || queued.Before(oldest) {
			oldest = queued
		}
	}
	if oldest.IsZero() {
		return 0
	}
	return max(0, i.deps.Now().Sub(oldest))
}

// QueueBytes is what the disk queue holds.
func (i *Ingest) QueueBytes() int64 { return i.keeper.spool.size() }

// StoreAway reports whether the readings store did not take the latest batch.
func (i *Ingest) StoreAway() bool { return i.keeper.away.Load() }
