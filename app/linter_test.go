package app_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// everybodys are the modules that any room may import: they do nothing by themselves.
var everybodys = []string{"github.com/google/uuid", "golang.org/x/sync", "github.com/google/go-cmp"}

// guard is one rule of depguard: which files must not import what.
type guard struct {
	Files []string
	Deny  []struct{ Pkg string }
}

func guards(t *testing.T) map[string]guard {
	t.Helper()
	var linter struct {
		Linters struct {
			Settings struct {
				Depguard struct{ Rules map[string]guard }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(deployed(t, ".golangci.yml")), &linter); err != nil {
		t.Fatal(err)
	}
	return linter.Linters.Settings.Depguard.Rules
}

// TestLinterKnowsTheOwners: whom the table of imports lets touch a module, the linter
// lets, and keeps everybody else away.
func TestLinterKnowsTheOwners(t *testing.T) {
	rules := guards(t)
	for path, rooms := range owners {
		found := false
		for name, g := range rules {
			if !slices.ContainsFunc(g.Deny, func(d struct{ Pkg string }) bool { return within(path, strings.TrimSuffix(d.Pkg, "/")) }) || !slices.Contains(g.Files, "$all") {
				continue
			}
			found = true
			for _, room := range rooms {
				if !slices.Contains(g.Files, "!**/"+room+"/*.go") && !slices.Contains(g.Files, "!**/"+room+"/**/*.go") {
					t.Errorf("%s: the rule %s keeps %s away from its owner %s", path, name, path, room)
				}
			}
		}
		if !found {
			t.Errorf("no rule of the linter guards %s", path)
		}
	}
}

// TestEveryModuleHasAnOwner: a library that somebody adds belongs to a room, or is
// named as everybody's.
func TestEveryModuleHasAnOwner(t *testing.T) {
	// The first block of go.mod names what we import ourselves.
	_, text, _ := strings.Cut(deployed(t, "go.mod"), "require (")
	text, _, _ = strings.Cut(text, "\n)")
	direct := regexp.MustCompile(`(?m)^\t(\S+) v`).FindAllStringSubmatch(text, -1)
	if len(direct) < 20 {
		t.Fatalf("read only %d modules", len(direct))
	}
	known := slices.Concat(slices.Collect(maps.Keys(owners)), everybodys)
	for _, m := range direct {
		if !slices.ContainsFunc(known, func(path string) bool { return within(m[1], path) }) {
			t.Errorf("%s has no owner in the table of imports, and is not everybody's", m[1])
		}
	}
}
