//go:build !noembedded

package embedded

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"yian/care"
)

// wire is a client that sees every packet: what the broker answers, in which
// order, and whether it answers at all.
type wire struct {
	t       *testing.T
	conn    net.Conn
	in      *bufio.Reader
	version byte
}

type login struct {
	version    byte // 4 is 3.1.1, 5 is 5
	user, pass string
	id         string
	lasting    bool // the session outlives the connection
	willTopic  string
	willText   string
}

const patienceOfTests = 10 * time.Second

// dial connects and returns the broker's answer.
func dial(t *testing.T, addr string, as login) (*wire, byte) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(addr, "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return greet(t, conn, as)
}

// greet says who it is on a connection that stands, and returns the answer.
func greet(t *testing.T, conn net.Conn, as login) (*wire, byte) {
	t.Helper()
	w := &wire{t: t, conn: conn, in: bufio.NewReader(conn), version: as.version}
	pk := packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Connect},
		Connect: packets.ConnectParams{ProtocolName: []byte("MQTT"), Clean: !as.lasting, Keepalive: 60, ClientIdentifier: as.id,
			UsernameFlag: as.user != "", Username: []byte(as.user), PasswordFlag: as.pass != "", Password: []byte(as.pass)}}
	if as.lasting && as.version == 5 {
		pk.Properties.SessionExpiryInterval, pk.Properties.SessionExpiryIntervalFlag = 3600, true
	}
	if as.willTopic != "" {
		pk.Connect.WillFlag, pk.Connect.WillTopic, pk.Connect.WillPayload = true, as.willTopic, []byte(as.willText)
		pk.Connect.WillRetain = true
	}
	w.send(pk)
	answer, err := w.read()
	if err != nil {
		t.Fatalf("no answer to connect: %v", err)
	}
	return w, answer.ReasonCode
}

// mustDial connects and insists on being let in.
func mustDial(t *testing.T, addr string, as login) *wire {
	t.Helper()
	w, code := dial(t, addr, as)
	if code != 0 {
		t.Fatalf("connect as %s: refused with %#x", as.user, code)
	}
	return w
}

func (w *wire) send(pk packets.Packet) {
	w.t.Helper()
	pk.ProtocolVersion = w.version
	var out bytes.Buffer
	var err error
	switch pk.FixedHeader.Type {
	case packets.Connect:
		err = pk.ConnectEncode(&out)
	case packets.Publish:
		err = pk.PublishEncode(&out)
	case packets.Subscribe:
		pk.FixedHeader.Qos = 1
		err = pk.SubscribeEncode(&out)
	case packets.Puback:
		err = pk.PubackEncode(&out)
	case packets.Disconnect:
		err = pk.DisconnectEncode(&out)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.conn.Write(out.Bytes()); err != nil && !errors.Is(err, os.ErrClosed) {
		w.t.Logf("write: %v", err)
	}
}

// read returns the next packet, or an error once the broker has closed.
func (w *wire) read() (packets.Packet, error) {
	_ = w.conn.SetReadDeadline(time.Now().Add(patienceOfTests))
	b, err := w.in.ReadByte()
	if err != nil {
		return packets.Packet{}, err
	}
	pk := packets.Packet{ProtocolVersion: w.version}
	if err := pk.FixedHeader.Decode(b); err != nil {
		return pk, err
	}
	if pk.FixedHeader.Remaining, _, err = packets.DecodeLength(w.in); err != nil {
		return pk, err
	}
	body := make([]byte, pk.FixedHeader.Remaining)
	if _, err := io.ReadFull(w.in, body); err != nil {
		return pk, err
	}
	switch pk.FixedHeader.Type {
	case packets.Connack:
		err = pk.ConnackDecode(body)
	case packets.Publish:
		err = pk.PublishDecode(body)
	case packets.Puback:
		err = pk.PubackDecode(body)
	case packets.Pubrec:
		err = pk.PubrecDecode(body)
	case packets.Suback:
		err = pk.SubackDecode(body)
	case packets.Disconnect:
		err = pk.DisconnectDecode(body)
	}
	return pk, err
}

// publish sends at quality 1 and returns the answer; gone means that the broker
// closed the connection instead.
func (w *wire) publish(topic, payload string, id uint16, retain bool) (code byte, gone bool) {
	w.t.Helper()
	w.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Publish, Qos: 1, Retain: retain},
		TopicName: topic, Payload: []byte(payload), PacketID: id})
	for {
		pk, err := w.read()
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			w.t.Fatalf("publish on %s was never answered", topic)
		case err != nil || pk.FixedHeader.Type == packets.Disconnect:
			return 0, true
		case pk.FixedHeader.Type == packets.Puback && pk.PacketID == id:
			return pk.ReasonCode, false
		}
	}
}

