package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"yian/care"
)

const marker = "MARKER-7f3a"

// Whatever somebody sends may be a name or an illness. No problem may carry it
// back, and no log may keep it.
func TestProblemsNeverRepeatWhatWasSent(t *testing.T) {
	s := start(t)
	problems := 0
	try := func(account, method, path string, body any, more ...string) {
		t.Helper()
		a := s.ask(account, method, path, body, more...)
		if a.StatusCode < 400 {
			return
		}
		problems++
		if p := a.problem(t); strings.Contains(string(a.body), marker) {
			t.Errorf("%s %s %v: %+v", method, path, body, p)
		}
		if a.StatusCode >= 500 && a.StatusCode != 503 {
			t.Errorf("%s %s %v: %d %s", method, path, body, a.StatusCode, a.body)
		}
	}
	doc := s.server.routes.huma.OpenAPI()
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch} {
			if op == nil || op.OperationID == "stream-events" {
				continue
			}
			account := "admin"
			if rule := s.server.routes.rules[method+" "+strings.NewReplacer("{", ":", "}", "").Replace(path)]; !slices.Contains(rule.roles, care.Admin) && len(rule.roles) > 0 {
				account = string(rule.roles[0])
			}
			at := strings.ReplaceAll(path, "{id}", marker)
			try(account, method, strings.ReplaceAll(path, "{id}", strings.Repeat(marker, 20)), nil)
			for _, p := range op.Parameters {
				if p.In == "query" {
					try(account, method, at+"?"+p.Name+"="+marker, nil)
					try(account, method, at+"?"+p.Name+"="+strings.Repeat(marker, 100), nil)
				}
			}
			try(account, method, at, nil, "Idempotency-Key", strings.Repeat(marker, 50))
			if op.RequestBody == nil || strings.HasPrefix(path, "/api/v1/session") {
				continue
			}
			for _, body := range []string{
				fmt.Sprintf(`{%q:1}`, marker), fmt.Sprintf(`{"a.%s b":{"%s":"%s"}}`, marker, marker, marker), fmt.Sprintf(`%q`, marker), fmt.Sprintf(`{"%s`, marker), fmt.Sprintf(`[%q]`, marker), marker,
			} {
				try(account, method, at, body)
			}
			told := op.RequestBody.Content["application/json"]
			if told == nil { // bytes
				continue
			}
			schema := told.Schema
			if schema.Ref != "" {
				schema = doc.Components.Schemas.SchemaFromRef(schema.Ref)
			}
			for name := range schema.Properties {
				for _, value := range []string{fmt.Sprintf("%q", strings.Repeat(marker, 500)), fmt.Sprintf("[%q]", marker), fmt.Sprintf(`{"%s":"%s"}`, marker, marker), fmt.Sprintf(`[{"%s":1}]`, marker), fmt.Sprintf("%q", marker)} {
					try(account, method, at, fmt.Sprintf(`{%q:%s}`, name, value))
				}
			}
		}
	}
	if problems < 500 {
		t.Errorf("%d problems only", problems)
	}
	s.logged.Lock()
	defer s.logged.Unlock()
	if strings.Contains(s.logs.String(), marker) {
		t.Errorf("the log holds it: %s", s.logs)
	}
}

