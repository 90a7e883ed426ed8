package care

import "time"

// Surroundings are what a device that stays in its place hears around it: the cell of
// the telephone network, its neighbours, or the gateway that speaks for it. They are
// compared, never looked up: where they are nobody knows.
type Surroundings struct {
	Device DeviceID  `json:"device_id"`
	Around []string  `json:"around"` // newest last
	Since  time.Time `json:"since"`
	// MovedAlert stands while the device is suspected of having been moved.
	MovedAlert AlertID `json:"moved_alert,omitempty"`
}
