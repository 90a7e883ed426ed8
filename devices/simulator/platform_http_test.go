package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"yian/care"
)

// registryHTTP answers as the platform's HTTP does, as far as registering goes.
type registryHTTP struct {
	mu      sync.Mutex // guards all below
	made    map[string]int
	devices map[care.DeviceID]map[string]string
	secrets map[string]bool
	regions []string
}

func (h *registryHTTP) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer t0ken" {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"title":"Unauthorized","detail":"请先登录"}`)
		return
	}
	body := map[string]string{}
	_ = json.NewDecoder(r.Body).Decode(&body)
	path := strings.TrimPrefix(r.URL.Path, "/api/v1")
	switch {
	case r.Method == http.MethodGet && path == "/regions":
		// One item to a page, as a long list would come.
		i := 0
		fmt.Sscan(r.URL.Query().Get("cursor"), &i)
		if i >= len(h.regions) {
			fmt.Fprint(w, `{"items":[],"next":null}`)
			return
		}
		fmt.Fprintf(w, `{"items":[%s],"next":"%d"}`, h.regions[i], i+1)
	case path == "/households", path == "/elders", path == "/regions":
		h.made[path]++
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"id":"%s-%d","version":1}`, path[1:4], h.made[path])
	case path == "/devices":
		id := care.DeviceID(body["id"])
		if h.devices[id] != nil {
			w.WriteHeader(http.StatusConflict)
			return
		}
		h.devices[id] = body
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{}`)
	case strings.HasSuffix(path, "/credential"):
		id := strings.Split(path, "/")[2]
		h.secrets[id] = true
		fmt.Fprintf(w, `{"username":%q,"password":"p-%s"}`, id, id)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func startRegistry(t *testing.T, regions ...string) (*registryHTTP, *Platform) {
	h := &registryHTTP{made: map[string]int{}, devices: map[care.DeviceID]map[string]string{}, secrets: map[string]bool{}, regions: regions}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return h, &Platform{URL: server.URL, Token: "t0ken", Client: server.Client()}
}

func TestRegister(t *testing.T) {
	h, p := startRegistry(t, `{"id":"990101","kind":"county","name":"样例县"}`, `{"id":"990101001001","kind":"village","name":"样例村"}`)
	homes, err := p.Register(t.Context(), 1, 9)
	if err != nil {
		t.Fatal(err)
	}
	if len(homes) != 9 || h.made["/households"] != 9 || h.made["/elders"] != 9 || h.made["/regions"] != 0 {
		t.Errorf("made %v", h.made)
	}
	seen := map[care.DeviceID]bool{}
	for _, home := range homes {
		for _, d := range home.Devices {
			if seen[d.Device] || h.devices[d.Device] == nil {
				t.Errorf("%s: entered %v, twice %v", d.Device, h.devices[d.Device], seen[d.Device])
			}
			seen[d.Device] = true
			if d.Gateway == "" && (d.Username != string(d.Device) || d.Password == "") {
				t.Errorf("%s has no credential", d.Device)
			}
			if d.Gateway != "" && (!seen[d.Gateway] || h.secrets[string(d.Device)]) {
				t.Errorf("%s: its gateway must be there first, and it needs no credential", d.Device)
			}
		}
	}
	if _, err := New(Config{URL: "tcp://127.0.0.1:1"}, homes); err != nil {
		t.Errorf("what was registered cannot live: %v", err)
	}
}

func TestRegisterMakesAVillage(t *testing.T) {
	h, p := startRegistry(t)
	if _, err := p.Register(t.Context(), 1, 1); err != nil || h.made["/regions"] != 3 {
		t.Errorf("made %v: %v", h.made, err)
	}
}

func TestRegisterWithoutRight(t *testing.T) {
	_, p := startRegistry(t)
	p.Token = "wrong"
	if _, err := p.Register(t.Context(), 1, 1); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("got %v", err)
	}
}

// TestDoubled counts presses, not incidents and not feedback.
func TestDoubled(t *testing.T) {
	incidents := map[string]string{
		"i1": `{"id":"i1","feedback":[{"device_id":"d1","call":"a"},{"device_id":"d1","call":"a"},{"device_id":"d2","call":"a"}]}`,
		"i2": `{"id":"i2","feedback":[{"device_id":"d1","call":"a"},{"device_id":"d1","call":"b"}]}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id, ok := strings.CutPrefix(r.URL.Path, "/api/v1/incidents/"); ok {
			fmt.Fprint(w, incidents[id])
			return
		}
		fmt.Fprint(w, `{"items":[{"id":"i1"},{"id":"i2"}],"next":null}`)
	}))
	defer server.Close()
	p := &Platform{URL: server.URL}
	got, err := p.Doubled(t.Context(), []Press{{Device: "d1", Call: "a"}, {Device: "d1", Call: "b"}, {Device: "d2", Call: "a"}})
	if err != nil || got != 1 {
		t.Errorf("got %d, %v; want 1: d1/a stands in two incidents", got, err)
	}
}
