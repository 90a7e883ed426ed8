package simulator

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"yian/care"
)

// LoadConfig is a burst for a benchmark: no habits, only numbers.
type LoadConfig struct {
	// URL of the broker. It must be set.
	URL string
	// Devices speak in turn, each over a connection of its own; those without an
	// account are left out.
	Devices []Credential
	// Rate is readings a second, three to a message. Zero means none.
	Rate float64
	// Presses is how many calls are made, evenly over For. Zero means none.
	Presses int
	// For is how long the load lasts. Zero means 10 s.
	For time.Duration
	// Grace is how long after For acknowledgements and feedback are waited for. Zero
	// means 10 s.
	Grace time.Duration
	// Until ends the load before its time when it is closed. May be nil.
	Until <-chan struct{}
	// Acked, Pressed and Heard are as in [Config].
	Acked   func(device care.DeviceID, at time.Time)
	Pressed func(device care.DeviceID, call care.CallID, kind care.CallKind, at time.Time)
	Heard   func(device care.DeviceID, call care.CallID, at time.Time)
	Log     *slog.Logger // nil discards
}

// Load connects every device, pushes, and reports. It blocks until the load is
// over and everything was acknowledged and heard, or the grace has passed. Each
// press is said once: what a repeat would hide is what a benchmark wants to see.
func Load(ctx context.Context, cfg LoadConfig) (Report, error) {
	if cfg.For <= 0 {
		cfg.For = 10 * time.Second
	}
	if cfg.Grace <= 0 {
		cfg.Grace = 10 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	l := &load{cfg: cfg, tally: tally{onAck: cfg.Acked}, calls: map[care.CallID]int{}}
	for _, c := range cfg.Devices {
		if c.Username != "" {
			l.speakers = append(l.speakers, newSpeaker(cfg.URL, c, &l.tally, cfg.Log.With("room", "simulator"), ears{feedback: l.hear}))
		}
	}
	if len(l.speakers) == 0 {
		return Report{}, fmt.Errorf("simulator: load: no device has an account: %w", care.ErrInvalid)
	}
	speaking, hush := context.WithCancel(ctx)
	defer hush()
	var all, connected sync.WaitGroup
	connected.Add(len(l.speakers))
	connecting := make(chan struct{}, connectingAtOnce)
	for _, s := range l.speakers {
		all.Go(func() { s.run(speaking, connecting, connected.Done) })
	}
	if err := waitFor(ctx, &connected); err != nil {
		return Report{}, fmt.Errorf("simulator: load: connect: %w", err)
	}
	l.push(ctx)
	l.settle(ctx)
	hush()
	all.Wait()
	for _, s := range l.speakers {
		all.Go(s.bye)
	}
	all.Wait()
	r := l.tally.report()
	r.count(l.presses)
	return r, nil
}

// waitFor waits for a group or the end of ctx.
func waitFor(ctx context.Context, group *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() { group.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// load is a load under way.
type load struct {
	cfg      LoadConfig
	tally    tally
	speakers []*speaker
	turn     int

	mu      sync.Mutex // guards presses and calls
	presses []Press
	calls   map[care.CallID]int
}

// push says what is due every few milliseconds, so that the rate is even however
// high.
func (l *load) push(ctx context.Context) {
	start := time.Now()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	messages, presses := 0, 0
	for {
		passed := time.Since(start)
		share := min(1, float64(passed)/float64(l.cfg.For))
		for wanted := int(share * l.cfg.For.Seconds() * l.cfg.Rate / 3); messages < wanted; messages++ {
			l.reading()
		}
		for wanted := int(share * float64(l.cfg.Presses)); presses < wanted; presses++ {
			l.press(start, presses)
		}
		if passed >= l.cfg.For {
			return
		}
		select {
		case <-tick.C:
		case <-l.cfg.Until:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (l *load) next() *speaker {
	l.turn++
	return l.speakers[l.turn%len(l.speakers)]
}

func (l *load) reading() {
	s, now := l.next(), time.Now()
	d := device{Credential: s.credential}
	s.say(utterance{topic: d.topic("telemetry"), sample: &sampled{d.Device, now},
		payload: d.telemetry(now, []said{{care.HeartRate, 72}, {care.SpO2, 97}, {care.BatteryMetric, 88}})})
}

func (l *load) press(start time.Time, n int) {
	s := l.speakers[n%len(l.speakers)] // a turn of their own: every device presses before one presses twice
	d := device{Credential: s.credential}
	now := time.Now()
	id := care.CallID("load-" + strconv.FormatInt(start.UnixMilli(), 36) + "-" + strconv.Itoa(n))
	l.mu.Lock()
	l.calls[id] = len(l.presses)
	l.presses = append(l.presses, Press{Device: d.Device, Call: id, Kind: care.SOS, Sent: now})
	l.mu.Unlock()
	if l.cfg.Pressed != nil {
		l.cfg.Pressed(d.Device, id, care.SOS, now)
	}
	payload := append(d.open(nil, now), `,"id":"`+string(id)+`","kind":"sos"}`...)
	s.say(utterance{topic: d.topic("call"), payload: payload})
}

// hear takes feedback; the first counts.
func (l *load) hear(f feedback) {
	l.mu.Lock()
	i, ok := l.calls[f.call]
	first := ok && l.presses[i].Received.IsZero()
	var device care.DeviceID
	if first {
		l.presses[i].Received = f.at
		device = l.presses[i].Device
	}
	l.mu.Unlock()
	if first && l.cfg.Heard != nil {
		l.cfg.Heard(device, f.call, f.at)
	}
}

// settle waits until everything was acknowledged and heard.
func (l *load) settle(ctx context.Context) {
	deadline := time.NewTimer(l.cfg.Grace)
	defer deadline.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for l.open() > 0 {
		select {
		case <-look.C:
		case <-deadline.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// open counts what is still on its way.
func (l *load) open() int {
	n := 0
	for _, s := range l.speakers {
		n += s.acks.pending() + len(s.outbox)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.presses {
		n += boolInt(p.Received.IsZero())
	}
	return n
}
