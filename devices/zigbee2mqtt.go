package devices

import (
	"bytes"
	"strings"
	"sync"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// zigbee decodes what Zigbee2MQTT publishes below its base topic. A call there
// is an edge: a button's action, or an alarm state that turns true. The states
// are kept per gateway and child; after a start they are unknown, so that an
// alarm which still stands is raised again rather than missed.
type zigbee struct {
	mu       sync.Mutex // guards gateways
	gateways map[care.DeviceID]*gateway
}

func newZigbee() *zigbee { return &zigbee{gateways: map[care.DeviceID]*gateway{}} }

// Decode reads one message. The topic below the base is a friendly name, which
// may hold spaces, slashes and Chinese, and possibly an attribute below it.
func (z *zigbee) Decode(device care.DeviceID, topicRest string, payload []byte, received time.Time, said *Said) {
	m := z.message(device, received, said)
	payload = bare(payload)
	name, last := split(topicRest)
	switch {
	case topicRest == "bridge/state":
		m.availability("", payload)
	case topicRest == "bridge", strings.HasPrefix(topicRest, "bridge/"):
		// The gateway about itself: its log, its inventory, answers to its own console.
	case isCommand(topicRest):
		// Meant for the gateway, not from it.
	case len(payload) == 0:
		// A retained message was erased, as when a device leaves.
	case len(payload) > MaxPayload:
		said.refuse(care.TooLarge, "消息超过 64 KiB")
	case topicRest == "":
		said.refuse(care.UnknownTopic, "主题缺少设备名称")
	case last == "availability" && name != "":
		m.availability(clean(name), payload)
	case payload[0] == '{' || payload[0] == '[':
		m.state(clean(topicRest), payload)
	case name == "":
		said.refuse(care.NotJSON, "不是有效的 JSON；请在 Zigbee2MQTT 中将 output 设为 json")
	default:
		m.attribute(clean(name), last, payload)
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

// zigbeeMessage is one message of a gateway on its way through the decoder.
type zigbeeMessage struct {
	heard
	gateway *gateway
	child   string
	when    instant // by last_seen when the gateway sends it
	print   uint64  // of the whole payload, to know it again
	test    bool    // somebody holds the detector's test button
	sample  Sample
}

func (z *zigbee) message(device care.DeviceID, received time.Time, said *Said) *zigbeeMessage {
	z.mu.Lock()
	defer z.mu.Unlock()
	g := z.gateways[device]
	if g == nil {
		g = &gateway{children: map[string]*[signals]memory{}}
		z.gateways[device] = g
	}
	return &zigbeeMessage{heard: heard{device: device, received: received, said: said}, gateway: g}
}

// availability reads "online" or "offline", bare or as {"state":"online"}.
func (m *zigbeeMessage) availability(name string, payload []byte) {
	word := string(payload)
	if bytes.HasPrefix(payload, []byte("{")) {
		word = fastjson.GetString(payload, "state")
	}
	switch word {
	case "online", "offline":
		m.said.Status = &SaidStatus{Child: clip(name), Online: word == "online", At: m.received}
	case "", "null":
	default:
		m.said.refuse(care.WrongType, "availability 应为 online 或 offline")
	}
}

// state reads the whole state of a child.
func (m *zigbeeMessage) state(name string, payload []byte) {
	p := parsers.Get()
	defer parsers.Put(p)
	v, err := p.ParseBytes(payload)
	if err != nil {
		m.said.refuse(care.NotJSON, "不是有效的 JSON")
		return
	}
	if !m.object(v) {
		return
	}
	m.begin(name, payload, lastSeen(v.Get("last_seen"), m.received))
	fields := v.GetObject()
	if test := fields.Get("test"); test != nil {
		m.test = m.testing(factOf(test))
	}
	// The lux that older versions send beside a raw value under the plain name.
	lux := fields.Get("illuminance_lux") != nil
	fields.Visit(func(key []byte, v *fastjson.Value) {
		if lux && string(key) == "illuminance" {
			return
		}
		m.field(key, factOf(v))
	})
	m.end()
}

// attribute reads one attribute published as bare text on a topic of its own.
func (m *zigbeeMessage) attribute(name, key string, payload []byte) {
	m.begin(name, payload, instant{at: m.received})
	m.field([]byte(key), bareFact(payload))
	m.end()
}

func (m *zigbeeMessage) begin(name string, payload []byte, when instant) {
	m.child, m.when, m.print = clip(name), when, fingerprint(payload)
	m.sample = Sample{Child: m.child, At: when.at, Skewed: when.skewed}
}

// end hands over the readings. A message without any still shows that the child
// is alive.
func (m *zigbeeMessage) end() {
	m.said.Samples = append(m.said.Samples, m.sample)
}

// field reads one field: a signal that may be a call, a reading, or nothing.
func (m *zigbeeMessage) field(key []byte, f fact) {
	if s, ok := signalOf(key); ok {
		m.signal(s, f)
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
	if !k.plausible(value) {
		k.refuseRange(m.said)
		return
	}
	m.sample.Readings = append(m.sample.Readings, care.Reading{Metric: k.metric, Value: value, At: m.sample.At})
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
