package alerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"yian/care"
)

const sampleRule = `rules:
  - id: hot
    name: {zh: 样例, en: Sample}
    metric: temperature
    above: 30
    for: 10m
    clear: {value: 28, for: 5m}
    severity: warning
    technical: false
    quiet: 1h
    repeat: 2d
    kinds: [room_sensor]
    note: 样例
`

func TestBuiltInRulesAreSound(t *testing.T) {
	set, faults := assemble([][]Rule{builtinRules()})
	if len(faults) > 0 {
		t.Fatal(describe(faults))
	}
	for _, r := range set.all {
		if r.Note == "" {
			t.Errorf("%s does not say where its limit comes from", r.ID)
		}
	}
	for _, m := range []care.Metric{care.FallMetric, care.SmokeMetric, care.GasMetric, care.WaterLeakMetric, care.CO} {
		if !slices.ContainsFunc(set.byMetric[m], func(r *Rule) bool { return r.Severity == care.Critical }) {
			t.Errorf("no critical rule for %s", m)
		}
	}
}

func TestParseReadsEveryKey(t *testing.T) {
	rules, faults := Parse("sample.yaml", []byte(sampleRule))
	if len(faults) > 0 {
		t.Fatal(describe(faults))
	}
	above, back := 30.0, 28.0
	want := Rule{ID: "hot", Name: Name{"样例", "Sample"}, Metric: care.Temperature, Above: &above, For: Duration(10 * time.Minute),
		Clear: Clear{&back, Duration(5 * time.Minute)}, Severity: care.Warning, Quiet: Duration(time.Hour), Repeat: Duration(48 * time.Hour),
		Kinds: []string{"room_sensor"}, Note: "样例", File: "sample.yaml"}
	if diff := gocmp.Diff([]Rule{want}, rules); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFaultsNameTheLineAndWhatToDo(t *testing.T) {
	edit := func(from, to string) string { return strings.Replace(sampleRule, from, to, 1) }
	smoke := "rules:\n  - id: s\n    name: {zh: 样例, en: S}\n    metric: smoke\n    equals: true\n    severity: critical\n"
	for name, c := range map[string]struct {
		text   string
		line   int
		advice string
	}{
		"unknown key":             {edit("above", "abov"), 5, `"above"`},
		"unknown key, far off":    {edit("note", "remark_of_mine"), 13, "severity"},
		"key twice":               {edit("note: 样例", "id: again"), 13, ""},
		"duration without a unit": {edit("10m", "10"), 6, "10m"},
		"negative duration":       {edit("10m", "-5m"), 6, "10m"},
		"duration of a year":      {edit("quiet: 1h", "quiet: 365d"), 10, ""},
		"text for a number":       {edit("30", "lots"), 5, "数字"},
		"no limit":                {edit("    above: 30\n", ""), 4, "above、below、equals"},
		"two limits":              {edit("above: 30", "above: 30\n    below: 3"), 4, "三者"},
		"absurd limit":            {edit("30", "3000"), 4, "-40"},
		"unknown metric":          {edit("metric: temperature", "metric: mood"), 4, "spo2"},
		"clear on the wrong side": {edit("value: 28", "value: 31"), 7, "不高于"},
		"bad severity":            {edit("warning", "urgent"), 8, "critical"},
		"technical and critical":  {strings.NewReplacer("warning", "critical", "technical: false", "technical: true").Replace(sampleRule), 8, "warning"},
		"bad id":                  {edit("id: hot", "id: Hot!"), 2, "小写"},
		"reserved id":             {edit("id: hot", "id: offline"), 2, "offline"},
		"nameless":                {edit("{zh: 样例, en: Sample}", "{zh: 样例}"), 3, "en:"},
		"repeats every second":    {edit("repeat: 2d", "repeat: 1s"), 11, "1m"},
		"only_when unknown":       {edit("quiet: 1h", "only_when: happy"), 10, "present"},
		"bool against a number":   {edit("above: 30", "equals: true"), 5, "above"},
		"anchors":                 {edit("{zh: 样例, en: Sample}", "&a {zh: 样例, en: Sample}"), 3, "完整"},
		"not a list":              {"rules: 3\n", 1, ""},
		"broken indentation":      {"rules:\n  - id: a\n   name: b\n", 3, ""},
		"empty":                   {"", 0, "rules:"},
		"only a comment":          {"# 样例\n", 0, "rules:"},
		"smoke switched off":      {smoke + "    off: true\n", 7, "off"},
		"smoke made quiet":        {smoke + "    quiet: 1h\n", 7, "quiet"},
		"smoke while present":     {smoke + "    only_when: present\n", 7, "only_when"},
		"smoke after a while":     {smoke + "    for: 1h\n", 7, "for"},
		"smoke as information":    {strings.Replace(smoke, "critical", "info", 1), 6, "critical"},
		"smoke as a number":       {strings.Replace(smoke, "equals: true", "above: 1", 1), 4, "equals"},
	} {
		rules, faults := Parse("x.yaml", []byte(c.text))
		if len(faults) == 0 || rules != nil {
			t.Errorf("%s: passed", name)
			continue
		}
		f := faults[0]
		if f.Line != c.line || !strings.Contains(f.Advice, c.advice) || f.Problem == "" || f.Advice == "" {
			t.Errorf("%s: got %v, want line %d and advice with %q", name, f.Error(), c.line, c.advice)
		}
	}
}

func TestEveryFaultOfAFileIsNamed(t *testing.T) {
	_, faults := Parse("x.yaml", []byte(strings.NewReplacer("id: hot", "id: Hot", "warning", "urgent").Replace(sampleRule)))
	if len(faults) != 2 {
		t.Errorf("got %s, want two faults", describe(faults))
	}
}

func TestSilencingByDeletionKeepsTheBuiltInRule(t *testing.T) {
	rules, _ := Parse("mine.yaml", []byte(sampleRule))
	set, _ := assemble([][]Rule{rules})
	for _, id := range []string{"hot", "smoke", "gas", "fall", "water_leak", "co_acute"} {
		if set.byID[id] == nil {
			t.Errorf("%s is not in force", id)
		}
	}
	if set.byID["battery_low"] != nil {
		t.Error("an ordinary rule that was deleted is still in force")
	}
}

func TestSameIDInTwoFilesIsAFault(t *testing.T) {
	a, _ := Parse("a.yaml", []byte(sampleRule))
	b, _ := Parse("b.yaml", []byte(sampleRule))
	if _, faults := assemble([][]Rule{a, b}); len(faults) != 1 || faults[0].File != "b.yaml" {
		t.Errorf("got %s", describe(faults))
	}
}

func TestDurationText(t *testing.T) {
	for text, want := range map[string]time.Duration{"45s": 45 * time.Second, "1m30s": 90 * time.Second, "10m": 10 * time.Minute, "1h30m": 90 * time.Minute,
		"2d": 48 * time.Hour, "1d12h": 36 * time.Hour, "0s": 0, "1h0m5s": time.Hour + 5*time.Second} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil || time.Duration(d) != want {
			t.Errorf("%s: got %v, %v", text, d, err)
		}
		if got := d.String(); got != text {
			t.Errorf("%s is written back as %s", text, got)
		}
	}
	for _, text := range []string{"", "10", "-1m", "d", "x", "1d-48h", "99999d"} {
		if err := new(Duration).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// withFolder runs an engine over a rule folder in a bubble.
func withFolder(t *testing.T, do func(t *testing.T, w *world, e *Engine, dir string)) {
	dir := filepath.Join(t.TempDir(), "rules")
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		e, stop := w.run(t, Config{RulesDir: dir})
		defer stop()
		do(t, w, e, dir)
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func inForce(e *Engine, id string) bool {
	return slices.ContainsFunc(e.Rules(), func(r Rule) bool { return r.ID == id && !r.Off })
}

func TestEmptyFolderIsFilledAndEditsTakeEffect(t *testing.T) {
	withFolder(t, func(t *testing.T, w *world, e *Engine, dir string) {
		if _, err := os.Stat(filepath.Join(dir, "vital_signs.yaml")); err != nil || len(e.Rules()) < 12 {
			t.Fatalf("the folder was not filled: %v, %d rules", err, len(e.Rules()))
		}
		write(t, filepath.Join(dir, "mine.yaml"), strings.Replace(sampleRule, "[room_sensor]", "[wearable]", 1))
		wait(10 * time.Second)
		if !inForce(e, "hot") {
			t.Fatal("a new file is not in force")
		}
		began := time.Now()
		w.say(e, "d1", care.Temperature, 31)
		wait(11 * time.Minute)
		wantTold(t, w, began, told{Rule: "hot", Raised: 10 * time.Minute, Readings: 1})
		if err := os.Remove(filepath.Join(dir, "mine.yaml")); err != nil {
			t.Fatal(err)
		}
		wait(10 * time.Second)
		if got := w.told(began); inForce(e, "hot") || got[0].Cleared == 0 {
			t.Errorf("a rule that was deleted goes on: %v", got)
		}
	})
}

func TestBrokenFileKeepsTheLastGoodRulesAndSaysSo(t *testing.T) {
	withFolder(t, func(t *testing.T, _ *world, e *Engine, dir string) {
		path := filepath.Join(dir, "mine.yaml")
		write(t, path, sampleRule)
		wait(10 * time.Second)
		write(t, path, sampleRule+"    colour: red\n")
		wait(10 * time.Second)
		if !inForce(e, "hot") || !inForce(e, "spo2_low") {
			t.Error("the last good rules are not in force")
		}
		faults := e.Faults()
		if len(faults) != 1 || faults[0].File != "mine.yaml" || faults[0].Line != 14 || faults[0].Since.IsZero() {
			t.Fatalf("faults: %v", describe(faults))
		}
		write(t, path, strings.Replace(sampleRule, "id: hot", "id: warm", 1))
		wait(10 * time.Second)
		if len(e.Faults()) != 0 || !inForce(e, "warm") || inForce(e, "hot") {
			t.Errorf("after the repair: %v", describe(e.Faults()))
		}
	})
}

func TestFileBrokenAtTheStartFallsBackToTheBuiltInOne(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "vital_signs.yaml"), "rules: [")
	write(t, filepath.Join(dir, "other.yaml"), "nonsense")
	e, err := New(Config{RulesDir: dir}, newWorld().deps())
	if err != nil {
		t.Fatal(err)
	}
	if !inForce(e, "spo2_low") || len(e.Faults()) != 2 {
		t.Errorf("spo2_low %v, faults %s", inForce(e, "spo2_low"), describe(e.Faults()))
	}
}

func TestFolderThatCannotBeUsedLeavesTheBuiltInRules(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a-file")
	write(t, path, "")
	e, err := New(Config{RulesDir: path}, newWorld().deps())
	if err != nil {
		t.Fatal(err)
	}
	if !inForce(e, "spo2_low") || len(e.Faults()) != 1 {
		t.Errorf("spo2_low %v, faults %s", inForce(e, "spo2_low"), describe(e.Faults()))
	}
}

func TestReadingsWaitWhileThePastIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		w.startedBefore()
		slow := &slowHistory{world: w, release: make(chan struct{})}
		deps := w.deps()
		deps.History = slow
		w.history = []care.Reading{{Device: "d1", Metric: care.Systolic, Value: 120, At: began.Add(-time.Second), ReceivedAt: began.Add(-time.Second)}}
		e, err := New(Config{}, deps)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- e.Run(ctx) }()
		synctest.Wait()
		w.say(e, "d1", care.SmokeMetric, 1)
		wantTold(t, w, began)
		close(slow.release)
		wantTold(t, w, began, told{Rule: "smoke", Readings: 1, Incidents: 1})
		if _, ok := e.Latest("d1", care.Systolic); !ok {
			t.Error("the past was not read")
		}
		cancel()
		<-done
	})
}

