package simulator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func TestDevicesDoWhatTheyCanAndSaySo(t *testing.T) {
	c := testCounty(Config{Seed: 6}, testHomes(6, 4))
	var panel, door *device
	for _, d := range c.homes[0].devices {
		d.mute = false
		switch d.Kind {
		case KindPanel:
			panel = d
		case KindDoor:
			door = d
		}
	}
	if panel == nil || door == nil || door.gateway == nil {
		t.Fatal("the first home has no panel that speaks for a door")
	}
	at := testStart
	asks := func(o order) (answers []string, tests int) {
		t.Helper()
		c.advance(at)
		o.speaker, o.at = &panel.Credential, at
		c.obey(o)
		at = at.Add(3 * time.Second)
		for _, u := range c.advance(at) {
			if strings.HasSuffix(u.topic, string(panel.Device)+"/result") {
				answers = append(answers, string(u.payload))
			}
			tests += boolInt(u.call != nil && u.call.kind == care.Test)
		}
		return answers, tests
	}
	for name, row := range map[string]struct {
		o    order
		want []string
	}{
		"beeps":                     {order{id: "1", name: "identify"}, []string{`{"id":"1","ok":true}`}},
		"speaks louder":             {order{id: "2", name: "volume", level: 40}, []string{`{"id":"2","ok":true,"value":{"level":40}}`}},
		"does not know its place":   {order{id: "3", name: "locate"}, []string{`{"id":"3","ok":false,"reason":"unsupported"}`}},
		"a door has no voice":       {order{id: "4", name: "volume", device: door.Device}, []string{fmt.Sprintf(`{"id":"4","device":%q,"ok":false,"reason":"unsupported"}`, door.Device)}},
		"nobody behind it":          {order{id: "5", name: "identify", device: "nobody"}, nil},
		"what nobody wants anymore": {order{id: "6", name: "identify", expires: testStart.Add(-time.Second)}, nil},
	} {
		if got, _ := asks(row.o); !cmp.Equal(row.want, got) {
			t.Errorf("%s: got %v, want %v", name, got, row.want)
		}
	}
	first, tests := asks(order{id: "7", name: "test"})
	again, more := asks(order{id: "7", name: "test"})
	var a answer
	if len(first) != 1 || tests == 0 || json.Unmarshal([]byte(first[0]), &a) != nil || !a.OK || a.Value["call"] == "" {
		t.Errorf("asked for a test press: %v, %d said", first, tests)
	}
	presses := 0
	for _, r := range c.presses {
		presses += boolInt(r.kind == care.Test)
	}
	if !cmp.Equal(first, again) || presses != 1 {
		t.Errorf("asked twice: %v and %v, %d presses, said again %d times", first, again, presses, more)
	}
	panel.mute = true
	if got, _ := asks(order{id: "8", name: "identify"}); got != nil {
		t.Errorf("a mute device answers: %v", got)
	}
}

func TestParseOrder(t *testing.T) {
	to := &Credential{Device: "d"}
	o, ok := parseOrder([]byte(`{"id":"1","name":"volume","args":{"level":40},"expires_ts":1700000000000,"device":"c"}`), to)
	o.at = time.Time{}
	want := order{speaker: to, id: "1", name: "volume", level: 40, device: "c", expires: time.UnixMilli(1_700_000_000_000)}
	if !ok || o != want {
		t.Errorf("got %+v", o)
	}
	for _, bad := range []string{``, `[]`, `{"id":"1"}`, `{"name":"x"}`, `{"id":1,"name":2}`} {
		if _, ok := parseOrder([]byte(bad), to); ok {
			t.Errorf("%s is an order", bad)
		}
	}
}
