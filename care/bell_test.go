package care

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestABellIsHeardAtOnceAndManyRingsAreOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		bell, began := NewBell(), time.Now()
		for _, after := range []time.Duration{3000, 3200, 3400, 14000} {
			time.AfterFunc(after*time.Millisecond, bell.Ring)
		}
		var at []time.Duration
		err := bell.Every(ctx, 10*time.Second, func(context.Context) error {
			if at = append(at, time.Since(began)); len(at) == 5 {
				cancel()
			}
			time.Sleep(time.Second) // who is busy hears the rings afterwards, as one
			return nil
		}, func(err error) { t.Error(err) })
		if want := []time.Duration{0, 3 * time.Second, 4 * time.Second, 10 * time.Second, 14 * time.Second}; err != nil || !slices.Equal(at, want) {
			t.Errorf("passes at %v, want %v, %v", at, want, err)
		}
	})
}
