package devices

import (
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readMilesight reads what a gateway of Milesight with its own network server
// publishes, and decoded objects alone.
func readMilesight(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	child := eui(v.Get("devEUI"))
	for _, name := range [...]string{"devEui", "dev_eui", "deviceEui", "sn"} {
		if child == "" {
			child = firstText(v, name)
		}
	}
	name := firstText(v, "deviceName", "device_name", "name")
	if child == "" {
		child, name = name, ""
	}
	if child == "" {
		child = topicChild(topic)
	}
	m.begin(child, first(m.stamp(v.Get("time"), nil), m.stamp(v.Get("timestamp"), nil), m.now()))
	m.also(name)
	if v.Exists("devEUI") && v.Exists("fCnt") && m.when.own {
		m.identity = string(v.Get("fCnt").MarshalTo(nil)) + "/" + m.when.at.String()
	}
	if dBm, ok := strongest(v.Get("rxInfo")); ok {
		m.put(care.RSSI, dBm)
	}
	object := v.Get("object")
	if !isObject(object) {
		object = v.Get("decoded_payload")
	}
	if data := frameBytes(v.Get("data")); !isObject(object) && len(data) > 0 {
		m.uplink(uplink{data: data, port: 85, model: name + " " + child + " " + firstText(v, "model", "deviceModel", "deviceProfileName") + " " + topic, codec: "在网关的 Payload Codec 里"})
	} else if isObject(object) {
		m.uplink(uplink{object: object})
	} else {
		m.uplink(uplink{object: without(v, "devEUI", "deviceName", "applicationID", "applicationName", "fCnt", "fPort", "adr", "dr", "devAddr", "time", "timestamp", "rxInfo", "txInfo", "data")})
	}
	m.end()
}

// topicWords are levels of topics that name no device.
var topicWords = wordSet("up uplink down downlink event events data status state telemetry json post report push message messages msg device devices application milesight v1 v3 info attributes property properties")

// topicChild finds the device in a topic of the installer's own making: its last
// level that is no common word.
func topicChild(topic string) string {
	parts := strings.Split(topic, "/")
	for i := len(parts) - 1; i >= 0; i-- {
		if p := strings.TrimSpace(parts[i]); p != "" && !topicWords[strings.ToLower(p)] {
			return p
		}
	}
	return ""
}

// milesightAlarmKinds are the alarms that radars number, and what they are about.
var milesightAlarmKinds = map[string]care.CallKind{
	"fall":       care.Fall,
	"out_of_bed": care.OutOfBed,
	"lying":      care.Fall, // on the floor
	"dwell":      care.Alarm,
	"bradypnea":  care.Alarm,
	"tachypnea":  care.Alarm,
}

// milesightAlarms reads the alarms of a radar: comma lists of numbers and states,
// each a call of its own. Alarms of the past come under history and are recorded,
// not called. It reports whether the object is a radar's.
func (m *message) milesightAlarms(v *fastjson.Value) (calls int, is bool) {
	v.GetObject().Visit(func(key []byte, alarm *fastjson.Value) {
		name := strings.TrimSuffix(string(key), "_alarm")
		kind, ok := milesightAlarmKinds[name]
		if !ok || alarm.Type() != fastjson.TypeObject || !alarm.Exists("alarm_status") {
			return
		}
		is = true
		ids, states, regions := list(alarm.Get("alarm_id")), list(alarm.Get("alarm_status")), list(alarm.Get("region_id"))
		for i, state := range states {
			m.milesightAlarm(kind, name, nth(ids, i), nth(regions, i), state)
		}
	})
	now := m.when
	for _, past := range v.GetArray("history") {
		kind, ok := milesightAlarmKinds[firstText(past, "alarm_type")]
		if !ok {
			continue
		}
		is = true
		if when := m.stamp(past.Get("timestamp"), nil); when.own {
			m.at(when)
			m.truth(care.Metric("late_"+string(kind)), milesightOn(firstText(past, "alarm_status")) == alarmed)
		}
	}
	m.at(now)
	if !is {
		return 0, false
	}
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		if _, alarm := milesightAlarmKinds[strings.TrimSuffix(string(key), "_alarm")]; !alarm {
			m.entry(clean(string(key)), field, 0, true)
		}
	})
	return len(m.said.Calls) - m.calls, true
}

func (m *message) milesightAlarm(kind care.CallKind, name, id, region, state string) {
	says := milesightOn(state)
	if says == unsaid {
		return
	}
	m.subject = strings.Trim(id+"/"+region, "/")
	m.state(name+" "+m.subject, kind, says == alarmed)
	m.subject = ""
}