func TestWhatIsWrongIsNamedByItsPlace(t *testing.T) {
	s := start(t)
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		location           string
	}{
		"a property that is none":    {"POST", "/orders", `{"service":"meal","colour":"red"}`, 422, "body"},
		"a property that is missing": {"POST", "/incidents/x/contact", `{}`, 422, "body"},
		"a word that is none":        {"POST", "/incidents/x/contact", `{"how":"guessed"}`, 422, "body.how"},
		"a wrong type":               {"POST", "/orders", `{"service":1}`, 422, "body.service"},
		"a number out of range":      {"GET", "/orders?limit=501", "", 422, "query.limit"},
		"no number":                  {"GET", "/orders?limit=many", "", 422, "query.limit"},
		"a state that is none":       {"GET", "/orders?state=lost", "", 422, "query.state"},
		"a cursor of somebody else":  {"GET", "/orders?cursor=nonsense", "", 422, "query.cursor"},
		"no time":                    {"GET", "/elders/wang/readings?metric=spo2&from=yesterday", "", 422, "query.from"},
		"a service of ours":          {"POST", "/orders", `{"service":"dancing","elder_id":"wang"}`, 422, "body.service"},
		"no outcome":                 {"POST", "/incidents/x/close", `{"outcome":"whatever"}`, 422, "body.outcome"},
		"no JSON":                    {"POST", "/orders", `{"service":`, 400, "body"},
		"nothing":                    {"POST", "/orders", ``, 400, ""},
		"more than a mebibyte":       {"POST", "/orders", `{"note":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
	} {
		body := any(c.body)
		if c.body == "" {
			body = nil
		}
		a := s.ask("operator", c.method, "/api/v1"+c.path, body)
		p := a.problem(t)
		if a.StatusCode != c.status || p.Detail == "" || c.location != "" && !slices.ContainsFunc(p.Errors, func(w Where) bool { return w.Location == c.location }) {
			t.Errorf("%s: %d %s, want %d at %s", name, a.StatusCode, a.body, c.status, c.location)
		}
	}
}

func TestOddIdsAreJustNotFound(t *testing.T) {
	s := start(t)
	for _, id := range []string{"..", "../..", "a/b", "床 1", "%", "' OR 1=1 --", "\x00", "a\nb", "\xff\xfe", "*", "null", "🙂", strings.Repeat("长", 60), "a?b#c", "%2e%2e"} {
		for _, noun := range []string{"elders", "devices", "incidents", "orders", "households", "centers"} {
			a := s.ask("admin", "GET", "/api/v1/"+noun+"/"+url.PathEscape(id), nil)
			if a.StatusCode == http.StatusOK || a.StatusCode >= 500 {
				t.Errorf("%s %q: %d %s", noun, id, a.StatusCode, a.body)
			} else {
				a.problem(t)
			}
		}
		if a := s.ask("admin", "GET", "/api/v1/elders?q="+url.QueryEscape(id), nil); a.StatusCode != 200 && a.StatusCode != 422 {
			t.Errorf("searching %q: %d %s", id, a.StatusCode, a.body)
		}
	}
	// A device's id as people write it.
	s.post("admin", "/devices", map[string]any{"id": "A-b_9", "kind": "sos_button"}, nil)
	var d DeviceItem
	if s.get("admin", "/devices/A-b_9", &d); d.ID != "A-b_9" {
		t.Errorf("got %q", d.ID)
	}
}

func TestListsAreWalkedToTheirEndOnce(t *testing.T) {
	s := start(t)
	for i := range 23 {
		s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang"}, nil)
		s.post("admin", "/elders", map[string]any{"name": "样例", "region_id": village}, nil)
		s.post("admin", "/devices", map[string]any{"id": fmt.Sprint("d", i), "kind": "sos_button"}, nil)
		s.press(care.DeviceID(fmt.Sprint("d", i)), "a")
	}
	for path, want := range map[string]int{"/orders": 23, "/incidents": 23, "/incidents?order=newest": 23, "/elders": 27, "/devices": 26, "/households": 1,
		"/centers": 2, "/staff": len(accounts), "/orders?state=queued,assigned&service=meal": 23, "/alerts": 0, "/homes": 1, "/journal": 90} {
		seen := map[string]bool{}
		cursor, pages := "", 0
		for {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			var p page[map[string]any]
			s.get("admin", path+sep+"limit=7&cursor="+url.QueryEscape(cursor), &p)
			for _, item := range p.Items {
				key := fmt.Sprint(item["id"], item["seq"], item["household"])
				if seen[key] {
					t.Errorf("%s: %s twice", path, key)
				}
				seen[key] = true
			}
			if pages++; len(p.Items) > 7 || pages > 100 {
				t.Fatalf("%s: a page of %d, the %dth", path, len(p.Items), pages)
			}
			if p.Next == nil {
				break
			}
			cursor = *p.Next
		}
		if len(seen) != want && !(path == "/journal" && len(seen) >= want) {
			t.Errorf("%s: %d items, want %d", path, len(seen), want)
		}
	}
}
