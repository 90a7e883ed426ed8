package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"yian/care"
)

const (
	epochKey   = "yian:{orders}:epoch"
	aboutKey   = "yian:{orders}:about"
	linesKey   = "yian:{orders}:lines"
	heldKey    = "yian:{orders}:held"
	linePrefix = "yian:{orders}:line:"
)

// patience bounds every question to the server: the book goes on without it.
const patience = time.Second

// hold is how long a taken order is hidden from other takers. The book decides
// within milliseconds; this only covers a process that died in between.
const hold = 10 * time.Second

// Queue is a client of the lists in Redis. It is safe for concurrent use.
type Queue struct {
	rdb *redis.Client
	now func() time.Time

	mu      sync.Mutex // guards epoch and errands
	epoch   string     // that the lists bear; "" before our first Fill
	errands errands
}

// Open returns a queue over the server at url, like redis://127.0.0.1:6379/0. It
// does not wait for the server: a queue that is away must not stop a start.
func Open(url string, now func() time.Time) (*Queue, error) {
	opts, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("queue: address of Redis: %w", errors.Join(care.ErrInvalid, err))
	}
	opts.ContextTimeoutEnabled = true
	opts.MaxRetries = 1 // every script is idempotent
	opts.DialerRetries = 1
	opts.DialTimeout, opts.ReadTimeout, opts.WriteTimeout = patience, patience, patience
	opts.PoolTimeout = patience
	// The client would write lines of its own to standard error; every error that
	// it meets comes back to us, and whoever asked logs it.
	redis.SetLogger(silent{})
	if now == nil {
		now = time.Now
	}
	return &Queue{rdb: redis.NewClient(opts), now: now}, nil
}

type silent struct{}

// Printf says nothing.
func (silent) Printf(context.Context, string, ...any) {}

// Close ends the connections.
func (q *Queue) Close() error { return q.rdb.Close() }

// Ping reports whether Redis answers. It blocks for at most a second.
func (q *Queue) Ping(ctx context.Context) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	return away(q.rdb.Ping(ctx).Err())
}

func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, patience, errSlow)
}

// turn is where an order stands in line, as text that sorts as the instants do, of
// a length that the script knows.
func turn(o care.Order) string { return fmt.Sprintf("%014d", 1e13+o.Turn().UnixMilli()) }

func about(o care.Order) string {
	return turn(o) + "|" + line(o.Service, o.RegionID) + "|" + string(o.RegionID[min(len(o.RegionID), townLen):])
}

// townLen is the length of a township's id; what is longer lies in it.
const townLen = 9

func line(s care.Service, r care.RegionID) string {
	return string(s) + "|" + string(r[:min(len(r), townLen)])
}

// Put makes an order ready to be taken. Idempotent.
func (q *Queue) Put(ctx context.Context, o care.Order) error {
	_, err := q.run(ctx, &errand{words: []any{"put", string(o.ID), about(o)}})
	return err
}

// Remove takes an order away, whoever has it. Idempotent.
func (q *Queue) Remove(ctx context.Context, id care.OrderID) error {
	_, err := q.run(ctx, &errand{words: []any{"remove", string(id)}})
	return err
}

// Take hands out the order whose turn it is in a region, for one of skills or any
// when there are none, and hides it from others for a moment; "" when none waits.
func (q *Queue) Take(ctx context.Context, region care.RegionID, skills []care.Service) (care.OrderID, error) {
	id, err := q.run(ctx, &errand{words: wanted(region, skills), take: true})
	return care.OrderID(id), err
}

func wanted(region care.RegionID, skills []care.Service) []any {
	if len(region) < townLen {
		services := ""
		for _, s := range skills {
			services += "|" + string(s)
		}
		if services != "" {
			services += "|"
		}
		return []any{"find", string(region), services}
	}
	if len(skills) == 0 {
		skills = care.Services
	}
	words := make([]any, 0, 3+len(skills))
	words = append(words, "take", string(region), len(skills))
	for _, s := range skills {
		words = append(words, line(s, region))
	}
	return words
}

