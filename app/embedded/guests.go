//go:build !noembedded

package embedded

import (
	"slices"
	"sync"

	mqtt "github.com/mochi-mqtt/server/v2"

	"yian/care"
)

// mostConnections is how many connections one credential may hold. A client that
// forgets its own at each loss of the link would otherwise use up the room of all.
const mostConnections = 32

// guests are the connections of each device, oldest first.
type guests struct {
	mu  sync.Mutex // guards all below
	all map[care.DeviceID][]guest
}

type guest struct {
	cl    *mqtt.Client
	will  string // topic of its last words; empty: none
	moved bool   // its session goes on at another connection
}

// enter adds a connection and returns the one that must make room for it, or nil.
func (g *guests) enter(cl *mqtt.Client, will string) *mqtt.Client {
	g.mu.Lock()
	defer g.mu.Unlock()
	present := append(g.all[device(cl)], guest{cl: cl, will: will})
	g.all[device(cl)] = present
	if len(present) > mostConnections {
		return present[0].cl
	}
	return nil
}

func (g *guests) leave(cl *mqtt.Client) {
	g.mu.Lock()
	defer g.mu.Unlock()
	left := slices.DeleteFunc(g.all[device(cl)], func(o guest) bool { return o.cl == cl })
	if g.all[device(cl)] = left; len(left) == 0 {
		delete(g.all, device(cl))
	}
}

// move notes that the session of a connection goes on at a new one.
func (g *guests) move(to *mqtt.Client) {
	g.mu.Lock()
	defer g.mu.Unlock()
	present := g.all[device(to)]
	for i := range present {
		if present[i].cl.ID == to.ID {
			present[i].moved = true
		}
	}
}

// goes reports whether whoever speaks through cl goes with it: not when its
// session moved, nor when another connection has the same last words to leave.
func (g *guests) goes(cl *mqtt.Client, will string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, o := range g.all[device(cl)] {
		if o.cl == cl && o.moved || o.cl != cl && o.will == will {
			return false
		}
	}
	return true
}
