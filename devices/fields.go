package devices

import (
	"math"
	"strings"

	"github.com/valyala/fastjson"

	"yian/care"
)

// fields reads an object whose names a maker chose. Names that the lexicon knows
// become readings and calls; of the rest numbers are kept under their own names,
// and texts looked through for somebody who needs help.
func (m *message) fields(v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	o := v.GetObject()
	m.tested(o)
	o.Visit(func(key []byte, v *fastjson.Value) { m.entry(clean(string(key)), v, 0, true) })
}

// deepest is how far objects within objects are looked into.
const deepest = 4

// tested looks for a test before anything else, since it raises the alarm as well.
func (m *message) tested(o *fastjson.Object) {
	for _, key := range [...]string{"test", "self_test", "selftest", "selfTest"} {
		if v := o.Get(key); v != nil {
			m.test = m.testing(factOf(v).alarm(care.Test) == alarmed)
		}
	}
}

// entry reads one name and what is under it. Of objects within objects only what
// the lexicon knows is read.
func (m *message) entry(name string, v *fastjson.Value, depth int, own bool) {
	switch v.Type() {
	case fastjson.TypeObject:
		if inner := v.Get("value"); inner != nil {
			m.entry(name, inner, depth+1, own)
			return
		}
		if means, ok := meaningOf(name); ok && means.any {
			m.field(name, firstFact(v, "type", "name", "kind", "code", "status"), false)
		}
		if depth < deepest {
			v.GetObject().Visit(func(key []byte, v *fastjson.Value) { m.entry(clean(string(key)), v, depth+1, false) })
		}
	case fastjson.TypeArray:
		if depth < deepest && !past[letters(name)] {
			m.each(name, v, depth)
		}
	default:
		m.field(name, factOf(v), own)
	}
}

// past are lists of what was and is no news.
var past = wordSet("history historydata records record log logs datalog backlog samples raw")

// each reads the members of a list: texts under the name of an alarm, objects by
// the names within them, and measurements that carry their name beside them.
func (m *message) each(name string, v *fastjson.Value, depth int) {
	means, _ := meaningOf(name)
	for _, one := range v.GetArray() {
		switch one.Type() {
		case fastjson.TypeObject:
			if value := one.Get("measurementValue"); value != nil {
				m.entry(firstText(one, "type"), value, depth+1, false)
				continue
			}
			one.GetObject().Visit(func(key []byte, v *fastjson.Value) { m.entry(clean(string(key)), v, depth+1, false) })
		case fastjson.TypeArray:
			m.each(name, one, depth+1)
		case fastjson.TypeString:
			if means.any {
				m.field(name, factOf(one), false)
			}
		}
	}
}

// firstFact is the first of several fields that says anything.
func firstFact(v *fastjson.Value, names ...string) fact {
	for _, name := range names {
		if x := v.Get(name); x != nil {
			if f := factOf(x); f.kind != nothing {
				return f
			}
		}
	}
	return fact{}
}

// firstText is the first of several fields that names anything.
func firstText(v *fastjson.Value, names ...string) string {
	for _, name := range names {
		if s, ok := text(v.Get(name)); ok && !voidName(s) {
			return s
		}
	}
	return ""
}

// voidName reports whether a name stands for none.
func voidName(s string) bool {
	switch strings.ToLower(s) {
	case "", "null", "undefined", "none", "-", "--", "0":
		return true
	}
	return false
}

// field reads one value. Unknown numbers are kept only where own says so.
func (m *message) field(name string, f fact, own bool) {
	means, ok := meaningOf(name)
	switch {
	case f.kind == nothing:
		if means.call != "" || means.any { // not known any more: the next alarm is an edge
			m.state(letters(name), means.call, false)
			m.worded(letters(name), "", false)
		}
	case !ok && own:
		m.unknownField(name, f)
	case !ok:
	case means.place == latitude:
		m.lat = f
	case means.place == longitude:
		m.lon = f
	case means.any:
		m.anyAlarm(name, f)
	case means.call != "":
		m.knownAlarm(name, means, f)
	default:
		m.measured(means, f)
	}
}

