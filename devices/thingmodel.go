package devices

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// properties reads the properties of a thing model: plain values, {"value":…},
// {"value":…,"time":…}, or a list of the last from a backlog.
func (m *message) properties(v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	now := m.when
	v.GetObject().Visit(func(key []byte, property *fastjson.Value) {
		name := clean(string(key))
		if property.Type() != fastjson.TypeArray {
			m.property(name, property)
			return
		}
		for _, one := range property.GetArray() {
			if one.Type() == fastjson.TypeObject {
				m.property(name, one)
			}
		}
	})
	m.at(now)
}

func (m *message) property(name string, v *fastjson.Value) {
	if v.Type() == fastjson.TypeObject && v.Exists("value") {
		if when := m.stamp(firstOf(v, "time", "ts", "timestamp"), shanghai); when.own {
			m.at(when)
		}
		v = v.Get("value")
	}
	m.entry(name, v, 0, true)
}

// events reads a map of events by their names, each one or a list.
func (m *message) events(v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	now := m.when
	v.GetObject().Visit(func(key []byte, event *fastjson.Value) {
		all := []*fastjson.Value{event}
		if event.Type() == fastjson.TypeArray {
			all = event.GetArray()
		}
		for _, one := range all {
			m.timedEvent(clean(string(key)), "", one)
		}
	})
	m.at(now)
}

// timedEvent reads {"value":{…},"time":…}, or the value alone.
func (m *message) timedEvent(name, level string, v *fastjson.Value) {
	value := v
	if v != nil && v.Type() == fastjson.TypeObject {
		if when := m.stamp(firstOf(v, "time", "ts", "timestamp"), shanghai); when.own {
			m.at(when)
		}
		if inner := v.Get("value"); inner != nil {
			value = inner
		}
	}
	m.thingEvent(name, level, value)
}

// thingEvent reads one event of a thing model. Its name says what it is about, or
// its values do, or else its level: an alert of a kind that nobody knows is a call.
func (m *message) thingEvent(name, level string, v *fastjson.Value) {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if means, ok := lexicon[letters(name)]; ok && means.call == "" && !means.any && care.Quantities[means.metric].Bool {
		m.truth(means.metric, !eventOver(v)) // a low battery, an opened case
		return
	}
	kind, says := kindOfWords(name)
	if means, ok := lexicon[letters(name)]; ok && means.call != "" {
		kind, says = means.call, alarmed
	}
	if inside := kindInside(v); inside != "" && (says == unsaid || kind == care.Alarm) {
		kind, says = inside, alarmed
	}
	m.quiet = true
	m.fields(v)
	m.quiet = false
	switch level = strings.ToLower(level); {
	case says == safe, says == alarmed && eventOver(v):
		m.state("event "+string(kind), kind, false)
	case says == alarmed:
		m.event("event "+string(kind), kind)
	case isFault(name, level):
		m.said.refuse(care.DeviceFault, "设备上报自身故障事件，请安排检修")
	case ailingInside(v):
		m.said.refuse(care.DeviceFault, "设备上报自身状态事件（电量、防拆等），请安排检修")
	case level == "alert" || level == "warn" || level == "warning" || level == "alarm":
		m.event("event", m.contextual(care.Alarm))
	case level == "info":
	default:
		m.said.refuse(care.UnknownKind, "不认识的事件；若表示求助，请在物模型中用 sos、fall、smoke、alarm 等作标识符")
	}
}

func isFault(name, level string) bool {
	return level == "error" || level == "fault" || holds(tokens(name), ailing)
}

// ailingInside reports whether an event is about the device's own battery or case.
func ailingInside(v *fastjson.Value) (ailing bool) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return false
	}
	v.GetObject().Visit(func(key []byte, _ *fastjson.Value) {
		ailing = ailing || holds(tokens(string(key)), []string{" battery ", " tamper ", " voltage ", " fault ", " error "})
	})
	return ailing
}

// eventOver reports whether an event says that what it is about has ended.
func eventOver(v *fastjson.Value) bool {
	if v == nil {
		return false
	}
	if v.Type() != fastjson.TypeObject {
		return factOf(v).alarm(care.Alarm) == safe
	}
	ended := false
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		switch letters(string(key)) {
		case "state", "status", "alarmstate", "alarmstatus", "alarm":
			ended = ended || factOf(field).alarm(care.Alarm) == safe
		}
	})
	return ended
}

// kindInside finds a call among the values of an event.
func kindInside(v *fastjson.Value) (kind care.CallKind) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return ""
	}
	v.GetObject().Visit(func(key []byte, field *fastjson.Value) {
		means, ok := meaningOf(clean(string(key)))
		f := factOf(field)
		switch {
		case kind != "" || !ok:
		case means.call != "" && f.alarm(means.call) == alarmed:
			kind = means.call
		case means.any && f.kind == word:
			if k, says := kindOfWords(f.word); says == alarmed {
				kind = k
			}
		}
	})
	return kind
}

// opaque refuses bytes whose meaning only the maker's own program knows.
func (m *message) opaque() {
	m.said.refuse(care.WrongType, "透传数据（十六进制或 Base64）无法解析；请在云平台为该产品配置编解码插件或物模型")
}

// packed reads JSON within Base64, or reports false.
func packed(v *fastjson.Value) (*fastjson.Value, bool) {
	s, _ := text(v)
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil || !json.Valid(raw) {
		return nil, false
	}
	parsed, err := fastjson.ParseBytes(raw)
	return parsed, err == nil && parsed.Type() == fastjson.TypeObject
}

// onlyText reports whether an object holds one of the names under which clouds
// pass on bytes, and nothing else that could be read.
func onlyText(v *fastjson.Value) bool {
	o := v.GetObject()
	if o.Len() > 2 {
		return false
	}
	for _, name := range [...]string{"payload", "rawData", "raw", "data", "APPdata", "hex", "content"} {
		if x := o.Get(name); x != nil && x.Type() == fastjson.TypeString {
			return true
		}
	}
	return false
}
