//go:build !noembedded

package embedded

import (
	"sync"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// shares says who sent what waits for the sessions of the platform, so that one
// device cannot use up the room of the others.
type shares struct {
	owner func(topic string) string // whose topic it is

	mu       sync.Mutex // guards all below
	sessions map[string]*share
}

// share is of one session.
type share struct {
	from  map[uint16]string // device, by packet id
	count map[string]int    // by device
}

func newShares(owner func(topic string) string) *shares {
	return &shares{owner: owner, sessions: map[string]*share{}}
}

// note begins anew with what waits for a session.
func (s *shares) note(cl *mqtt.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := &share{from: map[uint16]string{}, count: map[string]int{}}
	s.sessions[cl.ID] = of
	for _, pk := range cl.State.Inflight.GetAll(false) {
		of.add(pk, s.owner(pk.TopicName))
	}
}

// add notes that a message waits.
func (s *shares) add(session string, pk packets.Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if of := s.sessions[session]; of != nil {
		of.add(pk, s.owner(pk.TopicName))
	}
}

func (of *share) add(pk packets.Packet, device string) {
	of.remove(pk.PacketID)
	of.from[pk.PacketID] = device
	of.count[device]++
}

// remove notes that a message waits no more.
func (s *shares) remove(session string, id uint16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if of := s.sessions[session]; of != nil {
		of.remove(id)
	}
}

func (of *share) remove(id uint16) {
	device, ok := of.from[id]
	if !ok {
		return
	}
	delete(of.from, id)
	if of.count[device]--; of.count[device] == 0 {
		delete(of.count, device)
	}
}

// forget drops a session.
func (s *shares) forget(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session)
}

// of is how many messages of a device wait for a session.
func (s *shares) of(session, device string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if of := s.sessions[session]; of != nil {
		return of.count[device]
	}
	return 0
}
