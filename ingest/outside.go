package ingest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"yian/care"
)

const (
	// answerWithin bounds one subscription.
	answerWithin = 10 * time.Second
	// firstRetry and lastRetry are how long a filter that the broker refused waits.
	firstRetry = 15 * time.Second
	lastRetry  = 5 * time.Minute
)

// outside is a lane's second connection, whose subscriptions follow the sources. It
// is apart from the first, since brokers may cut a client off for asking what it may
// not have: a source that somebody mistyped must not cost anybody's call. It
// connects when there is something to follow.
type outside struct {
	conn    *connection
	log     *slog.Logger
	changed chan struct{}
	started bool // the connection was; used by run and close

	mu    sync.Mutex // guards all below
	table *sourceTable
	known map[string]*subscription
	last  map[care.SourceID]time.Time // when a message came in
}

// subscription is what became of one filter.
type subscription struct {
	wanted  bool
	done    int64         // turn of the connection at which it was granted, or given back
	granted bool          // at some time, and kept by the session since
	retry   time.Time     // not before
	wait    time.Duration // how long the last refusal counts; 0: it was not refused
}

func newOutside(cfg Config, c connectionConfig, log *slog.Logger) *outside {
	return &outside{conn: newConnection(cfg, c, log), log: log.With("lane", c.name), changed: make(chan struct{}, 1), known: map[string]*subscription{}, last: map[care.SourceID]time.Time{}}
}

// follow makes t what is subscribed to. It never blocks.
func (o *outside) follow(t *sourceTable) {
	if t == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.table = t
	wanted := t.filters()
	for _, f := range slices.Concat(wanted, t.former) {
		if o.known[f] == nil {
			o.known[f] = &subscription{}
		}
	}
	for f, s := range o.known {
		if now := slices.Contains(wanted, f); s.wanted != now {
			s.wanted, s.done = now, 0
		}
		s.retry, s.wait = time.Time{}, 0 // whoever changes something does not wait
	}
	signal(o.changed)
}

// of returns the source of a topic on which something came in; nil when it has none
// any more.
func (o *outside) of(topic string, received time.Time) *care.Source {
	o.mu.Lock()
	defer o.mu.Unlock()
	source := o.table.of(topic)
	if source != nil {
		o.last[source.ID] = received
	}
	return source
}

func (o *outside) heard(filter string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.known[filter]
	return s != nil && s.wanted && s.granted
}

// states returns how every source that is enabled fares.
func (o *outside) states() map[care.SourceID]care.SourceState {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := map[care.SourceID]care.SourceState{}
	if o.table == nil {
		return all
	}
	for _, id := range o.table.broken {
		all[id] = care.SourceState{Unheard: true}
	}
	for i := range o.table.rows {
		row := &o.table.rows[i]
		state := care.SourceState{Unheard: !o.known[row.Filter].granted}
		if at, ok := o.last[row.ID]; ok {
			state.HeardAt = &at
		}
		all[row.ID] = state
	}
	return all
}

// run keeps the subscriptions until ctx ends. The connection stays for what is in
// hand, until close.
func (o *outside) run(ctx context.Context) {
	for ctx.Err() == nil {
		if o.idle() {
			o.rest(ctx, nil, time.Hour)
			continue
		}
		if !o.started {
			o.started = true
			o.conn.start()
		}
		if o.conn.waitReady(ctx) != nil {
			return
		}
		gone, ok := o.conn.standing()
		if !ok {
			continue
		}
		o.rest(ctx, gone, o.settle(ctx, o.conn.turn.Load()))
	}
}

// close ends the connection. run must have ended.
func (o *outside) close() {
	if o.started {
		o.conn.close()
	}
}

// idle reports whether there never was anything to follow.
func (o *outside) idle() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.known) == 0
}

// rest waits for a change, the loss of the connection, or the next try.
func (o *outside) rest(ctx context.Context, gone <-chan struct{}, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-o.changed:
	case <-gone:
	case <-t.C:
	case <-ctx.Done():
	}
}

// settle asks for what is wanted and gives back what is not, one after the other, so
// that whoever is refused is known even where the broker cuts the connection. It
// returns when to try again what was refused.
func (o *outside) settle(ctx context.Context, turn int64) time.Duration {
	for ctx.Err() == nil && o.conn.turn.Load() == turn {
		filter, wanted, ok := o.due(turn, time.Now())
		if !ok {
			break
		}
		err := o.ask(filter, wanted)
		if ctx.Err() != nil {
			break
		}
		o.note(filter, wanted, turn, err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	next := time.Hour
	for _, s := range o.known {
		if s.done != turn {
			next = min(next, max(time.Until(s.retry), 10*time.Millisecond))
		}
	}
	return next
}

// due returns a filter that this turn has not settled. Those that were refused
// before come last.
func (o *outside) due(turn int64, now time.Time) (filter string, wanted, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	refused := ""
	for f, s := range o.known {
		switch {
		case s.done == turn || now.Before(s.retry):
		case s.wait > 0:
			refused = f
		default:
			return f, s.wanted, true
		}
	}
	if refused == "" {
		return "", false, false
	}
	return refused, o.known[refused].wanted, true
}

var errRefused = errors.New("the broker refuses it")

func (o *outside) ask(filter string, wanted bool) error {
	gone, ok := o.conn.standing()
	if !ok {
		return errNoAnswer
	}
	var token mqtt.Token
	if wanted {
		token = o.conn.client.Subscribe(filter, 1, nil)
	} else {
		token = o.conn.client.Unsubscribe(filter)
	}
	t := time.NewTimer(answerWithin)
	defer t.Stop()
	select {
	case <-token.Done():
	case <-gone:
		return errNoAnswer
	case <-t.C:
		return errNoAnswer
	}
	if err := token.Error(); err != nil {
		return err
	}
	if s, ok := token.(*mqtt.SubscribeToken); ok {
		code, answered := s.Result()[filter]
		switch {
		case !answered: // a token completes without an error when its connection drops
			return errNoAnswer
		case code > 2:
			return errRefused
		}
	}
	return nil
}

var errNoAnswer = errors.New("no answer")

// note remembers what became of a filter.
func (o *outside) note(filter string, wanted bool, turn int64, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.known[filter]
	if err == nil && o.conn.turn.Load() != turn {
		err = errNoAnswer
	}
	if err != nil {
		s.wait = min(max(2*s.wait, firstRetry), lastRetry)
		s.retry = time.Now().Add(s.wait)
		o.log.Warn("a source's topics are not subscribed to, will try again", "wanted", wanted, "err", err, "in", s.wait)
		return
	}
	s.granted, s.wait, s.retry = wanted, 0, time.Time{}
	if s.wanted == wanted { // nobody has changed it meanwhile
		s.done = turn
	}
}
