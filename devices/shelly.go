package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readShelly reads both generations of Shelly: shellies/<id>/<what> with one value
// each, and <id>/events/rpc, <id>/status/<component> in JSON.
func readShelly(m *message, topic string, payload []byte) {
	topic = strings.TrimPrefix(topic, "shellies/")
	child, what, _ := strings.Cut(topic, "/")
	switch {
	case child == "announce", child == "command", strings.HasSuffix(topic, "/command"), strings.HasSuffix(topic, "/set"), what == "rpc" && !isObjectText(payload):
		// Meant for the devices, or they introduce themselves.
	case what == "online":
		m.shellyOnline(child, string(payload))
	case isObjectText(payload):
		m.json(payload, func(v *fastjson.Value) { m.shellyObject(child, what, v) })
	case what == "":
		m.said.refuse(care.UnknownTopic, "主题应为 shellies/<设备>/… 或 <设备>/events/rpc")
	default:
		m.begin(child, m.now())
		m.shellyTopic(what, bareFact(payload))
		m.end()
	}
}

func isObjectText(payload []byte) bool { return payload[0] == '{' }

func (m *message) shellyOnline(child, word string) {
	switch word {
	case "true", "false":
		m.online(child, word == "true", m.now())
	default:
		m.said.refuse(care.WrongType, "online 应为 true 或 false")
	}
}

func (m *message) shellyObject(child, what string, v *fastjson.Value) {
	if method := firstText(v, "method"); method != "" {
		if src := firstText(v, "src"); src != "" {
			child = src
		}
		m.shellyRPC(child, method, v.Get("params"))
		return
	}
	if v.Exists("src") && v.Exists("id") {
		if result := v.Get("result"); result != nil { // the answer to somebody's question
			m.begin(firstText(v, "src"), m.now())
			m.shellyComponents(result)
			m.end()
		}
		return
	}
	at := m.now()
	if what == "status" {
		at = first(m.stamp(v.Get("unixtime"), nil), at)
	}
	m.begin(child, at)
	switch component, ok := strings.CutPrefix(what, "status/"); {
	case ok:
		m.shellyComponent(component, v)
	case strings.HasPrefix(what, "input_event/"):
		m.shellyInput(v)
	case what == "announce":
	default: // info and status of the first generation
		m.shellyInfo(v)
	}
	m.end()
}

// shellyRPC reads a notification of the second generation. Before it has the time
// it counts from its start.
func (m *message) shellyRPC(child, method string, params *fastjson.Value) {
	if !strings.HasPrefix(method, "Notify") {
		return // a question to the device
	}
	if params == nil || params.Type() != fastjson.TypeObject {
		m.said.refuse(care.WrongType, "RPC 通知缺少 params 对象")
		return
	}
	m.begin(child, m.stamp(params.Get("ts"), nil))
	m.shellyComponents(params)
	m.end()
	for _, event := range params.GetArray("events") {
		m.shellyEvent(child, event)
	}
}

func (m *message) shellyComponents(v *fastjson.Value) {
	v.GetObject().Visit(func(key []byte, component *fastjson.Value) {
		m.shellyComponent(string(key), component)
	})
}

// shellyComponent reads one component, like "smoke:0":{"alarm":true}.
func (m *message) shellyComponent(name string, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		return
	}
	kind, _, _ := strings.Cut(name, ":")
	switch kind {
	case "smoke":
		m.shellyAlarm(name, v.Get("alarm"), meaning{call: care.Smoke, metric: care.SmokeMetric})
	case "gas":
		m.shellyAlarm(name, v.Get("alarm"), meaning{call: care.Gas, metric: care.GasMetric})
	case "flood":
		m.shellyAlarm(name, v.Get("alarm"), meaning{call: care.WaterLeak, metric: care.WaterLeakMetric})
	case "temperature":
		m.shellyNumber(care.Temperature, v.Get("tC"))
	case "humidity":
		m.shellyNumber(care.Humidity, v.Get("rh"))
	case "illuminance":
		m.shellyNumber(care.Illuminance, v.Get("lux"))
	case "devicepower":
		m.shellyNumber(care.BatteryMetric, v.Get("battery", "percent"))
		m.shellyNumber("battery_voltage", v.Get("battery", "V"))
	case "wifi":
		m.shellyNumber(care.RSSI, v.Get("rssi"))
	case "switch", "pm1", "cover", "light", "em1":
		m.shellyNumber(care.PowerDraw, v.Get("apower"))
	case "presence", "motion", "presencezone", "occupancy":
		for _, field := range [...]string{"state", "value", "motion", "presence"} {
			if on, ok := factOfField(v, field).on(); ok {
				m.truth(care.Motion, on)
				return
			}
		}
	}
}

func factOfField(v *fastjson.Value, name string) fact { return factAt(v, name) }

