package visits

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Visits keeps and grades visits. It is safe for concurrent use, and any number of
// processes may run it over one record.
type Visits struct {
	cfg  Config
	deps Deps
	log  *slog.Logger
}

// Config holds times. Zero means the default.
type Config struct {
	// Lead says how long before it is due a service is about to be missed; Leads says it
	// for single services. Zero: [DefaultLead].
	Lead  Lead
	Leads map[care.Service]Lead
	// PhotosFor and ProofsFor are how long photos, and what proves a payment or who
	// confirmed, are kept (default 180 days and three years); negative: for ever.
	PhotosFor, ProofsFor time.Duration
	// Settle is how long after a visit the home's readings may still come in before its
	// grade is final (default 15 min).
	Settle time.Duration
	// Hotline is the number that people are told to ring (default 7012349).
	Hotline string
}

func (c *Config) fill() {
	if c.Lead == (Lead{}) {
		c.Lead = DefaultLead
	}
	if c.PhotosFor == 0 {
		c.PhotosFor = 180 * 24 * time.Hour
	}
	if c.ProofsFor == 0 {
		c.ProofsFor = 3 * 366 * 24 * time.Hour
	}
	if c.Settle <= 0 {
		c.Settle = 15 * time.Minute
	}
	if c.Hotline == "" {
		c.Hotline = "7012349"
	}
}

// Deps are what visits asks of others. All are required but Roster, Catalogue, Accounts, Now
// and Log.
type Deps struct {
	Book      Book
	Shelf     Shelf
	Orders    Orders
	Doors     Doors
	Contracts Contracts
	People    People
	Posts     Posts
	Devices   Devices
	Readings  Readings
	Misses    Misses
	Notices   Notices
	FollowUps FollowUps
	// Roster says which supervisor is rung; nil: everybody who holds the post.
	Roster Roster
	// Catalogue says what a service asks for; nil: nothing.
	Catalogue Catalogue
	// Accounts know what was collected; nil: nothing was.
	Accounts Accounts
	Now      func() time.Time
	Log      *slog.Logger
}

// New returns visits. Nothing runs yet.
func New(cfg Config, deps Deps) (*Visits, error) {
	cfg.fill()
	if deps.Book == nil || deps.Shelf == nil || deps.Orders == nil || deps.Doors == nil || deps.Contracts == nil || deps.People == nil || deps.Posts == nil ||
		deps.Devices == nil || deps.Readings == nil || deps.Misses == nil || deps.Notices == nil || deps.FollowUps == nil {
		return nil, fmt.Errorf("visits: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Visits{cfg: cfg, deps: deps, log: deps.Log.With("room", "visits")}, nil
}

// Run does what time makes due, until ctx ends.
func (r *Visits) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.every(ctx, 5*time.Second, r.gather) })
	g.Go(func() error { return r.every(ctx, 5*time.Second, r.gradeDue) })
	g.Go(func() error { return r.every(ctx, 5*time.Second, r.askDrawn) })
	g.Go(func() error { return r.every(ctx, time.Hour, r.drawMonth) })
	g.Go(func() error { return r.every(ctx, 24*time.Hour, r.erase) })
	g.Go(func() error { return r.every(ctx, 5*time.Second, r.watchDue) })
	return g.Wait()
}

// Look does once what time has made due now.
func (r *Visits) Look(ctx context.Context) error {
	now := r.now()
	return errors.Join(r.gather(ctx, now), r.gradeDue(ctx, now), r.drawMonth(ctx, now), r.askDrawn(ctx, now), r.watchDue(ctx, now), r.erase(ctx, now))
}

// every calls do at each interval. An error is logged: the next pass tries again.
func (r *Visits) every(ctx context.Context, interval time.Duration, do func(context.Context, time.Time) error) error {
	return care.Every(ctx, interval, func(ctx context.Context) error { return do(ctx, r.now()) }, func(err error) {
		r.log.Warn("pass failed, will try again", "err", err)
	})
}

// now is the present to the millisecond, which is what the record keeps.
func (r *Visits) now() time.Time { return r.deps.Now().UTC().Truncate(time.Millisecond) }

func at(t time.Time) *time.Time { return &t }

// entry is a line of the journal about v. Nothing of what was measured or seen is in it.
func entry(v *care.Visit, now time.Time, by care.StaffID, verb, note string) care.Entry {
	return care.Entry{At: now, By: by, What: "visit." + verb, Noun: "visit", Subject: string(v.ID), RegionID: v.RegionID, CenterID: v.CenterID,
		Worker: v.WorkerID, Related: "order:" + string(v.ID), Note: note}
}
