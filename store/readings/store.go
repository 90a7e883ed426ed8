package readings

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	influx "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api"
	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

const (
	measurement   = "reading"
	receivedField = "received"
)

// Store is the door to InfluxDB. It is safe for concurrent use.
type Store struct {
	cfg      Config
	client   influx.Client
	writer   api.WriteAPIBlocking
	reader   api.QueryAPI
	web      *http.Client
	hours    hours
	setAside prometheus.Counter
	writing  prometheus.Histogram
}

// Open prepares a store. It does not connect: a store that is away now may be back
// at the first write.
func Open(cfg Config) *Store {
	cfg.defaults()
	web := &http.Client{Transport: &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		MaxIdleConnsPerHost: 8,
		IdleConnTimeout:     90 * time.Second,
	}}
	options := influx.DefaultOptions().
		SetPrecision(time.Millisecond).
		SetUseGZip(cfg.Compress).
		SetHTTPClient(web).
		SetApplicationName("yian").
		SetLogLevel(0) // its lines would hold readings; what matters comes back as an error
	client := influx.NewClientWithOptions(cfg.URL, cfg.Token, options)
	s := &Store{
		cfg: cfg, client: client, web: web,
		writer: client.WriteAPIBlocking(cfg.Org, cfg.Bucket),
		reader: client.QueryAPI(cfg.Org),
		setAside: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "yian_readings_set_aside_total", Help: "Points that InfluxDB refuses for good."}),
		writing: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "yian_readings_write_seconds", Help: "Time to write one batch.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 14)}),
	}
	s.hours.writer = client.WriteAPIBlocking(cfg.Org, cfg.HourlyBucket)
	if cfg.Metrics != nil {
		cfg.Metrics.MustRegister(s.setAside, s.writing, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "yian_readings_hours_behind_seconds", Help: "How long the oldest hour that is not summarised has been over; 0 when all are, or another process does it."},
			func() float64 { return s.behind().Seconds() }))
	}
	return s
}

// Ping reports whether InfluxDB answers. It blocks for 3 s at most.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 3*time.Second, care.ErrUnavailable)
	defer cancel()
	if ok, err := s.client.Ping(ctx); err != nil || !ok {
		return fmt.Errorf("readings: ping: %w: %w", care.ErrUnavailable, err)
	}
	return nil
}

// Close lets go of idle connections.
func (s *Store) Close() {
	s.client.Close()
	s.web.CloseIdleConnections()
}
