package setracker

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/devices"
)

var received = time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)

// decode reads one stream with one decoder.
func decode(t *testing.T, d *Decoder, stream string, received time.Time) devices.Said {
	t.Helper()
	all, _ := frames(strings.NewReader(stream))
	var said devices.Said
	for i := range all {
		d.Decode(&all[i], received, &said)
	}
	return said
}

// frame writes a frame around content.
func frame(content string) string {
	f := Frame{Maker: "3G", ID: "8800000015", Content: content}
	return string(f.Bytes())
}

func values(said devices.Said) map[string]float64 {
	m := map[string]float64{}
	for _, s := range said.Samples {
		for _, r := range s.Readings {
			m[string(r.Metric)] = r.Value
		}
	}
	return m
}

func TestReadings(t *testing.T) {
	const tail = ",0.00,154.8,0.0,11,80,60,1234,0,00000010,2,255,460,1,9529,21809,155,9529,21242,132,1,home,1c:fa:68:13:a5:b4,-61,12.4"
	for _, c := range []struct {
		content string
		want    map[string]float64
		refused int
	}{
		{"LK", map[string]float64{}, 0},
		{"LK,50,100,90", map[string]float64{"steps": 50, "battery": 90}, 0},
		{"LK,0,100", map[string]float64{}, 0}, // of two figures nobody knows which
		{"LK,x,100,300", map[string]float64{}, 2},
		{"UD_LTE,251126,075900,A,22.570512,N, 113.8623267,E" + tail, map[string]float64{"latitude": 22.570512, "longitude": 113.8623267,
			"accuracy": 12.4, "battery": 60, "gsm_signal": 80, "steps": 1234, "removed": 0, "battery_low": 0}, 0},
		{"UD,251126,075900,A,33.480366,S,70.7630692,W,0,0,0,6,80,60,0,0,00080009", map[string]float64{"latitude": -33.480366, "longitude": -70.7630692,
			"battery": 60, "gsm_signal": 80, "steps": 0, "removed": 1, "battery_low": 1, "watch_fence_entered": 1}, 0},
		{"UD,251126,075900,A,-33.480366,N,-70.7630692,E,0,0,0,6,80,60,0,0,0", map[string]float64{"latitude": -33.480366, "longitude": -70.7630692,
			"battery": 60, "gsm_signal": 80, "steps": 0, "removed": 0, "battery_low": 0}, 0},
		{"UD,251126,075900,V,22.570512,N,113.8623267,E" + tail, map[string]float64{"battery": 60, "gsm_signal": 80, "steps": 1234, "removed": 0, "battery_low": 0}, 0},
		{"UD,251126,075900,A,0.0,N,0.0,E,0,0,0,0,80,60,0,0,0", map[string]float64{"battery": 60, "gsm_signal": 80, "steps": 0, "removed": 0, "battery_low": 0}, 0},
		{"UD,251126,075900,A,95,N,113,E,0,0,0,0,80,160,0,0,0", map[string]float64{"gsm_signal": 80, "steps": 0, "removed": 0, "battery_low": 0}, 1},
		{"UD,251126", map[string]float64{}, 1},
		{"UD2,010100,000010,A,22.5,N,113.8,E,0,0,0,6,80,60,0,0,0", map[string]float64{}, 1}, // of nobody knows when
		{"heart,72", map[string]float64{"heart_rate": 72}, 0},
		{"heart,0", map[string]float64{}, 0},
		{"PULSE,400", map[string]float64{}, 1},
		{"BLOOD,109,68", map[string]float64{"systolic": 109, "diastolic": 68}, 0},
		{"bphrt,112,73,67,,,,", map[string]float64{"systolic": 112, "diastolic": 73, "heart_rate": 67}, 0},
		{"oxygen,0,98", map[string]float64{"spo2": 98}, 0},
		{"TEMP,36.5", map[string]float64{"body_temperature": 36.5}, 0},
		{"btemp2,1,36.45", map[string]float64{"body_temperature": 36.45}, 0},
		{"btemp2,1,1", map[string]float64{}, 0},
		{"CR", map[string]float64{}, 0},
		{"CONFIG,TY:G75,UL:600", map[string]float64{}, 0},
		{"HELLO", map[string]float64{}, 1},
		{"", map[string]float64{}, 1},
	} {
		said := decode(t, NewDecoder("w"), frame(c.content), received)
		if diff := cmp.Diff(c.want, values(said)); diff != "" || len(said.Refused) != c.refused || len(said.Calls) != 0 {
			t.Errorf("%s: refused %v, calls %v (-want +got):\n%s", c.content, said.Refused, said.Calls, diff)
		}
	}
}

