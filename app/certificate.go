package app

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"yian/care"
)

// certificate is what the site shows to whoever connects over TLS, and whose
// certificates it takes. The files are read again when they change, so that a renewed
// certificate needs no restart.
type certificate struct {
	cert, key, clientCA string // files; clientCA may be empty
	log                 *slog.Logger

	mu      sync.Mutex // guards all below
	current *tls.Config
	stamps  string
	looked  time.Time
	failing bool
}

// lookAtFiles is how often a handshake looks whether the files have changed.
const lookAtFiles = 2 * time.Second

// openCertificate reads the files; it returns an error when they hold no usable pair.
func openCertificate(cert, key, clientCA string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, clientCA: clientCA, log: log.With("room", "tls")}
	if err := c.read(); err != nil {
		return nil, fmt.Errorf("%w: %w", care.ErrInvalid, err)
	}
	return c, nil
}

// config is for a listener. It asks for the files of the moment at each handshake.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return c.now(time.Now()), nil
	}}
}

// now returns the configuration of the files as they are, or of the last that could
// be used: half a renewal must not shut the site.
func (c *certificate) now(at time.Time) *tls.Config {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.Sub(c.looked) < lookAtFiles {
		return c.current
	}
	c.looked = at
	if stamps := c.stamp(); stamps == c.stamps && !c.failing {
		return c.current
	}
	err := c.read()
	switch {
	case err == nil:
		c.log.Info("certificate read again")
	case !c.failing:
		c.log.Error("the certificate's files cannot be used, going on with the last", "err", err)
	}
	c.failing = err != nil
	return c.current
}

// stamp changes when a file does.
func (c *certificate) stamp() string {
	var s string
	for _, file := range []string{c.cert, c.key, c.clientCA} {
		if info, err := os.Stat(file); err == nil {
			s += fmt.Sprintf("%d %d;", info.ModTime().UnixNano(), info.Size())
		}
	}
	return s
}

func (c *certificate) read() error {
	stamps := c.stamp() // before: what changes meanwhile is read the next time
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("tls-cert, tls-key: %w", err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
	if c.clientCA != "" {
		pem, err := os.ReadFile(c.clientCA)
		if err != nil {
			return fmt.Errorf("mqtt-client-ca: %w", err)
		}
		config.ClientCAs, config.ClientAuth = x509.NewCertPool(), tls.VerifyClientCertIfGiven
		if !config.ClientCAs.AppendCertsFromPEM(pem) {
			return errors.New("mqtt-client-ca: holds no certificate")
		}
	}
	c.current, c.stamps = config, stamps
	return nil
}

// webTLS is nil when the site is served in the clear.
func (c *core) webTLS() (*tls.Config, error) {
	if !c.set.HTTPTLS {
		return nil, nil
	}
	k, err := openCertificate(c.set.TLSCert, c.set.TLSKey, "", c.log)
	if err != nil {
		return nil, err
	}
	return k.config(), nil
}

// webURL is how a browser reaches an address of this process.
func (c *core) webURL(address string) string {
	if c.set.HTTPTLS {
		return "https://" + address
	}
	return "http://" + address
}
