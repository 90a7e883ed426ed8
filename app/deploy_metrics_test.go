package app_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/VictoriaMetrics/metricsql"
	"github.com/goccy/go-yaml"
)

// meter is a metric as the code makes it.
type meter struct {
	histogram bool
	labels    []string
}

// meters reads every metric out of the code: a counter that nothing has counted yet is
// on no page of /metrics, so the code is asked and not a running site.
func meters(t *testing.T) map[string]meter {
	t.Helper()
	found := map[string]meter{}
	name := regexp.MustCompile(`^yian_[a-z0-9_]+$`)
	err := fs.WalkDir(os.DirFS(".."), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 1) {
			return fs.SkipDir
		}
		if path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", file), nil, 0)
		if err != nil {
			return err
		}
		makers := histogramMakers(parsed)
		var within []ast.Node
		ast.Inspect(parsed, func(n ast.Node) bool {
			if n == nil {
				within = within[:len(within)-1]
				return true
			}
			if text, ok := literal(n); ok && name.MatchString(text) {
				if m, ok := describe(within, makers); ok {
					found[text] = m
				}
			}
			within = append(within, n)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Fatalf("found only %d metrics in the code", len(found))
	}
	return found
}

func literal(n ast.Node) (string, bool) {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}

// histogramMakers are the functions of a file that make histograms for others, like
// seconds in ingest.
func histogramMakers(file *ast.File) map[string]bool {
	makers := map[string]bool{}
	makes := func(body ast.Node) (yes bool) {
		ast.Inspect(body, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "NewHistogram") {
				yes = true
			}
			return !yes
		})
		return yes
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if f, ok := n.Rhs[0].(*ast.FuncLit); ok && makes(f.Body) {
				makers[n.Lhs[0].(*ast.Ident).Name] = true
			}
		case *ast.FuncDecl:
			if n.Body != nil && makes(n.Body) {
				makers[n.Name.Name] = true
			}
		}
		return true
	})
	return makers
}

// describe reads the innermost call around a name: what it makes, and with which
// labels. It is no metric unless the name is called Name or given to a maker.
func describe(within []ast.Node, makers map[string]bool) (m meter, ok bool) {
	for _, n := range slices.Backward(within) {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			key, named := n.Key.(*ast.Ident)
			ok = ok || named && key.Name == "Name"
		case *ast.CallExpr:
			made := ""
			switch f := n.Fun.(type) {
			case *ast.SelectorExpr:
				made = f.Sel.Name
			case *ast.Ident:
				made = f.Name
			}
			m.histogram = strings.HasPrefix(made, "NewHistogram") || makers[made]
			m.labels = labelsOf(n, strings.HasSuffix(made, "Vec"))
			return m, ok || makers[made]
		}
	}
	return m, false
}

// labelsOf reads the labels that a metric is made with: those of a vector, and those
// that it always has.
func labelsOf(call *ast.CallExpr, vector bool) (labels []string) {
	collect := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok {
				n = pair.Key
			}
			label, ok := literal(n)
			if ok {
				labels = append(labels, label)
			}
			return !ok
		})
	}
	if vector && len(call.Args) == 2 {
		collect(call.Args[1])
	}
	ast.Inspect(call, func(n ast.Node) bool {
		if pair, ok := n.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "ConstLabels" {
				collect(pair.Value)
			}
		}
		return true
	})
	return labels
}

// faultsOf parses a query and says what it asks that does not exist.
func faultsOf(query string, known map[string]meter) (faults []string) {
	parsed, err := metricsql.Parse(query)
	if err != nil {
		return []string{err.Error()}
	}
	may := []string{"job", "instance"} // the labels of all that is asked
	var grouped []string
	metricsql.VisitAll(parsed, func(e metricsql.Expr) {
		switch e := e.(type) {
		case *metricsql.AggrFuncExpr:
			grouped = append(grouped, e.Modifier.Args...)
		case *metricsql.MetricExpr:
			for _, filters := range e.LabelFilterss {
				labels := []string{"__name__", "job", "instance"}
				for _, f := range filters {
					if f.Label == "__name__" {
						m, err := lookup(f.Value, known)
						if err != nil {
							faults = append(faults, err.Error())
						}
						labels, may = append(labels, m.labels...), append(may, m.labels...)
					}
				}
				for _, f := range filters {
					if !slices.Contains(labels, f.Label) {
						faults = append(faults, "no label "+f.Label)
					}
				}
			}
		}
	})
	for _, label := range grouped {
		if !slices.Contains(may, label) {
			faults = append(faults, "groups by "+label+", which is no label of it")
		}
	}
	return faults
}

// checkQuery sees that a query is one, and that all that it asks of Yian exists.
func checkQuery(t *testing.T, where, query string, known map[string]meter) {
	t.Helper()
	for _, fault := range faultsOf(query, known) {
		t.Errorf("%s: %s: %s", where, query, fault)
	}
}

