package app

import (
	"context"

	"yian/care"
	"yian/ingest"
)

// telling carries feedback to devices by the way they listen on: watches over their
// own connection, all others through the broker.
type telling struct {
	broker  *ingest.Downlink
	watches *ingest.Watches // nil: none are let in; set before anything runs
	kind    func(care.DeviceID) string
	apart   bool // watches may be connected to other processes, which tell them
}

// Feedback tells one step. It blocks for a few seconds at most and is idempotent
// for whoever listens.
func (t *telling) Feedback(ctx context.Context, f care.Feedback) error {
	if t.watches != nil && (t.watches.Holds(f.Device) || t.kind(f.Device) == care.GPSWatch) {
		return t.watches.Feedback(ctx, f)
	}
	if t.apart && t.kind(f.Device) == care.GPSWatch {
		return care.ErrUnavailable
	}
	return t.broker.Feedback(ctx, f)
}
