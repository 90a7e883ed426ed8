package records

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// clean takes out of a text what PostgreSQL refuses and devices do send: NUL
// bytes, and bytes that are no UTF-8.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// edge connects to PostgreSQL and cleans every text on its way there.
type edge struct{ driver.Connector }

// Connect returns a connection whose arguments are cleaned.
func (e edge) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := e.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return cleaned{c.(*stdlib.Conn)}, nil
}

type cleaned struct{ *stdlib.Conn }

// CheckNamedValue is what database/sql asks about every argument.
func (cleaned) CheckNamedValue(v *driver.NamedValue) error {
	if s, ok := v.Value.(string); ok {
		v.Value = clean(s)
	}
	return nil
}

// errSilent is no time-out in the sense of package net, after which pgx would
// think that the connection may go on.
var errSilent = errors.New("the server has said nothing for too long")

// endSilence makes a connection fail when the server says nothing although it was
// asked: a server that hangs, or a network that lost us, takes no time-out of its
// own.
func endSilence(_ context.Context, _ *pgconn.Config, c net.Conn) (net.Conn, error) {
	return &impatient{Conn: c}, nil
}

type impatient struct {
	net.Conn
	mu     sync.Mutex // guards forced, and whose deadline is set
	forced bool       // the driver set one of its own, which goes first
}

// Read waits for silenceTimeout, unless the driver says otherwise.
func (c *impatient) Read(b []byte) (int, error) {
	c.mu.Lock()
	ours := !c.forced
	if ours {
		_ = c.Conn.SetReadDeadline(time.Now().Add(silenceTimeout))
	}
	c.mu.Unlock()
	n, err := c.Conn.Read(b)
	var network net.Error
	if !errors.As(err, &network) || !network.Timeout() {
		return n, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ours && !c.forced {
		return n, errSilent
	}
	return n, err
}

// SetDeadline is how the driver ends what its context gave up.
func (c *impatient) SetDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forced = !t.IsZero()
	return c.Conn.SetDeadline(t)
}

// SetReadDeadline does it for reads alone.
func (c *impatient) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forced = !t.IsZero()
	return c.Conn.SetReadDeadline(t)
}
