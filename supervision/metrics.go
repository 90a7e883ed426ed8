package supervision

import (
	"github.com/prometheus/client_golang/prometheus"
)

// counts are the figures for the operators of the platform.
type counts struct{ offline, reconnects prometheus.Counter }

func newCounts(reg prometheus.Registerer, s *Supervisor) (*counts, error) {
	c := &counts{
		offline: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "yian_devices_offline_total", Help: "Devices found offline."}),
		reconnects: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "yian_devices_reconnected_total", Help: "Devices that came back after they were offline."}),
	}
	if reg == nil {
		return c, nil
	}
	state := func(name string, online bool) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "yian_devices", Help: "Devices that were heard at least once, by state.", ConstLabels: prometheus.Labels{"state": name}},
			func() float64 { return float64(s.count(online)) })
	}
	for _, m := range []prometheus.Collector{c.offline, c.reconnects, state("online", true), state("offline", false)} {
		if err := reg.Register(m); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (s *Supervisor) count(online bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, w := range s.devices {
		if !w.seen.IsZero() && w.online == online {
			n++
		}
	}
	return n
}
