package devices

import (
	"github.com/valyala/fastjson"

	"yian/care"
)

// decodeTelemetry reads one sample, or an array of them from a backlog. A bad
// sample, and within a sample a bad reading, is refused alone.
func decodeTelemetry(m heard, v *fastjson.Value) {
	if v.Type() != fastjson.TypeArray {
		m.sample(v)
		return
	}
	for _, one := range v.GetArray() {
		m.sample(one)
	}
}

func (m heard) sample(v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	name, ok := child(v)
	if !ok {
		m.said.refuse(care.WrongType, "device 应为网关下设备的名称")
		return
	}
	readings := v.Get("readings")
	if readings == nil || readings.Type() != fastjson.TypeObject {
		m.said.refuse(care.WrongType, "缺少 readings 对象")
		return
	}
	when := instantOf(v.Get("ts"), m.received)
	s := Sample{Child: name, At: when.at, Skewed: when.skewed}
	fields := readings.GetObject()
	if n := fields.Len(); n > 0 {
		s.Readings = make([]care.Reading, 0, min(n, maxReadings))
	}
	fields.Visit(func(name []byte, v *fastjson.Value) {
		if r, ok := m.reading(name, v); ok && s.room(m.said) {
			r.At = s.At
			s.Readings = append(s.Readings, r)
		}
	})
	m.said.Samples = append(m.said.Samples, s)
}

// reading checks one metric and its value.
func (m heard) reading(name []byte, v *fastjson.Value) (care.Reading, bool) {
	k, ok := metricOf(name)
	if !ok {
		m.said.refuse(care.WrongType, "指标名称为空、过长、含控制字符或为保留字")
		return care.Reading{}, false
	}
	value, ok := k.value(v)
	if !ok {
		k.refuseType(m.said)
		return care.Reading{}, false
	}
	if !k.plausible(value) {
		k.refuseRange(m.said)
		return care.Reading{}, false
	}
	return care.Reading{Metric: k.metric, Value: value}, true
}

// room reports whether one more reading fits, refusing it otherwise.
func (s *Sample) room(said *Said) bool {
	if len(s.Readings) < maxReadings {
		return true
	}
	said.refuse(care.TooLarge, "一条消息的指标过多")
	return false
}
