package simulator

import (
	"context"
	"log/slog"
	"net"
	"time"

	"yian/devices/setracker"
)

// wrist is the connection of one watch that speaks over TCP by itself.
type wrist struct {
	credential Credential
	address    string
	outbox     chan utterance
	tally      *tally
	log        *slog.Logger
	heard      func(f setracker.Frame)
}

func newWrist(address string, credential Credential, t *tally, log *slog.Logger, heard func(setracker.Frame)) *wrist {
	return &wrist{credential: credential, address: address, outbox: make(chan utterance, outboxSize), tally: t, log: log, heard: heard}
}

// say queues what is to be said; it never blocks. It reports false when the tongue
// is full.
func (w *wrist) say(u utterance) bool {
	select {
	case w.outbox <- u:
		return true
	default:
		w.tally.unsaid.Add(1)
		return false
	}
}

// run connects and speaks until ctx ends, and connects again.
func (w *wrist) run(ctx context.Context, connecting chan struct{}, up func()) {
	for first := true; ctx.Err() == nil; first = false {
		if !first {
			select {
			case <-time.After(connectAgain):
			case <-ctx.Done():
				return
			}
		}
		conn := w.connect(ctx, connecting)
		if conn == nil {
			continue
		}
		if up != nil {
			up()
			up = nil
		}
		w.speak(ctx, conn)
	}
}

func (w *wrist) connect(ctx context.Context, connecting chan struct{}) net.Conn {
	select {
	case connecting <- struct{}{}:
		defer func() { <-connecting }()
	case <-ctx.Done():
		return nil
	}
	conn, err := (&net.Dialer{Timeout: publishLimit}).DialContext(ctx, "tcp", w.address)
	if err != nil {
		w.log.Warn("watch cannot connect", "device_id", w.credential.Device, "err", err)
		return nil
	}
	return conn
}

// speak says and hears over one connection until it ends.
func (w *wrist) speak(ctx context.Context, conn net.Conn) {
	gone := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	go func() {
		defer close(gone)
		for in := setracker.NewReader(conn); ; {
			f, err := in.Next()
			if err != nil {
				return
			}
			w.heard(f)
		}
	}()
	defer func() { _ = conn.Close(); <-gone }()
	for {
		select {
		case u := <-w.outbox:
			w.tally.said.Add(1)
			if u.sample != nil {
				w.tally.samples.Add(1)
			}
			_ = conn.SetWriteDeadline(time.Now().Add(publishLimit))
			if _, err := conn.Write(u.payload); err != nil {
				return
			}
		case <-gone:
			return
		case <-ctx.Done():
			return
		}
	}
}

// pending counts what waits to be said.
func (w *wrist) pending() int { return len(w.outbox) }

// bye has nothing to do: the connection is closed.
func (w *wrist) bye() {}
