package plans

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// Config is how plans behave. The zero value works.
type Config struct {
	// Holidays are days, 2006-01-02, on which plans that skip holidays make nothing.
	Holidays []string
	// ListFor is how long a written list of medicine may be read from (default 180 days).
	ListFor time.Duration
	// LookAgain is how often it is asked anew whether an absent elder is back in time
	// (default 10 min).
	LookAgain time.Duration
}

func (c *Config) fill() {
	if c.ListFor == 0 {
		c.ListFor = 180 * 24 * time.Hour
	}
	if c.LookAgain == 0 {
		c.LookAgain = 10 * time.Minute
	}
}

// Deps are what plans ask of others. All are required but Now, Log and Metrics.
type Deps struct {
	Book        Book
	Shelf       Shelf
	Kitchens    Kitchens
	Attendance  Attendance
	Catalogue   Catalogue
	People      People
	Whereabouts Whereabouts
	Orders      Orders
	Now         func() time.Time
	Log         *slog.Logger
	Metrics     prometheus.Registerer // nil: not registered
}

// Plans is what people change plans through and what makes their orders. It is safe
// for concurrent use.
type Plans struct {
	cfg      Config
	deps     Deps
	holidays map[string]bool
	log      *slog.Logger
	made     *prometheus.CounterVec
}

// New returns plans that make nothing until [Plans.Run].
func New(cfg Config, deps Deps) (*Plans, error) {
	cfg.fill()
	if deps.Book == nil || deps.Shelf == nil || deps.Kitchens == nil || deps.Attendance == nil || deps.Catalogue == nil || deps.People == nil ||
		deps.Whereabouts == nil || deps.Orders == nil {
		return nil, fmt.Errorf("plans: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	p := &Plans{cfg: cfg, deps: deps, holidays: map[string]bool{}, log: deps.Log.With("room", "plans")}
	for _, day := range cfg.Holidays {
		p.holidays[day] = true
	}
	p.made = newMade()
	if deps.Metrics != nil {
		if err := deps.Metrics.Register(p.made); err != nil {
			return nil, fmt.Errorf("plans: register metrics: %w", err)
		}
	}
	return p, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func at(t time.Time) *time.Time { return &t }

// now is the present to the millisecond, which is what the record keeps.
func (p *Plans) now() time.Time { return p.deps.Now().UTC().Truncate(time.Millisecond) }

func dayOf(t time.Time) string { return t.In(care.Shanghai).Format(time.DateOnly) }
