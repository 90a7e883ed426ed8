package simulator

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/devices"
)

// noon of a spring day in China.
var testStart = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

func testCounty(cfg Config, homes []Home) *county {
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	return newCounty(cfg, homes, index(homes), testStart)
}

// live drives a county for a while in steps and returns everything it said.
func live(c *county, d, step time.Duration) []utterance {
	var all []utterance
	for at := c.start; !at.After(c.start.Add(d)); at = at.Add(step) {
		all = append(all, c.advance(at)...)
	}
	return all
}

func TestSameSeedSameLives(t *testing.T) {
	homes := testHomes(7, 20)
	cfg := Config{Seed: 7, Presses: 2, Speed: 30}
	first := wire(live(testCounty(cfg, homes), time.Hour, time.Minute))
	again := wire(live(testCounty(cfg, homes), time.Hour, time.Second))
	if !bytes.Equal(first, again) {
		t.Error("the same seed lived differently when looked at more often")
	}
	cfg.Seed = 8
	if bytes.Equal(first, wire(live(testCounty(cfg, homes), time.Hour, time.Minute))) {
		t.Error("another seed lived alike")
	}
	fewer := live(testCounty(Config{Seed: 7, Presses: 2, Speed: 30}, homes[:10]), time.Hour, time.Minute)
	var ofFirst []utterance
	for _, u := range fewer {
		if u.sample != nil && strings.HasPrefix(string(u.sample.device), "h003") {
			ofFirst = append(ofFirst, u)
		}
	}
	if len(ofFirst) == 0 || !containsInOrder(first, ofFirst) {
		t.Error("a home lived differently among fewer neighbours")
	}
}

// containsInOrder reports whether every line of want appears in all, in order.
func containsInOrder(all []byte, want []utterance) bool {
	for _, line := range bytes.Split(bytes.TrimSpace(wire(want)), []byte("\n")) {
		i := bytes.Index(all, line)
		if i < 0 {
			return false
		}
		all = all[i:]
	}
	return true
}

// TestEverythingSaidIsUnderstood: whatever the homes say in two days, the
// platform's decoders take without one refusal, and no two readings of a device
// share an instant.
func TestEverythingSaidIsUnderstood(t *testing.T) {
	homes := testHomes(1, 60)
	zigbee, _ := devices.DecoderFor(devices.Zigbee2MQTT)
	c := testCounty(Config{Seed: 1, Presses: 3, Speed: 48}, homes)
	seen := map[string]int{}
	kinds := map[care.CallKind]int{}
	requests, at := 0, testStart
	for at.Before(testStart.Add(time.Hour)) {
		at = at.Add(100 * time.Millisecond)
		for _, u := range c.advance(at) {
			device, what, rest, ok := devices.ParseTopic(u.topic)
			decoder, native := devices.Native(what)
			if !native {
				decoder = zigbee
			}
			var said devices.Said
			decoder.Decode(device, rest, u.payload, at, &said)
			if !ok || len(said.Refused) > 0 {
				t.Fatalf("%s %s: %v", u.topic, u.payload, said.Refused)
			}
			for _, s := range said.Samples {
				if s.Skewed || at.Sub(s.At).Abs() > time.Second {
					t.Fatalf("%s %s: said at %v, which was %v", u.topic, u.payload, s.At, at)
				}
				if u.sample != nil && u.sample.at.UnixMilli() != s.At.UnixMilli() {
					t.Fatalf("%s: counted as %v, said as %v", u.topic, u.sample.at, s.At)
				}
				for _, r := range s.Readings {
					key := string(device) + "/" + s.Child + "/" + string(r.Metric) + "/" + s.At.String()
					if seen[key]++; seen[key] > 1 && r.Metric != care.BatteryMetric && r.Metric != "linkquality" {
						t.Fatalf("%s said twice", key)
					}
				}
			}
			for _, call := range said.Calls {
				kinds[call.Kind]++
				if u.call == nil || u.call.id != call.ID {
					t.Fatalf("%s %s: the press is counted as another than the platform's %s", u.topic, u.payload, call.ID)
				}
			}
			requests += len(said.Requests)
		}
	}
	for _, kind := range []care.CallKind{care.SOS, care.PullCord, care.Fall, care.Test} {
		if kinds[kind] == 0 {
			t.Errorf("nobody made a call of kind %s: %v", kind, kinds)
		}
	}
	if requests == 0 {
		t.Error("nobody asked for a meal")
	}
}

