package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"yian/dispatch/notify/webhook"
)

// Gateway stands for the county's SMS and voice gateway in the demo: it checks the
// signature like a real one and reaches nobody. A call that it is asked to put through
// it plays: the other end mostly picks up, and hangs up after a while.
type Gateway struct {
	URL, Secret string

	server *http.Server
	log    *slog.Logger
	client *http.Client
	after  func(time.Duration) <-chan time.Time
	ctx    context.Context // the gateway's own life: calls end with it
	cancel context.CancelFunc
	calls  sync.WaitGroup

	mu   sync.Mutex // guards site
	site string     // where calls are told; empty: nowhere yet
}

// How long a played call rings at the desk and at the other end, and is spoken.
const (
	playRing = 3 * time.Second
	playTalk = 25 * time.Second
	// playOffer is how long a worker with a plain phone takes to pick up and press.
	playOffer = 5 * time.Second
)

// StartGateway listens on a free port of the loopback interface. after is time.After,
// but for tests.
func StartGateway(log *slog.Logger, after func(time.Duration) <-chan time.Time) (*Gateway, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo: gateway: %w", err)
	}
	g := &Gateway{URL: "http://" + l.Addr().String() + "/notify", Secret: "demo-gateway", log: log.With("room", "demo"),
		client: &http.Client{Timeout: 5 * time.Second}, after: after}
	g.ctx, g.cancel = context.WithCancel(context.Background())
	g.server = &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(g.take)}
	go func() { _ = g.server.Serve(l) }() // ends with Close
	return g, nil
}

// Tell says where the platform is, so that it can be told of calls.
func (g *Gateway) Tell(site string) {
	g.mu.Lock()
	g.site = site
	g.mu.Unlock()
}

func (g *Gateway) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err == nil {
		err = webhook.Verify(g.Secret, r.Header.Get("Yian-Signature"), time.Now(), body)
	}
	var notice struct{ Key, Kind, Receiver string }
	if err == nil {
		err = json.Unmarshal(body, &notice)
	}
	if err != nil {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	g.log.Info("sample gateway would ring now", "kind", notice.Kind, "receiver", notice.Receiver)
	if notice.Kind == "connect" {
		g.calls.Add(1)
		go func() {
			defer g.calls.Done()
			g.play(notice.Key)
		}()
	}
	if strings.HasPrefix(notice.Key, "offer/") {
		g.calls.Add(1)
		go func() {
			defer g.calls.Done()
			g.press(notice.Key)
		}()
	}
	w.WriteHeader(http.StatusAccepted)
}

// play plays a call out: one in five rings out.
func (g *Gateway) play(key string) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // never fails
	if !g.wait(playRing) {
		return
	}
	if h.Sum32()%5 == 0 {
		g.tell(key, "missed")
		return
	}
	g.tell(key, "answered")
	if g.wait(playTalk) {
		g.tell(key, "ended")
	}
}

// press plays a worker with a plain phone who is offered something: four in five press
// 1, one does not pick up.
func (g *Gateway) press(key string) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // never fails
	if !g.wait(playOffer) {
		return
	}
	result := "accepted"
	if h.Sum32()%5 == 0 {
		result = "no_answer"
	}
	g.say("/api/v1/gateway/receipts", map[string]string{"key": key, "result": result})
}

func (g *Gateway) wait(d time.Duration) bool {
	select {
	case <-g.ctx.Done():
		return false
	case <-g.after(d):
		return true
	}
}

// tell tells the platform of a call, as a telephone system does.
func (g *Gateway) tell(key, state string) {
	g.say("/api/v1/gateway/calls", map[string]string{"id": key, "state": state})
}

func (g *Gateway) say(path string, words map[string]string) {
	g.mu.Lock()
	site := g.site
	g.mu.Unlock()
	body, err := json.Marshal(words)
	if err != nil || site == "" {
		return
	}
	req, err := http.NewRequestWithContext(g.ctx, http.MethodPost, site+path, bytes.NewReader(body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Yian-Signature", webhook.Sign(g.Secret, time.Now(), body))
	res, err := g.client.Do(req)
	if err != nil {
		g.log.Warn("sample gateway cannot tell of a call", "err", err)
		return
	}
	_ = res.Body.Close()
}

// Close stops listening and ends every call.
func (g *Gateway) Close() {
	_ = g.server.Close()
	g.cancel()
	g.calls.Wait()
}
