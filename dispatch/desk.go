package dispatch

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Desk is what operators, workers and devices act through. It is safe for
// concurrent use.
type Desk struct {
	cfg  Config
	deps Deps
	log  *slog.Logger

	duty duty

	noticeDue care.Bell // the ringer's
	queueDue  care.Bell // the restorer's
	followed  chan care.ElderID

	mu     sync.Mutex            // guards behind
	behind map[care.OrderID]bool // orders that the queue has not heard of

	refilled time.Time // the restorer's own: when the whole queue was told last
}

// Deps are what the desk asks of others. All are required but Roster, Wakes, Keys, Presence,
// Catalogue, Adviser, FalsePresses, Files, Sites, Hosts, Roads, Trial, Now and Log.
type Deps struct {
	Book        Book
	Due         Due
	Outbox      Outbox
	Shelf       Shelf
	People      People
	Posts       Posts
	Whereabouts Whereabouts
	Phones      Phones
	Callers     Callers
	Worklist    Worklist
	Queue       Queue
	Notifier    Notifier
	Messenger   Messenger
	// Catalogue is what orders may name; nil: services only.
	Catalogue Catalogue
	// Adviser knows whom to send; nil: skills alone count, and nobody is asked next.
	Adviser Adviser
	// FalsePresses and Files keep what happens around an incident; nil: nobody is taught,
	// and there are no photos.
	FalsePresses FalsePresses
	Files        SceneFiles
	// Sites and Hosts say who is near to whoever is away from home; nil: nobody is.
	Sites Sites
	Hosts Hosts
	// Roster says who is on duty; nil means that there is none, and standing posts are
	// rung.
	Roster Roster
	// Wakes keeps the wake-checks of the night; nil means that nobody is asked.
	Wakes Wakes
	// Keys knows the keys of homes; nil: only who the key holder of a home is.
	Keys Keys
	// Presence joins this process with the others of the site; nil means that there
	// are none.
	Presence Presence
	// Roads knows how long somebody takes who cannot say so; nil: nobody does.
	Roads Roads
	// Trial reports whether the platform is before its go-live; nil means live.
	Trial func() bool
	Now   func() time.Time
	Log   *slog.Logger
}

// New returns a desk. Nothing runs yet.
func New(cfg Config, deps Deps) (*Desk, error) {
	cfg.fill()
	if deps.Book == nil || deps.Due == nil || deps.Outbox == nil || deps.Shelf == nil || deps.People == nil || deps.Posts == nil ||
		deps.Whereabouts == nil || deps.Phones == nil || deps.Callers == nil || deps.Worklist == nil || deps.Queue == nil || deps.Notifier == nil || deps.Messenger == nil {
		return nil, fmt.Errorf("dispatch: a dependency is missing: %w", care.ErrInvalid)
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
	return &Desk{
		cfg: cfg, deps: deps, log: deps.Log.With("room", "dispatch"),
		duty:      duty{beat: cfg.Beat, on: map[care.StaffID]seat{}},
		noticeDue: care.NewBell(), queueDue: care.NewBell(),
		followed: make(chan care.ElderID, 1024),
		behind:   map[care.OrderID]bool{},
	}, nil
}

// Run does what happens when nobody acts, until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.every(ctx, 250*time.Millisecond, nil, d.escalate) })
	g.Go(func() error { return d.every(ctx, time.Second, d.noticeDue, d.ringPeople) })
	g.Go(func() error { return d.every(ctx, 500*time.Millisecond, nil, d.takeBack) })
	g.Go(func() error { return d.every(ctx, time.Minute, nil, d.setAside) })
	g.Go(func() error { return d.every(ctx, time.Second, nil, d.watchPhones) })
	g.Go(func() error { return d.every(ctx, time.Second, d.queueDue, d.restoreQueue) })
	g.Go(func() error { return d.every(ctx, shareEvery, nil, d.learnDuty) })
	g.Go(func() error { return d.every(ctx, time.Second, nil, d.watchNight) })
	g.Go(func() error { return d.every(ctx, time.Second, nil, d.watchLone) })
	g.Go(func() error { return d.every(ctx, time.Second, nil, d.sayAgain) })
	g.Go(func() error { return d.follow(ctx) })
	return g.Wait()
}

// every calls do at each interval, and at once when the bell rings. An error is
// logged: the next pass tries again.
func (d *Desk) every(ctx context.Context, interval time.Duration, bell care.Bell, do func(context.Context, time.Time) error) error {
	return bell.Every(ctx, interval, func(ctx context.Context) error { return do(ctx, d.deps.Now()) }, func(err error) {
		d.log.Warn("pass failed, will try again", "err", err)
	})
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func at(t time.Time) *time.Time { return &t }

// now is the present to the millisecond, which is what the record keeps.
func (d *Desk) now() time.Time { return d.deps.Now().UTC().Truncate(time.Millisecond) }