// milesightOn reads a state: 1 triggered, 2 deactivated, 3 ignored by somebody at
// hand, 4 reported again.
func milesightOn(state string) verdict {
	switch state {
	case "1", "alarm_triggered", "alarm triggered", "triggered":
		return alarmed
	case "2", "3", "alarm_deactivated", "alarm deactivated", "alarm_ignored", "alarm ignored", "deactivated", "ignored":
		return safe
	}
	return unsaid
}

// list reads "1, 2, 3", a single number, or an array.
func list(v *fastjson.Value) []string {
	if v == nil {
		return nil
	}
	if v.Type() == fastjson.TypeArray {
		var all []string
		for _, one := range v.GetArray() {
			s, _ := text(one)
			all = append(all, s)
		}
		return all
	}
	s, _ := text(v)
	all := strings.Split(s, ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

func nth(all []string, i int) string {
	if i < len(all) {
		return all[i]
	}
	return ""
}

// milesightModel finds the make in whatever people named after it.
var milesightModel = regexp.MustCompile(`(?i)\b(ws|em|vs|am|gs|wt|at|uc|ts)-?(\d{3})(-?(mcs|sld|zld|th|sos))?`)

// isMilesight reports whether bytes are in the format of Milesight: its port or
// its name.
func isMilesight(u uplink) bool {
	return u.port == 85 || milesightModel.MatchString(u.model) || strings.Contains(strings.ToLower(u.model), "milesight")
}

// milesightSizes are how many bytes follow a channel and its type; 0xff in front
// is for any channel.
var milesightSizes = map[[2]byte]int{
	{0x01, 0x75}: 1, {0xff, 0x01}: 1, {0xff, 0x09}: 2, {0xff, 0x0a}: 2, {0xff, 0x0b}: 1, {0xff, 0x0f}: 1, {0xff, 0x16}: 8, {0xff, 0xff}: 2, {0xff, 0xfe}: 1,
	{0xff, 0x18}: 2, {0xff, 0x2e}: 1, {0x03, 0xf8}: 6, {0x04, 0xf9}: 4, {0x05, 0xfa}: 8, {0x06, 0xfb}: 5, {0x05, 0x6a}: 2, {0x06, 0x65}: 6,
	{0x20, 0xce}: 9, {0x03, 0x74}: 2, {0x04, 0x80}: 4, {0x05, 0x81}: 1, {0x06, 0x83}: 4, {0x07, 0xc9}: 2, {0x08, 0x70}: 1, {0x83, 0x67}: 3,
	{0x06, 0xcb}: 1, {0x0e, 0x01}: 1, {0x05, 0xfd}: 2, {0x06, 0xfe}: 4, {0x07, 0xff}: 1, {0x08, 0xf4}: 2, {0x0a, 0xef}: 4, {0x04, 0x88}: 9, {0xff, 0x34}: 3, {0xff, 0x29}: 1,
	{0xff, 0x26}: 1, {0xff, 0x3f}: 1,
}

// milesightTypes are the sizes of types that mean the same on every channel.
var milesightTypes = map[byte]int{0x00: 1, 0x67: 2, 0x68: 1, 0x73: 2, 0x7d: 2}

// milesightBytes reads channel, type and value, one after the other. Where the
// same channel is a door on one make and a person on the other, the make must be
// known.
func (m *message) milesightBytes(u uplink) {
	model := strings.ToLower(strings.ReplaceAll(milesightModel.FindString(u.model), "-", ""))
	for b := u.data; len(b) > 0; {
		if len(b) < 3 {
			m.said.refuse(care.WrongType, "Milesight 上行被截断，请检查设备与网关")
			return
		}
		size, ok := milesightSizes[[2]byte{b[0], b[1]}]
		if !ok {
			size, ok = milesightTypes[b[1]]
		}
		if !ok || len(b) < 2+size {
			m.said.refuse(care.UnknownKind, "不认识的 Milesight 通道；请"+u.codec+"启用官方解码器（codec）")
			return
		}
		m.milesightChannel(model, u.codec, b[0], b[1], b[2:2+size])
		b = b[2+size:]
	}
}

func (m *message) milesightChannel(model, codec string, channel, kind byte, b []byte) {
	switch {
	case kind == 0x75:
		m.put(care.BatteryMetric, float64(b[0]))
	case channel == 0x83:
		// A threshold of the sensor's own was passed; the temperature comes as well.
	case kind == 0x67:
		m.put(care.Temperature, float64(int16(binary.LittleEndian.Uint16(b)))/10)
	case kind == 0x68:
		m.put(care.Humidity, float64(b[0])/2)
	case kind == 0x73:
		m.put("pressure", float64(binary.LittleEndian.Uint16(b))/10)
	case kind == 0x7d && channel == 0x07:
		m.put("co2", float64(binary.LittleEndian.Uint16(b)))
	case kind == 0x6a:
		m.truth(care.Motion, binary.LittleEndian.Uint16(b) > 0)
	case kind == 0x80:
		m.put(care.PowerDraw, float64(binary.LittleEndian.Uint32(b)))
	case kind == 0x83 && channel == 0x06:
		m.put("energy", float64(binary.LittleEndian.Uint32(b))/1000)
	case channel == 0xff && kind == 0x2e:
		m.milesightPress(model, b[0])
	case kind == 0xfd:
		m.truth(care.Motion, binary.LittleEndian.Uint16(b) > 0)
	case kind == 0x88:
		m.lon = fact{kind: number, amount: float64(int32(binary.LittleEndian.Uint32(b))) / 1e6}
		m.lat = fact{kind: number, amount: float64(int32(binary.LittleEndian.Uint32(b[4:]))) / 1e6}
	case kind == 0xf8:
		m.milesightRoom(b)
	case kind == 0xfb:
		m.milesightRadar(b)
	case kind == 0xce:
		m.milesightPast(b)
	case kind == 0x00:
		m.milesightSwitch(model, codec, channel, b[0] != 0)
	}
}

// milesightPress reads a button. On the make that is sold for emergencies a press
// is one; on any other it is what a light switch says.
func (m *message) milesightPress(model string, how byte) {
	if strings.HasSuffix(model, "sos") {
		m.event("press", care.SOS)
		return
	}
	m.put("press", float64(how))
}

func (m *message) milesightRoom(b []byte) {
	m.truth(care.Motion, b[0] != 1)
	m.truth(care.FallMetric, b[0] == 4)
	m.state("room", care.Fall, b[0] == 4)
	if b[0] == 2 || b[0] == 3 {
		m.truth(care.BedOccupied, b[0] == 2)
	}
}

// milesightRadarTypes are the numbers of the alarms of a radar.
var milesightRadarTypes = map[byte]string{0: "fall", 2: "dwell", 3: "out_of_bed", 6: "bradypnea", 7: "tachypnea", 8: "lying"}

func (m *message) milesightRadar(b []byte) {
	if name, ok := milesightRadarTypes[b[2]]; ok {
		id, region := strconv.Itoa(int(binary.LittleEndian.Uint16(b))), ""
		if b[4] != 0xff {
			region = strconv.Itoa(int(b[4]))
		}
		m.milesightAlarm(milesightAlarmKinds[name], name, id, region, strconv.Itoa(int(b[3])))
	}
}

func (m *message) milesightPast(b []byte) {
	name, ok := milesightRadarTypes[b[6]]
	if when := m.sinceEpoch(float64(binary.LittleEndian.Uint32(b))); ok && when.own {
		now := m.when
		m.at(when)
		m.truth(care.Metric("late_"+string(milesightAlarmKinds[name])), b[7] == 1)
		m.at(now)
	}
}

// milesightSwitch reads a channel that is on or off.
func (m *message) milesightSwitch(model, codec string, channel byte, on bool) {
	switch {
	case strings.HasPrefix(model, "ws202") && channel == 3, strings.HasPrefix(model, "ws203") && channel == 5, strings.HasPrefix(model, "vs3") && channel == 3, strings.HasPrefix(model, "am") && channel == 5:
		m.truth(care.Motion, on)
	case strings.HasPrefix(model, "ws202") && channel == 4: // dark or light
	case strings.HasPrefix(model, "ws301") && channel == 3, channel == 6:
		m.truth(care.ContactOpen, on)
	case strings.HasPrefix(model, "ws301") && channel == 4:
		m.truth(care.Tamper, on)
	case strings.HasPrefix(model, "ws303") && channel == 3, strings.HasPrefix(model, "em300") && channel == 5:
		m.truth(care.WaterLeakMetric, on)
		m.state("leak", care.WaterLeak, on)
	default:
		m.said.refuse(care.UnknownKind, "这个 Milesight 通道的含义取决于型号；请在设备或模板名称中写明型号（如 WS301），或"+codec+"启用解码器")
	}
}
