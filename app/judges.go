package app

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"yian/alerts"
	"yian/care"
	"yian/supervision"
)

// newSupervisor builds who notices silence.
func newSupervisor(c *core, metrics prometheus.Registerer) (*supervision.Supervisor, error) {
	return supervision.New(supervision.Config{}, supervision.Deps{Book: c.Records, List: c.Records, Memory: c.Records,
		Places: c.Registry, Homes: c.Records, Silences: c.Records, Now: c.clock.Now, Log: c.log, Metrics: metrics})
}

// newMoves builds who notices that devices were moved.
func newMoves(c *core) *supervision.Moves {
	return supervision.NewMoves(supervision.MoveDeps{Book: c.Records, Devices: c.Registry, Memory: c.Records, Now: c.clock.Now, Log: c.log.With("room", "supervision")})
}

// newEngine builds who judges readings.
func newEngine(c *core, metrics prometheus.Registerer) (*alerts.Engine, error) {
	return alerts.New(alerts.Config{RulesDir: c.rulesDir()}, alerts.Deps{Desk: c.Desk, Book: c.Records, List: c.Records, Memory: c.Records,
		Fences: c.Records, History: c.Readings, Whereabouts: c.Centers, Places: c.Registry, Now: c.clock.Now, Log: c.log, Metrics: metrics})
}

// newUpkeep builds who has faults mended, by the rules that judge.
func newUpkeep(c *core, engine *alerts.Engine, watch *supervision.Supervisor) *supervision.Upkeep {
	return supervision.NewUpkeep(supervision.UpkeepConfig{}, supervision.UpkeepDeps{List: c.Records, Book: c.Records, Orders: c.Records,
		Workshop: c.Desk, Policy: engine, Mended: func(a care.Alert) { watch.Mended(a); engine.Mended(a) }, Drills: c.Desk, Homes: c.Records, Residents: c.Records, Now: c.clock.Now, Log: c.log})
}

// newLedger builds who counts protected minutes. Without a supervisor it only reads.
func newLedger(c *core, watch *supervision.Supervisor) (*supervision.Ledger, error) {
	deps := supervision.LedgerDeps{Posts: c.Records, Outages: c.Records, Days: c.Records, Proofs: c.Records, Now: c.clock.Now, Log: c.log}
	if watch != nil {
		deps.Book, deps.Census, deps.Alive = c.Records, c.Registry, watch.Liveness
	}
	return supervision.NewLedger(deps)
}

// newPulse builds who writes that this process does its part.
func newPulse(c *core, instance string, beats ...supervision.Beat) *supervision.Pulse {
	return supervision.NewPulse(supervision.PulseConfig{Instance: instance}, c.Records, c.clock.Now, c.log, beats...)
}

// atDesk is the part of whoever tells the desk: it does it while it is there.
func atDesk() supervision.Beat {
	return supervision.Beat{Part: care.UpDesk, Works: func(context.Context) error { return nil }}
}

// takingCalls is the part of whoever takes calls from a broker.
func takingCalls(works func(context.Context) error) supervision.Beat {
	return supervision.Beat{Part: care.UpCalls, Works: works, Ended: care.EndedBroker}
}
