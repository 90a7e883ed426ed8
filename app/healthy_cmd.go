package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"yian/care"
)

// HealthyCmd is `yian healthy`: a check for containers, whose image holds neither a
// shell nor curl.
type HealthyCmd struct {
	HTTP    string        `name:"http" env:"YIAN_HTTP" default:"127.0.0.1:8080" help:"Address of the process to ask, as it was given to it."`
	TLS     bool          `name:"http-tls" env:"YIAN_HTTP_TLS" help:"It serves over TLS."`
	Timeout time.Duration `name:"timeout" default:"3s" help:"How long it may take to answer."`
}

// Run asks /readyz. It returns an error, and so exits with 1, unless the process
// answers that calls can come in.
func (c *HealthyCmd) Run(io *Streams) error {
	host, port, err := net.SplitHostPort(c.HTTP)
	if err != nil {
		return fmt.Errorf("http: must be host:port, like 127.0.0.1:8080: %w", care.ErrInvalid)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // it listens everywhere, so here as well
	}
	client, scheme := &http.Client{}, "http://"
	if c.TLS {
		// The certificate names the site, not this address: what is asked is whether it lives.
		client.Transport, scheme = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, "https://" //nolint:gosec // nothing is sent or believed but a status
	}
	ctx, cancel := context.WithTimeoutCause(io.Context, c.Timeout, errors.New("no answer in time"))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("app: healthy: %w", err)
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("it does not answer: %w: %w", care.ErrUnavailable, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("it is not ready: %s: %w", res.Status, care.ErrUnavailable)
	}
	fmt.Fprintln(io.Out, "ready")
	return nil
}
