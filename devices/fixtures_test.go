package devices

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yian/care"
)

// fixture is a line of the manifest of payloads that real devices sent. They are
// not part of this repository.
type fixture struct {
	File, Topic, System, Expect, Why string
	Calls                            int
}

func fixtures(t *testing.T) (dir string, all []fixture) {
	dir = "../../shared/fixtures"
	f, err := os.Open(filepath.Join(dir, "manifest.jsonl"))
	if err != nil {
		t.Skip("no real payloads beside this repository")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var one fixture
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if err := lines.Err(); err != nil || len(all) == 0 {
		t.Fatalf("manifest: %d lines, %v", len(all), err)
	}
	return dir, all
}

// expected are the calls that the manifest's words stand for.
var expected = map[string]care.CallKind{
	"sos": care.SOS, "smoke": care.Smoke, "gas": care.Gas, "leak": care.WaterLeak, "fall": care.Fall, "fall_suspect": care.Fall, "test": care.Test,
	"water_leak": care.WaterLeak, "out_of_bed": care.OutOfBed, "bed_alarm": care.Alarm, "alarm": care.Alarm, "smoke_or_unknown_code": care.Alarm,
}

// TestRealPayloads: each real payload, alone, is read or refused with a reason, and
// makes exactly the calls that it holds.
func TestRealPayloads(t *testing.T) {
	dir, all := fixtures(t)
	played := 0
	for _, one := range all {
		if one.System == "gps_watch_setracker" {
			continue // over TCP, in setracker
		}
		t.Run(one.File, func(t *testing.T) {
			payload, err := os.ReadFile(filepath.Join(dir, one.File))
			if err != nil {
				t.Fatal(err)
			}
			playReal(t, one, payload)
		})
		played++
	}
	t.Logf("%d real payloads", played)
}

// playReal plays one payload, line by line where a line is a message.
func playReal(t *testing.T, one fixture, payload []byte) {
	decoder, ok := DecoderFor(one.System)
	if !ok {
		t.Fatalf("no decoder for %s", one.System)
	}
	received := time.Date(2026, 4, 17, 15, 33, 24, 0, time.UTC)
	lines := [][]byte{payload}
	if strings.HasSuffix(one.File, ".ndjson") {
		lines = bytes.Split(bytes.TrimSpace(payload), []byte("\n"))
	}
	calls, refused, heard := map[care.CallID]care.CallKind{}, 0, 0
	for i, line := range lines {
		var said Said
		at := received.Add(time.Duration(i) * 35 * time.Millisecond)
		decoder.Decode("gw", realTopic(one), line, at, &said)
		checkSaid(t, &said, at)
		for _, c := range said.Calls {
			calls[c.ID] = c.Kind
		}
		for _, r := range said.Refused {
			t.Logf("refused: %s: %s", r.Reason, r.Detail)
			if r.Detail == "" {
				t.Errorf("refused as %s without a word to the installer", r.Reason)
			}
		}
		refused += len(said.Refused)
		heard += len(said.Samples) + len(said.Statuses) + len(said.Calls)
		for _, s := range said.Samples {
			t.Logf("%q: %v", s.Child, s.Readings)
		}
	}
	if len(calls) != one.Calls {
		t.Errorf("got %v, want %d calls (%s)", calls, one.Calls, one.Why)
	}
	for _, kind := range calls {
		if kind != expected[one.Expect] {
			t.Errorf("got %s, want %s", kind, one.Expect)
		}
	}
	if heard+refused == 0 && !silent[one.File] {
		t.Error("neither read nor refused")
	}
	if (one.Expect == "reject" || one.Expect == "device_fault") && refused == 0 {
		t.Errorf("not refused, want %s", one.Expect)
	}
}

// silent are messages that say nothing to us: a gateway's own log.
var silent = map[string]bool{"zigbee2mqtt/sos_device_interview.json": true}

// realTopic is the topic below the kind, as a gateway of ours would publish.
func realTopic(one fixture) string {
	topic := strings.NewReplacer("${productKey}", "pk", "{productKey}", "pk", "${deviceName}", "dev1", "{deviceName}", "dev1", "{{application_id}}", "app1", "{{dev_eui}}", "0101010101010101",
		"{device_id}", "dev1", "{deviceId}", "dev1", "<product id>", "pid1", "<device name>", "dev1", "<gateway>", "gw", "<mac>", "0258978DE042", "<user>", "li", "<device>", "phone",
		"<host>", "pi", "<id>", "shelly1", " (one line = one message)", "", " (here over websocket)", "", " (gateway internal broker)", "").Replace(one.Topic)
	if one.System == Zigbee2MQTT {
		_, topic, _ = strings.Cut(topic, "/")
	}
	if strings.HasPrefix(topic, "POST ") || strings.HasPrefix(topic, "(") || strings.Contains(topic, "TOPIC") {
		return "push"
	}
	return strings.TrimPrefix(topic, "/")
}

// TestRealPayloadsEverywhere: whatever arrives on the wrong topic harms nobody.
func TestRealPayloadsEverywhere(t *testing.T) {
	dir, all := fixtures(t)
	for _, one := range all {
		payload, err := os.ReadFile(filepath.Join(dir, one.File))
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range []string{"telemetry", "call", "request", "status", "confirm", "result"} {
			decoder, _ := Native(what)
			var said Said
			decoder.Decode("d1", "", payload, testStart, &said)
			checkSaid(t, &said, testStart)
			if len(said.Calls) != 0 && what != "call" {
				t.Errorf("%s on %s: a call out of nothing", one.File, what)
			}
		}
		for _, kind := range DecoderKinds() {
			decoder, _ := DecoderFor(kind)
			var said Said
			decoder.Decode("gw", one.Topic, payload, testStart, &said)
			checkSaid(t, &said, testStart)
			if kind != one.System && one.Calls == 0 && len(said.Calls) != 0 {
				t.Errorf("%s as %s: %v", one.File, kind, said.Calls)
			}
		}
	}
}
