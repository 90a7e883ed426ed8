package devices_test

import (
	"fmt"
	"time"

	"yian/devices"
)

// What arrives on a topic becomes words, part by part: the implausible heart
// rate is refused, the rest of the message is kept.
func Example() {
	received := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	messages := []struct{ topic, payload string }{
		{"yian/v1/watch-7/telemetry", `{"ts":1772351999000,"readings":{"heart_rate":720,"spo2":97}}`},
		{"yian/v1/watch-7/call", `{"id":"press-1","kind":"sos","location":"absurd"}`},
		{"yian/v1/gw1/zigbee2mqtt/床头 按钮", `{"action":"emergency","battery":96}`},
	}
	zigbee, _ := devices.DecoderFor(devices.Zigbee2MQTT) // one, kept: it remembers states
	var said devices.Said
	for _, m := range messages {
		device, what, rest, ok := devices.ParseTopic(m.topic)
		if !ok {
			continue
		}
		decoder, ok := devices.Native(what)
		if !ok {
			decoder = zigbee
		}
		said.Reset()
		decoder.Decode(device, rest, []byte(m.payload), received, &said)
		for _, s := range said.Samples {
			for _, r := range s.Readings {
				fmt.Println(device, s.Child, r.Metric, r.Value)
			}
		}
		for _, c := range said.Calls {
			fmt.Println(device, c.Child, "calls:", c.Kind)
		}
		for _, r := range said.Refused {
			fmt.Println(device, "refused:", r.Reason)
		}
	}
	// Output:
	// watch-7  spo2 97
	// watch-7 refused: out_of_range
	// watch-7  calls: sos
	// gw1 床头 按钮 battery 96
	// gw1 床头 按钮 calls: sos
}
