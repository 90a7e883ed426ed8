package embedded

import (
	"crypto/tls"
	"log/slog"
	"time"

	"yian/care"
)

// BrokerConfig says how the broker runs.
type BrokerConfig struct {
	// Listen is where devices connect, like 127.0.0.1:1883. Empty means a free port
	// on the loopback interface.
	Listen string
	// TLSListen is where devices connect over TLS. Empty means nowhere.
	TLSListen string
	// TLS is what is shown there, and whose certificates are taken. It must be set with
	// TLSListen.
	TLS *tls.Config
	// Certified reports whether a certificate that TLS accepted, made at an instant,
	// opens for the device that it names. As Authenticate. Nil means that none does.
	Certified func(device care.DeviceID, made time.Time) bool
	// Dir keeps sessions and what waits for them. It must be set.
	Dir string
	// Log receives what an operator would want to know. Nil discards it.
	Log *slog.Logger
	// Authenticate reports whether secret belongs to device. It must answer from
	// memory and be safe for concurrent use. Nil lets no device in.
	Authenticate func(device care.DeviceID, secret string) bool
	// Outside says who speaks on a topic outside of yian/v1, which bounds what may wait
	// of it, and whose credential may publish there; false when nobody may. It must
	// answer from memory and be safe for concurrent use. Nil means nobody, nowhere.
	Outside func(topic string) (speaker, publisher care.DeviceID, ok bool)
	// OnRefused hears of every message that the broker itself refused: a foreign
	// topic, or one too large. It must not block. Nil ignores them.
	OnRefused func(care.Refusal)
	// MaxClients bounds the connections of devices. Zero means 4096; at most 12000.
	MaxClients int
	// mostWaiting is how many messages may wait for a session of the platform. Zero
	// means every packet id there is; tests take less.
	mostWaiting int
	// patience is how long a publish waits for room in a session of the platform
	// before it is refused. Only its own connection waits. Zero means 3 s; tests take
	// less.
	patience time.Duration
}

const (
	defaultMaxClients = 4096
	// mostClients leaves room between the fullness at which publishing stops (80 % of
	// 65,535 messages) and the end of a session's packet ids, even if every client
	// publishes at once.
	mostClients = 12000
)

func (c *BrokerConfig) defaults() {
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Authenticate == nil {
		c.Authenticate = func(care.DeviceID, string) bool { return false }
	}
	if c.Outside == nil {
		c.Outside = func(string) (speaker, publisher care.DeviceID, ok bool) { return "", "", false }
	}
	if c.Certified == nil {
		c.Certified = func(care.DeviceID, time.Time) bool { return false }
	}
	if c.OnRefused == nil {
		c.OnRefused = func(care.Refusal) {}
	}
	if c.MaxClients <= 0 {
		c.MaxClients = defaultMaxClients
	}
	c.MaxClients = min(c.MaxClients, mostClients)
	if c.mostWaiting <= 0 {
		c.mostWaiting = 65535
	}
	if c.patience <= 0 {
		c.patience = 3 * time.Second
	}
}

// Access is how the platform's own clients reach the broker: with every right,
// through a door of their own.
type Access struct {
	URL      string // tcp://127.0.0.1:port
	Username string
	Password string
}
