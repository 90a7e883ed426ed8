package ingest

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// Config says where the messages come from and how much may wait.
type Config struct {
	// URL of the broker, like tcp://127.0.0.1:1883. It must be set.
	URL string
	// Username and Password of the platform's own client. Empty means none.
	Username string
	Password string
	// ClientID begins the ids of this process's connections: two processes must
	// differ in it, and one must keep it over restarts, as its sessions hang on it.
	// Empty means yian.
	ClientID string
	// TelemetryID is the client id of the lane of readings. Processes that take turns
	// at it share it, and with it the session. Empty means ClientID-telemetry.
	TelemetryID string
	// Dir holds the disk queue. It must be set.
	Dir string
	// QueueBytes bounds the disk queue, which holds readings while InfluxDB is away.
	// Zero means 1 GiB.
	QueueBytes int64
	// Batch is the most points in one write. Zero means 2000; at most 5000.
	Batch int
	// Linger is how long a batch waits to be filled. Zero means 150 ms.
	Linger time.Duration
	// Calls bounds the calls, requests and confirmations in hand at once. Zero means
	// 4096.
	Calls int
}

// Deps are the rooms that ingest asks. All but Strays, Log and Metrics must be set.
type Deps struct {
	Registry   Registry
	Readings   Readings
	Judge      Judge
	Desk       Desk
	Supervisor Supervisor
	Strays     Strays                // nil: nobody asks
	Now        func() time.Time      // when messages are received; nil: [time.Now]
	Log        *slog.Logger          // nil discards
	Metrics    prometheus.Registerer // nil registers none
}

const mostBatch = 5000

func (c *Config) defaults() {
	if c.ClientID == "" {
		c.ClientID = "yian"
	}
	if c.TelemetryID == "" {
		c.TelemetryID = c.ClientID + "-telemetry"
	}
	if c.QueueBytes <= 0 {
		c.QueueBytes = 1 << 30
	}
	if c.Batch <= 0 {
		c.Batch = 2000
	}
	c.Batch = min(c.Batch, mostBatch)
	if c.Linger <= 0 {
		c.Linger = 150 * time.Millisecond
	}
	if c.Calls <= 0 {
		c.Calls = 4096
	}
}

func (d *Deps) validate() error {
	for name, missing := range map[string]bool{
		"registry": d.Registry == nil, "readings": d.Readings == nil, "judge": d.Judge == nil,
		"desk": d.Desk == nil, "supervisor": d.Supervisor == nil,
	} {
		if missing {
			return fmt.Errorf("ingest: %s is missing: %w", name, care.ErrInvalid)
		}
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	d.Log = d.Log.With("room", "ingest")
	return nil
}