func (w *wire) mustPublish(topic, payload string, id uint16, retain bool) {
	w.t.Helper()
	if code, gone := w.publish(topic, payload, id, retain); gone || code >= 0x80 {
		w.t.Fatalf("publish on %s: code %#x, gone %v", topic, code, gone)
	}
}

func (w *wire) subscribe(filter string) byte {
	w.t.Helper()
	w.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Subscribe}, PacketID: 9,
		Filters: packets.Subscriptions{{Filter: filter, Qos: 1}}})
	pk, err := w.read()
	if err != nil || pk.FixedHeader.Type != packets.Suback {
		w.t.Fatalf("subscribe to %s: %v %v", filter, pk.FixedHeader.Type, err)
	}
	return pk.ReasonCodes[0]
}

// message returns the next message delivered, acknowledged.
func (w *wire) message() packets.Packet {
	w.t.Helper()
	for {
		pk, err := w.read()
		if err != nil {
			w.t.Fatalf("no message came: %v", err)
		}
		if pk.FixedHeader.Type == packets.Publish {
			w.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Puback}, PacketID: pk.PacketID})
			return pk
		}
	}
}

// hasMessage reports whether a message waited for the session.
func (w *wire) hasMessage() bool {
	w.send(packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Subscribe}, PacketID: 60000,
		Filters: packets.Subscriptions{{Filter: "yian/v1/d1/command", Qos: 1}}})
	for {
		pk, err := w.read()
		if err != nil || pk.FixedHeader.Type == packets.Suback {
			return false
		}
		if pk.FixedHeader.Type == packets.Publish {
			return true
		}
	}
}

// closed blocks until the broker closes the connection.
func (w *wire) closed() {
	w.t.Helper()
	for {
		if _, err := w.read(); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				w.t.Fatal("the connection stayed open")
			}
			return
		}
	}
}

// site is a broker with its doors open, a secret that equals the device's id, and
// what it refused.
type site struct {
	*Broker
	refused chan care.Refusal
	dir     string
}

func openSite(t *testing.T, more ...func(*BrokerConfig)) *site {
	t.Helper()
	s := &site{refused: make(chan care.Refusal, 1000), dir: t.TempDir()}
	cfg := BrokerConfig{Dir: s.dir, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Authenticate: func(d care.DeviceID, secret string) bool { return string(d) == secret },
		OnRefused:    func(r care.Refusal) { s.refused <- r }}
	for _, m := range more {
		m(&cfg)
	}
	b, err := StartBroker(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	s.Broker = b
	if err := b.Open(); err != nil {
		t.Fatal(err)
	}
	return s
}

// platform connects as the platform does, with a session that lasts.
func (s *site) platform(t *testing.T, id string) *wire {
	t.Helper()
	in := s.Internal()
	return mustDial(t, in.URL, login{version: 4, user: in.Username, pass: in.Password, id: id, lasting: true})
}

func (s *site) device(t *testing.T, version byte, id string) *wire {
	t.Helper()
	return mustDial(t, s.Addr(), login{version: version, user: id, pass: id})
}

func mustConnect(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// dialQuietly reports whether a connection without a word is still open a moment
// after it was made.
func dialQuietly(addr string) bool {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return false
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err = conn.Read(make([]byte, 1))
	return errors.Is(err, os.ErrDeadlineExceeded)
}

// comeAndGo connects, waits for the answer and closes.
func comeAndGo(addr, id string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patienceOfTests))
	pk := packets.Packet{FixedHeader: packets.FixedHeader{Type: packets.Connect}, ProtocolVersion: 4,
		Connect: packets.ConnectParams{ProtocolName: []byte("MQTT"), Clean: true, Keepalive: 60,
			UsernameFlag: true, Username: []byte(id), PasswordFlag: true, Password: []byte(id)}}
	var out bytes.Buffer
	if pk.ConnectEncode(&out) == nil {
		_, _ = conn.Write(out.Bytes())
		_, _ = conn.Read(make([]byte, 4))
	}
}
