package api

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// probes are for machines: alive, ready with each dependency named, metrics.
func (s *Server) probes(r *routes) {
	r.raw(anyone, http.MethodGet, "/healthz", func(c *fiber.Ctx) error { return c.JSON(fiber.Map{"status": "ok"}) })
	r.raw(anyone, http.MethodGet, "/readyz", func(c *fiber.Ctx) error {
		status := "ready"
		if !s.deps.Health.Ready() {
			status = "not ready"
			c.Status(http.StatusServiceUnavailable)
		}
		return c.JSON(fiber.Map{"status": status, "dependencies": s.deps.Health.Dependencies()})
	})
	if s.deps.Metrics != nil {
		r.raw(anyone, http.MethodGet, "/metrics", adaptor.HTTPHandler(promhttp.HandlerFor(s.deps.Metrics, promhttp.HandlerOpts{})))
	}
	r.raw(watchOrWork, http.MethodGet, "/api/v1/events", s.streamEvents)
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
	return json.MarshalIndent(s.routes.huma.OpenAPI(), "", "  ")
}
