package ingest

import (
	"github.com/prometheus/client_golang/prometheus"

	"yian/devices"
)

// meters are what an operator can watch. No label names a device or a person.
type meters struct {
	messages  *prometheus.CounterVec
	byKind    map[string]prometheus.Counter // of messages, resolved once; read only
	points    prometheus.Counter
	batch     prometheus.Histogram
	acked     prometheus.Histogram
	recorded  prometheus.Histogram
	pressed   prometheus.Histogram
	callsHeld prometheus.Gauge
	retried   *prometheus.CounterVec
	setAside  *prometheus.CounterVec
	spooled   prometheus.Counter
}

// kinds are the topic kinds that are counted by name; the rest is "other".
var kinds = append([]string{"telemetry", "status", "result", "call", "request", "confirm", "gps_watch", "other"}, devices.DecoderKinds()...)

func newMeters() *meters {
	seconds := func(name, help string, from float64, n int) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: prometheus.ExponentialBuckets(from, 2, n)})
	}
	m := &meters{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yian_ingest_messages_total", Help: "Messages received, by topic kind."}, []string{"kind"}),
		points:   prometheus.NewCounter(prometheus.CounterOpts{Name: "yian_ingest_points_total", Help: "Points taken into batches."}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "yian_ingest_batch_points", Help: "Points in a batch.",
			Buckets: []float64{1, 10, 50, 100, 250, 500, 1000, 2000, 5000}}),
		acked:     seconds("yian_ingest_telemetry_ack_seconds", "From the receipt of a batch's oldest message to its acknowledgement.", 0.01, 14),
		recorded:  seconds("yian_ingest_call_record_seconds", "From the receipt of a call to the record.", 0.0005, 16),
		pressed:   seconds("yian_ingest_call_press_seconds", "From the press, by the device's clock, to the record.", 0.005, 20),
		callsHeld: prometheus.NewGauge(prometheus.GaugeOpts{Name: "yian_ingest_calls_in_hand", Help: "Calls, requests, confirmations and answers to commands received and not yet in the record."}),
		retried:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yian_ingest_desk_retries_total", Help: "Tries that the desk did not take, by kind."}, []string{"kind"}),
		setAside:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yian_ingest_desk_refused_total", Help: "What the desk refused for good, by kind."}, []string{"kind"}),
		spooled:   prometheus.NewCounter(prometheus.CounterOpts{Name: "yian_ingest_spooled_batches_total", Help: "Batches put into the disk queue."}),
		byKind:    map[string]prometheus.Counter{},
	}
	for _, k := range kinds {
		m.byKind[k] = m.messages.WithLabelValues(k)
	}
	return m
}

func (m *meters) count(kind string) {
	c, ok := m.byKind[kind]
	if !ok {
		c = m.byKind["other"]
	}
	c.Inc()
}

func (i *Ingest) register(to prometheus.Registerer) {
	m := i.meters
	to.MustRegister(m.messages, m.points, m.batch, m.acked, m.recorded, m.pressed, m.callsHeld, m.retried, m.setAside, m.spooled, i.refusals.total,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yian_ingest_lag_seconds", Help: "Age of the oldest reading received and not yet stored."},
			func() float64 { return i.Lag().Seconds() }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yian_ingest_queue_bytes", Help: "What the disk queue holds."},
			func() float64 { return float64(i.QueueBytes()) }),
		i.sourceGauge("heard", false), i.sourceGauge("unheard", true))
}

func (i *Ingest) sourceGauge(state string, unheard bool) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yian_ingest_sources", Help: "Enabled sources, by whether their topics are subscribed to.",
		ConstLabels: prometheus.Labels{"state": state}}, func() float64 { return float64(i.sourceCount(unheard)) })
}
