package supervision

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Supervisor knows which devices speak. It is safe for concurrent use.
type Supervisor struct {
	cfg         Config
	deps        Deps
	counts      *counts
	onReconnect []func(care.DeviceID)
	onChange    []func(care.Place, care.Liveness)
	post        chan struct{} // rung when the record has something to be told
	call        chan struct{} // rung when listeners have

	mu      sync.Mutex // guards all below
	devices map[care.DeviceID]*watched
	behind  map[care.DeviceID]map[care.DeviceID]struct{} // what stands behind each gateway
	areas   map[areaKey]*area
	dues    dueTimes
	started time.Time              // when Run began
	heard   time.Time              // when anybody was last heard
	outbox  []event                // what the record is to be told, in order
	changes map[care.DeviceID]bool // what listeners are to be told; true: it is back
	dirty   map[care.DeviceID]struct{}
}

// New returns a supervisor that has heard nobody yet.
func New(cfg Config, deps Deps) (*Supervisor, error) {
	if err := deps.validate(); err != nil {
		return nil, err
	}
	s := &Supervisor{
		cfg: cfg.withDefaults(), deps: deps, post: make(chan struct{}, 1), call: make(chan struct{}, 1),
		devices: map[care.DeviceID]*watched{}, behind: map[care.DeviceID]map[care.DeviceID]struct{}{}, areas: map[areaKey]*area{}, changes: map[care.DeviceID]bool{}, dirty: map[care.DeviceID]struct{}{},
	}
	var err error
	if s.counts, err = newCounts(deps.Metrics, s); err != nil {
		return nil, fmt.Errorf("supervision: register metrics: %w", err)
	}
	return s, nil
}

// Run works until ctx ends: it loads what was known, keeps due times, raises and
// clears alerts and writes last-seen. It blocks.
func (s *Supervisor) Run(ctx context.Context) error {
	if err := s.load(ctx); err != nil {
		return err
	}
	var g errgroup.Group
	for _, worker := range []func(context.Context){s.keepTime, s.deliver, s.tell, s.save} {
		g.Go(func() error { worker(ctx); return nil })
	}
	return g.Wait()
}

// OnReconnect has do called, from Run, for each device that is back after it was
// offline. It is set before Run.
func (s *Supervisor) OnReconnect(do func(care.DeviceID)) { s.onReconnect = append(s.onReconnect, do) }

// OnChange has do called, from Run, for each device that went offline or came
// back, or was heard for the first time. It is set before Run.
func (s *Supervisor) OnChange(do func(care.Place, care.Liveness)) {
	s.onChange = append(s.onChange, do)
}

// Seen notes that a device spoke at an instant of our clock. It never blocks on
// I/O.
func (s *Supervisor) Seen(place care.Place, at time.Time, readings []care.Reading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.hear(place, at)
	w.note(readings)
}

// Status notes what a device, or its last will, says of itself. It never blocks
// on I/O.
func (s *Supervisor) Status(place care.Place, status care.Status) {
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if status.Online {
		known := s.devices[place.Device] != nil
		s.connected(s.hear(place, now), status, known)
		return
	}
	s.resume(now)
	w := s.watch(place)
	if w.seen.IsZero() || !w.willed.IsZero() {
		return // never heard, so it cannot have gone; or told before
	}
	w.willed = now
	s.dirty[place.Device] = struct{}{}
	if w.online {
		w.online = false
		s.change(place.Device, false)
	}
	if w.alert == "" {
		s.schedule(place.Device, w, w.due(s.cfg.Grace))
	}
}

// connected notes that a device says of itself that it is there. A new connection
// counts as coming back even when its end was not noticed; the broker repeating
// what the device once said does not.
func (s *Supervisor) connected(w *watched, status care.Status, known bool) {
	if status.Firmware != "" {
		w.firmware = status.Firmware
	}
	if known && status.At.After(w.connected) && status.At.After(s.started) {
		s.change(w.place.Device, true)
	}
	w.connected = later(w.connected, status.At)
}

// Forget drops a device that is no longer in use and ends its alert. It does not
// block.
func (s *Supervisor) Forget(id care.DeviceID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.devices[id]
	if w == nil {
		return
	}
	now := s.deps.Now()
	if w.alert != "" || w.silence != nil {
		s.send(cleared(w, now))
	}
	s.leave(w.place)
	delete(s.devices, id)
	delete(s.changes, id)
	s.dirty[id] = struct{}{} // its row goes with the next batch
	s.rearm(id, now)
	s.brighten(w.dark, now)
}

