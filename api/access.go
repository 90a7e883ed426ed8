package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"yian/care"
)

// access is the rule of one route: who may.
type access struct {
	open   bool        // needs no session
	signed bool        // needs the gateway's signature instead of a session
	sealed bool        // needs the secret of the channel that the path names instead
	roles  []care.Role // who may; scope then says which rows
}

// The rules in use, each by who they are for.
var (
	anyone       = access{open: true}
	signed       = access{signed: true}
	byChannel    = access{sealed: true}
	signedInRule = access{roles: care.Roles}
	// desk is whoever acts on incidents.
	desk = roles(care.Operator, care.Supervisor, care.Admin)
	// watch is whoever sees incidents, alerts and curves.
	watch = roles(care.Operator, care.Supervisor, care.Manager, care.Leader, care.Admin, care.Auditor)
	// keep is whoever keeps the records of people.
	keep = roles(care.Operator, care.Supervisor, care.Manager, care.Admin)
	// house is whoever runs a care home.
	house  = roles(care.Manager, care.Admin)
	work   = roles(care.Worker, care.Operator, care.Supervisor, care.Manager, care.Admin)
	orders = roles(care.Worker, care.Operator, care.Supervisor, care.Manager, care.Leader, care.Admin, care.Auditor)
	admin  = roles(care.Admin)
	audit  = roles(care.Admin, care.Auditor)
)

func roles(r ...care.Role) access { return access{roles: r} }

// Sessions says who a request is from.
type Sessions interface {
	// Session blocks for at most a read; care.ErrForbidden when there is none.
	Session(ctx context.Context, token string) (care.Staff, error)
}

const cookieName = "yian_session"

// routes registers every route together with its rule. There is no other way to
// add one; a test compares Fiber's table with rules.
type routes struct {
	app      *fiber.App
	huma     huma.API
	sessions Sessions
	gateway  Gateway  // nil: there is none
	channels Channels // nil: there are none
	log      *slog.Logger
	rules    map[string]access // "METHOD path" in Fiber's form
}

type (
	staffKey  struct{}
	callerKey struct{}
)

// caller is where a request comes from.
type caller struct{ address, token string }

// callerAddress is where a request comes from: the other end of the connection, or
// whom a trusted proxy names last. What stands before that the caller wrote.
func callerAddress(c *fiber.Ctx) string {
	if c.IsProxyTrusted() {
		hops := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
		if a, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			return a.String()
		}
	}
	return strings.Clone(c.IP())
}

func addressOf(ctx context.Context) string {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c.address
}

func tokenFrom(ctx context.Context) string {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c.token
}

// staffOf returns who asks. Only called behind a rule that needs a session.
func staffOf(ctx context.Context) care.Staff {
	s, _ := ctx.Value(staffKey{}).(care.Staff) // zero sees nothing
	return s
}

// out is a response with a body.
type out[T any] struct{ Body T }

// add registers one operation of the API. by is who asks; an error becomes a
// problem in one place.
func add[I, O any](r *routes, rule access, op huma.Operation, do func(ctx context.Context, by care.Staff, in *I) (*O, error)) {
	r.rule(op.Method, op.Path, rule)
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		fc := hc.(*request).fc
		staff, p := r.judge(fc, rule)
		if p != nil {
			_ = sendProblem(fc, p)
			return
		}
		token, _ := tokenOf(fc)
		ctx := context.WithValue(hc.Context(), staffKey{}, staff)
		ctx = context.WithValue(ctx, callerKey{}, caller{address: callerAddress(fc), token: token})
		next(huma.WithContext(hc, ctx))
	})
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity)
	if !rule.open {
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
		op.Security = []map[string][]string{{"session": {}}, {"bearer": {}}}
		op.Extensions = map[string]any{"x-roles": rule.roles}
	}
	huma.Register(r.huma, op, func(ctx context.Context, in *I) (*O, error) {
		o, err := do(ctx, staffOf(ctx), in)
		if err != nil {
			return nil, problemOf(err, r.log)
		}
		return o, nil
	})
}

// raw registers a route outside the OpenAPI document's operations: streams,
// probes, files.
func (r *routes) raw(rule access, method, path string, do fiber.Handler) {
	r.rule(method, path, rule)
	r.app.Add(method, path, func(c *fiber.Ctx) error {
		staff, p := r.judge(c, rule)
		if p != nil {
			return sendProblem(c, p)
		}
		c.SetUserContext(context.WithValue(c.UserContext(), staffKey{}, staff))
		return do(c)
	})
}

func (r *routes) rule(method, path string, rule access) {
	r.rules[method+" "+strings.NewReplacer("{", ":", "}", "").Replace(path)] = rule
}

// judge applies a rule: 401 without a session, 403 without the role, before
// anything of the body is looked at.
func (r *routes) judge(c *fiber.Ctx, rule access) (care.Staff, *Problem) {
	if rule.open {
		return care.Staff{}, nil
	}
	if rule.signed {
		if r.gateway == nil || r.gateway.Verify(c.Get("Yian-Signature"), c.Body()) != nil {
			return care.Staff{}, problem(http.StatusUnauthorized, "signature.wrong", "签名不对或已过期")
		}
		return care.Staff{}, nil
	}
	if rule.sealed {
		if r.channels == nil || !r.channels.Opens(care.Channel(c.Params("channel")), channelSecret(c)) {
			return care.Staff{}, problem(http.StatusUnauthorized, "channel.secret", "密钥不对")
		}
		return care.Staff{}, nil
	}
	token, byCookie := tokenOf(c)
	if token == "" {
		return care.Staff{}, problem(http.StatusUnauthorized, "session.none", "请先登录")
	}
	staff, err := r.sessions.Session(c.UserContext(), token)
	switch {
	case errors.Is(err, care.ErrForbidden), errors.Is(err, care.ErrNotFound):
		return care.Staff{}, problem(http.StatusUnauthorized, "session.ended", "登录已失效，请重新登录")
	case err != nil: // the record cannot be read: nobody is signed out for it
		return care.Staff{}, problemOf(err, r.log)
	case !slices.Contains(rule.roles, staff.Role):
		return care.Staff{}, problem(http.StatusForbidden, "role.forbidden", "您的岗位没有这项权限")
	case byCookie && c.Method() != fiber.MethodGet && c.Get("X-Yian") == "":
		// Another site's page can make a browser send the cookie, not this header.
		return care.Staff{}, problem(http.StatusForbidden, "request.foreign", "请求缺少 X-Yian 标头")
	case staff.MustChange && !strings.HasPrefix(c.Path(), "/api/v1/session"):
		return care.Staff{}, problem(http.StatusForbidden, "password.must_change", "请先修改初始密码")
	}
	return staff, nil
}

// tokenOf returns the session token of a request and whether a cookie held it.
func tokenOf(c *fiber.Ctx) (string, bool) {
	if bearer, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer "); ok {
		return strings.Clone(bearer), false
	}
	return strings.Clone(c.Cookies(cookieName)), true
}
