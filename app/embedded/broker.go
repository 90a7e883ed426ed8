//go:build !noembedded

package embedded

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"strings"
	"sync"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"yian/care"
)

const (
	// mostOutbound is how many may be on their way to one connection. Each connection
	// reserves eight bytes for each of them.
	mostOutbound = 4096
	// sessionDays is how long a session waits for its client.
	sessionDays = 7
)

// Broker is an MQTT broker in this process, for MQTT 3.1.1 and 5. A publish at
// quality 1 or 2 is acknowledged once it is on disk for every session of the
// platform that subscribed to it.
type Broker struct {
	cfg    BrokerConfig
	access Access
	inside string // where the platform's own clients connect, host:port

	mu      sync.Mutex // guards all below
	running *running   // nil while stopped
	opened  bool       // devices were let in
	outside string     // where devices connect, host:port
	secure  string     // where they do over TLS; empty: nowhere
}

// running is the broker from one Start to its Stop.
type running struct {
	server *mqtt.Server
	gate   *gate
	keep   *keep
}

// StartBroker opens the store in cfg.Dir and the platform's own door. Devices are
// let in by [Broker.Open] only. It stops when ctx ends or at [Broker.Close].
func StartBroker(ctx context.Context, cfg BrokerConfig) (*Broker, error) {
	cfg.defaults()
	b := &Broker{cfg: cfg, inside: "127.0.0.1:0", outside: cfg.Listen, secure: cfg.TLSListen,
		access: Access{Username: "platform." + rand.Text(), Password: rand.Text()}}
	if err := b.Start(); err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = b.Close() })
	return b, nil
}

// Internal returns how the platform's own clients connect. It stays the same over
// Stop and Start.
func (b *Broker) Internal() Access { return b.access }

// Open lets devices in. Call it once the platform's sessions exist: what is
// published before anybody listens is lost.
func (b *Broker) Open() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == nil {
		return fmt.Errorf("embedded: open broker: %w", care.ErrUnavailable)
	}
	if b.opened {
		return nil
	}
	return b.open()
}

func (b *Broker) open() error {
	var err error
	if b.outside, err = b.openDoor(deviceDoor, b.outside, nil); err != nil {
		return err
	}
	b.opened = true
	if b.secure != "" {
		b.secure, err = b.openDoor(secureDoor, b.secure, b.cfg.TLS)
	}
	return err
}

// openDoor lets devices in at an address, and returns it with its port.
func (b *Broker) openDoor(id, address string, secure *tls.Config) (string, error) {
	// A quarter more than the clients: those who have not said yet who they are.
	door, err := newDoor(id, address, b.cfg.MaxClients+b.cfg.MaxClients/4+16, stall, b.running.server.Log)
	if err != nil {
		return address, err
	}
	door.tls = secure
	if err := b.running.server.AddListener(door); err != nil {
		return address, fmt.Errorf("embedded: open broker: %w", err)
	}
	b.running.server.Listeners.Serve(id, b.running.server.EstablishConnection)
	return door.Address(), nil
}

// Addr returns host:port where devices connect, once open. It stays the same over
// Stop and Start.
func (b *Broker) Addr() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.outside
}

// TLSAddr returns host:port where devices connect over TLS, once open; empty when
// nowhere.
func (b *Broker) TLSAddr() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.secure
}

// Disconnect cuts the connections of a device, as when its credential is revoked.
// It does not keep the device from coming back: Authenticate does.
func (b *Broker) Disconnect(device care.DeviceID) {
	b.mu.Lock()
	run := b.running
	b.mu.Unlock()
	if run == nil || device == "" {
		return
	}
	for _, cl := range run.server.Clients.GetAll() {
		if !internal(cl) && string(cl.Properties.Username) == string(device) && !cl.Closed() {
			go func() { // may wait for a client that does not read
				_ = run.server.DisconnectClient(cl, packets.ErrNotAuthorized)
			}()
		}
	}
}

// Start ends an outage begun by Stop. It does nothing while the broker runs.
func (b *Broker) Start() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running != nil {
		return nil
	}
	keep, err := openKeep(b.cfg.Dir)
	if err != nil {
		return err
	}
	run, err := b.assemble(keep)
	if err != nil {
		_ = keep.close()
		return err
	}
	b.running = run
	if b.opened {
		return b.open()
	}
	return nil
}

func (b *Broker) assemble(keep *keep) (*running, error) {
	log := quietly(b.cfg.Log, "broker")
	server := mqtt.New(&mqtt.Options{Capabilities: b.capabilities(), Logger: log,
		ClientNetReadBufferSize: 4 << 10, ClientNetWriteBufferSize: 4 << 10, SysTopicResendInterval: 3600})
	store := &sessions{keep: keep, shares: newShares(b.owner), find: server.Clients.Get, owned: map[string]map[string]struct{}{}, retained: map[string]map[string]int{},
		forget: func(cl *mqtt.Client) {
			server.UnsubscribeClient(cl)
			cl.ClearInflights()
			server.Clients.Delete(cl.ID)
		}}
	g := &gate{b: b, server: server, store: store, closing: make(chan struct{}), guests: guests{all: map[care.DeviceID][]guest{}},
		inline: server.NewClient(nil, mqtt.LocalListener, platformScope+"gate", true)}
	door, err := newDoor(platformDoor, b.inside, 0, 0, log)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		func() error { return server.AddHook(store, nil) },
		func() error { return server.AddHook(g, nil) },
		func() error { return server.AddListener(door) },
		server.Serve,
	} {
		if err := step(); err != nil {
			_ = door.listener.Close()
			return nil, fmt.Errorf("embedded: start broker: %w", err)
		}
	}
	b.inside = door.Address()
	b.access.URL = "tcp://" + b.inside
	return &running{server: server, gate: g, keep: keep}, nil
}

// owner returns who speaks on a topic, for sharing out the room.
func (b *Broker) owner(topic string) string {
	if !strings.HasPrefix(topic, topicPrefix) {
		if speaker, _, ok := b.cfg.Outside(topic); ok {
			return string(speaker)
		}
	}
	return owner(topic)
}

func (b *Broker) capabilities() *mqtt.Capabilities {
	c := mqtt.NewDefaultServerCapabilities()
	c.MaximumClients = int64(b.cfg.MaxClients) + 16 // the platform's own come on top
	c.MaximumPacketSize = mostPacket
	c.MaximumInflight = uint16(b.cfg.mostWaiting)
	c.MaximumClientWritesPending = mostOutbound
	// Nothing that was acknowledged ends by age alone.
	c.MaximumMessageExpiryInterval = 0
	c.MaximumSessionExpiryInterval = sessionDays * 24 * 3600
	// An alias hides the topic from the check of rights.
	c.TopicAliasMaximum = 0
	c.SharedSubAvailable = 0
	return c
}

// Stop takes the broker down as an outage would; what it holds stays. It is
// idempotent.
func (b *Broker) Stop() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == nil {
		return nil
	}
	run := b.running
	b.running = nil
	close(run.gate.closing)
	_ = run.server.Close()
	if err := run.keep.close(); err != nil {
		return fmt.Errorf("embedded: close broker: %w", err)
	}
	return nil
}

// Close ends the broker. It is idempotent.
func (b *Broker) Close() error { return b.Stop() }
