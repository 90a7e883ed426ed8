package ingest

import (
	"bufio"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

const (
	// readAtOnce is how much one read takes.
	readAtOnce = 64 << 10
	// mostUnsent is how much may wait to be written before a writer waits too. It
	// holds the acknowledgements of every message that a session can hold, so that
	// they never wait for a broker that is itself busy sending.
	mostUnsent = 1 << 20
	// writeStall is how long the other side may refuse to read.
	writeStall = 10 * time.Second
)

// wire is a connection to the broker that reads in large pieces and gathers small
// writes: the MQTT client makes three reads and one write for every message.
type wire struct {
	net.Conn
	in *bufio.Reader

	mu      sync.Mutex // guards all below
	changed *sync.Cond // out grew, was sent, or the wire ends
	out     []byte
	ending  bool
	err     error
	flushed chan struct{} // closed when the sender has ended
}

// open connects to the broker. It is what the MQTT client calls for each attempt.
func open(to *url.URL, o mqtt.ClientOptions, gather func() time.Duration) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: o.ConnectTimeout, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}}
	var conn net.Conn
	var err error
	switch to.Scheme {
	case "tcp", "mqtt":
		conn, err = dialer.Dial("tcp", to.Host)
	case "ssl", "tls", "mqtts", "tcps":
		conn, err = tls.DialWithDialer(dialer, "tcp", to.Host, o.TLSConfig)
	default:
		return nil, errors.New("the broker's address must begin with tcp:// or mqtts://")
	}
	if err != nil {
		return nil, err
	}
	w := &wire{Conn: conn, in: bufio.NewReaderSize(&gathered{conn: conn, pause: gather}, readAtOnce), flushed: make(chan struct{})}
	w.changed = sync.NewCond(&w.mu)
	go w.send()
	return w, nil
}

// gathered reads a connection after a short pause, so that what trickles in is
// read together: at some thousand messages a second being woken for each of them
// costs more than the messages. It does not pause while much is waiting.
type gathered struct {
	conn  net.Conn
	pause func() time.Duration // nil or 0: not at all
	many  bool                 // the last read was not all there was
}

func (g *gathered) Read(p []byte) (int, error) {
	if g.pause != nil && !g.many {
		if d := g.pause(); d > 0 {
			time.Sleep(d) //nolint:forbidigo // microseconds: a timer and its channel cost more than the pause gains
		}
	}
	n, err := g.conn.Read(p)
	g.many = n == len(p)
	return n, err
}

// Read reads what has come in.
func (w *wire) Read(p []byte) (int, error) { return w.in.Read(p) }

// Write takes p to be sent as soon as what was taken before is.
func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.out) > mostUnsent && w.err == nil {
		w.changed.Wait()
	}
	if w.err != nil {
		return 0, w.err
	}
	w.out = append(w.out, p...)
	w.changed.Broadcast()
	return len(p), nil
}

func (w *wire) send() {
	defer close(w.flushed)
	var spare []byte
	for {
		w.mu.Lock()
		for len(w.out) == 0 && !w.ending && w.err == nil {
			w.changed.Wait()
		}
		if len(w.out) == 0 || w.err != nil {
			w.mu.Unlock()
			return
		}
		p := w.out
		w.out = spare[:0]
		w.mu.Unlock()

		_ = w.Conn.SetWriteDeadline(time.Now().Add(writeStall))
		_, err := w.Conn.Write(p)
		spare = p

		w.mu.Lock()
		if err != nil {
			w.err = err
			_ = w.Conn.Close()
		}
		w.changed.Broadcast()
		w.mu.Unlock()
	}
}

// Close sends what is left, for a second at most, and closes.
func (w *wire) Close() error {
	w.mu.Lock()
	w.ending = true
	w.changed.Broadcast()
	w.mu.Unlock()
	select {
	case <-w.flushed:
	case <-time.After(time.Second):
	}
	w.mu.Lock()
	if w.err == nil {
		w.err = net.ErrClosed
	}
	w.changed.Broadcast()
	w.mu.Unlock()
	return w.Conn.Close()
}

// SetWriteDeadline does nothing: the sender has a limit of its own, and the
// client's would fall on somebody else's bytes.
func (*wire) SetWriteDeadline(time.Time) error { return nil }
