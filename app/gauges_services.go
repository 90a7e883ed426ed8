package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// serviceGauges are figures about people and visits: how well visits are proven, which
// posts nobody holds, whether whoever sits alone at night is awake.
type serviceGauges struct {
	visits *prometheus.GaugeVec
	gaps   *prometheus.GaugeVec
	wakes  *prometheus.GaugeVec
}

func newServiceGauges(metrics prometheus.Registerer) *serviceGauges {
	g := &serviceGauges{
		visits: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_visits", Help: "Visits that ended within 24 hours, by grade."}, []string{"grade"}),
		gaps:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_roster_gaps", Help: "Posts of the roster that nobody holds: now, and after the next change of shift."}, []string{"when"}),
		wakes:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_wake_checks", Help: "Wake-checks of the last 24 hours: answered, missed, and of these still open, so that nobody sits there or took it on."}, []string{"state"}),
	}
	metrics.MustRegister(g.visits, g.gaps, g.wakes)
	return g
}

// lately is how far back visits and wake-checks are counted.
const lately = 24 * time.Hour

// measureServices renews them. What cannot be read stays as it was.
func (c *core) measureServices(ctx context.Context, g *serviceGauges) {
	now := c.clock.Now()
	if graded, err := c.Records.VisitGrades(ctx, now.Add(-lately)); err == nil {
		for _, grade := range care.VisitGrades {
			g.visits.WithLabelValues(string(grade)).Set(float64(graded[grade]))
		}
	}
	if gaps, looked := c.Roster.Gaps(); looked {
		g.gaps.WithLabelValues("now").Set(float64(gaps.Now))
		g.gaps.WithLabelValues("next").Set(float64(gaps.Next))
	}
	if list, err := c.Records.Wakes(ctx, now.Add(-lately), now); err == nil {
		g.countWakes(list)
	}
}

func (g *serviceGauges) countWakes(list []care.WakeCheck) {
	var answered, missed, open int
	for _, w := range list {
		if w.MissedAt != nil {
			missed++
		} else {
			answered++
		}
		if w.NextAt != nil {
			open++
		}
	}
	g.wakes.WithLabelValues("answered").Set(float64(answered))
	g.wakes.WithLabelValues("missed").Set(float64(missed))
	g.wakes.WithLabelValues("open").Set(float64(open))
}
