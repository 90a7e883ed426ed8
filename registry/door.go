package registry

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"yian/care"
)

// Doorman speaks to a broker that is not ours. Both methods block and are idempotent;
// [care.ErrUnavailable] means that the broker does not answer.
type Doorman interface {
	// Admit tells the broker of these accounts, in order, and returns how many it has
	// taken.
	Admit(ctx context.Context, accounts []care.Account) (int, error)
	// Accounts returns whom the broker knows, true for whoever may come in. Nil: it
	// asks us, and keeps none.
	Accounts(ctx context.Context) (map[care.DeviceID]bool, error)
}

// DoorState is how far a broker that is not ours knows who may come in.
type DoorState struct {
	Waiting int // what it was not told yet
	// Missing are devices whose secret it does not know, nor do we any more: each needs
	// a new one.
	Missing int
}

const (
	// atOnce is how much a broker is told at once: Mosquitto writes all its accounts for
	// each, and hears nobody meanwhile.
	atOnce = 10
	// busy is how long one Tell goes on, for others to see how far it is.
	busy = time.Second
	// compareEvery is how often the broker's accounts are compared with ours.
	compareEvery = 10 * time.Minute
)

// door is what the registry keeps for a broker that is not ours.
type door struct {
	seal cipher.AEAD // nil: the broker keeps no secrets

	mu       sync.Mutex // guards all below
	state    DoorState
	compared time.Time
}