// Liveness returns what is known of a device right now, and whether it was ever
// heard. A device behind a silent gateway is not online: nobody would hear it.
func (s *Supervisor) Liveness(id care.DeviceID) (care.Liveness, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.devices[id]
	if w == nil || w.seen.IsZero() {
		return care.Liveness{}, false
	}
	return s.liveness(id, w), true
}

func (s *Supervisor) liveness(id care.DeviceID, w *watched) care.Liveness {
	gateway := s.devices[w.place.Gateway]
	return w.liveness(id, gateway == nil || gateway.online, s.cfg.Grace)
}

// watch returns what is known of the device at place, and notes the place.
func (s *Supervisor) watch(place care.Place) *watched {
	w := s.devices[place.Device]
	if w == nil {
		w = &watched{}
		s.devices[place.Device] = w
		s.join(place)
	}
	if w.place.Gateway != place.Gateway || areaOf(w.place) != areaOf(place) {
		s.leave(w.place)
		s.join(place)
	}
	w.place = place
	return w
}

// join notes that a device stands behind its gateway, and in its area.
func (s *Supervisor) join(place care.Place) {
	if key := areaOf(place); key != "" {
		if s.areas[key] == nil {
			s.areas[key] = &area{devices: map[care.DeviceID]struct{}{}}
		}
		s.areas[key].devices[place.Device] = struct{}{}
	}
	if place.Gateway == "" {
		return
	}
	if s.behind[place.Gateway] == nil {
		s.behind[place.Gateway] = map[care.DeviceID]struct{}{}
	}
	s.behind[place.Gateway][place.Device] = struct{}{}
}

// leave notes that a device no longer stands behind its gateway, or in its area.
func (s *Supervisor) leave(place care.Place) {
	if a := s.areas[areaOf(place)]; a != nil {
		delete(a.devices, place.Device)
	}
	delete(s.behind[place.Gateway], place.Device)
	if len(s.behind[place.Gateway]) == 0 {
		delete(s.behind, place.Gateway)
	}
}

// hear notes that a device spoke, and so that its gateway works.
func (s *Supervisor) hear(place care.Place, at time.Time) *watched {
	s.resume(at)
	w := s.watch(place)
	s.spoke(place.Device, w, at)
	if place.Gateway == "" {
		return w
	}
	gateway := s.devices[place.Gateway]
	if gateway == nil {
		// Not heard itself yet: taken to stand where its child stands, until it is asked
		// after.
		p := place
		p.Device, p.Gateway, p.Elder, p.DeviceKind, p.DevicePower = place.Gateway, "", "", "gateway", care.Battery
		gateway = s.watch(p)
	}
	s.spoke(place.Gateway, gateway, at)
	return w
}

// spoke brings one device back, if it was away.
func (s *Supervisor) spoke(id care.DeviceID, w *watched, at time.Time) {
	first, was := w.seen.IsZero(), w.online
	s.dirty[id] = struct{}{}
	if at.After(w.seen) {
		w.seen, w.since = at, later(w.since, at)
	}
	if at.Before(w.willed) {
		return // said before it went
	}
	w.online, w.willed = true, time.Time{}
	if w.alert != "" || w.silence != nil {
		s.send(cleared(w, at))
		w.alert = ""
	}
	if dark := w.dark; dark != "" {
		w.dark = ""
		s.brighten(dark, at)
	}
	s.schedule(id, w, w.due(s.cfg.Grace))
	if was {
		return
	}
	s.change(id, !first)
	if !first {
		s.rearm(id, at)
	}
}

// rearm gives what stands behind a gateway that came back, or went for good, its
// full time.
func (s *Supervisor) rearm(gateway care.DeviceID, at time.Time) {
	for id := range s.behind[gateway] {
		w := s.devices[id]
		if w.alert != "" || w.seen.IsZero() {
			continue
		}
		w.since = later(w.since, at)
		s.schedule(id, w, w.due(s.cfg.Grace))
	}
}

// change has listeners told of a device, and of those behind it: they come and go
// with it.
func (s *Supervisor) change(id care.DeviceID, back bool) {
	s.changes[id] = s.changes[id] || back
	for child := range s.behind[id] {
		if !s.devices[child].seen.IsZero() {
			s.changes[child] = s.changes[child] || back
		}
	}
	ring(s.call)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// ring wakes whoever listens, once for any number of rings.
func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}
