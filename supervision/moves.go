package supervision

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// A button in the wrong house is worse than none. Moves notices that a device which
// should stay where it was proven hears nothing of what it heard there any more. It is
// a suspicion: somebody goes and looks, and a press proves the device where it is.

// movedRule is the name under which a suspicion stands on the list of faults.
const movedRule = "moved"

const (
	// strangeFor and strangeTimes are how long, and how often at least, a device must
	// hear nothing that it knows: a cell that is repaired comes back, a gateway hears
	// far on a clear night.
	strangeFor   = 30 * time.Minute
	strangeTimes = 3
	// strangeGap ends such a row: a device that is heard elsewhere now and then lives
	// between two gateways.
	strangeGap = 6 * time.Hour
	// mostAround is how much a device is known to have around it.
	mostAround = 16
	// mostHeard bounds what waits to be looked at; more of the same comes soon.
	mostHeard = 4096
)

// Standing is where devices should be. Both block on the record.
type Standing interface {
	Device(ctx context.Context, sc care.Scope, id care.DeviceID) (care.Device, error)
	// Moved takes a device out of service; [care.ErrConflict] when it is not in service.
	Moved(ctx context.Context, id care.DeviceID, why string) (care.Device, error)
}

// Neighbourhood keeps what devices have around them. Both block; saving is idempotent.
type Neighbourhood interface {
	LoadSurroundings(ctx context.Context, do func(care.Surroundings) error) error
	SaveSurroundings(ctx context.Context, one care.Surroundings) error
}

// MoveDeps are what noticing moves asks of the others.
type MoveDeps struct {
	Book    Book
	Devices Standing
	Memory  Neighbourhood
	Now     func() time.Time
	Log     *slog.Logger
}

// Moves notices devices that were moved. Around may be called from anywhere; the rest
// happens in Run.
type Moves struct {
	deps  MoveDeps
	heard chan around
	known map[care.DeviceID]*surrounded // Run's own
}

type around struct {
	place care.Place
	by    []string
	at    time.Time
}

// surrounded is what is known of one device's surroundings.
type surrounded struct {
	care.Surroundings
	strange int       // how often in a row nothing known was heard
	first   time.Time // when that began
	last    time.Time // and when it was last so
}

// NewMoves returns one that has heard nothing yet.
func NewMoves(deps MoveDeps) *Moves {
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Moves{deps: deps, heard: make(chan around, mostHeard), known: map[care.DeviceID]*surrounded{}}
}

// Around notes what a device hears around it, or who hears it. It never blocks; what
// comes too fast is left out.
func (m *Moves) Around(place care.Place, by []string) {
	if len(by) == 0 || place.Device == "" {
		return
	}
	select {
	case m.heard <- around{place, slices.Clone(by[:min(len(by), mostAround)]), m.deps.Now()}:
	default:
	}
}

// Strayed notes that gateway speaks for a device that is registered behind another.
// It never blocks.
func (m *Moves) Strayed(place care.Place, gateway care.DeviceID) {
	m.Around(place, []string{behind(gateway)})
}

func behind(gateway care.DeviceID) string { return "gateway:" + string(gateway) }

// Run looks at what is heard until ctx ends. It blocks.
func (m *Moves) Run(ctx context.Context) error {
	if err := m.load(ctx); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case a := <-m.heard:
			if err := m.look(ctx, a); err != nil && ctx.Err() == nil {
				m.deps.Log.Warn("surroundings of a device wait for the record, will try again", "device_id", a.place.Device, "err", err)
			}
		}
	}
}

func (m *Moves) load(ctx context.Context) error {
	return m.deps.Memory.LoadSurroundings(ctx, func(one care.Surroundings) error {
		m.known[one.Device] = &surrounded{Surroundings: one}
		return nil
	})
}

