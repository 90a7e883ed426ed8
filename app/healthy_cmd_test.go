package app_test

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"yian/app"
)

// TestHealthy: the check of a container says what /readyz says, and that nobody
// listens.
func TestHealthy(t *testing.T) {
	var status atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("asked %s", r.URL.Path)
		}
		w.WriteHeader(int(status.Load()))
	}))
	address := server.Listener.Addr().String()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	healthy := func(http string) error {
		t.Setenv("YIAN_HTTP", http)
		var out bytes.Buffer
		return app.Run([]string{"healthy", "--timeout", "2s"}, app.Streams{Out: &out, Err: &out, Context: t.Context()})
	}
	status.Store(http.StatusOK)
	for _, listens := range []string{address, "0.0.0.0:" + port, ":" + port} {
		if err := healthy(listens); err != nil {
			t.Errorf("%s: %v", listens, err)
		}
	}
	status.Store(http.StatusServiceUnavailable)
	if err := healthy(address); err == nil || !strings.Contains(err.Error(), "not ready") {
		t.Errorf("while it is not ready: %v", err)
	}
	server.Close()
	if err := healthy(address); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("while nobody listens: %v", err)
	}
	if err := healthy("nonsense"); err == nil {
		t.Error("nonsense is an address")
	}
}