// Whole reports whether the lists can be trusted: false after a wipe, and before
// this process has filled them once. Another process that filled them since did
// so from the same record, so its epoch is taken over.
func (q *Queue) Whole(ctx context.Context) (bool, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	q.mu.Lock()
	epoch := q.epoch
	q.mu.Unlock()
	got, err := q.rdb.Get(ctx, epochKey).Result()
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	if err != nil || epoch == "" {
		return false, away(err)
	}
	q.mu.Lock()
	q.epoch = got
	q.mu.Unlock()
	return true, nil
}

// fill replaces the lists. What is held stays so: its taker is at work.
//
// KEYS: epoch, about, lines, held. ARGV: epoch, prefix of lines, then of each line
// its name, the turn of its first, how many wait in it, and of each of these its
// turn, id, about. Returns nothing.
var fill = redis.NewScript(`
for _, line in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do redis.call('DEL', ARGV[2] .. line) end
redis.call('DEL', KEYS[2], KEYS[3])
local at = 3
while at <= #ARGV do
  local line, n = ARGV[at], tonumber(ARGV[at + 2])
  redis.call('ZADD', KEYS[3], ARGV[at + 1], line)
  at = at + 3
  local last = at + 3 * n
  while at < last do
    local turns, abouts = {}, {}
    for i = at, math.min(at + 1500, last) - 1, 3 do
      turns[#turns + 1], turns[#turns + 2] = 0, ARGV[i] .. ARGV[i + 1]
      abouts[#abouts + 1], abouts[#abouts + 2] = ARGV[i + 1], ARGV[i + 2]
    end
    redis.call('ZADD', ARGV[2] .. line, unpack(turns))
    redis.call('HSET', KEYS[2], unpack(abouts))
    at = at + 1500
  end
  at = last
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
  local a = redis.call('HGET', KEYS[2], id)
  if a then
    local turn, line = string.match(a, '^([^|]*)|([^|]*|[^|]*)')
    redis.call('ZREM', ARGV[2] .. line, turn .. id)
  else
    redis.call('ZREM', KEYS[4], id)
  end
end
redis.call('SET', KEYS[1], ARGV[1])
return 0`)

// Fill replaces the lists with orders, all at once.
func (q *Queue) Fill(ctx context.Context, orders []care.Order) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	lines := map[string][]care.Order{}
	for _, o := range orders {
		l := line(o.Service, o.RegionID)
		lines[l] = append(lines[l], o)
	}
	epoch := uuid.NewString()
	args := make([]any, 0, 2+3*len(lines)+3*len(orders))
	args = append(args, epoch, linePrefix)
	for l, list := range lines {
		slices.SortFunc(list, func(a, b care.Order) int { return a.Turn().Compare(b.Turn()) })
		args = append(args, l, turn(list[0]), len(list))
		for _, o := range list {
			args = append(args, turn(o), string(o.ID), about(o))
		}
	}
	if err := fill.Run(ctx, q.rdb, []string{epochKey, aboutKey, linesKey, heldKey}, args...).Err(); err != nil {
		return away(err)
	}
	q.mu.Lock()
	q.epoch = epoch
	q.mu.Unlock()
	return nil
}

// lengths counts what waits, held or not.
// KEYS: about, lines, held. ARGV: prefix of lines. Returns service, count in turn.
var lengths = redis.NewScript(`
local n = {}
for _, line in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local service = string.match(line, '[^|]*')
  n[service] = (n[service] or 0) + redis.call('ZCARD', ARGV[1] .. line)
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  local service = string.match(redis.call('HGET', KEYS[1], id) or '', '|([^|]*)')
  if service then n[service] = (n[service] or 0) + 1 end
end
local told = {}
for service, count in pairs(n) do told[#told + 1], told[#told + 2] = service, tostring(count) end
return told`)

// Lengths counts what waits, by service.
func (q *Queue) Lengths(ctx context.Context) (map[care.Service]int, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	told, err := lengths.Run(ctx, q.rdb, []string{aboutKey, linesKey, heldKey}, linePrefix).StringSlice()
	if err != nil {
		return nil, away(err)
	}
	out := map[care.Service]int{}
	for i := 0; i+1 < len(told); i += 2 {
		n, err := strconv.Atoi(told[i+1])
		if err != nil {
			return nil, away(err)
		}
		if n > 0 {
			out[care.Service(told[i])] = n
		}
	}
	return out, nil
}

// away marks every error of the server as one that passes.
func away(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("queue: %w", errors.Join(care.ErrUnavailable, err))
}
