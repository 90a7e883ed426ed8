package simulator

import (
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// Report says what became of a run, counted by identity: a press is its device
// and call id, readings are their device and ts.
type Report struct {
	Presses  int // first sayings
	Received int // of them: the platform's feedback came
	Lost     int // of them: it did not
	// Doubled are presses that stand in more than one incident; -1 while nobody
	// asked the platform (see [Platform.Doubled]).
	Doubled   int
	Confirmed int // presses of which the device confirmed at least one step
	// Median, P99 and Max are from the first saying to the first feedback.
	Median, P99, Max time.Duration
	Said             int64 // messages of any kind
	Acked            int64 // of them: acknowledged by the broker, as seen on the wire
	Readings         int64 // messages with readings
	ReadingsAcked    int64
	Unsaid           int64 // did not fit because the broker took too little
	LostCalls        []Press
}

// Press is one press of the run.
type Press struct {
	Device   care.DeviceID
	Call     care.CallID
	Kind     care.CallKind
	Sent     time.Time
	Received time.Time // zero: never
}

// Report returns how the run stands. It may be called at any time.
func (s *Simulator) Report() Report {
	r := s.tally.report()
	presses := s.Presses()
	s.mu.Lock()
	if s.county != nil {
		for _, p := range s.county.presses {
			if len(p.steps) > 0 {
				r.Confirmed++
			}
		}
	}
	s.mu.Unlock()
	r.count(presses)
	return r
}

// Presses returns every press that was sent, in order.
func (s *Simulator) Presses() []Press {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Press
	if s.county == nil {
		return nil
	}
	for _, p := range s.county.presses {
		if !p.sent.IsZero() {
			all = append(all, Press{Device: p.device.Device, Call: p.id, Kind: p.kind, Sent: p.sent, Received: p.heard})
		}
	}
	return all
}

// report begins a report with what was counted.
func (t *tally) report() Report {
	return Report{Doubled: -1, Said: t.said.Load(), Acked: t.acked.Load(),
		Readings: t.samples.Load(), ReadingsAcked: t.kept.Load(), Unsaid: t.unsaid.Load()}
}

// count adds what became of presses.
func (r *Report) count(presses []Press) {
	var waits []time.Duration
	for _, p := range presses {
		r.Presses++
		if p.Received.IsZero() {
			r.Lost++
			r.LostCalls = append(r.LostCalls, p)
			continue
		}
		r.Received++
		waits = append(waits, p.Received.Sub(p.Sent))
	}
	slices.Sort(waits)
	r.Median, r.P99, r.Max = percentile(waits, 0.5), percentile(waits, 0.99), percentile(waits, 1)
}

// String says it in two lines.
func (r Report) String() string {
	doubled := "not checked"
	if r.Doubled >= 0 {
		doubled = fmt.Sprint(r.Doubled)
	}
	return fmt.Sprintf("presses: sent %d, received %d, lost %d, doubled %s, confirmed %d; to received: median %s, p99 %s, max %s\n"+
		"readings: %d messages, %d acknowledged; %d messages of any kind, %d acknowledged, %d not said",
		r.Presses, r.Received, r.Lost, doubled, r.Confirmed, ms(r.Median), ms(r.P99), ms(r.Max),
		r.Readings, r.ReadingsAcked, r.Said, r.Acked, r.Unsaid)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond)) }
