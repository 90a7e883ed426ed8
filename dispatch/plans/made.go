package plans

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// lateBy is how long after its time an order of a plan is made late.
const lateBy = 5 * time.Minute

// The results that are counted. What is not made by intent, for a holiday or because
// the elder is away, is in none.
const (
	madeInTime = "in_time"
	madeLate   = "late"
	madeNot    = "missed"  // the platform was not there in time
	madeRefuse = "refused" // by the desk, the kitchen, or an old list of medicine
)

func newMade() *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "yian_plan_orders_total", Help: "Orders that plans should have made here, by what became of them."}, []string{"result"})
	for _, result := range []string{madeInTime, madeLate, madeNot, madeRefuse} {
		c.WithLabelValues(result)
	}
	return c
}

// countMade counts an order that was made for an instant; one that was there before now
// was counted then. An elder who is back before the cut-off, and a plan that was entered
// after its time, have it in time.
func (p *Plans) countMade(plan *care.Plan, instant, made, now time.Time) {
	if made.Before(now) {
		return
	}
	result, when := madeInTime, *due(plan, &instant)
	if when.Before(plan.CreatedAt) {
		when = plan.CreatedAt
	}
	if now.Sub(when) > lateBy && !putOff(plan, instant) {
		result = madeLate
	}
	p.made.WithLabelValues(result).Inc()
}

// countGaps counts the instants at which nothing was made though it should have been.
func (p *Plans) countGaps(gaps []care.PlanGap) {
	for _, g := range gaps {
		switch g.Why {
		case care.GapMissed:
			p.made.WithLabelValues(madeNot).Inc()
		case care.GapRefused, care.GapDiet, care.GapOutOfDate, care.GapNotOffered:
			p.made.WithLabelValues(madeRefuse).Inc()
		}
	}
}
