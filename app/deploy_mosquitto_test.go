package app_test

import (
	"bytes"
	bigendian "encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/registry/brokers/mosquitto"
)

// shippedBroker is the real broker with the configuration of deploy/mosquitto, its paths
// and its port put where a test may have them.
type shippedBroker struct {
	t       *testing.T
	dir     string
	address string
	cmd     *exec.Cmd
	log     *bytes.Buffer
}

const platformUser = "yian.platform"

func startShipped(t *testing.T, devices ...string) *shippedBroker {
	t.Helper()
	needs(t, "mosquitto")
	needs(t, "mosquitto_passwd")
	m := &shippedBroker{t: t, dir: t.TempDir(), address: freePort(t)}
	secrets := secretsIn(t)
	_, port, _ := net.SplitHostPort(m.address)
	_, tlsPort, _ := net.SplitHostPort(freePort(t))
	conf := strings.NewReplacer(
		pluginInContainer, pluginHere(t), "/mosquitto/data/", m.dir+"/", "/mosquitto/config/", m.dir+"/", "/mosquitto/tls/", secrets+"/tls/",
		"\nlistener 1883\n", "\nlistener "+port+" 127.0.0.1\n", "\nlistener 8883\n", "\nlistener "+tlsPort+" 127.0.0.1\n",
	).Replace(deployed(t, "deploy/mosquitto/mosquitto.conf"))
	if os.Getuid() == 0 {
		conf += "\nuser root\n" // it would leave root for an account that may not read here
	}
	for name, text := range map[string]string{"mosquitto.conf": conf, "acl": deployed(t, "deploy/mosquitto/acl"), "passwords": "", "secret": platformUser} {
		if err := os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// The accounts are made by the scripts that make them in the container.
	m.script("start.sh", "", "true")
	var accounts strings.Builder
	for _, d := range devices {
		fmt.Fprintf(&accounts, "%s %s\n", d, d)
	}
	m.script("credential.sh", accounts.String())
	m.start()
	t.Cleanup(m.kill)
	return m
}

// pluginInContainer is where the image has Mosquitto's plugin.
const pluginInContainer = "/usr/lib/mosquitto_dynamic_security.so"

// pluginHere finds the plugin of this system's Mosquitto.
func pluginHere(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/*/mosquitto_dynamic_security.so")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(found, pluginInContainer) {
		if _, err := os.Stat(file); err == nil {
			return file
		}
	}
	return needed(t, "mosquitto_dynamic_security.so")
}

func (m *shippedBroker) script(name, in string, args ...string) {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), "sh", append([]string{"../deploy/mosquitto/" + name}, args...)...)
	cmd.Stdin = strings.NewReader(in)
	cmd.Env = append(os.Environ(), "PASSWORDS="+m.dir+"/passwords", "ACCOUNTS="+m.dir+"/dynamic-security.json", "MQTT_PASSWORD_FILE="+m.dir+"/secret", "NO_SIGNAL=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func (m *shippedBroker) start() {
	m.t.Helper()
	m.log = &bytes.Buffer{}
	m.cmd = exec.Command("mosquitto", "-c", filepath.Join(m.dir, "mosquitto.conf"))
	m.cmd.Stdout, m.cmd.Stderr = m.log, m.log
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if c, err := net.Dial("tcp", m.address); err == nil {
			_ = c.Close()
			return
		}
		select {
		case <-deadline:
			m.kill()
			m.t.Fatalf("mosquitto does not take the configuration:\n%s", m.log)
		case <-tick.C:
		}
	}
}

// kill is kill -9.
func (m *shippedBroker) kill() {
	if m.cmd != nil {
		_ = m.cmd.Process.Kill()
		_ = m.cmd.Wait()
		m.cmd = nil
	}
}

// bareClient is just enough of MQTT 3.1.1 to see what a broker answers and delivers.
type bareClient struct {
	net.Conn
	t *testing.T
}

// connect signs in and returns the broker's answer, 0 for yes.
func (m *shippedBroker) connect(user, password, clientID string, clean bool) (*bareClient, byte) {
	m.t.Helper()
	conn, err := net.Dial("tcp", m.address)
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = conn.Close() })
	flags := byte(0xc0)
	if clean {
		flags |= 2
	}
	w := &bareClient{conn, m.t}
	w.send(0x10, packed("MQTT"), []byte{4, flags, 0, 60}, packed(clientID), packed(user), packed(password))
	kind, body, err := w.read()
	if err != nil || kind != 0x20 {
		m.t.Fatalf("no CONNACK: %x %v", kind, err)
	}
	return w, body[1]
}

func (m *shippedBroker) as(user, clientID string, clean bool) *bareClient {
	m.t.Helper()
	w, code := m.connect(user, user, clientID, clean)
	if code != 0 {
		m.t.Fatalf("%s is not let in: %d", user, code)
	}
	return w
}

func packed(s string) []byte {
	return append(bigendian.BigEndian.AppendUint16(nil, uint16(len(s))), s...)
}

func (w *bareClient) send(kind byte, parts ...[]byte) {
	w.t.Helper()
	body := slices.Concat(parts...)
	head := []byte{kind}
	n := len(body)
	for {
		b := byte(n % 128)
		if n /= 128; n > 0 {
			b |= 128
		}
		head = append(head, b)
		if n == 0 {
			break
		}
	}
	if _, err := w.Write(append(head, body...)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *bareClient) read() (kind byte, body []byte, err error) {
	_ = w.SetReadDeadline(time.Now().Add(5 * time.Second))
	one := make([]byte, 1)
	if _, err := io.ReadFull(w, one); err != nil {
		return 0, nil, err
	}
	kind = one[0]
	n, shift := 0, 0
	for {
		if _, err := io.ReadFull(w, one); err != nil {
			return 0, nil, err
		}
		n |= int(one[0]&127) << shift
		if shift += 7; one[0]&128 == 0 {
			break
		}
	}
	body = make([]byte, n)
	_, err = io.ReadFull(w, body)
	return kind, body, err
}

// readBut reads past packets of one kind, like publishes that come in between.
func (w *bareClient) readBut(skip byte) (kind byte, body []byte, err error) {
	for {
		if kind, body, err = w.read(); err != nil || kind&0xf0 != skip {
			return kind, body, err
		}
	}
}

func (w *bareClient) subscribe(filter string) {
	w.t.Helper()
	w.send(0x82, []byte{0, 1}, packed(filter), []byte{1})
	if kind, _, err := w.readBut(0x30); err != nil || kind != 0x90 {
		w.t.Fatalf("subscribing to %s: %x %v", filter, kind, err)
	}
}

// forbidden publishes what must not be delivered. A broker that refuses may answer or
// hang up, and either way has dealt with it.
func (m *shippedBroker) forbidden(user string, topics ...string) {
	m.t.Helper()
	for _, topic := range topics {
		w := m.as(user, "", true)
		w.send(0x32, packed(topic), []byte{0, 1}, []byte("forbidden"))
		_, _, _ = w.readBut(0x30)
		_ = w.Close()
	}
}

// publish waits for the acknowledgement.
func (w *bareClient) publish(topic string) {
	w.t.Helper()
	w.send(0x32, packed(topic), []byte{0, 1}, []byte("from "+topic))
	if kind, _, err := w.readBut(0x30); err != nil || kind != 0x40 {
		w.t.Fatalf("publishing on %s: %x %v", topic, kind, err)
	}
}

// topics reads what is delivered, up to and with the last topic.
func (w *bareClient) topics(last string) (all []string) {
	w.t.Helper()
	for {
		kind, body, err := w.read()
		if err != nil {
			w.t.Fatalf("%v, after %v", err, all)
		}
		if kind&0xf0 != 0x30 {
			continue
		}
		n := int(bigendian.BigEndian.Uint16(body))
		topic := string(body[2 : 2+n])
		if kind&6 != 0 {
			w.send(0x40, body[2+n:4+n])
		}
		if all = append(all, topic); topic == last {
			return all
		}
	}
}

// TestDeployMosquittoRights: a device reaches its own subtree and nothing else, the
// platform hears all and speaks only downwards.
func TestDeployMosquittoRights(t *testing.T) {
	m := startShipped(t, "dev-1", "dev-2")
	for _, wrong := range [][2]string{{"dev-1", "dev-2"}, {"nobody", "nobody"}, {"", ""}} {
		if _, code := m.connect(wrong[0], wrong[1], "", true); code == 0 {
			t.Errorf("%q is let in with the password %q", wrong[0], wrong[1])
		}
	}

	ears := m.as(platformUser, "ears", true)
	ears.subscribe("yian/v1/#")
	m.forbidden("dev-1", "yian/v1/dev-2/call", "yian/v1/dev-2/zigbee2mqtt/x", "yian/v1/dev-1/feedback", "yian/v1/dev-1/command",
		"yian/v1/dev-1/other", "yian/v1/dev-1/call/deeper", "yian/v1/dev-1", "yian/v1/call", "else")
	device := m.as("dev-1", "", true)
	own := []string{"yian/v1/dev-1/telemetry", "yian/v1/dev-1/call", "yian/v1/dev-1/request", "yian/v1/dev-1/status", "yian/v1/dev-1/confirm",
		"yian/v1/dev-1/result", "yian/v1/dev-1/zigbee2mqtt/bridge/state", "yian/v1/dev-1/zigbee2mqtt/卫生间 按钮"}
	for _, topic := range own {
		device.publish(topic)
	}
	if got := ears.topics(own[len(own)-1]); !slices.Equal(got, own) {
		t.Errorf("the platform hears\n%v, want\n%v", got, own)
	}

	device.subscribe("#")
	device.subscribe("yian/v1/+/feedback")
	device.subscribe("yian/v1/dev-1/feedback")
	device.subscribe("yian/v1/dev-1/command")
	other := m.as("dev-2", "", true)
	other.publish("yian/v1/dev-2/call")
	m.forbidden(platformUser, "yian/v1/dev-1/call", "yian/v1/dev-1/zigbee2mqtt/x")
	mouth := m.as(platformUser, "mouth", true)
	for _, topic := range []string{"yian/v1/dev-2/feedback", "yian/v1/dev-1/feedback", "yian/v1/dev-1/command"} {
		mouth.publish(topic)
	}
	for _, topic := range device.topics("yian/v1/dev-1/command") {
		if topic != "yian/v1/dev-1/feedback" && topic != "yian/v1/dev-1/command" {
			t.Errorf("dev-1 hears %s", topic)
		}
	}
	other.publish("yian/v1/dev-2/status")
	if got, want := ears.topics("yian/v1/dev-2/status"), []string{"yian/v1/dev-2/call", "yian/v1/dev-2/feedback", "yian/v1/dev-1/feedback", "yian/v1/dev-1/command", "yian/v1/dev-2/status"}; !slices.Equal(got, want) {
		t.Errorf("the platform hears\n%v, want\n%v", got, want)
	}
}

// doorman tells the broker as the platform does.
func (m *shippedBroker) doorman() *mosquitto.Doorman {
	d := mosquitto.New(mosquitto.Config{URL: "tcp://" + m.address, Username: platformUser, Password: platformUser, ClientID: "door"})
	m.t.Cleanup(d.Close)
	return d
}

// ends waits for the broker to hang up, whatever it says before.
func (w *bareClient) ends() bool {
	w.t.Helper()
	var err error
	for err == nil {
		_, _, err = w.read()
	}
	return err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
}

// TestDeployMosquittoDoor: the platform lets devices in through the plugin, with the
// rights of the file, and whoever is shut out is gone at once and for good.
func TestDeployMosquittoDoor(t *testing.T) {
	m := startShipped(t, "by-hand")
	d := m.doorman()
	admit := func(accounts ...care.Account) {
		t.Helper()
		if n, err := d.Admit(t.Context(), accounts); err != nil || n != len(accounts) {
			t.Fatalf("%d of %d, %v", n, len(accounts), err)
		}
	}
	enters := func(device, secret string) bool {
		t.Helper()
		_, code := m.connect(device, secret, "", true)
		return code == 0
	}
	admit(care.Account{Device: "dev-1", Secret: "one"}, care.Account{Device: "dev-2", Secret: "dev-2"})
	if !enters("dev-1", "one") || enters("dev-1", "two") || enters("dev-1", "") {
		t.Error("dev-1 enters with its secret and no other")
	}
	admit(care.Account{Device: "dev-1", Secret: "one"}) // said again
	live, _ := m.connect("dev-1", "one", "", true)
	admit(care.Account{Device: "dev-1", Secret: "dev-1", Replaces: true})
	if !live.ends() || enters("dev-1", "one") {
		t.Error("the old secret, or its connection, outlives the new one")
	}

	// Rights are those of the file.
	ears := m.as(platformUser, "ears", true)
	ears.subscribe("yian/v1/#")
	m.forbidden("dev-1", "yian/v1/dev-2/call", "yian/v1/dev-1/feedback", "$CONTROL/dynamic-security/v1")
	device := m.as("dev-1", "", true)
	device.subscribe("#")
	device.subscribe("$CONTROL/#")
	other := m.as("dev-2", "", true)
	other.publish("yian/v1/dev-2/call")
	m.as(platformUser, "mouth", true).publish("yian/v1/dev-1/feedback")
	if got := device.topics("yian/v1/dev-1/feedback"); len(got) != 1 {
		t.Errorf("dev-1 hears %v", got)
	}
	device.publish("yian/v1/dev-1/call")
	if got, want := ears.topics("yian/v1/dev-1/call"), []string{"yian/v1/dev-2/call", "yian/v1/dev-1/feedback", "yian/v1/dev-1/call"}; !slices.Equal(got, want) {
		t.Errorf("the platform hears %v, want %v", got, want)
	}

	// Shut out, also of an account that somebody entered by hand.
	hand := m.as("by-hand", "", true)
	admit(care.Account{Device: "dev-1"}, care.Account{Device: "by-hand"}, care.Account{Device: "dev-1"})
	if !device.ends() || !hand.ends() || enters("dev-1", "dev-1") || enters("by-hand", "by-hand") {
		t.Error("whoever was shut out is still there, or comes back")
	}
	m.kill()
	m.start()
	if enters("dev-1", "dev-1") || enters("by-hand", "by-hand") || !enters("dev-2", "dev-2") {
		t.Error("kill -9 made the broker forget who may come in")
	}
	accounts, err := d.Accounts(t.Context())
	if want := map[care.DeviceID]bool{"dev-1": false, "dev-2": true, "by-hand": false}; err != nil || !maps.Equal(accounts, want) {
		t.Errorf("accounts %v, %v, want %v", accounts, err, want)
	}
	admit(care.Account{Device: "dev-1", Secret: "back", Replaces: true})
	if !enters("dev-1", "back") {
		t.Error("a device with a new secret does not come back")
	}
	m.kill()
	if _, err := d.Admit(t.Context(), []care.Account{{Device: "dev-1"}}); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("without a broker: %v", err)
	}
}

// TestDeployMosquittoKeepsCalls: a call that waits for its session outlives kill -9 of
// the broker, once the second of autosave_interval has passed.
func TestDeployMosquittoKeepsCalls(t *testing.T) {
	m := startShipped(t, "dev-1")
	lane := m.as(platformUser, "yian-ingest-1-calls", false)
	lane.subscribe("yian/v1/+/call")
	lane.send(0xe0) // gone, with its session left behind
	_ = lane.Close()
	m.as("dev-1", "", true).publish("yian/v1/dev-1/call")
	until(t, 10*time.Second, "the call in the broker's store", func() bool {
		kept, err := os.ReadFile(filepath.Join(m.dir, "mosquitto.db"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return bytes.Contains(kept, []byte("from yian/v1/dev-1/call"))
	})
	m.kill()
	m.start()
	back := m.as(platformUser, "yian-ingest-1-calls", false)
	if got := back.topics("yian/v1/dev-1/call"); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}
