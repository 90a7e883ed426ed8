package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"yian/dispatch/notify/webhook"
)

// Gateway stands for the county's SMS and voice gateway in the demo: it checks
// the signature like a real one and reaches nobody.
type Gateway struct {
	URL, Secret string
	server      *http.Server
}

// StartGateway listens on a free port of the loopback interface.
func StartGateway(log *slog.Logger) (*Gateway, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo: gateway: %w", err)
	}
	g := &Gateway{URL: "http://" + l.Addr().String() + "/notify", Secret: "demo-gateway"}
	g.server = &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
		if err == nil {
			err = webhook.Verify(g.Secret, r.Header.Get("Yian-Signature"), time.Now(), body)
		}
		var notice struct{ Kind, Receiver string }
		if err == nil {
			err = json.Unmarshal(body, &notice)
		}
		if err != nil {
			http.Error(w, "refused", http.StatusForbidden)
			return
		}
		log.Info("sample gateway would ring now", "room", "demo", "kind", notice.Kind, "receiver", notice.Receiver)
		w.WriteHeader(http.StatusAccepted)
	})}
	go func() { _ = g.server.Serve(l) }() // ends with Close
	return g, nil
}

// Close stops listening.
func (g *Gateway) Close() { _ = g.server.Close() }
