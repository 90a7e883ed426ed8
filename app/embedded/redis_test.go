//go:build !noembedded

package embedded

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"
)

// say speaks the protocol by hand, as only dispatch/queue may import a client.
func say(t *testing.T, addr, line string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patienceOfTests))
	if _, err := conn.Write([]byte(line + "\r\n")); err != nil {
		return err.Error()
	}
	in := bufio.NewReader(conn)
	answer, err := in.ReadString('\n')
	if err != nil {
		return err.Error()
	}
	if strings.HasPrefix(answer, "$") && answer != "$-1\r\n" {
		answer, _ = in.ReadString('\n')
	}
	return strings.TrimSpace(answer)
}

func command(words ...string) string {
	var b strings.Builder
	b.WriteString("*" + string(rune('0'+len(words))) + "\r\n")
	for i, w := range words {
		b.WriteString("$" + itoa(len(w)) + "\r\n" + w)
		if i < len(words)-1 {
			b.WriteString("\r\n")
		}
	}
	return b.String()
}

func itoa(n int) string {
	if n > 9 {
		return itoa(n/10) + itoa(n%10)
	}
	return string(rune('0' + n))
}

func TestRedisExpiresByTheRealClock(t *testing.T) {
	r, err := StartRedis(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got := say(t, r.Addr(), command("SET", "k", "v", "PX", "300")); got != "+OK" {
		t.Fatal(got)
	}
	if got := say(t, r.Addr(), command("GET", "k")); got != "v" {
		t.Errorf("at once: got %q", got)
	}
	for end := time.Now().Add(patienceOfTests); say(t, r.Addr(), command("GET", "k")) != "$-1"; {
		if time.Now().After(end) {
			t.Fatal("the key never expired")
		}
	}
}

func TestRedisComesBackWithWhatItHeld(t *testing.T) {
	r, err := StartRedis(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	say(t, r.Addr(), command("SET", "k", "v"))
	r.Stop()
	if got := say(t, r.Addr(), command("GET", "k")); got == "v" {
		t.Error("it answered while it was away")
	}
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	if got := say(t, r.Addr(), command("GET", "k")); got != "v" {
		t.Errorf("back: got %q", got)
	}
	r.Flush()
	if got := say(t, r.Addr(), command("GET", "k")); got != "$-1" {
		t.Errorf("flushed: got %q", got)
	}
	_ = r.Close()
	_ = r.Close()
}
