package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/goccy/go-yaml"

	"yian/app"
	"yian/care"
)

// These tests read what is in deploy/ and docker-compose.yml, where no engine is at
// hand to try it: that names, ports, files and variables agree with each other, with
// the command line and with the code.

// deployed reads one file, named from the top of the repository.
func deployed(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// needs skips the test, loudly, where a program is missing; in CI that is a failure.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("YIAN_TEST_REQUIRE") == "all" {
		t.Fatalf("%s is missing and YIAN_TEST_REQUIRE=all", program)
	}
	t.Skipf("*** SKIPPED for want of %s", program)
	return ""
}

// flagsOf are the settings that a command takes from the environment, by variable.
func flagsOf(t *testing.T, command string) map[string]*kong.Flag {
	t.Helper()
	k, err := kong.New(&app.CLI{}, kong.Name("yian"), kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]*kong.Flag{}
	for _, node := range k.Model.Children {
		if node.Name == command {
			for _, f := range node.Flags {
				for _, env := range f.Envs {
					flags[env] = f
				}
			}
		}
	}
	if len(flags) == 0 {
		t.Fatalf("there is no command %q", command)
	}
	return flags
}

// checkVariable sees that command knows a variable, that only secrets come by file,
// and that no secret comes otherwise.
func checkVariable(t *testing.T, where, command, name, value string) {
	t.Helper()
	flags := flagsOf(t, command)
	plain, byFile := strings.CutSuffix(name, "_FILE")
	f, known := flags[plain]
	switch {
	case !known:
		t.Errorf("%s: yian %s does not know %s", where, command, name)
	case byFile && !f.Tag.Has("secret"):
		t.Errorf("%s: %s: only a secret comes from a file", where, name)
	case !byFile && value != "" && (f.Tag.Get("secret") == "all" || f.Tag.Get("secret") == "url" && strings.Contains(value, "@")):
		t.Errorf("%s: %s holds a secret in the clear", where, name)
	}
}

// composed loads docker-compose.yml as the engine's own library does: against the
// schema, with its references resolved.
func composed(t *testing.T) *types.Project {
	t.Helper()
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  dir,
		ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(dir, "docker-compose.yml")}},
		Environment: types.Mapping{},
	}, func(o *loader.Options) {
		o.SetProjectName("yian", true)
		o.Profiles = []string{"*"}
	})
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// secretsIn runs deploy/secrets.sh into a folder of the test.
func secretsIn(t *testing.T) string {
	t.Helper()
	needs(t, "openssl")
	dir := filepath.Join(t.TempDir(), "secrets")
	if out, err := exec.CommandContext(t.Context(), "sh", "../deploy/secrets.sh", dir, "county.example").CombinedOutput(); err != nil {
		t.Fatalf("secrets.sh: %v\n%s", err, out)
	}
	return dir
}

// ourParts are the services that run the binary, with their command.
func ourParts(p *types.Project) map[string]types.ServiceConfig {
	ours := map[string]types.ServiceConfig{}
	for name, s := range p.Services {
		if strings.HasPrefix(s.Image, "yian:") {
			ours[name] = s
		}
	}
	return ours
}

// processes are those of them that are part of the site, with a name of their own.
func processes(p *types.Project) map[string]types.ServiceConfig {
	all := ourParts(p)
	for name, s := range all {
		if s.Command[0] != "ingest" && s.Command[0] != "dispatch" {
			delete(all, name)
		}
	}
	return all
}

func TestDeployComposeIsCareful(t *testing.T) {
	exact := regexp.MustCompile(`^[a-z0-9/-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9]+)*$`)
	for name, s := range composed(t).Services {
		if !exact.MatchString(s.Image) && s.Image != "yian:dev" {
			t.Errorf("%s: %s is not pinned to a version", name, s.Image)
		}
		if !slices.Contains(s.CapDrop, "ALL") || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") || !s.ReadOnly || s.Privileged {
			t.Errorf("%s has more rights than it needs", name)
		}
		if slices.Contains(s.Profiles, "restore") {
			continue
		}
		if s.HealthCheck == nil || len(s.HealthCheck.Test) == 0 {
			t.Errorf("%s has no health check", name)
		}
		if s.Restart != "unless-stopped" {
			t.Errorf("%s: restart is %q", name, s.Restart)
		}
	}
}

