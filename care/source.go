package care

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// SourceID names a [Source].
type SourceID string

// Source says how to read what bought-in devices publish outside of yian/v1
// (接入源): which topics, in which format, and how the device is found.
type Source struct {
	ID   SourceID `json:"id"`
	Name string   `json:"name"`
	// Decoder is a kind of bought-in device, or "native" for devices that speak the
	// platform's own format on topics of their own.
	Decoder string `json:"decoder"`
	// Filter is the MQTT filter of its topics.
	Filter string `json:"filter"`
	// Cut is how many levels of a topic stay away from the decoder, which knows what
	// follows its base topic only.
	Cut int `json:"cut"`
	// Find says how the device is found.
	Find  SourceFind `json:"find" enum:"gateway,topic,field"`
	Level int        `json:"level,omitempty"` // of the topic, the first being 1
	Field string     `json:"field,omitempty"` // path in the JSON, like deviceInfo.devEui
	// GatewayID is whom the source stands for: what level or field name is a device
	// behind it. Without it a level names the device, or gateway, itself.
	GatewayID DeviceID `json:"gateway_id,omitempty"`
	// AccountID is whose credential publishes these topics at the platform's own
	// broker, like a bridge's. Empty: the gateway's, or that of whom the level names.
	AccountID DeviceID `json:"account_id,omitempty"`
	Enabled   bool     `json:"enabled"`
	// Former are filters that it had before: sessions at the broker are rid of them.
	Former    []string  `json:"former,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	Version   int64     `json:"version"`
	SourceState
}

// SourceState is how a [Source] fares, as of some seconds ago.
type SourceState struct {
	// HeardAt is when a message last came in; nil: never.
	HeardAt *time.Time `json:"heard_at" nullable:"true"`
	// Unheard says that it is enabled, but its topics are not subscribed to: the row
	// cannot be used, or the broker refuses.
	Unheard bool `json:"unheard"`
}

// SourceFind is how a [Source] finds the device of a message.
type SourceFind string

// The ways.
const (
	// FindGateway: all is said by the gateway, and the decoder knows its devices.
	FindGateway SourceFind = "gateway"
	// FindTopic: a level of the topic names the device.
	FindTopic SourceFind = "topic"
	// FindField: a field of the JSON names a device behind the gateway.
	FindField SourceFind = "field"
)

const (
	mostFilter = 200 // bytes
	mostLevels = 20
)

// ValidFilter reports whether s is an MQTT filter that every broker takes.
func ValidFilter(s string) bool {
	if s == "" || len(s) > mostFilter || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return false
	}
	levels := strings.Split(s, "/")
	if len(levels) > mostLevels {
		return false
	}
	for i, level := range levels {
		switch {
		case level == "+", level == "#" && i == len(levels)-1:
		case strings.ContainsAny(level, "+#"):
			return false
		}
	}
	return true
}

// FilterReserved reports whether topics of filter are not a source's to have: the
// platform's own, a broker's own, or those of a shared subscription.
func FilterReserved(filter string) bool {
	if first, _, _ := strings.Cut(filter, "/"); strings.HasPrefix(first, "$") {
		switch strings.ToLower(first) {
		case "$sys", "$share", "$queue", "$control", "$closed", "$delayed", "$exclusive":
			return true
		}
	}
	return FiltersMeet(filter, "yian/v1/#")
}

// FilterMatches reports whether topic is one of filter's.
func FilterMatches(filter, topic string) bool {
	if strings.HasPrefix(topic, "$") && !strings.HasPrefix(filter, "$") {
		return false // the specification keeps these from wildcards
	}
	for more := true; more; {
		var f, t string
		f, filter, more = strings.Cut(filter, "/")
		if f == "#" {
			return true
		}
		var deeper bool
		t, topic, deeper = strings.Cut(topic, "/")
		if f != "+" && f != t {
			return false
		}
		if more != deeper {
			return more && filter == "#" // a/# is also a
		}
	}
	return true
}

// FiltersMeet reports whether some topic is one of both filters'.
func FiltersMeet(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if wild := func(s string) bool { return s[0] == '+' || s[0] == '#' }; a[0] == '$' && wild(b) || b[0] == '$' && wild(a) {
		return false
	}
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	for i := 0; ; i++ {
		switch {
		case i < len(x) && x[i] == "#", i < len(y) && y[i] == "#":
			return true // whatever the other asks for below, or here
		case i == len(x) && i == len(y):
			return true
		case i == len(x), i == len(y):
			return false
		case x[i] != "+" && y[i] != "+" && x[i] != y[i]:
			return false
		}
	}
}

// Matches reports whether topic is one of the source's.
func (s *Source) Matches(topic string) bool { return FilterMatches(s.Filter, topic) }

// Rest is what the decoder sees of topic.
func (s *Source) Rest(topic string) string {
	for range s.Cut {
		_, topic, _ = strings.Cut(topic, "/")
	}
	return topic
}

// Named is the level of topic that names the device.
func (s *Source) Named(topic string) string {
	level := topic
	for range s.Level {
		level, topic, _ = strings.Cut(topic, "/")
	}
	return level
}

// Speaker returns the gateway or device that speaks on topic; false when that is no
// device id.
func (s *Source) Speaker(topic string) (DeviceID, bool) {
	if s.GatewayID != "" {
		return s.GatewayID, true
	}
	name := s.Named(topic)
	return DeviceID(name), ValidDeviceID(name)
}

// Publisher returns whose credential may publish on topic at the platform's own
// broker; nobody's is "".
func (s *Source) Publisher(topic string) DeviceID {
	if s.AccountID != "" {
		return s.AccountID
	}
	speaker, ok := s.Speaker(topic)
	if !ok {
		return ""
	}
	return speaker
}

// DryRun is what a message would be if it came in now. Nothing is stored or raised.
type DryRun struct {
	// Matches is whether the topic is the source's at all; if not, nothing follows.
	Matches bool   `json:"matches"`
	Rest    string `json:"rest"` // of the topic, as the decoder sees it
	// Speaker is the gateway or device that says it; empty: none is named.
	Speaker  DeviceID     `json:"speaker"`
	Known    bool         `json:"known"` // the speaker is registered
	Readings []DryReading `json:"readings"`
	Calls    []DryCall    `json:"calls"`
	// Others are requests, confirmations, answers and announcements of being online.
	Others  []DryOther   `json:"others"`
	Refused []DryRefusal `json:"refused"`
	// Devices are whoever is named, each once.
	Devices []DryDevice `json:"devices"`
}

// DryDevice is a name in a message and whom it means.
type DryDevice struct {
	Name   string   `json:"name"` // as it was sent
	Device DeviceID `json:"device_id,omitempty"`
	Known  bool     `json:"known"`
	Reason Reason   `json:"reason,omitempty"` // why nobody is meant
}

// DryReading is a reading that would be stored, unless its device is not known.
type DryReading struct {
	Device DeviceID  `json:"device_id"` // empty: of nobody, refused
	Name   string    `json:"name"`
	Metric Metric    `json:"metric"`
	Value  float64   `json:"value"`
	Unit   string    `json:"unit"`
	At     time.Time `json:"at"`
}

// DryCall is a call that would be raised, unless it is another gateway's.
type DryCall struct {
	Device DeviceID  `json:"device_id"` // whose place it is raised at; empty: none
	Name   string    `json:"name"`
	Kind   CallKind  `json:"kind"`
	At     time.Time `json:"at"`
	Orphan bool      `json:"orphan"` // nobody knows the device: raised all the same
	Raised bool      `json:"raised"`
}

// DryOther is another word of a message.
type DryOther struct {
	Device DeviceID `json:"device_id"`
	Name   string   `json:"name"`
	What   string   `json:"what"` // request, confirm, result, online, offline, heartbeat
}

// DryRefusal is a part that would be refused.
type DryRefusal struct {
	Reason Reason `json:"reason"`
	Detail string `json:"detail"`
}
