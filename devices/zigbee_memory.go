package devices

import (
	"hash/fnv"
	"strconv"
	"sync"
	"time"

	"yian/care"
)

const (
	// maxChildren bounds what is remembered of one gateway. A mesh holds some 200
	// devices; a gateway that names more than this is forgotten and begins anew.
	maxChildren = 1000
	// sameCall is how close together two frames of one child without an instant of
	// their own are one press: the state and its attribute topics, or the several
	// frames that a button sends.
	sameCall = 2 * time.Second
	// lastSeenValid is how old a last_seen may be to name a call. A gateway whose
	// clock stands still would otherwise give every later press the id of the first.
	lastSeenValid = 24 * time.Hour
	// longestTest is how long a detector's test keeps its alarm from being a call. A
	// test bit that sticks must not hide a fire.
	longestTest = 5 * time.Minute
)

// gateway is what is remembered of the children of one gateway.
type gateway struct {
	mu       sync.Mutex // guards children and what they point to
	children map[string]*[signals]memory
}

// memory is what is remembered of one signal of one child. Its zero value is a
// state that is unknown.
type memory struct {
	on    bool
	call  SaidCall  // the last it made
	heard time.Time // when that came
	print uint64    // of the message that made it
}

func (g *gateway) memories(child string) *[signals]memory {
	all := g.children[child]
	if all == nil {
		if len(g.children) >= maxChildren {
			clear(g.children)
		}
		all = new([signals]memory)
		g.children[child] = all
	}
	return all
}

// signal compares a signal with its last state and makes a call of an edge.
func (m *zigbeeMessage) signal(s signal, f fact) {
	m.gateway.mu.Lock()
	defer m.gateway.mu.Unlock()
	all := m.gateway.memories(m.child)
	mem := &all[s]
	if s == actionSignal {
		// An action is itself the edge: the state carries it for one message only.
		if f.kind == word && isEmergency(f.word) {
			m.call(all, s)
		}
		return
	}
	if m.test && s.hazard() {
		return
	}
	on, _ := f.on()
	switch {
	case !on:
		// Off, or unknown: null after a restart of the gateway is not "safe", but the
		// next alarm is an edge either way.
		mem.on = false
	case !mem.on:
		mem.on = true
		m.call(all, s)
	case mem.print == m.print && mem.call.ID != "":
		// The very message that made the call, delivered again, or read by the other
		// lane: the same call, which nobody counts twice.
		m.add(mem.call)
	}
}

// hazard reports whether a detector's test button raises the signal too.
func (s signal) hazard() bool {
	return s == smokeSignal || s == gasSignal || s == coSignal || s == leakSignal
}

// testing reports whether a test is going on, and not for too long. The states
// during a test are not remembered: an alarm that outlives it is an edge.
func (m *zigbeeMessage) testing(f fact) bool {
	if on, _ := f.on(); !on {
		return false
	}
	m.gateway.mu.Lock()
	defer m.gateway.mu.Unlock()
	mem := &m.gateway.memories(m.child)[testSignal]
	return !mem.on || m.received.Sub(mem.heard) < longestTest
}

// call appends the call that signal s makes, and remembers it.
func (m *zigbeeMessage) call(all *[signals]memory, s signal) {
	c := SaidCall{Child: m.child, Kind: s.kind(), At: m.when.at, Skewed: m.when.skewed}
	if last := lastOfKind(all, c.Kind); !m.named() && last != nil && m.received.Sub(last.heard).Abs() < sameCall {
		c = last.call
	} else {
		c.ID = m.id(c.Kind)
	}
	all[s].call, all[s].heard, all[s].print = c, m.received, m.print
	m.add(c)
}

// add appends a call unless the same message already made it through another
// field.
func (m *zigbeeMessage) add(c SaidCall) {
	for _, other := range m.said.Calls {
		if other.ID == c.ID {
			return
		}
	}
	m.said.Calls = append(m.said.Calls, c)
}

// lastOfKind returns what made the child's latest call of that kind, or nil.
func lastOfKind(all *[signals]memory, kind care.CallKind) *memory {
	var last *memory
	for i := range all {
		if mem := &all[i]; mem.call.ID != "" && mem.call.Kind == kind && (last == nil || mem.heard.After(last.heard)) {
			last = mem
		}
	}
	return last
}

// named reports whether the message carries an instant that tells this press
// from every other.
func (m *zigbeeMessage) named() bool {
	return m.when.own && m.received.Sub(m.when.at) < lastSeenValid
}

// id names a call by the instant at which the gateway heard it, or failing that
// by the second in which it was received.
func (m *zigbeeMessage) id(kind care.CallKind) care.CallID {
	at := m.received.Truncate(time.Second)
	if m.named() {
		at = m.when.at
	}
	return digest(Zigbee2MQTT, string(m.device), m.child, string(kind), strconv.FormatInt(at.UnixMilli(), 10))
}

// fingerprint tells payloads apart. It is no protection against malice, which
// could only make its own gateway's calls look repeated.
func fingerprint(payload []byte) uint64 {
	h := fnv.New64a()
	h.Write(payload)
	return h.Sum64()
}
