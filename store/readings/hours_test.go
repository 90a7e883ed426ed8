//go:build !noembedded

package readings_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yian/app/embedded"
	"yian/care"
	"yian/store/readings"
)

// archive is an InfluxDB of its own under a clock that the test sets.
type archive struct {
	t      *testing.T
	influx *embedded.Influx
	now    time.Time
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	influx, err := embedded.StartInflux(context.WithoutCancel(t.Context()), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = influx.Close() })
	return &archive{t: t, influx: influx, now: noon.Add(20 * time.Minute)}
}

func (a *archive) open(more ...func(*readings.Config)) *readings.Store {
	cfg := readings.Config{URL: a.influx.URL(), Bucket: a.influx.Bucket(), RawFor: 10 * 24 * time.Hour,
		Now: func() time.Time { return a.now }, Log: slog.New(slog.NewTextHandler(a.t.Output(), nil))}
	for _, m := range more {
		m(&cfg)
	}
	s := readings.Open(cfg)
	a.t.Cleanup(s.Close)
	return s
}

// keepHours summarises until nothing is left to do.
func keepHours(t *testing.T, s *readings.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := false
	if err := s.KeepHours(ctx, func() { done = true; cancel() }); err != nil || !done {
		t.Fatalf("hours not summarised: %v", err)
	}
}