func (m *message) shellyAlarm(name string, v *fastjson.Value, means meaning) {
	if v != nil {
		m.knownAlarm(name, means, factOf(v))
	}
}

func (m *message) shellyNumber(metric care.Metric, v *fastjson.Value) {
	if v == nil {
		return
	}
	if n, ok := factOf(v).number(false); ok {
		m.put(metric, n)
	}
}

// shellyEvent reads an event: a push of a button says what a light switch says, an
// alarm is one, and a Bluetooth sensor heard by the device is a child of its own.
func (m *message) shellyEvent(child string, event *fastjson.Value) {
	data := event.Get("data")
	if address := firstTextOf(data, "address", "addr", "mac"); address != "" {
		m.begin(address, m.stamp(event.Get("ts"), nil))
		m.bleFields(data)
		m.end()
		return
	}
	component, what := firstText(event, "component"), firstText(event, "event")
	kind, _, _ := strings.Cut(component, ":")
	if calls := map[string]care.CallKind{"smoke": care.Smoke, "flood": care.WaterLeak, "gas": care.Gas}; calls[kind] != "" {
		m.begin(child, m.stamp(event.Get("ts"), nil))
		if says := (fact{kind: word, word: what}).alarm(calls[kind]); strings.Contains(what, "alarm") || says == safe {
			m.state(component, calls[kind], says == alarmed)
		}
		m.end()
	}
}

func firstTextOf(v *fastjson.Value, names ...string) string {
	if v == nil || v.Type() != fastjson.TypeObject {
		return ""
	}
	return firstText(v, names...)
}

// shellyInput reads a button of the first generation. Its counter would tell one
// push from the next, if a push were a call.
func (m *message) shellyInput(v *fastjson.Value) {
	if n := factAt(v, "event_cnt"); n.kind == number {
		m.put("input_event", n.amount)
	}
}

// shellyInfo reads the whole state of a device of the first generation.
func (m *message) shellyInfo(v *fastjson.Value) {
	for _, is := range [...]struct {
		metric care.Metric
		path   []string
	}{
		{care.BatteryMetric, []string{"bat", "value"}}, {care.BatteryMetric, []string{"bat"}}, {care.Temperature, []string{"tmp", "tC"}}, {care.Humidity, []string{"hum", "value"}},
		{care.Illuminance, []string{"lux", "value"}}, {care.Illuminance, []string{"lux"}}, {care.RSSI, []string{"wifi_sta", "rssi"}},
	} {
		if x := v.Get(is.path...); x != nil && x.Type() == fastjson.TypeNumber {
			m.put(is.metric, x.GetFloat64())
		}
	}
	for name, means := range map[string]meaning{"flood": {call: care.WaterLeak, metric: care.WaterLeakMetric}, "smoke": {call: care.Smoke, metric: care.SmokeMetric}} {
		if f := factAt(v, name); f.kind != nothing {
			m.knownAlarm(name, means, f)
		}
	}
	if f := factAt(v, "gas_sensor", "alarm_state"); f.kind != nothing {
		m.shellyGas(f)
	}
	for _, path := range [...][]string{{"motion"}, {"sensor", "motion"}} {
		if on, ok := factAt(v, path...).on(); ok {
			m.truth(care.Motion, on)
		}
	}
	if on, ok := factAt(v, "sensor", "state").truthOf(); ok {
		m.truth(care.ContactOpen, on)
	}
}

// shellyGas reads none, mild, heavy or test.
func (m *message) shellyGas(f fact) {
	if f.kind == word && f.word == "test" {
		m.state("test", care.Test, true)
		return
	}
	m.state("test", care.Test, false)
	m.knownAlarm("gas", meaning{call: care.Gas, metric: care.GasMetric}, f)
}

// shellyTopic reads one value of the first generation.
func (m *message) shellyTopic(what string, f fact) {
	kind, rest, _ := strings.Cut(what, "/")
	switch {
	case kind == "sensor":
		m.shellySensor(rest, f)
	case kind == "temperature", kind == "ext_temperature", kind == "external_temperature":
		// The device's own heat, in °C, and in °F beside it: no room's.
	case (kind == "relay" || kind == "light" || kind == "emeter" || kind == "roller") && strings.HasSuffix(rest, "/power"):
		if n, ok := f.number(false); ok {
			m.put(care.PowerDraw, n)
		}
	}
}

func (m *message) shellySensor(name string, f fact) {
	switch name {
	case "state":
		if on, ok := f.truthOf(); ok {
			m.truth(care.ContactOpen, on)
		}
	case "gas", "alarm_state":
		m.shellyGas(f)
	case "vibration":
		if on, ok := f.on(); ok {
			m.truth("vibration", on)
		}
	case "temperature", "humidity", "battery", "lux", "motion", "flood", "smoke":
		m.field(name, f, false)
	}
}
