package app_test

import (
	"cmp"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// module is our own import path.
const module = "yian"

// rooms says what each room may import of ours; "*" is everything. A package that
// is not listed belongs to the room above it, and a folder without a room breaks
// the rules: decide where it belongs before it grows.
var rooms = map[string][]string{
	"care":               {},
	"alerts":             {"care"},
	"centers":            {"care"},
	"centers/medicine":   {"care"},
	"centers/samples":    {"care"},
	"console":            {},
	"devices":            {"care"},
	"devices/setracker":  {"care", "devices"},
	"devices/simulator":  {"care", "devices", "devices/setracker"},
	"dispatch":           {"care"},
	"dispatch/accounts":  {"care"},
	"dispatch/assign":    {"care"},
	"dispatch/catalogue": {"care"},
	"dispatch/hotline":   {"care"},
	"dispatch/lost":      {"care"},
	"dispatch/messenger": {"care"},
	"dispatch/outreach":  {"care"},
	"dispatch/plans":     {"care"},
	"dispatch/queue":     {"care"},
	"dispatch/rounds":    {"care"},
	"dispatch/sentences": {"care"},
	"dispatch/shifts":    {"care"},
	"dispatch/visits":    {"care"},
	"dispatch/roster":    {"care"},
	// Every channel is one of notify's, and most speak through one gateway.
	"dispatch/notify":  {"care", "dispatch/notify", "dispatch/notify/gateway", "dispatch/notify/gateway/gatewaytest"},
	"ingest":           {"care", "devices", "devices/setracker"},
	"registry":         {"care"},
	"registry/brokers": {"care"},
	"training":         {"care"},
	"store/readings":   {"care"},
	"store/records":    {"care"},
	// A real server for tests, of whatever room.
	"store/records/postgrestest": {},
	"supervision":                {"care"},
	"welfare":                    {"care"},
	"api":                        {"care", "registry", "devices", "alerts", "supervision", "dispatch", "dispatch/accounts", "dispatch/assign", "dispatch/rounds", "dispatch/sentences", "dispatch/shifts", "dispatch/roster", "dispatch/catalogue", "dispatch/hotline", "dispatch/outreach", "dispatch/plans", "dispatch/visits", "centers", "centers/medicine", "centers/samples", "training", "welfare"},
	"app":                        {"*"},
	"app/embedded":               {"care"},
	"cmd/yian":                   {"app"},
}

// neighbours are what tests of any room but care may import beside: a test prefers
// the real neighbour to a fake.
var neighbours = []string{"store/records", "store/records/postgrestest", "store/readings", "app/embedded", "dispatch/messenger", "dispatch/queue", "registry", "centers"}

// owners says which rooms may touch an import path and all below it. A test may
// touch what testOwners adds.
var owners = map[string][]string{
	"database/sql":                              {"store/records"},
	"modernc.org/sqlite":                        {"store/records"},
	"github.com/jackc/pgx":                      {"store/records"},
	"github.com/pressly/goose":                  {"store/records"},
	"github.com/influxdata/influxdb-client-go":  {"store/readings"},
	"github.com/influxdata/influxdb":            {"app/embedded"},
	"github.com/alicebob/miniredis":             {"app/embedded"},
	"github.com/mochi-mqtt/server":              {"app/embedded"},
	"github.com/redis/go-redis":                 {"dispatch/queue"},
	"github.com/gofiber/fiber":                  {"api"},
	"github.com/danielgtaylor/huma":             {"api"},
	"github.com/eclipse/paho.mqtt.golang":       {"ingest", "devices/simulator", "registry/brokers/mosquitto"},
	"github.com/valyala/fastjson":               {"devices"},
	"github.com/alecthomas/kong":                {"app"},
	"golang.org/x/crypto":                       {"registry"},
	"github.com/mozillazg/go-pinyin":            {"store/records"},
	"github.com/prometheus/client_golang":       {"alerts", "api", "app", "dispatch", "ingest", "store/readings", "store/records", "supervision"},
	"github.com/goccy/go-yaml":                  {"alerts", "app", "training"},
	"github.com/teambition/rrule-go":            {"dispatch/plans"},
	"github.com/wneessen/go-mail":               {"dispatch/notify/mail"},
	"os/exec":                                   {"store/records/postgrestest"},
	"github.com/cenkalti/backoff":               {"ingest"},
	"go.uber.org/zap":                           {"app/embedded"}, // the embedded InfluxDB's
	"github.com/VictoriaMetrics/metricsql":      {},
	"github.com/compose-spec/compose-go":        {},
	"github.com/prometheus/client_model":        {"app"},
	"github.com/influxdata/influxdb/v2":         {},
	"github.com/hibiken/asynq":                  {}, // the peer of a benchmark
	"github.com/danielgtaylor/huma/v2/adapters": {}, // ours instead: docs/adr/0004
}

// testOwners are those who may touch an owner's import in tests only: the other end
// of a wire, or a process to kill. Any room may for "*".
var testOwners = map[string][]string{
	"github.com/alicebob/miniredis": {"dispatch"},
	"github.com/mochi-mqtt/server":  {"devices/simulator", "ingest"},
	"github.com/redis/go-redis":     {"app"},
	"github.com/hibiken/asynq":      {"dispatch/queue"},
	"database/sql":                  {"app"},
	"modernc.org/sqlite":            {"app"},
	"github.com/jackc/pgx":          {"app"},
	// A benchmark's load is written packet by packet.
	"github.com/eclipse/paho.mqtt.golang": {"app"},
	"os/exec":                             {"*"},
	// What deploy/ holds is read as its own programs read it.
	"github.com/VictoriaMetrics/metricsql": {"app"},
	"github.com/compose-spec/compose-go":   {"app"},
}

func TestImportsFollowTheRules(t *testing.T) {
	files, err := importsOf(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 100 {
		t.Fatalf("read only %d files: is this still the root?", len(files))
	}
	for _, broken := range breaches(files) {
		t.Error(broken)
	}
}

// TestBrokenRulesAreFound keeps the test above honest: each made-up file breaks one
// rule or none.
func TestBrokenRulesAreFound(t *testing.T) {
	for _, c := range []struct {
		file, imports, want string
	}{
		{"care/call.go", "time", ""},
		{"care/call.go", "yian/devices", "care/call.go: care must not import yian/devices"},
		{"care/call.go", "github.com/google/uuid", "care/call.go: care takes the standard library only, not github.com/google/uuid"},
		{"care/call_test.go", "yian/store/records", "care/call_test.go: care must not import yian/store/records"},
		{"alerts/engine.go", "yian/care", ""},
		{"alerts/engine.go", "yian/dispatch", "alerts/engine.go: alerts must not import yian/dispatch"},
		{"alerts/engine_test.go", "yian/dispatch", "alerts/engine_test.go: alerts must not import yian/dispatch"},
		{"alerts/engine.go", "yian/store/records", "alerts/engine.go: alerts must not import yian/store/records"},
		{"alerts/engine_test.go", "yian/store/records", ""},
		{"ingest/calls.go", "yian/devices", ""},
		{"ingest/calls.go", "yian/devices/simulator", "ingest/calls.go: ingest must not import yian/devices/simulator"},
		{"devices/decoder.go", "yian/devices/simulator", "devices/decoder.go: devices must not import yian/devices/simulator"},
		{"devices/decoder_test.go", "yian/devices", ""},
		{"devices/simulator/home.go", "yian/devices", ""},
		{"dispatch/desk.go", "yian/devices", "dispatch/desk.go: dispatch must not import yian/devices"},
		{"dispatch/queue/queue.go", "yian/dispatch", "dispatch/queue/queue.go: dispatch/queue must not import yian/dispatch"},
		{"dispatch/notify/webhook/webhook.go", "yian/care", ""},
		{"dispatch/notify/sms/sms.go", "yian/dispatch", "dispatch/notify/sms/sms.go: dispatch/notify must not import yian/dispatch"},
		{"dispatch/notify/sms/sms.go", "github.com/wneessen/go-mail", "dispatch/notify/sms/sms.go: github.com/wneessen/go-mail belongs to dispatch/notify/mail"},
		{"store/records/orders.go", "yian/store/readings", "store/records/orders.go: store/records must not import yian/store/readings"},
		{"api/orders.go", "yian/dispatch", ""},
		{"api/orders.go", "yian/store/records", "api/orders.go: api must not import yian/store/records"},
		{"api/orders.go", "yian/ingest", "api/orders.go: api must not import yian/ingest"},
		{"app/site.go", "yian/store/records", ""},
		{"app/embedded/broker.go", "yian/registry", "app/embedded/broker.go: app/embedded must not import yian/registry"},
		{"cmd/yian/main.go", "yian/app", ""},
		{"cmd/yian/main.go", "yian/care", "cmd/yian/main.go: cmd/yian must not import yian/care"},
		{"utils/strings.go", "strings", "utils/strings.go: utils is no room: see the table of rooms"},
		{"store/records/orders.go", "database/sql", ""},
		{"registry/staff.go", "database/sql", "registry/staff.go: database/sql belongs to store/records"},
		{"store/readings/write.go", "database/sql", "store/readings/write.go: database/sql belongs to store/records"},
		{"app/site.go", "modernc.org/sqlite", "app/site.go: modernc.org/sqlite belongs to store/records"},
		{"app/site.go", "github.com/jackc/pgx/v5", "app/site.go: github.com/jackc/pgx belongs to store/records"},
		{"app/site.go", "yian/store/records/postgrestest", ""},
		{"dispatch/desk.go", "yian/store/records/postgrestest", "dispatch/desk.go: dispatch must not import yian/store/records/postgrestest"},
		{"dispatch/desk_test.go", "yian/store/records/postgrestest", ""},
		{"app/kill_test.go", "modernc.org/sqlite", ""},
		{"dispatch/desk.go", "github.com/redis/go-redis/v9", "dispatch/desk.go: github.com/redis/go-redis belongs to dispatch/queue"},
		{"dispatch/queue/queue.go", "github.com/redis/go-redis/v9", ""},
		{"alerts/engine.go", "github.com/influxdata/influxdb-client-go/v2/api", "alerts/engine.go: github.com/influxdata/influxdb-client-go belongs to store/readings"},
		{"store/readings/write.go", "github.com/influxdata/influxdb-client-go/v2", ""},
		{"ingest/calls.go", "github.com/mochi-mqtt/server/v2", "ingest/calls.go: github.com/mochi-mqtt/server belongs to app/embedded"},
		{"ingest/calls_test.go", "github.com/mochi-mqtt/server/v2/packets", ""},
		{"dispatch/desk.go", "github.com/gofiber/fiber/v2", "dispatch/desk.go: github.com/gofiber/fiber belongs to api"},
		{"api/adapter.go", "github.com/danielgtaylor/huma/v2", ""},
		{"api/adapter.go", "github.com/danielgtaylor/huma/v2/adapters/humafiber", "api/adapter.go: github.com/danielgtaylor/huma/v2/adapters belongs to nobody"},
		{"ingest/calls.go", "os/exec", "ingest/calls.go: os/exec belongs to store/records/postgrestest"},
		{"ingest/calls_test.go", "os/exec", ""},
	} {
		got := strings.Join(breaches([]importing{{c.file, []string{c.imports}}}), "\n")
		if diff := gocmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s importing %s (-want +got):\n%s", c.file, c.imports, diff)
		}
	}
}

// TestImportsAreRead sees that the walk finds what a file imports and leaves the
// console's packages alone.
func TestImportsAreRead(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"care/call.go":                      "package care\n\nimport (\n\t\"time\"\n\n\t_ \"yian/devices\" // for its side effect\n)\n\nvar _ time.Time\n",
		"console/node_modules/x/flatted.go": "package flatted\n\nimport \"yian/care\"\n",
		"alerts/testdata/bad.go":            "package bad\n\nimport \"yian/dispatch\"\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := importsOf(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"care/call.go: care must not import yian/devices"}
	if diff := gocmp.Diff(want, breaches(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// importing is one file with what it imports.
type importing struct {
	file    string // slash-separated, from the root
	imports []string
}

// importsOf reads the imports of every Go file, whatever its build tags.
func importsOf(root fs.FS) ([]importing, error) {
	var files []importing
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); base == "node_modules" || base == "testdata" || len(base) > 1 && base[0] == '.' {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return fmt.Errorf("read imports: %w", err)
		}
		one := importing{file: name}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return fmt.Errorf("read imports of %s: %w", name, err)
			}
			one.imports = append(one.imports, imported)
		}
		files = append(files, one)
		return nil
	})
	return files, err
}

