package api

import (
	"bufio"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
)

func TestEveryRoleOnEveryRoute(t *testing.T) {
	s := start(t)
	n := 0
	for route, rule := range s.server.routes.rules {
		method, path, _ := strings.Cut(route, " ")
		path = strings.NewReplacer(":id", "none", ":channel", "sms", ":saying", "received", ":sha", "none", "/*", "/somewhere").Replace(path)
		body := any(nil)
		if method != "GET" && method != "DELETE" {
			body = "{}"
		}
		if rule.signed || rule.sealed { // TestOnlyTheGatewayTellsReceipts, TestOnlyAChannelTellsItsReceipts
			if got := s.ask("admin", method, path, body).StatusCode; got != 401 {
				t.Errorf("%s is signed, but the admin got %d", route, got)
			}
			continue
		}
		for _, account := range []string{"", "operator", "supervisor", "manager", "worker", "leader", "admin", "auditor"} {
			var got int
			if strings.HasSuffix(path, "/events") {
				got = s.peek(account, path)
			} else {
				got = s.ask(account, method, path, body).StatusCode
			}
			n++
			switch allowed := slices.Contains(rule.roles, care.Role(account)); {
			case rule.open && (got == 401 && path != "/api/v1/session" || got == 403):
				t.Errorf("%s is open, but %q got %d", route, account, got)
			case !rule.open && account == "" && got != 401:
				t.Errorf("%s without a session: %d, want 401", route, got)
			case !rule.open && account != "" && !allowed && got != 403:
				t.Errorf("%s as %s: %d, want 403", route, account, got)
			case !rule.open && allowed && (got == 401 || got == 403 || got >= 500 && got != 503):
				t.Errorf("%s as %s: %d, though allowed", route, account, got)
			}
			if route == "DELETE /api/v1/session" && account != "" { // it ended; begin again
				must(t, s.store.OpenSession(t.Context(), digest(tokenFor(account)), care.StaffID(account), "127.0.0.1", time.Now(), time.Now().Add(time.Hour)))
			}
		}
	}
	if n < 500 {
		t.Errorf("%d requests only", n)
	}
}

// peek returns the status of a stream without waiting for its end.
func (s *site) peek(account, path string) int {
	s.t.Helper()
	req, err := http.NewRequest("GET", s.url+path, nil)
	must(s.t, err)
	if account != "" {
		req.Header.Set("Authorization", "Bearer "+tokenFor(account))
	}
	res, err := http.DefaultClient.Do(req)
	must(s.t, err)
	_, _ = bufio.NewReader(res.Body).ReadByte()
	_ = res.Body.Close()
	return res.StatusCode
}

func TestJudgementComesInOrder(t *testing.T) {
	s := start(t)
	for _, body := range []string{`{"nonsense":true}`, `{broken`, ``} {
		for _, c := range []struct {
			account string
			want    []int
		}{{"", []int{401}}, {"operator", []int{403}}, {"admin", []int{422, 400}}} {
			a := s.ask(c.account, "POST", "/api/v1/staff", body)
			if !slices.Contains(c.want, a.StatusCode) {
				t.Errorf("%q as %q: %d, want %v", body, c.account, a.StatusCode, c.want)
			}
			a.problem(t)
		}
	}
	a := s.ask("", "GET", "/api/v1/orders", nil, "Authorization", "Bearer stolen")
	if p := a.problem(t); a.StatusCode != 401 || p.Code != "session.ended" {
		t.Errorf("a token of nobody: %d %s", a.StatusCode, p.Code)
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{{"GET", "/api/v1/nothing", 404}, {"POST", "/api/v1/nothing", 405}, {"PUT", "/api/v1/orders", 405}, {"GET", "/api", 404}, {"GET", "/app.js", 503}} {
		a := s.ask("admin", c.method, c.path, nil)
		if a.StatusCode != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, a.StatusCode, c.want)
		}
	}
}

