package app_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yian/app"
)

// channelVariables are the variables of every setting of a way to people, as `yian
// dispatch` knows them; a secret comes by file.
func channelVariables(t *testing.T) []string {
	t.Helper()
	var names []string
	for name, f := range flagsOf(t, "dispatch") {
		way, _, _ := strings.Cut(f.Name, "-")
		if !slices.Contains([]string{"sms", "voice", "wecom", "dingtalk", "mail", "webhook", "channel"}, way) {
			continue
		}
		if f.Tag.Has("secret") && f.Name != "webhook-url" { // which holds no key
			name += "_FILE"
		}
		names = append(names, name)
	}
	if slices.Sort(names); len(names) < 20 {
		t.Fatalf("found only %v", names)
	}
	return names
}

// TestDeployChannelsCanBeSetUp: each setting of a way to people can be made on every
// kind of host that is shipped, and reaches whoever rings.
func TestDeployChannelsCanBeSetUp(t *testing.T) {
	hosts := map[string]map[string]bool{"docker-compose.yml": {}, "systemd": {}, "kubernetes": {}}
	for name, s := range processes(composed(t)) {
		for variable := range s.Environment {
			if s.Command[0] == "dispatch" {
				hosts["docker-compose.yml"][variable] = true
			}
			if s.Command[0] == "ingest" && strings.HasPrefix(variable, "YIAN_SMS") {
				t.Errorf("%s rings nobody and is told %s", name, variable)
			}
		}
	}
	for _, m := range regexp.MustCompile(`(YIAN_\w+)=`).FindAllStringSubmatch(deployed(t, "deploy/systemd/yian-dispatch@.service")+deployed(t, "deploy/systemd/yian.env"), -1) {
		hosts["systemd"][m[1]] = true
	}
	settings := map[string]map[string]string{}
	for _, m := range manifests(t) {
		if m.Kind == "ConfigMap" {
			settings[m.Metadata.Name] = m.Data
		}
	}
	for _, m := range manifests(t) {
		if m.Kind != "Deployment" {
			continue
		}
		c := m.Spec.Template.Spec.Containers[0]
		for _, from := range c.EnvFrom {
			for variable := range settings[from.ConfigMapRef.Name] {
				hosts["kubernetes"][variable] = true
			}
		}
		for _, e := range c.Env {
			hosts["kubernetes"][e.Name] = true
		}
	}
	for _, variable := range channelVariables(t) {
		for _, host := range slices.Sorted(maps.Keys(hosts)) {
			if !hosts[host][variable] {
				t.Errorf("%s does not pass %s", host, variable)
			}
		}
	}
}

// TestDeployChannelsStartEmpty: a unit starts although nobody set a channel up, and
// every secret of one is made empty, so that nothing is sent anywhere.
func TestDeployChannelsStartEmpty(t *testing.T) {
	unit, secrets := deployed(t, "deploy/systemd/yian-dispatch@.service"), secretsIn(t)
	for _, variable := range channelVariables(t) {
		secret, byFile := strings.CutSuffix(strings.TrimPrefix(variable, "YIAN_"), "_FILE")
		if !byFile || secret == "WEBHOOK_SECRET" { // ours: the gateway is told it
			continue
		}
		secret = strings.ToLower(secret)
		if info := must(os.Stat(filepath.Join(secrets, secret+".txt")))(t); info.Size() != 0 {
			t.Errorf("%s is not empty", secret)
		}
		if want := "SetCredential=" + strings.ReplaceAll(secret, "_", "-") + ":"; !strings.Contains(unit, want) {
			t.Errorf("the unit does not start without %s", secret)
		}
	}
}

// TestDeployFormIsOne: the sample of a gateway's form is one that yian takes.
func TestDeployFormIsOne(t *testing.T) {
	form := filepath.Join("..", "deploy", "forms", "sample.yaml")
	for _, way := range []string{"sms", "voice"} {
		var out bytes.Buffer
		err := app.Run([]string{"config", "--check", "--" + way + "-url", "https://gateway.example/send", "--" + way + "-form", form}, app.Streams{Out: &out, Err: &out, Context: t.Context()})
		if err != nil {
			t.Errorf("%s: %v %s", way, err, &out)
		}
	}
}
