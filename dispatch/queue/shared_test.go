package queue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsSharedEndsByItself(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		now := noon
		a, b := open(t, s, nil), open(t, s, func() time.Time { return now })
		for _, word := range []string{"old", "new"} {
			if err := a.Share(t.Context(), "op1", []byte(word), noon.Add(50*time.Second)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := b.Shared(t.Context())
		if diff := cmp.Diff([][]byte{[]byte("new")}, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got)\n%s", err, diff)
		}
		now = noon.Add(50 * time.Second)
		if got, err = b.Shared(t.Context()); err != nil || len(got) != 0 {
			t.Errorf("after its time %q, %v", got, err)
		}
		s.stop()
		if _, err := b.Shared(t.Context()); err == nil {
			t.Error("no error from a server that is away")
		}
	})
}

func TestOneOfManyIsFirst(t *testing.T) {
	onEachServer(t, func(t *testing.T, s server) {
		firsts := make(chan []bool, 8)
		for range cap(firsts) {
			q := open(t, s, nil)
			go func() {
				got, err := q.First(context.Background(), []string{"x", "y"}, time.Minute)
				if err != nil {
					got = nil
				}
				firsts <- got
			}()
		}
		wins := make([]int, 2)
		for range cap(firsts) {
			for i, first := range <-firsts {
				if first {
					wins[i]++
				}
			}
		}
		if diff := cmp.Diff([]int{1, 1}, wins); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}
