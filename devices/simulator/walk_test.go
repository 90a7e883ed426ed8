package simulator

import (
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/devices"
	"yian/devices/setracker"
)

// watchHome is a home with nothing but a GPS watch in it.
func watchHome() Home {
	return Home{ID: "w001", Lat: 33.35, Lon: 116.85, Devices: []Credential{{Device: "w001-gps", Kind: KindGPSWatch, Address: "8800000001"}}}
}

func heard(t *testing.T, frame []byte) setracker.Frame {
	t.Helper()
	f, err := setracker.NewReader(strings.NewReader(string(frame))).Next()
	if err != nil || f.ID != "8800000001" {
		t.Fatalf("%s: %v", frame, err)
	}
	return f
}

// TestAWatchLivesItsDays: everything it says is understood, its wearer stays about
// home, and goes astray and comes back.
func TestAWatchLivesItsDays(t *testing.T) {
	home := care.Location{Lat: 33.35, Lon: 116.85}
	decoder := setracker.NewDecoder("w001-gps")
	var fixes, lives, unseen int
	var off, low bool
	farthest, last := 0.0, 0.0
	err := Frames(Config{Seed: 3, Presses: 1e-6, StrayAfter: 30 * time.Hour}, watchHome(), testStart, testStart.Add(96*time.Hour), func(frame []byte, at time.Time) {
		f := heard(t, frame)
		var said devices.Said
		decoder.Decode(&f, at, &said)
		if len(said.Refused) > 0 || len(said.Calls) > 0 {
			t.Errorf("%s: refused %v, calls %v", frame, said.Refused, said.Calls)
		}
		lives += boolInt(f.Word() == "LK")
		var here care.Location
		for _, s := range said.Samples {
			for _, r := range s.Readings {
				switch r.Metric {
				case care.Latitude:
					here.Lat = r.Value
				case care.Longitude:
					here.Lon = r.Value
				case care.NotWorn:
					off = off || r.Value == 1
				case care.BatteryLow:
					low = low || r.Value == 1
				}
			}
		}
		if here == (care.Location{}) {
			unseen += boolInt(f.Word() != "LK")
			return
		}
		fixes++
		last = home.Distance(here)
		if astray := at.Sub(testStart) - 30*time.Hour; last > 200 && (astray < 0 || astray%strayEvery > 35*time.Minute) {
			t.Errorf("at %v it is %.0f m away", at, last)
		}
		farthest = max(farthest, last)
	})
	if err != nil {
		t.Fatal(err)
	}
	if farthest < 800 || farthest > 1000 || last > 200 || fixes < 150 || unseen < 100 || lives < 1000 || !off || !low {
		t.Errorf("%.0f m at most, %.0f m at the end, %d fixes, %d without, %d signs of life, off %v, low %v", farthest, last, fixes, unseen, lives, off, low)
	}
}

// TestAWatchPressesUntilItIsAnswered and answers what it is asked.
func TestAWatchPressesUntilItIsAnswered(t *testing.T) {
	c := newCounty(Config{Seed: 3, Speed: 1}, []Home{watchHome()}, map[string]int{"watch/8800000001": 0}, testStart)
	at := testStart.Add(time.Minute)
	c.advance(at)
	d := c.homes[0].devices[0]
	d.mute = false
	for _, kind := range []care.CallKind{care.SOS, care.Fall, care.Removed} {
		r := c.press(d, at, kind)
		said := 0
		decoder := setracker.NewDecoder(d.Device)
		for end := at.Add(12 * time.Second); at.Before(end); at = at.Add(time.Second) {
			for _, u := range c.advance(at) {
				if u.call == nil {
					continue
				}
				f := heard(t, u.payload)
				var got devices.Said
				decoder.Decode(&f, at, &got)
				if len(got.Calls) != 1 || got.Calls[0].Kind != kind || got.Calls[0].ID != r.id {
					t.Errorf("%s: %s says %+v, want %s", kind, u.payload, got.Calls, r.id)
				}
				said++
			}
		}
		if said != 3 {
			t.Errorf("%s: said %d times in 12 s", kind, said)
		}
		for range said { // each is answered
			c.told("8800000001", setracker.Frame{Content: "AL"}, at)
		}
		for end := at.Add(12 * time.Second); at.Before(end); at = at.Add(time.Second) {
			for _, u := range c.advance(at) {
				if u.call != nil {
					t.Errorf("%s: still ringing", kind)
				}
			}
		}
	}
	for asked, want := range map[string]string{"FIND": "FIND", "CR": "CR UD_LTE", "UPLOAD,60": "UPLOAD", "MESSAGE,4EBA": "MESSAGE", "CALL,110": "CALL"} {
		c.told("8800000001", setracker.Frame{Content: asked}, at)
		var words []string
		for end := at.Add(9 * time.Second); at.Before(end); at = at.Add(time.Second) {
			for _, u := range c.advance(at) {
				f := heard(t, u.payload)
				if word := f.Word(); word != "LK" {
					words = append(words, word)
				}
			}
		}
		if got := strings.Join(words, " "); got != want && !strings.HasPrefix(got, want+" UD_LTE") {
			t.Errorf("%s: got %s, want %s", asked, got, want)
		}
	}
}