// breaches returns a sentence for every rule that is broken.
func breaches(files []importing) []string {
	var found []string
	for _, f := range files {
		test := strings.HasSuffix(f.file, "_test.go")
		folder := path.Dir(f.file)
		room, ok := roomOf(folder)
		if !ok {
			found = append(found, fmt.Sprintf("%s: %s is no room: see the table of rooms", f.file, folder))
			continue
		}
		for _, imported := range f.imports {
			switch our, ours := strings.CutPrefix(imported, module+"/"); {
			case ours && !mayImport(room, folder, our, test):
				found = append(found, fmt.Sprintf("%s: %s must not import %s", f.file, room, imported))
			case ours:
			case room == "care" && !test && strings.Contains(strings.Split(imported, "/")[0], "."):
				found = append(found, fmt.Sprintf("%s: care takes the standard library only, not %s", f.file, imported))
			default:
				if owned := foreign(folder, imported, test); owned != "" {
					found = append(found, fmt.Sprintf("%s: %s belongs to %s", f.file, owned, cmp.Or(strings.Join(owners[owned], " and "), "nobody")))
				}
			}
		}
	}
	return found
}

// roomOf returns the room that a folder is part of: the longest that is listed.
func roomOf(folder string) (string, bool) {
	for at := folder; at != "."; at = path.Dir(at) {
		if _, ok := rooms[at]; ok {
			return at, true
		}
	}
	return "", false
}

func mayImport(room, folder, our string, test bool) bool {
	allowed := rooms[room]
	switch {
	case slices.Contains(allowed, "*"), slices.Contains(allowed, our):
		return true
	case test && room != "care" && slices.Contains(neighbours, our):
		return true
	}
	return test && our == folder // a test from outside
}

// foreign returns the owned path that folder must not touch, or "".
func foreign(folder, imported string, test bool) string {
	// The longest path decides, so that a part may have another owner than the whole.
	owned := ""
	for p := range owners {
		if within(imported, p) && len(p) > len(owned) {
			owned = p
		}
	}
	if owned == "" {
		return ""
	}
	allowed := owners[owned]
	if test {
		allowed = slices.Concat(allowed, testOwners[owned])
	}
	for _, room := range allowed {
		if room == "*" || within(folder, room) {
			return ""
		}
	}
	return owned
}

// within reports whether a path is another or below it.
func within(inner, outer string) bool {
	return inner == outer || strings.HasPrefix(inner, outer+"/")
}
