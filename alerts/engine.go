package alerts

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Engine judges readings by the rules. It is safe for concurrent use.
type Engine struct {
	cfg     Config
	deps    Deps
	counts  *counts
	rules   atomic.Pointer[ruleset]
	folder  *folder // nil: the built-in rules; used by New and the rule reader only
	faults  atomic.Pointer[[]Fault]
	gate    gate
	post    chan struct{} // rung when the record has something to be told
	offer   chan struct{} // rung when the desk has something to be offered
	inquire chan struct{} // rung when an elder is to be asked after
	fenced  chan struct{} // rung when a fence may have changed

	fencesMu sync.Mutex // held while fences are read
	fences   atomic.Pointer[map[care.ElderID][]care.Fence]

	mu      sync.RWMutex // guards devices
	devices map[care.DeviceID]*device

	activeMu sync.Mutex // guards active; taken last
	active   map[care.DeviceID]struct{}
}

// New returns an engine with the built-in rules, or those of the folder that cfg
// names. A broken rule file is no error: see [Engine.Faults].
func New(cfg Config, deps Deps) (*Engine, error) {
	if err := deps.validate(); err != nil {
		return nil, err
	}
	e := &Engine{
		cfg: cfg.withDefaults(), deps: deps,
		post: make(chan struct{}, 1), offer: make(chan struct{}, 1), inquire: make(chan struct{}, 1), fenced: make(chan struct{}, 1),
		devices: map[care.DeviceID]*device{}, active: map[care.DeviceID]struct{}{},
	}
	set, faults := assemble([][]Rule{builtinRules()})
	if cfg.RulesDir != "" {
		e.folder = openFolder(cfg.RulesDir, deps.Now)
		set, faults = e.folder.rules()
	}
	e.rules.Store(set)
	e.report(faults)
	var err error
	if e.counts, err = newCounts(deps.Metrics, e); err != nil {
		return nil, fmt.Errorf("alerts: register metrics: %w", err)
	}
	return e, nil
}

// Run works until ctx ends: it remembers, keeps due times, writes alerts down and
// offers critical ones to the desk. It blocks.
func (e *Engine) Run(ctx context.Context) error {
	e.lookAtFences(ctx)
	since, err := e.recall(ctx)
	if err != nil {
		return err
	}
	if since.IsZero() {
		e.markBeginning(ctx)
	}
	e.replay(ctx, since)
	e.reconcile(ctx)
	e.open()

	var g errgroup.Group
	for _, worker := range []func(context.Context){e.keepTime, e.deliver, e.offerAll, e.inquireAll, e.readRules, e.remember, e.minding} {
		g.Go(func() error { worker(ctx); return nil })
	}
	return g.Wait()
}

// Judge looks at readings of one device, in any order. It never blocks on I/O.
// Readings that were judged before change nothing.
func (e *Engine) Judge(place care.Place, readings []care.Reading) {
	if len(readings) == 0 || e.gate.hold(place, readings) {
		return
	}
	e.judge(place, readings)
}

func (e *Engine) judge(place care.Place, readings []care.Reading) {
	readings = inOrder(readings)
	rules := e.rules.Load()
	d := e.lock(place.Device)
	d.move(place, receipt(readings[0]))
	var judged, repeated uint64
	fresh := readings[:0:0]
	for _, r := range readings {
		// To the millisecond, as history keeps it: judged again it is the same reading.
		r.At, r.ReceivedAt = r.At.Truncate(time.Millisecond), receipt(r).Truncate(time.Millisecond)
		if d.read(rules, r) {
			judged++
			if locates(r.Metric) {
				fresh = append(fresh, r)
			}
		} else {
			repeated++
		}
	}
	if len(fresh) > 0 {
		d.walk(e.fencesOf(place.Elder), fixes(fresh))
	}
	e.release(d)
	e.counts.judged.Add(float64(judged))
	if repeated > 0 {
		e.counts.repeated.Add(float64(repeated))
	}
}

// lock returns the memory of a device, locked; release unlocks it.
func (e *Engine) lock(id care.DeviceID) *device {
	for {
		e.mu.RLock()
		d := e.devices[id]
		e.mu.RUnlock()
		if d == nil {
			d = e.welcome(id)
		}
		d.mu.Lock()
		if !d.ousted {
			return d
		}
		d.mu.Unlock() // put out between the two locks: begin again
	}
}

