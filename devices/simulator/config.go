package simulator

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"yian/care"
)

// DefaultPresses is what a command line offers when nothing is said, in calls a
// minute.
const DefaultPresses = 0.1

// DefaultHomes is how many homes a command line lets live when nothing is said.
const DefaultHomes = 200

// Config says how the homes live.
type Config struct {
	// URL of the broker: tcp://, mqtt://, ssl://, tls:// or mqtts://. It must be set.
	URL string
	// Watches is the address, like 127.0.0.1:5093, to which GPS watches connect. Empty
	// leaves them in their drawers.
	Watches string
	// StrayAfter is how long after the start the first wearer of a GPS watch goes
	// astray. Zero means 2 minutes.
	StrayAfter time.Duration
	// Homes is how many of the homes live, in their order; sites live always. Zero
	// means all.
	Homes int
	// Speed compresses habits: 60 lives a day in 24 minutes. Every ts stays the true
	// instant. Zero means 1.
	Speed float64
	// Seed names the chance: the same seed lives alike. Zero is a seed like another.
	Seed uint64
	// Rate is how many readings a second the wearables and beds report, spread
	// evenly. Zero means by the homes' habits.
	Rate float64
	// Presses is how many calls a minute the county makes. Zero means none, and then
	// nobody falls, falls ill or falls silent; see [DefaultPresses].
	Presses float64
	// For is how long to live. Zero means until the context ends.
	For time.Duration
	// Grace is how long after For the last presses may still be heard. Zero means
	// 15 s.
	Grace time.Duration
	// Acked is told of every reading that the broker acknowledged, by device and ts.
	// It must not block. May be nil.
	Acked func(device care.DeviceID, at time.Time)
	// Pressed is told of every press when it is first sent, and Heard when the
	// platform's first feedback on it comes. They must not block. May be nil.
	Pressed func(device care.DeviceID, call care.CallID, kind care.CallKind, at time.Time)
	Heard   func(device care.DeviceID, call care.CallID, at time.Time)
	// Spoken is told of every sentence that a device says to its senior. It must not
	// block. May be nil.
	Spoken func(device care.DeviceID, s Spoken)
	// Log is where failing connections are noted. Nil discards.
	Log *slog.Logger
}

// Spoken is one sentence as a senior hears it.
type Spoken struct {
	Step  care.Step
	Text  string
	Audio string   // where its recording lies; empty: it is read aloud
	Show  []string // what the device does beside speaking
}

// String is the sentence with what goes with it, for a person who looks on.
func (s Spoken) String() string {
	line := s.Text
	if line == "" { // a platform of before
		line = string(s.Step)
	}
	if s.Audio != "" {
		line += " ♪"
	}
	if len(s.Show) > 0 {
		line += " [" + strings.Join(s.Show, " ") + "]"
	}
	return line
}

func (c *Config) defaults() error {
	if c.URL == "" {
		return fmt.Errorf("simulator: broker url is missing: %w", care.ErrInvalid)
	}
	if c.Speed <= 0 {
		c.Speed = 1
	}
	if c.StrayAfter <= 0 {
		c.StrayAfter = strayAfter
	}
	if c.Grace <= 0 {
		c.Grace = 15 * time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Log = c.Log.With("room", "simulator")
	return nil
}
