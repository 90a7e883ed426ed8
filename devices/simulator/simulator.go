package simulator

import (
	"context"
	"fmt"
	"sync"
	"time"

	"yian/care"
	"yian/devices/setracker"
)

const (
	// connectingAtOnce spares broker and password check a rush at the start.
	connectingAtOnce = 16
	// slack is how finely time is cut: what is due within it is said together, which
	// spares waking up for each.
	slack = 10 * time.Millisecond
)

// Simulator lives in homes.
type Simulator struct {
	cfg      Config
	homes    []Home
	speakers []mouth
	index    map[string]int // of speakers, by user name
	heard    chan func()    // what the platform said, to be taken in by whoever lives
	ended    chan struct{}  // nobody listens to it any more
	tally    tally

	mu     sync.Mutex // guards county
	county *county    // nil before Run
}

// mouth is one connection that speaks.
type mouth interface {
	run(ctx context.Context, connecting chan struct{}, up func())
	// say never blocks, and reports whether it will be said.
	say(u utterance) bool
	// pending counts what was not yet said and acknowledged.
	pending() int
	bye()
}

// New prepares the first cfg.Homes of the homes, and every site. Nothing connects
// before [Simulator.Run].
func New(cfg Config, homes []Home) (*Simulator, error) {
	if err := cfg.defaults(); err != nil {
		return nil, err
	}
	s := &Simulator{cfg: cfg, homes: living(homes, cfg.Homes), index: map[string]int{},
		heard: make(chan func(), 1024), ended: make(chan struct{})}
	s.tally.onAck = cfg.Acked
	for _, h := range s.homes {
		for _, d := range h.Devices {
			if !care.ValidDeviceID(string(d.Device)) {
				return nil, fmt.Errorf("simulator: home %s: device id %q: %w", h.ID, d.Device, care.ErrInvalid)
			}
			if d.Kind == KindGPSWatch && cfg.Watches != "" {
				s.index[watchKey(d)] = len(s.speakers)
				s.speakers = append(s.speakers, newWrist(cfg.Watches, d, &s.tally, cfg.Log, func(f setracker.Frame) {
					s.handOn(func() {
						s.mu.Lock()
						defer s.mu.Unlock()
						s.county.told(d.Address, f, time.Now())
					})
				}))
			}
			if d.Username == "" {
				continue
			}
			s.index[d.Username] = len(s.speakers)
			s.speakers = append(s.speakers, newSpeaker(cfg.URL, d, &s.tally, cfg.Log, ears{feedback: s.hear, order: s.asked}))
		}
	}
	return s, nil
}

// living picks the first n homes, or all, and every site.
func living(homes []Home, n int) []Home {
	var all []Home
	left := n
	for _, h := range homes {
		site := h.site()
		if site || n <= 0 || left > 0 {
			all = append(all, h)
		}
		if !site {
			left--
		}
	}
	return all
}

// hear and asked hand on what the platform said. They are called by the connections.
func (s *Simulator) hear(f feedback) { s.handOn(func() { s.take(f) }) }

func (s *Simulator) asked(o order) {
	s.handOn(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.county.obey(o)
	})
}

func (s *Simulator) handOn(word func()) {
	select {
	case s.heard <- word:
	case <-s.ended:
	}
}

// Run lives until cfg.For has passed or ctx ends, then disconnects and returns nil.
// It may be called once.
func (s *Simulator) Run(ctx context.Context) error {
	speaking, hush := context.WithCancel(ctx)
	defer hush()
	var all sync.WaitGroup
	connecting := make(chan struct{}, connectingAtOnce)
	for _, speaker := range s.speakers {
		all.Go(func() { speaker.run(speaking, connecting, func() {}) })
	}
	s.live(ctx)
	close(s.ended)
	hush()
	all.Wait()
	for _, speaker := range s.speakers {
		all.Go(speaker.bye)
	}
	all.Wait()
	return nil
}

// live drives the county by the clock.
func (s *Simulator) live(ctx context.Context) {
	start := time.Now()
	s.mu.Lock()
	s.county = newCounty(s.cfg, s.homes, s.index, start)
	s.mu.Unlock()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case word := <-s.heard:
			word()
		case <-timer.C:
		}
		now := time.Now()
		if s.over(start, now) {
			return
		}
		timer.Reset(s.step(now))
	}
}

// over reports whether the run has ended: at its time, or when the last press was
// heard within the grace after it.
func (s *Simulator) over(start, now time.Time) bool {
	if s.cfg.For <= 0 || now.Sub(start) < s.cfg.For {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.county.quiet = true
	pending := 0
	for _, speaker := range s.speakers {
		pending += speaker.pending()
	}
	return s.county.waiting() == 0 && pending == 0 || now.Sub(start) > s.cfg.For+s.cfg.Grace
}

// step lets happen what is due and returns how long nothing will.
func (s *Simulator) step(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.county.advance(now) {
		if !s.speakers[u.speaker].say(u) || u.call == nil || !u.call.sent.IsZero() {
			continue
		}
		u.call.sent = time.Now()
		if s.cfg.Pressed != nil {
			s.cfg.Pressed(u.call.device.Device, u.call.id, u.call.kind, u.call.sent)
		}
	}
	next, ok := s.county.next()
	if !ok || next.Sub(now) > time.Second {
		return time.Second
	}
	return max(slack, next.Sub(now))
}

func (s *Simulator) take(f feedback) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.county.calls[f.call]
	first := r != nil && !r.received
	s.county.hear(f)
	if first && s.cfg.Heard != nil {
		s.cfg.Heard(r.device.Device, r.id, f.at)
	}
}
