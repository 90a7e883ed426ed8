package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readHuawei reads Huawei IoTDA, on the device's topics $oc/devices/<id>/sys/… and
// as its rules forward it.
func readHuawei(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	child, body := after(topic, "devices"), v
	var name, node string
	if notify := v.Get("notify_data"); notify != nil {
		header := notify.Get("header")
		child, node, name = firstTextOf(header, "device_id"), firstTextOf(header, "node_id"), firstTextOf(header, "device_name")
		if body = notify.Get("body"); body == nil {
			body = notify
		}
	}
	if id := firstText(body, "object_device_id"); id != "" && !strings.HasPrefix(id, "{") {
		child = id
	}
	at := m.stamp(v.Get("event_time"), nil)
	switch {
	case body.Exists("devices"): // a gateway for its children
		for _, one := range body.GetArray("devices") {
			m.huaweiServices(firstText(one, "device_id"), "", "", at, one)
		}
	case body.Exists("services"):
		m.huaweiServices(child, node, name, at, body)
	case body.Exists("status"):
		m.huaweiStatus(child, firstText(body, "status"), at)
	case body.Exists("content"):
		m.begin(child, at)
		m.also(node, name)
		if content, ok := inner(body.Get("content")); ok && content.Type() == fastjson.TypeObject {
			m.fields(content)
		} else {
			m.opaque()
		}
		m.end()
	default:
		m.said.refuse(care.WrongType, "缺少 services，请按华为云 IoTDA 的属性或事件格式上报")
	}
}

func (m *message) huaweiServices(child, node, name string, at instant, v *fastjson.Value) {
	if child == "" {
		m.said.refuse(care.WrongType, "无法得知 device_id：主题应为 $oc/devices/<设备>/sys/…")
		return
	}
	m.begin(child, at)
	m.also(node, name)
	for _, service := range v.GetArray("services") {
		when := first(m.stamp(service.Get("event_time"), nil), at)
		m.at(when)
		m.when = when
		switch paras := firstOf(service, "paras", "data"); {
		case firstText(service, "service_id") == "$sub_device_manager":
			m.huaweiChildren(paras, when)
		case strings.HasPrefix(firstText(service, "service_id"), "$"):
			// Firmware, clocks and shadows of the cloud's own.
		case service.Exists("event_type"):
			m.context = firstText(service, "service_id")
			m.thingEvent(firstText(service, "event_type"), "", paras)
		default:
			m.context = firstText(service, "service_id")
			m.properties(service.Get("properties"))
		}
	}
	m.end()
}

// huaweiChildren reads which of its children a gateway has lost.
func (m *message) huaweiChildren(paras *fastjson.Value, when instant) {
	if paras == nil {
		return
	}
	for _, one := range paras.GetArray("device_statuses") {
		m.huaweiStatus(firstText(one, "device_id"), firstText(one, "status"), when)
	}
}

func (m *message) huaweiStatus(child, status string, when instant) {
	switch strings.ToUpper(status) {
	case "ONLINE", "OFFLINE", "ABNORMAL":
		m.online(child, strings.EqualFold(status, "ONLINE"), when)
	case "INACTIVE", "FROZEN", "ACTIVE":
	default:
		m.said.refuse(care.UnknownKind, "不认识的设备状态，应为 ONLINE 或 OFFLINE")
	}
}
