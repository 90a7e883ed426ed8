//go:build !noembedded

package embedded

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yian/care"
)

func TestInfluxKeepsItsAddressAndData(t *testing.T) {
	start := time.Now()
	dir := t.TempDir()
	db, err := StartInflux(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	took := time.Since(start)
	t.Logf("ready after %v", took)
	if took > 2*time.Second {
		t.Errorf("ready after %v", took)
	}
	if code, answer := post(t, db.URL()+"/api/v2/write?precision=ms&bucket="+url.QueryEscape(db.Bucket()), "reading,device=d v=1 1700000000000"); code != http.StatusNoContent {
		t.Fatalf("write: %d %s", code, answer)
	}
	if err := db.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := http.Get(db.URL() + "/ping"); err == nil {
		t.Error("it answered while it was away")
	}
	if err := db.Start(); err != nil {
		t.Fatal(err)
	}
	flux := `from(bucket: "` + db.Bucket() + `") |> range(start: 2023-01-01T00:00:00Z) |> filter(fn: (r) => r._measurement == "reading")`
	if code, answer := post(t, db.URL()+"/api/v2/query", flux); code != http.StatusOK || !strings.Contains(answer, ",reading,") {
		t.Errorf("query: %d %s", code, answer)
	}
}

func post(t *testing.T, to, body string) (int, string) {
	t.Helper()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/vnd.flux")
	request.Header.Set("Accept", "application/csv")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(answer)
}

// TestInfluxDeletesWhatIsOld: readings and hours each after their own time, and what
// is younger stays.
func TestInfluxDeletesWhatIsOld(t *testing.T) {
	db := &Influx{dir: t.TempDir(), addr: "127.0.0.1:0", checkEvery: 50 * time.Millisecond}
	if err := db.Retain(time.Hour, 0); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("while it is stopped: %v", err)
	}
	if err := db.Start(); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Now()
	for _, bucket := range []string{db.Bucket(), Database + "/hourly"} {
		for _, age := range []int{1, 120, 3000} {
			line := fmt.Sprintf("reading,device=d%d v=1 %d", age, now.AddDate(0, 0, -age).UnixMilli())
			if code, answer := post(t, db.URL()+"/api/v2/write?precision=ms&bucket="+url.QueryEscape(bucket), line); code != http.StatusNoContent {
				t.Fatalf("write: %d %s", code, answer)
			}
		}
	}
	held := func(bucket string) string {
		_, answer := post(t, db.URL()+"/api/v2/query", `from(bucket: "`+bucket+`") |> range(start: 2001-01-01T00:00:00Z) |> filter(fn: (r) => r._measurement == "reading") |> keep(columns: ["device"])`)
		found := ""
		for _, device := range []string{"d1", "d120", "d3000"} {
			if strings.Contains(answer, ","+device+"\r\n") {
				found += device + " "
			}
		}
		return found
	}
	if got := held(db.Bucket()); got != "d1 d120 d3000 " {
		t.Fatalf("before: %q", got)
	}
	for range 2 {
		if err := db.Retain(90*24*time.Hour, 1826*24*time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for held(db.Bucket()) != "d1 " || held(Database+"/hourly") != "d1 d120 " {
		select {
		case <-deadline:
			t.Fatalf("still there: %q, %q", held(db.Bucket()), held(Database+"/hourly"))
		case <-tick.C:
		}
	}
}
