package registry

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"

	"yian/care"
)

const (
	// sessionFresh is how long a session is believed without asking the record. Of a
	// sign-out in another process nothing else is heard, and a stream asks every 4 s:
	// together they stay below 5 s.
	sessionFresh = 800 * time.Millisecond
	// knownFor is how long an address is remembered after a sign-in.
	knownFor = 90 * 24 * time.Hour
	// longestPassword keeps a request from being a hash of megabytes.
	longestPassword = 256
)

// Session is what a sign-in gives.
type Session struct {
	// Token is 256 random bits, kept nowhere but as its digest.
	Token     string
	Staff     care.Staff
	ExpiresAt time.Time // unless it is used
}

// wrongPassword never says which of the two was wrong.
func wrongPassword() error {
	return &care.Fault{Kind: care.ErrForbidden, Code: "session.wrong_password", Detail: "用户名或密码不对"}
}

func noSession() error {
	return &care.Fault{Kind: care.ErrForbidden, Code: "session.expired", Detail: "登录已过期，请重新登录"}
}

// SignIn opens a session. address is where the request came from. The code
// "session.wrong_password" covers unknown users, disabled users and wrong
// passwords alike; "session.throttled" asks to wait. It blocks for the hash, about
// 20 ms, of which two run at once.
func (r *Registry) SignIn(ctx context.Context, username, password, address string) (Session, error) {
	id := care.StaffID(strings.TrimSpace(username))
	if id == "" || len(id) > 64 || len(password) > longestPassword {
		return Session{}, wrongPassword()
	}
	now := r.now()
	friend, err := r.record.KnownAddress(ctx, id, address, now.Add(-knownFor))
	if err != nil {
		return Session{}, err
	}
	back, wait := r.gate.enter(string(id), address, friend, now)
	if back == nil {
		r.log.Warn("sign-in throttled", "staff_id", id, "wait", wait)
		return Session{}, throttled()
	}
	person, err := r.verify(ctx, id, password)
	if err != nil {
		return Session{}, err
	}
	back()
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	s := Session{Token: base64.RawURLEncoding.EncodeToString(raw), Staff: person, ExpiresAt: now.Add(r.cfg.SessionTTL)}
	if err := r.record.OpenSession(ctx, digestOf(s.Token), id, address, now, s.ExpiresAt); err != nil {
		return Session{}, err
	}
	r.views.seen(id, now)
	return s, nil
}

// verify returns the user when the password is right. It takes as long when there
// is no such user.
func (r *Registry) verify(ctx context.Context, id care.StaffID, password string) (care.Staff, error) {
	encoded, err := r.record.Password(ctx, id)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return care.Staff{}, err
	}
	ok, err := r.hasher.match(ctx, encoded, password)
	if err != nil {
		return care.Staff{}, err
	}
	if !ok {
		return care.Staff{}, wrongPassword()
	}
	person, err := r.record.StaffMember(ctx, care.Everything, id)
	if err != nil {
		return care.Staff{}, err
	}
	if person.Disabled {
		return care.Staff{}, wrongPassword()
	}
	return person, nil
}

// Session returns whose token it is. The code "session.expired" says that it is
// nobody's. The answer is at most a second old, and a use extends the session.
func (r *Registry) Session(ctx context.Context, token string) (care.Staff, error) {
	if len(token) == 0 || len(token) > 100 {
		return care.Staff{}, noSession()
	}
	hash, now := digestOf(token), r.now()
	held, ok := r.sessions.get(hash, now)
	if !ok {
		generation := r.sessions.generation()
		person, expires, err := r.record.Session(ctx, hash)
		if errors.Is(err, care.ErrNotFound) {
			return care.Staff{}, noSession()
		}
		if err != nil {
			return care.Staff{}, err
		}
		held = heldSession{staff: person, expires: expires, read: now}
		r.sessions.put(hash, held, generation)
	}
	if held.staff.Disabled || !now.Before(held.expires) {
		return care.Staff{}, noSession()
	}
	// Writing at each use would be a write per request; a twelfth of the life is
	// precise enough.
	if held.expires.Sub(now) < r.cfg.SessionTTL*11/12 {
		if err := r.record.ExtendSession(ctx, hash, now.Add(r.cfg.SessionTTL)); err != nil {
			return care.Staff{}, err
		}
		r.sessions.forgetHash(hash)
	}
	r.views.seen(held.staff.ID, now)
	return held.staff, nil
}

// SignOut ends a session. It is idempotent.
func (r *Registry) SignOut(ctx context.Context, token string) error {
	hash := digestOf(token)
	err := r.record.CloseSession(ctx, hash)
	r.sessions.forgetHash(hash)
	return err
}

func digestOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// heldSession is a session as it was read.
type heldSession struct {
	staff   care.Staff
	expires time.Time
	read    time.Time
}

// sessionCache spares the record a read per request.
type sessionCache struct {
	mu   sync.Mutex // guards all below
	held map[string]heldSession
	gen  int64 // counts what was forgotten
}

func newSessionCache() *sessionCache { return &sessionCache{held: map[string]heldSession{}} }

func (c *sessionCache) get(hash string, now time.Time) (heldSession, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[hash]
	if !ok || now.Sub(h.read) >= sessionFresh || now.Before(h.read) {
		return heldSession{}, false
	}
	return h, true
}

func (c *sessionCache) generation() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gen
}

// put keeps a session unless something was forgotten since it was read: that may
// have been this one.
func (c *sessionCache) put(hash string, h heldSession, generation int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gen != generation {
		return
	}
	if len(c.held) > 10_000 {
		clear(c.held)
	}
	c.held[hash] = h
}

func (c *sessionCache) forgetHash(hash string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	delete(c.held, hash)
}

func (c *sessionCache) forgetStaff(id care.StaffID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	for hash, h := range c.held {
		if h.staff.ID == id {
			delete(c.held, hash)
		}
	}
}
