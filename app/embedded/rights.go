package embedded

import (
	"strings"

	"yian/care"
)

// topicPrefix begins every topic of the platform.
const topicPrefix = "yian/v1/"

// upTopics are what a native device publishes, downTopics what it hears.
var (
	upTopics   = map[string]bool{"telemetry": true, "call": true, "request": true, "status": true, "confirm": true, "result": true}
	downTopics = map[string]bool{"feedback": true, "command": true}
)

// mayPublish reports whether the credential of device may publish on topic: an up
// topic of its own, or anything that a bought-in gateway says below its own
// subtree, like yian/v1/gw1/zigbee2mqtt/bridge/state.
func mayPublish(device care.DeviceID, topic string) bool {
	below, own := ownPart(device, topic)
	if !own || strings.ContainsAny(topic, "+#\x00") {
		return false
	}
	what, rest, deep := strings.Cut(below, "/")
	if !deep {
		return upTopics[what]
	}
	return what != "" && rest != "" && !upTopics[what] && !downTopics[what]
}

// known reports whether somebody reads what device may publish on topic.
func known(device care.DeviceID, topic string) bool {
	below, _ := ownPart(device, topic)
	what, _, deep := strings.Cut(below, "/")
	return !deep || care.IsBoughtIn(what)
}

// worthKeeping reports whether a message at quality 0 waits for the platform all the
// same: it may be a call, and much equipment never asks for more. Of readings the
// next one comes soon.
func worthKeeping(topic string) bool { return !strings.HasSuffix(topic, "/telemetry") }

// mayHear reports whether the credential of device may subscribe to filter, or
// receive a message on it as a topic: its own subtree only. A wildcard can reach
// out of it only before its end, and there the device's own id must stand.
func mayHear(device care.DeviceID, filter string) bool {
	_, own := ownPart(device, filter)
	return own
}

// mayRetain reports whether a message on topic may stay with the broker. A call
// must not: it would be raised again at every new subscription.
func mayRetain(device care.DeviceID, topic string) bool {
	below, _ := ownPart(device, topic)
	return below == "status" || strings.Contains(below, "/")
}

// ownPart returns what follows yian/v1/<device>/.
func ownPart(device care.DeviceID, topic string) (string, bool) {
	below, ok := strings.CutPrefix(topic, topicPrefix)
	if !ok || device == "" {
		return "", false
	}
	below, ok = strings.CutPrefix(below, string(device))
	if !ok {
		return "", false
	}
	below, ok = strings.CutPrefix(below, "/")
	return below, ok && below != ""
}
