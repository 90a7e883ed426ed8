package care

import (
	"testing"
	"time"
)

func TestWhatCanWaitWaitsForTheMorning(t *testing.T) {
	for at, want := range map[string]string{
		"2026-11-23 07:59": "2026-11-23 08:00",
		"2026-11-23 08:00": "2026-11-23 08:00",
		"2026-11-23 20:59": "2026-11-23 20:59",
		"2026-11-23 21:00": "2026-11-24 08:00",
		"2026-11-30 23:30": "2026-12-01 08:00",
		"2026-12-01 00:00": "2026-12-01 08:00",
	} {
		instant, err := time.ParseInLocation("2006-01-02 15:04", at, Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		// Whatever the zone that an instant is told in.
		for _, told := range []time.Time{instant, instant.UTC()} {
			if got := Daytime(told).In(Shanghai).Format("2006-01-02 15:04"); got != want {
				t.Errorf("%s: %s, want %s", at, got, want)
			}
		}
	}
}
