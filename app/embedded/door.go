//go:build !noembedded

package embedded

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/mochi-mqtt/server/v2/listeners"

	"yian/care"
)

const (
	platformDoor = "platform"
	deviceDoor   = "devices"
	secureDoor   = "devices over tls"

	// greeting is how long a connection may take to say who it is.
	greeting = 10 * time.Second
	// stall is how long a device may refuse to take what it is sent. Behind it wait
	// others: the broker holds a lock while it writes.
	stall = 5 * time.Second
)

// door is one listening port of the broker. Unlike the broker's own it bounds
// connections before they have said who they are, survives a lack of file
// descriptors, and lets no client stall a write.
type door struct {
	id    string
	most  int64 // connections; zero is no bound
	stall time.Duration
	log   *slog.Logger
	tls   *tls.Config // nil: in the clear

	listener net.Listener

	mu     sync.Mutex // guards all below
	closed bool
	open   map[net.Conn]struct{}
}

func newDoor(id, address string, most int, stall time.Duration, log *slog.Logger) (*door, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("embedded: listen for %s: %w", id, err)
	}
	return &door{id: id, most: int64(most), stall: stall, log: log, listener: listener, open: map[net.Conn]struct{}{}}, nil
}

// ID names the door.
func (d *door) ID() string { return d.id }

// Address returns host:port.
func (d *door) Address() string { return d.listener.Addr().String() }

// Protocol returns tcp.
func (d *door) Protocol() string { return "tcp" }

// Init does nothing: the port is bound already.
func (d *door) Init(*slog.Logger) error { return nil }

// Serve accepts until the door closes.
func (d *door) Serve(establish listeners.EstablishFn) {
	for {
		conn, err := d.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			d.log.Warn("accept connection", "err", err)
			time.Sleep(50 * time.Millisecond) // out of file descriptors: it passes
			continue
		}
		if !d.enter(conn) {
			_ = conn.Close()
			continue
		}
		_ = conn.SetDeadline(time.Now().Add(greeting))
		go func() {
			defer d.leave(conn)
			talk := conn
			if d.tls != nil {
				secure := tls.Server(conn, d.tls)
				if err := secure.Handshake(); err != nil { //nolint:noctx // the connection's deadline ends it
					d.log.Debug("handshake", "err", err)
					return
				}
				talk = secure
			}
			// Its error is the end of one connection, which is the device's affair.
			_ = establish(d.id, d.guarded(talk))
		}()
	}
}

func (d *door) enter(conn net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.most > 0 && int64(len(d.open)) >= d.most {
		return false
	}
	d.open[conn] = struct{}{}
	return true
}

func (d *door) leave(conn net.Conn) {
	_ = conn.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, conn)
}

func (d *door) guarded(conn net.Conn) net.Conn {
	if d.stall > 0 {
		return &impatient{Conn: conn, stall: d.stall}
	}
	return conn
}

// Close ends the door and its connections. It is idempotent. The broker's own way
// to close clients is left unused: it takes one lock twice, and hangs when a client
// comes or goes in between.
func (d *door) Close(listeners.CloseFn) {
	_ = d.listener.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	for conn := range d.open {
		_ = conn.Close()
	}
}

// shown returns whom the certificate of a connection names, which the site's own
// authority made at an instant; empty when it showed none.
func shown(conn net.Conn) (device care.DeviceID, made time.Time) {
	if guarded, ok := conn.(*impatient); ok {
		conn = guarded.Conn
	}
	secure, ok := conn.(*tls.Conn)
	if !ok {
		return "", time.Time{}
	}
	chains := secure.ConnectionState().VerifiedChains
	if len(chains) == 0 {
		return "", time.Time{}
	}
	return care.DeviceID(chains[0][0].Subject.CommonName), chains[0][0].NotBefore
}

// impatient is a connection that ends when its other side does not read.
type impatient struct {
	net.Conn
	stall time.Duration
}

// Write ends the connection when it cannot write in time: the broker itself would
// try the next message, and wait again.
func (c *impatient) Write(p []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(c.stall))
	n, err := c.Conn.Write(p)
	if err != nil {
		_ = c.Close()
	}
	return n, err
}