// TestNightAndDay: at three in the night people are in bed, at ten in the morning
// they move, and whoever is out does not move at home.
func TestNightAndDay(t *testing.T) {
	homes := testHomes(3, 100)
	c := testCounty(Config{Seed: 3}, homes)
	hours := map[int]int{}
	for _, u := range live(c, 24*time.Hour, time.Minute) {
		if u.sample != nil && (bytes.Contains(u.payload, []byte(`"motion":true`)) || bytes.Contains(u.payload, []byte(`"occupancy":true`))) {
			hours[u.sample.at.In(care.Shanghai).Hour()]++
		}
	}
	night, day := hours[1]+hours[2]+hours[3], hours[9]+hours[10]+hours[11]
	if night == 0 || day < 2*night {
		t.Errorf("somebody moved %d times between 1 and 4, %d times between 9 and 12: %v", night, day, hours)
	}
	in := 0
	night3 := testCounty(Config{Seed: 3}, homes)
	night3.advance(testStart.Add(15 * time.Hour)) // 03:00
	for _, h := range night3.homes {
		in += boolInt(h.people[0].inBed)
	}
	if in < 90 {
		t.Errorf("at 3 in the night %d of 100 are in bed", in)
	}
}

func TestHeartbeats(t *testing.T) {
	homes := testHomes(5, 10)
	for _, speed := range []float64{1, 60} {
		last := map[care.DeviceID]time.Time{}
		limit := map[care.DeviceID]time.Duration{}
		for _, h := range homes {
			for _, w := range Furnish(5, h.ID) {
				last[w.ID] = testStart
				limit[w.ID] = time.Hour
				if w.Power == care.Mains {
					limit[w.ID] = 15 * time.Minute
				}
			}
		}
		c := testCounty(Config{Seed: 5, Speed: speed}, homes)
		for _, u := range live(c, 5*time.Hour, 10*time.Second) {
			if u.sample == nil {
				continue
			}
			if gap := u.sample.at.Sub(last[u.sample.device]); gap > limit[u.sample.device] {
				t.Errorf("speed %v: %s was silent for %v", speed, u.sample.device, gap)
			}
			last[u.sample.device] = u.sample.at
		}
		for id, at := range last {
			if !strings.HasSuffix(string(id), "-zigbee") && testStart.Add(5*time.Hour).Sub(at) > limit[id] {
				t.Errorf("speed %v: %s last spoke at %v", speed, id, at)
			}
		}
	}
}

func TestNoPressesMeansNoDanger(t *testing.T) {
	homes := testHomes(2, 100)
	c := testCounty(Config{Seed: 2, Speed: 500}, homes)
	for _, u := range live(c, time.Hour, time.Second) { // 20 days
		if u.call != nil {
			t.Fatalf("a press: %s", u.payload)
		}
	}
	for _, h := range c.homes {
		if h.people[0].silent || h.people[0].ill {
			t.Fatal("somebody is in danger")
		}
	}
	dangerous := newPerson(2, "h", true)
	found := map[deed]bool{}
	for day := range 3000 {
		for _, m := range dangerous.day(testStart.AddDate(0, 0, day)) {
			found[m.deed] = true
		}
	}
	if !found[fallSilent] || !found[fallIll] {
		t.Error("with presses nobody ever falls silent or ill")
	}
}

func TestRate(t *testing.T) {
	homes := testHomes(4, 30)
	c := testCounty(Config{Seed: 4, Rate: 90}, homes)
	readings := 0
	for _, u := range live(c, time.Minute, 50*time.Millisecond) {
		if u.sample != nil && bytes.Contains(u.payload, []byte("readings")) {
			readings += bytes.Count(u.payload, []byte(":")) - 2 // ts and readings
			readings -= bytes.Count(u.payload, []byte(`"device"`))
		}
	}
	if readings < 90*60 || readings > 90*60*12/10 {
		t.Errorf("got %d readings in a minute, want about %d", readings, 90*60)
	}
}

