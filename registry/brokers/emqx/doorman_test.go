package emqx_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"yian/care"
	"yian/registry/brokers/emqx"
)

type client struct {
	ClientID string `json:"clientid"`
	Username string `json:"username"`
}

func TestConnectionsOfADeviceAreCut(t *testing.T) {
	connected := []client{{"dev-1.a/b", "dev-1"}, {"dev-1.c", "dev-1"}, {"dev-2.a", "dev-2"}}
	filters, away := true, false
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, secret, _ := r.BasicAuth()
		switch {
		case away:
			w.WriteHeader(http.StatusServiceUnavailable)
		case user != "key" || secret != "secret":
			w.WriteHeader(http.StatusUnauthorized)
		case r.Method == http.MethodGet && r.URL.Path == "/api/v5/clients":
			list := slices.Clone(connected)
			if filters {
				list = slices.DeleteFunc(list, func(c client) bool { return c.Username != r.URL.Query().Get("username") })
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"data": list, "meta": map[string]any{"count": len(list)}})
		case r.Method == http.MethodDelete:
			before := len(connected)
			connected = slices.DeleteFunc(connected, func(c client) bool { return r.URL.Path == "/api/v5/clients/"+c.ClientID })
			if len(connected) == before {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer api.Close()
	d := emqx.New(emqx.Config{URL: api.URL, Key: "key", Secret: "secret"})
	if n, err := d.Admit(t.Context(), []care.Account{{Device: "dev-1"}, {Device: "gone"}}); n != 2 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if len(connected) != 1 || connected[0].Username != "dev-2" {
		t.Errorf("still connected: %v", connected)
	}
	filters = false
	if _, err := d.Admit(t.Context(), []care.Account{{Device: "dev-3"}}); err != nil || len(connected) != 1 {
		t.Errorf("an API that does not filter: %v, connected %v", err, connected)
	}
	if known, err := d.Accounts(t.Context()); known != nil || err != nil {
		t.Errorf("accounts: %v, %v", known, err)
	}
	away = true
	if n, err := d.Admit(t.Context(), []care.Account{{Device: "dev-2"}}); n != 0 || !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("an API that is away: %d, %v", n, err)
	}
	if n, err := emqx.New(emqx.Config{URL: api.URL, Key: "key", Secret: "other"}).Admit(t.Context(), []care.Account{{Device: "dev-2"}}); n != 0 || err == nil {
		t.Errorf("a wrong key: %d, %v", n, err)
	}
}
