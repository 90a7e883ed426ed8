package care

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestEveryLooksAtOnceAndAgainWhateverFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		var at []time.Duration
		failures := 0
		err := Every(ctx, 10*time.Second, func(context.Context) error {
			if at = append(at, time.Since(began)); len(at) == 3 {
				cancel()
			}
			return errors.New("away")
		}, func(error) { failures++ })
		if want := []time.Duration{0, 10 * time.Second, 20 * time.Second}; err != nil || !slices.Equal(at, want) {
			t.Errorf("passes at %v, want %v, %v", at, want, err)
		}
		if failures != 2 { // the last failed because the end had come
			t.Errorf("%d failures were told, want 2", failures)
		}
	})
}
