package app_test

import (
	"bytes"
	bigendian "encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
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
		"/mosquitto/data/", m.dir+"/", "/mosquitto/config/", m.dir+"/", "/mosquitto/tls/", secrets+"/tls/",
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

func (m *shippedBroker) script(name, in string, args ...string) {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), "sh", append([]string{"../deploy/mosquitto/" + name}, args...)...)
	cmd.Stdin = strings.NewReader(in)
	cmd.Env = append(os.Environ(), "PASSWORDS="+m.dir+"/passwords", "MQTT_PASSWORD_FILE="+m.dir+"/secret", "NO_SIGNAL=1")
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
