package alerts

import (
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// Rule says when readings of one metric are worth an alert. Exactly one of
// Above, Below and Equals is set.
type Rule struct {
	ID     string      `json:"id" yaml:"id"`
	Name   Name        `json:"name" yaml:"name"`
	Metric care.Metric `json:"metric" yaml:"metric"`
	// Above and Below are crossed by a value beyond them; the limit itself is still
	// good. Equals is for metrics that are true or false.
	Above  *float64 `json:"above,omitempty" yaml:"above"`
	Below  *float64 `json:"below,omitempty" yaml:"below"`
	Equals *Value   `json:"equals,omitempty" yaml:"equals"`
	// For is how long the limit must be crossed, by the device's clock; 0: at once.
	For   Duration `json:"for,omitempty" yaml:"for"`
	Clear Clear    `json:"clear,omitzero" yaml:"clear"`
	// Severity critical opens an incident; the others stand on the list.
	Severity care.Severity `json:"severity" yaml:"severity" enum:"critical,warning,info"`
	// Technical alerts are the device's own (设备故障) and stand on a list of their own.
	Technical bool `json:"technical,omitempty" yaml:"technical"`
	// OnlyWhen "present" holds the rule back while the elder is away.
	OnlyWhen string `json:"only_when,omitempty" yaml:"only_when" enum:"present,"`
	// Quiet is how long after the end of an alert the next one waits; 0: not at all.
	Quiet Duration `json:"quiet,omitempty" yaml:"quiet"`
	// Repeat makes a new alert each time this one has gone on for so long; 0: never.
	Repeat Duration `json:"repeat,omitempty" yaml:"repeat"`
	// Repair is after how long a technical alert that goes on has a repair order made
	// by itself; 0: only by hand.
	Repair Duration `json:"repair,omitempty" yaml:"repair"`
	// Kinds are the kinds of device that the rule is about; empty: all.
	Kinds []string `json:"kinds,omitempty" yaml:"kinds"`
	// Off switches the rule off and keeps it in the file.
	Off bool `json:"off,omitempty" yaml:"off"`
	// Note says why the limit is what it is.
	Note string `json:"note,omitempty" yaml:"note"`
	// File is where the rule was read.
	File string `json:"file,omitempty" yaml:"-"`
}

// Name is a rule's name in both languages.
type Name struct {
	ZH string `json:"zh" yaml:"zh"`
	EN string `json:"en" yaml:"en"`
}

// Clear says when an alert ends: the value has been back on the good side of
// Value for as long as For.
type Clear struct {
	// Value is the limit on the way back; nil: the rule's own.
	Value *float64 `json:"value,omitempty" yaml:"value"`
	// For is how long it must hold, by the device's clock; 0: at once.
	For Duration `json:"for,omitempty" yaml:"for"`
}

// Fault is what is wrong with one rule file, and what to do about it. While it
// stands, the last good version of that file is in force.
type Fault struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"` // 0: the file as a whole
	// Problem and Advice are sentences, in Chinese, for whoever edits the file.
	Problem string    `json:"problem"`
	Advice  string    `json:"advice"`
	Since   time.Time `json:"since"`
}

// Error returns the fault as one line.
func (f *Fault) Error() string {
	return fmt.Sprintf("%s:%d: %s；%s", f.File, f.Line, f.Problem, f.Advice)
}

// Duration is a length of time that is written like "90s", "10m", "1h30m" or "2d".
type Duration time.Duration

// Value is a number, which a file may also write as true or false.
type Value float64

// crossed reports whether v is beyond the rule's limit.
func (r *Rule) crossed(v float64) bool {
	switch {
	case r.Above != nil:
		return v > *r.Above
	case r.Below != nil:
		return v < *r.Below
	}
	return v == float64(*r.Equals)
}

// calm reports whether v is on the good side of the limit that ends an alert.
func (r *Rule) calm(v float64) bool {
	if r.Clear.Value == nil {
		return !r.crossed(v)
	}
	if r.Above != nil {
		return v <= *r.Clear.Value
	}
	return v >= *r.Clear.Value
}

// threshold returns the limit that was crossed.
func (r *Rule) threshold() float64 {
	switch {
	case r.Above != nil:
		return *r.Above
	case r.Below != nil:
		return *r.Below
	}
	return float64(*r.Equals)
}

// about reports whether the rule is about devices of this kind.
func (r *Rule) about(kind string) bool {
	return len(r.Kinds) == 0 || slices.Contains(r.Kinds, kind)
}
