package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readAlink reads the thing-model JSON of Aliyun, on the device's topics and as its
// server-side subscription hands it on; EMQX Fabric speaks the same.
func readAlink(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	if isReply(topic) {
		return
	}
	child := thingChild(topic)
	if name := firstText(v, "deviceName"); name != "" {
		child = name
	}
	at := first(m.stamp(v.Get("gmtCreate"), shanghai), m.stamp(firstOf(v, "utcTime"), nil), m.stamp(v.Get("time"), shanghai))
	m.begin(child, at)
	m.also(firstText(v, "iotId"))
	switch {
	case v.Exists("items"):
		m.properties(v.Get("items"))
	case v.Exists("identifier"):
		m.timedEvent(firstText(v, "identifier"), firstText(v, "type"), v)
	case v.Exists("params"):
		m.thing(thingMethod(topic, v), v.Get("params"))
	case v.Exists("status"):
		m.thingStatus(v)
		return
	default:
		m.said.refuse(care.WrongType, "缺少 params，请按物模型 JSON（Alink）上报")
		return
	}
	m.end()
}

// isReply reports whether a topic carries what the cloud said, not the device.
func isReply(topic string) bool {
	return strings.HasSuffix(topic, "_reply") || strings.HasSuffix(topic, "/reply") || strings.HasSuffix(topic, "/property/set") ||
		strings.HasSuffix(topic, "/property/get") || strings.Contains(topic, "/thing/service/") || strings.Contains(topic, "/accepted")
}

// thingChild finds the device in sys/<product>/<device>/thing/…, or in a topic of
// the installer's own making.
func thingChild(topic string) string {
	parts := strings.Split(strings.Trim(topic, "/"), "/")
	for i, part := range parts {
		if part == "thing" && i > 0 {
			return parts[i-1]
		}
	}
	return topicChild(topic)
}

// thingMethod says what a message is: its method, or its topic where it has none.
func thingMethod(topic string, v *fastjson.Value) string {
	if method := firstText(v, "method"); method != "" {
		return method
	}
	if i := strings.Index(topic, "thing/"); i >= 0 {
		return strings.ReplaceAll(topic[i:], "/", ".")
	}
	return ""
}

// thing reads the parameters of one method: properties, one event, or both with
// those of devices behind the gateway.
func (m *message) thing(method string, params *fastjson.Value) {
	event := strings.TrimSuffix(strings.TrimPrefix(method, "thing.event."), ".post")
	switch {
	case params.Type() == fastjson.TypeArray:
		for _, one := range params.GetArray() {
			m.subDevice(one)
		}
	case params.Type() != fastjson.TypeObject:
		m.said.refuse(care.WrongType, "params 应为一个对象")
	case isObject(params.Get("properties")), isObject(params.Get("events")), params.Exists("subDevices"):
		m.properties(params.Get("properties"))
		m.events(params.Get("events"))
		for _, one := range params.GetArray("subDevices") {
			m.subDevice(one)
		}
	case method == "thing.event.post":
		m.events(params)
	case !strings.HasPrefix(method, "thing.event."), strings.HasPrefix(event, "property"):
		m.properties(params)
	default:
		m.timedEvent(event, "", params)
	}
}

// subDevice reads what a gateway says of a device behind it, and returns to the
// gateway.
func (m *message) subDevice(v *fastjson.Value) {
	identity := v.Get("identity")
	if identity == nil {
		m.said.refuse(care.WrongType, "子设备缺少 identity")
		return
	}
	gateway := *m
	m.begin(firstText(identity, "deviceName"), gateway.when)
	m.properties(v.Get("properties"))
	m.events(v.Get("events"))
	m.end()
	m.child, m.when, m.sample, m.calls = gateway.child, gateway.when, gateway.sample, len(m.said.Calls)
}

// thingStatus reads what a cloud says of a connection.
func (m *message) thingStatus(v *fastjson.Value) {
	switch word := strings.ToLower(firstText(v, "status")); word {
	case "online", "offline":
		m.online(m.child, word == "online", m.when)
	default:
		m.said.refuse(care.UnknownKind, "不认识的设备状态，应为 online 或 offline")
	}
}
