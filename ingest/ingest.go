package ingest

import (
	"context"
	"sync"
	"time"

	"yian/care"
)

// Ingest is both lanes and the disk queue.
type Ingest struct {
	cfg       Config
	meters    *meters
	refusals  *refusals
	calls     *calls
	telemetry *telemetry
	keeper    *keeper
}

// lastWords is how long a stop may take to bring to safety what is in hand.
const lastWords = 10 * time.Second

// New opens the disk queue and prepares both lanes; nothing connects before
// [Ingest.Run].
func New(cfg Config, deps Deps) (*Ingest, error) {
	cfg.defaults()
	if err := deps.validate(); err != nil {
		return nil, err
	}
	spool, err := openSpool(cfg.Dir, cfg.QueueBytes)
	if err != nil {
		return nil, err
	}
	i := &Ingest{cfg: cfg, meters: newMeters(), refusals: newRefusals()}
	i.keeper = &keeper{store: deps.Readings, spool: spool, log: deps.Log, meters: i.meters}
	i.calls = newCalls(cfg, deps, i.meters, i.refusals)
	i.telemetry = newTelemetry(cfg, deps, i.meters, i.refusals, i.keeper)
	if deps.Metrics != nil {
		i.register(deps.Metrics)
	}
	return i, nil
}

// Run receives until ctx ends, then stops receiving, brings to safety what is in
// hand and returns nil. A broker that is away is waited for. It can run once.
func (i *Ingest) Run(ctx context.Context) error {
	i.calls.ctx, i.telemetry.ctx = ctx, ctx
	var writer, drain sync.WaitGroup
	writer.Go(func() { i.telemetry.write(ctx) })
	drain.Go(func() { i.keeper.drain(ctx) })
	i.calls.conn.start()
	i.telemetry.conn.start()
	<-ctx.Done()

	i.calls.stop()
	i.calls.conn.close()
	writer.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	i.telemetry.stop(last)
	i.telemetry.conn.close()
	drain.Wait()
	i.keeper.spool.close()
	return nil
}

// Ready reports whether both lanes are connected and subscribed.
func (i *Ingest) Ready() bool { return i.calls.conn.isReady() && i.telemetry.conn.isReady() }

// WaitReady blocks until both lanes are connected and subscribed, or returns the
// cause of the end of ctx.
func (i *Ingest) WaitReady(ctx context.Context) error {
	if err := i.calls.conn.waitReady(ctx); err != nil {
		return err
	}
	return i.telemetry.conn.waitReady(ctx)
}

// Refusals returns the last refused messages, newest first, at most limit and
// never more than 200.
func (i *Ingest) Refusals(limit int) []care.Refusal { return i.refusals.newest(limit) }

// RefusalCounts returns how many messages were refused since the start, by reason.
func (i *Ingest) RefusalCounts() map[care.Reason]int64 { return i.refusals.byReason() }

// Refuse counts and shows a message that the broker refused before ingest saw it.
func (i *Ingest) Refuse(r care.Refusal) { i.refusals.add(r) }

// Lag is the age of the oldest reading received and not yet stored, by its receipt.
func (i *Ingest) Lag() time.Duration {
	oldest := i.telemetry.oldest()
	if ms := i.keeper.oldest.Load(); ms != 0 {
		if queued := time.UnixMilli(ms); oldest.IsZero() || queued.Before(oldest) {
			oldest = queued
		}
	}
	if oldest.IsZero() {
		return 0
	}
	return max(0, time.Since(oldest))
}

// QueueBytes is what the disk queue holds.
func (i *Ingest) QueueBytes() int64 { return i.keeper.spool.size() }

// StoreAway reports whether the readings store did not take the latest batch.
func (i *Ingest) StoreAway() bool { return i.keeper.away.Load() }
