package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// adapter lets huma speak through Fiber v2. huma's own adapter for Fiber links
// version 3 as well, which is a second web framework in the binary for nothing.
type adapter struct{ app *fiber.App }

// Handle registers one operation.
func (a *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	a.app.Add(op.Method, path, func(c *fiber.Ctx) error {
		handler(&request{op: op, fc: c, ctx: c.UserContext()})
		return nil
	})
}

// ServeHTTP serves one request without a network, as huma asks of an adapter.
func (a *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	res, err := a.app.Test(r, -1)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	defer res.Body.Close()
	for k, v := range res.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(res.StatusCode)
	_, _ = io.Copy(w, res.Body) // the client's to notice
}

// request is one request as huma sees it.
type request struct {
	op     *huma.Operation
	fc     *fiber.Ctx
	ctx    context.Context
	status int
}

func (r *request) Operation() *huma.Operation { return r.op }
func (r *request) Context() context.Context   { return r.ctx }
func (r *request) WithContext(ctx context.Context) huma.Context {
	r.fc.SetUserContext(ctx)
	return &request{op: r.op, fc: r.fc, ctx: ctx, status: r.status}
}
func (r *request) TLS() *tls.ConnectionState { return r.fc.Context().TLSConnectionState() }
func (r *request) Version() huma.ProtoVersion {
	return huma.ProtoVersion{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
}
func (r *request) Method() string     { return r.fc.Method() }
func (r *request) Host() string       { return r.fc.Hostname() }
func (r *request) RemoteAddr() string { return r.fc.Context().RemoteAddr().String() }
func (r *request) URL() url.URL {
	u, err := url.Parse(string(r.fc.Request().RequestURI()))
	if err != nil {
		return url.URL{Path: r.fc.Path()}
	}
	return *u
}

// Param returns a path parameter as it was meant: Fiber leaves it escaped.
func (r *request) Param(name string) string {
	v := r.fc.Params(name)
	if plain, err := url.PathUnescape(v); err == nil {
		return plain
	}
	return v
}
func (r *request) Query(name string) string { return r.fc.Query(name) }

// Header returns a header of the request. A body that curl labels as a form by
// itself is JSON here as well: a browser's form cannot be, since it escapes braces.
func (r *request) Header(name string) string {
	v := r.fc.Get(name)
	if strings.EqualFold(name, fiber.HeaderContentType) && strings.HasPrefix(v, fiber.MIMEApplicationForm) {
		return fiber.MIMEApplicationJSON
	}
	return v
}
func (r *request) EachHeader(cb func(name, value string)) {
	for k, v := range r.fc.Request().Header.All() {
		cb(string(k), string(v))
	}
}
func (r *request) BodyReader() io.Reader { return bytes.NewReader(r.fc.Body()) }
func (r *request) GetMultipartForm() (*multipart.Form, error) {
	return r.fc.MultipartForm()
}
func (r *request) SetReadDeadline(t time.Time) error { return r.fc.Context().Conn().SetReadDeadline(t) }
func (r *request) SetStatus(code int) {
	r.status = code
	r.fc.Status(code)
}
func (r *request) Status() int                     { return r.status }
func (r *request) SetHeader(name, value string)    { r.fc.Set(name, value) }
func (r *request) AppendHeader(name, value string) { r.fc.Response().Header.Add(name, value) }
func (r *request) BodyWriter() io.Writer           { return r.fc }
