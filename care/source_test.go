package care

import (
	"strings"
	"testing"
)

func TestValidFilter(t *testing.T) {
	for filter, want := range map[string]bool{
		"old/#": true, "tele/+/SENSOR": true, "+/events/rpc": true, "/sys/+/+/thing/#": true, "#": true, "老网关/按钮 1/#": true, "a//b": true,
		"": false, "a/#/b": false, "a/b#": false, "a/+b": false, "a/\x00": false, "a\n": false, "\xff": false,
		strings.Repeat("a", 201): false, strings.Repeat("a/", 20) + "a": false,
	} {
		if got := ValidFilter(filter); got != want {
			t.Errorf("%q: got %v", filter, got)
		}
	}
}

func TestFilterMatches(t *testing.T) {
	for _, c := range []struct {
		filter, topic string
		want          bool
	}{
		{"old/#", "old", true}, {"old/#", "old/a/b", true}, {"old/#", "older", false}, {"old/+", "old/a", true}, {"old/+", "old/", true},
		{"old/+", "old", false}, {"old/+", "old/a/b", false}, {"+/events/rpc", "shelly-1/events/rpc", true}, {"+/events/rpc", "$SYS/events/rpc", false},
		{"$oc/devices/#", "$oc/devices/x", true}, {"a/b", "a/b", true}, {"a/b", "a", false}, {"a", "a/b", false}, {"#", "a/b", true}, {"#", "$oc/b", false},
		{"/sys/+", "/sys/x", true}, {"/sys/+", "sys/x", false},
	} {
		if got := FilterMatches(c.filter, c.topic); got != c.want {
			t.Errorf("%s on %s: got %v", c.filter, c.topic, got)
		}
		// A topic is a filter of itself, but for what wildcards would mean in it.
		if got := FiltersMeet(c.filter, c.topic); got != c.want {
			t.Errorf("%s meets %s: got %v", c.filter, c.topic, got)
		}
	}
}

func TestFiltersMeet(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a/+", "+/b", true}, {"a/+/c", "a/b/#", true}, {"a/#", "b/#", false}, {"a/#", "a", true}, {"a/+", "a", false}, {"#", "$oc/#", false},
		{"tele/+/SENSOR", "tele/+/STATE", false}, {"+/+/SENSOR", "tele/x/#", true}, {"a/b/#", "a/+", true}, {"a/b/c/#", "a/+", false},
	} {
		if FiltersMeet(c.a, c.b) != c.want || FiltersMeet(c.b, c.a) != c.want {
			t.Errorf("%s and %s: want %v", c.a, c.b, c.want)
		}
	}
}

func TestReservedFilters(t *testing.T) {
	for filter, want := range map[string]bool{
		"#": true, "+/#": true, "yian/#": true, "yian/v1/gw1/#": true, "+/v1/+/call": true, "yian/v1": true, "$SYS/#": true, "$share/g/a": true, "$sys/x": true,
		"old/#": false, "+": false, "+/+": true, "yians/#": false, "yian": false, "+/events/rpc": false, "$oc/devices/#": false,
	} {
		if got := FilterReserved(filter); got != want {
			t.Errorf("%s: got %v", filter, got)
		}
	}
}

func TestWhoSpeaksOnATopic(t *testing.T) {
	for _, c := range []struct {
		source             Source
		topic, rest, named string
		speaker, publisher DeviceID
	}{
		{Source{Filter: "old/+/#", Cut: 2, Find: FindTopic, Level: 2}, "old/gw1/床头/按钮", "床头/按钮", "gw1", "gw1", "gw1"},
		{Source{Filter: "old/#", Cut: 1, Find: FindGateway, GatewayID: "gw1"}, "old/a/b", "a/b", "", "gw1", "gw1"},
		{Source{Filter: "old/#", Cut: 1, Find: FindTopic, Level: 2, GatewayID: "gw1", AccountID: "bridge"}, "old/a b/c", "a b/c", "a b", "gw1", "bridge"},
		{Source{Filter: "old/#", Find: FindTopic, Level: 2}, "old/a b", "old/a b", "a b", "", ""},
		{Source{Filter: "old/#", Cut: 3, Find: FindTopic, Level: 4}, "old/a", "", "", "", ""},
	} {
		speaker, ok := c.source.Speaker(c.topic)
		if !ok {
			speaker = ""
		}
		if got := c.source.Rest(c.topic); got != c.rest {
			t.Errorf("%s: rest %q", c.topic, got)
		}
		if c.source.Find == FindTopic && c.source.Named(c.topic) != c.named {
			t.Errorf("%s: named %q", c.topic, c.source.Named(c.topic))
		}
		if speaker != c.speaker || c.source.Publisher(c.topic) != c.publisher {
			t.Errorf("%s: %q speaks, %q publishes", c.topic, speaker, c.source.Publisher(c.topic))
		}
	}
}
