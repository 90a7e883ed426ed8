package centers

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"yian/care"
)

// Config is how the room behaves. The zero value works.
type Config struct {
	// UndoFor is how long a step of a stay can be taken back (default 10m).
	UndoFor time.Duration `help:"How long a step of a stay can be taken back." default:"10m"`
	// SensorSilence is after how long without a word a bed sensor is silent (default
	// 30m).
	SensorSilence time.Duration `help:"After how long without a word a bed sensor counts as silent." default:"30m"`
}

// Record is everything that centers asks of what must never be lost.
type Record interface {
	Sites
	BedBook
	StayBook
	WhereaboutsList
}

// Sites finds a site and the devices in it. It blocks.
type Sites interface {
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
	Device(ctx context.Context, sc care.Scope, id care.DeviceID) (care.Device, error)
}

// BedBook keeps beds. It blocks; what is taken is [care.ErrConflict].
type BedBook interface {
	Beds(ctx context.Context, sc care.Scope, center care.CenterID) ([]care.Bed, error)
	CreateBeds(ctx context.Context, region care.RegionID, beds []care.Bed, at time.Time, e care.Entry) error
	ChangeBed(ctx context.Context, id care.BedID, do func(b *care.Bed, region care.RegionID, elder care.ElderID) (care.Entry, error)) error
}

// StayBook keeps stays. It blocks; Lodge decides about all keys in one
// transaction.
type StayBook interface {
	Stay(ctx context.Context, sc care.Scope, id care.StayID) (care.Stay, error)
	Lodge(ctx context.Context, keys []care.LodgingKey, do func([]*care.Lodging) ([]care.Entry, error)) error
	Lodged(ctx context.Context, sc care.Scope, center care.CenterID, at time.Time) ([]care.LodgedBed, error)
}

// WhereaboutsList reads where elders were. It blocks.
type WhereaboutsList interface {
	WhereaboutsAt(ctx context.Context, sc care.Scope, elder care.ElderID, at time.Time) (care.Whereabouts, error)
	WhereaboutsSince(ctx context.Context, sc care.Scope, elder care.ElderID) ([]care.Whereabouts, error)
}

// Sensors tells what a device last said. It never blocks.
type Sensors interface {
	Latest(device care.DeviceID, m care.Metric) (care.Reading, bool)
}

// Deps is what the room stands on.
type Deps struct {
	Record  Record
	Sensors Sensors // nil: no bed has one
	Log     *slog.Logger
	// Now is the clock (default [time.Now]).
	Now func() time.Time
}

// Centers keeps beds, stays and whereabouts. It is safe for concurrent use.
type Centers struct {
	cfg     Config
	record  Record
	sensors Sensors
	log     *slog.Logger
	now     func() time.Time
	started time.Time
}

// New makes the room.
func New(cfg Config, deps Deps) *Centers {
	if cfg.UndoFor == 0 {
		cfg.UndoFor = 10 * time.Minute
	}
	if cfg.SensorSilence == 0 {
		cfg.SensorSilence = 30 * time.Minute
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Centers{cfg: cfg, record: deps.Record, sensors: deps.Sensors, log: deps.Log.With("room", "centers"), now: deps.Now, started: deps.Now()}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() } // fails only without a source of randomness

// taken turns the record's conflict into a sentence.
func taken(err error, code, detail string) error {
	var f *care.Fault
	if errors.Is(err, care.ErrConflict) && !errors.As(err, &f) {
		return care.Conflict(code, detail)
	}
	return err
}
