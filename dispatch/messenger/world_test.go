package messenger

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"yian/care"
	"yian/dispatch/queue"
	"yian/store/records"
)

var quiet = slog.New(slog.DiscardHandler)

// noon is a Monday's, in Shanghai.
var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// pendant is the device of every test.
const pendant care.DeviceID = "pendant-wang"

// world is a messenger over a real record and a real queue, with a clock and devices
// that tests turn, read and put to sleep. What the desk decides is put into the record
// as the desk puts it.
type world struct {
	*Messenger
	t     *testing.T
	store *records.Store
	redis *miniredis.Miniredis
	told  *devices
	deps  Deps
	at    time.Time
}

func setup(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, told: &devices{}, redis: miniredis.RunT(t), at: noon}
	var err error
	w.store, err = records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), quiet)
	must(t, err)
	t.Cleanup(func() { must(t, w.store.Close()) })
	now := func() time.Time { return w.at }
	turns, err := queue.Open("redis://"+w.redis.Addr(), now)
	must(t, err)
	t.Cleanup(func() { _ = turns.Close() })
	w.deps = Deps{Outbox: w.store, Downlink: w.told, Turns: turns, Now: now, Log: quiet}
	w.Messenger = w.process()
	return w
}

// process is one of those that run over the record; each may die at any moment.
func (w *world) process() *Messenger {
	w.t.Helper()
	m, err := New(w.deps)
	must(w.t, err)
	return m
}

// press puts a press into the record: a test opens nothing, anything else an incident
// or joins it.
func (w *world) press(id care.CallID, kind care.CallKind) {
	w.t.Helper()
	call := care.Call{ID: id, Kind: kind, PressedAt: w.at, ReceivedAt: w.at, Place: care.Place{Device: pendant}}
	_, _, err := w.store.Raise(w.t.Context(), call, func(c *care.Case) (care.Change, error) {
		if kind == care.Test {
			return care.Change{Entries: []care.Entry{{At: w.at, By: care.System, What: "device.tested", Noun: "device", Subject: string(pendant)}}}, nil
		}
		if c.Incident == nil {
			c.Incident = &care.Incident{ID: "in", State: care.IncidentOpen, Kind: string(kind), DeviceID: pendant, OpenedAt: w.at, PressedAt: w.at, LastCallAt: w.at}
		}
		c.Incident.Calls++
		return care.Change{Entries: []care.Entry{w.line("opened")}}, nil
	})
	must(w.t, err)
}

// decides has the desk take the incident a step further.
func (w *world) decides(state care.IncidentState, said care.StepMade) {
	w.t.Helper()
	_, err := w.store.ChangeIncident(w.t.Context(), "in", func(c *care.Case) (care.Change, error) {
		c.Incident.State = state
		return care.Change{Entries: []care.Entry{w.line(string(state))}, Feedback: []care.StepMade{said}}, nil
	})
	must(w.t, err)
}

func (w *world) line(verb string) care.Entry {
	return care.Entry{At: w.at, By: care.System, What: "incident." + verb, Noun: "incident", Subject: "in"}
}

func (w *world) confirms(call care.CallID, step care.Step) {
	w.t.Helper()
	must(w.t, w.Confirm(w.t.Context(), care.Confirmation{Device: pendant, Call: call, Step: step, At: w.at}))
}

// pass lets time go by and looks once.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.at = w.at.Add(d)
	must(w.t, w.Look(w.t.Context()))
}

// toldAt lets seconds go by and returns those at which the device was told a step.
func (w *world) toldAt(seconds int) []int {
	w.t.Helper()
	var out []int
	for s := range seconds {
		w.pass(min(time.Duration(s), 1) * time.Second)
		if len(w.told.heard()) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// devices note what they were told.
type devices struct {
	mu   sync.Mutex // guards all below
	told []care.Feedback
	err  error
}

// Feedback notes a word, or fails as a test says.
func (d *devices) Feedback(_ context.Context, f care.Feedback) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err == nil {
		d.told = append(d.told, f)
	}
	return d.err
}

func (d *devices) fail(err error) { d.mu.Lock(); defer d.mu.Unlock(); d.err = err }

// heard empties what was told and returns its steps.
func (d *devices) heard() []care.Step {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []care.Step
	for _, f := range d.told {
		out = append(out, f.Step)
	}
	d.told = nil
	return out
}

var errAway = errors.New("away")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
