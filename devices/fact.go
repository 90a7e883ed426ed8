package devices

import (
	"math"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"
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

// units are what some write behind a number.
var units = wordSet("% %rh ℃ °c c bpm mmhg v w lx lux kg ppm dbm hpa 次/分 步 mmol/l")

// measure reads a number that may carry its unit.
func (f fact) measure() (float64, bool) {
	if f.kind == word {
		digits := strings.TrimLeft(f.word, "+-.0123456789")
		if units[strings.ToLower(strings.TrimSpace(digits))] {
			return numeral(strings.TrimSpace(f.word[:len(f.word)-len(digits)]))
		}
	}
	return f.number(false)
}

// on reads the fact as a state. It reports false when the state is unknown.
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
