package devices

import (
	"strings"

	"yian/care"
)

// Prefix begins every topic of the platform.
const Prefix = "yian/v1/"

// ParseTopic splits yian/v1/<device>/<what>[/<rest>]. It reports false when the
// topic is not of that form or <device> cannot be a device id. The parts share
// the memory of topic.
func ParseTopic(topic string) (device care.DeviceID, what string, rest string, ok bool) {
	below, ok := strings.CutPrefix(topic, Prefix)
	if !ok {
		return "", "", "", false
	}
	id, below, _ := strings.Cut(below, "/")
	what, rest, _ = strings.Cut(below, "/")
	if what == "" || !care.ValidDeviceID(id) {
		return "", "", "", false
	}
	return care.DeviceID(id), what, rest, true
}