func TestDeployComposeFilesExist(t *testing.T) {
	project, secrets := composed(t), secretsIn(t)
	made := filepath.Join(project.WorkingDir, "deploy", "secrets")
	exists := func(name, file string) {
		if below, ok := strings.CutPrefix(file, made); ok {
			file = secrets + below // secrets.sh makes it
		}
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, s := range project.Services {
		for _, v := range s.Volumes {
			if v.Type == types.VolumeTypeBind {
				exists(name, v.Source)
				if !v.ReadOnly {
					t.Errorf("%s may write %s", name, v.Source)
				}
			}
		}
		if s.Build != nil {
			exists(name, filepath.Join(s.Build.Context, s.Build.Dockerfile))
		}
	}
	for name, s := range project.Secrets {
		exists("secret "+name, s.File)
	}
}

func TestDeployComposeVariablesAreKnown(t *testing.T) {
	project := composed(t)
	instances, kinds := map[string]string{}, map[string]int{}
	for name, s := range ourParts(project) {
		command := s.Command[0]
		kinds[command]++
		for variable, v := range s.Environment {
			value := *v
			if !strings.HasPrefix(variable, "YIAN_") {
				continue
			}
			checkVariable(t, name, command, variable, value)
			if strings.HasSuffix(variable, "_FILE") {
				secret := strings.TrimPrefix(value, "/run/secrets/")
				if !slices.ContainsFunc(s.Secrets, func(x types.ServiceSecretConfig) bool { return x.Source == secret }) {
					t.Errorf("%s: %s reads %s, which is not among its secrets", name, variable, value)
				}
			}
			if variable == "YIAN_INSTANCE" {
				if other, taken := instances[value]; taken {
					t.Errorf("%s and %s are both called %s", name, other, value)
				}
				instances[value] = name
			}
		}
		if _, part := processes(project)[name]; len(s.Secrets) == 0 || part && s.Environment["YIAN_INSTANCE"] == nil {
			t.Errorf("%s has no secrets or no name", name)
		}
	}
	if kinds["ingest"] != 2 || kinds["dispatch"] != 2 {
		t.Errorf("got %v, want two of each", kinds)
	}
	for name, s := range project.Services {
		if _, ours := ourParts(project)[name]; ours {
			continue
		}
		for variable := range s.Environment {
			if strings.HasPrefix(variable, "YIAN_") {
				t.Errorf("%s is not ours and gets %s", name, variable)
			}
		}
	}
}

// TestDeployComposeSettingsHold asks `yian config --check` with the environment of
// each part, as its container would have it.
func TestDeployComposeSettingsHold(t *testing.T) {
	secrets := secretsIn(t)
	for name, s := range processes(composed(t)) {
		t.Run(name, func(t *testing.T) {
			for variable, v := range s.Environment {
				value := *v
				if below, ok := strings.CutPrefix(value, "/run/secrets/"); ok {
					value = filepath.Join(secrets, below+".txt")
				}
				t.Setenv(variable, value)
			}
			var out bytes.Buffer
			if err := app.Run([]string{"config", "--check", "--parts"}, app.Streams{Out: &out, Err: &out, Context: context.Background()}); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestDeployComposeAddressesAgree: every address names a service that shares a network
// with the one who asks, at the port where it listens.
func TestDeployComposeAddressesAgree(t *testing.T) {
	project, secrets := composed(t), secretsIn(t)
	listen := map[string]string{"mosquitto": "1883", "postgres": "5432", "redis": "6379", "influxdb": "8086"}
	if !strings.Contains(deployed(t, "deploy/mosquitto/mosquitto.conf"), "\nlistener 1883\n") {
		t.Error("mosquitto does not listen on 1883")
	}
	for name, s := range processes(project) {
		_, port, _ := strings.Cut(*s.Environment["YIAN_HTTP"], ":")
		listen[name] = port
	}
	reaches := func(who, address string) {
		t.Helper()
		u, err := url.Parse(address)
		if err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		service, ok := project.Services[u.Hostname()]
		if !ok || listen[u.Hostname()] != u.Port() {
			t.Errorf("%s asks %s, where nobody listens", who, u.Host)
			return
		}
		for network := range project.Services[who].Networks {
			if _, shared := service.Networks[network]; shared {
				return
			}
		}
		t.Errorf("%s shares no network with %s", who, u.Hostname())
	}
	for name, s := range ourParts(project) {
		secretly := []string{"database_url"}
		_, part := processes(project)[name]
		if part {
			secretly = append(secretly, "redis_url")
			reaches(name, *s.Environment["YIAN_MQTT_URL"])
		}
		reaches(name, *s.Environment["YIAN_INFLUX_URL"])
		for _, secret := range secretly {
			b, err := os.ReadFile(filepath.Join(secrets, secret+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			reaches(name, strings.TrimSpace(string(b)))
		}
		for variable, want := range map[string]string{"YIAN_INFLUX_ORG": "DOCKER_INFLUXDB_INIT_ORG", "YIAN_INFLUX_BUCKET": "DOCKER_INFLUXDB_INIT_BUCKET"} {
			if *s.Environment[variable] != *project.Services["influxdb"].Environment[want] {
				t.Errorf("%s: %s is not what InfluxDB is set up with", name, variable)
			}
		}
		if !part {
			continue
		}
		user := *s.Environment["YIAN_MQTT_USERNAME"]
		for _, file := range []string{"deploy/mosquitto/acl", "deploy/mosquitto/start.sh", "deploy/emqx/acl.conf", "deploy/kubernetes/settings.yaml", "deploy/systemd/yian.env"} {
			if !strings.Contains(deployed(t, file), user) {
				t.Errorf("%s does not know %s", file, user)
			}
		}
	}

	// The proxy knows every dispatch, and nobody else.
	var upstreams, dispatchers []string
	for _, line := range strings.Split(deployed(t, "deploy/caddy/Caddyfile"), "\n") {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "reverse_proxy "); ok {
			upstreams = strings.Fields(strings.TrimSuffix(rest, "{"))
		}
	}
	for name, s := range ourParts(project) {
		if s.Command[0] == "dispatch" {
			dispatchers = append(dispatchers, name+":"+listen[name])
			reaches("proxy", "http://"+name+":"+listen[name])
		}
	}
	slices.Sort(dispatchers)
	slices.Sort(upstreams)
	if !slices.Equal(upstreams, dispatchers) {
		t.Errorf("the proxy knows %v, there are %v", upstreams, dispatchers)
	}
}

// TestDeploySecretsStay: a second run changes nothing, or the stores would shut the
// platform out.
func TestDeploySecretsStay(t *testing.T) {
	dir := secretsIn(t)
	read := func() string {
		var all strings.Builder
		for _, file := range must(filepath.Glob(filepath.Join(dir, "*")))(t) {
			if info := must(os.Stat(file))(t); info.Mode().IsRegular() {
				fmt.Fprintf(&all, "%s=%s", filepath.Base(file), must(os.ReadFile(file))(t))
			}
		}
		all.Write(must(os.ReadFile(filepath.Join(dir, "tls", "server.crt")))(t))
		return all.String()
	}
	before := read()
	if out, err := exec.CommandContext(t.Context(), "sh", "../deploy/secrets.sh", dir, "county.example").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if read() != before {
		t.Error("a second run changed a secret")
	}
	if info := must(os.Stat(dir))(t); info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is open to others: %v", info.Mode())
	}
	tracked := must(exec.CommandContext(t.Context(), "git", "-C", "..", "ls-files", "deploy/secrets").Output())(t)
	if got := strings.TrimSpace(string(tracked)); got != "deploy/secrets/.gitignore" && got != "" {
		t.Errorf("secrets are in git: %s", got)
	}
}

// must ends the test at an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestDeployScriptsParse(t *testing.T) {
	scripts := append(must(filepath.Glob("../deploy/*.sh"))(t), must(filepath.Glob("../deploy/*/*.sh"))(t)...)
	if len(scripts) < 6 {
		t.Fatalf("found only %v", scripts)
	}
	for _, script := range scripts {
		if out, err := exec.CommandContext(t.Context(), "sh", "-n", script).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", script, err, out)
		}
		if info := must(os.Stat(script))(t); info.Mode()&0o111 == 0 {
			t.Errorf("%s cannot be run", script)
		}
	}
}

// TestDeployImage: the Dockerfile builds from exact versions that satisfy the code, ends
// as nobody in particular, and leaves the embedded servers out.
func TestDeployImage(t *testing.T) {
	text := deployed(t, "deploy/Dockerfile")
	version := func(arg string) string {
		m := regexp.MustCompile(`(?m)^ARG ` + arg + `=(\d+\.\d+\.\d+)$`).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("%s is not exact", arg)
		}
		return m[1]
	}
	module := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(deployed(t, "go.mod"))[1]
	if !strings.HasPrefix(version("GO_VERSION"), module+".") {
		t.Errorf("go.mod wants Go %s, the image builds with %s", module, version("GO_VERSION"))
	}
	if !strings.HasPrefix(version("NODE_VERSION"), "20.") {
		t.Error("the console is tested with Node 20")
	}
	for _, line := range regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(text, -1) {
		if image := line[1]; image != "scratch" && !strings.Contains(image, "_VERSION}") {
			t.Errorf("%s is not pinned", image)
		}
	}
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", "-tags noembedded", "USER 65532:65532", `"healthy"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing", want)
		}
	}
	for _, m := range regexp.MustCompile(`(YIAN_[A-Z_]+)=(\S+)`).FindAllStringSubmatch(text, -1) {
		checkVariable(t, "Dockerfile", "ingest", m[1], m[2])
		checkVariable(t, "Dockerfile", "dispatch", m[1], m[2])
	}
	deps := string(must(exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", "noembedded", "yian/cmd/yian").Output())(t))
	for _, heavy := range []string{"github.com/mochi-mqtt/server", "github.com/alicebob/miniredis", "github.com/influxdata/influxdb/"} {
		if strings.Contains(deps, heavy) {
			t.Errorf("the image holds %s", heavy)
		}
	}
}

// TestDeployUnits: the systemd units name what the command line knows, and hand on every
// credential that they name.
func TestDeployUnits(t *testing.T) {
	assignment := regexp.MustCompile(`(\w+)=(\S+)`)
	shared := map[string]string{}
	for line := range strings.SplitSeq(deployed(t, "deploy/systemd/yian.env"), "\n") {
		if m := assignment.FindStringSubmatch(strings.TrimPrefix(line, "# ")); m != nil && strings.HasPrefix(m[1], "YIAN_") {
			shared[m[1]] = m[2]
		}
	}
	for _, unit := range []string{"yian-up.service", "yian-training.service", "yian-ingest@.service", "yian-dispatch@.service"} {
		var command string
		env, credentials := map[string]string{}, map[string]bool{}
		text := deployed(t, "deploy/systemd/"+unit)
		for line := range strings.SplitSeq(text, "\n") {
			key, value, _ := strings.Cut(line, "=")
			switch key {
			case "ExecStart":
				command = strings.Fields(value)[1]
			case "Environment":
				for _, m := range assignment.FindAllStringSubmatch(value, -1) {
					env[m[1]] = m[2]
				}
			case "LoadCredential":
				name, _, _ := strings.Cut(value, ":")
				credentials[name] = true
			}
		}
		if command != "up" && command != "training" {
			for k, v := range shared {
				if command == "dispatch" || k != "YIAN_WEBHOOK_URL" {
					env[k] = v
				}
			}
			if env["YIAN_INSTANCE"] == "" {
				t.Errorf("%s has no name for itself", unit)
			}
		}
		used := map[string]bool{}
		for name, value := range env {
			if !strings.HasPrefix(name, "YIAN_") {
				continue
			}
			checkVariable(t, unit, command, name, value)
			if strings.HasSuffix(name, "_FILE") {
				credential := strings.TrimPrefix(value, "%d/")
				used[credential] = true
				if !credentials[credential] {
					t.Errorf("%s: %s reads %s, which no LoadCredential brings", unit, name, value)
				}
			}
		}
		for name := range credentials {
			if !used[name] {
				t.Errorf("%s: nobody reads the credential %s", unit, name)
			}
		}
		for _, want := range []string{"User=yian", "Restart=always", "NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=yian", "CapabilityBoundingSet=\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s is missing", unit, want)
			}
		}
	}
}

