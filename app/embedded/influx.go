//go:build !noembedded

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/influxdata/influxdb/cmd/influxd/run"
	"github.com/influxdata/influxdb/flux/builtin"
	"github.com/influxdata/influxdb/flux/control"
	"github.com/influxdata/influxdb/services/httpd"
	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxdb/services/storage"
	"github.com/influxdata/influxdb/storage/reads"
	"github.com/influxdata/influxdb/toml"
	"go.uber.org/zap"

	"yian/care"
)

// Database is the name of the embedded InfluxDB's only database. Clients of the
// second API name it as the bucket [Influx.Bucket].
const Database = "yian"

// hourlyPolicy holds the summaries of hours: the bucket Database/hourly.
const hourlyPolicy = "hourly"

const influxVersion = "1.8.10"

// Influx is an InfluxDB 1.8 in this process, with Flux, reachable from this host
// only. It takes writes at once; its first query waits some seconds, once in a
// process, until Flux has worked out the types of its library.
type Influx struct {
	dir  string
	addr string
	// checkEvery is how often what is too old is deleted.
	checkEvery time.Duration

	mu      sync.Mutex // guards all below
	server  *run.Server
	web     *http.Server // nil while stopped
	serving sync.WaitGroup
}

// StartInflux opens the InfluxDB that keeps its data in dir, on a free port of the
// loopback interface, and makes sure that its database exists. It stops when ctx
// ends or at [Influx.Close].
func StartInflux(ctx context.Context, dir string) (*Influx, error) {
	i := &Influx{dir: dir, addr: "127.0.0.1:0", checkEvery: 30 * time.Minute}
	if err := i.Start(); err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = i.Close() })
	return i, nil
}

// URL returns http://host:port. It stays the same over Stop and Start.
func (i *Influx) URL() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return "http://" + i.addr
}

// Bucket returns the bucket to write to and to read from.
func (i *Influx) Bucket() string { return Database + "/autogen" }

// Start ends an outage begun by Stop. It does nothing while the server runs.
func (i *Influx) Start() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.web != nil {
		return nil
	}
	cfg := i.config()
	server, err := run.NewServer(cfg, &run.BuildInfo{Version: influxVersion})
	if err != nil {
		return fmt.Errorf("embedded: prepare influxdb: %w", err)
	}
	server.SetLogOutput(io.Discard)
	if err := server.Open(); err != nil {
		return errors.Join(fmt.Errorf("embedded: open influxdb: %w", err), server.Close())
	}
	if _, err := server.MetaClient.CreateDatabase(Database); err != nil {
		return errors.Join(fmt.Errorf("embedded: make influxdb database: %w", err), server.Close())
	}
	forever := meta.RetentionPolicySpec{Name: hourlyPolicy, Duration: new(time.Duration), ShardGroupDuration: hourlyShard}
	if db := server.MetaClient.Database(Database); db == nil || db.RetentionPolicy(hourlyPolicy) == nil {
		if _, err := server.MetaClient.CreateRetentionPolicy(Database, &forever, false); err != nil {
			return errors.Join(fmt.Errorf("embedded: make place for hours: %w", err), server.Close())
		}
	}
	listener, err := net.Listen("tcp", i.addr)
	if err != nil {
		return errors.Join(fmt.Errorf("embedded: listen for influxdb: %w", err), server.Close())
	}
	i.addr = listener.Addr().String()
	i.server = server
	i.web = &http.Server{Handler: front(server, cfg.HTTPD), ReadHeaderTimeout: 10 * time.Second}
	i.serving.Go(func() { _ = i.web.Serve(listener) })
	return nil
}

// hourlyShard is how much of the hours lies in one piece on disk, and is deleted at
// once.
const hourlyShard = 28 * 24 * time.Hour

// Retain lets what is older go from now on: readings after raw and hours after
// hourly, to the week and to the month. Zero keeps for ever. It is idempotent and
// returns [care.ErrUnavailable] while the server is stopped.
func (i *Influx) Retain(raw, hourly time.Duration) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.server == nil {
		return fmt.Errorf("embedded: retain: %w", care.ErrUnavailable)
	}
	for name, d := range map[string]time.Duration{"autogen": raw, hourlyPolicy: hourly} {
		if err := i.server.MetaClient.UpdateRetentionPolicy(Database, name, &meta.RetentionPolicyUpdate{Duration: &d}, false); err != nil {
			return fmt.Errorf("embedded: retain %s: %w", name, err)
		}
	}
	return nil
}

func (i *Influx) config() *run.Config {
	c := run.NewConfig()
	c.ReportingDisabled = true
	c.BindAddress = "127.0.0.1:0"
	c.Meta.Dir = filepath.Join(i.dir, "meta")
	c.Meta.LoggingEnabled = false
	c.Data.Dir = filepath.Join(i.dir, "data")
	c.Data.WALDir = filepath.Join(i.dir, "wal")
	c.Data.QueryLogEnabled = false
	// The index on disk keeps memory small and a start short, however many series.
	c.Data.Index = "tsi1"
	c.Data.CacheMaxMemorySize = 256 << 20
	c.Monitor.StoreEnabled = false
	c.ContinuousQuery.Enabled = false
	c.Subscriber.Enabled = false
	c.Retention.CheckInterval = toml.Duration(i.checkEvery)
	// The door is our own: see front.
	c.HTTPD.Enabled = false
	c.HTTPD.FluxEnabled = true
	c.HTTPD.LogEnabled = false
	c.HTTPD.PprofEnabled = false
	return c
}

// front serves the four paths that the platform uses. Writing does not wait for
// Flux; querying does.
func front(server *run.Server, cfg httpd.Config) http.Handler {
	authorizer := meta.NewQueryAuthorizer(server.MetaClient)
	store := storage.NewStore(server.TSDBStore, server.MetaClient)
	h := httpd.NewHandler(cfg)
	h.MetaClient = server.MetaClient
	h.QueryAuthorizer = authorizer
	h.WriteAuthorizer = meta.NewWriteAuthorizer(server.MetaClient)
	h.QueryExecutor = server.QueryExecutor
	h.Monitor = server.Monitor
	h.PointsWriter = server.PointsWriter
	h.Store = store
	h.Version = influxVersion
	h.BuildType = "OSS"
	ready := make(chan struct{})
	go func() {
		builtin.Initialize()
		h.Controller = control.NewController(server.MetaClient, reads.NewReader(store), authorizer, false, zap.NewNop())
		close(ready)
	}()
	mux := http.NewServeMux()
	mux.Handle("/ping", h)
	mux.Handle("/health", h)
	mux.Handle("/api/v2/write", h)
	mux.HandleFunc("/api/v2/query", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-ready:
			h.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
	return mux
}

// Stop makes the server unreachable, as an outage would. What it holds stays. It
// is idempotent.
func (i *Influx) Stop() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.web == nil {
		return nil
	}
	_ = i.web.Close()
	i.serving.Wait()
	i.web = nil
	// Closing the port of its backup service would write to standard error, past any
	// logger. Nothing is behind it any more.
	i.server.Listener = nil
	err := i.server.Close()
	i.server = nil
	if err != nil {
		return fmt.Errorf("embedded: close influxdb: %w", err)
	}
	return nil
}

// Close ends the server. It is idempotent.
func (i *Influx) Close() error { return i.Stop() }
