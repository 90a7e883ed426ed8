package app

import (
	"context"

	"yian/care"
	"yian/ingest"
	"yian/supervision"
)

// way is one way by which commands reach devices.
type way interface {
	// Command is [supervision.Deliver]'s.
	Command(ctx context.Context, c care.Command) error
	// Holds reports whether this way leads to a device, connected now or not. It is
	// quick.
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
type byBroker struct{ *ingest.Downlink }

// Holds is always true: who subscribes only the broker knows.
func (byBroker) Holds(care.DeviceID) bool { return true }

// supervisor is what ingest tells of signs of life and of answers to commands.
type supervisor struct {
	*supervision.Supervisor
	commands *supervision.Commands
}

// Result records a device's answer.
func (s supervisor) Result(ctx context.Context, r care.CommandResult) error {
	return s.commands.Result(ctx, r)
}
