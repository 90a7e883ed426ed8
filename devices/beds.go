package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readSleepace reads what the cloud of Sleepace pushes of sleep belts: an array of
// messages of several devices, an alarm sometimes alone. Its times are in seconds,
// whatever its document says.
func readSleepace(m *message, topic string, v *fastjson.Value) {
	if v.Type() == fastjson.TypeArray {
		for _, one := range v.GetArray() {
			readSleepace(m, topic, one)
		}
		return
	}
	if !m.object(v) {
		return
	}
	device := firstText(v, "deviceId")
	data := v.Get("data")
	if device == "" && data != nil {
		device = firstText(data, "deviceId")
	}
	if device == "" || data == nil {
		m.said.refuse(care.WrongType, "缺少 deviceId 或 data，请确认是享睡（Sleepace）的推送")
		return
	}
	m.begin(device, m.stamp(v.Get("timeStamp"), shanghai))
	m.also(firstText(data, "userId"))
	switch key := firstText(v, "dataKey"); key {
	case "realtime", "realTime":
		m.sleepaceNow(data)
	case "inBedStatus", "inbedStatus":
		m.inBed(factAt(data, "inbedStatus"))
	case "alarmNotify", "alarm":
		m.sleepaceAlarm(data)
	case "connectionStatus", "deviceStatus":
		if f := firstFact(data, "connectionStatus", "status", "online"); f.kind != nothing {
			on, known := f.on()
			if known {
				m.online(device, on, m.when)
			}
		}
	case "deviceSenSor":
		if on, known := factAt(data, "status").on(); known && !on {
			m.said.refuse(care.DeviceFault, "睡眠带的监测垫脱落，请重新插好")
		}
	case "analysis", "upgradeProgress", "sleepStage", "pressureSenSor":
		// How somebody sleeps is for the maker's own application; that it came shows life.
	default:
		m.said.refuse(care.UnknownKind, "不认识的享睡 dataKey")
		return
	}
	m.end()
}

// sleepaceNow reads the present state; 255 is "initialising", as is everything
// while initStatus is 1.
func (m *message) sleepaceNow(v *fastjson.Value) {
	if on, _ := factAt(v, "initStatus").on(); on {
		return
	}
	for _, is := range [...]struct {
		field string
		means meaning
	}{{"heart", meaning{metric: care.HeartRate, blank: true}}, {"breath", meaning{metric: care.Respiration, blank: true}},
		{"temp", meaning{metric: care.Temperature}}, {"hum", meaning{metric: care.Humidity}}, {"turnOver", meaning{metric: "turn_over"}}, {"bodyMove", meaning{metric: "body_moves"}}, {"signalQuality", meaning{metric: "signal_quality"}}} {
		if f := factAt(v, is.field); f.kind != nothing && !(f.kind == number && f.amount == 255) {
			m.measured(is.means, f)
		}
	}
	m.inBed(factAt(v, "bedStatus"))
}

// inBed reads 0 in bed, 1 out of bed; anything else is not known yet.
func (m *message) inBed(f fact) {
	if n, ok := f.number(false); ok && (n == 0 || n == 1) {
		m.truth(care.BedOccupied, n == 0)
	}
}

// sleepaceAlarm reads an alarm, which its number and time name: it comes alone or
// in an array, and again when it is relieved.
func (m *message) sleepaceAlarm(v *fastjson.Value) {
	at := first(m.stamp(v.Get("timestamp"), shanghai), m.when)
	m.at(at)
	m.when = at
	if status, _ := factAt(v, "status").number(false); status == 1 { // relieved by the system
		return
	}
	if relieved, _ := factAt(v, "relieveTime").number(false); relieved > 0 {
		return
	}
	kind, says := kindOfWords(firstText(v, "type"))
	if says != alarmed {
		kind = care.Alarm // of a type that nobody knows
	}
	if ailing := sleepaceTechnical[firstText(v, "type")]; ailing {
		m.said.refuse(care.DeviceFault, "睡眠带报告自身故障（脱落、断线或低电），请检查安装")
		return
	}
	if id, stamp := firstText(v, "id"), firstText(v, "timestamp"); id != "" || stamp != "" {
		m.identity = id + "@" + stamp
	}
	m.event("alarm", kind)
}

// sleepaceTechnical are alarms about the device itself.
var sleepaceTechnical = wordSet("alarmOffline alarmSensorFall alarmSensorOff alarmLowPower alarmLowBattery alarmDeviceOffline")

