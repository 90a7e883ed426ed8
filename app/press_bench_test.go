package app_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/devices/simulator"
)

// onDuty keeps a console alive until ctx ends, as it is while people work: without
// one every press rings telephones as well.
func (p *process) onDuty(ctx context.Context) {
	beat := func() { p.call("POST", "/api/v1/desk/duty", map[string]any{"on": true, "seat": "1"}, nil) }
	beat()
	go func() {
		tick := time.NewTicker(15 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				beat()
			}
		}
	}()
}

// BenchmarkPress measures 1,000 presses under 200 readings a second on the built
// binary: from the device's publish to the server-sent event at a console, over
// the embedded broker, with the call's disk write in between. Each press is an
// incident of its own. Goal: p99 ≤ 50 ms.
func BenchmarkPress(b *testing.B) {
	const presses = 1000
	p := newProcess(b)
	p.start()
	p.signIn()
	devices := p.register(presses, "sos_button")
	for b.Loop() {
		var mu sync.Mutex
		pressed, shown := map[care.DeviceID]time.Time{}, map[care.DeviceID]time.Time{}
		ctx, cancel := context.WithCancel(b.Context())
		p.events(ctx, func(name string, data []byte, at time.Time) {
			var in struct {
				DeviceID care.DeviceID `json:"device_id"`
			}
			if name != "incident" || json.Unmarshal(data, &in) != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if _, twice := shown[in.DeviceID]; !twice {
				shown[in.DeviceID] = at
			}
		})
		p.onDuty(ctx)
		report, err := simulator.Load(ctx, simulator.LoadConfig{URL: "tcp://" + p.mqtt, Devices: devices, Rate: 200, Presses: presses, For: 25 * time.Second,
			Pressed: func(d care.DeviceID, _ care.CallID, _ care.CallKind, at time.Time) {
				mu.Lock()
				defer mu.Unlock()
				pressed[d] = at
			}})
		if err != nil {
			b.Fatal(err)
		}
		cancel()
		mu.Lock()
		var took []time.Duration
		lost := 0
		for d, at := range pressed {
			if seen, ok := shown[d]; ok {
				took = append(took, seen.Sub(at))
			} else {
				lost++
			}
		}
		mu.Unlock()
		if lost > 0 || report.Lost > 0 || len(took) < presses {
			b.Fatalf("pressed %d, shown %d, lost on the screen %d, lost on the device %d", len(pressed), len(took), lost, report.Lost)
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
		b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-max")
		b.Logf("press to event: median %v, p99 %v, max %v; to the device's received: median %v, p99 %v; readings acknowledged %d of %d",
			took[len(took)/2], took[len(took)*99/100], took[len(took)-1], report.Median, report.P99, report.ReadingsAcked, report.Readings)
	}
}
