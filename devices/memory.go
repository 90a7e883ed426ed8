package devices

import (
	"hash/fnv"
	"strconv"
	"strings"
	"sync"
	"time"

	"yian/care"
)

const (
	// maxChildren bounds what is remembered of one gateway. A mesh holds some 200
	// devices, a cloud's account a county's; one that names more than this is forgotten
	// and begins anew.
	maxChildren = 10000
	// maxSignals bounds what is remembered of one child: some number their alarms.
	maxSignals = 64
	// sameCall is how close together two frames of one child without an instant of
	// their own are one press: the state and its attribute topics, or the several
	// frames that a button sends.
	sameCall = 2 * time.Second
	// namesCall is how old an instant may be to name a call. A gateway whose clock
	// stands still would otherwise give every later press the id of the first.
	namesCall = 24 * time.Hour
	// pressHolds and stateHolds are how long an alarm that nobody repeated still
	// stands, of a person and of a detector. Many buttons say only that they were
	// pressed, never that they were let go: later it is another press.
	pressHolds = 10 * time.Minute
	stateHolds = 2 * time.Hour
	// longestTest is how long a detector's test keeps its alarm from being a call. A
	// test bit that sticks must not hide a fire.
	longestTest = 5 * time.Minute
)

// gateway is what is remembered of the children of one gateway.
type gateway struct {
	mu       sync.Mutex // guards children and what they point to
	children map[string]signals
}

// signals is what is remembered of one child, by what may be a call.
type signals map[string]*memory

// memory is what is remembered of one signal. Its zero value is a state that is
// unknown.
type memory struct {
	on      bool
	seen    time.Time // when it was last on
	call    SaidCall  // the last it made
	subject string    // of that call
	heard   time.Time // when that came
	print   uint64    // of the message that made it
}

func (g *gateway) signals(child string) signals {
	all := g.children[child]
	if all == nil {
		if len(g.children) >= maxChildren {
			clear(g.children)
		}
		all = signals{}
		g.children[child] = all
	}
	return all
}

func (s signals) of(name string) *memory {
	mem := s[name]
	if mem == nil {
		if len(s) >= maxSignals {
			clear(s)
		}
		mem = &memory{}
		s[name] = mem
	}
	return mem
}

// lastOf returns what made the child's latest call of that kind and subject, or nil.
func (s signals) lastOf(kind care.CallKind, subject string) *memory {
	var last *memory
	for _, mem := range s {
		if mem.call.ID != "" && mem.call.Kind == kind && mem.subject == subject && (last == nil || mem.heard.After(last.heard)) {
			last = mem
		}
	}
	return last
}

// state compares a state with its last one and makes a call when it turned on.
// Unknown is off: null after a restart of the gateway is not "safe", but the next
// alarm is an edge either way.
func (m *message) state(name string, kind care.CallKind, on bool) {
	if m.quiet || m.test && hazard(kind) {
		return
	}
	m.gateway.mu.Lock()
	defer m.gateway.mu.Unlock()
	all := m.gateway.signals(m.child)
	if !on && all[name] == nil {
		return
	}
	mem := all.of(name)
	stood := mem.on && m.received.Sub(mem.seen) < m.standing(kind)
	mem.on = on
	if !on {
		return
	}
	mem.seen = m.received
	switch {
	case !stood:
		m.call(all, mem, kind)
	case mem.print == m.print && mem.call.ID != "" && mem.call.Kind == kind:
		// The very message that made the call, delivered again, or read by the other
		// lane: the same call, which nobody counts twice.
		m.add(mem.call)
	}
}

// worded is state for a field whose words name one alarm or another: smoke is news
// although the same field said sos before. What it does not say any more has ended,
// except what the same message said beside it.
func (m *message) worded(name string, kind care.CallKind, on bool) {
	own, since := name+"="+string(kind), m.received
	m.gateway.mu.Lock()
	all := m.gateway.signals(m.child)
	if mem := all[own]; on && mem != nil && mem.on {
		since = mem.seen // what was beside it then may be so now
	}
	for other, mem := range all {
		if strings.HasPrefix(other, name+"=") && (!on || other != own) && mem.seen.Before(since) {
			mem.on = false
		}
	}
	m.gateway.mu.Unlock()
	if on {
		m.state(own, kind, true)
	}
}

// event makes a call of what is itself the edge: it is said once, for one message.
func (m *message) event(name string, kind care.CallKind) {
	if m.quiet {
		return
	}
	m.gateway.mu.Lock()
	defer m.gateway.mu.Unlock()
	all := m.gateway.signals(m.child)
	m.call(all, all.of(name), kind)
}

// standing is how long an alarm of this kind stands unless it is repeated.
func (m *message) standing(kind care.CallKind) time.Duration {
	switch {
	case m.holds > 0:
		return m.holds
	case kind == care.SOS, kind == care.PullCord, kind == care.Fall:
		return pressHolds
	}
	return stateHolds
}

// hazard reports whether a detector's test button makes a call of this kind too.
func hazard(kind care.CallKind) bool {
	return kind == care.Smoke || kind == care.Gas || kind == care.WaterLeak
}

// testing reports whether a test is going on, and not for too long. The states
// during a test are not remembered: an alarm that outlives it is an edge.
func (m *message) testing(on bool) bool {
	if !on {
		return false
	}
	m.gateway.mu.Lock()
	defer m.gateway.mu.Unlock()
	mem := m.gateway.signals(m.child).of("test")
	return !mem.on || m.received.Sub(mem.heard) < longestTest
}

// call appends the call that a signal makes, and remembers it.
func (m *message) call(all signals, mem *memory, kind care.CallKind) {
	c := SaidCall{Child: m.child, Kind: kind, At: m.when.at, Skewed: m.when.skewed}
	if last := all.lastOf(kind, m.subject); !m.named() && last != nil && m.received.Sub(last.heard).Abs() < sameCall {
		c = last.call
	} else {
		c.ID = m.id(kind)
	}
	mem.call, mem.subject, mem.heard, mem.print = c, m.subject, m.received, m.print
	m.add(c)
}

// add appends a call unless the same message already made it through another
// field.
func (m *message) add(c SaidCall) {
	for _, other := range m.said.Calls {
		if other.ID == c.ID {
			return
		}
	}
	m.said.Calls = append(m.said.Calls, c)
}

// named reports whether the message carries what tells this press from every
// other.
func (m *message) named() bool {
	return m.identity != "" || m.when.own && m.received.Sub(m.when.at) < namesCall
}

// id names a call by the number that its maker gave it, or else by the instant at
// which it happened, or failing that by the second in which it was received.
func (m *message) id(kind care.CallKind) care.CallID {
	if m.identity != "" {
		return digest(m.kind, string(m.device), m.child, string(kind), m.subject, "#"+m.identity)
	}
	at := m.received.Truncate(time.Second)
	if m.named() {
		at = m.when.at
	}
	ms := strconv.FormatInt(at.UnixMilli(), 10)
	if m.subject == "" {
		return digest(m.kind, string(m.device), m.child, string(kind), ms)
	}
	return digest(m.kind, string(m.device), m.child, string(kind), m.subject, ms)
}

// fingerprint tells payloads apart. It is no protection against malice, which
// could only make its own gateway's calls look repeated.
func fingerprint(payload []byte) uint64 {
	h := fnv.New64a()
	h.Write(payload)
	return h.Sum64()
}
