package queue

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

const firstPrefix = "yian:{first}:"

// First reports for each key whether nobody asked for it within hold. It spares
// devices a feedback from each process; it decides nothing, and an error means
// that everybody may go ahead. Keys end by themselves.
func (q *Queue) First(ctx context.Context, keys []string, hold time.Duration) ([]bool, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	asked := make([]*redis.BoolCmd, len(keys))
	_, err := q.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, key := range keys {
			asked[i] = p.SetNX(ctx, firstPrefix+key, 1, hold)
		}
		return nil
	})
	if err != nil {
		return nil, away(err)
	}
	first := make([]bool, len(keys))
	for i, a := range asked {
		first[i] = a.Val()
	}
	return first, nil
}
