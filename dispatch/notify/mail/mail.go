// Package mail sends what can wait to the desk's mailboxes over SMTP.
package mail

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	stdmail "net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"yian/care"
)

// Config says how mail leaves.
type Config struct {
	// Server is the host and port of a mail server, like smtp.example.org:465.
	Server string
	// Security is tls, starttls or none (default tls). Without any of the two neither
	// password nor text is safe on the way.
	Security string
	// Username and Password sign in; empty: nobody has to.
	Username, Password string
	// From is our own mailbox, To are those of the desk.
	From string
	To   []string
	// Timeout of the whole conversation (default 5 s).
	Timeout time.Duration
	// TLS is for tests; nil: the system's authorities.
	TLS *tls.Config
}

// Check returns what is wrong with a configuration.
func (c *Config) Check() error {
	host, port, err := net.SplitHostPort(c.Server)
	if n, bad := strconv.Atoi(port); err != nil || host == "" || bad != nil || n < 1 {
		return fmt.Errorf("mail: the server must be host:port, like smtp.example.org:465: %w", care.ErrInvalid)
	}
	if !slices.Contains([]string{"", "tls", "starttls", "none"}, c.Security) {
		return fmt.Errorf("mail: security must be tls, starttls or none: %w", care.ErrInvalid)
	}
	if len(c.To) == 0 {
		return fmt.Errorf("mail: needs a mailbox to write to: %w", care.ErrInvalid)
	}
	for _, box := range append([]string{c.From}, c.To...) {
		if _, err := stdmail.ParseAddress(box); err != nil {
			return fmt.Errorf("mail: from and to must be mailboxes, like zhiban@example.org: %w", care.ErrInvalid)
		}
	}
	return nil
}

// Mail is a client of one mail server. It is safe for concurrent use.
type Mail struct {
	cfg    Config
	host   string
	port   int
	domain string // of our own mailbox; says who we are instead of this host's name
	now    func() time.Time
}

// New returns a client; nothing is sent yet.
func New(cfg Config, now func() time.Time) (*Mail, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 5 * time.Second
	}
	if now == nil {
		now = time.Now
	}
	host, port, _ := net.SplitHostPort(cfg.Server) // checked
	m := &Mail{cfg: cfg, host: host, now: now}
	m.port, _ = strconv.Atoi(port)
	from, _ := stdmail.ParseAddress(cfg.From)
	_, m.domain, _ = strings.Cut(from.Address, "@")
	return m, nil
}

// Name is the channel's.
func (m *Mail) Name() care.Channel { return care.Mail }

// Carries reports whether a mail is any use for this kind of notice.
func (m *Mail) Carries(kind string) bool { return kind != "connect" }

// Send hands one notice to the mail server and returns the message's id. The same
// notice has the same id, so that a mailbox shows it once.
func (m *Mail) Send(ctx context.Context, n care.Notice) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, m.cfg.Timeout)
	defer cancel()
	id, msg, err := m.message(n)
	if err != nil {
		return "", err
	}
	client, err := mail.NewClient(m.host, m.options()...)
	if err != nil {
		return "", &refusal{"邮件配置不对", care.ErrInvalid}
	}
	done := make(chan error, 1) // a server that stops answering outlasts ctx in the library
	go func() { done <- client.DialAndSendWithContext(ctx, msg) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	return id, verdict(err)
}

func (m *Mail) message(n care.Notice) (string, *mail.Msg, error) {
	to := m.cfg.To
	if n.Mailbox != "" {
		to = []string{n.Mailbox}
	}
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(m.cfg.From), msg.To(to...)); err != nil {
		return "", nil, &refusal{"收件邮箱不对", care.ErrInvalid}
	}
	sum := sha256.Sum256([]byte(n.Key))
	id := hex.EncodeToString(sum[:16]) + "@" + m.domain
	msg.SetMessageIDWithValue(id)
	msg.SetDateWithValue(m.now())
	msg.Subject("颐安平台提醒")
	msg.SetBodyString(mail.TypeTextPlain, n.Text+"\n")
	return id, msg, nil
}

func (m *Mail) options() []mail.Option {
	options := []mail.Option{mail.WithPort(m.port), mail.WithTimeout(m.cfg.Timeout), mail.WithHELO(m.domain), mail.WithoutNoop()}
	switch m.cfg.Security {
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case "starttls":
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		options = append(options, mail.WithSSL())
	}
	if m.cfg.TLS != nil {
		options = append(options, mail.WithTLSConfig(m.cfg.TLS))
	}
	if m.cfg.Username != "" {
		how := mail.SMTPAuthAutoDiscover
		if m.cfg.Security == "none" {
			how = mail.SMTPAuthPlainNoEnc
		}
		options = append(options, mail.WithSMTPAuth(how), mail.WithUsername(m.cfg.Username), mail.WithPassword(m.cfg.Password))
	}
	return options
}

// refusal is a failed attempt in words that hold neither server nor mailbox.
type refusal struct {
	what string
	kind error
}

// Error returns the words.
func (r *refusal) Error() string { return r.what }

// Unwrap returns the kind.
func (r *refusal) Unwrap() error { return r.kind }

// verdict says what an error of the library means.
func verdict(err error) error {
	if err == nil {
		return nil
	}
	var refused *mail.SendError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &refusal{"邮件服务器没有及时应答", care.ErrUnavailable}
	case !errors.As(err, &refused):
		return &refusal{"连不上邮件服务器，或登录、加密不成", care.ErrUnavailable}
	case refused.IsTemp() || refused.ErrorCode() < 500:
		return &refusal{fmt.Sprintf("邮件服务器稍后再收（%d）", refused.ErrorCode()), care.ErrUnavailable}
	}
	return &refusal{fmt.Sprintf("邮件服务器拒收（%d）", refused.ErrorCode()), care.ErrInvalid}
}
