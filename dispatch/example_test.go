package dispatch_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/messenger"
	"yian/registry"
	"yian/store/records"
)

// A press opens an incident, an operator answers it and sends a worker, and the
// senior hears each step.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "yian-example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, err := records.Open(ctx, "sqlite://"+filepath.Join(dir, "yian.db"), quiet)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	people := registry.New(registry.Config{}, registry.Deps{Record: store, Log: quiet})
	device := &devices{}
	tells, err := messenger.New(messenger.Deps{Outbox: store, Downlink: device})
	if err != nil {
		fmt.Println(err)
		return
	}
	desk, err := dispatch.New(dispatch.Config{}, dispatch.Deps{Book: store, Due: store, Outbox: store, Shelf: store, People: people, Posts: people,
		Whereabouts: &whereabouts{}, Phones: store, Callers: people, Worklist: store, Queue: noQueue{}, Notifier: &gateway{none: true}, Messenger: tells})
	if err != nil {
		fmt.Println(err)
		return
	}

	pressed := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	call := care.Call{ID: "press-1", Kind: care.SOS, PressedAt: pressed, ReceivedAt: pressed, Place: care.Place{Device: "button-1", Region: village}}
	_ = desk.Raise(ctx, call)
	_ = desk.Raise(ctx, call) // the device repeats until it hears; it is one press

	waiting, _, _ := store.Incidents(ctx, operator.Scope(), care.IncidentQuery{States: []care.IncidentState{care.IncidentOpen}})
	in, _ := desk.Answer(ctx, operator, waiting[0].ID)
	_, err = desk.Answer(ctx, colleague, in.ID)
	fmt.Println(in.Number, in.State, "by", in.AnsweredBy, "·", err != nil)

	order, _ := desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID})
	_, _ = desk.Accept(ctx, worker, order.ID, 480)
	_, _ = desk.Arrive(ctx, worker, order.ID, nil)
	in, err = desk.Close(ctx, operator, in.ID, "emergency_fall", "")
	fmt.Println(in.State, in.Outcome, err)

	_ = tells.Look(ctx) // its Run does this again and again
	for _, f := range device.heard("button-1") {
		fmt.Println("the senior hears:", f.Step)
	}
	// Output:
	// 20261123-001 answered by op1 · true
	// closed emergency_fall <nil>
	// the senior hears: received
	// the senior hears: answered
	// the senior hears: dispatched
	// the senior hears: arrived
	// the senior hears: closed
}