// report is an alarm or a report with a status, a minute old.
func report(word, status string) string {
	return frame(word + ",251126,075900,V,0,N,0,E,0,0,0,0,80,60,0,0," + status + ",0,0,0")
}

func TestAlarms(t *testing.T) {
	for _, c := range []struct {
		stream string
		want   []care.CallKind
	}{
		{report("AL", "00010000"), []care.CallKind{care.SOS}},
		{report("AL_LTE", "00010009"), []care.CallKind{care.SOS}}, // and battery low, not worn
		{report("AL", "00200010"), []care.CallKind{care.Fall}},
		{report("AL", "00400000"), []care.CallKind{care.Fall}},
		{report("AL", "00100008"), []care.CallKind{care.Removed}},
		{report("AL", "00310000"), []care.CallKind{care.SOS, care.Fall, care.Removed}},
		{report("AL", "00000008"), []care.CallKind{care.Removed}},
		{report("AL", "00000000"), []care.CallKind{care.SOS}}, // an alarm about nobody knows what
		{report("AL", "01000000"), []care.CallKind{care.SOS}},
		{report("AL", "01020000"), []care.CallKind{care.SOS}},
		{report("AL", "00020001"), nil}, // battery
		{report("AL", "000C0000"), nil}, // the watch's own fence
		{frame("AL"), []care.CallKind{care.SOS}},
		{frame("AL,,,,,,,"), []care.CallKind{care.SOS}},
		{"[3G*8800000015*FFFF*AL,V]", []care.CallKind{care.SOS}}, // its length is nonsense
		{report("UD", "00010000"), []care.CallKind{care.SOS}},
		{report("UD", "00100000"), nil},
		{report("UD", "00010000") + report("UD", "00010000"), []care.CallKind{care.SOS}},
		{report("UD", "00010000") + report("UD", "0") + report("UD", "00010000"), []care.CallKind{care.SOS, care.SOS}},
	} {
		var got []care.CallKind
		for _, call := range decode(t, NewDecoder("w"), c.stream, received).Calls {
			if call.ID == "" || !call.At.Equal(received.Add(-time.Minute)) && strings.Contains(c.stream, "251126") {
				t.Errorf("%s: call %+v", c.stream, call)
			}
			got = append(got, call.Kind)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.stream, diff)
		}
	}
}

// TestOnePress: an alarm is repeated until it is answered, also over a new
// connection.
func TestOnePress(t *testing.T) {
	alarm := func(clock string) string {
		return frame("AL," + clock + ",A,22.5,N,113.8,E,0,0,0,9,80,60,0,0,00010000,0,0,0")
	}
	id := func(clock string, received time.Time) care.CallID {
		return decode(t, NewDecoder("w"), alarm(clock), received).Calls[0].ID
	}
	first := id("251126,075900", received)
	if again := id("251126,075900", received.Add(5*time.Hour)); again != first {
		t.Error("a repeat is another press")
	}
	if next := id("251126,075901", received); next == first {
		t.Error("the next press is the same")
	}
	// Without the time: the same digits mean the same within the hour only.
	if id("010100,000010", received) != id("010100,000010", received.Add(10*time.Minute)) {
		t.Error("without the time a repeat is another press")
	}
	if id("010100,000010", received) == id("010100,000010", received.Add(24*time.Hour)) {
		t.Error("a press of the next day is lost")
	}
	call := decode(t, NewDecoder("w"), alarm("251126,075900"), received).Calls[0]
	if diff := cmp.Diff(&care.Location{Lat: 22.5, Lon: 113.8}, call.Location); diff != "" {
		t.Errorf("location (-want +got):\n%s", diff)
	}
}

