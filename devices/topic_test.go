package devices

import (
	"testing"

	"yian/care"
)

func TestParseTopic(t *testing.T) {
	long := "yian/v1/" + string(make64('a')) + "/call"
	for topic, want := range map[string]struct {
		device     care.DeviceID
		what, rest string
		ok         bool
	}{
		"yian/v1/watch-7/call":                      {"watch-7", "call", "", true},
		"yian/v1/gw1/zigbee2mqtt/床头 按钮/左":           {"gw1", "zigbee2mqtt", "床头 按钮/左", true},
		"yian/v1/gw1/zigbee2mqtt/":                  {"gw1", "zigbee2mqtt", "", true},
		long:                                        {care.DeviceID(make64('a')), "call", "", true},
		"yian/v1/" + string(make64('a')) + "a/call": {},
		"yian/v1/watch 7/call":                      {},
		"yian/v1/手表/call":                           {},
		"yian/v1//call":                             {},
		"yian/v1/watch-7":                           {},
		"yian/v1/watch-7/":                          {},
		"yian/v2/watch-7/call":                      {},
		"/yian/v1/watch-7/call":                     {},
		"":                                          {},
	} {
		device, what, rest, ok := ParseTopic(topic)
		if device != want.device || what != want.what || rest != want.rest || ok != want.ok {
			t.Errorf("%q: got %q %q %q %v, want %q %q %q %v", topic, device, what, rest, ok, want.device, want.what, want.rest, want.ok)
		}
	}
}

func make64(c byte) []byte {
	b := make([]byte, 64)
	for i := range b {
		b[i] = c
	}
	return b
}
