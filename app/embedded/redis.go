//go:build !noembedded

package embedded

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// Redis is a Redis server in this process. What it holds is gone when it closes.
type Redis struct {
	server *miniredis.Miniredis
	addr   string
	quit   chan struct{}
	clock  sync.WaitGroup
	once   sync.Once
}

// StartRedis starts a Redis on a free port of the loopback interface. It stops
// when ctx ends or at [Redis.Close].
func StartRedis(ctx context.Context) (*Redis, error) {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("embedded: start redis: %w", err)
	}
	r := &Redis{server: server, addr: server.Addr(), quit: make(chan struct{})}
	r.clock.Add(1)
	go r.driveClock()
	context.AfterFunc(ctx, func() { _ = r.Close() })
	return r, nil
}

// driveClock lets keys expire: this server's own time stands still.
func (r *Redis) driveClock() {
	defer r.clock.Done()
	const step = 100 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-r.quit:
			return
		case now := <-tick.C:
			r.server.FastForward(now.Sub(last))
			last = now
		}
	}
}

// Addr returns host:port. It stays the same over Stop and Start.
func (r *Redis) Addr() string { return r.addr }

// Stop makes the server unreachable and cuts its clients, as an outage would. What
// it holds stays.
func (r *Redis) Stop() { r.server.Close() }

// Start ends an outage begun by Stop.
func (r *Redis) Start() error {
	if err := r.server.StartAddr(r.addr); err != nil {
		return fmt.Errorf("embedded: restart redis: %w", err)
	}
	return nil
}

// Flush forgets everything, as FLUSHALL would.
func (r *Redis) Flush() { r.server.FlushAll() }

// Close ends the server. It is idempotent.
func (r *Redis) Close() error {
	r.once.Do(func() {
		close(r.quit)
		r.clock.Wait()
		r.server.Close()
	})
	return nil
}
