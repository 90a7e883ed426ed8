// Package gateway speaks to one HTTP gateway in the form that it wants: every
// provider of text messages, calls and group robots has its own. A form says how a
// request is written, how an answer is read, and how receipts come.
package gateway

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"yian/care"
	"yian/dispatch/notify"
)

// Config says where a gateway is and how it is spoken to.
type Config struct {
	Name care.Channel
	// URL of the gateway. It may hold a key, and is told nobody.
	URL string
	// Account and Secret are for the form's use; receipts come in with the secret.
	Account, Secret string
	// Timeout of one call (default 5 s).
	Timeout time.Duration
	Form    Form
}

// Gateway is a client of one gateway. It is safe for concurrent use.
type Gateway struct {
	cfg    Config
	form   *filled
	client *http.Client
	now    func() time.Time
}

// mostAnswer is how much of an answer is read: nobody's says more than a number.
const mostAnswer = 64 << 10

// New returns a client; nothing is called yet. A form that cannot be filled in is an
// error.
func New(cfg Config, now func() time.Time) (*Gateway, error) {
	if cfg.Timeout <= 0 {
		cfg.Timeout = 5 * time.Second
	}
	if now == nil {
		now = time.Now
	}
	cfg.Form.fill()
	g := &Gateway{cfg: cfg, now: now}
	var err error
	if g.form, err = cfg.Form.parse(g.with(care.Notice{Key: "sample", Kind: "test", Phone: "13900000000", Text: "通道\"测试\""})); err != nil {
		return nil, err
	}
	// A redirect would carry telephone numbers and secrets to somewhere else.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	g.client = &http.Client{Timeout: cfg.Timeout, CheckRedirect: stay}
	return g, nil
}

// Name is the channel's.
func (g *Gateway) Name() care.Channel { return g.cfg.Name }

// Carries reports whether the form has this kind of notice.
func (g *Gateway) Carries(kind string) bool { return slices.Contains(g.cfg.Form.Kinds, kind) }

func (g *Gateway) with(n care.Notice) Filled {
	return Filled{URL: g.cfg.URL, Account: g.cfg.Account, Secret: g.cfg.Secret, Key: n.Key, Kind: n.Kind, Phone: n.Phone, Text: n.Text,
		Seat: n.Seat, SeatPhone: n.SeatPhone, Time: g.now()}
}

// Send hands one notice to the gateway and returns the gateway's own number of it.
func (g *Gateway) Send(ctx context.Context, n care.Notice) (string, error) {
	filled, err := g.form.request(g.cfg.Form.Method, g.with(n))
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, g.cfg.Form.Method, filled.url, bytes.NewReader(filled.body))
	if err != nil {
		return "", fault(care.ErrInvalid, "地址不对，请检查配置")
	}
	req.Header = filled.header
	res, err := g.client.Do(req)
	if err != nil {
		// The error of net/http holds the URL, which may hold a token.
		if timeout := (interface{ Timeout() bool })(nil); errors.As(err, &timeout) && timeout.Timeout() {
			return "", fault(care.ErrUnavailable, fmt.Sprintf("%s 内没有应答", g.cfg.Timeout))
		}
		return "", fault(care.ErrUnavailable, "连不上")
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return "", fault(care.ErrUnavailable, "应答没有收全")
	}
	return g.judge(res.StatusCode, answer)
}

// fault is a failed attempt, in words for whoever sees to the channel. They hold
// neither an address nor what was sent or answered.
func fault(kind error, what string) error { return &sendError{what, kind} }

type sendError struct {
	what string
	kind error
}

// Error returns the words.
func (e *sendError) Error() string { return e.what }

// Unwrap returns the kind.
func (e *sendError) Unwrap() error { return e.kind }

// judge reads an answer.
func (g *Gateway) judge(status int, answer []byte) (string, error) {
	switch {
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		return "", fault(care.ErrUnavailable, fmt.Sprintf("应答 %d，稍后再试", status))
	case status >= 300:
		return "", fault(care.ErrInvalid, fmt.Sprintf("拒绝了（应答 %d），请检查配置或号码", status))
	}
	f := g.cfg.Form
	if f.Taken.Path == "" && f.Ref == "" {
		return "", nil
	}
	said, err := decode(answer)
	if err != nil {
		if f.Taken.Path == "" {
			return "", nil
		}
		return "", fault(care.ErrUnavailable, "应答看不懂")
	}
	if f.Taken.Path != "" {
		word, found := pick(said, f.Taken.Path)
		switch {
		case !found:
			return "", fault(care.ErrUnavailable, "应答看不懂")
		case slices.Contains(f.Taken.Is, word):
		case slices.Contains(f.Taken.Busy, word):
			return "", fault(care.ErrUnavailable, "太忙，稍后再试（"+short(word)+"）")
		default:
			return "", fault(care.ErrInvalid, "拒绝了（"+short(word)+"），请检查配置或号码")
		}
	}
	ref, _ := pick(said, f.Ref)
	return ref, nil
}

// short is a gateway's code; what is longer is no code, and may hold anything.
func short(word string) string {
	if len(word) > 24 {
		return "…"
	}
	return word
}

// Opens reports whether secret is this gateway's.
func (g *Gateway) Opens(secret string) bool {
	a, b := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(g.cfg.Secret))
	return g.cfg.Secret != "" && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// Receipts reads what the gateway tells of notices that it took. A word that the form
// does not know is left out: it is no end of anything.
func (g *Gateway) Receipts(contentType string, payload []byte) ([]notify.Told, error) {
	f := g.cfg.Form.Receipts
	if f.Result == "" {
		return nil, care.NotFound("channel")
	}
	said, err := told(contentType, payload)
	if err != nil {
		return nil, care.Invalid("body", "receipt.invalid", "回执看不懂：要 JSON 或表单")
	}
	if f.List != "" {
		said = find(said, f.List)
	}
	list, several := said.([]any)
	if !several {
		list = []any{said}
	}
	var out []notify.Told
	for _, one := range list {
		word, _ := pick(one, f.Result)
		result, known := f.Words[word]
		key, _ := pick(one, f.Key)
		ref, _ := pick(one, f.Ref)
		if !known || key == "" && ref == "" {
			continue
		}
		out = append(out, notify.Told{Key: key, Ref: ref, Result: result})
	}
	return out, nil
}

func told(contentType string, payload []byte) (any, error) {
	if kind, _, _ := mime.ParseMediaType(contentType); kind != "application/x-www-form-urlencoded" {
		return decode(payload)
	}
	fields, err := url.ParseQuery(string(payload))
	if err != nil {
		return nil, err
	}
	out := make(map[string]any, len(fields))
	for name, values := range fields {
		out[name] = values[0]
	}
	return out, nil
}

// decode keeps numbers as they are written: a gateway's number of a job may be longer
// than a float holds.
func decode(b []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return v, d.Decode(&v)
}
