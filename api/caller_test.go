package api

import (
	"io"
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// Sign-in is throttled by address, so nobody may choose an own one, and behind a
// proxy not everybody shares one.
func TestWhereARequestComesFrom(t *testing.T) {
	for _, c := range []struct {
		name, said, want string
		trusted          []string
	}{
		{name: "no proxy, a word of the caller's own", said: "10.1.1.1", want: "0.0.0.0"},
		{name: "a trusted proxy", said: "10.1.1.1", trusted: []string{"0.0.0.0"}, want: "10.1.1.1"},
		{name: "behind it a caller who lies", said: "9.9.9.9, 10.1.1.1", trusted: []string{"0.0.0.0/8"}, want: "10.1.1.1"},
		{name: "a proxy that says nothing", trusted: []string{"0.0.0.0"}, want: "0.0.0.0"},
		{name: "a proxy that says nonsense", said: "somewhere", trusted: []string{"0.0.0.0"}, want: "0.0.0.0"},
		{name: "another proxy", said: "10.1.1.1", trusted: []string{"10.0.0.0/8"}, want: "0.0.0.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := fiber.New(fiber.Config{EnableTrustedProxyCheck: true, TrustedProxies: c.trusted})
			app.Get("/", func(fc *fiber.Ctx) error { return fc.SendString(callerAddress(fc)) })
			req := httptest.NewRequest("GET", "/", nil) // from 0.0.0.0, as Fiber's own test connection is
			if c.said != "" {
				req.Header.Set("X-Forwarded-For", c.said)
			}
			res, err := app.Test(req)
			must(t, err)
			defer res.Body.Close()
			got, err := io.ReadAll(res.Body)
			must(t, err)
			if string(got) != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
