package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"yian/care"
)

const (
	epochKey = "yian:{queue}:epoch"
	readyKey = "yian:{queue}:ready"
	aboutKey = "yian:{queue}:about"
	heldKey  = "yian:{queue}:held"
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

	mu    sync.Mutex // guards epoch
	epoch string     // that the lists bear; "" before our first Fill
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
	return context.WithTimeoutCause(ctx, patience, errors.New("redis is slow"))
}

// score puts the more urgent first and then the older; priorities are 0 to 9
// and milliseconds stay below 10^13 until the year 2286.
func score(o care.Order) float64 {
	return float64(o.Priority)*1e13 + float64(o.CreatedAt.UnixMilli())
}

func about(o care.Order) string { return string(o.Service) + "|" + string(o.RegionID) }

// put makes an order ready.
// KEYS: ready, about, held. ARGV: id, score, about. Returns nothing.
var put = redis.NewScript(`
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('ZREM', KEYS[3], ARGV[1])
return 0`)

// Put makes an order ready to be taken. Idempotent.
func (q *Queue) Put(ctx context.Context, o care.Order) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	return away(put.Run(ctx, q.rdb, []string{readyKey, aboutKey, heldKey}, string(o.ID), score(o), about(o)).Err())
}

// remove takes an order away.
// KEYS: ready, about, held. ARGV: id. Returns nothing.
var remove = redis.NewScript(`
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return 0`)

// Remove takes an order away, whoever has it. Idempotent.
func (q *Queue) Remove(ctx context.Context, id care.OrderID) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	return away(remove.Run(ctx, q.rdb, []string{readyKey, aboutKey, heldKey}, string(id)).Err())
}

// take hands out the most urgent order in a region for one of some services.
// KEYS: ready, about, held. ARGV: now ms, held until ms, region prefix, services
// as |a|b| or empty for all. Returns the id or an empty string.
var take = redis.NewScript(`
local free = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1])
for _, id in ipairs(free) do redis.call('ZREM', KEYS[3], id) end
local from = 0
while true do
  local ids = redis.call('ZRANGE', KEYS[1], from, from + 199)
  if #ids == 0 then return '' end
  for _, id in ipairs(ids) do
    local a = redis.call('HGET', KEYS[2], id)
    if a then
      local bar = string.find(a, '|', 1, true)
      local service, region = string.sub(a, 1, bar - 1), string.sub(a, bar + 1)
      local mine = string.sub(region, 1, #ARGV[3]) == ARGV[3]
      local able = ARGV[4] == '' or string.find(ARGV[4], '|' .. service .. '|', 1, true)
      if mine and able and not redis.call('ZSCORE', KEYS[3], id) then
        redis.call('ZADD', KEYS[3], ARGV[2], id)
        return id
      end
    end
  end
  from = from + 200
end`)

// Take hands out the most urgent order that waits in a region, for one of skills
// or any when there are none, and hides it from others for a moment; "" when
// none waits.
func (q *Queue) Take(ctx context.Context, region care.RegionID, skills []care.Service) (care.OrderID, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	able := ""
	if len(skills) > 0 {
		words := make([]string, len(skills))
		for i, s := range skills {
			words[i] = string(s)
		}
		able = "|" + strings.Join(words, "|") + "|"
	}
	now := q.now()
	id, err := take.Run(ctx, q.rdb, []string{readyKey, aboutKey, heldKey}, now.UnixMilli(), now.Add(hold).UnixMilli(), string(region), able).Text()
	return care.OrderID(id), away(err)
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
// KEYS: epoch, ready, about. ARGV: epoch, then id, score, about of each.
var fill = redis.NewScript(`
redis.call('DEL', KEYS[2], KEYS[3])
for i = 2, #ARGV, 3 do
  redis.call('ZADD', KEYS[2], ARGV[i + 1], ARGV[i])
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 2])
end
redis.call('SET', KEYS[1], ARGV[1])
return 0`)

// Fill replaces the lists with orders, all at once.
func (q *Queue) Fill(ctx context.Context, orders []care.Order) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	epoch := uuid.NewString()
	args := []any{epoch}
	for _, o := range orders {
		args = append(args, string(o.ID), score(o), about(o))
	}
	if err := fill.Run(ctx, q.rdb, []string{epochKey, readyKey, aboutKey}, args...).Err(); err != nil {
		return away(err)
	}
	q.mu.Lock()
	q.epoch = epoch
	q.mu.Unlock()
	return nil
}

// Lengths counts what waits, by service.
func (q *Queue) Lengths(ctx context.Context) (map[care.Service]int, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	all, err := q.rdb.HVals(ctx, aboutKey).Result()
	if err != nil {
		return nil, away(err)
	}
	out := map[care.Service]int{}
	for _, a := range all {
		service, _, _ := strings.Cut(a, "|")
		out[care.Service(service)]++
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
