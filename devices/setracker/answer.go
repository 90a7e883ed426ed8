package setracker

import "strings"

// Answers returns what the watch waits to hear after f, or false when it waits
// for nothing. An alarm is repeated until it is answered: answer it once the call
// is safe, not before.
func (f *Frame) Answers() (Frame, bool) {
	word := f.Word()
	switch {
	case strings.HasPrefix(word, "AL"):
		return f.To("AL"), true
	case word == "TK": // recorded voice, which nobody here would hear
		return f.To("TK,0"), true
	}
	if content, ok := answers[word]; ok {
		return f.To(content), true
	}
	return Frame{}, false
}

// answers are what watches are told, by the word they said.
var answers = map[string]string{
	"LK": "LK", "INIT": "INIT,1", "TKQ": "TKQ", "TKQ2": "TKQ2", "CONFIG": "CONFIG,1",
	"BPHRT": "bphrt", "BTEMP2": "btemp2", "OXYGEN": "oxygen,1",
}

// Alarm reports whether f is an alarm, which the watch repeats until it is
// answered.
func (f *Frame) Alarm() bool { return strings.HasPrefix(f.Word(), "AL") }
