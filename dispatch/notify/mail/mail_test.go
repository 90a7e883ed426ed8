package mail_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/notify/mail"
)

var notice = care.Notice{Key: "gap/1", Kind: "message", Receiver: "supervisor", Name: "值班长样例", Phone: "13900000001",
	Text: "颐安平台：诉求 SQ20261123-001 到期没有答复，请处理，值守台 7012349。"}

// server is a mail server that answers by a script: the first word of a command, and
// what it says to it. "-" hangs up, "…" says nothing any more.
type server struct {
	answers map[string]string
	secure  *tls.Config // for STARTTLS
	mu      sync.Mutex  // guards got
	got     []string
}

func (s *server) said(prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range s.got {
		if strings.HasPrefix(line, prefix) {
			return line
		}
	}
	return ""
}

func (s *server) serve(t *testing.T, inside bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if inside {
		l = tls.NewListener(l, s.secure)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return l.Addr().String()
}

func (s *server) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	in := bufio.NewReader(c)
	say := func(word, otherwise string) bool {
		answer, set := s.answers[word]
		if !set {
			answer = otherwise
		}
		switch answer {
		case "-":
			return false
		case "…":
			_, _ = in.ReadString(0) // until the other end goes
			return false
		}
		_, err := fmt.Fprint(c, strings.ReplaceAll(answer, "\n", "\r\n")+"\r\n")
		return err == nil
	}
	if !say("connect", "220 mail.example ESMTP") {
		return
	}
	for data := false; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.got = append(s.got, line)
		s.mu.Unlock()
		word, _, _ := strings.Cut(line, " ")
		switch {
		case data && line == ".":
			data = false
			if !say("end", "250 queued") {
				return
			}
		case data:
		case word == "STARTTLS":
			if !say(word, "220 go ahead") {
				return
			}
			secured := tls.Server(c, s.secure)
			c, in = secured, bufio.NewReader(secured)
		default:
			data = word == "DATA"
			if !say(word, map[string]string{"EHLO": "250-mail.example\n250-AUTH PLAIN\n250-STARTTLS\n250 8BITMIME", "AUTH": "235 welcome", "DATA": "354 go on", "QUIT": "221 bye"}[word]) {
				return
			}
		}
	}
}

// certified are a server's certificate and what a client trusts.
func certified(t *testing.T) (serves, trusts *tls.Config) {
	t.Helper()
	srv := httptest.NewTLSServer(nil)
	t.Cleanup(srv.Close)
	trusts = srv.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	trusts.ServerName = "127.0.0.1"
	return srv.TLS, trusts
}

func open(t *testing.T, address, security string, timeout time.Duration, trusts *tls.Config) *mail.Mail {
	t.Helper()
	m, err := mail.New(mail.Config{Server: address, Security: security, Username: "yian", Password: "geheim", From: "颐安 <yian@county.example>",
		To: []string{"zhiban@county.example", "keshi@county.example"}, Timeout: timeout, TLS: trusts}, func() time.Time { return time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAMailArrives(t *testing.T) {
	serves, trusts := certified(t)
	for _, security := range []string{"tls", "starttls", "none"} {
		s := &server{secure: serves, answers: map[string]string{"MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok", "NOOP": "250 ok"}}
		m := open(t, s.serve(t, security == "tls"), security, 0, trusts)
		id, err := m.Send(t.Context(), notice)
		again, _ := m.Send(t.Context(), notice)
		if err != nil || id == "" || id != again || !strings.HasSuffix(id, "@county.example") {
			t.Fatalf("%s: got %q, then %q, %v", security, id, again, err)
		}
		host, _ := os.Hostname()
		for line, want := range map[string]bool{"EHLO county.example": true, "RCPT TO:<zhiban@county.example>": true, "RCPT TO:<keshi@county.example>": true,
			"Message-ID: <" + id + ">": true, "STARTTLS": security == "starttls", "EHLO " + host: false} {
			if got := s.said(line) != ""; got != want {
				t.Errorf("%s: said %q: %v, want %v", security, line, got, want)
			}
		}
		test := notice
		test.Kind, test.Mailbox = "test", "probe@county.example"
		if _, err := m.Send(t.Context(), test); err != nil || s.said("RCPT TO:<probe@county.example>") == "" {
			t.Errorf("%s: a test went elsewhere: %v", security, err)
		}
	}
}

func TestAMailServerIsJudged(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		want    error
	}{
		"garbage at the door":   {map[string]string{"connect": "HTTP/1.1 400 Bad Request"}, care.ErrUnavailable},
		"hangs":                 {map[string]string{"connect": "…"}, care.ErrUnavailable},
		"hangs in the middle":   {map[string]string{"DATA": "…"}, care.ErrUnavailable},
		"hangs up":              {map[string]string{"MAIL": "-"}, care.ErrUnavailable},
		"a wrong password":      {map[string]string{"AUTH": "535 no"}, care.ErrUnavailable},
		"no such mailbox":       {map[string]string{"RCPT": "550 no such user zhiban@county.example"}, care.ErrInvalid},
		"greylisted":            {map[string]string{"RCPT": "451 later"}, care.ErrUnavailable},
		"refused at the end":    {map[string]string{"end": "554 spam"}, care.ErrInvalid},
		"full":                  {map[string]string{"end": "452 full"}, care.ErrUnavailable},
		"no encryption offered": {map[string]string{"STARTTLS": "454 not now"}, care.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			serves, trusts := certified(t)
			answers := map[string]string{"MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok"}
			for word, answer := range c.answers {
				answers[word] = answer
			}
			s := &server{secure: serves, answers: answers}
			began := time.Now()
			_, err := open(t, s.serve(t, false), "starttls", 300*time.Millisecond, trusts).Send(t.Context(), notice)
			if !errors.Is(err, c.want) || time.Since(began) > 3*time.Second {
				t.Fatalf("got %v after %s, want %v", err, time.Since(began), c.want)
			}
			for _, private := range []string{"geheim", "county.example", "127.0.0.1", notice.Phone} {
				if strings.Contains(err.Error(), private) {
					t.Errorf("the error holds %q: %v", private, err)
				}
			}
		})
	}
}

// A server whose certificate is not its own gets neither password nor text.
func TestAStrangersCertificateGetsNothing(t *testing.T) {
	serves, _ := certified(t)
	s := &server{secure: serves}
	if _, err := open(t, s.serve(t, false), "starttls", 0, nil).Send(t.Context(), notice); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if s.said("AUTH") != "" || s.said("MAIL") != "" {
		t.Error("the stranger was told something")
	}
}

func TestAConfigurationIsChecked(t *testing.T) {
	good := mail.Config{Server: "smtp.example.org:465", From: "a@example.org", To: []string{"b@example.org"}}
	for name, change := range map[string]func(*mail.Config){
		"no port": func(c *mail.Config) { c.Server = "smtp.example.org" }, "no receiver": func(c *mail.Config) { c.To = nil },
		"no mailbox": func(c *mail.Config) { c.From = "yian" }, "no such safety": func(c *mail.Config) { c.Security = "ssl" },
	} {
		c := good
		change(&c)
		if _, err := mail.New(c, nil); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	m, err := mail.New(good, nil)
	if err != nil || m.Carries("connect") || !m.Carries("message") {
		t.Errorf("got %v", err)
	}
}
