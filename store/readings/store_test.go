//go:build !noembedded

package readings_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"yian/app/embedded"
	"yian/care"
	"yian/store/readings"
)

// lab is one InfluxDB for all tests of the package: its first query takes seconds.
// Each test keeps to devices of its own.
var lab *embedded.Influx

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "readings")
	if err != nil {
		panic(err)
	}
	if lab, err = embedded.StartInflux(context.Background(), dir); err != nil {
		panic(err)
	}
	// The first query waits until Flux is ready, which takes its time on a busy machine.
	first := readings.Open(readings.Config{URL: lab.URL(), Bucket: lab.Bucket(), QueryTimeout: 5 * time.Minute})
	if _, err := first.Curve(context.Background(), readings.CurveQuery{Device: "none", Metric: care.HeartRate}); err != nil {
		panic(err)
	}
	first.Close()
	code := m.Run()
	_ = lab.Close()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func open(t *testing.T, more ...func(*readings.Config)) *readings.Store {
	t.Helper()
	cfg := readings.Config{URL: lab.URL(), Bucket: lab.Bucket(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, m := range more {
		m(&cfg)
	}
	s := readings.Open(cfg)
	t.Cleanup(s.Close)
	return s
}

func write(t *testing.T, s *readings.Store, batch []byte) {
	t.Helper()
	if err := s.Write(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}

var noon = time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC) // in Shanghai

func heart(v float64) []care.Reading { return []care.Reading{{Metric: care.HeartRate, Value: v}} }

func TestAppend(t *testing.T) {
	s := readings.Open(readings.Config{URL: "http://127.0.0.1:1"})
	at, received := time.UnixMilli(1700000000000), time.UnixMilli(1700000000123)
	for name, c := range map[string]struct {
		place care.Place
		rs    []care.Reading
		want  string
	}{
		"all fields of a message": {care.Place{Device: "d1", Elder: "e1"}, []care.Reading{{Metric: care.HeartRate, Value: 72}, {Metric: care.BodyTemperature, Value: 36.6}},
			"reading,device=d1,elder=e1 heart_rate=72,body_temperature=36.6,received=1700000000123i 1700000000000\n"},
		"nobody's device": {care.Place{Device: "d1"}, heart(0), "reading,device=d1 heart_rate=0,received=1700000000123i 1700000000000\n"},
		"an id that would break the line": {care.Place{Device: "d1", Elder: "张 三,x=1\n\\"}, heart(1),
			"reading,device=d1,elder=张\\ 三\\,x\\=1__ heart_rate=1,received=1700000000123i 1700000000000\n"},
		"an unknown metric": {care.Place{Device: "d1"}, []care.Reading{{Metric: "a b", Value: 1e21}},
			"reading,device=d1 a\\ b=1e+21,received=1700000000123i 1700000000000\n"},
		"nothing to store": {care.Place{Device: "d1"}, []care.Reading{{Metric: care.HeartRate, Value: nan()}, {Value: 1}, {Metric: "received", Value: 3}, {Metric: "time", Value: 3}, {Metric: "_time", Value: 3}}, ""},
	} {
		if diff := cmp.Diff("before"+c.want, string(s.Append([]byte("before"), c.place, at, received, c.rs))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	batch := make([]byte, 0, 4096)
	place, rs := care.Place{Device: "d1", Elder: "e1"}, heart(72)
	if n := testing.AllocsPerRun(100, func() { batch = s.Append(batch[:0], place, at, received, rs) }); n != 0 {
		t.Errorf("a message costs %v allocations", n)
	}
}

func nan() float64 { z := 0.0; return z / z }

func TestCurve(t *testing.T) {
	s := open(t)
	var batch []byte
	for minute := range 60 {
		for _, second := range []int{0, 30} {
			batch = s.Append(batch, care.Place{Device: "curve", Elder: "curve elder"}, noon.Add(time.Duration(minute)*time.Minute+time.Duration(second)*time.Second), noon, heart(float64(60+minute+second)))
		}
	}
	batch = s.Append(batch, care.Place{Device: "other", Elder: "somebody"}, noon, noon, heart(200))
	write(t, s, batch)
	write(t, s, batch) // twice is once

	got, err := s.Curve(t.Context(), readings.CurveQuery{Elder: "curve elder", Metric: care.HeartRate, From: noon.Add(5 * time.Second), To: noon.Add(3 * time.Minute), Every: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	want := []care.Point{
		{At: noon, Mean: 90, Min: 90, Max: 90, Count: 1}, // its first half is before From
		{At: noon.Add(time.Minute), Mean: 76, Min: 61, Max: 91, Count: 2},
		{At: noon.Add(2 * time.Minute), Mean: 77, Min: 62, Max: 92, Count: 2},
	}
	if diff := cmp.Diff(want, got.Points); diff != "" || got.Source != care.FromReadings || got.Every != time.Minute {
		t.Errorf("by elder (-want +got):\n%s", diff)
	}
	day, err := s.Curve(t.Context(), readings.CurveQuery{Device: "curve", Metric: care.HeartRate, From: noon.AddDate(0, 0, -2), To: noon.AddDate(0, 0, 2), Every: 24 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2026, 11, 20, 0, 0, 0, 0, care.Shanghai)
	if len(day.Points) != 1 || !day.Points[0].At.Equal(midnight) || day.Points[0].Count != 120 {
		t.Errorf("by day: got %+v, want one from %v", day, midnight)
	}
	chosen, err := s.Curve(t.Context(), readings.CurveQuery{Device: "curve", Metric: care.HeartRate, From: noon, To: noon.Add(time.Hour)})
	if err != nil || len(chosen.Points) < 60 || len(chosen.Points) > 500 {
		t.Errorf("own step: got %d points, %v", len(chosen.Points), err)
	}
	none, err := s.Curve(t.Context(), readings.CurveQuery{Device: "curve", Metric: care.SpO2, From: noon, To: noon.Add(time.Hour)})
	if err != nil || none.Points == nil || len(none.Points) != 0 {
		t.Errorf("nothing: got %v, %v", none, err)
	}
}

func TestCurveThatNobodyCanDraw(t *testing.T) {
	s := open(t)
	for name, q := range map[string]readings.CurveQuery{
		"of nobody":     {Metric: care.HeartRate},
		"of no metric":  {Elder: "e"},
		"backwards":     {Elder: "e", Metric: care.HeartRate, From: noon, To: noon.Add(-time.Second)},
		"far too finer": {Elder: "e", Metric: care.HeartRate, From: noon, To: noon.AddDate(1, 0, 0), Every: time.Second},
	} {
		if _, err := s.Curve(t.Context(), q); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
	if _, err := s.Curve(t.Context(), readings.CurveQuery{Elder: `") |> drop() //${1+1}`, Metric: care.HeartRate}); err != nil {
		t.Errorf("an id that looks like a query: %v", err)
	}
}

func TestLatest(t *testing.T) {
	s := open(t)
	now := time.Now().Truncate(time.Millisecond).UTC()
	place := care.Place{Device: "latest", Elder: "latest elder"}
	var batch []byte
	batch = s.Append(batch, place, now.Add(-2*time.Hour), now.Add(-time.Hour), []care.Reading{{Metric: care.HeartRate, Value: 70}, {Metric: care.BatteryMetric, Value: 90}})
	batch = s.Append(batch, place, now.Add(-time.Minute), now, heart(80))
	write(t, s, batch)
	got, err := s.Latest(t.Context(), readings.LatestQuery{Elder: "latest elder"})
	if err != nil {
		t.Fatal(err)
	}
	want := []care.Reading{
		{Device: "latest", Metric: care.BatteryMetric, Value: 90, At: now.Add(-2 * time.Hour), ReceivedAt: now.Add(-time.Hour)},
		{Device: "latest", Metric: care.HeartRate, Value: 80, At: now.Add(-time.Minute), ReceivedAt: now},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, err := s.Latest(t.Context(), readings.LatestQuery{Device: "nobody"}); err != nil || len(got) != 0 {
		t.Errorf("of nobody: got %v, %v", got, err)
	}
}

func TestSinceFollowsReceipt(t *testing.T) {
	s := open(t)
	start := time.Now().Truncate(time.Millisecond).UTC().Add(time.Hour) // later than any other test's
	place := care.Place{Device: "since", Elder: "since elder"}
	var batch []byte
	batch = s.Append(batch, place, start.Add(-3*time.Hour), start.Add(-time.Millisecond), heart(1)) // before
	batch = s.Append(batch, place, start.Add(-90*time.Minute), start.Add(2*time.Second), heart(3))  // a backlog
	batch = s.Append(batch, place, start.Add(-time.Hour), start.Add(time.Second), heart(2))
	batch = s.Append(batch, place, start.Add(-59*time.Minute), start.Add(3*time.Second), []care.Reading{{Metric: care.HeartRate, Value: 4}, {Metric: care.SpO2, Value: 97}})
	write(t, s, batch)
	var got []string
	collect := func(r care.Reading) error {
		got = append(got, fmt.Sprint(r.Device, " ", r.Metric, " ", r.Value, " ", r.ReceivedAt.Sub(start)))
		return nil
	}
	if err := s.Since(t.Context(), start, collect); err != nil {
		t.Fatal(err)
	}
	want := []string{"since heart_rate 2 1s", "since heart_rate 3 2s", "since heart_rate 4 3s", "since spo2 97 3s"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	enough := errors.New("enough")
	if err := s.Since(t.Context(), start, func(care.Reading) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v, want the error of each", err)
	}
}

func TestBadPointsAreSetAside(t *testing.T) {
	if raceDetector {
		t.Skip("InfluxDB 1.8 itself races over its counters when it refuses a part of a batch")
	}
	registry := prometheus.NewRegistry()
	var log strings.Builder
	s := open(t, func(c *readings.Config) { c.Metrics, c.Log = registry, slog.New(slog.NewTextHandler(&log, nil)) })
	write(t, s, []byte("reading,device=conflict badfield=\"text\" 1700000000000\n"))
	var batch []byte
	for n := range 50 {
		if n%20 == 7 {
			batch = append(batch, fmt.Sprintf("reading,device=conflict badfield=%d 17000000000%02d\n", n, n)...)
			continue
		}
		batch = s.Append(batch, care.Place{Device: "conflict"}, noon.Add(time.Duration(n)*time.Second), noon, heart(66))
	}
	batch = append(batch, "not line protocol at all\n"...)
	write(t, s, batch)
	got, err := s.Curve(t.Context(), readings.CurveQuery{Device: "conflict", Metric: care.HeartRate, From: noon, To: noon.Add(time.Hour), Every: time.Hour})
	if err != nil || len(got.Points) != 1 || got.Points[0].Count != 47 {
		t.Errorf("the good ones: got %+v, %v, want 47", got, err)
	}
	if err := testutil.GatherAndCompare(registry, strings.NewReader("# HELP yian_readings_set_aside_total Points that InfluxDB refuses for good.\n# TYPE yian_readings_set_aside_total counter\nyian_readings_set_aside_total 4\n"), "yian_readings_set_aside_total"); err != nil {
		t.Error(err)
	}
	if strings.Contains(log.String(), "1700000000") || strings.Contains(log.String(), "66") {
		t.Errorf("the log holds values:\n%s", log.String())
	}
}

func TestAwayIsUnavailable(t *testing.T) {
	s := open(t)
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := lab.Stop(); err != nil {
		t.Fatal(err)
	}
	line := s.Append(nil, care.Place{Device: "away"}, noon, noon, heart(1))
	for what, err := range map[string]error{"write": s.Write(t.Context(), line), "ping": s.Ping(t.Context()), "curve": onlyError(s.Curve(t.Context(), readings.CurveQuery{Device: "away", Metric: care.HeartRate}))} {
		if !errors.Is(err, care.ErrUnavailable) {
			t.Errorf("%s: got %v, want unavailable", what, err)
		}
	}
	if err := lab.Start(); err != nil {
		t.Fatal(err)
	}
	write(t, s, line)
}

func onlyError(_ care.Curve, err error) error { return err }

func TestHungStoreIsUnavailableInTime(t *testing.T) {
	hung, err := net.Listen("tcp", "127.0.0.1:0") // accepts into its backlog and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer hung.Close()
	s := readings.Open(readings.Config{URL: "http://" + hung.Addr().String(), WriteTimeout: 50 * time.Millisecond})
	defer s.Close()
	start := time.Now()
	if err := s.Write(t.Context(), []byte("reading,device=d v=1 1\n")); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("got %v, want unavailable", err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}