// manifest is as much of a Kubernetes object as the tests look at.
type manifest struct {
	File     string `yaml:"-"`
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]string
	Spec     struct {
		Replicas       int
		MaxUnavailable any `yaml:"maxUnavailable"`
		Selector       struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				SecurityContext struct {
					RunAsNonRoot bool `yaml:"runAsNonRoot"`
				} `yaml:"securityContext"`
				Containers []struct {
					Image, Name string
					Args        []string
					Env         []struct{ Name, Value string }
					EnvFrom     []struct {
						ConfigMapRef struct{ Name string } `yaml:"configMapRef"`
					} `yaml:"envFrom"`
					LivenessProbe   probing `yaml:"livenessProbe"`
					ReadinessProbe  probing `yaml:"readinessProbe"`
					StartupProbe    probing `yaml:"startupProbe"`
					SecurityContext struct {
						ReadOnlyRootFilesystem bool `yaml:"readOnlyRootFilesystem"`
					} `yaml:"securityContext"`
				}
				Volumes []struct {
					Name      string
					Projected struct {
						Sources []struct {
							Secret struct {
								Items []struct{ Path string }
							}
						}
					}
				}
			}
		}
	}
}

type probing struct {
	HTTPGet struct{ Path string } `yaml:"httpGet"`
}

