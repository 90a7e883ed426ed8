package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readTheThings reads what The Things Stack 3 publishes:
// v3/<application>@<tenant>/devices/<device>/up and its siblings.
func readTheThings(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	if batch := v.Get("data"); batch != nil && v.Get("end_device_ids") == nil && batch.Type() == fastjson.TypeObject {
		v = batch // the envelope of an event stream
	}
	ids := v.Get("end_device_ids")
	name, address := "", ""
	if ids != nil {
		name, address = firstText(ids, "device_id"), firstText(ids, "dev_eui")
	}
	if name == "" {
		name = after(topic, "devices")
	}
	if name == "" {
		name, address = address, ""
	}
	if name == "" {
		m.said.refuse(care.WrongType, "没有 end_device_ids，请确认是 The Things Stack v3 的消息")
		return
	}
	up := v.Get("uplink_message")
	at := m.stamp(v.Get("received_at"), nil)
	if up != nil {
		at = first(m.stamp(up.Get("received_at"), nil), at)
	}
	m.begin(name, at)
	m.also(address)
	switch {
	case up != nil:
		if key, count := firstText(up, "session_key_id"), up.Get("f_cnt"); key != "" && count != nil {
			m.identity = key + "/" + string(count.MarshalTo(nil))
		}
		m.context = name
		m.theThingsUplink(up, name)
		m.end()
	case v.Get("location_solved") != nil:
		m.lat, m.lon = factAt(v, "location_solved", "location", "latitude"), factAt(v, "location_solved", "location", "longitude")
		m.end()
	case v.Get("join_accept") != nil, v.Get("downlink_ack") != nil:
		m.end() // it is alive
	case v.Get("decoded_payload") != nil: // a webhook cut down to fields
		m.uplink(uplink{object: v.Get("decoded_payload")})
		m.end()
	case strings.Contains(topic, "/down/"), v.Get("downlink_sent") != nil, v.Get("downlink_queued") != nil, v.Get("downlink_nack") != nil, v.Get("service_data") != nil:
		// About what we sent, or of the network itself.
	case v.Get("downlink_failed") != nil, v.Get("error") != nil:
		m.said.refuse(care.DeviceFault, "The Things Stack 报告该设备的网络故障，请在其控制台查看")
	default:
		m.said.refuse(care.UnknownTopic, "不认识的 The Things Stack 消息，应为 uplink_message 或 join_accept")
	}
}

func (m *message) theThingsUplink(up *fastjson.Value, name string) {
	if dBm, ok := strongest(up.Get("rx_metadata")); ok {
		m.put(care.RSSI, dBm)
	}
	version := up.Get("version_ids")
	model := name
	if version != nil {
		model += " " + firstText(version, "model_id") + " " + firstText(version, "brand_id")
	}
	object := up.Get("decoded_payload")
	if !isObject(object) {
		object = up.Get("normalized_payload")
		if list := up.GetArray("normalized_payload"); len(list) > 0 {
			object = list[0]
		}
	}
	m.uplink(uplink{object: object, data: frameBytes(up.Get("frm_payload")), port: up.GetInt("f_port"), model: model, codec: "在 The Things Stack 的设备 Payload formatters 里"})
	if battery := factAt(up, "last_battery_percentage", "value"); battery.kind == number {
		m.put(care.BatteryMetric, battery.amount)
	}
}
