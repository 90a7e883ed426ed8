package registry

import (
	"sync"
	"time"

	"yian/care"
)

// The gate bounds wrong passwords before any of them costs a hash. Accounts are
// never locked: a lock would be a weapon against the hotline. A stranger's
// address shares two allowances, one per account and one per address; an address
// from which this account signed in before has an allowance of its own that
// nobody else can use up.
var (
	perAccount = allowance{burst: 6, every: 20 * time.Second}
	perAddress = allowance{burst: 30, every: 4 * time.Second}
	perFriend  = allowance{burst: 12, every: 5 * time.Second}
)

// allowance is so many tries at once, and one more every so often.
type allowance struct {
	burst float64
	every time.Duration
}

// gateLimit bounds the memory that strangers can take.
const gateLimit = 20_000

type gate struct {
	mu   sync.Mutex // guards used
	used map[gateKey]*usage
}

// gateKey names what an allowance is for; own marks somebody who is known already.
type gateKey struct {
	account, address string
	own              bool
}

type usage struct {
	tries float64 // at the instant at
	at    time.Time
	allowance
}

func newGate() *gate { return &gate{used: map[gateKey]*usage{}} }

// enter takes one try, and returns how to give it back after a right password.
// When there is none left it returns nil and how long to wait.
func (g *gate) enter(account, address string, friend bool, now time.Time) (back func(), wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []*usage
	if friend {
		all = []*usage{g.usage(gateKey{account, address, true}, perFriend, now)}
	} else {
		all = []*usage{g.usage(gateKey{account: account}, perAccount, now), g.usage(gateKey{address: address}, perAddress, now)}
	}
	for _, u := range all {
		if over := u.tries + 1 - u.burst; over > 0 {
			wait = max(wait, time.Duration(over*float64(u.every)))
		}
	}
	if wait > 0 {
		return nil, wait
	}
	for _, u := range all {
		u.tries++
	}
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, u := range all {
			u.tries = max(0, u.tries-1)
		}
	}, 0
}

// usage returns the allowance used under key, as of now.
func (g *gate) usage(key gateKey, a allowance, now time.Time) *usage {
	u, ok := g.used[key]
	if !ok {
		if len(g.used) >= gateLimit {
			g.sweep(now)
		}
		u = &usage{at: now, allowance: a}
		g.used[key] = u
	}
	if passed := now.Sub(u.at); passed > 0 {
		u.tries = max(0, u.tries-float64(passed)/float64(u.every))
		u.at = now
	}
	return u
}

// sweep forgets whoever has all tries again; if that is nobody, everybody.
func (g *gate) sweep(now time.Time) {
	for key, u := range g.used {
		if u.tries-float64(now.Sub(u.at))/float64(u.every) <= 0 {
			delete(g.used, key)
		}
	}
	if len(g.used) >= gateLimit {
		clear(g.used)
	}
}

// throttled says to try again later. Its kind is unavailable: the same request
// may succeed then.
func throttled() error {
	return &care.Fault{Kind: care.ErrUnavailable, Code: "session.throttled", Detail: "密码错误次数太多，请过一会儿再试"}
}
