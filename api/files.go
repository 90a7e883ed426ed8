package api

import (
	"bytes"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"
)

const notBuilt = `<!doctype html><meta charset="utf-8"><title>颐安 Yian</title>
<p>控制台尚未构建。请在项目目录执行 <code>make build</code> 后重新启动。</p>
<p>The console is not built. Run <code>make build</code> in the project and start again.</p>`

// files serves the console: built files by name, and its one page for every
// address that is not the API's, so that a link can be opened anew.
func (s *Server) files() {
	s.routes.raw(anyone, http.MethodGet, "/*", func(c *fiber.Ctx) error {
		name := strings.TrimPrefix(path.Clean("/"+c.Params("*")), "/")
		if strings.HasPrefix(name, "api/") || name == "api" {
			return sendProblem(c, problem(http.StatusNotFound, "not_found", "没有这个地址"))
		}
		if s.deps.Console == nil {
			c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
			return c.Status(http.StatusServiceUnavailable).SendString(notBuilt)
		}
		b, err := fs.ReadFile(s.deps.Console, name)
		if err != nil || name == "" {
			if path.Ext(name) != "" {
				return sendProblem(c, problem(http.StatusNotFound, "not_found", "没有这个文件"))
			}
			if b, err = fs.ReadFile(s.deps.Console, "index.html"); err != nil {
				return err
			}
			name = "index.html"
		}
		if name == "index.html" && s.deps.Training != nil { // the band is there before anybody signs in
			b = bytes.Replace(b, []byte("<body>"), []byte(`<body data-training="true">`), 1)
		}
		c.Set(fiber.HeaderContentType, mime.TypeByExtension(path.Ext(name)))
		c.Set(fiber.HeaderCacheControl, "no-cache")
		if strings.HasPrefix(name, "assets/") {
			c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable") // named by content
		}
		return c.Send(b)
	})
}
