//go:build !noembedded

package embedded

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
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
