package devices

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// repeats433 is how long after a frame the next one of the same transmitter is
// still the same alarm: they say everything many times, and never that it is over.
const repeats433 = time.Minute

// readRTL433 reads what rtl_433 decodes of 433 MHz transmitters:
// rtl_433/<host>/events in JSON, or .../devices/<model>/…/<field> one by one. Its
// times are of the listening computer, and believed only with a zone.
func readRTL433(m *message, topic string, payload []byte) {
	m.holds, m.echoes = repeats433, true
	if payload[0] == '{' {
		for _, line := range bytes.Split(payload, []byte("}\n{")) { // some forwarders gather lines
			m.json(whole(line), m.transmission)
		}
		return
	}
	below := after(topic, "devices")
	i := strings.LastIndexByte(topic, '/')
	if below == "" || i < 0 {
		m.said.refuse(care.NotJSON, "不是有效的 JSON；请让 rtl_433 以 -F mqtt://…,events 发布")
		return
	}
	child := topic[strings.Index(topic, "devices/")+len("devices/") : i]
	m.begin(child, m.now())
	m.field433(topic[i+1:], bareFact(payload))
	m.end()
}

// whole gives back the braces at which lines were split.
func whole(line []byte) []byte {
	if line[0] != '{' {
		line = append([]byte{'{'}, line...)
	}
	if line[len(line)-1] != '}' {
		line = append(slices.Clone(line), '}')
	}
	return line
}

// transmission reads one decoded frame.
func (m *message) transmission(v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	model := firstText(v, "model")
	if model == "" && v.Exists("value") && (v.Exists("protocol") || v.Exists("length")) {
		m.said.refuse(care.UnknownKind, "只有原始射频码，无法得知是什么设备；请改用 rtl_433 解码，或选用带解码的接收模块")
		return
	}
	if model == "" {
		m.begin("", m.now())
		m.end() // statistics of the receiver
		return
	}
	id := identity433(v)
	child := model
	if id != "" {
		child += "/" + id
	}
	m.begin(child, m.stamp(v.Get("time"), nil))
	m.also(id)
	if channel := firstText(v, "channel"); channel != "" && id != "" {
		m.also(model + "/" + channel + "/" + id)
	}
	m.context = model
	m.when.own = false // the same alarm is said many times, each with its own instant
	m.alarm433(model, v)
	door := v.Exists("contact_open") || v.Exists("reed_open") || v.Exists("opened") || v.Exists("motion")
	mute := strings.HasPrefix(model, "Visonic") && factAt(v, "alarm").on433()
	if mute {
		m.said.refuse(care.UnknownKind, "Visonic 的报文不说明是门磁、红外还是求助按钮；请改用能区分的产品")
	}
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		if (door || mute) && string(key) == "alarm" {
			return // what alarm systems call an open door
		}
		m.field433(string(key), factOf(field))
	})
	m.end()
}

// identity433 tells transmitters of one model apart. Frames of 24 bits may be seen
// with their sync bit in front.
func identity433(v *fastjson.Value) string {
	if data := firstText(v, "data"); data != "" && v.Exists("len") {
		var code uint64
		if _, err := fmt.Sscanf(strings.TrimPrefix(data, "0x"), "%x", &code); err == nil {
			if v.GetInt("len") == 25 {
				code >>= 4*uint(len(strings.TrimPrefix(data, "0x"))) - 25
			}
			return fmt.Sprintf("%06x", code&0xffffff)
		}
	}
	return firstText(v, "id", "code", "device", "sid", "unit")
}

// alarm433 reads transmitters that speak only in alarm: the model says of what. One
// that also says how it is has fields for it.
func (m *message) alarm433(model string, v *fastjson.Value) {
	for _, field := range [...]string{"alarm", "event", "state", "status", "detect_wet", "leak", "smoke", "motion", "temperature_C", "temperature_F", "humidity", "heartbeat", "test"} {
		if v.Exists(field) {
			return
		}
	}
	if factAt(v, "learn").on433() {
		return // being taught to another detector
	}
	if kind, says := kindOfWords(model); says == alarmed && kind != care.Alarm && kind != care.Test {
		m.state("model", kind, true)
		if metric, ok := care.Metric(kind), hazard(kind) || kind == care.Fall; ok {
			m.truth(metric, true)
		}
	}
}

func (f fact) on433() bool { on, _ := f.on(); return on }

// names433 are the fields of rtl_433 that mean something else elsewhere.
var names433 = map[string]meaning{
	"battery_ok":    {metric: care.BatteryLow, inverted: true},
	"battery_mV":    {metric: "battery_voltage", convert: volts},
	"battery_V":     {metric: "battery_voltage"},
	"temperature_C": {metric: care.Temperature},
	"temperature_F": {metric: care.Temperature, convert: celsius},
	"opened":        {metric: care.ContactOpen},
	"reed_open":     {metric: care.ContactOpen},
	"contact_open":  {metric: care.ContactOpen},
	"closed":        {metric: care.ContactOpen, inverted: true},
	"switch1":       {metric: care.ContactOpen},
	"detect_wet":    {call: care.WaterLeak, metric: care.WaterLeakMetric},
	"water":         {call: care.WaterLeak, metric: care.WaterLeakMetric},
	"smoke_alarm":   {call: care.Smoke, metric: care.SmokeMetric},
	"pressure_hPa":  {metric: "pressure"},
	"light_lux":     {metric: care.Illuminance},
	"power_W":       {metric: care.PowerDraw},
	"power0_W":      {metric: care.PowerDraw},
	"rssi":          {metric: "rssi_db"}, // of full scale, no dBm
	"alarm":         {any: true},
	"status":        {},
	"button":        {},
	"cmd":           {},
	"code":          {},
	"data":          {},
	"id":            {},
	"unit":          {},
	"channel":       {},
	"subtype":       {},
}

func (m *message) field433(name string, f fact) {
	means, own := names433[name]
	switch {
	case f.kind == nothing:
	case name == "event", name == "state", name == "extradata": // mostly how a door or a battery is
		if f.kind == word {
			kind, says := kindOfWords(f.word)
			m.state("event", kind, says == alarmed)
		}
	case own && means.any:
		m.anyAlarm(name, f)
	case own && means.call != "":
		m.knownAlarm(name, means, f)
	case own && means.metric != "":
		m.measured(means, f)
	case own:
	default:
		m.field(name, f, false)
	}
}
