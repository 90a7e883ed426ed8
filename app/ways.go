package app

import (
	"context"

	"yian/care"
	"yian/ingest"
	"yian/registry"
	"yian/supervision"
)

// way is one way by which commands reach devices.
type way interface {
	// Command is [supervision.Deliver]'s.
	Command(ctx context.Context, c care.Command) error
	// Holds reports whether this way leads to a device. It is quick.
	Holds(device care.DeviceID) bool
}

// ways lead to devices, the first that holds one before the others. The broker's
// holds every device and comes last.
type ways []way

// Command takes a command by the first way that holds its device;
// [care.ErrUnavailable] when none does.
func (w ways) Command(ctx context.Context, c care.Command) error {
	for _, one := range w {
		if one.Holds(c.Device) {
			return one.Command(ctx, c)
		}
	}
	return care.ErrUnavailable
}

// Holds reports whether any way leads to a device.
func (w ways) Holds(device care.DeviceID) bool {
	for _, one := range w {
		if one.Holds(device) {
			return true
		}
	}
	return false
}

// byBroker is the way over MQTT, open to whoever subscribes.
type byBroker struct {
	*ingest.Downlink
	kind func(care.DeviceID) string
}

// Holds is true for whatever is no watch, since who subscribes only the broker
// knows. Watches never do, and a broker would take what is for them.
func (b byBroker) Holds(device care.DeviceID) bool { return b.kind(device) != care.GPSWatch }

// byWatch is the way over the connection of a watch.
type byWatch struct{ watches func() *ingest.Watches }

// Command takes a command to a watch that is connected here.
func (b byWatch) Command(ctx context.Context, c care.Command) error {
	if w := b.watches(); w != nil {
		return w.Command(ctx, c)
	}
	return care.ErrUnavailable
}

// Holds reports whether a watch is connected here now.
func (b byWatch) Holds(device care.DeviceID) bool {
	w := b.watches()
	return w != nil && w.Holds(device)
}

// Feedback tells a watch that is connected here one step.
func (b byWatch) Feedback(ctx context.Context, f care.Feedback) error {
	if w := b.watches(); w != nil {
		return w.Feedback(ctx, f)
	}
	return care.ErrUnavailable
}

// supervisor is what ingest tells of signs of life and of answers to commands.
type supervisor struct {
	*supervision.Supervisor
	commands *supervision.Commands
	moves    *supervision.Moves
}

// Status notes what a device says of itself, and what it hears around it.
func (s supervisor) Status(place care.Place, status care.Status) {
	s.Supervisor.Status(place, status)
	s.moves.Around(place, status.Around)
}

// strays tells whoever notices moves of children behind foreign gateways.
type strays struct {
	registry *registry.Registry
	moves    *supervision.Moves
}

// Strayed never blocks.
func (s strays) Strayed(gateway care.Place, child string) {
	if place, ok := s.registry.Elsewhere(child); ok {
		s.moves.Strayed(place, gateway.Device)
	}
}

// Result records a device's answer.
func (s supervisor) Result(ctx context.Context, r care.CommandResult) error {
	return s.commands.Result(ctx, r)
}
