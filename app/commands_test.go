package app_test

import (
	"context"
	"testing"
	"time"

	"yian/care"
	"yian/devices/simulator"
)

// command sends one.
func (p *process) command(device care.DeviceID, body map[string]any) {
	p.t.Helper()
	p.call("POST", "/api/v1/devices/"+string(device)+"/commands", body, nil)
}

// becomes waits until a device's newest command is in a state.
func (p *process) becomes(device care.DeviceID, state care.CommandState) care.Command {
	p.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(30 * time.Second); ; <-tick.C {
		var list struct{ Items []care.Command }
		p.call("GET", "/api/v1/devices/"+string(device)+"/commands", nil, &list)
		if len(list.Items) > 0 && list.Items[0].State == state {
			return list.Items[0]
		}
		if time.Now().After(end) {
			p.t.Fatalf("not %s: %+v", state, list.Items)
		}
	}
}

// A command goes through the whole product: to a device that is there, to one that
// was away, and over a kill -9.
func TestCommandReachesItsDevice(t *testing.T) {
	p := newProcess(t)
	p.start()
	p.signIn()
	c := p.register(1, simulator.KindPanel)[0]
	live := func() (stop func()) {
		s, err := simulator.New(simulator.Config{URL: "tcp://" + p.mqtt}, []simulator.Home{{ID: "sim-home", Devices: []simulator.Credential{c}}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		return func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	leave := live()
	began := time.Now()
	p.command(c.Device, map[string]any{"name": "volume", "args": map[string]any{"level": 40}})
	if got := p.becomes(c.Device, care.CommandConfirmed); string(got.Result) != `{"level":40}` {
		t.Errorf("got %+v", got)
	}
	t.Logf("sent, done and recorded within %v", time.Since(began).Round(time.Millisecond))
	p.command(c.Device, map[string]any{"name": "dance"})
	if got := p.becomes(c.Device, care.CommandFailed); got.Reason != "unsupported" {
		t.Errorf("got %+v", got)
	}
	leave()
	p.command(c.Device, map[string]any{"name": "test"})
	p.becomes(c.Device, care.CommandSent)
	p.kill()
	p.start()
	p.signIn()
	leave = live()
	defer leave()
	p.becomes(c.Device, care.CommandConfirmed)
	var stock struct{ Devices, Known int }
	p.call("GET", "/api/v1/firmware", nil, &stock)
	if stock.Devices != 1 || stock.Known != 1 {
		t.Errorf("firmware: %+v", stock)
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); p.metric(`yian_commands_total{state="confirmed"}`) < 1; <-tick.C {
		if time.Now().After(end) {
			t.Fatal("the metric does not know it")
		}
	}
}
