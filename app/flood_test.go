package app_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// flood publishes readings of many devices over one connection, as cheaply as can
// be: what drives a benchmark must not be what it measures.
type flood struct {
	t     testing.TB
	conn  net.Conn
	out   *bufio.Writer
	acked atomic.Int64
	sent  int64
	start time.Time // of the readings' time
}

// unacked is how many publishes may wait for the broker's acknowledgement.
const unacked = 10_000

// newFlood connects with an account that may publish for every device.
func newFlood(t testing.TB, url string) *flood {
	t.Helper()
	return newFloodOf(t, url, loadAccount, loadPassword)
}

// newFloodOf connects with the account of one device.
func newFloodOf(t testing.TB, url, username, password string) *flood {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	f := &flood{t: t, conn: conn, out: bufio.NewWriterSize(conn, 64<<10), start: time.Now().Add(-10 * time.Minute).Truncate(time.Second)}
	t.Cleanup(func() { _ = conn.Close() })
	hello := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	hello.ProtocolName, hello.ProtocolVersion, hello.CleanSession, hello.ClientIdentifier = "MQTT", 4, true, fmt.Sprintf("flood-%d", time.Now().UnixNano())
	hello.UsernameFlag, hello.Username, hello.PasswordFlag, hello.Password = true, username, true, []byte(password)
	if err := hello.Write(conn); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReaderSize(conn, 64<<10)
	if p, err := packets.ReadPacket(in); err != nil {
		t.Fatal(err)
	} else if ack, ok := p.(*packets.ConnackPacket); !ok || ack.ReturnCode != 0 {
		t.Fatalf("the broker does not let the load in: %v", p)
	}
	go func() {
		for {
			p, err := packets.ReadPacket(in)
			if err != nil {
				return
			}
			if _, ok := p.(*packets.PubackPacket); ok {
				f.acked.Add(1)
			}
		}
	}()
	return f
}

// sample is what message n says: whose it is and of which instant. No two are
// alike.
func (f *flood) sample(n int64, devices int) (device int, ts int64) {
	return int(n % int64(devices)), f.start.UnixMilli() + n/int64(devices)
}

// run publishes messages more at rate a second, 0: as fast as the broker takes
// them, and waits until all are acknowledged.
func (f *flood) run(messages int64, rate float64, devices []string) {
	f.t.Helper()
	f.each(messages, rate, func(n int64, p *packets.PublishPacket) {
		d, ts := f.sample(n, len(devices))
		p.TopicName = "yian/v1/" + devices[d] + "/telemetry"
		p.Payload = fmt.Appendf(p.Payload[:0], `{"ts":%d,"readings":{"heart_rate":72,"spo2":97,"battery":88}}`, ts)
	})
}

// each publishes as [flood.run] does what write makes of the number of a message.
func (f *flood) each(messages int64, rate float64, write func(n int64, p *packets.PublishPacket)) {
	f.t.Helper()
	began, first := time.Now(), f.sent
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.Qos = 1
	for n := range messages {
		if rate > 0 && n%16 == 0 {
			if ahead := time.Until(began.Add(time.Duration(float64(n) / rate * float64(time.Second)))); ahead > time.Millisecond {
				f.flush()
				rest(ahead)
			}
		}
		for f.sent-f.acked.Load() >= unacked {
			f.flush()
			rest(time.Millisecond)
		}
		p.MessageID = uint16(f.sent%65_535) + 1
		write(f.sent, p)
		if err := p.Write(f.out); err != nil {
			f.t.Fatal(err)
		}
		f.sent++
	}
	f.flush()
	until(f.t, time.Minute, fmt.Sprintf("the broker acknowledges %d messages", f.sent-first), func() bool { return f.acked.Load() == f.sent })
}

func (f *flood) flush() {
	if err := f.out.Flush(); err != nil {
		f.t.Fatal(err)
	}
}

// call publishes a press of a device and returns when.
func (f *flood) call(device, id string) time.Time {
	f.t.Helper()
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.Qos, p.TopicName, p.MessageID = 1, "yian/v1/"+device+"/call", uint16(f.sent%65_535)+1
	now := time.Now()
	p.Payload = fmt.Appendf(nil, `{"id":%q,"ts":%d,"kind":"sos"}`, id, now.UnixMilli())
	if err := p.Write(f.out); err != nil {
		f.t.Fatal(err)
	}
	f.flush()
	f.sent++
	return now
}
