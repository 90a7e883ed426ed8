//go:build !noembedded

package readings_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/app/embedded"
	"yian/care"
	"yian/store/readings"
)

// another is a second InfluxDB, empty.
func another(t *testing.T) *readings.Store {
	t.Helper()
	influx, err := embedded.StartInflux(context.WithoutCancel(t.Context()), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = influx.Close() })
	s := readings.Open(readings.Config{URL: influx.URL(), Bucket: influx.Bucket()})
	t.Cleanup(s.Close)
	return s
}

func exported(t *testing.T, s *readings.Store, since time.Time) (string, readings.Exported) {
	t.Helper()
	var b bytes.Buffer
	done, err := s.Export(t.Context(), since, &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), done
}

// TestExportComesBack: what was written, with when it was received, is written in
// another InfluxDB as it was, whatever its ids hold and however far apart it lies.
func TestExportComesBack(t *testing.T) {
	from, to := another(t), another(t)
	if text, done := exported(t, from, time.Time{}); text != "" || done != (readings.Exported{}) {
		t.Errorf("of nothing: %q, %+v", text, done)
	}
	var want []string
	add := func(place care.Place, at time.Time, rs ...care.Reading) {
		line := from.Append(nil, place, at, at.Add(1234*time.Millisecond), rs)
		write(t, from, slices.Clone(line))
		want = append(want, string(line))
	}
	long := noon.AddDate(-3, 0, 0)
	add(care.Place{Device: "old"}, long, heart(71.25)...)
	add(care.Place{Device: "d1", Elder: "张 三,x=1"}, noon, care.Reading{Metric: care.HeartRate, Value: 72})
	add(care.Place{Device: "d1", Elder: "other"}, noon, heart(1e-7)...) // the same instant, another elder
	add(care.Place{Device: "d2"}, noon.Add(time.Millisecond), heart(-3e21)...)
	add(care.Place{Device: "d2"}, noon.Add(time.Hour), care.Reading{Metric: care.BodyTemperature, Value: 36.6})
	text, done := exported(t, from, time.Time{})
	got := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	got[len(got)-1] += "\n"
	sorted := func(s []string) []string { return slices.Sorted(slices.Values(s)) }
	if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
		t.Errorf("(-written +exported)\n%s", diff)
	}
	if done.Points != 5 || !done.From.Equal(long) || !done.To.Equal(noon.Add(time.Hour)) {
		t.Errorf("got %+v", done)
	}
	if _, done := exported(t, from, noon.Add(time.Millisecond)); done.Points != 2 {
		t.Errorf("since: got %d points, want 2", done.Points)
	}
	for range 2 { // twice is once
		if n, err := to.Import(t.Context(), strings.NewReader(text)); err != nil || n != 5 {
			t.Errorf("imported %d, %v", n, err)
		}
	}
	if again, _ := exported(t, to, time.Time{}); again != text {
		t.Errorf("after the import (-want +got)\n%s", cmp.Diff(text, again))
	}
	if _, err := to.Import(t.Context(), strings.NewReader("cpu,host=a v=1 1\n")); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a foreign line: got %v", err)
	}
}

// TestExportOfMany goes over more than one slice holds.
func TestExportOfMany(t *testing.T) {
	from, to := another(t), another(t)
	const devices, each = 60, 4_000 // within an hour: 240,000 messages, more than one slice may hold
	var batch []byte
	for i := range each {
		for d := range devices {
			at := noon.Add(time.Duration(i) * 900 * time.Millisecond)
			batch = from.Append(batch, care.Place{Device: care.DeviceID(fmt.Sprint("many-", d)), Elder: "e"}, at, at, []care.Reading{{Metric: care.HeartRate, Value: float64(i)}, {Metric: care.SpO2, Value: 97}})
		}
		if len(batch) > 400_000 {
			write(t, from, batch)
			batch = batch[:0]
		}
	}
	write(t, from, batch)
	start := time.Now()
	text, done := exported(t, from, time.Time{})
	out := time.Since(start)
	if done.Points != devices*each || strings.Count(text, "\n") != devices*each {
		t.Errorf("got %d points, %d lines, want %d", done.Points, strings.Count(text, "\n"), devices*each)
	}
	start = time.Now()
	if _, err := to.Import(t.Context(), strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d points out in %v, in again in %v", done.Points, out.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	if _, again := exported(t, to, time.Time{}); again != done {
		t.Errorf("after the import: %+v, want %+v", again, done)
	}
}
