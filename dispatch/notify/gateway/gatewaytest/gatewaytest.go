// Package gatewaytest is a provider's gateway for the tests of channels: it answers
// alike whatever it is sent, and shows what that was.
package gatewaytest

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"yian/care"
	"yian/dispatch/notify/gateway"
)

// Text is what the sample notice says.
const Text = "颐安平台：求助件 20261123-001 需要您处理，请立即回拨 7012349。"

// Notice is a sample with a name and a number, which no group may read.
var Notice = care.Notice{Key: "inc-1/first-1/supervisor/0", Kind: "ring", Receiver: "supervisor", Name: "值班长样例",
	Phone: "13900000000", Incident: "inc-1", Text: Text}

// Provider is a gateway on a real port. Its fields are what it was sent last.
type Provider struct {
	Address string // with a key in it, as robots have
	Body    string
	Header  http.Header
	Query   url.Values
}

// New starts a provider that answers alike until the test ends.
func New(t testing.TB, answer string) *Provider {
	t.Helper()
	p := &Provider{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		p.Body, p.Header, p.Query = string(b), r.Header, r.URL.Query()
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(srv.Close)
	p.Address = srv.URL + "/send?key=token"
	return p
}

// Send hands the sample to a channel that must take it, and returns the provider's
// number of it.
func Send(t testing.TB, g *gateway.Gateway, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	ref, err := g.Send(t.Context(), Notice)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// Judges sends the sample once for each answer and sees which error it becomes.
func Judges(t testing.TB, open func(address string) (*gateway.Gateway, error), answers map[string]error) {
	t.Helper()
	for answer, want := range answers {
		g, err := open(New(t, answer).Address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.Send(t.Context(), Notice); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", answer, err, want)
		}
	}
}
