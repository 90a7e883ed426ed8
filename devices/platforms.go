package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readDAS reads the two forms of the DAS IoT platform: events of one device, and a
// stream of properties of several.
func readDAS(m *message, topic string, v *fastjson.Value) {
	if v.Type() == fastjson.TypeArray {
		for _, one := range v.GetArray() {
			m.dasStream(one)
		}
		return
	}
	if !m.object(v) {
		return
	}
	body := v.Get("body")
	if body == nil {
		if v.Exists("properties") {
			m.dasStream(v)
			return
		}
		m.said.refuse(care.WrongType, "缺少 body，请确认是 DAS 物联网平台的推送")
		return
	}
	child := firstText(body, "device_id")
	if child == "" {
		m.said.refuse(care.WrongType, "body 缺少 device_id")
		return
	}
	m.begin(child, first(m.stamp(body.Get("time"), shanghai), m.stamp(v.Get("event_time"), shanghai)))
	m.also(firstText(body, "device_name"))
	switch kind := firstText(v, "event_type"); {
	case strings.Contains(kind, "property"):
		m.properties(body.Get("data"))
	case strings.Contains(kind, "online"), strings.Contains(kind, "offline"), strings.Contains(kind, "connect"), strings.Contains(kind, "status"):
		m.dasStatus(kind, body)
		return
	default:
		m.identity = firstText(v, "event_id")
		name := firstText(body, "event_name", "event", "identifier", "module_event_id")
		if name == "" {
			name = kind
		}
		m.thingEvent(name, firstText(body, "level", "type"), body.Get("data"))
	}
	m.end()
}

func (m *message) dasStatus(kind string, body *fastjson.Value) {
	word := strings.ToLower(kind + " " + firstText(body, "status"))
	m.online(m.child, !strings.Contains(word, "offline") && !strings.Contains(word, "disconnect"), m.when)
}

// dasStream reads properties as a list of keys with values, types and times.
func (m *message) dasStream(v *fastjson.Value) {
	child := firstText(v, "deviceId", "device_id")
	if child == "" {
		m.said.refuse(care.WrongType, "缺少 deviceId")
		return
	}
	m.begin(child, m.now())
	m.also(firstText(v, "deviceName"))
	for i, property := range v.GetArray("properties") {
		value := property.Get("value")
		if value == nil {
			continue
		}
		when := m.stamp(property.Get("time"), shanghai)
		m.at(when)
		if i == 0 {
			m.when = when
		}
		m.entry(firstText(property, "key"), value, 0, true)
	}
	m.end()
}

// readIoTFast reads device/<id>/report: properties and events side by side.
func readIoTFast(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	child := firstText(v, "deviceId")
	if child == "" {
		child = after(topic, "device")
	}
	if child == "" {
		m.said.refuse(care.WrongType, "缺少 deviceId，主题应为 device/<设备>/report")
		return
	}
	m.begin(child, m.stamp(v.Get("time"), shanghai))
	m.properties(firstOf(v, "property", "properties"))
	m.iotFastEvents(v.Get("event"))
	m.end()
}

// iotFastEvents reads events by their names; what is no alarm is an explanation.
func (m *message) iotFastEvents(v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	v.GetObject().Visit(func(key []byte, value *fastjson.Value) {
		if kind, says := kindOfWords(string(key)); says == alarmed && !eventOver(value) {
			m.event("event "+string(kind), kind)
		}
	})
}
