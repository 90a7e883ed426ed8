package alerts

import (
	"context"
	"time"
)

// Mirror shows what the engine of another process does, until ctx ends: it reads
// the rule files and judges nothing. It takes the place of [Engine.Run].
func (e *Engine) Mirror(ctx context.Context) error {
	e.readRules(ctx)
	<-ctx.Done()
	return nil
}

// readRules looks at the rule files again and again and puts what they say into
// force.
func (e *Engine) readRules(ctx context.Context) {
	if e.folder == nil {
		return
	}
	tick := time.NewTicker(e.cfg.RulesEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !e.folder.read(false) {
			continue
		}
		set, faults := e.folder.rules()
		e.report(faults)
		e.enforce(set)
		e.deps.Log.Info("alert rules read", "rules", len(set.byID), "faults", len(faults))
	}
}

// enforce puts set into force. Alerts of rules that are gone end.
func (e *Engine) enforce(set *ruleset) {
	e.rules.Store(set)
	for _, id := range e.everyone() {
		if d := e.peek(id); d != nil {
			d.prune(set, e.deps.Now())
			e.release(d)
		}
	}
}

// report keeps the faults to be shown and tells the log.
func (e *Engine) report(faults []Fault) {
	e.faults.Store(&faults)
	if len(faults) > 0 {
		e.deps.Log.Error("alert rules have faults, the last good version is in force", "faults", describe(faults))
	}
}