func curveOf(t *testing.T, s *readings.Store, q readings.CurveQuery) care.Curve {
	t.Helper()
	q.Metric = care.HeartRate
	got, err := s.Curve(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var nearly = cmpopts.EquateApprox(1e-12, 0)

// some days of two devices of one elder and one of another, with gaps.
func someDays(s *readings.Store, days int) []byte {
	r := rand.New(rand.NewPCG(7, 7))
	var batch []byte
	for _, who := range []care.Place{{Device: "a 1", Elder: "e,1"}, {Device: "b", Elder: "e,1"}, {Device: "c", Elder: "other"}, {Device: "nobody's"}} {
		for at := noon.AddDate(0, 0, -days); at.Before(noon.Add(15 * time.Minute)); at = at.Add(time.Duration(1+r.IntN(90)) * time.Minute) {
			batch = s.Append(batch, who, at, at, []care.Reading{{Metric: care.HeartRate, Value: float64(50 + r.IntN(70))}, {Metric: care.SpO2, Value: 97}})
		}
		// On the very edge of an hour.
		batch = s.Append(batch, who, noon.Add(-3*time.Hour), noon, heart(61.5))
		batch = s.Append(batch, who, noon.Add(-2*time.Hour-time.Millisecond), noon, heart(62.5))
	}
	return batch
}

// TestHoursDrawTheSameCurve: whatever the step, a curve of the summaries is that of
// the readings, and the hours that have none yet are in it.
func TestHoursDrawTheSameCurve(t *testing.T) {
	a := newArchive(t)
	s := a.open()
	write(t, s, someDays(s, 5))
	queries := map[string]readings.CurveQuery{}
	for _, every := range []time.Duration{time.Hour, 3 * time.Hour, 24 * time.Hour} {
		queries[fmt.Sprint("elder ", every)] = readings.CurveQuery{Elder: "e,1", Every: every, From: noon.AddDate(0, 0, -7), To: a.now}
		queries[fmt.Sprint("device ", every)] = readings.CurveQuery{Device: "a 1", Every: every, From: noon.AddDate(0, 0, -2), To: a.now}
		queries[fmt.Sprint("until before ", every)] = readings.CurveQuery{Device: "nobody's", Every: every, From: noon.AddDate(0, 0, -2), To: noon.AddDate(0, 0, -1)}
	}
	want := map[string]care.Curve{}
	for name, q := range queries {
		want[name] = curveOf(t, s, q)
		if want[name].Source != care.FromReadings || len(want[name].Points) == 0 {
			t.Fatalf("%s: drawn from %s, %d points", name, want[name].Source, len(want[name].Points))
		}
	}
	keepHours(t, s)
	for name, q := range queries {
		got := curveOf(t, s, q)
		if diff := cmp.Diff(want[name].Points, got.Points, nearly); diff != "" || got.Source != care.FromHours || got.Every != q.Every {
			t.Errorf("%s: drawn from %s by %v (-readings +hours)\n%s", name, got.Source, got.Every, diff)
		}
	}
	if fine := curveOf(t, s, readings.CurveQuery{Elder: "e,1", From: noon.Add(-6 * time.Hour), To: a.now}); fine.Source != care.FromReadings || fine.Every >= time.Hour {
		t.Errorf("six hours: drawn from %s by %v", fine.Source, fine.Every)
	}
}

// TestHoursOutliveReadings: when the readings are gone the curve is there, in whole
// hours whatever was asked.
func TestHoursOutliveReadings(t *testing.T) {
	a := newArchive(t)
	s := a.open()
	write(t, s, someDays(s, 3))
	keepHours(t, s)
	q := readings.CurveQuery{Elder: "e,1", From: noon.AddDate(0, 0, -4).Add(7 * time.Minute), To: noon.Add(-time.Hour), Every: time.Hour}
	want := curveOf(t, s, q)
	a.now = a.now.AddDate(0, 0, 60)
	if err := a.influx.Retain(24*7*time.Hour, 0); err != nil { // counts from the real now
		t.Fatal(err)
	}
	q.Every = 5 * time.Minute
	got := curveOf(t, s, q)
	if diff := cmp.Diff(want.Points, got.Points, nearly); diff != "" || got.Source != care.FromHours || got.Every != time.Hour {
		t.Errorf("drawn from %s by %v (-before +after)\n%s", got.Source, got.Every, diff)
	}
	// What is summarised of a time whose readings are going stays as it is.
	line := s.Append(nil, care.Place{Device: "a 1", Elder: "e,1"}, noon.AddDate(0, 0, -2), a.now, heart(199))
	write(t, s, line)
	keepHours(t, s)
	if diff := cmp.Diff(want.Points, curveOf(t, s, q).Points, nearly); diff != "" {
		t.Errorf("after a reading of long ago (-want +got)\n%s", diff)
	}
}

// TestLateReadingsAreSummarised: an hour that readings came to after its summary is
// summarised again, for their device, and no other hour is.
func TestLateReadingsAreSummarised(t *testing.T) {
	a := newArchive(t)
	s := a.open()
	write(t, s, someDays(s, 2))
	a.now = a.now.Add(5 * time.Minute)
	keepHours(t, s)
	q := readings.CurveQuery{Elder: "e,1", From: noon.AddDate(0, 0, -3), To: a.now, Every: time.Hour}
	before := curveOf(t, s, q)
	a.now = a.now.Add(10 * time.Minute)
	late := noon.Add(-20 * time.Hour).Add(11 * time.Minute)
	var batch []byte
	for n := range 3 { // one hour, three readings, one of now
		batch = s.Append(batch, care.Place{Device: "a 1", Elder: "e,1"}, late.Add(time.Duration(n)*time.Second), a.now, heart(200))
	}
	batch = s.Append(batch, care.Place{Device: "a 1", Elder: "e,1"}, a.now, a.now, heart(70))
	text := string(batch)
	write(t, s, batch)
	if string(batch) != text {
		t.Error("the batch was changed")
	}
	asked := map[string]int{}
	var mu sync.Mutex
	watched := a.open(a.through(t, func(path, body string) bool {
		mu.Lock()
		defer mu.Unlock()
		if strings.Contains(body, "sum()") {
			asked[body]++
		}
		return true
	}))
	keepHours(t, watched)
	if len(asked) != 1 {
		t.Errorf("%d hours were summarised, want the one that changed", len(asked))
	}
	got := curveOf(t, s, readings.CurveQuery{Elder: "e,1", From: q.From, To: noon, Every: time.Hour})
	changed := 0
	for i, p := range got.Points {
		if diff := cmp.Diff(before.Points[i], p, nearly); diff != "" {
			changed++
			if !p.At.Equal(late.Truncate(time.Hour)) || p.Max != 200 || p.Count != before.Points[i].Count+3 {
				t.Errorf("an hour changed (-before +after)\n%s", diff)
			}
		}
	}
	if changed != 1 {
		t.Errorf("%d hours changed, want 1", changed)
	}
}

// through lets a store's requests pass by pass, which may refuse them.
func (a *archive) through(t *testing.T, pass func(path, body string) bool) func(*readings.Config) {
	to, err := url.Parse(a.influx.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	door := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !pass(r.URL.Path, string(body)) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	})}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = door.Serve(at) }()
	t.Cleanup(func() { _ = door.Close() })
	return func(c *readings.Config) { c.URL = "http://" + at.Addr().String() }
}

