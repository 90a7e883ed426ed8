package simulator

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"sync"
)

// acks matches the broker's acknowledgements to what was published. It reads them
// off the wire, because the client library completes a token also when the
// connection is resumed, and a count that trusts it proves nothing.
type acks struct {
	mu      sync.Mutex          // guards both
	waiting map[uint16]func()   // what to do at the acknowledgement
	early   map[uint16]struct{} // acknowledged before it was known who waits
}

func newAcks() *acks { return &acks{waiting: map[uint16]func(){}, early: map[uint16]struct{}{}} }

// expect runs done when packet id is acknowledged. done must not block.
func (a *acks) expect(id uint16, done func()) {
	a.mu.Lock()
	_, already := a.early[id]
	if already {
		delete(a.early, id)
	} else {
		a.waiting[id] = done
	}
	a.mu.Unlock()
	if already {
		done()
	}
}

func (a *acks) acknowledged(id uint16) {
	a.mu.Lock()
	done := a.waiting[id]
	if done == nil {
		a.early[id] = struct{}{}
	}
	delete(a.waiting, id)
	a.mu.Unlock()
	if done != nil {
		done()
	}
}

// pending counts what was published and not yet acknowledged.
func (a *acks) pending() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.waiting)
}

// dial opens the connection for the client library, with a buffer in front of its
// many small reads and an ear for acknowledgements.
func (a *acks) dial(ctx context.Context, broker *url.URL) (net.Conn, error) {
	var dialer interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	}
	switch broker.Scheme {
	case "tcp", "mqtt":
		dialer = &net.Dialer{}
	case "ssl", "tls", "mqtts":
		dialer = &tls.Dialer{}
	default:
		return nil, fmt.Errorf("simulator: dial broker: scheme %q is not tcp, mqtt, ssl, tls or mqtts", broker.Scheme)
	}
	conn, err := dialer.DialContext(ctx, "tcp", broker.Host)
	if err != nil {
		return nil, fmt.Errorf("simulator: dial broker: %w", err)
	}
	return &listener{Conn: conn, buffer: bufio.NewReaderSize(conn, 1024), acks: a}, nil
}

// listener is a connection that notices PUBACK packets passing.
type listener struct {
	net.Conn
	buffer *bufio.Reader
	acks   *acks
	packet packetReader
}

func (l *listener) Read(p []byte) (int, error) {
	n, err := l.buffer.Read(p)
	for _, b := range p[:n] {
		if id, ok := l.packet.next(b); ok {
			l.acks.acknowledged(id)
		}
	}
	return n, err
}

const puback = 4

// packetReader follows MQTT packets byte by byte: one byte of type, the remaining
// length in groups of seven bits, the rest.
type packetReader struct {
	stage  int // 0 type, 1 length, 2 rest
	kind   byte
	length int
	shift  uint
	seen   int
	id     uint16
}

// next takes a byte and reports the id of a PUBACK that it completes.
func (r *packetReader) next(b byte) (uint16, bool) {
	switch r.stage {
	case 0:
		*r = packetReader{stage: 1, kind: b >> 4}
	case 1:
		r.length |= int(b&0x7f) << r.shift
		r.shift += 7
		if b&0x80 == 0 {
			r.stage = 2
			if r.length == 0 {
				r.stage = 0
			}
		}
	case 2:
		if r.seen < 2 {
			r.id = r.id<<8 | uint16(b)
		}
		if r.seen++; r.seen == r.length {
			r.stage = 0
			return r.id, r.kind == puback && r.length >= 2
		}
	}
	return 0, false
}