// release unlocks d and rings for whoever has to do with it now.
func (e *Engine) release(d *device) {
	posted, asked := len(d.outbox) > 0, false
	if waits := d.waits(); waits && !d.active {
		d.active = true
		e.activeMu.Lock()
		e.active[d.id] = struct{}{}
		e.activeMu.Unlock()
	}
	for _, st := range d.states {
		asked = asked || st.Phase == asking
	}
	for _, st := range d.fences {
		asked = asked || st.Phase == asking
	}
	if d.dropped > 0 {
		e.counts.dropped.Add(float64(d.dropped))
		d.dropped = 0
	}
	d.mu.Unlock()
	if posted {
		ring(e.post)
	}
	if asked {
		ring(e.inquire)
	}
}

// welcome makes room for a device that was not heard before. When the memory is
// full, one that has nothing to remember is put out.
func (e *Engine) welcome(id care.DeviceID) *device {
	e.mu.Lock()
	defer e.mu.Unlock()
	if d := e.devices[id]; d != nil {
		return d
	}
	if len(e.devices) >= e.cfg.MaxDevices {
		for other, d := range e.devices { // in no particular order
			d.mu.Lock()
			idle := len(d.states) == 0 && len(d.fences) == 0 && len(d.outbox) == 0
			d.ousted = idle
			d.mu.Unlock()
			if idle {
				delete(e.devices, other)
				break
			}
		}
	}
	d := &device{id: id}
	e.devices[id] = d
	return d
}

// peek returns the memory of a device, locked, or nil.
func (e *Engine) peek(id care.DeviceID) *device {
	e.mu.RLock()
	d := e.devices[id]
	e.mu.RUnlock()
	if d != nil {
		d.mu.Lock()
	}
	return d
}

// waiting lists the devices that have a due time or something for the record.
func (e *Engine) waiting() []care.DeviceID {
	e.activeMu.Lock()
	defer e.activeMu.Unlock()
	ids := make([]care.DeviceID, 0, len(e.active))
	for id := range e.active {
		ids = append(ids, id)
	}
	return ids
}

// everyone lists the devices that are remembered.
func (e *Engine) everyone() []care.DeviceID {
	e.mu.RLock()
	defer e.mu.RUnlock()
	ids := make([]care.DeviceID, 0, len(e.devices))
	for id := range e.devices {
		ids = append(ids, id)
	}
	return ids
}

// Forget drops what is known of a device that is no longer in use and ends its
// alerts. It does not block.
func (e *Engine) Forget(id care.DeviceID) {
	if d := e.peek(id); d != nil {
		d.end(e.deps.Now())
		e.release(d)
	}
}

// Latest returns the newest reading of one metric of a device.
func (e *Engine) Latest(id care.DeviceID, m care.Metric) (care.Reading, bool) {
	d := e.peek(id)
	if d == nil {
		return care.Reading{}, false
	}
	defer d.mu.Unlock()
	for _, r := range d.latest {
		if r.Metric == m {
			return r, true
		}
	}
	return care.Reading{}, false
}

// LatestAll returns the newest reading of each metric of a device, by metric.
func (e *Engine) LatestAll(id care.DeviceID) []care.Reading {
	d := e.peek(id)
	if d == nil {
		return nil
	}
	all := slices.Clone(d.latest)
	d.mu.Unlock()
	slices.SortFunc(all, func(a, b care.Reading) int { return cmp.Compare(a.Metric, b.Metric) })
	return all
}

// Rules returns the rules in force, by id.
func (e *Engine) Rules() []Rule { return slices.Clone(e.rules.Load().all) }

// RepairAfter says after how long an alert of a rule has a repair order made by
// itself; false: only by hand.
func (e *Engine) RepairAfter(rule string) (time.Duration, bool) {
	r := e.rules.Load().byID[rule]
	if r == nil || !r.Technical || r.Repair == 0 {
		return 0, false
	}
	return time.Duration(r.Repair), true
}

// Faults returns what is wrong with the rule files right now.
func (e *Engine) Faults() []Fault { return slices.Clone(*e.faults.Load()) }

// inOrder returns readings by the device's clock.
func inOrder(readings []care.Reading) []care.Reading {
	older := func(a, b care.Reading) int { return a.At.Compare(b.At) }
	if slices.IsSortedFunc(readings, older) {
		return readings
	}
	readings = slices.Clone(readings)
	slices.SortStableFunc(readings, older)
	return readings
}

func receipt(r care.Reading) time.Time {
	if r.ReceivedAt.IsZero() {
		return r.At
	}
	return r.ReceivedAt
}

// ring wakes whoever listens, once for any number of rings.
func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}