// look compares what a device hears with what it is known to hear.
func (m *Moves) look(ctx context.Context, a around) error {
	k := m.known[a.place.Device]
	if k == nil && a.place.Gateway != "" && slices.ContainsFunc(a.by, func(one string) bool { return strings.HasPrefix(one, behind("")) }) {
		// It is known whom it should be heard by.
		k = &surrounded{Surroundings: care.Surroundings{Device: a.place.Device, Around: []string{behind(a.place.Gateway)}, Since: a.at}}
		m.known[a.place.Device] = k
	}
	if k == nil {
		return m.keep(ctx, &surrounded{Surroundings: care.Surroundings{Device: a.place.Device, Around: a.by, Since: a.at}})
	}
	if k.MovedAlert != "" {
		return m.proven(ctx, k, a)
	}
	if slices.ContainsFunc(a.by, func(one string) bool { return slices.Contains(k.Around, one) }) {
		k.strange = 0
		return m.learn(ctx, k, a)
	}
	if k.strange == 0 || a.at.Sub(k.last) > strangeGap {
		k.strange, k.first = 0, a.at
	}
	k.last = a.at
	if k.strange++; k.strange < strangeTimes || a.at.Sub(k.first) < strangeFor {
		return nil
	}
	return m.suspect(ctx, k, a)
}

// learn adds what was heard beside something known, and lets go what was not heard
// for longest.
func (m *Moves) learn(ctx context.Context, k *surrounded, a around) error {
	all := slices.DeleteFunc(slices.Clone(k.Around), func(one string) bool { return slices.Contains(a.by, one) })
	fresh := len(all)+len(a.by) > len(k.Around)
	all = append(all, a.by...)
	all = all[max(0, len(all)-mostAround):]
	if !fresh {
		k.Around = all // only the order is new: not worth a write
		return nil
	}
	next := *k
	next.Around = all
	return m.keep(ctx, &next)
}

func (m *Moves) keep(ctx context.Context, k *surrounded) error {
	if err := m.deps.Memory.SaveSurroundings(ctx, k.Surroundings); err != nil {
		return err
	}
	m.known[k.Device] = k
	return nil
}

// suspect takes a device out of service and puts it on the list of faults, from which
// an order is made. One that was not in service simply begins anew.
func (m *Moves) suspect(ctx context.Context, k *surrounded, a around) error {
	d, err := m.deps.Devices.Moved(ctx, k.Device, "surroundings changed")
	switch {
	case errors.Is(err, care.ErrConflict):
		if d, err = m.deps.Devices.Device(ctx, care.Everything, k.Device); err != nil {
			return err
		}
		if d.MovedAt == nil { // else the suspicion was noted, and its alert is missing
			return m.begin(ctx, a)
		}
	case errors.Is(err, care.ErrNotFound):
		return m.begin(ctx, a)
	case err != nil:
		return err
	}
	alert := movedAlert(a.place, *d.MovedAt)
	entry := care.Entry{At: a.at, By: care.System, What: "alert.raised", Noun: "alert", Subject: string(alert.ID), RegionID: alert.RegionID, CenterID: alert.CenterID, Related: "device:" + string(k.Device)}
	if err := m.deps.Book.RaiseAlert(ctx, alert, entry); err != nil {
		return err
	}
	next := *k
	next.MovedAlert = alert.ID
	return m.keep(ctx, &next)
}

func (m *Moves) begin(ctx context.Context, a around) error {
	return m.keep(ctx, &surrounded{Surroundings: care.Surroundings{Device: a.place.Device, Around: a.by, Since: a.at}})
}

// proven ends a suspicion once a press proved the device where it is, and takes what
// it hears there for what it should hear.
func (m *Moves) proven(ctx context.Context, k *surrounded, a around) error {
	d, err := m.deps.Devices.Device(ctx, care.Everything, k.Device)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return err
	}
	if err == nil && d.MovedAt != nil && d.State != care.DeviceRetired {
		return nil
	}
	entry := care.Entry{At: a.at, By: care.System, What: "alert.cleared", Noun: "alert", Subject: string(k.MovedAlert), RegionID: a.place.Region, CenterID: a.place.Center, Related: "device:" + string(k.Device)}
	if err := m.deps.Book.ClearAlert(ctx, k.MovedAlert, a.at, entry); err != nil {
		return err
	}
	return m.begin(ctx, a)
}

func movedAlert(p care.Place, at time.Time) care.Alert {
	return care.Alert{ID: care.NewAlertID(movedRule, p.Device, at), Rule: movedRule, Title: "疑似搬动", Severity: care.Warning, Technical: true,
		DeviceID: p.Device, ElderID: p.Elder, HouseholdID: p.Household, CenterID: p.Center, RegionID: p.Region, Readings: []care.Reading{}, RaisedAt: at, Version: 1}
}
