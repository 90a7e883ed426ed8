package devices

import (
	"regexp"
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readTasmota reads what Tasmota publishes as <prefix>/<topic>/<what> or
// <topic>/<prefix>/<what>, where prefix is tele or stat. Its times have no zone and
// are not believed.
func readTasmota(m *message, topic string, payload []byte) {
	prefix, child, what := tasmotaTopic(topic)
	switch {
	case prefix == "cmnd", prefix == "discovery":
		// Meant for the device, or about it for others.
	case prefix == "":
		m.said.refuse(care.UnknownTopic, "主题应为 tele/<设备>/SENSOR 或 stat/<设备>/…，请检查 Tasmota 的 FullTopic")
	case what == "LWT":
		m.tasmotaWill(child, string(payload))
	case payload[0] == '{':
		m.json(payload, func(v *fastjson.Value) {
			m.begin(child, m.stamp(v.Get("Time"), nil))
			m.tasmotaObject(v, what)
			m.end()
		})
	case payload[0] == '[':
		m.said.refuse(care.WrongType, "应为一个 JSON 对象")
	default:
		m.begin(child, m.now())
		m.tasmotaField(what, bareFact(payload))
		m.end()
	}
}

// tasmotaTopic splits a topic in either order of prefix and device.
func tasmotaTopic(topic string) (prefix, child, what string) {
	parts := strings.Split(strings.Trim(topic, "/"), "/")
	for i, part := range parts {
		switch strings.ToLower(part) {
		case "tele", "stat", "cmnd", "discovery":
			rest := append(append([]string{}, parts[:i]...), parts[i+1:]...)
			if len(rest) == 0 {
				return "", "", ""
			}
			return strings.ToLower(part), strings.Join(rest[:len(rest)-1], "/"), rest[len(rest)-1]
		}
	}
	return "", "", ""
}

func (m *message) tasmotaWill(child, word string) {
	switch strings.ToLower(word) {
	case "online", "offline":
		m.online(child, strings.EqualFold(word, "online"), m.now())
	default:
		m.said.refuse(care.WrongType, "LWT 应为 Online 或 Offline")
	}
}

// tasmotaObject reads a message of sensors, each an object of its own, and the
// state with its radio.
func (m *message) tasmotaObject(v *fastjson.Value, what string) {
	fahrenheit := firstText(v, "TempUnit") == "F"
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		name := clean(string(key))
		switch {
		case name == "Wifi":
			if dBm := factAt(field, "Signal"); dBm.kind == number {
				m.put(care.RSSI, dBm.amount) // its RSSI is a percentage
			}
		case name == "ZbReceived":
			// Children of a Zigbee bridge come after the bridge itself.
		case name == "ENERGY":
			m.tasmotaEnergy(field)
		case strings.HasPrefix(name, "Status") && field.Type() == fastjson.TypeObject: // answers to the console
			m.tasmotaStatus(field)
		case field.Type() == fastjson.TypeObject:
			m.tasmotaSensor(name, field, fahrenheit)
		default:
			m.tasmotaField(name, factOf(field))
		}
	})
	if bridge := v.Get("ZbReceived"); bridge != nil {
		m.tasmotaZigbee(bridge)
	}
}

func (m *message) tasmotaStatus(v *fastjson.Value) {
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		if field.Type() == fastjson.TypeObject && string(key) != "Wifi" {
			m.tasmotaSensor(string(key), field, firstText(v, "TempUnit") == "F")
		}
	})
}

func (m *message) tasmotaEnergy(v *fastjson.Value) {
	if watt := factAt(v, "Power"); watt.kind == number {
		m.put(care.PowerDraw, watt.amount)
	}
	if kWh := factAt(v, "Total"); kWh.kind == number {
		m.put("energy", kWh.amount)
	}
}

