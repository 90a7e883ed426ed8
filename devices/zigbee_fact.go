package devices

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// fact is the value of one field, whether it came as JSON or as bare text.
type fact struct {
	kind   factKind
	yes    bool    // of a truth
	amount float64 // of a number
	word   string  // of a word
}

type factKind int

const (
	nothing factKind = iota // null, empty, or of a shape that says nothing here
	truth
	number
	word
)

func factOf(v *fastjson.Value) fact {
	switch v.Type() {
	case fastjson.TypeTrue, fastjson.TypeFalse:
		return fact{kind: truth, yes: v.GetBool()}
	case fastjson.TypeNumber:
		f, err := v.Float64()
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return fact{}
		}
		return fact{kind: number, amount: f}
	case fastjson.TypeString:
		return wordFact(clean(string(v.GetStringBytes())))
	}
	return fact{}
}

// bareFact reads an attribute topic's payload, where everything is text.
func bareFact(payload []byte) fact {
	text := clean(strings.Trim(string(payload), `"`))
	switch text {
	case "true":
		return fact{kind: truth, yes: true}
	case "false":
		return fact{kind: truth}
	}
	if f, ok := numeral(text); ok {
		return fact{kind: number, amount: f}
	}
	return wordFact(text)
}

// wordFact knows the words with which firmwares say that they do not know.
func wordFact(text string) fact {
	switch text {
	case "", "null", "undefined", "--", "unknown", "None":
		return fact{}
	}
	return fact{kind: word, word: text}
}

// number returns the fact as a number. Unlike native devices these may quote
// their numbers, as some converters do.
func (f fact) number(boolean bool) (float64, bool) {
	switch f.kind {
	case truth:
		if f.yes {
			return 1, boolean
		}
		return 0, boolean
	case number:
		return f.amount, true
	case word:
		return numeral(f.word)
	}
	return 0, false
}

// on reads the fact as the state of an alarm. It reports false when the state is
// unknown.
func (f fact) on() (on, known bool) {
	switch f.kind {
	case truth:
		return f.yes, true
	case number:
		return f.amount != 0, true
	case word:
		switch strings.ToLower(f.word) {
		case "true", "on", "1", "alarm", "fall":
			return true, true
		case "false", "off", "0", "none", "normal", "clear":
			return false, true
		}
	}
	return false, false
}

func numeral(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// lastSeen reads when the gateway heard the device: ISO 8601 with a zone, or
// milliseconds since 1970.
func lastSeen(v *fastjson.Value, received time.Time) instant {
	if v == nil || v.Type() != fastjson.TypeString {
		return instantOf(v, received)
	}
	t, err := time.Parse(time.RFC3339, clean(string(v.GetStringBytes())))
	if err != nil {
		return instant{at: received}
	}
	return instantAt(float64(t.UnixMilli()), received)
}

// signal is a field that may be a call.
type signal int

const (
	actionSignal signal = iota
	sosSignal
	smokeSignal
	gasSignal
	coSignal
	leakSignal
	testSignal
	fallSignal
	signals // how many there are
)

// kind is the call that a signal makes. Carbon monoxide is a gas to whoever goes
// there.
func (s signal) kind() care.CallKind {
	return [signals]care.CallKind{care.SOS, care.SOS, care.Smoke, care.Gas, care.Gas, care.WaterLeak, care.Test, care.Fall}[s]
}

func signalOf(key []byte) (signal, bool) {
	switch string(key) {
	case "action":
		return actionSignal, true
	case "sos", "sos_alarm":
		return sosSignal, true
	case "smoke":
		return smokeSignal, true
	case "gas":
		return gasSignal, true
	case "carbon_monoxide":
		return coSignal, true
	case "water_leak":
		return leakSignal, true
	case "test":
		return testSignal, true
	case "fall_down_status":
		return fallSignal, true
	}
	return 0, false
}

// isEmergency reports whether a button's action means that somebody needs help.
// Zigbee2MQTT's converters say emergency and panic (the commands of the IAS ACE
// cluster) and sos (keypads), with the endpoint behind it on devices that have
// several. single, double, hold and the like mean whatever a light switch means,
// even on a button sold for emergencies.
func isEmergency(action string) bool {
	action = strings.ToLower(action)
	for _, word := range [...]string{"emergency", "panic", "sos"} {
		if rest, ok := strings.CutPrefix(action, word); ok {
			return rest == "" || isEndpoint(rest)
		}
	}
	return false
}

// isEndpoint reports whether s is the suffix of an endpoint, like _1 or _l2.
func isEndpoint(s string) bool {
	digits := strings.TrimPrefix(strings.TrimPrefix(s, "_"), "l")
	_, err := strconv.ParseUint(digits, 10, 8)
	return s[0] == '_' && err == nil
}
