package care

import "time"

// DeviceKey is what is kept of a device's secrets: their digests, hex SHA-256, never
// themselves.
type DeviceKey struct {
	Digest string // empty: none was issued
	// Old is the one before, which is good until OldUntil, or until the new one was
	// used. Empty: none is.
	Old      string
	OldUntil time.Time
	// Tell is what the broker is to be told of this change; nil: nothing. It is only
	// written, never read back.
	Tell *Admission
}

// Admission is what a broker that is not ours must still be told of one device.
type Admission struct {
	Device DeviceID
	// Sealed is the secret to let the device in with, which only the platform can
	// read. Empty: the device is shut out, or where the broker asks us, cut off.
	Sealed string
	// Replaces says that connections with an older secret may stand, which end.
	Replaces bool
	At       time.Time
}

// Account is what one broker is told of one device: let it in with Secret, or with
// none, shut it out. Either way its connections with another secret end.
type Account struct {
	Device   DeviceID
	Secret   string
	Replaces bool
}
