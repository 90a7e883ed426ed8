package readings

import (
	"log/slog"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Config says where the readings are kept.
type Config struct {
	// URL of the InfluxDB, 1.8 or 2.7, like http://127.0.0.1:8086. It must be set.
	URL string
	// Token for writing and reading; user:password on 1.8. Empty means none.
	Token string
	// Org owns the bucket. Empty means yian; 1.8 ignores it.
	Org string
	// Bucket holds the readings; database/retention policy on 1.8. Empty means
	// yian/autogen.
	Bucket string
	// HourlyBucket holds the summaries of hours. Empty means the database of Bucket, or
	// Bucket itself, followed by /hourly.
	HourlyBucket string
	// RawFor is how long InfluxDB keeps each reading; older ones are drawn from the
	// hours. It does not delete: InfluxDB does. Zero means for ever.
	RawFor time.Duration
	// HourlyFor is how long it keeps hours. Zero means for ever.
	HourlyFor time.Duration
	// WriteTimeout bounds one request to write. Zero means 10 s.
	WriteTimeout time.Duration
	// QueryTimeout bounds one query. Zero means 20 s.
	QueryTimeout time.Duration
	// Compress sends batches with gzip, which pays only over a slow line.
	Compress bool
	// Now tells the time. Nil means the system's clock.
	Now func() time.Time
	// Log hears of points set aside. Nil discards it.
	Log *slog.Logger
	// Metrics registers this store's counters. Nil registers none.
	Metrics prometheus.Registerer
}

func (c *Config) defaults() {
	if c.Org == "" {
		c.Org = "yian"
	}
	if c.Bucket == "" {
		c.Bucket = "yian/autogen"
	}
	if c.HourlyBucket == "" {
		database, _, _ := strings.Cut(c.Bucket, "/")
		c.HourlyBucket = database + "/hourly"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.WriteTimeout <= 0 {
		c.WriteTimeout = 10 * time.Second
	}
	if c.QueryTimeout <= 0 {
		c.QueryTimeout = 20 * time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Log = c.Log.With("room", "readings")
}
