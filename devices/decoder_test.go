package devices

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func decodeNative(t testing.TB, what, payload string, received time.Time) *Said {
	t.Helper()
	decoder, ok := Native(what)
	if !ok {
		t.Fatalf("no decoder for %s", what)
	}
	var said Said
	decoder.Decode("d1", "", []byte(payload), received, &said)
	return &said
}

// newZigbee returns the decoder that the stories of gateways are told with.
func newZigbee() *remembering {
	d, _ := DecoderFor(Zigbee2MQTT)
	return d.(*remembering)
}

// TestEveryKindOfGatewayHasADecoder: rooms that know nothing of formats ask care
// which kinds are such gateways.
func TestEveryKindOfGatewayHasADecoder(t *testing.T) {
	if diff := cmp.Diff(care.BoughtIn, DecoderKinds()); diff != "" {
		t.Errorf("care.BoughtIn and the decoders (-want +got):\n%s", diff)
	}
}

func TestNativeKnowsItsTopics(t *testing.T) {
	for _, what := range []string{"telemetry", "call", "request", "status", "confirm", "result"} {
		if _, ok := Native(what); !ok {
			t.Errorf("%s: no decoder", what)
		}
	}
	for _, what := range []string{"feedback", "command", "zigbee2mqtt", ""} {
		if _, ok := Native(what); ok {
			t.Errorf("%q: got a decoder for what no device publishes", what)
		}
	}
	if _, ok := DecoderFor("sos_button"); ok {
		t.Error("got a bought-in decoder for a native kind")
	}
}

func TestCallWithoutID(t *testing.T) {
	id := func(payload string, received time.Time) care.CallID {
		t.Helper()
		said := decodeNative(t, "call", payload, received)
		if len(said.Calls) != 1 || said.Calls[0].ID == "" {
			t.Fatalf("got %+v, want one call with an id", said)
		}
		return said.Calls[0].ID
	}
	const press = `{"ts":1772351990000,"kind":"sos"}`
	first := id(press, testStart)
	if got, want := first, DeriveCallID("d1", time.UnixMilli(1772351990000), care.SOS); got != want {
		t.Errorf("got %s, want what DeriveCallID says: %s", got, want)
	}
	for name, other := range map[string]care.CallID{
		"its repeat five seconds later": id(press, testStart.Add(5*time.Second)),
		"its repeat with a null id":     id(`{"ts":1772351990000,"kind":"sos","id":null}`, testStart),
	} {
		if other != first {
			t.Errorf("%s is another call", name)
		}
	}
	for name, other := range map[string]care.CallID{
		"the next press":        id(`{"ts":1772351991000,"kind":"sos"}`, testStart),
		"a fall at that moment": id(`{"ts":1772351990000,"kind":"fall"}`, testStart),
		"the child's press":     id(`{"ts":1772351990000,"kind":"sos","device":"c"}`, testStart),
	} {
		if other == first {
			t.Errorf("%s is the same call", name)
		}
	}
	const noClock = `{"kind":"sos","ts":"--"}`
	if id(noClock, testStart) != id(noClock, testStart.Add(999*time.Millisecond)) {
		t.Error("without a clock, one second made two calls")
	}
	if id(noClock, testStart) == id(noClock, testStart.Add(time.Minute)) {
		t.Error("without a clock, presses a minute apart made one call")
	}
}

func TestWhatStringsOfCLeaveBehindIsNoReasonToLoseACall(t *testing.T) {
	for _, payload := range []string{"{\"id\":\"c1\",\"kind\":\"sos\"}\x00", "\xef\xbb\xbf{\"id\":\"c1\",\"kind\":\"sos\"}\r\n\x00\x00"} {
		if said := decodeNative(t, "call", payload, testStart); len(said.Calls) != 1 || said.Calls[0].ID != "c1" {
			t.Errorf("%q: got %+v, want one call", payload, said)
		}
	}
	z := newZigbee()
	var said Said
	z.Decode("gw1", "button", []byte("{\"action\":\"emergency\"}\x00"), testStart, &said)
	if len(said.Calls) != 1 {
		t.Errorf("got %+v, want one call", said)
	}
}

func TestLongIDsStayApart(t *testing.T) {
	call := func(id string) care.CallID {
		return decodeNative(t, "call", `{"kind":"sos","id":"`+id+`"}`, testStart).Calls[0].ID
	}
	long := strings.Repeat("x", 500)
	first, again := call(long), call(long)
	if first != again || first == call(long+"y") || len(first) > maxText {
		t.Error("an id too long to keep must become a short one that is its own")
	}
}

func TestTooLarge(t *testing.T) {
	payload := `{"kind":"sos","pad":"` + strings.Repeat("x", MaxPayload) + `"}`
	said := decodeNative(t, "call", payload, testStart)
	if len(said.Calls) != 0 || len(said.Refused) != 1 || said.Refused[0].Reason != care.TooLarge {
		t.Errorf("got %d calls and %v, want too_large", len(said.Calls), said.Refused)
	}
}

