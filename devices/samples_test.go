package devices

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// TestSamples plays every case of testdata/<kind>/<case>.json through the
// decoders: messages in their order, each with the words it must become.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			play(t, file)
		})
	}
}

// sampleCase is a file of testdata.
type sampleCase struct {
	Meaning  string
	Messages []struct {
		Topic   string
		Payload json.RawMessage // as JSON, or
		Text    *string         // as it is
		After   string          // since the first message
		Want    words
	}
}

// words is what a message must become. Instants are relative to the first
// message; Same is a label that calls share exactly when they are one call.
type words struct {
	Samples []struct {
		Child    string
		At       string
		Skewed   bool
		Readings map[string]float64
	}
	Calls []struct {
		Child, ID, Kind, At, Same string
		Skewed                    bool
		Location                  []float64
	}
	Requests []struct{ Child, ID, Service, At string }
	Confirms []struct{ Child, Call, State string }
	Results  []struct {
		Child, ID, Reason, Value string
		OK                       bool
	}
	// Status is the only one; Statuses are several.
	Status   *status
	Statuses []status
	Refused  []string
}

type status struct {
	Child, At, Firmware string
	Online              bool
	Around              []string
}

func play(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c sampleCase
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	decoders := map[string]Decoder{}
	labels := map[string]care.CallID{}
	var said Said // used again and again, as ingest does
	for i, m := range c.Messages {
		received := testStart
		if m.After != "" {
			received = received.Add(parseDuration(t, m.After))
		}
		payload := []byte(m.Payload)
		if m.Text != nil {
			payload = []byte(*m.Text)
		}
		said.Reset()
		decodeAny(t, decoders, m.Topic, payload, received, &said)
		got := wordsOf(&said, m.Want, labels)
		if diff := cmp.Diff(m.Want, got); diff != "" {
			t.Errorf("%s: message %d (-want +got):\n%s", c.Meaning, i, diff)
		}
	}
}

// decodeAny finds the decoder for a topic as ingest does, one for each kind.
func decodeAny(t testing.TB, kept map[string]Decoder, topic string, payload []byte, received time.Time, said *Said) {
	device, what, rest, ok := ParseTopic(topic)
	if !ok {
		t.Fatalf("not a topic: %q", topic)
	}
	decoder, ok := Native(what)
	if !ok {
		if decoder, ok = kept[what]; !ok {
			if decoder, ok = DecoderFor(what); !ok {
				t.Fatalf("no decoder for %q", topic)
			}
			kept[what] = decoder
		}
	}
	decoder.Decode(device, rest, payload, received, said)
}

// wordsOf writes said in the terms of the expectation. A call's id is compared
// where the case names one, and by its label where it gives one.
func wordsOf(said *Said, want words, labels map[string]care.CallID) words {
	var raw struct {
		Samples  []any
		Calls    []any
		Requests []any
		Confirms []any
		Results  []any
		Status   any
		Statuses []any
		Refused  []any
	}
	for _, s := range said.Samples {
		readings := map[string]float64{}
		for _, r := range s.Readings {
			readings[string(r.Metric)] = r.Value
			if !r.At.Equal(s.At) {
				readings[string(r.Metric)+" at another time"] = 1
			}
		}
		sample := map[string]any{"child": s.Child, "at": ago(s.At), "skewed": s.Skewed}
		if len(readings) > 0 {
			sample["readings"] = readings
		}
		raw.Samples = append(raw.Samples, sample)
	}
	for i, c := range said.Calls {
		call := map[string]any{"child": c.Child, "kind": c.Kind, "at": ago(c.At), "skewed": c.Skewed}
		if i < len(want.Calls) && want.Calls[i].ID != "" {
			call["id"] = c.ID
		}
		if i < len(want.Calls) && want.Calls[i].Same != "" {
			call["same"] = label(labels, want.Calls[i].Same, c.ID)
		}
		if c.Location != nil {
			call["location"] = []float64{c.Location.Lat, c.Location.Lon, c.Location.Accuracy}
		}
		raw.Calls = append(raw.Calls, call)
	}
	for _, r := range said.Requests {
		raw.Requests = append(raw.Requests, map[string]any{"child": r.Child, "id": r.ID, "service": r.Service, "at": ago(r.At)})
	}
	for _, c := range said.Confirms {
		raw.Confirms = append(raw.Confirms, map[string]any{"child": c.Child, "call": c.Call, "state": c.Step})
	}
	for _, r := range said.Results {
		raw.Results = append(raw.Results, map[string]any{"child": r.Child, "id": r.ID, "ok": r.OK, "reason": r.Reason, "value": string(r.Value)})
	}
	for _, s := range said.Statuses {
		raw.Statuses = append(raw.Statuses, map[string]any{"child": s.Child, "online": s.Online, "at": ago(s.At), "firmware": s.Firmware, "around": s.Around})
	}
	if len(raw.Statuses) == 1 {
		raw.Status, raw.Statuses = raw.Statuses[0], nil
	}
	for _, r := range said.Refused {
		raw.Refused = append(raw.Refused, r.Reason)
	}
	text, err := json.Marshal(raw)
	if err != nil {
		panic(err)
	}
	var w words
	if err := json.Unmarshal(text, &w); err != nil {
		panic(err)
	}
	return w
}

// label returns want when id is, or becomes, the only one under that label, and
// what is wrong otherwise.
func label(labels map[string]care.CallID, want string, id care.CallID) string {
	for other, known := range labels {
		if known == id && other != want {
			return "the same as " + other
		}
	}
	if known, ok := labels[want]; ok && known != id {
		return "another than " + want
	}
	labels[want] = id
	return want
}

func ago(t time.Time) string { return t.Sub(testStart).String() }

func parseDuration(t *testing.T, s string) time.Duration {
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var testStart = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
