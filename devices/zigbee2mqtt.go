package devices

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// wholeStates is for ever: every message of a child is its whole state, also of
// what has not changed, and an alarm there always ends.
const wholeStates = math.MaxInt64

// readZigbee reads what Zigbee2MQTT publishes below its base topic. That is a
// friendly name, which may hold spaces, slashes and Chinese, and possibly an
// attribute below it.
func readZigbee(m *message, topic string, payload []byte) {
	m.holds = wholeStates
	name, last := split(topic)
	switch {
	case topic == "bridge/state":
		m.availability("", payload)
	case topic == "bridge", strings.HasPrefix(topic, "bridge/"):
		// The gateway about itself: its log, its inventory, answers to its own console.
	case isCommand(topic):
		// Meant for the gateway, not from it.
	case topic == "":
		m.said.refuse(care.UnknownTopic, "主题缺少设备名称")
	case last == "availability" && name != "":
		m.availability(name, payload)
	case payload[0] == '{' || payload[0] == '[':
		m.json(payload, func(v *fastjson.Value) { m.zigbeeState(topic, v) })
	case name == "":
		m.said.refuse(care.NotJSON, "不是有效的 JSON；请在 Zigbee2MQTT 中将 output 设为 json")
	default:
		m.begin(name, m.now())
		m.zigbeeField([]byte(last), bareFact(payload))
		m.end()
	}
}

// split cuts the last level off a topic.
func split(topic string) (above, last string) {
	if i := strings.LastIndexByte(topic, '/'); i >= 0 {
		return topic[:i], topic[i+1:]
	}
	return "", topic
}

// isCommand reports whether the topic is one on which Zigbee2MQTT listens.
func isCommand(topic string) bool {
	return strings.HasSuffix(topic, "/set") || strings.HasSuffix(topic, "/get") || strings.Contains(topic, "/set/")
}

// availability reads "online" or "offline", bare or as {"state":"online"}.
func (m *message) availability(name string, payload []byte) {
	word := string(payload)
	if bytes.HasPrefix(payload, []byte("{")) {
		word = fastjson.GetString(payload, "state")
	}
	switch word {
	case "online", "offline":
		m.online(name, word == "online", m.now())
	case "", "null":
	default:
		m.said.refuse(care.WrongType, "availability 应为 online 或 offline")
	}
}

// zigbeeState reads the whole state of a child.
func (m *message) zigbeeState(name string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	m.begin(name, m.stamp(v.Get("last_seen"), nil))
	fields := v.GetObject()
	if test := fields.Get("test"); test != nil {
		on, _ := factOf(test).on()
		m.test = m.testing(on)
	}
	// The lux that older versions send beside a raw value under the plain name.
	lux := fields.Get("illuminance_lux") != nil
	fields.Visit(func(key []byte, v *fastjson.Value) {
		if lux && string(key) == "illuminance" {
			return
		}
		m.zigbeeField(key, factOf(v))
	})
	m.end()
}

// zigbeeField reads one field: a signal that may be a call, a reading, or nothing.
func (m *message) zigbeeField(key []byte, f fact) {
	if string(key) == "action" {
		if f.kind == word && isEmergency(f.word) {
			m.event("action", care.SOS)
		}
		return
	}
	if kind, ok := zigbeeSignals[string(key)]; ok {
		on, _ := f.on()
		m.state(string(key), kind, on)
	}
	reading, ok := zigbeeReadings[string(key)]
	if !ok || f.kind == nothing {
		return
	}
	k := reading.known()
	value, ok := f.number(k.quantity.Bool || k.unknown())
	if !ok {
		k.refuseType(m.said)
		return
	}
	if reading.inverted {
		value = 1 - value
	}
	m.put(reading.metric, value)
}

// zigbeeSignals are the states that make a call when they turn on. Carbon monoxide
// is a gas to whoever goes there.
var zigbeeSignals = map[string]care.CallKind{
	"sos":              care.SOS,
	"sos_alarm":        care.SOS,
	"emergency":        care.SOS, // this and the next three: converters that people write themselves
	"panic":            care.SOS,
	"fall":             care.Fall,
	"fire":             care.Smoke,
	"smoke":            care.Smoke,
	"gas":              care.Gas,
	"carbon_monoxide":  care.Gas,
	"water_leak":       care.WaterLeak,
	"test":             care.Test,
	"fall_down_status": care.Fall,
}

// isEmergency reports whether a button's action means that somebody needs help.
// Zigbee2MQTT's converters say emergency and panic (the commands of the IAS ACE
// cluster) and sos (keypads), with the endpoint behind it on devices that have
// several. single, double, hold and the like mean whatever a light switch means,
// even on a button sold for emergencies.
func isEmergency(action string) bool {
	action = strings.ToLower(action)
	for _, word := range [...]string{"emergency", "panic", "sos"} {
		if rest, ok := strings.CutPrefix(action, word); ok {
			return rest == "" || isEndpoint(rest)
		}
	}
	return false
}

// isEndpoint reports whether s is the suffix of an endpoint, like _1 or _l2.
func isEndpoint(s string) bool {
	digits := strings.TrimPrefix(strings.TrimPrefix(s, "_"), "l")
	_, err := strconv.ParseUint(digits, 10, 8)
	return s[0] == '_' && err == nil
}

// zigbeeReading says which metric a field is.
type zigbeeReading struct {
	metric   care.Metric
	inverted bool
}

func (r zigbeeReading) known() known {
	return known{metric: r.metric, quantity: care.Quantities[r.metric]}
}

// zigbeeReadings are the fields worth keeping, by the names of Zigbee2MQTT's
// exposes. Settings such as sensitivities are not measurements and stay out; so
// does voltage, which is in volts on a plug and in millivolts on a battery.
var zigbeeReadings = map[string]zigbeeReading{
	"occupancy":        {metric: care.Motion},
	"presence":         {metric: care.Motion},
	"contact":          {metric: care.ContactOpen, inverted: true}, // true is closed
	"smoke":            {metric: care.SmokeMetric},
	"gas":              {metric: care.GasMetric},
	"water_leak":       {metric: care.WaterLeakMetric},
	"co":               {metric: care.CO},
	"carbon_monoxide":  {metric: "carbon_monoxide"}, // a bool, where co is a concentration
	"temperature":      {metric: care.Temperature},
	"humidity":         {metric: care.Humidity},
	"power":            {metric: care.PowerDraw},
	"illuminance":      {metric: care.Illuminance},
	"illuminance_lux":  {metric: care.Illuminance},
	"battery":          {metric: care.BatteryMetric},
	"linkquality":      {metric: "linkquality"}, // 0–255, not the dBm of rssi
	"battery_low":      {metric: "battery_low"},
	"tamper":           {metric: "tamper"},
	"vibration":        {metric: "vibration"},
	"co2":              {metric: "co2"},
	"voc":              {metric: "voc"},
	"pm25":             {metric: "pm25"},
	"pressure":         {metric: "pressure"},
	"energy":           {metric: "energy"},
	"heart_rate":       {metric: care.HeartRate},
	"respiration_rate": {metric: care.Respiration},
}
