package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readChirpStack reads the events of ChirpStack 4, and of 3 in JSON:
// application/<id>/device/<devEUI>/event/<event>.
func readChirpStack(m *message, topic string, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	info := v.Get("deviceInfo")
	address := eui(orNil(info, "devEui"))
	if address == "" {
		address = eui(orNil(v, "devEUI"))
	}
	if address == "" {
		address = after(topic, "device")
	}
	if address == "" {
		m.said.refuse(care.WrongType, "没有 deviceInfo.devEui，请确认是 ChirpStack 的设备事件")
		return
	}
	name := firstText(v, "deviceName")
	if info != nil {
		name = firstText(info, "deviceName")
	}
	received := v.Get("rxInfo", "0", "time")
	m.begin(address, first(m.stamp(v.Get("time"), nil), m.stamp(received, nil), m.stamp(v.Get("publishedAt"), nil)))
	m.also(name)
	m.identity = firstText(v, "deduplicationId", "deduplicationID")
	model := models(info) + " " + name + " " + firstText(v, "deviceProfileName")
	m.context = model
	switch event := chirpStackEvent(topic, v); event {
	case "up":
		if dBm, ok := strongest(v.Get("rxInfo")); ok {
			m.put(care.RSSI, dBm)
		}
		m.uplink(uplink{object: chirpStackObject(v), data: frameBytes(v.Get("data")), port: v.GetInt("fPort"),
			model: model, codec: "在 ChirpStack 的设备模板里"})
		m.end()
	case "status":
		m.chirpStackStatus(v)
		m.end()
	case "location":
		m.lat, m.lon = factAt(v, "location", "latitude"), factAt(v, "location", "longitude")
		m.end()
	case "join", "ack", "integration":
		m.end() // it is alive
	case "txack":
		// The gateway's, about what we sent.
	case "log", "error":
		m.chirpStackLog(v)
	default:
		m.said.refuse(care.UnknownTopic, "不认识的 ChirpStack 事件，请把主题保持为 application/…/device/…/event/…")
	}
}

// chirpStackEvent is named by the topic, or where that was changed by what only
// such an event holds.
func chirpStackEvent(topic string, v *fastjson.Value) string {
	if event := after(topic, "event"); event != "" {
		return event
	}
	if event := topic[strings.LastIndexByte(topic, '/')+1:]; map[string]bool{"up": true, "rx": true, "join": true, "status": true, "log": true, "ack": true, "txack": true, "location": true, "error": true, "integration": true}[event] {
		return strings.Replace(event, "rx", "up", 1)
	}
	for _, hint := range [...]struct{ field, event string }{{"level", "log"}, {"error", "error"}, {"integrationName", "integration"}, {"batteryLevel", "status"}, {"margin", "status"},
		{"location", "location"}, {"gatewayId", "txack"}, {"acknowledged", "ack"}, {"fPort", "up"}, {"data", "up"}, {"object", "up"}, {"rxInfo", "up"}, {"devAddr", "join"}} {
		if v.Exists(hint.field) {
			return hint.event
		}
	}
	return ""
}

// chirpStackObject is the codec's result, which version 3 also writes as text.
func chirpStackObject(v *fastjson.Value) *fastjson.Value {
	if o := v.Get("object"); isObject(o) {
		return o
	}
	if s := v.GetStringBytes("objectJSON"); len(s) > 0 {
		if o, err := fastjson.ParseBytes(s); err == nil {
			return o
		}
	}
	return nil
}

func (m *message) chirpStackStatus(v *fastjson.Value) {
	if !v.GetBool("batteryLevelUnavailable") && !v.GetBool("externalPowerSource") {
		if f := factAt(v, "batteryLevel"); f.kind == number && f.amount > 0 && f.amount <= 100 {
			m.put(care.BatteryMetric, f.amount)
		}
	}
	if f := factAt(v, "margin"); f.kind == number {
		m.put("lora_margin", f.amount)
	}
}

// chirpStackLog reads trouble of the network with a device.
func (m *message) chirpStackLog(v *fastjson.Value) {
	if level := firstText(v, "level"); level == "INFO" {
		return
	}
	code := firstText(v, "code", "type")
	switch {
	case strings.Contains(code, "MIC"), strings.Contains(code, "OTAA"):
		m.said.refuse(care.DeviceFault, "ChirpStack 拒绝了设备：密钥（AppKey）不符，请核对后重新入网")
	case strings.Contains(code, "CODEC"):
		m.said.refuse(care.DeviceFault, "ChirpStack 的解码器（codec）出错，请检查设备模板里的解码脚本")
	case strings.Contains(code, "FCNT"):
		m.said.refuse(care.DeviceFault, "ChirpStack 报告帧计数异常：设备可能重启过，请重新入网或关闭帧计数校验")
	default:
		m.said.refuse(care.DeviceFault, "ChirpStack 报告该设备的网络故障，请在 ChirpStack 的设备事件页查看")
	}
}

// models gathers what may hold the name of the make.
func models(info *fastjson.Value) string {
	if info == nil {
		return ""
	}
	all := firstText(info, "deviceProfileName")
	if tags := info.GetObject("tags"); tags != nil {
		tags.Visit(func(_ []byte, v *fastjson.Value) {
			s, _ := text(v)
			all += " " + s
		})
	}
	return all
}

// after returns the level of a topic that follows a given one, or "".
func after(topic, level string) string {
	parts := strings.Split(topic, "/")
	for i, part := range parts[:len(parts)-1] {
		if part == level {
			return parts[i+1]
		}
	}
	return ""
}

// orNil is a field of what may be nil itself.
func orNil(v *fastjson.Value, name string) *fastjson.Value {
	if v == nil {
		return nil
	}
	return v.Get(name)
}

// factAt is the fact at the end of a path.
func factAt(v *fastjson.Value, path ...string) fact {
	if x := v.Get(path...); x != nil {
		return factOf(x)
	}
	return fact{}
}
