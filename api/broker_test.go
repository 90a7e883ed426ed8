package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
)

// asBroker asks as EMQX does, with a secret.
func (s *site) asBroker(secret, path string, body any) (int, map[string]any) {
	s.t.Helper()
	b, err := json.Marshal(body)
	must(s.t, err)
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+"/api/v1/broker/"+path, bytes.NewReader(b))
	must(s.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Yian-Broker", secret)
	res, err := http.DefaultClient.Do(req)
	must(s.t, err)
	defer res.Body.Close()
	b, err = io.ReadAll(res.Body)
	must(s.t, err)
	got := map[string]any{}
	must(s.t, json.Unmarshal(b, &got))
	return res.StatusCode, got
}

type said map[string]string

func TestEMQXAsksWhoMayComeIn(t *testing.T) {
	s := start(t)
	for path := range brokerAnswers(Broker{}) {
		if code, _ := s.asBroker("", path[len("/api/v1/broker/"):], said{}); code != http.StatusNotFound {
			t.Errorf("%s without a secret set: %d", path, code)
		}
	}
	s = startWith(t, func(d *Deps) { d.Broker = Broker{Secret: "of EMQX", Gate: d.Registry} })
	_, secret, err := s.people.IssueCredential(t.Context(), accounts["admin"], "button")
	must(t, err)
	for _, wrong := range []string{"", "of emqx", "of EMQX "} {
		if code, _ := s.asBroker(wrong+"x", "authenticate", said{"username": "button", "password": secret}); code != http.StatusForbidden {
			t.Errorf("with %q: %d", wrong, code)
		}
	}
	for name, c := range map[string]struct {
		asks said
		want string
	}{
		"right":          {said{"username": "button", "password": secret}, "allow"},
		"wrong":          {said{"username": "button", "password": "x"}, "deny"},
		"no secret":      {said{"username": "button"}, "deny"},
		"none issued":    {said{"username": "cord-a"}, "deny"},
		"unknown":        {said{"username": "nobody", "password": secret}, "deny"},
		"the platform's": {said{"username": "yian.platform", "password": "x"}, "ignore"},
		"nobody":         {said{}, "ignore"},
	} {
		code, got := s.asBroker("of EMQX", "authenticate", c.asks)
		if code != http.StatusOK || got["result"] != c.want {
			t.Errorf("%s: got %d %v, want %s", name, code, got, c.want)
		}
		if c.want == "allow" {
			rights := got["acl"].([]any)
			last := rights[len(rights)-1].(map[string]any)
			if got["is_superuser"] != false || len(rights) < 9 || last["permission"] != "deny" || last["topic"] != "#" {
				t.Errorf("rights: %v", got)
			}
		}
	}
	for name, c := range map[string]struct {
		asks said
		want string
	}{
		"own call":              {said{"username": "button", "action": "publish", "topic": "yian/v1/button/call"}, "allow"},
		"own feedback":          {said{"username": "button", "action": "subscribe", "topic": "yian/v1/button/feedback"}, "allow"},
		"speaking as us":        {said{"username": "button", "action": "publish", "topic": "yian/v1/button/feedback"}, "deny"},
		"another's call":        {said{"username": "button", "action": "publish", "topic": "yian/v1/cord-a/call"}, "deny"},
		"everybody's feedback":  {said{"username": "button", "action": "subscribe", "topic": "yian/v1/+/feedback"}, "deny"},
		"everything":            {said{"username": "button", "action": "subscribe", "topic": "#"}, "deny"},
		"below its gateway":     {said{"username": "button", "action": "publish", "topic": "yian/v1/button/zigbee2mqtt/客厅"}, "allow"},
		"hearing its gateway":   {said{"username": "button", "action": "subscribe", "topic": "yian/v1/button/zigbee2mqtt/#"}, "allow"},
		"the gateway's bare":    {said{"username": "button", "action": "publish", "topic": "yian/v1/button/zigbee2mqtt/"}, "deny"},
		"unknown device":        {said{"username": "nobody", "action": "publish", "topic": "yian/v1/nobody/call"}, "deny"},
		"the platform's rights": {said{"username": "yian.platform", "action": "publish", "topic": "yian/v1/button/feedback"}, "ignore"},
	} {
		if code, got := s.asBroker("of EMQX", "authorize", c.asks); code != http.StatusOK || got["result"] != c.want {
			t.Errorf("%s: got %d %v, want %s", name, code, got, c.want)
		}
	}
	must(t, s.people.RevokeDevice(t.Context(), accounts["admin"], "button"))
	if _, got := s.asBroker("of EMQX", "authenticate", said{"username": "button", "password": secret}); got["result"] != "deny" {
		t.Errorf("revoked: %v", got)
	}
	s.logged.Lock()
	defer s.logged.Unlock()
	if bytes.Contains(s.logs.Bytes(), []byte(secret)) {
		t.Error("a secret is in the log")
	}
}
