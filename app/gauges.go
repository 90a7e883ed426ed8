package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yian/care"
)

// gauges are figures that no room counts by itself: what waits now. They are
// renewed every few seconds, so that a scrape never waits for a store.
type gauges struct {
	queued  *prometheus.GaugeVec
	open    *prometheus.GaugeVec
	oldest  prometheus.Gauge
	streams prometheus.Gauge
	asked   *prometheus.GaugeVec
	owed    *prometheus.GaugeVec
	homes   *prometheus.GaugeVec
	tickets *prometheus.GaugeVec
	ways    *prometheus.GaugeVec
}

func newGauges(metrics prometheus.Registerer) *gauges {
	g := &gauges{
		queued:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_queue_orders", Help: "Orders that wait for a worker, by service."}, []string{"service"}),
		open:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_incidents", Help: "Incidents that are not closed, by state."}, []string{"state"}),
		oldest:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "yian_incident_waiting_seconds", Help: "How long the longest waiting incident rings; 0 when none does."}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "yian_event_streams", Help: "Consoles that listen to events."}),
		asked:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_commands_open", Help: "Commands that devices have not answered yet, by state."}, []string{"state"}),
		owed:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_call_backs", Help: "Callers whom nobody answered and who are to be called back: waiting, or overdue."}, []string{"state"}),
	}
	g.homes = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_homes", Help: "Homes from which somebody can call, cannot, or nobody knows, by state."}, []string{"state"})
	g.tickets = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_tickets", Help: "Tickets that are not answered yet: within their deadline, or overdue."}, []string{"state"})
	g.ways = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_channel_up", Help: "1 while a channel to people took what it was last asked for, 0 when it failed; absent before its first use."}, []string{"channel"})
	metrics.MustRegister(g.tickets, g.ways, g.queued, g.open, g.oldest, g.streams, g.asked, g.owed, g.homes)
	return g
}

// unclosed are the states of an incident in which something is left to do.
var unclosed = []care.IncidentState{care.IncidentOpen, care.IncidentAnswered, care.IncidentDispatched, care.IncidentArrived}

// measure renews the gauges until ctx ends. A store that is away leaves its
// gauges as they were; that it is away is a gauge of its own.
func (c *core) measure(ctx context.Context, streams interface{ Clients() int }) error {
	g, services, money := newGauges(c.metrics), newServiceGauges(c.metrics), newMoneyGauges(c.metrics)
	tick := time.NewTicker(3 * time.Second)
	defer tick.Stop()
	for n := 0; ; n++ {
		if n%20 == 0 { // once a minute, as the ledger counts
			c.measureHomes(ctx, g)
			c.measureMoney(ctx, money)
		}
		if lengths, err := c.queue.Lengths(ctx); err == nil {
			for _, service := range care.Services {
				g.queued.WithLabelValues(string(service)).Set(float64(lengths[service]))
			}
		}
		if list, _, err := c.Records.Incidents(ctx, care.Everything, care.IncidentQuery{States: unclosed, Page: care.Page{Limit: 500}}); err == nil {
			g.count(list, c.clock.Now())
		}
		if open, err := c.Records.OpenCommands(ctx); err == nil {
			for _, state := range []care.CommandState{care.CommandQueued, care.CommandSent} {
				g.asked.WithLabelValues(string(state)).Set(float64(open[state]))
			}
		}
		if owed, overdue, err := c.Records.OwedCalls(ctx, care.Everything, time.Now()); err == nil {
			g.owed.WithLabelValues("waiting").Set(float64(owed - overdue))
			g.owed.WithLabelValues("overdue").Set(float64(overdue))
		}
		if open, overdue, err := c.Records.TicketCounts(ctx, c.clock.Now()); err == nil {
			g.tickets.WithLabelValues("open").Set(float64(open - overdue))
			g.tickets.WithLabelValues("overdue").Set(float64(overdue))
		}
		c.measureChannels(ctx, g)
		if n%10 == 0 { // twice a minute, as the roster looks
			c.measureServices(ctx, services)
		}
		g.streams.Set(float64(streams.Clients()))
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (c *core) measureChannels(ctx context.Context, g *gauges) {
	states, err := c.Records.ChannelStates(ctx, c.clock.Now().Add(-telephoneTries))
	if err != nil {
		return
	}
	for _, name := range c.notifying.Names() {
		if st, tried := states[name]; tried {
			up := 0.0
			if works(st) {
				up = 1
			}
			g.ways.WithLabelValues(string(name)).Set(up)
		}
	}
}

func (c *core) measureHomes(ctx context.Context, g *gauges) {
	now, err := c.Ledger.Now(ctx, care.Everything, "")
	if err != nil {
		return
	}
	g.homes.WithLabelValues("protected").Set(float64(now.Protected))
	g.homes.WithLabelValues("unprotected").Set(float64(now.Unprotected))
	g.homes.WithLabelValues("unknown").Set(float64(now.Unknown))
}

func (g *gauges) count(list []care.Incident, now time.Time) {
	n := map[care.IncidentState]int{}
	longest := 0.0
	for _, in := range list {
		n[in.State]++
		if in.Ringing && in.RingingAt != nil {
			longest = max(longest, now.Sub(*in.RingingAt).Seconds())
		}
	}
	for _, state := range unclosed {
		g.open.WithLabelValues(string(state)).Set(float64(n[state]))
	}
	g.oldest.Set(longest)
}
