package api

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"yian/care"
)

// Event is one message of the stream.
type Event struct {
	ID   int64  // number of the journal entry; 0: none, not resumable
	Name string // incident, order, device, occupancy, alert, installation, phone, ticket
	Data []byte // one line of JSON
	// Masked is what workers get instead of Data, but for Unmasked; nil: the same.
	Masked   []byte
	Unmasked care.StaffID
	// Visible reports who may see it.
	Visible func(care.Scope) bool
}

// dataFor is what one listener gets.
func (e Event) dataFor(sc care.Scope) []byte {
	if e.Masked != nil && sc.Role == care.Worker && (e.Unmasked == "" || e.Unmasked != sc.Staff) {
		return e.Masked
	}
	return e.Data
}

// Renderer makes the event of a journal entry; a zero Name means none. It blocks
// on reads.
type Renderer interface {
	Render(ctx context.Context, e care.Entry) (Event, error)
}

// EntryList is the journal as the stream resumes from it. Both block on a read.
type EntryList interface {
	EntriesAfter(ctx context.Context, seq int64, limit int) ([]care.Entry, error)
	LastEntry(ctx context.Context) (int64, error)
}

// clientBuffer is how many events a slow client may be behind before it is cut;
// it then resumes by Last-Event-ID and misses nothing.
const clientBuffer = 512

// Hub passes events to whoever listens. It is safe for concurrent use.
type Hub struct {
	render  Renderer
	journal EntryList
	log     *slog.Logger
	wake    chan struct{}
	last    int64 // the newest entry passed on; Run's own

	mu      sync.Mutex // guards clients and closed
	clients map[*client]bool
	closed  bool
}

type client struct {
	scope  care.Scope
	events chan Event
	cut    bool
}

// NewHub returns a hub. Run it.
func NewHub(render Renderer, journal EntryList, log *slog.Logger) *Hub {
	return &Hub{render: render, journal: journal, log: log, wake: make(chan struct{}, 1), clients: map[*client]bool{}}
}

// Wake tells the hub that the journal has grown. It never blocks.
func (h *Hub) Wake([]care.Entry) {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// pollEvery is how often the journal is looked at without being told that it
// grew: another process may have written it.
const pollEvery = time.Second

// begin notes where the journal ends. Whatever is written from then on reaches
// those who join.
func (h *Hub) begin(ctx context.Context) (err error) {
	h.last, err = h.journal.LastEntry(ctx)
	return err
}

// Run follows the journal from where begin found it until ctx ends, and then
// closes every stream.
func (h *Hub) Run(ctx context.Context) error {
	defer h.close()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if err := h.catchUp(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("journal not read, events wait", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-h.wake:
		case <-tick.C:
		}
	}
}

func (h *Hub) catchUp(ctx context.Context) error {
	for {
		entries, err := h.journal.EntriesAfter(ctx, h.last, 200)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			if err := h.pass(ctx, e); err != nil {
				return err
			}
			h.last = e.Seq
		}
	}
}

// pass renders an entry and passes it on. While the record is away it returns
// [care.ErrUnavailable], and the entry waits. What cannot be rendered is not lost:
// everybody is told to fetch anew.
func (h *Hub) pass(ctx context.Context, e care.Entry) error {
	ev, err := h.render.Render(ctx, e)
	switch {
	case err != nil && (ctx.Err() != nil || errors.Is(err, care.ErrUnavailable)):
		return err
	case err != nil:
		h.log.Error("event not rendered", "what", e.What, "seq", e.Seq, "err", err)
		ev = Event{ID: e.Seq, Name: "resync", Data: []byte("{}"), Visible: func(care.Scope) bool { return true }}
	}
	if ev.Name != "" {
		h.Publish(ev)
	}
	return nil
}

// Publish passes one event on. A client whose buffer is full is cut.
func (h *Hub) Publish(ev Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		if c.cut || !ev.Visible(c.scope) {
			continue
		}
		select {
		case c.events <- ev:
		default:
			c.cut = true
			close(c.events)
			delete(h.clients, c)
		}
	}
}

// join adds a listener; false when the hub is closed.
func (h *Hub) join(sc care.Scope) (*client, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, false
	}
	c := &client{scope: sc, events: make(chan Event, clientBuffer)}
	h.clients[c] = true
	return c, true
}

func (h *Hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.clients, c)
}

func (h *Hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.clients {
		close(c.events)
		delete(h.clients, c)
	}
}

// Clients counts the open streams.
func (h *Hub) Clients() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients)
}