// readClife reads the pushes of Clife mattresses: rows of several devices, which
// may carry the same instant.
func readClife(m *message, topic string, v *fastjson.Value) {
	rows := v.GetArray("list")
	if v.Type() == fastjson.TypeArray {
		rows = v.GetArray()
	}
	if len(rows) == 0 && v.Type() == fastjson.TypeObject && v.Exists("data") {
		rows = []*fastjson.Value{v}
	}
	if len(rows) == 0 {
		m.said.refuse(care.WrongType, "缺少 list，请确认是和而泰（Clife）床垫的推送")
		return
	}
	for _, row := range rows {
		data := row.Get("data")
		mac := firstText(row, "mac", "deviceId")
		if mac == "" || data == nil || data.Type() != fastjson.TypeObject {
			m.said.refuse(care.WrongType, "缺少 mac 或 data，请确认是和而泰（Clife）床垫的推送")
			continue
		}
		m.begin(mac, first(m.stamp(data.Get("dataTime"), shanghai), m.stamp(row.Get("timestamp"), shanghai)))
		m.also(firstText(row, "deviceId"))
		m.clifeRow(data)
		m.end()
	}
}

// clifeNames are the fields of a mattress that mean something of its own.
var clifeNames = map[string]meaning{
	"hasAnybody":    {metric: care.BedOccupied},
	"batteryPower":  {metric: care.BatteryMetric},
	"turnOverTimes": {metric: "turn_over"},
	"linkStatus":    {}, "userId": {}, "authUserId": {}, "source": {}, "timeZone": {}, "dataTime": {}, "activityEnergy": {}, "dataType": {},
}

func (m *message) clifeRow(v *fastjson.Value) {
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		name, f := clean(string(key)), factOf(field)
		switch means, own := clifeNames[name]; {
		case f.kind == nothing:
		case own && means.metric != "":
			m.measured(means, f)
		case !own:
			m.field(name, f, false)
		}
	})
}

// readPerceptor reads the webhooks of Perceptor radars, in both of their
// spellings; data may be an object within a text.
func readPerceptor(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	name := firstText(v, "deviceName", "device_name", "deviceId", "device_id", "sn")
	if name == "" {
		name = topicChild(topic)
	}
	data, owned := inner(firstOf(v, "data", "Data"))
	switch {
	case !owned:
		data = v
	case data.Type() != fastjson.TypeObject:
		m.said.refuse(care.WrongType, "data 应为一个 JSON 对象")
		return
	}
	m.begin(name, first(m.stamp(firstOf(data, "DateTime", "dateTime", "timestamp", "time"), shanghai), m.stamp(firstOf(v, "timestamp", "time", "DateTime"), shanghai)))
	m.also(firstText(v, "device_id", "deviceId"))
	m.identity = firstText(v, "messageId", "message_id")
	kind := firstText(v, "type", "eventType", "event_type")
	switch word := letters(kind); {
	case word == "connectedevent":
		m.online(m.child, true, m.when)
	case word == "disconnectedevent":
		m.online(m.child, false, m.when)
		return // the cloud's word, no sign of life
	case strings.Contains(word, "data"), strings.Contains(word, "status"), word == "":
		m.perceptorData(data)
	default:
		m.perceptorEvent(kind, data)
	}
	m.end()
}

func (m *message) perceptorEvent(kind string, data *fastjson.Value) {
	call, says := kindOfWords(kind)
	switch says {
	case alarmed:
		if state := firstFact(data, "status", "Status", "state", "State"); state.kind == nothing || state.alarm(call) != safe {
			m.event("event", call)
		}
	case safe:
	default:
		m.perceptorData(data)
	}
}

// perceptorData reads vital signs; OnBed, in whatever spelling, is 1 in bed.
func (m *message) perceptorData(v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		return
	}
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		name := clean(string(key))
		if letters(name) == "onbed" {
			m.measured(meaning{metric: care.BedOccupied}, factOf(field))
			return
		}
		m.entry(name, field, 0, !perceptorEnvelope[letters(name)])
	})
}

// perceptorEnvelope are the fields around what a radar measured.
var perceptorEnvelope = wordSet("messageid productid deviceid devicename homeid type datetime data")

// inner reads JSON within a text, or an object as it is. It reports false when
// there is neither.
func inner(v *fastjson.Value) (*fastjson.Value, bool) {
	if v == nil {
		return nil, false
	}
	switch v.Type() {
	case fastjson.TypeObject, fastjson.TypeArray:
		return v, true
	case fastjson.TypeString:
		if parsed, err := fastjson.ParseBytes(v.GetStringBytes()); err == nil && (parsed.Type() == fastjson.TypeObject || parsed.Type() == fastjson.TypeArray) {
			return parsed, true
		}
	}
	return nil, false
}

// firstOf is the first of several fields that is there.
func firstOf(v *fastjson.Value, names ...string) *fastjson.Value {
	if v == nil {
		return nil
	}
	for _, name := range names {
		if x := v.Get(name); x != nil && x.Type() != fastjson.TypeNull {
			return x
		}
	}
	return nil
}
