package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/api"
	"yian/care"
)

// probeEvery is how often each dependency is asked.
const probeEvery = 2 * time.Second

// health asks every dependency again and again and keeps the answers, so that a
// screen never waits for one that hangs.
type health struct {
	probes []probe
	gauge  *prometheus.GaugeVec
	now    func() time.Time

	mu     sync.Mutex // guards states
	states map[string]api.Dependency
}

// probe is one dependency. Without one the platform is not ready; the others may
// be away while calls go on.
type probe struct {
	name     string
	required bool
	// check returns nil when it is up. A nil check is a dependency that is not
	// configured.
	check func(context.Context) error
}

func newHealth(now func() time.Time, metrics prometheus.Registerer, probes ...probe) *health {
	h := &health{probes: probes, now: now, states: map[string]api.Dependency{},
		gauge: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_dependency_up", Help: "1 when the dependency answers, 0 when it does not."}, []string{"dependency"})}
	metrics.MustRegister(h.gauge)
	for _, p := range probes {
		state := "down"
		if p.check == nil {
			state = "none"
		}
		h.states[p.name] = api.Dependency{Name: p.name, State: state, Since: now().UTC()}
	}
	return h
}

// Run probes until ctx ends.
func (h *health) Run(ctx context.Context) error {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		h.probe(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (h *health) probe(ctx context.Context) {
	var wg sync.WaitGroup
	for _, p := range h.probes {
		if p.check == nil {
			continue
		}
		wg.Go(func() {
			asked, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
			defer cancel()
			err := p.check(asked)
			if ctx.Err() == nil {
				h.note(p.name, err)
			}
		})
	}
	wg.Wait()
}

func (h *health) note(name string, err error) {
	state, up := "up", 1.0
	if err != nil {
		state, up = "down", 0
	}
	h.gauge.WithLabelValues(name).Set(up)
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.states[name]
	if d.State != state {
		d.State, d.Since = state, h.now().UTC()
	}
	d.Detail = ""
	var f *care.Fault
	if errors.As(err, &f) {
		d.Detail = f.Detail // a sentence for people; other errors may hold addresses
	}
	h.states[name] = d
}

// Dependencies lists all in the order in which they were given.
func (h *health) Dependencies() []api.Dependency {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]api.Dependency, 0, len(h.probes))
	for _, p := range h.probes {
		list = append(list, h.states[p.name])
	}
	return list
}

// Ready reports whether everything that a call needs is up.
func (h *health) Ready() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.probes {
		if p.required && h.states[p.name].State != "up" {
			return false
		}
	}
	return true
}
