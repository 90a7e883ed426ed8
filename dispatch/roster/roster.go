package roster

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"yian/care"
)

// Config is how the roster is checked. Zero means the default.
type Config struct {
	// Ahead is how long before a change of shift the chain is checked (default 2 h).
	Ahead time.Duration
	// Reached is for how long a number counts as verified (default 31 days).
	Reached time.Duration
	// Hotline is the number that people who are told call back (default 7012349).
	Hotline string
}

func (c *Config) fill() {
	if c.Ahead <= 0 {
		c.Ahead = 2 * time.Hour
	}
	if c.Reached <= 0 {
		c.Reached = 31 * 24 * time.Hour
	}
	if c.Hotline == "" {
		c.Hotline = "7012349"
	}
}

// Book keeps the lines of the roster. Duties blocks on a read, the others until on
// disk.
type Book interface {
	Duties(ctx context.Context, from string) ([]care.Duty, error)
	AddDuties(ctx context.Context, duties []care.Duty, entries ...care.Entry) error
	ChangeDuty(ctx context.Context, id care.DutyID, decide func(*care.Duty) (beside []care.Duty, gone bool, e care.Entry, err error)) error
}

// Checks keeps what was found before changes of shift; once however many processes
// look. ShiftChecks blocks on a read, CheckShift until on disk.
type Checks interface {
	CheckShift(ctx context.Context, shift time.Time, decide func(*care.ShiftCheck) (care.Change, error)) (care.ShiftCheck, error)
	ShiftChecks(ctx context.Context, since time.Time) ([]care.ShiftCheck, error)
}

// Numbers knows at which numbers somebody was reached. ReachedNumbers blocks on a
// read, the others until on disk.
type Numbers interface {
	ReachedNumbers(ctx context.Context, numbers []string) (map[string]care.ReachedNumber, error)
	NumberReached(ctx context.Context, number string, by care.StaffID, at time.Time, e care.Entry) error
	AddNotice(ctx context.Context, n care.Notice, e care.Entry) error
}

// Posts knows the places and who holds a post standing. All block on a read.
type Posts interface {
	Regions(ctx context.Context, sc care.Scope) ([]care.Region, error)
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
	Centers(ctx context.Context, sc care.Scope, kind care.CenterKind, p care.Page) ([]care.Center, string, error)
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
	Holders(ctx context.Context, role care.Role) ([]care.Staff, error)
}

// Contacts counts elders by township: all, and those with nobody to ring. Blocks on a
// read.
type Contacts interface {
	ContactCounts(ctx context.Context) (map[care.RegionID]care.ContactCount, error)
}

// Deps are what the roster asks of others. All are required but Channels, Now and Log.
type Deps struct {
	Book     Book
	Checks   Checks
	Numbers  Numbers
	Posts    Posts
	Contacts Contacts
	// Channels says by which channels a receiver is reached; none without a gateway.
	Channels func(receiver string) []string
	Now      func() time.Time
	Log      *slog.Logger
}

// Roster is who is on duty. It is safe for concurrent use.
type Roster struct {
	cfg  Config
	deps Deps
	log  *slog.Logger

	mu     sync.Mutex // guards kept, ahead and gaps
	kept   kept
	ahead  Ahead
	gaps   Gaps
	looked bool // ahead and gaps are known
}

// New returns a roster. Nothing runs yet.
func New(cfg Config, deps Deps) (*Roster, error) {
	cfg.fill()
	if deps.Book == nil || deps.Checks == nil || deps.Numbers == nil || deps.Posts == nil || deps.Contacts == nil {
		return nil, fmt.Errorf("roster: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Channels == nil {
		deps.Channels = func(string) []string { return nil }
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Roster{cfg: cfg, deps: deps, log: deps.Log.With("room", "roster")}, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// now is the present to the millisecond, which is what the record keeps.
func (r *Roster) now() time.Time { return r.deps.Now().UTC().Truncate(time.Millisecond) }
