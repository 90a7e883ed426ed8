package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Hotline is the part of the desk where nobody is in danger: what people ask and
// complain of, what they are told, our own calls afterwards, and how well the desk
// itself does. It is safe for concurrent use.
type Hotline struct {
	cfg  HotlineConfig
	deps HotlineDeps
	days workdays
	log  *slog.Logger
	told atomic.Value // the day, as text, of which supervisors were told what is overdue
}

// HotlineConfig holds deadlines and shares. Zero means the default. Days are working
// days, which begin on the day after.
type HotlineConfig struct {
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

func (c *HotlineConfig) fill() {
	for n, def := range map[*int]int{&c.Accept: 1, &c.Answer: 15, &c.Consult: 5, &c.FollowUpPercent: 10} {
		if *n <= 0 {
			*n = def
		}
	}
	if c.Phone == "" {
		c.Phone = "7012349"
	}
}

// TicketBook decides about tickets. Both block until on disk; decide runs inside the
// transaction and must be quick. NewTicket is idempotent by the ticket's id.
type TicketBook interface {
	NewTicket(ctx context.Context, t care.Ticket, entries ...care.Entry) (care.Ticket, error)
	ChangeTicket(ctx context.Context, id care.TicketID, decide func(*care.Ticket) ([]care.Entry, error)) (care.Ticket, error)
}

// TicketShelf reads tickets. All block on a read.
type TicketShelf interface {
	Ticket(ctx context.Context, sc care.Scope, id care.TicketID) (care.Ticket, error)
	// LateTickets are those of which nobody has noted yet that they missed a deadline,
	// OverdueNow all that have missed one and wait, the oldest deadline first.
	LateTickets(ctx context.Context, now time.Time) ([]care.TicketID, error)
	OverdueNow(ctx context.Context, now time.Time) ([]care.Ticket, error)
}

// Library keeps the knowledge base. ChangeArticle blocks until on disk, the others on
// a read.
type Library interface {
	Article(ctx context.Context, id care.ArticleID) (care.Article, error)
	Articles(ctx context.Context, retired bool) ([]care.Article, error)
	ChangeArticle(ctx context.Context, id care.ArticleID, decide func(*care.Article) (care.Entry, error)) (care.Article, error)
}

// FollowUpBook decides about follow-ups. All block until on disk. DrawFollowUps keeps
// nothing when another process drew from the same entries first.
type FollowUpBook interface {
	DrawFollowUps(ctx context.Context, from, to int64, made []care.FollowUp, entry func(care.FollowUp) care.Entry) error
	NewFollowUp(ctx context.Context, f care.FollowUp, e care.Entry) error
	ChangeFollowUp(ctx context.Context, id care.FollowUpID, decide func(*care.FollowUp) (care.Entry, error)) (care.FollowUp, error)
}

// FollowUpShelf reads what follow-ups are drawn from, and follow-ups. All block on a
// read.
type FollowUpShelf interface {
	FollowUpDraw(ctx context.Context) (seq int64, seed string, err error)
	Ended(ctx context.Context, seq int64, limit int) ([]care.Entry, error)
	FollowUps(ctx context.Context, sc care.Scope, q care.FollowUpQuery) ([]care.FollowUp, string, error)
	FollowUp(ctx context.Context, sc care.Scope, id care.FollowUpID) (care.FollowUp, error)
}

// AuditBook draws and keeps audits, once a month whoever asks. AuditsDrawn blocks on
// a read, the others until on disk.
type AuditBook interface {
	AuditsDrawn(ctx context.Context, month string) (bool, error)
	DrawAudits(ctx context.Context, month string, from, to time.Time, draw func(answered map[care.StaffID][]care.Incident, seed string, seq int64) ([]care.Audit, []care.Entry)) error
	ChangeAudit(ctx context.Context, id care.AuditID, decide func(*care.Audit) (care.Entry, error)) (care.Audit, error)
}

// Past reads what was. Both block on a read.
type Past interface {
	IncidentsBetween(ctx context.Context, sc care.Scope, from, to time.Time, region care.RegionID) ([]care.Incident, error)
	Used(ctx context.Context, sc care.Scope, from, to, live time.Time, region care.RegionID) (map[string]int, error)
}

// Cases reads what follow-ups are about. All block on a read.
type Cases interface {
	Incident(ctx context.Context, sc care.Scope, id care.IncidentID) (care.Incident, error)
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
	OrdersOf(ctx context.Context, id care.IncidentID) ([]care.Order, error)
}

// Notices takes what is to be told to people. It blocks until on disk.
type Notices interface {
	AddNotice(ctx context.Context, n care.Notice, e care.Entry) error
}

// HotlineDeps are what the hotline asks of others. All are required but
// Notices, Trial, Now and Log.
type HotlineDeps struct {
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

// NewHotline returns a hotline. Nothing runs yet.
func NewHotline(cfg HotlineConfig, deps HotlineDeps) (*Hotline, error) {
	cfg.fill()
	for _, day := range cfg.Holidays {
		if err := CheckHoliday(day); err != nil {
			return nil, err
		}
	}
	if deps.Tickets == nil || deps.TicketShelf == nil || deps.Library == nil || deps.FollowUps == nil || deps.FollowUpShelf == nil ||
		deps.Audits == nil || deps.Past == nil || deps.Cases == nil || deps.People == nil || deps.Posts == nil || deps.Whereabouts == nil {
		return nil, fmt.Errorf("dispatch: a dependency of the hotline is missing: %w", care.ErrInvalid)
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
	return &Hotline{cfg: cfg, deps: deps, days: newWorkdays(cfg.Holidays), log: deps.Log.With("room", "dispatch")}, nil
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