// newDoor takes a key of 32 bytes, or none.
func newDoor(key []byte) *door {
	if key == nil {
		return &door{}
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the key is of another length: ours to mend
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return &door{seal: seal}
}

// letIn is what the broker is to be told of a new secret; nil when it asks us, and
// has nobody to cut.
func (r *Registry) letIn(id care.DeviceID, secret string, replaces bool) *care.Admission {
	switch {
	case r.door.seal != nil:
		return &care.Admission{Device: id, Sealed: r.door.close(id, secret), Replaces: replaces, At: r.now()}
	case replaces:
		return r.shut(id)
	}
	return nil
}

// shut is what the broker is to be told of a device that must go.
func (r *Registry) shut(id care.DeviceID) *care.Admission {
	if r.door.seal == nil && !r.cfg.Cuts {
		return nil
	}
	return &care.Admission{Device: id, Replaces: true, At: r.now()}
}

// close seals a secret, bound to its device.
func (d *door) close(id care.DeviceID, secret string) string {
	nonce := make([]byte, d.seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return base64.RawStdEncoding.EncodeToString(d.seal.Seal(nonce, nonce, []byte(secret), []byte(id)))
}

var errSealed = errors.New("registry: a secret that waits for the broker cannot be read: the key it was sealed with is another")

func (d *door) open(a care.Admission) (string, error) {
	b, err := base64.RawStdEncoding.DecodeString(a.Sealed)
	if err != nil || d.seal == nil || len(b) < d.seal.NonceSize() {
		return "", errSealed
	}
	n := d.seal.NonceSize()
	secret, err := d.seal.Open(nil, b[:n], b[n:], []byte(a.Device))
	if err != nil {
		return "", errSealed
	}
	return string(secret), nil
}

// Tell tells the broker what waits, and now and then compares its accounts with
// ours. One process at a time should; two do no harm. It blocks, and returns the
// first error: the same again goes on where it stood.
func (r *Registry) Tell(ctx context.Context, broker Doorman) error {
	now := r.now()
	r.door.mu.Lock()
	due := now.Sub(r.door.compared) >= compareEvery
	r.door.mu.Unlock()
	if err := r.tellWaiting(ctx, broker); err != nil || !due || r.Door().Waiting > 0 {
		return err
	}
	if err := r.compare(ctx, broker); err != nil {
		return err
	}
	r.door.mu.Lock()
	defer r.door.mu.Unlock()
	r.door.compared = now
	return nil
}

func (r *Registry) tellWaiting(ctx context.Context, broker Doorman) error {
	for began := r.now(); ; {
		waiting, err := r.record.Admissions(ctx, 500)
		if err != nil {
			return err
		}
		r.door.mu.Lock()
		r.door.state.Waiting = len(waiting)
		r.door.mu.Unlock()
		if len(waiting) == 0 || r.now().Sub(began) > busy {
			return nil
		}
		// Whoever is to be shut out stands first, so that a long list holds up none.
		if err := r.tellSome(ctx, broker, waiting[:min(len(waiting), atOnce)]); err != nil {
			return err
		}
	}
}

func (r *Registry) tellSome(ctx context.Context, broker Doorman, some []care.Admission) error {
	var accounts []care.Account
	var meant []care.Admission
	for _, a := range some {
		one := care.Account{Device: a.Device, Replaces: a.Replaces}
		if a.Sealed != "" {
			secret, err := r.door.open(a)
			if err != nil {
				// Nobody can read it any more: the device needs a new secret, and the next
				// comparison counts it.
				r.log.Error("secret dropped", "device_id", a.Device, "err", err)
				if err := r.record.Admitted(ctx, []care.Admission{a}); err != nil {
					return err
				}
				continue
			}
			one.Secret = secret
		}
		accounts, meant = append(accounts, one), append(meant, a)
	}
	if len(accounts) == 0 {
		return nil
	}
	n, err := broker.Admit(ctx, accounts)
	return errors.Join(err, r.record.Admitted(ctx, meant[:n]))
}

// compare shuts out whom the broker lets in and we do not, and counts whom we would
// let in and it does not know.
func (r *Registry) compare(ctx context.Context, broker Doorman) error {
	accounts, err := broker.Accounts(ctx)
	if err != nil {
		return fmt.Errorf("registry: accounts of the broker: %w", err)
	}
	missing := 0
	var shut []care.Admission
	for id, v := range r.devices.devices.Range {
		k := v.(*known)
		switch in := accounts[id.(care.DeviceID)]; {
		case accounts == nil:
		case k.revoked && in:
			shut = append(shut, care.Admission{Device: k.place.Device, Replaces: true, At: r.now()})
		case !k.revoked && k.key.secret != nil && !in:
			missing++
		}
	}
	r.door.mu.Lock()
	r.door.state.Missing = missing
	r.door.mu.Unlock()
	if missing > 0 {
		r.log.Warn("the broker does not let devices in that have a secret here; issue new ones", "count", missing)
	}
	if len(shut) == 0 {
		return nil
	}
	r.log.Warn("the broker lets devices in whose secret was taken away, shutting them out", "count", len(shut))
	if err := r.record.Admit(ctx, shut); err != nil {
		return err
	}
	return r.tellWaiting(ctx, broker)
}

// Door returns how far the broker knows who may come in, as of the last [Registry.Tell].
func (r *Registry) Door() DoorState {
	r.door.mu.Lock()
	defer r.door.mu.Unlock()
	return r.door.state
}

// errEnded is that another process was faster.
var errEnded = errors.New("registry: the old secret has ended already")

// endOldKeys ends the old secrets whose device used the new one, or whose time is up,
// and cuts what was connected with them. Every process may; the record decides.
func (r *Registry) endOldKeys(ctx context.Context) {
	for _, id := range r.devices.ended(r.now()) {
		err := r.setKey(ctx, care.Staff{ID: care.System, Role: care.Admin}, id, "old_credential_ended", func(d *care.Device, key *care.DeviceKey) error {
			if key.Old == "" {
				return errEnded
			}
			key.Old, key.OldUntil, key.Tell, d.OldKeyUntil = "", time.Time{}, r.shut(id), nil
			return nil
		})
		switch {
		case errors.Is(err, errEnded):
			r.moved.keep(care.DeviceQuery{ID: id})
		case err != nil:
			r.log.Warn("an old secret is not ended, will try again", "device_id", id, "err", err)
			continue
		}
		r.devices.revoked(id)
	}
}
