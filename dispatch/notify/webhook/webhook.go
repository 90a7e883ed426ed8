// Package webhook reaches people through one signed HTTP call to the county's
// SMS or voice gateway. It sends once; whoever owns the due row retries.
//
// The gateway gets a POST with a JSON body and the header
//
//	Yian-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">
//
// and an Idempotency-Key, and answers 2xx when it has taken the job. The same
// key twice is one job.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"yian/care"
)

// Config says where the gateway is.
type Config struct {
	// URL of the gateway. Empty: there is none, and every notice says so.
	URL string
	// Secret signs the body. Required with a URL.
	Secret string
	// Timeout of one call (default 5 s).
	Timeout time.Duration
}

// Webhook is a client of one gateway. It is safe for concurrent use.
type Webhook struct {
	cfg    Config
	client *http.Client
	now    func() time.Time
}

// New returns a client; nothing is called yet.
func New(cfg Config, now func() time.Time) (*Webhook, error) {
	if cfg.URL != "" && cfg.Secret == "" {
		return nil, fmt.Errorf("webhook: a gateway needs a secret to sign with: %w", care.ErrInvalid)
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 5 * time.Second
	}
	if now == nil {
		now = time.Now
	}
	// A redirect would carry telephone numbers and a signature to somewhere else.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Webhook{cfg: cfg, client: &http.Client{Timeout: cfg.Timeout, CheckRedirect: stay}, now: now}, nil
}

// Configured reports whether there is a gateway.
func (w *Webhook) Configured() bool { return w.cfg.URL != "" }

// Name is the channel's.
func (w *Webhook) Name() care.Channel { return care.Webhook }

// Carries is true: the gateway is told what kind of notice it gets.
func (w *Webhook) Carries(string) bool { return true }

// body is what the gateway gets: whom to reach and what to say, without names of
// elders, illness or address.
type body struct {
	Key      string `json:"key"`
	Kind     string `json:"kind"` // ring, message, connect, test
	Receiver string `json:"receiver"`
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	// Seat and SeatPhone are rung first, and put through to Phone, for a connect.
	Seat      string `json:"seat,omitempty"`
	SeatPhone string `json:"seat_phone,omitempty"`
	Text      string `json:"text"`
	Incident  string `json:"incident_id,omitempty"`
}

// Send hands one notice to the gateway. care.ErrUnavailable is worth another try;
// care.ErrInvalid, a gateway that refuses the job, is not.
func (w *Webhook) Send(ctx context.Context, n care.Notice) (ref string, err error) {
	if !w.Configured() {
		return "", fmt.Errorf("没有配置网关: %w", care.ErrUnavailable)
	}
	payload, err := json.Marshal(body{n.Key, n.Kind, n.Receiver, n.Name, n.Phone, n.Seat, n.SeatPhone, n.Text, string(n.Incident)})
	if err != nil {
		return "", fmt.Errorf("webhook: encode: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.cfg.URL, bytes.NewReader(payload))
	if err != nil {
		return "", fmt.Errorf("webhook: address of the gateway: %w", care.ErrInvalid)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", n.Key)
	req.Header.Set("Yian-Signature", Sign(w.cfg.Secret, w.now(), payload))
	res, err := w.client.Do(req)
	if err != nil {
		// The error of net/http holds the URL, which may hold a token.
		return "", fmt.Errorf("webhook: the gateway does not answer: %w", care.ErrUnavailable)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 4<<10) // lets the connection be used again
	switch {
	case res.StatusCode < 300:
		return "", nil
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusRequestTimeout || res.StatusCode >= 500:
		return "", fmt.Errorf("webhook: the gateway answered %d: %w", res.StatusCode, care.ErrUnavailable)
	}
	return "", fmt.Errorf("webhook: the gateway refused with %d: %w", res.StatusCode, care.ErrInvalid)
}

// Sign returns the signature header of a body at an instant.
func Sign(secret string, at time.Time, payload []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(payload)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// Verify reports whether header is this gateway's signature of payload; never
// without a gateway.
func (w *Webhook) Verify(header string, payload []byte) error {
	if !w.Configured() {
		return errors.New("webhook: no gateway is configured")
	}
	return Verify(w.cfg.Secret, header, w.now(), payload)
}

// tolerance is how old a signature may be.
const tolerance = 5 * time.Minute

// Verify reports whether header signs payload with secret at about now. Gateways
// written in Go, and ours in the demo, use it.
func Verify(secret, header string, now time.Time, payload []byte) error {
	var t int64
	var sum string
	if _, err := fmt.Sscanf(header, "t=%d,v1=%s", &t, &sum); err != nil {
		return errors.New("webhook: no signature")
	}
	at := time.Unix(t, 0)
	if age := now.Sub(at); age > tolerance || age < -tolerance {
		return errors.New("webhook: the signature is too old")
	}
	if !hmac.Equal([]byte(Sign(secret, at, payload)), []byte(header)) {
		return errors.New("webhook: the signature does not fit")
	}
	return nil
}
