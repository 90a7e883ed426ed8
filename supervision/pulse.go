package supervision

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"yian/care"
)

// UptimeBook keeps uptimes. It blocks until on disk and is idempotent.
type UptimeBook interface {
	KeepUptime(ctx context.Context, u care.Uptime) error
}

// Beat is one part of the platform that this process does. Works is nil while it
// does; it may block for a second.
type Beat struct {
	Part  care.UptimePart
	Works func(context.Context) error
	// Ended is what took the part away when Works fails, like [care.EndedBroker].
	Ended string
}

// PulseConfig is what a site may set. Its zero value works.
type PulseConfig struct {
	// Instance names the process.
	Instance string
	// Every is how often a sign of life is written. Default 15 s.
	Every time.Duration
}

// Pulse writes that this process is there, so that a time in which it was not shows
// by itself, however it ended.
type Pulse struct {
	cfg   PulseConfig
	book  UptimeBook
	now   func() time.Time
	log   *slog.Logger
	beats []*beat
}

type beat struct {
	Beat
	up      *care.Uptime // goes on; nil: down
	written time.Time    // until when the record knows
	ended   bool         // and how it ended is not written yet
}

// brink is the pause between two looks after which nobody can say that the process
// was there in between: it was suspended, or the record was away.
const brink = time.Minute

// NewPulse returns a pulse that does not beat before Run.
func NewPulse(cfg PulseConfig, book UptimeBook, now func() time.Time, log *slog.Logger, beats ...Beat) *Pulse {
	if cfg.Every <= 0 {
		cfg.Every = 15 * time.Second
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	p := &Pulse{cfg: cfg, book: book, now: now, log: log.With("room", "supervision")}
	for _, b := range beats {
		p.beats = append(p.beats, &beat{Beat: b})
	}
	return p
}

// Run beats until ctx ends, each second at most. A part is up from the first look
// that finds it so to the last. It blocks.
func (p *Pulse) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := p.Look(ctx); err != nil && ctx.Err() == nil {
			p.log.Warn("sign of life not written, this time will count as down", "err", err)
		}
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			return p.stop(last)
		case <-tick.C:
		}
	}
}

// Look asks every part once and writes what is due. Only Run calls it, or a test
// whose time it is.
func (p *Pulse) Look(ctx context.Context) error {
	var all error
	for _, b := range p.beats {
		all = errors.Join(all, p.look(ctx, b))
	}
	return all
}

func (p *Pulse) look(ctx context.Context, b *beat) error {
	asked, cancel := context.WithTimeout(ctx, time.Second)
	err := b.Works(asked)
	cancel()
	now := p.now()
	if ctx.Err() != nil {
		return nil //nolint:nilerr // it is we who end
	}
	switch {
	case err != nil && b.up == nil:
		return nil
	case err != nil:
		b.up.Ended, b.ended = b.Ended, true
	case b.ended: // it is back before its end was written
		if err := p.keep(ctx, b); err != nil {
			return err
		}
		p.begin(b, now)
	case b.up == nil || b.written.IsZero() || b.lost(now, p.cfg.Every):
		p.begin(b, now)
	default:
		b.up.Until = now
	}
	if !b.ended && !b.written.IsZero() && b.up.Until.Sub(b.written) < p.cfg.Every {
		return nil
	}
	return p.keep(ctx, b)
}

// begin starts an uptime, from which on nothing is written yet.
func (p *Pulse) begin(b *beat, now time.Time) {
	b.up, b.written = &care.Uptime{Part: b.Part, Instance: p.cfg.Instance, From: now, Until: now}, time.Time{}
}

// lost reports whether the uptime cannot go on: nobody looked for too long, the
// clock was set back, or the record took no sign of life, and so would have taken
// no call.
func (b *beat) lost(now time.Time, every time.Duration) bool {
	return now.Sub(b.up.Until) >= brink || now.Before(b.up.Until) || now.Sub(b.written) >= every+brink
}

// keep writes how far a part came.
func (p *Pulse) keep(ctx context.Context, b *beat) error {
	if err := p.book.KeepUptime(ctx, *b.up); err != nil {
		return err
	}
	b.written = b.up.Until
	if b.ended {
		b.up, b.ended = nil, false
	}
	return nil
}

// stop writes a last sign of life.
func (p *Pulse) stop(ctx context.Context) error {
	var all error
	for _, b := range p.beats {
		if b.up != nil {
			all = errors.Join(all, p.keep(ctx, b))
		}
	}
	return all
}
