package registry

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"yian/care"
)

// The cost of a password: OWASP's second recommendation, about 20 ms here.
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	argonKey     = 32
)

// hasher turns passwords into PHC strings. At most two run at once, so that a
// flood of sign-ins takes neither the memory nor the processors from the calls.
type hasher struct {
	turns chan struct{}
	dummy string // for users that do not exist
}

func newHasher() *hasher {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	// Not a hash of anything: comparing with it takes as long as with a real one.
	return &hasher{turns: make(chan struct{}, 2), dummy: phc(argonMemory, argonTime, argonThreads, salt, make([]byte, argonKey))}
}

func (h *hasher) turn(ctx context.Context) (func(), error) {
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("registry: wait to hash: %w", ctx.Err())
	}
}

// hash makes the PHC string of a password. It blocks for its turn.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	return phc(argonMemory, argonTime, argonThreads, salt, key), nil
}

// match reports whether password belongs to the PHC string; an empty string
// stands for a user that does not exist and takes as long. It blocks for its turn.
func (h *hasher) match(ctx context.Context, encoded, password string) (bool, error) {
	exists := encoded != ""
	if !exists {
		encoded = h.dummy
	}
	memory, passes, threads, salt, key, err := parsePHC(encoded)
	if err != nil {
		return false, err
	}
	done, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	got := argon2.IDKey([]byte(password), salt, passes, memory, threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1 && exists, nil
}

func phc(memory, passes uint32, threads uint8, salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, b.EncodeToString(salt), b.EncodeToString(key))
}

func parsePHC(s string) (memory, passes uint32, threads uint8, salt, key []byte, err error) {
	bad := care.Invalid("body.password_hash", "password.hash", "不是 Argon2id 的 PHC 字符串")
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return 0, 0, 0, nil, nil, bad
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return 0, 0, 0, nil, nil, bad
	}
	b := base64.RawStdEncoding
	salt, saltErr := b.DecodeString(parts[4])
	key, keyErr := b.DecodeString(parts[5])
	switch {
	case saltErr != nil, keyErr != nil, len(salt) < 8, len(key) < 16, len(key) > 64:
		return 0, 0, 0, nil, nil, bad
	case memory < 8 || memory > 256*1024, passes < 1 || passes > 10, threads < 1 || threads > 8:
		return 0, 0, 0, nil, nil, bad
	}
	return memory, passes, threads, salt, key, nil
}

// HashPassword returns the PHC string of a password for [NewStaff.PasswordHash].
// It blocks for about 20 ms.
func (r *Registry) HashPassword(ctx context.Context, password string) (string, error) {
	return r.hasher.hash(ctx, password)
}