// tasmotaSensor reads one sensor, like "AM2301":{"Temperature":21.5}.
func (m *message) tasmotaSensor(sensor string, v *fastjson.Value, fahrenheit bool) {
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		f := factOf(field)
		switch name := string(key); {
		case field.Type() == fastjson.TypeObject, field.Type() == fastjson.TypeArray, name == "Id", name == "Address", name == "Action":
		case name == "Temperature" && fahrenheit:
			if t, ok := f.number(false); ok {
				m.put(care.Temperature, celsius(t))
			}
		case name == "DewPoint", name == "Distance":
		default:
			m.field(name, f, false)
		}
	})
}

// tasmotaInput matches inputs and relays, whose name says only that they are one.
var tasmotaInput = regexp.MustCompile(`^(?i)(power|switch|button|relay|input)(\d*)$`)

// tasmotaField reads one value beside the sensors. What hangs on a switch input
// only its installer knows.
func (m *message) tasmotaField(name string, f fact) {
	on, known := f.on()
	switch {
	case strings.HasPrefix(name, "PIR"):
		if known {
			m.truth(care.Motion, on)
		}
	case tasmotaInput.MatchString(name):
		if known { // a relay's POWER is no power
			m.truth(care.Metric(strings.Replace(strings.ToLower(name), "power", "relay", 1)), on)
		}
	case name == "Time", name == "TempUnit", name == "PressureUnit", strings.HasPrefix(name, "Uptime"), name == "Heap", name == "Sleep", name == "SleepMode", name == "LoadAvg", name == "MqttCount", name == "Vcc":
	default:
		if _, ok := meaningOf(name); !ok {
			name = strings.TrimRight(name, "0123456789")
		}
		m.field(name, f, false)
	}
}

// tasmotaZigbee reads the children of a bridge that runs Zigbee2Tasmota.
func (m *message) tasmotaZigbee(v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		return
	}
	bridge := m.sample
	now := m.now()
	v.GetObject().Visit(func(key []byte, child *fastjson.Value) {
		short := clean(string(key))
		name := firstText(child, "Name", "IEEEAddr", "Device")
		if name == "" {
			name = short
		}
		m.begin(name, now)
		m.also(firstText(child, "IEEEAddr"), firstText(child, "Device"), short)
		child.GetObject().Visit(func(key []byte, field *fastjson.Value) { m.tasmotaZigbeeField(string(key), factOf(field)) })
		m.end()
	})
	m.begin(bridge.Child, now)
	m.sample = bridge
}

// tasmotaZigbeeFields are the names of Zigbee2Tasmota that mean something else
// elsewhere.
var tasmotaZigbeeFields = map[string]meaning{
	"Water":             {call: care.WaterLeak, metric: care.WaterLeakMetric},
	"Fire":              {call: care.Smoke, metric: care.SmokeMetric},
	"CO":                {call: care.Gas, metric: "carbon_monoxide"},
	"Contact":           {metric: care.ContactOpen},
	"BatteryPercentage": {metric: care.BatteryMetric},
	"PanicButton":       {call: care.SOS},
	"LinkQuality":       {metric: "linkquality"},
}

// tasmotaCommands are commands that a child sends and the bridge has no word for: IAS ACE
// of the ZCL, cluster 0501, where 02 is emergency, 03 fire and 04 panic.
var tasmotaCommands = map[string]care.CallKind{"0501!02": care.SOS, "0501!03": care.Smoke, "0501!04": care.SOS}

func (m *message) tasmotaZigbeeField(name string, f fact) {
	if call, ok := tasmotaCommands[name]; ok {
		m.event(name, call) // its value is empty
		return
	}
	switch means, ok := tasmotaZigbeeFields[name]; {
	case f.kind == nothing, name == "Device", name == "Name", name == "IEEEAddr", name == "Endpoint", name == "Group":
	case ok && means.call != "":
		m.knownAlarm(name, means, f)
	case ok:
		m.measured(means, f)
	case f.kind == word && isEmergency(f.word):
		m.event(name, care.SOS)
	default:
		m.field(name, f, false)
	}
}
