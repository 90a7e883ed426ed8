package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readTheengs reads what OpenMQTTGateway and the Theengs gateway hear over
// Bluetooth: <base>/<gateway>/BTtoMQTT/<address>, presence lines, and their own
// state.
func readTheengs(m *message, topic string, payload []byte) {
	level := topic[strings.LastIndexByte(topic, '/')+1:]
	switch {
	case strings.Contains(topic, "commands/"), strings.HasSuffix(topic, "/config"):
		// Meant for the gateway.
	case level == "LWT":
		m.bleWill(string(payload))
	case strings.Contains(topic, "SYStoMQTT"), strings.Contains(topic, "undecoded"), strings.Contains(topic, "RLStoMQTT"):
		m.begin("", m.now())
		m.end() // the gateway is alive
	case payload[0] != '{' && payload[0] != '[':
		m.said.refuse(care.NotJSON, "不是有效的 JSON；请在网关中打开 JSON 发布")
	case strings.Contains(topic, "433toMQTT"), strings.Contains(topic, "RFtoMQTT"):
		readRTL433(m, topic, payload)
	default:
		m.json(payload, func(v *fastjson.Value) {
			if v.Type() == fastjson.TypeArray {
				for _, one := range v.GetArray() {
					m.bleAdvert(topic, one)
				}
				return
			}
			m.bleAdvert(topic, v)
		})
	}
}

func (m *message) bleWill(word string) {
	switch word {
	case "online", "offline":
		m.online("", word == "online", m.now())
	default:
		m.said.refuse(care.WrongType, "LWT 应为 online 或 offline")
	}
}

// bleAdvert reads what one Bluetooth device said.
func (m *message) bleAdvert(topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	child := firstText(v, "id", "mac", "address")
	if child == "" {
		if child = after(topic, "BTtoMQTT"); child == "" {
			child = topicChild(topic)
		}
	}
	m.begin(child, m.stamp(v.Get("time"), nil))
	m.also(firstText(v, "mac"), firstText(v, "name"))
	if v.Exists("cipher") || factAt(v, "encr").kind == number && v.GetInt("encr") > 0 {
		m.said.refuse(care.WrongType, "蓝牙广播已加密；请在网关中填写该设备的密钥（bindkey），或关闭设备的加密")
	} else {
		m.bleFields(v)
	}
	m.end()
}

// bleNames are the names of Theengs and of BTHome that mean something else
// elsewhere.
var bleNames = map[string]meaning{
	"open":           {metric: care.ContactOpen},
	"window":         {metric: care.ContactOpen},
	"opening":        {metric: care.ContactOpen},
	"presence":       {metric: care.Motion},
	"moisture":       {call: care.WaterLeak, metric: care.WaterLeakMetric},
	"water":          {call: care.WaterLeak, metric: care.WaterLeakMetric},
	"volt":           {metric: "battery_voltage", convert: volts},
	"pres":           {metric: "pressure"},
	"sys":            {metric: care.Systolic, blank: true},
	"dia":            {metric: care.Diastolic, blank: true},
	"hr":             {metric: care.HeartRate, blank: true},
	"impedance":      {metric: "impedance"},
	"rot":            {},
	"rotation":       {},
	"packet":         {},
	"encr":           {},
	"device":         {},
	"button":         {},
	"encryption":     {},
	"BTHome_version": {},
	"pid":            {},
	"txpower":        {},
	"mode":           {},
	"track":          {},
	"acts":           {},
	"cont":           {},
	"prmac":          {},
	"cidc":           {},
	"unlocked":       {},
	"tempf":          {},
	"tempf2":         {},
	"step":           {metric: care.Steps},
	"steps":          {metric: care.Steps},
	"mac_type":       {},
	"adv_type":       {},
}

// bleFields reads decoded fields.
func (m *message) bleFields(v *fastjson.Value) {
	sentinel := bleSentinel(v)
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		name, f := clean(string(key)), factOf(field)
		means, own := bleNames[name]
		switch {
		case f.kind == nothing, sentinel && f.kind == number && name != "rssi", strings.HasPrefix(name, "acc"):
		case name == "weight":
			m.bleWeight(v, f)
		case own && means.call != "":
			m.knownAlarm(name, means, f)
		case own && means.metric != "":
			m.measured(means, f)
		case own, labels[letters(name)]:
		default:
			m.field(name, f, name != "id" && name != "mac")
		}
	})
	if f := factAt(v, "tempf"); f.kind == number && !sentinel && !v.Exists("tempc") {
		m.put(care.Temperature, celsius(f.amount))
	}
}

// bleSentinel reports whether a sensor says by the end of its scale that it could
// not measure: no room has 128 °C.
func bleSentinel(v *fastjson.Value) bool {
	f := factAt(v, "tempc")
	return f.kind == number && (f.amount >= 127 || f.amount <= -127)
}

// bleWeight reads a scale: kilograms, pounds or jin of a person, nothing of what is
// not one.
func (m *message) bleWeight(v *fastjson.Value, f fact) {
	if mode := firstText(v, "weighing_mode"); mode != "" && mode != "person" {
		return
	}
	kg, ok := f.number(false)
	if !ok || kg <= 0 {
		return
	}
	switch strings.ToLower(firstText(v, "unit")) {
	case "", "kg":
	case "lb", "lbs":
		kg *= 0.45359237
	case "jin", "斤":
		kg /= 2
	case "st":
		kg *= 6.35029318
	default:
		m.said.refuse(care.WrongType, "体重单位无法识别，请在秤上改为 kg")
		return
	}
	m.put(care.Weight, kg)
}
