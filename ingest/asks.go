package ingest

import (
	"context"
	"time"

	"yian/care"
)

// Registry knows who a device is. It answers from memory and is safe for
// concurrent use.
type Registry interface {
	// Place returns where a device is; [care.ErrNotFound] when nobody knows it.
	Place(ctx context.Context, device care.DeviceID) (care.Place, error)
	// Child returns where the device is that a gateway calls name: an id, address or
	// friendly name. [care.ErrNotFound] when nobody knows it, [care.ErrForbidden] when
	// it is another gateway's.
	Child(ctx context.Context, gateway care.DeviceID, name string) (care.Place, error)
}

// Readings stores what was measured.
type Readings interface {
	// Append adds one message to batch and returns it. It never blocks.
	Append(batch []byte, place care.Place, at, received time.Time, rs []care.Reading) []byte
	// Write blocks until the batch is stored and is idempotent; [care.ErrUnavailable]
	// means that the same batch should be tried again.
	Write(ctx context.Context, batch []byte) error
}

// Judge looks at readings as they come. It never blocks on I/O. A reading judged
// before changes nothing.
type Judge interface {
	Judge(place care.Place, rs []care.Reading)
}

// Desk takes what people ask for. Each method blocks until it is in the record, is
// idempotent by the id that the device gave, and is safe for concurrent use.
type Desk interface {
	Raise(ctx context.Context, call care.Call) error
	Request(ctx context.Context, request care.Request) error
	Confirm(ctx context.Context, confirmation care.Confirmation) error
}

// Strays hears of a child that is registered behind one gateway while another speaks
// for it. It never blocks.
type Strays interface {
	Strayed(gateway care.Place, child string)
}

// Supervisor notes signs of life, which never blocks, and answers to commands.
type Supervisor interface {
	Seen(place care.Place, at time.Time, rs []care.Reading)
	Status(place care.Place, status care.Status)
	// Result blocks until the answer is in the record and is idempotent;
	// [care.ErrNotFound] when nobody asked this of that device.
	Result(ctx context.Context, result care.CommandResult) error
}
