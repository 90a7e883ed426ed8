package devices

import (
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// readHomeAssistant reads the tree that Home Assistant shares: descriptions of
// devices, which hold no reading, and its own state stream
// <base>/<domain>/<name>/state, where an entity's name says what it is.
func readHomeAssistant(m *message, topic string, payload []byte) {
	level := topic[strings.LastIndexByte(topic, '/')+1:]
	parts := strings.Split(topic, "/")
	switch {
	case level == "config":
		m.json(payload, func(*fastjson.Value) {
			m.said.refuse(care.UnknownTopic, "这是 Home Assistant 的自动发现配置，不含读数；请把该网关按自身类型（如 zigbee2mqtt、tasmota）登记，并把状态主题发到本平台")
		})
	case level == "status" || topic == "":
		// Home Assistant itself starts or stops.
	case level == "state" && len(parts) >= 3:
		m.begin(parts[len(parts)-2], m.now())
		m.entity(parts[len(parts)-2], bareFact(payload))
		m.end()
	case len(parts) >= 3: // an attribute
	default:
		m.said.refuse(care.UnknownTopic, "主题应为 <前缀>/<类别>/<实体>/state")
	}
}

// entity reads a state by the words of the entity's name, the last first:
// kitchen_smoke, grandma_heart_rate.
func (m *message) entity(name string, f fact) {
	words := strings.Fields(tokens(name))
	for i := range words {
		if means, ok := meaningOf(strings.Join(words[i:], "")); ok && !means.any {
			m.field(strings.Join(words[i:], "_"), f, false)
			return
		}
	}
	if kind, says := kindOfWords(name); says == alarmed {
		m.state("state", kind, f.alarm(kind) == alarmed)
	}
}