// knownAlarm reads a field that is an alarm of one kind.
func (m *message) knownAlarm(name string, means meaning, f fact) {
	if f.kind == word && hazard(means.call) {
		if kind, _ := kindOfWords(f.word); kind == care.Test { // somebody holds its button
			m.state("test", care.Test, true)
			m.state(letters(name), means.call, false)
			return
		}
	}
	says := f.alarm(means.call)
	if means.only != "" {
		says = verdictOf(f.kind == word && strings.Contains(tokens(f.word), " "+means.only+" "))
	}
	if n, ok := f.number(false); ok && says == unsaid && n > 0 {
		m.put(care.Metric(letters(name)+"_level"), n) // a concentration
		return
	}
	m.state(letters(name), means.call, says == alarmed)
	if means.metric != "" && says != unsaid {
		m.truth(means.metric, says == alarmed)
	}
}

// anyAlarm reads a field that is an alarm of a kind that only its value tells.
func (m *message) anyAlarm(name string, f fact) {
	name = letters(name)
	event := strings.HasPrefix(name, "event")
	if f.kind == word {
		if kind, says := kindOfWords(f.word); says == alarmed && event && !m.echoes {
			m.event(name, kind)
			return
		} else if says == alarmed {
			m.worded(name, m.contextual(kind), true)
			return
		}
	}
	if !event { // of events most are none
		m.worded(name, m.contextual(care.Alarm), f.alarm(care.Alarm) == alarmed)
	}
}

// contextual names an alarm of an unknown kind by what the sensor is called.
func (m *message) contextual(kind care.CallKind) care.CallKind {
	if kind == care.Alarm && m.context != "" {
		if named, says := kindOfWords(m.context); says == alarmed && named != care.Test {
			return named
		}
	}
	return kind
}

// measured reads a field that is a reading.
func (m *message) measured(means meaning, f fact) {
	k := known{metric: means.metric, quantity: care.Quantities[means.metric]}
	if means.spoken && f.kind != word {
		return // which way round true is, only its maker knows
	}
	if k.quantity.Bool {
		if f.kind == number && means.metric == care.Motion && f.amount > 1 {
			f.amount = 1 // how often somebody moved
		}
		if on, ok := f.truthOf(); ok {
			m.truth(means.metric, on != means.inverted)
		}
		return
	}
	value, ok := f.measure()
	switch {
	case !ok, means.blank && (value <= 0 || value == 255):
	case means.metric == care.RSSI && value >= 0: // bars or per cent of somebody's own
	case means.metric == care.BatteryMetric && value == 255: // LoRaWAN: could not be measured
	case means.metric == care.BatteryMetric && (value > 1000 || value < 5 && value != math.Trunc(value)):
		m.put("battery_voltage", volts(value)) // in V or mV under the name of a percentage
	case means.convert != nil:
		m.put(means.metric, means.convert(value))
	default:
		m.put(means.metric, value)
	}
}

// unknownField keeps what nobody knows under its own name, and looks through texts
// for somebody who needs help.
func (m *message) unknownField(name string, f fact) {
	switch f.kind {
	case truth:
		if storable([]byte(name)) {
			m.truth(care.Metric(name), f.yes)
		}
	case number:
		if storable([]byte(name)) && !isCatalogued(name) && !isStamp(f.amount) {
			m.put(care.Metric(name), f.amount)
		}
	case word:
		m.unknownText(letters(name), f.word)
	}
}

// isCatalogued reports whether a name is one of the catalogue that got here
// although the lexicon does not know it.
func isCatalogued(name string) bool { _, ok := catalogue[name]; return ok }

// isStamp reports whether a number is an instant rather than a measurement.
func isStamp(n float64) bool { return n >= 1e9 && n < 1e19 }

// labels are fields whose text describes the device and not what happens.
var labels = wordSet("type devicetype model modelname modelid devicemodel sensortype sensormodel name devicename product productname producttype category description desc remark " +
	"brand vendor manufacturer title label firmware version unit location position address room text id sn imei imsi iccid mode workmode")

// helpTexts are what an unknown text must say to be a call.
var helpTexts = wordSet("sos emergency panic help fall fallen falldown falldetected fallalarm smokealarm firealarm gasalarm gasleak waterleak leakalarm sosalarm 求助 求救 跌倒 摔倒")

func (m *message) unknownText(name, text string) {
	if labels[name] {
		return
	}
	kind, says := kindOfWords(text)
	strong := helpTexts[letters(text)] || kind != care.Alarm && hasChinese(text)
	m.worded("text "+name, kind, says == alarmed && strong && kind != care.Test)
}

func hasChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}
