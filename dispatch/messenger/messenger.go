package messenger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Messenger tells devices. It is safe for concurrent use, and any number of processes
// may run it over one record.
type Messenger struct {
	deps  Deps
	log   *slog.Logger
	first care.Bell // for what was never told
	again care.Bell // for what was
}

// Deps are what the messenger asks of others. All are required but Speech, Turns,
// Reaches, Now and Log.
type Deps struct {
	Outbox   Outbox
	Downlink Downlink
	// Speech puts into words what devices are told; nil: the default words.
	Speech Speech
	// Turns joins this process with the others of the site; nil means that there are
	// none.
	Turns Turns
	// Reaches reports whether this process tells a device, when it is one of those
	// that hold connections of their own; nil: it tells every device.
	Reaches func(care.DeviceID) bool
	Now     func() time.Time
	Log     *slog.Logger
}

// New returns a messenger. Nothing runs yet.
func New(deps Deps) (*Messenger, error) {
	if deps.Outbox == nil || deps.Downlink == nil {
		return nil, fmt.Errorf("messenger: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Messenger{deps: deps, log: deps.Log.With("room", "messenger"), first: care.NewBell(), again: care.NewBell()}, nil
}

// Run tells what is due until ctx ends.
func (m *Messenger) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return m.first.Every(ctx, time.Second, m.tellFirst, m.failed) })
	g.Go(func() error { return m.again.Every(ctx, time.Second, m.tellAgain, m.failed) })
	return g.Wait()
}

func (m *Messenger) failed(err error) { m.log.Warn("pass failed, will try again", "err", err) }

// Look tells once what is due now.
func (m *Messenger) Look(ctx context.Context) error {
	return errors.Join(m.tellAgain(ctx), m.tellFirst(ctx))
}

// Heard hears of entries that this or another process wrote: what they decided is told
// at once. It never blocks and may hear of an entry twice.
func (m *Messenger) Heard(entries []care.Entry) {
	for _, e := range entries {
		switch e.Noun {
		case "incident", "order", "device":
			m.first.Ring()
			return
		}
	}
}

// Repeat tells a device again what became of a call that it repeated. It blocks until
// on disk.
func (m *Messenger) Repeat(ctx context.Context, device care.DeviceID, call care.CallID) error {
	if err := m.deps.Outbox.FeedbackRepeat(ctx, device, call, m.now()); err != nil {
		return fmt.Errorf("messenger: repeat: %w", err)
	}
	m.first.Ring()
	m.again.Ring()
	return nil
}

// Reconnected tells a device again what it has not confirmed.
func (m *Messenger) Reconnected(ctx context.Context, device care.DeviceID) error {
	if err := m.deps.Outbox.FeedbackAgain(ctx, device, m.now()); err != nil {
		return fmt.Errorf("messenger: reconnected: %w", err)
	}
	m.first.Ring()
	m.again.Ring()
	return nil
}

// Confirm notes that a device showed or spoke a feedback. Idempotent; a
// confirmation of what was never told is ignored.
func (m *Messenger) Confirm(ctx context.Context, c care.Confirmation) error {
	if _, err := m.deps.Outbox.ConfirmFeedback(ctx, c); err != nil && !errors.Is(err, care.ErrNotFound) {
		return fmt.Errorf("messenger: confirm: %w", err)
	}
	return nil
}

func at(t time.Time) *time.Time { return &t }

// now is the present to the millisecond, which is what the record keeps.
func (m *Messenger) now() time.Time { return m.deps.Now().UTC().Truncate(time.Millisecond) }
