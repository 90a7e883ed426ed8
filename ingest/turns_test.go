//go:build !noembedded

package ingest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/ingest"
)

// instance is one of several ingest processes of a site.
type instance struct {
	*ingest.Ingest
	h       *house
	endTurn context.CancelFunc
	turn    sync.WaitGroup
}

func (h *house) instance(name string) *instance {
	h.t.Helper()
	cfg := h.cfg
	cfg.ClientID, cfg.TelemetryID, cfg.Dir = "yian-"+name, "yian-telemetry", filepath.Join(h.dir, name)
	i, err := ingest.New(cfg, ingest.Deps{Registry: registry{}, Readings: h.shelf, Judge: h.judge, Desk: h.desk, Supervisor: h.alive, Log: h.log()})
	if err != nil {
		h.t.Fatal(err)
	}
	one := &instance{Ingest: i, h: h, endTurn: func() {}}
	ctx, cancel := context.WithCancel(context.Background())
	var calls sync.WaitGroup
	calls.Go(func() { _ = i.TakeCalls(ctx) })
	h.t.Cleanup(func() { one.stopListening(); cancel(); calls.Wait() })
	ready, stop := context.WithTimeout(context.Background(), soon)
	defer stop()
	if err := i.WaitCalls(ready); err != nil {
		h.t.Fatal(err)
	}
	return one
}

func (i *instance) listen() {
	i.h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	i.endTurn = cancel
	i.turn.Go(func() { _ = i.Listen(ctx) })
	eventually(i.h.t, "the lane of readings is ready", i.Ready)
}

func (i *instance) stopListening() {
	i.endTurn()
	i.turn.Wait()
}

func TestProcessesTakeTurnsAtReadingsAndShareCalls(t *testing.T) {
	h := openHouse(t)
	h.halt() // two instances instead of the one
	a, b := h.instance("a"), h.instance("b")
	d := h.device("turns")
	start := time.Now().Truncate(time.Millisecond)
	n := 0
	say := func() {
		for range 20 {
			n++
			d.say("telemetry", heart(start.Add(time.Duration(n)*time.Millisecond), 70))
		}
	}
	shelf := h.shelf.(*shelf)
	all := func() bool { return shelf.points() == n }
	for round, who := range []*instance{a, b, a} {
		who.listen()
		say()
		eventually(t, fmt.Sprintf("the points of round %d", round), all)
		who.stopListening()
		say() // nobody listens: the broker keeps them for whoever is next
	}
	b.listen()
	eventually(t, "what came while nobody listened", all)

	// A call is taken by every process; the record makes one of them.
	d.say("call", `{"id":"p","kind":"sos"}`)
	eventually(t, "the call twice", func() bool { return len(h.desk.all()) == 2 })
	if h.desk.distinct() != 1 {
		t.Errorf("%d calls", h.desk.distinct())
	}
	var twice []care.CallID
	for _, c := range h.desk.all() {
		twice = append(twice, c.ID)
	}
	if twice[0] != "p" || twice[1] != "p" {
		t.Errorf("calls %v", twice)
	}
}
