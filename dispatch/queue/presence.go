package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"yian/care"
)

const (
	seatsKey = "yian:{duty}:seats" // hash: who → what is shared of them
	untilKey = "yian:{duty}:until" // sorted set: who, by when it ends in ms
)

// share keeps what is shared of one person.
// KEYS: seats, until. ARGV: who, about, until ms. Returns nothing.
var share = redis.NewScript(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 0`)

// Share replaces what is shared of somebody until then. Idempotent.
func (q *Queue) Share(ctx context.Context, who care.StaffID, about []byte, until time.Time) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	return away(share.Run(ctx, q.rdb, []string{seatsKey, untilKey}, string(who), about, until.UnixMilli()).Err())
}

// shared forgets whose time is over and returns what is shared of the others.
// KEYS: seats, until. ARGV: now ms. Returns the values.
var shared = redis.NewScript(`
local over = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
for _, who in ipairs(over) do
  redis.call('HDEL', KEYS[1], who)
  redis.call('ZREM', KEYS[2], who)
end
return redis.call('HVALS', KEYS[1])`)

// Shared returns what is shared of everybody now.
func (q *Queue) Shared(ctx context.Context) ([][]byte, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	values, err := shared.Run(ctx, q.rdb, []string{seatsKey, untilKey}, q.now().UnixMilli()).StringSlice()
	if err != nil {
		return nil, away(err)
	}
	all := make([][]byte, len(values))
	for i, v := range values {
		all[i] = []byte(v)
	}
	return all, nil
}
