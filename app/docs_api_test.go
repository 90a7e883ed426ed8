package app_test

import (
	"encoding/json"
	"regexp"
	"testing"
)

// TestAPIBookNamesWhatExists: every route that docs/api.md names is one of the
// document's, or a path outside of it.
func TestAPIBookNamesWhatExists(t *testing.T) {
	var doc struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(deployed(t, "api/openapi.json")), &doc); err != nil {
		t.Fatal(err)
	}
	outside := map[string]bool{"GET /api/v1/events": true, "POST /api/v1/channels/{channel}/receipts": true}
	named := regexp.MustCompile("`(GET|POST|PUT|PATCH|DELETE) (?:/api/v1)?(/[^`? ]+)[^`]*`").FindAllStringSubmatch(deployed(t, "docs/api.md"), -1)
	if len(named) < 20 {
		t.Fatalf("read only %d routes", len(named))
	}
	verbs := map[string]string{"GET": "get", "POST": "post", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}
	for _, m := range named {
		path := "/api/v1" + m[2]
		if _, ok := doc.Paths[path][verbs[m[1]]]; !ok && !outside[m[1]+" "+path] {
			t.Errorf("there is no %s %s", m[1], path)
		}
	}
}
