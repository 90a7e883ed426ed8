package devices

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

// TestRealZigbee2MQTT: each real payload makes exactly the calls it holds.
func TestRealZigbee2MQTT(t *testing.T) {
	dir, all := fixtures(t)
	for _, one := range all {
		if one.System != Zigbee2MQTT {
			continue
		}
		payload, err := os.ReadFile(filepath.Join(dir, one.File))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(one.Topic, "/")
		var said Said
		newZigbee().Decode("gw", rest, payload, time.Date(2026, 4, 17, 15, 33, 24, 0, time.UTC), &said)
		checkSaid(t, &said, time.Date(2026, 4, 17, 15, 33, 24, 0, time.UTC))
		if len(said.Calls) != one.Calls || len(said.Refused) != 0 {
			t.Errorf("%s: got %v and %v, want %d calls (%s)", one.File, said.Calls, said.Refused, one.Calls, one.Why)
		}
		for _, c := range said.Calls {
			if string(c.Kind) != one.Expect {
				t.Errorf("%s: got %s, want %s", one.File, c.Kind, one.Expect)
			}
		}
	}
}

// TestRealPayloadsEverywhere: whatever arrives on the wrong topic harms nobody.
func TestRealPayloadsEverywhere(t *testing.T) {
	dir, all := fixtures(t)
	zigbee, _ := DecoderFor(Zigbee2MQTT)
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
		var said Said
		zigbee.Decode("gw", one.Topic, payload, testStart, &said)
		checkSaid(t, &said, testStart)
		if one.System != Zigbee2MQTT && len(said.Calls) != 0 {
			t.Logf("%s as Zigbee2MQTT: %v", one.File, said.Calls)
		}
	}
}
