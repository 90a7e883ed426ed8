package alerts

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// Desk decides what becomes of a critical alert.
type Desk interface {
	// Alert opens an incident for a, or joins one. It blocks until that is in the
	// record and is idempotent by the alert's id.
	Alert(ctx context.Context, a care.Alert) (care.IncidentID, error)
}

// Book is the record of alerts. Each method blocks until the change and its
// entry are on disk.
type Book interface {
	// RaiseAlert keeps a. It is idempotent: an alert that is there already, by id,
	// is left as it is, and so is the journal.
	RaiseAlert(ctx context.Context, a care.Alert, e care.Entry) error
	// ClearAlert sets the end of an alert. It is idempotent: one that is unknown or
	// has ended already is left as it is.
	ClearAlert(ctx context.Context, id care.AlertID, at time.Time, e care.Entry) error
	// ChangeAlert hands the alert to do and writes what do made of it. When do
	// returns no entries nothing is written. An alert that sc does not see is
	// [care.ErrNotFound].
	ChangeAlert(ctx context.Context, sc care.Scope, id care.AlertID, do func(*care.Alert) ([]care.Entry, error)) (care.Alert, error)
}

// List reads alerts from the record.
type List interface {
	// Alerts returns those that sc sees, newest first, and the next cursor.
	Alerts(ctx context.Context, sc care.Scope, q care.AlertQuery, page care.Page) ([]care.Alert, string, error)
	// UnofferedAlerts returns critical alerts without an incident, oldest first.
	UnofferedAlerts(ctx context.Context, limit int) ([]care.Alert, error)
}

// Memory keeps what the engine remembers of each device, as opaque bytes.
type Memory interface {
	// LoadMemory calls do for each snapshot. It blocks.
	LoadMemory(ctx context.Context, do func(device care.DeviceID, snapshot []byte) error) error
	// SaveMemory replaces the snapshots of the devices named; an empty one is
	// removed. It blocks until all are on disk and is idempotent.
	SaveMemory(ctx context.Context, snapshots map[care.DeviceID][]byte) error
}

// History gives readings again, for what came after the last snapshot.
type History interface {
	// Since calls do for every reading received at or after received, in order of
	// receipt. It blocks.
	Since(ctx context.Context, received time.Time, do func(care.Reading) error) error
}

// Whereabouts knows where an elder is. It may block, and is asked only for rules
// that hold while the elder is present.
type Whereabouts interface {
	Whereabouts(ctx context.Context, elder care.ElderID) (care.WhereaboutsState, error)
}

// Places knows whose device it is. It is asked only for readings from History,
// which come without their place.
type Places interface {
	Place(ctx context.Context, id care.DeviceID) (care.Place, error)
}

// Config is what a site may set. Its zero value works.
type Config struct {
	// RulesDir is the folder of the rule files. On the first start the built-in
	// rules are written into it. Default empty: the built-in rules only, from
	// memory.
	RulesDir string
	// RulesEvery is how often the folder is looked at for changes. Default 3 s.
	RulesEvery time.Duration
	// SnapshotEvery is how often changed memory is written. Default 5 s.
	SnapshotEvery time.Duration
	// MaxDevices bounds the memory: the number of devices remembered at once.
	// Default 100,000.
	MaxDevices int
}

// Deps are what the engine asks of the others.
type Deps struct {
	Desk        Desk
	Book        Book
	List        List
	Memory      Memory
	Fences      FenceBook             // nil: there are none
	History     History               // nil: nothing is read again after a start
	Places      Places                // nil: History is not asked
	Whereabouts Whereabouts           // nil: everybody counts as present
	Now         func() time.Time      // the wall clock
	Log         *slog.Logger          // nil: silent
	Metrics     prometheus.Registerer // nil: not registered
}

func (c Config) withDefaults() Config {
	if c.RulesEvery <= 0 {
		c.RulesEvery = 3 * time.Second
	}
	if c.SnapshotEvery <= 0 {
		c.SnapshotEvery = 5 * time.Second
	}
	if c.MaxDevices <= 0 {
		c.MaxDevices = 100_000
	}
	return c
}

func (d *Deps) validate() error {
	switch {
	case d.Desk == nil:
		return errors.New("alerts: no desk")
	case d.Book == nil:
		return errors.New("alerts: no book")
	case d.List == nil:
		return errors.New("alerts: no list")
	case d.Memory == nil:
		return errors.New("alerts: no memory")
	case d.Now == nil:
		return errors.New("alerts: no clock")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	d.Log = d.Log.With("room", "alerts")
	return nil
}
