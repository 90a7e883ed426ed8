package devices

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// heardOf writes what a source makes of a message in one line: who speaks, then each
// part with whom it is about.
func heardOf(s *Sources, src *care.Source, topic, payload string, at time.Time) string {
	var said Said
	who := s.Decode(src, topic, []byte(payload), at, &said)
	words := []string{string(who.Device)}
	if who.Stranger {
		words[0] = "stranger"
	}
	for _, x := range said.Samples {
		for _, r := range x.Readings {
			words = append(words, fmt.Sprintf("%s=%v@%s", r.Metric, r.Value, x.Child))
		}
	}
	for _, c := range said.Calls {
		words = append(words, fmt.Sprintf("%s!%s", c.Kind, c.Child))
	}
	for _, r := range said.Requests {
		words = append(words, fmt.Sprintf("request@%s", r.Child))
	}
	for _, x := range said.Statuses {
		words = append(words, "status@"+x.Child)
	}
	for _, r := range said.Refused {
		words = append(words, "-"+string(r.Reason))
	}
	return strings.Join(words, " ")
}

func TestHowASourceFindsTheDevice(t *testing.T) {
	fixed := care.Source{ID: "s", Decoder: Zigbee2MQTT, Filter: "old/#", Cut: 1, Find: care.FindGateway, GatewayID: "gw1"}
	gateways := care.Source{ID: "s", Decoder: Zigbee2MQTT, Filter: "old/+/#", Cut: 2, Find: care.FindTopic, Level: 2}
	children := care.Source{ID: "s", Decoder: NativeSource, Filter: "county/+/+", Cut: 2, Find: care.FindTopic, Level: 2, GatewayID: "hub"}
	themselves := care.Source{ID: "s", Decoder: NativeSource, Filter: "county/+/+", Cut: 2, Find: care.FindTopic, Level: 2}
	field := care.Source{ID: "s", Decoder: NativeSource, Filter: "cloud/+", Cut: 1, Find: care.FindField, Field: "meta.0.sn", GatewayID: "hub"}
	for _, c := range []struct {
		name           string
		source         care.Source
		topic, payload string
		want           string
	}{
		{"a fixed gateway; the decoder names its devices", fixed, "old/床头 按钮", `{"action":"emergency","battery":96}`, "gw1 battery=96@床头 按钮 sos!床头 按钮"},
		{"a level names the gateway", gateways, "old/gw7/卫生间/拉绳", `{"action":"emergency"}`, "gw7 sos!卫生间/拉绳"},
		{"a level that names no device", gateways, "old/网关 七/拉绳", `{"action":"emergency","battery":3}`, "stranger sos!拉绳 -unknown_device"},
		{"a level names a device behind the gateway", children, "county/AA:BB/call", `{"kind":"sos"}`, "hub sos!AA:BB"},
		{"whatever the payload says", children, "county/AA:BB/telemetry", `{"device":"other","readings":{"heart_rate":70}}`, "hub heart_rate=70@AA:BB"},
		{"a level without a name", children, "county//telemetry", `{"readings":{"heart_rate":70}}`, "hub -unknown_device"},
		{"but a call is the gateway's own then", children, "county//call", `{"kind":"sos"}`, "hub sos! -unknown_device"},
		{"a level names the device itself", themselves, "county/watch-7/telemetry", `{"readings":{"heart_rate":70}}`, "watch-7 heart_rate=70@"},
		{"its request", themselves, "county/watch-7/request", `{"service":"meal"}`, "watch-7 request@"},
		{"its status", themselves, "county/watch-7/status", `{"online":true}`, "watch-7 status@"},
		{"a topic kind that is none", themselves, "county/watch-7/feedback", `{}`, "watch-7 -unknown_topic"},
		{"a field", field, "cloud/call", `{"meta":[{"sn":"8812"}],"kind":"fall"}`, "hub fall!8812"},
		{"a field that is a number", field, "cloud/telemetry", `{"meta":[{"sn":8812}],"readings":{"spo2":97}}`, "hub spo2=97@8812"},
		{"a field that is missing", field, "cloud/telemetry", `{"meta":[],"readings":{"spo2":97}}`, "hub -unknown_device"},
		{"a call without it", field, "cloud/call", `{"kind":"sos"}`, "hub sos! -unknown_device"},
		{"no JSON at all", field, "cloud/call", `sos`, "hub -not_json"},
	} {
		if got := heardOf(NewSources(), &c.source, c.topic, c.payload, testStart); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestASourceKeepsDevicesApart: the states of one are not the states of another, and
// an alarm that stands is one call.
func TestASourceKeepsDevicesApart(t *testing.T) {
	s := NewSources()
	src := care.Source{ID: "s", Decoder: Zigbee2MQTT, Filter: "old/+/state", Cut: 1, Find: care.FindTopic, Level: 2, GatewayID: "hub"}
	var got []string
	for i, topic := range []string{"old/a/state", "old/b/state", "old/a/state"} {
		got = append(got, heardOf(s, &src, topic, fmt.Sprintf(`{"water_leak":true,"n":%d}`, i), testStart.Add(time.Duration(i)*time.Minute)))
	}
	want := []string{"hub water_leak=1@a water_leak!a", "hub water_leak=1@b water_leak!b", "hub water_leak=1@a"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestStrangersAreToldApart(t *testing.T) {
	src := care.Source{ID: "s", Decoder: Zigbee2MQTT, Filter: "old/+/#", Cut: 2, Find: care.FindTopic, Level: 2}
	ids := map[care.DeviceID]bool{}
	for _, topic := range []string{"old/甲 1/b", "old/乙 1/b", "old/甲 1/c"} {
		var said Said
		ids[NewSources().Decode(&src, topic, []byte(`{"action":"emergency"}`), testStart, &said).Device] = true
	}
	if len(ids) != 2 {
		t.Errorf("got %v", ids)
	}
}

// TestSourcesForgetWhenTooManyAreNamed: on somebody else's broker anybody may be
// named, so memory is bounded.
func TestSourcesForgetWhenTooManyAreNamed(t *testing.T) {
	s := NewSources()
	src := care.Source{ID: "s", Decoder: Zigbee2MQTT, Filter: "old/+/#", Cut: 2, Find: care.FindTopic, Level: 2}
	for i := range mostSpeakers + 10 {
		heardOf(s, &src, fmt.Sprintf("old/gw%d/x", i), `{}`, testStart)
	}
	if n := len(s.bought[Zigbee2MQTT].speakers); n != 10 {
		t.Errorf("remembers %d", n)
	}
}

func FuzzSources(f *testing.F) {
	f.Add("old/gw1/床头", `{"action":"emergency"}`, "a.b")
	f.Add("old//", `{"a":{"b":["c"]}}`, "a.b.0")
	f.Fuzz(func(t *testing.T, topic, payload, field string) {
		s := NewSources()
		for _, kind := range SourceKinds() {
			for _, src := range []care.Source{
				{ID: "s", Decoder: kind, Filter: "#", Cut: 2, Find: care.FindTopic, Level: 2},
				{ID: "s", Decoder: kind, Filter: "#", Find: care.FindField, Field: field, GatewayID: "hub"},
			} {
				var said Said
				if who := s.Decode(&src, topic, []byte(payload), testStart, &said); who.Device == "" {
					t.Errorf("%s: nobody speaks", kind)
				}
			}
		}
	})
}
