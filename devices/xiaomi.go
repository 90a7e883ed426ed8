package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readXiaomi reads what a Xiaomi multi-mode gateway publishes on its inner broker
// (zigbee/send, central/report and the like): reports of a child by numbers of the
// MIoT specification or by resource names.
func readXiaomi(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	switch firstText(v, "cmd", "method") {
	case "report", "properties_changed", "event_occured", "event_occurred", "": //nolint:misspell // as gateways spell it
	case "heartbeat":
		m.xiaomiHeartbeat(v)
		return
	default:
		return // answers and questions
	}
	did := firstText(v, "did", "device", "mac")
	if did == "" {
		if did = topicChild(strings.TrimSuffix(topic, "zigbee/send")); did == "" {
			m.said.refuse(care.WrongType, "没有 did，无法得知是哪个子设备")
			return
		}
	}
	m.begin(did, first(m.stamp(v.Get("time"), nil), m.now()))
	m.also(strings.TrimPrefix(did, "lumi."))
	if f := factAt(v, "rssi"); f.kind == number && f.amount < 0 {
		m.put(care.RSSI, f.amount)
	}
	spec := v.GetArray("mi_spec")
	if len(spec) == 0 {
		spec = v.GetArray("params")
	}
	m.xiaomiSpec(spec)
	m.end()
}

// xiaomiHeartbeat lists children that are alive.
func (m *message) xiaomiHeartbeat(v *fastjson.Value) {
	for _, child := range v.GetArray("params") {
		if did := firstText(child, "did"); did != "" {
			m.begin(did, m.now())
			m.also(strings.TrimPrefix(did, "lumi."))
			m.xiaomiSpec(child.GetArray("res_list"))
			m.end()
		}
	}
}

// xiaomiNames are resources that mean the same on every child.
var xiaomiNames = map[string]meaning{
	"8.0.2001":                     {metric: care.BatteryMetric},
	"battery_percentage_remaining": {metric: care.BatteryMetric},
	"8.0.2008":                     {metric: "battery_voltage", convert: volts},
	"8.0.2007":                     {metric: "linkquality"},
	"lqi":                          {metric: "linkquality"},
	"alarm_status":                 {any: true},
	"leak_status":                  {call: care.WaterLeak, metric: care.WaterLeakMetric},
	"motion_status":                {metric: care.Motion},
	"magnet_status":                {metric: care.ContactOpen},
}

// xiaomiSpec reads the parts of a report. By numbers alone a child that reports
// status, fault and concentration side by side is a detector, and a status of 1 its
// alarm; of any other only the make would tell what a number is.
func (m *message) xiaomiSpec(spec []*fastjson.Value) {
	unknown, numbers := false, map[string]fact{}
	for _, part := range spec {
		value := part.Get("value")
		if value == nil {
			value = part.Get("arguments")
		}
		name := firstText(part, "res_name", "resource", "name")
		switch {
		case name != "":
			if value != nil {
				unknown = !m.xiaomiNamed(name, factOf(value)) || unknown
			}
		case value != nil && part.Exists("siid"):
			numbers[xiaomiNumber(part)] = factOf(value)
		}
	}
	unknown = !m.xiaomiDetector(numbers) || unknown
	if unknown {
		m.said.refuse(care.UnknownKind, "小米网关只报了规格编号，平台无法得知子设备型号；请改用 Zigbee2MQTT，或在网关插件里发布解码后的名称")
	}
}

func xiaomiNumber(part *fastjson.Value) string {
	if part.Exists("eiid") {
		return string(part.Get("siid").MarshalTo(nil)) + ".e." + string(part.Get("eiid").MarshalTo(nil))
	}
	if !part.Exists("piid") {
		return ""
	}
	return string(part.Get("siid").MarshalTo(nil)) + "." + string(part.Get("piid").MarshalTo(nil))
}

// xiaomiNamed reads a resource by name and reports whether it is known.
func (m *message) xiaomiNamed(name string, f fact) bool {
	means, ok := xiaomiNames[name]
	if !ok {
		if means, ok = meaningOf(name); !ok {
			return false
		}
	}
	switch {
	case means.any:
		m.anyAlarm(name, f)
	case means.call != "":
		m.knownAlarm(name, means, f)
	case means.metric != "":
		m.measured(means, f)
	}
	return true
}

// The numbers of a gas or smoke detector, and its states.
const (
	xiaomiStatus, xiaomiFault, xiaomiDensity = "2.1", "2.2", "2.3"

	xiaomiAlarm, xiaomiBroken, xiaomiOld = 1, 2, 4
)

// xiaomiDetector reads the numbers of a detector, remembering which child is one.
// It reports whether all numbers could be read.
func (m *message) xiaomiDetector(numbers map[string]fact) bool {
	if len(numbers) == 0 {
		return true
	}
	_, fault := numbers[xiaomiFault]
	density, dense := numbers[xiaomiDensity]
	status, said := numbers[xiaomiStatus]
	if !m.isDetector(fault && dense && said) {
		return false
	}
	if n, ok := density.number(false); ok {
		m.put("density", n)
	}
	if !said {
		return true
	}
	n, ok := status.number(false)
	m.state("detector", care.Gas, ok && n == xiaomiAlarm)
	if ok && n <= xiaomiAlarm {
		m.truth(care.GasMetric, n == xiaomiAlarm)
	}
	if n == xiaomiBroken || n == xiaomiOld {
		m.said.refuse(care.DeviceFault, "探测器报告自身故障或到期，请更换")
	}
	return true
}

// isDetector remembers a child that showed itself as a detector.
func (m *message) isDetector(shown bool) bool {
	m.gateway.mu.Lock()
	defer m.gateway.mu.Unlock()
	mem := m.gateway.signals(m.child).of("is detector")
	mem.on = mem.on || shown
	return mem.on
}
