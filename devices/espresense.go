package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readESPresense reads how far Bluetooth tags are from the node of a room:
// espresense/devices/<tag>/<room>, and the nodes about themselves below
// espresense/rooms/<room>.
func readESPresense(m *message, topic string, payload []byte) {
	parts := strings.Split(strings.TrimPrefix(topic, "espresense/"), "/")
	switch {
	case len(parts) >= 2 && parts[0] == "devices":
		m.json(payload, func(v *fastjson.Value) { m.tag(parts[1], v) })
	case len(parts) == 3 && parts[0] == "rooms":
		m.roomNode(parts[1], parts[2], payload)
	case len(parts) >= 4 && parts[0] == "rooms" && parts[3] == "set", parts[0] == "settings", parts[0] == "companion", parts[0] == "ips":
		// Settings.
	default:
		m.said.refuse(care.UnknownTopic, "主题应为 espresense/devices/<标签>/<房间> 或 espresense/rooms/<房间>/…")
	}
}

func (m *message) tag(name string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	if id := firstText(v, "id"); id != "" {
		name = id
	}
	m.begin(name, m.now())
	m.also(firstText(v, "mac"), firstText(v, "name"))
	for _, is := range [...]struct {
		field  string
		metric care.Metric
	}{{"rssi", care.RSSI}, {"distance", "distance"}, {"batt", care.BatteryMetric}, {"temp", care.Temperature}, {"rh", care.Humidity}} {
		if f := factAt(v, is.field); f.kind == number {
			m.put(is.metric, f.amount)
		}
	}
	m.end()
}

// roomNode reads what the node of a room says.
func (m *message) roomNode(room, what string, payload []byte) {
	switch what {
	case "status":
		switch word := string(payload); word {
		case "online", "offline":
			m.online(room, word == "online", m.now())
		default:
			m.said.refuse(care.WrongType, "status 应为 online 或 offline")
		}
	case "telemetry":
		m.begin(room, m.now())
		m.json(payload, func(v *fastjson.Value) {
			if f := factAt(v, "rssi"); f.kind == number && f.amount < 0 {
				m.put(care.RSSI, f.amount)
			}
		})
		m.end()
	case "motion", "pir", "radar", "occupancy", "temperature", "humidity", "pressure", "lux":
		m.begin(room, m.now())
		if f := bareFact(payload); what == "pir" || what == "radar" {
			m.measured(meaning{metric: care.Motion}, f)
		} else {
			m.field(what, f, false)
		}
		m.end()
	}
}
