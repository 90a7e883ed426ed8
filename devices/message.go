package devices

import (
	"math"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// message is one message of a bought-in gateway on its way through a decoder. It
// speaks of one child at one instant after the other, each between begin and end.
type message struct {
	heard
	kind    string // of the decoder
	gateway *gateway
	print   uint64        // of the whole payload, to know it again
	holds   time.Duration // how long an alarm that is not repeated stands; 0: by its kind

	child    string
	when     instant
	identity string // that the maker gave to what happened; empty: the instant names it
	context  string // what the sensor is called, for alarms that do not say of what
	subject  string // tells calls of one kind and instant apart; mostly empty
	test     bool   // somebody holds the detector's test button
	echoes   bool   // events are repeated too, and only a pause tells them apart
	quiet    bool   // what is read makes no call: the event around it does
	sample   Sample
	calls    int // in said before begin
	samples  int // likewise
	lat, lon fact
}

// json parses the payload and refuses what is no JSON.
func (m *message) json(payload []byte, read func(v *fastjson.Value)) {
	p := parsers.Get()
	defer parsers.Put(p)
	v, err := p.ParseBytes(payload)
	if err != nil {
		m.said.refuse(care.NotJSON, notJSON(m.kind))
		return
	}
	read(v)
}

// notJSON says what to mend, where it is mostly one setting.
func notJSON(kind string) string {
	switch kind {
	case ChirpStack:
		return "不是有效的 JSON；请在 ChirpStack 的 [integration.mqtt] 中设 json=true（默认可能是 protobuf）"
	case OwnTracks:
		return "不是有效的 JSON；请在 OwnTracks 中选 JSON 而不是 CSV"
	}
	return "不是有效的 JSON，请检查上报格式：不能有多余的逗号、注释或未加引号的内容"
}

// begin turns to a child, "" for the gateway itself, at an instant.
func (m *message) begin(child string, when instant) {
	m.child, m.when, m.identity, m.context, m.subject, m.test = clip(clean(child)), when, "", "", "", false
	m.sample = Sample{Child: m.child, At: when.at, Skewed: when.skewed}
	m.calls, m.samples, m.lat, m.lon = len(m.said.Calls), len(m.said.Samples), fact{}, fact{}
}

// also adds a name under which the child may be registered instead.
func (m *message) also(names ...string) {
	for _, name := range names {
		if name = clip(clean(name)); name != "" && name != m.child && m.child != "" {
			m.said.Names = append(m.said.Names, SaidName{Child: m.child, Also: name})
		}
	}
}

// at goes on with the same child at another instant.
func (m *message) at(when instant) {
	if when.at.Equal(m.when.at) {
		return
	}
	if len(m.sample.Readings) > 0 {
		m.said.Samples = append(m.said.Samples, m.sample)
	}
	m.when = when
	m.sample = Sample{Child: m.child, At: when.at, Skewed: when.skewed}
}

// end hands over the readings and the place. A message without any still shows
// that the child is alive.
func (m *message) end() {
	if l := m.location(); l != nil {
		m.put(care.Latitude, l.Lat)
		m.put(care.Longitude, l.Lon)
		for i := m.calls; i < len(m.said.Calls); i++ {
			if m.said.Calls[i].Child == m.child {
				m.said.Calls[i].Location = l
			}
		}
	}
	if len(m.sample.Readings) > 0 || len(m.said.Samples) == m.samples {
		m.said.Samples = append(m.said.Samples, m.sample)
	}
}

// location returns where the child is, or nil: a receiver without a fix says 0, 0
// or what no place on earth has.
func (m *message) location() *care.Location {
	lat, latOK := m.lat.number(false)
	lon, lonOK := m.lon.number(false)
	if !latOK || !lonOK || lat == 0 && lon == 0 || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return nil
	}
	return &care.Location{Lat: lat, Lon: lon}
}

// put adds a reading, refusing what is out of its range.
func (m *message) put(metric care.Metric, value float64) {
	k, ok := metricOf([]byte(metric))
	if !ok || math.IsNaN(value) || math.IsInf(value, 0) {
		return
	}
	if !k.plausible(value) {
		k.refuseRange(m.said)
		return
	}
	for i := range m.sample.Readings {
		if r := &m.sample.Readings[i]; r.Metric == k.metric { // said twice, as of two zones
			if k.quantity.Bool {
				r.Value = max(r.Value, value)
			}
			return
		}
	}
	if m.sample.room(m.said) {
		m.sample.Readings = append(m.sample.Readings, care.Reading{Metric: k.metric, Value: value, At: m.sample.At})
	}
}

// truth adds a reading that is true or false.
func (m *message) truth(metric care.Metric, on bool) {
	if on {
		m.put(metric, 1)
	} else {
		m.put(metric, 0)
	}
}

// online says whether a child, "" for the gateway itself, is connected.
func (m *message) online(child string, online bool, when instant) {
	m.said.Statuses = append(m.said.Statuses, SaidStatus{Child: clip(clean(child)), Online: online, At: when.at})
}

// now is the instant of receipt.
func (m *message) now() instant { return instant{at: m.received} }
