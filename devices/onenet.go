package devices

import (
	"github.com/valyala/fastjson"

	"yian/care"
)

// readOneNET reads the thing model of OneNET Studio, on the device's topics and as
// its push hands it on, within a text.
func readOneNET(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	if isReply(topic) {
		return
	}
	if message, ok := inner(v.Get("msg")); ok && message.Type() == fastjson.TypeObject {
		v = message
	}
	child := thingChild(topic)
	if name := firstText(v, "deviceName", "dev_name", "deviceId", "dev_id"); name != "" {
		child = name
	}
	m.begin(child, first(m.stamp(firstOf(v, "time", "at", "timestamp"), shanghai), m.now()))
	m.also(firstText(v, "imei"), firstText(v, "dev_id"))
	data := v.Get("data")
	switch kind := firstText(v, "notifyType", "type"); {
	case v.Exists("params"):
		m.thing(thingMethod(topic, v), v.Get("params"))
	case data != nil && data.Exists("params"):
		method := "thing.property.post"
		if kind == "event" {
			method = "thing.event.post"
		}
		m.thing(method, data.Get("params"))
	case kind == "online", kind == "offline", kind == "2" || kind == "deviceOnline", kind == "lifeCycle" || kind == "status" || kind == "life_cycle":
		m.oneNETStatus(kind, v, data)
		return
	case v.Exists("ds_id"): // a data point of the older platform
		m.entry(firstText(v, "ds_id"), v.Get("value"), 0, true)
	default:
		m.said.refuse(care.WrongType, "缺少 params，请按 OneNET 物模型 JSON 上报")
		return
	}
	m.end()
}

func (m *message) oneNETStatus(kind string, v, data *fastjson.Value) {
	f := firstFact(v, "status", "online")
	if data != nil && f.kind == nothing {
		f = firstFact(data, "status", "online")
	}
	switch {
	case kind == "online", kind == "offline":
		m.online(m.child, kind == "online", m.when)
	case f.kind == word && (f.word == "online" || f.word == "offline"):
		m.online(m.child, f.word == "online", m.when)
	default:
		if on, ok := f.on(); ok {
			m.online(m.child, on, m.when)
		}
	}
}
