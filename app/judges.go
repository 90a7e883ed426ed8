package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"yian/alerts"
	"yian/supervision"
)

// newSupervisor builds who notices silence.
func newSupervisor(c *core, metrics prometheus.Registerer) (*supervision.Supervisor, error) {
	return supervision.New(supervision.Config{}, supervision.Deps{Book: c.Records, List: c.Records, Memory: c.Records,
		Places: c.Registry, Homes: c.Records, Now: c.clock.Now, Log: c.log, Metrics: metrics})
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
func newUpkeep(c *core, engine *alerts.Engine) *supervision.Upkeep {
	return supervision.NewUpkeep(supervision.UpkeepConfig{}, supervision.UpkeepDeps{List: c.Records, Book: c.Records, Orders: c.Records,
		Workshop: c.Desk, Policy: engine, Now: c.clock.Now, Log: c.log})
}