func TestTooManyReadings(t *testing.T) {
	var payload strings.Builder
	payload.WriteString(`{"readings":{"m":0`)
	for i := range 300 {
		fmt.Fprintf(&payload, `,"m%d":%d`, i, i)
	}
	payload.WriteString("}}")
	said := decodeNative(t, "telemetry", payload.String(), testStart)
	if len(said.Samples[0].Readings) != maxReadings || len(said.Refused) != 301-maxReadings {
		t.Errorf("got %d readings and %d refusals", len(said.Samples[0].Readings), len(said.Refused))
	}
}

func TestRefusalsNeverRepeatWhatWasSent(t *testing.T) {
	const secret = "13800000000"
	for what, payload := range map[string]string{
		"telemetry": `{"readings":{"heart_rate":` + secret + `,"` + secret + `":"` + secret + `","spo2":"` + secret + `"}}`,
		"call":      `{"kind":"` + secret + `"}`,
		"request":   `{"service":"` + secret + `"}`,
		"status":    `{"online":"` + secret + `"}`,
		"confirm":   `{"call":"x","state":"` + secret + `"}`,
	} {
		said := decodeNative(t, what, payload, testStart)
		if len(said.Refused) == 0 {
			t.Errorf("%s: nothing refused", what)
		}
		for _, r := range said.Refused {
			if strings.Contains(r.Detail, secret) || r.Detail == "" {
				t.Errorf("%s: detail %q", what, r.Detail)
			}
		}
	}
}

func TestSaidKeepsNothingOfThePayload(t *testing.T) {
	payload := []byte(`{"device":"bedroom","readings":{"gait_speed":0.8}}`)
	decoder, _ := Native("telemetry")
	var said Said
	decoder.Decode("d1", "", payload, testStart, &said)
	kept := said.Samples[0]
	copy(payload, bytes.Repeat([]byte("x"), len(payload)))
	said.Reset()
	decoder.Decode("d1", "", []byte(`{"device":"kitchen","readings":{"other":1,"more":2}}`), testStart, &said)
	if kept.Child != "bedroom" || kept.Readings[0].Metric != "gait_speed" || kept.Readings[0].Value != 0.8 {
		t.Errorf("got %+v after the next message", kept)
	}
}

func TestConcurrentUse(t *testing.T) {
	zigbee, _ := DecoderFor(Zigbee2MQTT)
	telemetry, _ := Native("telemetry")
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			var said Said
			for i := range 200 {
				said.Reset()
				name := fmt.Sprintf("b%d", i%10)
				zigbee.Decode("gw", name, []byte(`{"smoke":true,"battery":90}`), testStart, &said)
				telemetry.Decode("d", "", []byte(fmt.Sprintf(`{"readings":{"m%d":%d}}`, g, i)), testStart, &said)
				if got := said.Samples[1].Readings[0].Value; got != float64(i) {
					t.Errorf("got %v, want %d", got, i)
				}
			}
		})
	}
	all.Wait()
}

func TestZigbeeMemoryIsBounded(t *testing.T) {
	z := newZigbee()
	var said Said
	for i := range 3 * maxChildren {
		said.Reset()
		z.Decode("gw", fmt.Sprintf("b%d", i), []byte(`{"smoke":true}`), testStart, &said)
	}
	if n := len(z.gateways["gw"].children); n > maxChildren {
		t.Errorf("remembers %d children of one gateway", n)
	}
}

// TestRedeliveredAlarm: the message that made an edge, delivered again by the
// broker or read by the other lane, is the same call.
func TestRedeliveredAlarm(t *testing.T) {
	z := newZigbee()
	payload := []byte(`{"gas":true,"linkquality":70}`)
	var first, again Said
	z.Decode("gw", "厨房", payload, testStart, &first)
	z.Decode("gw", "厨房", payload, testStart.Add(40*time.Second), &again)
	if len(first.Calls) != 1 || len(again.Calls) != 1 || first.Calls[0].ID != again.Calls[0].ID {
		t.Errorf("got %v, then %v", first.Calls, again.Calls)
	}
	restarted := newZigbee()
	var stamped, after Said
	payload = []byte(`{"gas":true,"last_seen":"2026-03-01T15:59:59.250+08:00"}`)
	z.Decode("gw", "客厅", payload, testStart, &stamped)
	restarted.Decode("gw", "客厅", payload, testStart.Add(time.Hour), &after)
	if len(after.Calls) != 1 || stamped.Calls[0].ID != after.Calls[0].ID {
		t.Errorf("with last_seen, a restart made another call: %v, then %v", stamped.Calls, after.Calls)
	}
}

func BenchmarkTelemetry(b *testing.B) {
	decoder, _ := Native("telemetry")
	payload := []byte(`{"ts":1772352000000,"readings":{"heart_rate":72,"spo2":97,"battery":88}}`)
	var said Said
	b.ReportAllocs()
	for b.Loop() {
		said.Reset()
		decoder.Decode("d1", "", payload, testStart, &said)
	}
}

func BenchmarkZigbee2MQTT(b *testing.B) {
	z := newZigbee()
	payload := []byte(`{"battery":100,"contact":false,"linkquality":93,"temperature":23,"voltage":3135,"last_seen":"2026-03-01T15:59:58+08:00"}`)
	var said Said
	b.ReportAllocs()
	for b.Loop() {
		said.Reset()
		z.Decode("gw", "门", payload, testStart, &said)
	}
}
