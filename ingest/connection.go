package ingest

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"
)

// connection is one client of the broker, kept alive until it is closed. It
// subscribes anew at each connect, which costs nothing when the session is still
// there.
type connection struct {
	name    string
	log     *slog.Logger
	filters map[string]byte
	client  mqtt.Client
	gather  func() time.Duration
	// turn grows with each connection, so that somebody who waits across a loss can
	// tell.
	turn atomic.Int64

	mu    sync.Mutex // guards all below
	conn  net.Conn   // the present one
	ready chan struct{}
	up    bool          // ready is closed
	gone  chan struct{} // closed when the connection that is up is lost
}

// connectionConfig says how a connection differs from the others.
type connectionConfig struct {
	name    string // of the lane
	id      string // of the client; empty: ClientID-name
	clean   bool   // no session outlives it
	filters []string
	handle  mqtt.MessageHandler  // may block only to hold the whole connection back
	patient time.Duration        // how long handle may do so
	gather  func() time.Duration // how long a read may wait for more; nil: not
}

func newConnection(cfg Config, c connectionConfig, log *slog.Logger) *connection {
	k := &connection{name: c.name, log: log.With("lane", c.name), filters: map[string]byte{}, gather: c.gather, ready: make(chan struct{})}
	for _, f := range c.filters {
		k.filters[f] = 1
	}
	o := mqtt.NewClientOptions().
		AddBroker(cfg.URL).
		SetClientID(cmp.Or(c.id, cfg.ClientID+"-"+c.name)).
		SetUsername(cfg.Username).SetPassword(cfg.Password).
		SetProtocolVersion(4).
		SetCleanSession(c.clean).
		SetStore(noStore{}).
		SetResumeSubs(false).
		SetAutoAckDisabled(true).
		SetOrderMatters(true).
		SetAutoReconnect(true).
		SetMaxReconnectInterval(2 * time.Second).
		SetConnectRetry(true).
		SetConnectRetryInterval(500 * time.Millisecond).
		SetConnectTimeout(5 * time.Second).
		SetWriteTimeout(sendTimeout).
		SetKeepAlive(20 * time.Second).
		SetPingTimeout(10*time.Second + c.patient).
		SetCustomOpenConnectionFn(k.open).
		SetOnConnectHandler(func(mqtt.Client) { k.connected() }).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { k.lost(err) })
	if c.handle != nil {
		o.SetDefaultPublishHandler(c.handle) // before any subscription: the session may hold messages
	}
	k.client = mqtt.NewClient(o)
	return k
}

// start begins to connect, and to connect again whenever the connection is lost.
func (k *connection) start() { k.client.Connect() }

// close ends the connection; what was acknowledged before is sent.
func (k *connection) close() {
	k.down()
	k.client.Disconnect(250)
}

// renew drops the connection, so that the broker sends again what it has no
// acknowledgement for.
func (k *connection) renew() {
	k.mu.Lock()
	conn := k.conn
	k.mu.Unlock()
	if conn != nil {
		_ = conn.Close()
	}
}

func (k *connection) open(to *url.URL, o mqtt.ClientOptions) (net.Conn, error) {
	conn, err := open(to, o, k.gather)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	k.conn = conn
	k.mu.Unlock()
	return conn, nil
}

func (k *connection) connected() {
	k.turn.Add(1)
	if len(k.filters) > 0 {
		if err := k.subscribe(); err != nil {
			k.log.Warn("subscribe", "err", err)
			k.renew()
			return
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.up && k.client.IsConnectionOpen() {
		k.up, k.gone = true, make(chan struct{})
		close(k.ready)
		k.log.Info("connected to the broker")
	}
}

func (k *connection) subscribe() error {
	token := k.client.SubscribeMultiple(k.filters, nil)
	if !token.WaitTimeout(10 * time.Second) {
		return fmt.Errorf("no answer")
	}
	if err := token.Error(); err != nil {
		return err
	}
	for filter, code := range token.(*mqtt.SubscribeToken).Result() {
		if code > 2 {
			return fmt.Errorf("the broker refuses %s", filter)
		}
	}
	return nil
}

func (k *connection) lost(err error) {
	k.turn.Add(1)
	k.down()
	k.log.Warn("connection to the broker lost", "err", err)
}

func (k *connection) down() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.up {
		k.up, k.ready = false, make(chan struct{})
		close(k.gone)
	}
}

// isReady reports whether the connection stands and is subscribed.
func (k *connection) isReady() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.up
}

// standing returns a channel that is closed when the present connection is lost;
// false: there is none.
func (k *connection) standing() (gone <-chan struct{}, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.gone, k.up
}

// waitReady blocks until isReady or the end of ctx.
func (k *connection) waitReady(ctx context.Context) error {
	k.mu.Lock()
	ready := k.ready
	k.mu.Unlock()
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// noStore keeps nothing: what a lane has not acknowledged the broker sends again,
// and what the downlink has not sent its caller sends again.
type noStore struct{}

func (noStore) Open()                             {}
func (noStore) Put(string, packets.ControlPacket) {}
func (noStore) Get(string) packets.ControlPacket  { return nil }
func (noStore) All() []string                     { return nil }
func (noStore) Del(string)                        {}
func (noStore) Close()                            {}
func (noStore) Reset()                            {}