func TestACookieNeedsTheHeaderThatOtherSitesCannotSend(t *testing.T) {
	s := start(t)
	cookie := "yian_session=" + tokenFor("operator")
	for name, c := range map[string]struct {
		method string
		more   []string
		want   int
	}{
		"reading":               {"GET", nil, 200},
		"writing without it":    {"POST", nil, 403},
		"writing with it":       {"POST", []string{"X-Yian", "1"}, 200},
		"a bearer needs it not": {"POST", []string{"Authorization", "Bearer " + tokenFor("operator")}, 200},
	} {
		path := "/api/v1/desk"
		body := any(nil)
		if c.method == "POST" {
			path, body = "/api/v1/desk/duty", `{"on":true}`
		}
		a := s.ask("", c.method, path, body, append([]string{"Cookie", cookie}, c.more...)...)
		if a.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", name, a.StatusCode, a.body, c.want)
		}
		if c.want == 403 && a.problem(t).Code != "request.foreign" {
			t.Errorf("%s: %s", name, a.body)
		}
	}
}

func TestSigningInAndOut(t *testing.T) {
	s := start(t)
	s.post("admin", "/staff", map[string]any{"username": "fresh", "name": "新人样例", "role": "operator", "password": "correct-horse"}, nil)
	in := func(password string) answer {
		return s.ask("", "POST", "/api/v1/session", map[string]string{"username": "fresh", "password": password})
	}
	if a := in("wrong"); a.StatusCode != 401 || a.problem(t).Code != "session.wrong_password" || len(a.Cookies()) != 0 {
		t.Errorf("wrong password: %d %s", a.StatusCode, a.body)
	}
	a := in("correct-horse")
	var signed SignedIn
	a.into(t, &signed)
	if a.StatusCode != 200 || signed.Token == "" || signed.Staff.ID != "fresh" || signed.MustChange {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	cookies := a.Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || cookies[0].Value != signed.Token || cookies[0].Path != "/" {
		t.Errorf("cookies %v", cookies)
	}
	if got := a.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("may be kept in a cache: %q", got)
	}
	bearer := []string{"Authorization", "Bearer " + signed.Token}
	if a := s.ask("", "GET", "/api/v1/session", nil, bearer...); a.StatusCode != 200 {
		t.Errorf("signed in: %d", a.StatusCode)
	}
	a = s.ask("", "DELETE", "/api/v1/session", nil, bearer...)
	if c := a.Cookies(); a.StatusCode != 204 || len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" {
		t.Errorf("signing out: %d, cookies %v", a.StatusCode, a.Cookies())
	}
	if a := s.ask("", "GET", "/api/v1/session", nil, bearer...); a.StatusCode != 401 {
		t.Errorf("signed out: %d", a.StatusCode)
	}
}

func TestTooManyWrongPasswordsAreSlowedDown(t *testing.T) {
	s := start(t)
	for range 30 {
		a := s.ask("", "POST", "/api/v1/session", map[string]string{"username": "leader", "password": "guess"})
		if a.StatusCode == 429 {
			if a.problem(t).Code != "session.throttled" || a.Header.Get("Retry-After") != "20" {
				t.Errorf("%s, Retry-After %q", a.body, a.Header.Get("Retry-After"))
			}
			return
		}
		if a.StatusCode != 401 {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
	}
	t.Error("thirty guesses were let through")
}

func TestAFirstPasswordMustBeChangedBeforeAnythingElse(t *testing.T) {
	s := start(t)
	if a := s.ask("new", "GET", "/api/v1/incidents", nil); a.StatusCode != 403 || a.problem(t).Code != "password.must_change" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := s.ask("new", "GET", "/api/v1/session", nil); a.StatusCode != 200 {
		t.Errorf("who am I: %d", a.StatusCode)
	}
	if a := s.ask("new", "POST", "/api/v1/session/password", map[string]string{"old": "wrong", "new": "long-enough-1"}); a.StatusCode != 422 {
		t.Errorf("a wrong old password: %d %s", a.StatusCode, a.body)
	}
}
