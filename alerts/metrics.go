package alerts

import (
	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// counts are the engine's figures for the operators of the platform. Labels are
// severities and a fixed set of words, so their number is bounded.
type counts struct {
	judged, repeated prometheus.Counter
	raised           *prometheus.CounterVec
	cleared, dropped prometheus.Counter
	unoffered        prometheus.Gauge
}

func newCounts(reg prometheus.Registerer, e *Engine) (*counts, error) {
	readings := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "yian_alert_readings_total", Help: "Readings handed to the rules, by what became of them."}, []string{"result"})
	c := &counts{
		judged:   readings.WithLabelValues("judged"),
		repeated: readings.WithLabelValues("repeated_or_late"),
		raised: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yian_alerts_raised_total", Help: "Alerts raised, by severity."}, []string{"severity"}),
		cleared: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "yian_alerts_cleared_total", Help: "Alerts that ended."}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "yian_alerts_dropped_total", Help: "Judgements lost because the record stayed away and the memory was full."}),
		unoffered: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "yian_alerts_unoffered", Help: "Critical alerts that the desk has not taken yet."}),
	}
	for _, s := range []care.Severity{care.Critical, care.Warning, care.Info} {
		c.raised.WithLabelValues(string(s))
	}
	if reg == nil {
		return c, nil
	}
	for _, m := range []prometheus.Collector{readings, c.raised, c.cleared, c.dropped, c.unoffered,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "yian_alert_rule_faults", Help: "Faults in the rule files; while above 0 an older version is in force."},
			func() float64 { return float64(len(*e.faults.Load())) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "yian_alert_devices", Help: "Devices that the engine remembers."},
			func() float64 { return float64(len(e.everyone())) }),
	} {
		if err := reg.Register(m); err != nil {
			return nil, err
		}
	}
	return c, nil
}
