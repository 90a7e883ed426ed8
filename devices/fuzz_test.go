package devices

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"encoding/json"

	"yian/care"
)

// seeds adds every payload of testdata to a fuzz corpus.
func seeds(f *testing.F, add func(topic string, payload []byte)) {
	files, err := filepath.Glob("testdata/*/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var c sampleCase
		if err := json.Unmarshal(raw, &c); err != nil {
			f.Fatal(err)
		}
		for _, m := range c.Messages {
			payload := []byte(m.Payload)
			if m.Text != nil {
				payload = []byte(*m.Text)
			}
			add(m.Topic, payload)
		}
	}
}

// checkSaid fails when something was said that no room behind could bear.
func checkSaid(t *testing.T, said *Said, received time.Time) {
	t.Helper()
	texts := []string{}
	times := []time.Time{}
	for _, s := range said.Samples {
		texts, times = append(texts, s.Child), append(times, s.At)
		for _, r := range s.Readings {
			texts = append(texts, string(r.Metric))
			q, known := care.Quantities[r.Metric]
			if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) || known && (r.Value < q.Min || r.Value > q.Max) {
				t.Errorf("reading %s = %v", r.Metric, r.Value)
			}
		}
	}
	for _, c := range said.Calls {
		texts, times = append(texts, c.Child, string(c.ID)), append(times, c.At)
		if _, ok := care.ParseCallKind(string(c.Kind)); !ok || c.ID == "" {
			t.Errorf("call %+v", c)
		}
	}
	for _, r := range said.Requests {
		texts, times = append(texts, r.Child, string(r.ID)), append(times, r.At)
		if r.ID == "" {
			t.Errorf("request %+v", r)
		}
	}
	for _, c := range said.Confirms {
		texts = append(texts, c.Child, string(c.Call))
	}
	for _, r := range said.Results {
		texts = append(texts, r.Child, string(r.ID), r.Reason)
		if r.ID == "" || r.Value != nil && (!json.Valid(r.Value) || len(r.Value) > maxResult) {
			t.Errorf("result %+v", r)
		}
	}
	for _, s := range said.Statuses {
		texts, times = append(texts, s.Child, s.Firmware), append(times, s.At)
	}
	for _, n := range said.Names {
		texts = append(texts, n.Child, n.Also)
	}
	for _, s := range texts {
		if strings.ContainsRune(s, 0) || !utf8.ValidString(s) || len(s) > maxText {
			t.Errorf("text %q", s)
		}
	}
	for _, at := range times {
		if at.After(received.Add(maxAhead)) || at.UnixMilli() < firstMillis {
			t.Errorf("instant %v", at)
		}
	}
}

func FuzzNative(f *testing.F) {
	seeds(f, func(topic string, payload []byte) {
		if _, what, _, _ := ParseTopic(topic); bought[what] == nil {
			f.Add(what, payload)
		}
	})
	f.Fuzz(func(t *testing.T, what string, payload []byte) {
		decoder, ok := Native(what)
		if !ok {
			t.Skip()
		}
		var said Said
		decoder.Decode("d1", "", payload, testStart, &said)
		checkSaid(t, &said, testStart)
	})
}

// FuzzBought plays garbage to every decoder of what people can buy.
func FuzzBought(f *testing.F) {
	seeds(f, func(topic string, payload []byte) {
		if _, what, rest, _ := ParseTopic(topic); bought[what] != nil {
			f.Add(what, rest, payload)
		}
	})
	f.Fuzz(func(t *testing.T, kind, rest string, payload []byte) {
		decoder, ok := DecoderFor(kind)
		if !ok {
			t.Skip()
		}
		var said, again Said
		decoder.Decode("gw", rest, payload, testStart, &said)
		checkSaid(t, &said, testStart)
		decoder.Decode("gw", rest, payload, testStart, &again)
		for _, c := range again.Calls {
			if !hasCall(said.Calls, c.ID) {
				t.Errorf("the same message in the same second made another call: %v, then %v", said.Calls, again.Calls)
			}
		}
	})
}

func hasCall(calls []SaidCall, id care.CallID) bool {
	for _, c := range calls {
		if c.ID == id {
			return true
		}
	}
	return false
}

func FuzzTopic(f *testing.F) {
	for _, topic := range []string{"yian/v1/d/call", "yian/v1/gw/zigbee2mqtt/a/b", "yian/v1//", "yian/v1", ""} {
		f.Add(topic)
	}
	f.Fuzz(func(t *testing.T, topic string) {
		device, what, rest, ok := ParseTopic(topic)
		if !ok {
			return
		}
		whole := Prefix + string(device) + "/" + what
		if !care.ValidDeviceID(string(device)) || topic != whole && topic != whole+"/"+rest {
			t.Errorf("%q: got %q %q %q", topic, device, what, rest)
		}
	})
}
