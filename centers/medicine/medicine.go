package medicine

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"yian/care"
)

// Config is how medicine goes round. The zero value works.
type Config struct {
	// Early is how long before its instant something may be given (default 1h).
	Early time.Duration
	// Late is after how long it is shown as late to whoever goes round (default 30m).
	Late time.Duration
	// Limit is after how long it counts as missed (default 2h).
	Limit time.Duration
	// Mend is how long afterwards what was missed may still be entered (default 24h).
	Mend time.Duration
	// UndoFor is how long an act can be taken back (default 10m).
	UndoFor time.Duration
	// CheckWithin is how long the second person has at least (default 30m).
	CheckWithin time.Duration
	// LowDays is for fewer than how many days a stock lasts when it is low (default 5).
	LowDays float64
}

func (c *Config) fill() {
	for _, d := range []struct {
		field *time.Duration
		usual time.Duration
	}{{&c.Early, time.Hour}, {&c.Late, 30 * time.Minute}, {&c.Limit, 2 * time.Hour}, {&c.Mend, 24 * time.Hour}, {&c.UndoFor, 10 * time.Minute}, {&c.CheckWithin, 30 * time.Minute}} {
		if *d.field == 0 {
			*d.field = d.usual
		}
	}
	if c.LowDays == 0 {
		c.LowDays = 5
	}
}

// Book changes lists and doses, each with its stock and its entry. It blocks until on
// disk.
type Book interface {
	NewMedicines(ctx context.Context, list []care.Medicine, moves []care.StockMove, e care.Entry) error
	ChangeMedicine(ctx context.Context, id care.MedicineID, decide func(*care.Medicine) ([]care.StockMove, care.Entry, error)) (care.Medicine, error)
	ChangeDose(ctx context.Context, id care.MedicineID, due time.Time, decide func(*care.Medicine, *care.Dose) ([]care.StockMove, care.Entry, error)) (care.Dose, error)
	// ChangeNeeded is the same, and decide also gets what else was given of the line, or
	// made ready, less than a span before or after. Of two at once one knows of the other.
	ChangeNeeded(ctx context.Context, id care.MedicineID, due time.Time, span time.Duration, decide func(*care.Medicine, *care.Dose, []care.Dose) ([]care.StockMove, care.Entry, error)) (care.Dose, error)
}

// Due finds what is over, and moves on; whoever comes second changes nothing. It blocks.
type Due interface {
	DueMedicines(ctx context.Context, before time.Time, limit int) ([]care.Medicine, error)
	AdvanceMedicines(ctx context.Context, steps []care.MedicineStep, entry func(center care.CenterID, region care.RegionID, missed int) care.Entry) error
	LateDoses(ctx context.Context, now time.Time, limit int) ([]care.Dose, error)
}

// Shelf reads lists and doses. It blocks on a read.
type Shelf interface {
	Medicine(ctx context.Context, sc care.Scope, id care.MedicineID) (care.Medicine, error)
	Medicines(ctx context.Context, sc care.Scope, q care.MedicineQuery) ([]care.Medicine, error)
	Doses(ctx context.Context, sc care.Scope, q care.DoseQuery) ([]care.Dose, error)
	StockMoves(ctx context.Context, id care.MedicineID) ([]care.StockMove, error)
}

// Residents says who is in which bed of a site at an instant that is not in the future,
// and where they are. It blocks on a read; a site that sc does not see is not found.
type Residents interface {
	Residents(ctx context.Context, sc care.Scope, center care.CenterID, at time.Time) ([]care.LodgedBed, error)
}

// People names whoever is no resident any more, and says where a site is. It blocks on a
// read.
type People interface {
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
}

// Deps are what medicine asks of others. All are required but Now and Log.
type Deps struct {
	Book      Book
	Due       Due
	Shelf     Shelf
	Residents Residents
	People    People
	Now       func() time.Time
	Log       *slog.Logger
}

// Medicines is what people go round by. It is safe for concurrent use.
type Medicines struct {
	cfg  Config
	deps Deps
	log  *slog.Logger
}

// New returns lists from which nothing is missed until [Medicines.Run].
func New(cfg Config, deps Deps) (*Medicines, error) {
	cfg.fill()
	if deps.Book == nil || deps.Due == nil || deps.Shelf == nil || deps.Residents == nil || deps.People == nil {
		return nil, fmt.Errorf("medicine: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Medicines{cfg: cfg, deps: deps, log: deps.Log.With("room", "medicine")}, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() } // fails only without a source of randomness

// now is the present to the millisecond, which is what the record keeps.
func (s *Medicines) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// entry names no person, no medicine and no reason, and stands on nobody's timeline:
// more people read those than the list.
func entry(at time.Time, by care.StaffID, what, noun, subject string, m *care.Medicine) care.Entry {
	return care.Entry{At: at, By: by, What: what, Noun: noun, Subject: subject, RegionID: m.RegionID, CenterID: m.CenterID}
}