func TestClock(t *testing.T) {
	for _, c := range []struct {
		clock       string
		want        time.Time
		own, skewed bool
	}{
		{"251126,075959", received.Add(-time.Second), true, false},
		{"251126,080459", received.Add(4*time.Minute + 59*time.Second), true, false},
		{"251126,080501", received, false, true},
		{"241126,080000", received.Add(-24 * time.Hour), true, false},
		{"010100,000010", received, false, false},
		{"000000,000000", received, false, false},
		{"9,9", received, false, false},
	} {
		args := strings.Split(c.clock, ",")
		at, own, skewed := instantOf(clock(args[0], args[1]), received)
		if !at.Equal(c.want) || own != c.own || skewed != c.skewed {
			t.Errorf("%s: got %v %v %v", c.clock, at, own, skewed)
		}
	}
}

// TestRealFrames plays frames that real watches sent; they are not part of this
// repository.
func TestRealFrames(t *testing.T) {
	dir := "../../../shared/fixtures"
	f, err := os.Open(filepath.Join(dir, "manifest.jsonl"))
	if err != nil {
		t.Skip("no real frames beside this repository")
	}
	defer f.Close()
	kinds := map[string]care.CallKind{"sos": care.SOS, "fall": care.Fall, "removed": care.Removed, "alarm_unknown": care.SOS}
	played := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var one struct {
			File, System, Expect string
			Calls                int
		}
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		if one.System != "gps_watch_setracker" {
			continue
		}
		played++
		raw, err := os.ReadFile(filepath.Join(dir, one.File))
		if err != nil {
			t.Fatal(err)
		}
		all, _ := frames(strings.NewReader(string(raw)))
		if len(all) != 1 {
			t.Errorf("%s: %d frames", one.File, len(all))
			continue
		}
		for _, at := range []time.Time{received, time.Date(2014, 4, 22, 13, 47, 0, 0, time.UTC)} {
			said := decode(t, NewDecoder("w"), string(raw), at)
			if len(said.Calls) != one.Calls || one.Calls > 0 && said.Calls[0].Kind != kinds[one.Expect] {
				t.Errorf("%s: got %v, want %d of %s", one.File, said.Calls, one.Calls, one.Expect)
			}
		}
		checkDecoded(t, &all[0])
	}
	if played == 0 {
		t.Error("no frame played")
	}
}

// checkDecoded fails when something was said that no room behind could bear.
func checkDecoded(t *testing.T, f *Frame) {
	t.Helper()
	var said devices.Said
	NewDecoder("w").Decode(f, received, &said)
	for _, c := range said.Calls {
		if _, ok := care.ParseCallKind(string(c.Kind)); !ok || c.ID == "" || c.At.IsZero() || c.At.After(received.Add(maxAhead)) {
			t.Errorf("call %+v", c)
		}
	}
	if f.Alarm() && !f.Cut && len(said.Calls)+len(said.Samples) == 0 {
		t.Error("an alarm that says nothing")
	}
	for _, s := range said.Samples {
		for _, r := range s.Readings {
			q, known := care.Quantities[r.Metric]
			if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) || known && (r.Value < q.Min || r.Value > q.Max) {
				t.Errorf("reading %s = %v", r.Metric, r.Value)
			}
		}
	}
	if a, ok := f.Answers(); ok && !f.Cut {
		if again, err := NewReader(strings.NewReader(string(a.Bytes()))).Next(); err != nil || again.Content != a.Content {
			t.Errorf("answer %s: %v", a.Bytes(), err)
		}
	}
}