// manifests reads every object of deploy/kubernetes.
func manifests(t *testing.T) []manifest {
	t.Helper()
	var list struct {
		Resources []string
		Images    []struct {
			Name   string
			NewTag string `yaml:"newTag"`
		}
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "deploy/kubernetes/kustomization.yaml")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Images) != 1 || !regexp.MustCompile(`^\d+\.\d+\.\d+`).MatchString(list.Images[0].NewTag) {
		t.Errorf("the image is not pinned: %v", list.Images)
	}
	files := must(filepath.Glob("../deploy/kubernetes/*.yaml"))(t)
	if len(files) != len(list.Resources)+1 {
		t.Errorf("kustomization.yaml lists %d of %d files", len(list.Resources), len(files)-1)
	}
	var all []manifest
	for _, name := range list.Resources {
		decoder := yaml.NewDecoder(strings.NewReader(deployed(t, "deploy/kubernetes/"+name)))
		for {
			m := manifest{File: name}
			err := decoder.Decode(&m)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			all = append(all, m)
		}
	}
	return all
}

func TestDeployKubernetes(t *testing.T) {
	all := manifests(t)
	settings, kinds := map[string]map[string]string{}, map[string][]manifest{}
	for _, m := range all {
		kinds[m.Kind] = append(kinds[m.Kind], m)
		if m.Kind == "ConfigMap" {
			settings[m.Metadata.Name] = m.Data
		}
	}
	if len(kinds["Secret"]) > 0 {
		t.Error("a secret is in the clear")
	}
	if len(kinds["NetworkPolicy"]) == 0 {
		t.Error("everybody may speak with everybody")
	}
	for kind, command := range map[string]string{"StatefulSet": "ingest", "Deployment": "dispatch"} {
		if len(kinds[kind]) != 1 {
			t.Fatalf("got %d of kind %s", len(kinds[kind]), kind)
		}
		m := kinds[kind][0]
		pod := m.Spec.Template.Spec
		c := pod.Containers[0]
		if m.Spec.Replicas < 2 || len(c.Args) != 1 || c.Args[0] != command {
			t.Errorf("%s: %d of yian %v", m.File, m.Spec.Replicas, c.Args)
		}
		if c.LivenessProbe.HTTPGet.Path != "/healthz" || c.StartupProbe.HTTPGet.Path != "/healthz" || c.ReadinessProbe.HTTPGet.Path != "/readyz" {
			t.Errorf("%s: probes ask %q, %q, %q", m.File, c.LivenessProbe.HTTPGet.Path, c.StartupProbe.HTTPGet.Path, c.ReadinessProbe.HTTPGet.Path)
		}
		if !pod.SecurityContext.RunAsNonRoot || !c.SecurityContext.ReadOnlyRootFilesystem {
			t.Errorf("%s has more rights than it needs", m.File)
		}
		env := map[string]string{}
		for _, from := range c.EnvFrom {
			for k, v := range settings[from.ConfigMapRef.Name] {
				env[k] = v
			}
		}
		for _, e := range c.Env {
			env[e.Name] = e.Value
		}
		mounted := map[string]bool{}
		for _, v := range pod.Volumes {
			for _, source := range v.Projected.Sources {
				for _, item := range source.Secret.Items {
					mounted["/run/secrets/yian/"+item.Path] = true
				}
			}
		}
		for name, value := range env {
			if !strings.HasPrefix(name, "YIAN_") {
				continue
			}
			checkVariable(t, m.File, command, name, value)
			if strings.HasSuffix(name, "_FILE") && !mounted[value] {
				t.Errorf("%s: %s reads %s, which is not mounted", m.File, name, value)
			}
		}
		if _, named := env["YIAN_INSTANCE"]; !named || len(mounted) == 0 {
			t.Errorf("%s has no name or no secrets", m.File)
		}
		if !slices.ContainsFunc(kinds["PodDisruptionBudget"], func(b manifest) bool {
			labels := b.Spec.Selector.MatchLabels
			for k, v := range labels {
				if m.Spec.Template.Metadata.Labels[k] != v {
					return false
				}
			}
			return len(labels) > 0 && b.Spec.MaxUnavailable != nil
		}) {
			t.Errorf("%s: no disruption budget", m.File)
		}
	}
}

// TestDeployVariablesAreDocumented: what docker-compose.yml takes from .env is in the
// book, in both languages.
func TestDeployVariablesAreDocumented(t *testing.T) {
	books := []string{deployed(t, "docs/operations.md"), deployed(t, "docs/operations.zh-CN.md")}
	for _, m := range regexp.MustCompile(`\$\{([A-Z_]+):-`).FindAllStringSubmatch(deployed(t, "docker-compose.yml"), -1) {
		for i, book := range books {
			if !strings.Contains(book, "`"+m[1]+"`") {
				t.Errorf("%s is not in book %d", m[1], i)
			}
		}
	}
}

// TestDeployRightsOfGateways: every kind of gateway may publish below its own level
// on the brokers that are shipped.
func TestDeployRightsOfGateways(t *testing.T) {
	for file, form := range map[string]string{"deploy/mosquitto/acl": "pattern readwrite yian/v1/%%u/%s/#\n", "deploy/emqx/acl.conf": `"yian/v1/${username}/%s/#"`} {
		text := deployed(t, file)
		for _, kind := range care.BoughtIn {
			if want := fmt.Sprintf(form, kind); !strings.Contains(text, want) {
				t.Errorf("%s: no line %q", file, want)
			}
		}
	}
}
