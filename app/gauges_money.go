package app

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"yian/dispatch/accounts"
)

// moneyGauges are how much money that changed hands at the door is not settled.
type moneyGauges struct {
	accounts *prometheus.GaugeVec
	fen      *prometheus.GaugeVec
}

func newMoneyGauges(metrics prometheus.Registerer) *moneyGauges {
	g := &moneyGauges{
		accounts: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_unsettled_accounts", Help: "Orders of which money is not settled, by for how long: a day, a week, older."}, []string{"age"}),
		fen:      prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "yian_unsettled_fen", Help: "Money that is not settled, in fen: advances that nobody accounted for, and refunds that are due, by for how long."}, []string{"kind", "age"}),
	}
	metrics.MustRegister(g.accounts, g.fen)
	return g
}

// measureMoney renews them. What cannot be read stays as it was.
func (c *core) measureMoney(ctx context.Context, g *moneyGauges) {
	sums, err := c.Accounts.Sums(ctx)
	if err != nil {
		return
	}
	for _, age := range accounts.Ages {
		s := sums[age]
		g.accounts.WithLabelValues(string(age)).Set(float64(s.Accounts))
		g.fen.WithLabelValues("advance", string(age)).Set(float64(s.OpenFen))
		g.fen.WithLabelValues("refund", string(age)).Set(float64(s.RefundsFen))
	}
}