// startedBefore makes the next start one that has a past.
func (w *world) startedBefore() {
	w.memory[watermark], _ = json.Marshal(mark{time.Now()})
}

type slowHistory struct {
	*world
	release chan struct{}
}

func (s *slowHistory) Since(ctx context.Context, received time.Time, do func(care.Reading) error) error {
	select {
	case <-s.release:
		return s.world.Since(ctx, received, do)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func TestThePresentDoesNotWaitForAHistoryThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		w.startedBefore()
		deps := w.deps()
		deps.History = &slowHistory{world: w, release: make(chan struct{})}
		e, err := New(Config{}, deps)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- e.Run(ctx) }()
		synctest.Wait()
		w.say(e, "d1", care.SmokeMetric, 1)
		wait(recallLimit + time.Second)
		wantTold(t, w, began, told{Rule: "smoke", Readings: 1, Incidents: 1})
		cancel()
		<-done
	})
}

func TestAlertWhoseMemoryIsLostEndsWithTheReadings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		e, stop := w.run(t, Config{})
		w.say(e, "d1", care.Systolic, 230)
		stop()
		clear(w.memory)
		w.history = nil
		e, stop = w.run(t, Config{})
		defer stop()
		wait(time.Hour)
		w.say(e, "d1", care.Systolic, 150)
		for _, x := range w.told(began) {
			if x.Cleared != time.Hour {
				t.Errorf("%s goes on", x.Rule)
			}
		}
		if len(w.alerts) != 2 {
			t.Errorf("%d alerts, want the two of the first reading", len(w.alerts))
		}
	})
}

func TestUnreadableMemoryIsPassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		w.memory["d1"] = []byte("not ours")
		w.memory["d2"] = []byte(`{"v":99}`)
		e, stop := w.run(t, Config{})
		defer stop()
		w.say(e, "d1", care.SmokeMetric, 1)
		wantTold(t, w, began, told{Rule: "smoke", Readings: 1, Incidents: 1})
	})
}

func TestLoadErrorEndsRun(t *testing.T) {
	w := newWorld()
	deps := w.deps()
	deps.Memory = noMemory{}
	e, err := New(Config{}, deps)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Run(t.Context()); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

type noMemory struct{}

func (noMemory) LoadMemory(context.Context, func(care.DeviceID, []byte) error) error { return errAway }
func (noMemory) SaveMemory(context.Context, map[care.DeviceID][]byte) error          { return errAway }

func FuzzParse(f *testing.F) {
	f.Add([]byte(sampleRule))
	for _, data := range builtinFiles() {
		f.Add(data)
	}
	for _, s := range []string{"rules: [", "- a\n- b", "rules:\n  - &a {id: *a}", "rules:\n  - above: .nan", "rules:\n  - <<: x", "? a\n: b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, faults := Parse("x.yaml", data)
		if (len(rules) > 0) == (len(faults) > 0) {
			t.Fatalf("%d rules and %d faults", len(rules), len(faults))
		}
		for _, r := range rules {
			if c := r.check(); len(c) > 0 {
				t.Fatalf("a rule that is at fault passed: %v", c)
			}
			_, _, _ = r.crossed(0), r.calm(0), r.threshold()
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	for name, metrics := range map[string][]care.Metric{
		"one":  {care.HeartRate},
		"five": {care.HeartRate, care.SpO2, care.BatteryMetric, care.Systolic, care.Steps},
	} {
		b.Run(name, func(b *testing.B) {
			e, err := New(Config{}, newWorld().deps())
			if err != nil {
				b.Fatal(err)
			}
			e.open()
			var places []care.Place
			for i := range 1000 {
				places = append(places, placeOf(care.DeviceID(fmt.Sprint("device-", i))))
			}
			at := time.Unix(1_700_000_000, 0)
			readings := make([]care.Reading, len(metrics))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n++
				place := places[n%len(places)]
				at = at.Add(time.Second)
				for i, m := range metrics {
					readings[i] = care.Reading{Device: place.Device, Metric: m, Value: 98, At: at, ReceivedAt: at}
				}
				e.Judge(place, readings)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n*len(metrics)), "ns/reading")
		})
	}
}
