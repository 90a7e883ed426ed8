package api

import (
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// openapi.json is what the console's types are generated from.
func TestOpenAPIDocumentIsFresh(t *testing.T) {
	s, err := New(Config{}, Deps{Log: slog.New(slog.DiscardHandler), Version: "dev", StaffAct: func(bool) {}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("openapi.json is stale: run go test ./api -update")
	}
	var doc struct{ OpenAPI string }
	if err := json.Unmarshal(got, &doc); err != nil || doc.OpenAPI != "3.1.0" {
		t.Errorf("version %q, %v; want 3.1.0", doc.OpenAPI, err)
	}
}

// A route without a rule would be open to everybody.
func TestEveryRouteHasARule(t *testing.T) {
	s, err := New(Config{}, Deps{Log: slog.New(slog.DiscardHandler), StaffAct: func(bool) {}})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range s.app.GetRoutes(true) {
		if r.Method == "HEAD" { // Fiber adds one to each GET, with the same handler
			continue
		}
		n++
		rule, ok := s.routes.rules[r.Method+" "+r.Path]
		switch {
		case !ok:
			t.Errorf("%s %s has no rule", r.Method, r.Path)
		case !rule.open && !rule.signed && !rule.sealed && len(rule.roles) == 0:
			t.Errorf("%s %s lets nobody in", r.Method, r.Path)
		}
	}
	if n < 60 {
		t.Errorf("walked %d routes only", n)
	}
}

// What needs no session is written down here, so that opening a route is a
// decision that a reviewer sees.
func TestOpenRoutesAreThoseAgreed(t *testing.T) {
	s, err := New(Config{}, Deps{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	agreed := map[string]bool{"GET /healthz": true, "GET /readyz": true, "GET /metrics": true, "GET /api/openapi.json": true,
		"POST /api/v1/session": true, "GET /*": true,
		"POST /api/v1/gateway/receipts": true, "POST /api/v1/gateway/calls": true, // signed
		// A device fetches what it is to speak: a sentence by its digest, in which no person is named.
		"GET /api/v1/sounds/:sha": true,
		// A broker has no session, but a secret of its own: see TestEMQXAsksWhoMayComeIn.
		"POST /api/v1/broker/authenticate": true, "POST /api/v1/broker/authorize": true}
	for route, rule := range s.routes.rules {
		if (rule.open || rule.signed) && !agreed[route] {
			t.Errorf("%s is open to everybody", route)
		}
	}
}

// What programs are generated from must hold together: every reference leads
// somewhere, every operation has a name of its own, its path's parameters and its
// errors as problems.
func TestOpenAPIDocumentHoldsTogether(t *testing.T) {
	b, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Info       struct{ Title, Version string }
		Paths      map[string]map[string]operation
		Components struct {
			Schemas         map[string]json.RawMessage
			SecuritySchemes map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Info.Title == "" || doc.Info.Version == "" {
		t.Error("no title or version")
	}
	for _, m := range regexp.MustCompile(`"\$ref": "([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
		if name, ok := strings.CutPrefix(m[1], "#/components/schemas/"); !ok || doc.Components.Schemas[name] == nil {
			t.Errorf("%s leads nowhere", m[1])
		}
	}
	names := map[string]bool{}
	for path, ops := range doc.Paths {
		for method, op := range ops {
			where := method + " " + path
			if op.OperationID == "" || names[op.OperationID] || op.Summary == "" {
				t.Errorf("%s is called %q, and does %q", where, op.OperationID, op.Summary)
			}
			names[op.OperationID] = true
			for _, p := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
				if !slices.ContainsFunc(op.Parameters, func(q parameter) bool { return q.Name == p[1] && q.In == "path" && q.Required }) {
					t.Errorf("%s does not describe %s", where, p[1])
				}
			}
			for _, s := range op.Security {
				for scheme := range s {
					if doc.Components.SecuritySchemes[scheme] == nil {
						t.Errorf("%s wants %s", where, scheme)
					}
				}
			}
			op.errors(t, where)
		}
	}
	if len(names) < 60 {
		t.Errorf("%d operations only", len(names))
	}
}

type operation struct {
	OperationID, Summary string
	Parameters           []parameter
	Security             []map[string][]string
	Responses            map[string]struct {
		Content map[string]struct {
			Schema struct {
				Ref string `json:"$ref"`
			}
		}
	}
}

type parameter struct {
	Name, In string
	Required bool
}

func (op operation) errors(t *testing.T, where string) {
	t.Helper()
	for status, r := range op.Responses {
		if status[0] == '2' {
			continue
		}
		c, ok := r.Content["application/problem+json"]
		if !ok || len(r.Content) != 1 || c.Schema.Ref != "#/components/schemas/Problem" {
			t.Errorf("%s: %s is described as %v", where, status, r.Content)
		}
	}
	if op.Responses["422"].Content == nil && op.OperationID != "stream-events" {
		t.Errorf("%s: no word of 422", where)
	}
}