// TestCallsRepeatUntilReceived follows one press.
func TestCallsRepeatUntilReceived(t *testing.T) {
	homes := testHomes(6, 4)
	c := testCounty(Config{Seed: 6}, homes)
	panel := c.homes[0].devices[0]
	panel.mute = false
	r := c.press(panel, testStart, care.SOS)
	sayings := func(from, to time.Duration) (calls, confirms int) {
		c.advance(testStart.Add(from))
		for _, u := range c.advance(testStart.Add(to)) {
			calls += boolInt(u.call == r)
			confirms += boolInt(strings.HasSuffix(u.topic, "/confirm"))
		}
		return calls, confirms
	}
	if calls, _ := sayings(-1, 12*time.Second); calls != 3 {
		t.Errorf("within 12 s: said %d times, want at 0, 5 and 10 s", calls)
	}
	c.hear(feedback{speaker: &panel.Credential, call: r.id, step: care.StepReceived, at: testStart.Add(12 * time.Second)})
	if calls, confirms := sayings(12*time.Second, time.Minute); calls != 0 || confirms != 1 {
		t.Errorf("after received: said %d times, confirmed %d times", calls, confirms)
	}
	c.hear(feedback{speaker: &panel.Credential, call: r.id, step: care.StepReceived, at: testStart.Add(time.Minute)})
	c.hear(feedback{speaker: &panel.Credential, call: r.id, step: care.StepAnswered, at: testStart.Add(time.Minute)})
	if _, confirms := sayings(time.Minute, 2*time.Minute); confirms != 2 {
		t.Errorf("told again and told more: confirmed %d times, want each time", confirms)
	}
	panel.mute = true
	c.hear(feedback{speaker: &panel.Credential, call: r.id, step: care.StepArrived, at: testStart.Add(2 * time.Minute)})
	if _, confirms := sayings(2*time.Minute, 3*time.Minute); confirms != 0 {
		t.Error("a mute device confirmed")
	}
	panel.mute = false
	c.hear(feedback{speaker: &panel.Credential, call: "of-an-earlier-life", step: care.StepClosed, at: testStart.Add(3 * time.Minute)})
	if _, confirms := sayings(3*time.Minute, 4*time.Minute); confirms != 1 {
		t.Error("feedback on a press before the restart was not confirmed")
	}
}

func TestOneInTwentyNeverConfirms(t *testing.T) {
	n := 0
	for _, h := range testHomes(9, 500) {
		for _, d := range h.Devices {
			n += boolInt(mute(9, string(d.Device)))
		}
	}
	all := 0
	for _, h := range testHomes(9, 500) {
		all += len(h.Devices)
	}
	if share := float64(all) / float64(n); share < 15 || share > 27 {
		t.Errorf("%d of %d never confirm", n, all)
	}
}

// TestBedsOfASite: every bed of a care home is a sleeper of its own.
func TestBedsOfASite(t *testing.T) {
	site := Home{ID: "site"}
	for _, id := range []string{"bed-1", "bed-2", "bed-3"} {
		site.Devices = append(site.Devices, Credential{Device: care.DeviceID(id), Kind: KindBed, Username: id})
	}
	c := testCounty(Config{Seed: 11, Speed: 60}, []Home{site})
	first := map[string]string{}
	for _, u := range live(c, 24*time.Minute, time.Second) {
		key := string(u.sample.device)
		if bytes.Contains(u.payload, []byte("heart_rate")) && first[key] == "" {
			first[key] = string(u.payload)
		}
		if bytes.Contains(u.payload, []byte("motion")) {
			t.Errorf("a site without motion sensors said %s", u.payload)
		}
	}
	if len(first) != 3 {
		t.Errorf("within a day %d of 3 beds were slept in", len(first))
	}
}

// TestPast: a day before now is told in order, whole, calm and understood.
func TestPast(t *testing.T) {
	homes := testHomes(1, 10)
	native, _ := devices.Native("telemetry")
	from := testStart.Add(-24 * time.Hour)
	last, samples := from, 0
	err := Past(Config{Seed: 1, Presses: 50}, homes, from, testStart, func(topic string, payload []byte, at time.Time) {
		if at.Before(last) || at.After(testStart) {
			t.Fatalf("%s at %v, after what was said at %v", topic, at, last)
		}
		last = at
		if strings.HasSuffix(topic, "/call") {
			t.Fatalf("somebody presses in the past: %s", payload)
		}
		if !strings.HasSuffix(topic, "/telemetry") {
			return
		}
		var said devices.Said
		native.Decode("d", "", payload, at, &said)
		samples += len(said.Samples)
		for _, r := range said.Samples[0].Readings {
			if r.Metric == care.HeartRate && r.Value > 115 {
				t.Errorf("a heart rate of %v in the past", r.Value)
			}
		}
	})
	if err != nil || samples < 10*144 || testStart.Sub(last) > time.Minute {
		t.Errorf("got %d samples until %v: %v", samples, last, err)
	}
}