// TestHoursGoOnWhereTheyEnded: however often it is cut off, and with two at once, the
// end is the same, and no hour is summarised anew without need.
func TestHoursGoOnWhereTheyEnded(t *testing.T) {
	a := newArchive(t)
	whole := a.open()
	write(t, whole, someDays(whole, 2))
	q := readings.CurveQuery{Elder: "e,1", From: noon.AddDate(0, 0, -3), To: a.now, Every: time.Hour}
	want := curveOf(t, whole, q)

	var writes, summaries atomic.Int64
	for cut := range 4 {
		ctx, cancel := context.WithCancel(t.Context())
		writes.Store(0)
		s := a.open(a.through(t, func(path, body string) bool {
			if strings.Contains(body, "sum()") {
				summaries.Add(1)
			}
			if path == "/api/v2/write" && writes.Add(1) > int64(1+cut) { // after an hour's summary, or after its progress
				cancel() // a crash: neither this nor anything after it
				return false
			}
			return true
		}))
		if err := s.KeepHours(ctx, nil); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
	var two sync.WaitGroup
	for range 2 {
		s := a.open()
		two.Go(func() { keepHours(t, s) })
	}
	two.Wait()
	got := curveOf(t, whole, q)
	if diff := cmp.Diff(want.Points, got.Points, nearly); diff != "" || got.Source != care.FromHours {
		t.Errorf("drawn from %s (-readings +hours)\n%s", got.Source, diff)
	}
	if n := summaries.Load(); n > 4*4 {
		t.Errorf("%d questions before four crashes", n)
	}
}

// TestBackupHoldsHours: what the readings no longer say comes back, and so does what
// was still to be summarised again.
func TestBackupHoldsHours(t *testing.T) {
	a, b := newArchive(t), newArchive(t)
	from := a.open()
	write(t, from, someDays(from, 3))
	keepHours(t, from)
	a.now = a.now.Add(10 * time.Minute)
	write(t, from, from.Append(nil, care.Place{Device: "b", Elder: "e,1"}, noon.AddDate(0, 0, -1), a.now, heart(201)))
	text, done := exported(t, from, noon.AddDate(0, 0, -2)) // the oldest readings left out
	b.now = a.now
	to := b.open()
	if n, err := to.Import(t.Context(), strings.NewReader(text)); err != nil || n != done.Points {
		t.Fatalf("imported %d of %d, %v", n, done.Points, err)
	}
	q := readings.CurveQuery{Elder: "e,1", From: noon.AddDate(0, 0, -4), To: a.now, Every: time.Hour}
	if diff := cmp.Diff(curveOf(t, from, q), curveOf(t, to, q), nearly); diff != "" {
		t.Errorf("(-before +restored)\n%s", diff)
	}
	keepHours(t, from)
	keepHours(t, to)
	want := curveOf(t, from, q)
	if diff := cmp.Diff(want, curveOf(t, to, q), nearly); diff != "" || want.Source != care.FromHours {
		t.Errorf("with what came late (-before +restored)\n%s", diff)
	}
}

// TestWithoutPlaceForHours: an InfluxDB whose operator made none draws and stores as
// before.
func TestWithoutPlaceForHours(t *testing.T) {
	a := newArchive(t)
	s := a.open(func(c *readings.Config) { c.HourlyBucket = "yian/none" })
	write(t, s, someDays(s, 1))
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := s.KeepHours(ctx, func() { t.Error("caught up with nowhere to write") }); err != nil {
		t.Error(err)
	}
	if got := curveOf(t, s, readings.CurveQuery{Elder: "e,1", From: noon.AddDate(0, 0, -3), To: a.now, Every: time.Hour}); got.Source != care.FromReadings || len(got.Points) < 20 {
		t.Errorf("drawn from %s, %d points", got.Source, len(got.Points))
	}
	if _, done := exported(t, s, time.Time{}); done.Points == 0 {
		t.Error("nothing exported")
	}
}

// TestTooOldIsSetAsideAlone: what is older than InfluxDB keeps is counted; the rest of
// its batch is stored in the same request.
func TestTooOldIsSetAsideAlone(t *testing.T) {
	a := newArchive(t)
	a.now = time.Now()
	if err := a.influx.Retain(30*24*time.Hour, 0); err != nil {
		t.Fatal(err)
	}
	var writes atomic.Int64
	s := a.open(a.through(t, func(path, _ string) bool {
		if path == "/api/v2/write" {
			writes.Add(1)
		}
		return true
	}))
	var batch []byte
	for n := range 40 {
		at := a.now.Add(time.Duration(n-40) * time.Second)
		if n%10 == 3 {
			at = at.AddDate(-1, 0, 0)
		}
		batch = s.Append(batch, care.Place{Device: "old"}, at, a.now, heart(66))
	}
	write(t, s, batch)
	got := curveOf(t, s, readings.CurveQuery{Device: "old", From: a.now.Add(-time.Hour), To: a.now.Add(time.Second), Every: 2 * time.Hour})
	if len(got.Points) == 0 || writes.Load() != 1 {
		t.Fatalf("%d points in %d writes", len(got.Points), writes.Load())
	}
	var n int64
	for _, p := range got.Points {
		n += p.Count
	}
	if n != 36 {
		t.Errorf("%d readings stored, want 36", n)
	}
}
