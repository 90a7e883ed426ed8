package api

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"yian/care"
)

const (
	pingEvery    = 10 * time.Second
	recheckEvery = 4 * time.Second // a session that ended cuts its stream within 5 s
	writeWithin  = 20 * time.Second
	// resumeLimit is how many entries a client may have missed; beyond it is told
	// to fetch everything anew.
	resumeLimit = 10_000
)

// streamEvents is GET /api/v1/events: server-sent events, resumed without a gap
// by Last-Event-ID.
func (s *Server) streamEvents(c *fiber.Ctx) error {
	staff := staffOf(c.UserContext())
	token, _ := tokenOf(c)
	after, resume := int64(0), false
	if id := c.Get("Last-Event-ID", c.Query("last_event_id")); id != "" {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && n >= 0 {
			after, resume = n, true
		}
	}
	cl, ok := s.hub.join(staff.Scope())
	if !ok {
		return sendProblem(c, problem(fiber.StatusServiceUnavailable, "unavailable", "系统正在停止，请稍后重连"))
	}
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set(fiber.HeaderCacheControl, "no-cache, no-transform")
	c.Set("X-Accel-Buffering", "no")
	conn := c.Context().Conn()
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer s.hub.leave(cl)
		st := &stream{server: s, w: w, client: cl, token: token, deadline: func() { _ = conn.SetWriteDeadline(time.Now().Add(writeWithin)) }}
		st.run(after, resume)
	})
	return nil
}

// stream is one open connection.
type stream struct {
	server   *Server
	w        *bufio.Writer
	client   *client
	token    string
	deadline func() // renews the write deadline
	sent     int64  // the highest id sent, so that replay and live never double
}

// run writes until the client is gone, the session ends or the hub closes. A
// client that is gone is noticed at a flush only.
func (st *stream) run(after int64, resume bool) {
	if _, err := fmt.Fprint(st.w, "retry: 1000\n\n"); err != nil {
		return
	}
	if !st.ping() || resume && !st.replay(after) {
		return
	}
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	check := time.NewTicker(recheckEvery)
	defer check.Stop()
	for {
		select {
		case ev, open := <-st.client.events:
			if !open || !st.send(ev) {
				return
			}
		case <-ping.C:
			if !st.ping() {
				return
			}
		case <-check.C:
			staff, err := st.server.deps.Sessions.Session(context.Background(), st.token)
			if err != nil || staff.Scope() != st.client.scope {
				return
			}
		}
	}
}

func (st *stream) ping() bool {
	_, err := fmt.Fprintf(st.w, "event: ping\ndata: {\"server_time\":%q}\n\n", time.Now().UTC().Format(time.RFC3339Nano))
	return err == nil && st.flush()
}

func (st *stream) send(ev Event) bool {
	if ev.ID != 0 {
		if ev.ID <= st.sent {
			return true
		}
		st.sent = ev.ID
		if _, err := fmt.Fprintf(st.w, "id: %d\n", ev.ID); err != nil {
			return false
		}
	}
	if _, err := fmt.Fprintf(st.w, "event: %s\ndata: %s\n\n", ev.Name, ev.dataFor(st.client.scope)); err != nil {
		return false
	}
	return len(st.client.events) > 0 || st.flush()
}

func (st *stream) flush() bool {
	st.deadline()
	return st.w.Flush() == nil
}

// replay sends what was missed. Events that come in meanwhile wait in the
// client's buffer and are skipped when the replay had them.
func (st *stream) replay(after int64) bool {
	ctx := context.Background()
	last, err := st.server.hub.journal.LastEntry(ctx)
	if err != nil {
		return false
	}
	if after > last || last-after > resumeLimit {
		return st.resync(last)
	}
	for after < last {
		entries, err := st.server.hub.journal.EntriesAfter(ctx, after, 500)
		if err != nil || len(entries) == 0 {
			return err == nil
		}
		for _, e := range entries {
			after = e.Seq
			ev, err := st.server.hub.render.Render(ctx, e)
			if errors.Is(err, care.ErrUnavailable) {
				return false // it resumes where it was, once the record is back
			}
			if err != nil {
				st.server.deps.Log.Error("event not rendered", "what", e.What, "seq", e.Seq, "err", err)
				return st.resync(last)
			}
			if ev.Name != "" && ev.Visible(st.client.scope) && !st.send(ev) {
				return false
			}
		}
	}
	return st.flush()
}

// resync tells the client to fetch everything anew; events go on after last.
func (st *stream) resync(last int64) bool {
	st.sent = last
	_, err := fmt.Fprintf(st.w, "id: %d\nevent: resync\ndata: {}\n\n", last)
	return err == nil && st.flush()
}

// eventOf packs a noun for the stream.
func eventOf(name string, id int64, noun any, visible func(care.Scope) bool) (Event, error) {
	b, err := json.Marshal(noun)
	if err != nil {
		return Event{}, fmt.Errorf("api: event: %w", err)
	}
	return Event{ID: id, Name: name, Data: b, Visible: visible}, nil
}
