package api

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// probes are for machines: alive, ready with each dependency named, metrics.
func (s *Server) probes(r *routes) {
	for path, answer := range probeAnswers(s.deps.Health, s.deps.Metrics) {
		r.raw(anyone, http.MethodGet, path, answer)
	}
	for path, answer := range brokerAnswers(s.deps.Broker) {
		r.raw(anyone, http.MethodPost, path, answer)
	}
	r.raw(watchOrWork, http.MethodGet, "/api/v1/events", s.streamEvents)
}

func probeAnswers(health Health, metrics prometheus.Gatherer) map[string]fiber.Handler {
	return map[string]fiber.Handler{
		"/healthz": func(c *fiber.Ctx) error { return c.JSON(fiber.Map{"status": "ok"}) },
		"/readyz": func(c *fiber.Ctx) error {
			status := "ready"
			if !health.Ready() {
				status = "not ready"
				c.Status(http.StatusServiceUnavailable)
			}
			return c.JSON(fiber.Map{"status": status, "dependencies": health.Dependencies()})
		},
		"/metrics": adaptor.HTTPHandler(promhttp.HandlerFor(metrics, promhttp.HandlerOpts{})),
	}
}

// Probes is all that a process without screens serves: whether it lives, whether
// it is ready, its metrics, and who may come in, to a broker that asks. None shows a
// person.
type Probes struct {
	app    *fiber.App
	listen net.Listener
}

// OpenProbes takes the port, so that a port in use is an error of the start.
func OpenProbes(address string, secure *tls.Config, health Health, metrics prometheus.Gatherer, broker Broker) (*Probes, error) {
	l, err := listen(address, secure)
	if err != nil {
		return nil, err
	}
	app := fiber.New(fiber.Config{AppName: "yian", Immutable: true, DisableStartupMessage: true, BodyLimit: 8 << 10, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second})
	for path, answer := range probeAnswers(health, metrics) {
		app.Get(path, answer)
	}
	for path, answer := range brokerAnswers(broker) {
		app.Post(path, answer)
	}
	return &Probes{app: app, listen: l}, nil
}

// Addr is where it listens.
func (p *Probes) Addr() string { return p.listen.Addr().String() }

// Run serves until ctx ends.
func (p *Probes) Run(ctx context.Context) error {
	served := make(chan error, 1)
	go func() { served <- p.app.Listener(p.listen) }()
	select {
	case err := <-served:
		return fmt.Errorf("api: serve: %w", err)
	case <-ctx.Done():
	}
	err := p.app.ShutdownWithTimeout(time.Second)
	<-served //nolint:errcheck // what a listener says that was told to close
	return err
}

// watchOrWork is whoever has a screen that lives.
var watchOrWork = signedInRule

// document serves the OpenAPI document, with the stream described by hand.
func (s *Server) document() {
	made := sync.OnceValues(s.OpenAPI)
	s.routes.raw(anyone, http.MethodGet, "/api/openapi.json", func(c *fiber.Ctx) error {
		b, err := made()
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, "application/json")
		return c.Send(b)
	})
}

// OpenAPI returns the document, indented.
func (s *Server) OpenAPI() ([]byte, error) {
	describeEvents(s.routes.huma.OpenAPI())
	describeExports(s.routes.huma.OpenAPI())
	describePictures(s.routes.huma.OpenAPI())
	describeSounds(s.routes.huma.OpenAPI())
	describeStatement(s.routes.huma.OpenAPI())
	return json.MarshalIndent(s.routes.huma.OpenAPI(), "", "  ")
}
