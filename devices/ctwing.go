package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readCTWing reads what CTWing (AEP) of China Telecom pushes: data, events,
// connections, answers to commands.
func readCTWing(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	child := firstText(v, "deviceId")
	if child == "" {
		if child = firstText(v, "deviceSn", "IMEI"); child == "" {
			m.said.refuse(care.WrongType, "缺少 deviceId，请确认是 CTWing（AEP）的推送")
			return
		}
	}
	m.begin(child, m.stamp(v.Get("timestamp"), shanghai))
	m.also(firstText(v, "IMEI", "imei"), firstText(v, "deviceSn"), firstText(v, "IMSI"))
	switch kind := firstText(v, "messageType"); kind {
	case "dataReport", "dataReportTupUpdate", "":
		m.ctwingData(v.Get("payload"))
	case "eventReport":
		m.ctwingEvent(v)
	case "deviceOnlineOfflineReport":
		if n := factAt(v, "eventType"); n.kind == number {
			m.online(child, n.amount == 1, m.when)
			m.also(m.child)
			return
		}
	case "commandResponse", "deviceInfoChange", "deviceAdd", "deviceDelete", "deviceUpdate", "swReport", "fwReport":
		if kind != "commandResponse" {
			return // the cloud's, not the device's
		}
	default:
		m.said.refuse(care.UnknownKind, "不认识的 CTWing messageType")
		return
	}
	m.end()
}

func (m *message) ctwingData(payload *fastjson.Value) {
	if payload == nil {
		m.said.refuse(care.WrongType, "缺少 payload")
		return
	}
	if parsed, ok := inner(payload); ok {
		payload = parsed
	}
	if payload.Type() != fastjson.TypeObject {
		m.opaque()
		return
	}
	if when := m.stamp(payload.Get("time"), shanghai); when.own {
		m.at(when)
		m.when = when
	}
	if bytes := payload.Get("APPdata"); bytes != nil {
		m.ctwingBytes(bytes)
		return
	}
	data := payload.Get("serviceData")
	switch {
	case isObject(data):
		m.properties(data)
	case onlyText(payload):
		m.opaque()
	default:
		m.properties(without(payload, "time", "serviceId"))
	}
}

// ctwingBytes reads what a device passed through: JSON, or only its maker knows.
func (m *message) ctwingBytes(v *fastjson.Value) {
	data, ok := packed(v)
	if !ok {
		m.opaque()
		return
	}
	calls, readings := len(m.said.Calls), len(m.sample.Readings)
	data.GetObject().Visit(func(key []byte, field *fastjson.Value) { m.entry(clean(string(key)), field, 0, false) })
	if len(m.said.Calls) == calls && len(m.sample.Readings) == readings {
		m.opaque()
	}
}

// ctwingEvent reads an event: of type 1 information, 2 alarm, 3 fault.
func (m *message) ctwingEvent(v *fastjson.Value) {
	level := map[string]string{"1": "info", "2": "alert", "3": "error"}[firstText(v, "eventType")]
	content, ok := inner(v.Get("eventContent"))
	if !ok {
		content, _ = inner(v.Get("payload"))
	}
	m.thingEvent(firstText(v, "serviceId", "eventName"), level, content)
}

// without returns an object without some of its names.
func without(v *fastjson.Value, names ...string) *fastjson.Value {
	for _, name := range names {
		v.Del(name)
	}
	return v
}

// readOceanConnect reads what the older platform of China Telecom and Huawei
// pushes: services with data, one or several at a time.
func readOceanConnect(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	child := firstText(v, "deviceId", "gatewayId")
	if child == "" {
		m.said.refuse(care.WrongType, "缺少 deviceId，请确认是电信 OceanConnect 平台的推送")
		return
	}
	switch kind := firstText(v, "notifyType"); kind {
	case "deviceDataChanged", "deviceDatasChanged", "":
		services := v.GetArray("services")
		if one := v.Get("service"); one != nil {
			services = append(services, one)
		}
		if len(services) == 0 {
			m.said.refuse(care.WrongType, "缺少 service，请确认是电信 OceanConnect 平台的推送")
		}
		for _, service := range services {
			m.oceanService(child, service)
		}
	case "deviceEvent":
		m.begin(child, m.stamp(v.Get("eventTime"), shanghai))
		m.thingEvent(firstText(v, "eventType", "serviceId"), "", v.Get("data"))
		m.end()
	case "deviceInfoChanged":
		if word := strings.ToUpper(firstTextOf(v.Get("deviceInfo"), "status")); word == "ONLINE" || word == "OFFLINE" {
			m.online(child, word == "ONLINE", m.now())
		}
	default:
		// Devices bound, commands sent: the cloud's own business.
	}
}

// oceanService reads one service. The same one comes again in a batch, under the
// same time.
func (m *message) oceanService(child string, service *fastjson.Value) {
	data := service.Get("data")
	if data == nil || data.Type() != fastjson.TypeObject {
		m.said.refuse(care.WrongType, "服务缺少 data 对象")
		return
	}
	m.begin(child, m.stamp(service.Get("eventTime"), shanghai))
	m.also(firstText(data, "DeviceID", "deviceId"), firstText(data, "IMEI", "imei"))
	m.context = firstText(service, "serviceId", "serviceType")
	if onlyText(data) {
		m.opaque()
		m.end()
		return
	}
	if kind, says := kindOfWords(strings.TrimPrefix(firstText(data, "MessageType", "messageType", "msgType"), "DEV")); says == alarmed && kind != care.Test {
		m.event("message", kind)
	}
	if place := firstText(data, "Location"); place != "" {
		m.lat, m.lon = oceanPlace(place)
	}
	m.properties(data)
	m.end()
}

// oceanPlace reads "E110.300000 N025.260000". An overflow of the receiver, which
// has no fix, is no place on earth.
func oceanPlace(s string) (lat, lon fact) {
	for _, part := range strings.Fields(s) {
		n, ok := numeral(part[1:])
		if !ok {
			continue
		}
		switch part[0] {
		case 'N':
			lat = fact{kind: number, amount: n}
		case 'S':
			lat = fact{kind: number, amount: -n}
		case 'E':
			lon = fact{kind: number, amount: n}
		case 'W':
			lon = fact{kind: number, amount: -n}
		}
	}
	return lat, lon
}
