package supervision_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/supervision"
)

func TestAMirrorShowsWhatTheOtherProcessKnows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		var told []string
		m, err := supervision.New(supervision.Config{}, supervision.Deps{Book: w, List: w, Memory: w, Places: w, Homes: w, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		m.OnChange(func(p care.Place, l care.Liveness) {
			told = append(told, string(p.Device)+map[bool]string{true: " on", false: " off"}[l.Online])
		})
		m.OnReconnect(func(id care.DeviceID) { t.Errorf("%s reconnected here as well", id) })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- m.Mirror(ctx) }()
		defer func() { cancel(); <-done }()

		battery, due := 80.0, time.Now().Add(45*time.Minute)
		row := func(online bool) care.Liveness {
			return care.Liveness{Device: "button", SeenAt: time.Now(), Online: online, DueAt: due, Battery: &battery}
		}
		save := func(rows ...care.Liveness) {
			if err := w.SaveLiveness(ctx, rows); err != nil {
				t.Fatal(err)
			}
			wait(6 * time.Second)
		}
		save(row(true))
		l, ok := m.Liveness("button")
		if !ok || !l.Online || *l.Battery != 80 || !l.DueAt.Equal(due) {
			t.Errorf("shown %+v, %v", l, ok)
		}
		wait(3 * time.Hour) // the mirror keeps no time: the other process judges
		save(row(false))
		if l, _ := m.Liveness("button"); l.Online {
			t.Error("still online")
		}
		save(row(true))
		save(care.Liveness{Device: "button"}) // no longer in use
		if _, ok := m.Liveness("button"); ok {
			t.Error("still shown")
		}
		if diff := cmp.Diff([]string{"button on", "button off", "button on"}, told); diff != "" {
			t.Errorf("told (-want +got)\n%s", diff)
		}
		if n := len(w.list(time.Now())); n != 0 {
			t.Errorf("%d alerts raised by a mirror", n)
		}
		if w.saves != 4 { // ours
			t.Errorf("the mirror wrote %d times", w.saves-4)
		}
	})
}
