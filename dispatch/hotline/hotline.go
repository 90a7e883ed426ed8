package hotline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Hotline takes down what people ask and complain of, tells operators what to tell
// them, draws our own calls afterwards, and measures how well the desk does. It is safe
// for concurrent use.
type Hotline struct {
	cfg  Config
	deps Deps
	days workdays
	log  *slog.Logger
	told atomic.Value // the day, as text, of which supervisors were told what is overdue
}

// Config holds deadlines and shares. Zero means the default. Days are working
// days, which begin on the day after.
type Config struct {
	// Accept is within how many days a ticket is taken up (default 1).
	Accept int
	// Answer is within how many days a complaint, a report or a suggestion is answered
	// (default 15), Consult a consultation (default 5). Praise needs no answer.
	Answer, Consult int
	// Holidays are days on which offices rest, or with + work: 2026-10-01, +2026-10-10.
	Holidays []string
	// FollowUpPercent is the share of what is not always followed up (default 10).
	FollowUpPercent int
	// Phone is the number that whoever is told of something calls back (default 7012349).
	Phone string
}

func (c *Config) fill() {
	for n, def := range map[*int]int{&c.Accept: 1, &c.Answer: 15, &c.Consult: 5, &c.FollowUpPercent: 10} {
		if *n <= 0 {
			*n = def
		}
	}
	if c.Phone == "" {
		c.Phone = "7012349"
	}
}

// Deps are what the hotline asks of others. All are required but Notices, Trial, Now
// and Log.
type Deps struct {
	Tickets       TicketBook
	TicketShelf   TicketShelf
	Library       Library
	FollowUps     FollowUpBook
	FollowUpShelf FollowUpShelf
	Audits        AuditBook
	Past          Past
	Cases         Cases
	People        People
	Posts         Posts
	Whereabouts   Whereabouts
	Notices       Notices // nil: nobody is told of a missed deadline
	// Trial reports whether the platform is before its go-live; nil means live.
	Trial func() bool
	Now   func() time.Time
	Log   *slog.Logger
}

// New returns a hotline. Nothing runs yet.
func New(cfg Config, deps Deps) (*Hotline, error) {
	cfg.fill()
	for _, day := range cfg.Holidays {
		if err := CheckHoliday(day); err != nil {
			return nil, err
		}
	}
	if deps.Tickets == nil || deps.TicketShelf == nil || deps.Library == nil || deps.FollowUps == nil || deps.FollowUpShelf == nil ||
		deps.Audits == nil || deps.Past == nil || deps.Cases == nil || deps.People == nil || deps.Posts == nil || deps.Whereabouts == nil {
		return nil, fmt.Errorf("hotline: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Trial == nil {
		deps.Trial = func() bool { return false }
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Hotline{cfg: cfg, deps: deps, days: newWorkdays(cfg.Holidays), log: deps.Log.With("room", "hotline")}, nil
}

// Run does what time makes due, until ctx ends: missed deadlines are noted, calls
// afterwards and audits drawn. Any number of processes may run it over one record.
func (h *Hotline) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.every(ctx, 15*time.Second, h.noteLate) })
	g.Go(func() error { return h.every(ctx, 5*time.Second, h.drawFollowUps) })
	g.Go(func() error { return h.every(ctx, 5*time.Minute, h.spareTheBereaved) })
	g.Go(func() error { return h.every(ctx, time.Minute, h.drawAudits) })
	return g.Wait()
}

// Look does once what time has made due now.
func (h *Hotline) Look(ctx context.Context) error {
	now := h.now()
	return errors.Join(h.noteLate(ctx, now), h.drawFollowUps(ctx, now), h.spareTheBereaved(ctx, now), h.drawAudits(ctx, now))
}

// every calls do at each interval. An error is logged: the next pass tries again.
func (h *Hotline) every(ctx context.Context, interval time.Duration, do func(context.Context, time.Time) error) error {
	return care.Every(ctx, interval, func(ctx context.Context) error { return do(ctx, h.now()) }, func(err error) {
		h.log.Warn("pass failed, will try again", "err", err)
	})
}

// now is the present to the millisecond, which is what the record keeps.
func (h *Hotline) now() time.Time { return h.deps.Now().UTC().Truncate(time.Millisecond) }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func at(t time.Time) *time.Time { return &t }
