package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	panics "github.com/gofiber/fiber/v2/middleware/recover"
)

// Server is the HTTP side of the platform.
type Server struct {
	cfg    Config
	deps   Deps
	app    *fiber.App
	routes *routes
	views  *views
	hub    *Hub
	listen net.Listener
	since  time.Time
	// staffRests is set while the demo's own staff leave the work to people.
	staffRests atomic.Bool
}

// humaErrors makes huma's own errors ours; huma keeps that in a variable of its
// package, so it is set once.
var humaErrors sync.Once

// New returns a server with all its routes. Nothing listens yet.
func New(cfg Config, deps Deps) (*Server, error) {
	humaErrors.Do(func() { huma.NewError, huma.DefaultArrayNullable = fromHuma, false })
	if deps.Now == nil {
		deps.Now = time.Now
	}
	deps.Log = deps.Log.With("room", "api")
	app := fiber.New(fiber.Config{
		AppName: "yian", Immutable: true, DisableStartupMessage: true, StrictRouting: false,
		BodyLimit: 1 << 20, ReadBufferSize: 16 << 10, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		EnableTrustedProxyCheck: true, TrustedProxies: cfg.TrustedProxies,
		ErrorHandler: func(c *fiber.Ctx, err error) error {
			var fe *fiber.Error
			if errors.As(err, &fe) {
				return sendProblem(c, problem(fe.Code, "request.refused", "请求无法处理"))
			}
			return sendProblem(c, problemOf(err, deps.Log))
		},
	})
	s := &Server{cfg: cfg, deps: deps, app: app, views: newViews(deps), since: deps.Now()}
	s.staffRests.Store(deps.Demo != nil && !deps.Demo.Staff)
	s.hub = NewHub(s.views, deps.Journal, deps.Log)
	app.Use(panics.New())
	app.Use(headers)

	hc := huma.DefaultConfig("Yian 颐安", deps.Version)
	hc.OpenAPIPath, hc.DocsPath, hc.SchemasPath, hc.CreateHooks = "", "", "", nil
	hc.Info.Description = "The platform's API. Times are RFC 3339, money is integer fen. Sign in with POST /api/v1/session."
	hc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: cookieName},
		"bearer":  {Type: "http", Scheme: "bearer"},
	}
	s.routes = &routes{app: app, huma: huma.NewAPI(hc, &adapter{app}), sessions: deps.Sessions, gateway: deps.Gateway, channels: deps.Channels, log: deps.Log, rules: map[string]access{}}
	for _, noun := range []func(*routes){
		s.workers,
		s.medicines, s.samples,
		s.training,
		s.offerings, s.plans, s.kitchens, s.activities, s.outreaches,
		s.accounts,
		s.session, s.desk, s.incidents, s.orders, s.visits, s.misses, s.statements, s.elders, s.households, s.keys, s.regions, s.centers, s.stays, s.staff,
		s.devices, s.installations, s.commands, s.sources, s.alerts, s.tickets, s.articles, s.followUps, s.audits, s.times, s.notices, s.channels, s.protection, s.phones, s.shifts, s.roster, s.sentences, s.book, s.gatewayRoutes, s.journal, s.golive, s.overview, s.system, s.probes,
	} {
		noun(s.routes)
	}
	s.document()
	s.files()
	return s, nil
}

// headers keeps every page to this origin: nothing is loaded from, sent to or
// framed by anybody else.
func headers(c *fiber.Ctx) error {
	c.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'")
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "no-referrer")
	if strings.HasPrefix(c.Path(), "/api/v1/") {
		c.Set(fiber.HeaderCacheControl, "no-store") // people's data stays in no cache
	}
	return c.Next()
}

// Open takes the port, so that a port in use is an error of the start.
func (s *Server) Open() error {
	l, err := listen(s.cfg.Listen, s.cfg.TLS)
	s.listen = l
	return err
}

// listen takes a port, for TLS unless secure is nil.
func listen(address string, secure *tls.Config) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("api: listen: %w", err)
	}
	if secure != nil {
		return tls.NewListener(l, secure), nil
	}
	return l, nil
}

// Addr is where the server listens, once it is open.
func (s *Server) Addr() string { return s.listen.Addr().String() }

// Hub is the stream of events.
func (s *Server) Hub() *Hub { return s.hub }

// Run serves until ctx ends: first the streams are closed, then requests under
// way get a moment to finish.
func (s *Server) Run(ctx context.Context) error {
	if err := s.hub.begin(ctx); err != nil {
		return fmt.Errorf("api: events: %w", err)
	}
	hubDone := make(chan error, 1)
	go func() { hubDone <- s.hub.Run(ctx) }()
	watching := make(chan struct{})
	go func() { defer close(watching); s.watchPresses(ctx) }()
	served := make(chan error, 1)
	go func() { served <- s.app.Listener(s.listen) }()
	select {
	case err := <-served:
		return fmt.Errorf("api: serve: %w", err)
	case err := <-hubDone:
		if err != nil {
			_ = s.app.ShutdownWithTimeout(time.Second)
			return fmt.Errorf("api: events: %w", err)
		}
	}
	err := s.app.ShutdownWithTimeout(5 * time.Second)
	<-served //nolint:errcheck // what a listener says that was told to close
	<-watching
	return err
}
