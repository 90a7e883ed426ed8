package ingest

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// hung is a store that takes a batch and says nothing for a while.
type hung struct {
	Readings
	until time.Time

	mu      sync.Mutex
	batches []string
}

func (h *hung) Write(ctx context.Context, batch []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // the store's own
	defer cancel()
	select {
	case <-time.After(time.Until(h.until)):
	case <-ctx.Done():
		return care.ErrUnavailable
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.batches = append(h.batches, string(batch))
	return nil
}

// TestStoreThatHangsHoldsTheBrokerNoLonger: one that nobody tuned drops what it cannot
// queue, after half a second at 2,000 a second.
func TestStoreThatHangsHoldsTheBrokerNoLonger(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		store := &hung{until: time.Now().Add(6 * time.Second)}
		k := &keeper{store: store, spool: reopenSpool(t, dir, 1<<20), log: slog.New(slog.DiscardHandler), meters: newMeters()}
		ctx, cancel := context.WithCancel(t.Context())
		var drain sync.WaitGroup
		drain.Go(func() { k.drain(ctx) })
		for n, most := range []time.Duration{quiet, 0, 0} { // the second and third find it away
			<-time.After(time.Duration(n) * time.Second) // and are not the ones that try it again
			began := time.Now()
			if !k.keep(ctx, []byte{'a' + byte(n), '\n'}, time.Now(), quiet) || time.Since(began) > most {
				t.Errorf("batch %d was kept after %v, want %v", n, time.Since(began), most)
			}
		}
		<-time.After(10 * time.Second)
		if !k.keep(ctx, []byte("d\n"), time.Now(), quiet) || k.away.Load() {
			t.Error("the store is back and is not believed")
		}
		cancel()
		drain.Wait()
		var all string
		for _, b := range store.batches {
			all += b
		}
		if diff := cmp.Diff("a\nb\nc\nd\n", all); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestStoreThatHangsIsWaitedForWhereTheBrokerHoldsOn: with a large window nothing is lost
// by waiting, and the disk is spared.
func TestStoreThatHangsIsWaitedForWhereTheBrokerHoldsOn(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		store := &hung{until: time.Now().Add(6 * time.Second)}
		k := &keeper{store: store, spool: reopenSpool(t, dir, 1<<20), log: slog.New(slog.DiscardHandler), meters: newMeters()}
		if !k.keep(t.Context(), []byte("a\n"), time.Now(), 0) || k.spool.size() != 0 {
			t.Error("it did not wait")
		}
	})
}
