package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readOwnTracks reads phones and trackers: owntracks/<user>/<device>, with what is
// no position on levels below.
func readOwnTracks(m *message, topic string, v *fastjson.Value) {
	if v.Type() == fastjson.TypeArray {
		for _, one := range v.GetArray() { // what was kept while there was no network
			readOwnTracks(m, topic, one)
		}
		return
	}
	if !m.object(v) {
		return
	}
	user, device := ownTracksNames(topic)
	if user == "" {
		user, device = ownTracksNames(firstText(v, "topic"))
	}
	if user == "" {
		m.said.refuse(care.UnknownTopic, "主题应为 owntracks/<用户>/<设备>")
		return
	}
	switch kind := firstText(v, "_type"); kind {
	case "location":
		m.ownTracks(user, device, v)
		m.lat, m.lon = factAt(v, "lat"), factAt(v, "lon")
		if acc := factAt(v, "acc"); acc.kind == number && acc.amount > 0 {
			m.put("accuracy", acc.amount)
		}
		if f := factAt(v, "batt"); f.kind == number && f.amount >= 0 {
			m.put(care.BatteryMetric, f.amount)
		}
		m.end()
	case "steps":
		m.ownTracks(user, device, v)
		if f := factAt(v, "steps"); f.kind == number && f.amount >= 0 {
			m.put(care.Steps, f.amount)
		}
		m.end()
	case "transition", "waypoint", "waypoints", "card", "beacon", "status", "request":
		m.ownTracks(user, device, v)
		m.end() // it is alive; regions of its own are not ours
	case "lwt":
		m.online(user+"/"+device, false, m.now())
		m.ownTracksNamed(user, device)
	case "cmd", "configuration":
		// Meant for the device.
	case "encrypted":
		m.said.refuse(care.WrongType, "OwnTracks 消息已加密；请在应用中关闭加密（平台连接已用 TLS）")
	case "":
		m.said.refuse(care.WrongType, "没有 _type，请确认是 OwnTracks 的消息")
	default:
		m.said.refuse(care.UnknownKind, "不认识的 OwnTracks 消息类型")
	}
}

func (m *message) ownTracks(user, device string, v *fastjson.Value) {
	m.begin(user+"/"+device, first(m.stamp(v.Get("tst"), nil), m.now()))
	m.ownTracksNamed(user, device)
}

func (m *message) ownTracksNamed(user, device string) {
	m.child = user + "/" + device
	m.also(device, user)
}

// ownTracksNames finds user and device in owntracks/<user>/<device>[/<what>].
func ownTracksNames(topic string) (user, device string) {
	parts := strings.Split(strings.TrimPrefix(topic, "owntracks/"), "/")
	if len(parts) < 2 {
		return parts[0], parts[0]
	}
	return parts[0], parts[1]
}
