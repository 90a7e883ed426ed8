package demo

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/dispatch/notify/webhook"
)

// A call that is put through is told of as a telephone system tells: picked up and
// ended, or rung out; a ring is told of to nobody.
func TestTheSampleGatewayPlaysCalls(t *testing.T) {
	told := make(chan map[string]string, 10)
	var g *Gateway
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var word map[string]string
		if err := webhook.Verify(g.Secret, r.Header.Get("Yian-Signature"), time.Now(), body); err != nil || json.Unmarshal(body, &word) != nil || r.URL.Path != "/api/v1/gateway/calls" {
			t.Errorf("told %s %s: %v", r.URL.Path, body, err)
		}
		told <- word
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(site.Close)
	now := make(chan time.Time)
	close(now) // every pause is over at once
	g, err := StartGateway(slog.New(slog.DiscardHandler), func(time.Duration) <-chan time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Close)
	g.Tell(site.URL)
	ask := func(key, kind string) {
		body, _ := json.Marshal(map[string]string{"key": key, "kind": kind, "receiver": "operator"})
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, g.URL, bytes.NewReader(body))
		req.Header.Set("Yian-Signature", webhook.Sign(g.Secret, time.Now(), body))
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != http.StatusAccepted {
			t.Fatalf("%v %v", res, err)
		}
		_ = res.Body.Close()
	}
	ask("ring-1", "ring")
	states := map[string][]string{}
	for _, key := range []string{"connect/a", "connect/b", "connect/c", "connect/d", "connect/e", "connect/f"} {
		ask(key, "connect")
		for last := ""; last != "ended" && last != "missed"; {
			word := <-told
			last = word["state"]
			states[word["id"]] = append(states[word["id"]], last)
		}
	}
	kinds := map[string]int{}
	for key, got := range states {
		kinds[got[len(got)-1]]++
		if want := []string{"answered", "ended"}; got[0] != "missed" && !cmp.Equal(got, want) {
			t.Errorf("%s: %v", key, got)
		}
	}
	if len(states) != 6 || kinds["ended"] == 0 || states["ring-1"] != nil {
		t.Errorf("played %v", states)
	}
}
