package supervision

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// Book is the record of alerts. Both methods block until on disk, and are
// idempotent by the alert's id.
type Book interface {
	RaiseAlert(ctx context.Context, a care.Alert, e care.Entry) error
	ClearAlert(ctx context.Context, id care.AlertID, at time.Time, e care.Entry) error
}

// List reads alerts from the record; it is asked once, at the start.
type List interface {
	Alerts(ctx context.Context, sc care.Scope, q care.AlertQuery, page care.Page) ([]care.Alert, string, error)
}

// Memory keeps when each device was last heard. Both methods block.
type Memory interface {
	LoadLiveness(ctx context.Context, do func(care.Liveness) error) error
	// SaveLiveness replaces the rows of the devices named, idempotently.
	SaveLiveness(ctx context.Context, rows []care.Liveness) error
}

// Silences keeps when devices were not heard. Both methods block; KeepSilences is
// idempotent.
type Silences interface {
	OpenSilences(ctx context.Context) ([]care.Silence, error)
	KeepSilences(ctx context.Context, list []care.Silence) error
}

// Places knows whose device it is; [care.ErrNotFound] means that it is no longer
// in use. It is asked for devices that are offline, and may block.
type Places interface {
	Place(ctx context.Context, id care.DeviceID) (care.Place, error)
}

// Homes lists households with devices, each with the names of its elders, its
// devices and its last proof. It blocks.
type Homes interface {
	Homes(ctx context.Context, sc care.Scope, page care.Page) ([]care.Home, string, error)
}

// Config is what a site may set. Its zero value works.
type Config struct {
	// Grace is how long after a device's last will its alert waits, for a device
	// that comes straight back. Default 60 s.
	Grace time.Duration
	// SaveEvery is how often last-seen is written. Default 5 s.
	SaveEvery time.Duration
	// DeafAfter is the silence of every device at once that is taken for our own
	// deafness, with twenty devices or more. Default 20 min.
	DeafAfter time.Duration
}

// Deps are what the supervisor asks of the others.
type Deps struct {
	Book   Book
	List   List
	Memory Memory
	Places Places
	Homes  Homes
	// Silences keeps what the minutes of homes are counted from; nil: nothing is.
	Silences Silences
	Now      func() time.Time      // the wall clock
	Log      *slog.Logger          // nil: silent
	Metrics  prometheus.Registerer // nil: not registered
}

func (c Config) withDefaults() Config {
	if c.Grace <= 0 {
		c.Grace = time.Minute
	}
	if c.SaveEvery <= 0 {
		c.SaveEvery = 5 * time.Second
	}
	if c.DeafAfter <= 0 {
		c.DeafAfter = 20 * time.Minute
	}
	return c
}

func (d *Deps) validate() error {
	switch {
	case d.Book == nil:
		return errors.New("supervision: no book")
	case d.List == nil:
		return errors.New("supervision: no list")
	case d.Memory == nil:
		return errors.New("supervision: no memory")
	case d.Places == nil:
		return errors.New("supervision: no places")
	case d.Homes == nil:
		return errors.New("supervision: no homes")
	case d.Now == nil:
		return errors.New("supervision: no clock")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	d.Log = d.Log.With("room", "supervision")
	return nil
}
