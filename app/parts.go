package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// stopWithin is how long one part may take to stop before the next is stopped
// all the same.
const stopWithin = 10 * time.Second

// parts run side by side; they are started in order and stopped in reverse, each
// before the next, so that whoever hands over work stops before whoever takes it.
type parts struct {
	log   *slog.Logger
	mu    sync.Mutex // guards list
	list  []*part
	fault chan error
}

type part struct {
	name   string
	cancel context.CancelFunc
	done   chan struct{}
}

func newParts(log *slog.Logger) *parts { return &parts{log: log, fault: make(chan error, 1)} }

// start runs a part until it is stopped. A part that ends before is a fault.
func (p *parts) start(name string, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	one := &part{name: name, cancel: cancel, done: make(chan struct{})}
	p.mu.Lock()
	p.list = append(p.list, one)
	p.mu.Unlock()
	go func() {
		defer close(one.done)
		err := run(ctx)
		if ctx.Err() != nil {
			if err != nil && !errors.Is(err, context.Canceled) {
				p.log.Warn("part stopped with an error", "part", name, "err", err)
			}
			return
		}
		if err == nil {
			err = errors.New("ended by itself")
		}
		select {
		case p.fault <- fmt.Errorf("app: %s: %w", name, err):
		default:
		}
	}()
}

// onStop adds something to close in its place in the order.
func (p *parts) onStop(name string, stop func() error) {
	p.start(name, func(ctx context.Context) error {
		<-ctx.Done()
		return stop()
	})
}

// stop stops all parts in reverse order. It is idempotent.
func (p *parts) stop() {
	p.mu.Lock()
	list := p.list
	p.list = nil
	p.mu.Unlock()
	for i := len(list) - 1; i >= 0; i-- {
		list[i].cancel()
		select {
		case <-list[i].done:
			p.log.Debug("part stopped", "part", list[i].name)
		case <-time.After(stopWithin):
			p.log.Warn("part does not stop, going on without it", "part", list[i].name)
		}
	}
}