// lookup finds a metric; those of Prometheus and of Go's own collectors are taken for
// granted.
func lookup(name string, known map[string]meter) (meter, error) {
	if name == "up" || strings.HasPrefix(name, "go_") || strings.HasPrefix(name, "process_") {
		return meter{}, nil
	}
	if m, ok := known[name]; ok && !m.histogram {
		return m, nil
	}
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if base, cut := strings.CutSuffix(name, suffix); cut && known[base].histogram {
			m := known[base]
			m.labels = append(slices.Clone(m.labels), "le")
			return m, nil
		}
	}
	return meter{}, fmt.Errorf("the code has no metric %s", name)
}

// TestDeployMetricsAreFound keeps the reading of the code honest.
func TestDeployMetricsAreFound(t *testing.T) {
	known := meters(t)
	if m := known["yian_dependency_up"]; m.histogram || !slices.Equal(m.labels, []string{"dependency"}) {
		t.Errorf("yian_dependency_up: got %v", m)
	}
	if m := known["yian_ingest_call_record_seconds"]; !m.histogram {
		t.Errorf("yian_ingest_call_record_seconds: got %v", m)
	}
	for _, bad := range []string{"yian_nothing > 0", `yian_dependency_up{colour="red"}`, "yian_ingest_call_record_seconds > 1",
		"sum by (state) (yian_dependency_up)", "sum(yian_dependency_up"} {
		if len(faultsOf(bad, known)) == 0 {
			t.Errorf("%s passes", bad)
		}
	}
	// The table of the book is complete.
	book := deployed(t, "docs/operations.md")
	for name := range known {
		if !strings.Contains(book, name) {
			t.Errorf("docs/operations.md does not name %s", name)
		}
	}
}

func TestDeployAlarms(t *testing.T) {
	known := meters(t)
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.UnmarshalWithOptions([]byte(deployed(t, "deploy/prometheus/alerts.yml")), &rules, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	books := map[string]string{"docs/operations.md": deployed(t, "docs/operations.md"), "docs/operations.zh-CN.md": deployed(t, "docs/operations.zh-CN.md")}
	seen := map[string]bool{}
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			checkQuery(t, r.Alert, r.Expr, known)
			if seen[r.Alert] || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["zh"] == "" {
				t.Errorf("%s is there twice, or has no severity or no words", r.Alert)
			}
			seen[r.Alert] = true
			for name, book := range books {
				if !strings.Contains(book, "`"+r.Alert+"`") {
					t.Errorf("%s does not say what %s means", name, r.Alert)
				}
			}
		}
	}
}

func TestDeployScrapes(t *testing.T) {
	var config struct {
		ScrapeConfigs []struct {
			JobName       string                       `yaml:"job_name"`
			StaticConfigs []struct{ Targets []string } `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "deploy/prometheus/prometheus.yml")), &config); err != nil {
		t.Fatal(err)
	}
	project := composed(t)
	scraped := map[string]bool{}
	for _, job := range config.ScrapeConfigs {
		for _, target := range job.StaticConfigs[0].Targets {
			host, port, _ := strings.Cut(target, ":")
			scraped[host] = true
			service, ok := project.Services[host]
			if !ok && host != "localhost" {
				t.Errorf("%s is no service", target)
			}
			if own, ours := ourParts(project)[host]; ours && (own.Command[0] != job.JobName || !strings.HasSuffix(*service.Environment["YIAN_HTTP"], ":"+port)) {
				t.Errorf("job %s asks %s", job.JobName, target)
			}
		}
	}
	for name := range processes(project) {
		if !scraped[name] {
			t.Errorf("nobody watches %s", name)
		}
	}
}

func TestDeployDashboards(t *testing.T) {
	known := meters(t)
	var sources struct {
		Datasources []struct{ UID, URL string }
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "deploy/grafana/provisioning/datasources/prometheus.yml")), &sources); err != nil {
		t.Fatal(err)
	}
	if got := sources.Datasources[0]; got.UID != "prometheus" || got.URL != "http://prometheus:9090" {
		t.Errorf("got %v", got)
	}
	files := must(filepath.Glob("../deploy/grafana/dashboards/*.json"))(t)
	if len(files) != 2 {
		t.Fatalf("got %v", files)
	}
	shown := map[string]bool{}
	for _, file := range files {
		var board struct {
			UID, Title string
			Panels     []struct {
				ID         int
				Title      string
				Datasource struct{ UID string }
				Targets    []struct{ Expr string }
			}
		}
		if err := json.Unmarshal(must(os.ReadFile(file))(t), &board); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if board.UID == "" || board.Title == "" || len(board.Panels) == 0 {
			t.Errorf("%s is empty", file)
		}
		for _, p := range board.Panels {
			if p.Datasource.UID != "prometheus" || len(p.Targets) == 0 {
				t.Errorf("%s: %s asks nobody", file, p.Title)
			}
			for _, target := range p.Targets {
				checkQuery(t, board.Title+": "+p.Title, target.Expr, known)
				for name := range known {
					if strings.Contains(target.Expr, name) {
						shown[name] = true
					}
				}
			}
		}
	}
	for name := range known {
		if !shown[name] {
			t.Errorf("no panel shows %s", name)
		}
	}
}
