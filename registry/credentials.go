package registry

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"yian/care"
)

// Credential is what a device signs in to the broker with. The secret is shown
// once and kept nowhere but as its digest.
type Credential struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// IssueCredential gives a device a new secret of 128 random bits. The old one, and
// every connection made with it, ends; a revoked device may sign in again.
func (r *Registry) IssueCredential(ctx context.Context, by care.Staff, id care.DeviceID) (username, password string, err error) {
	username, password, _, err = r.RotateCredential(ctx, by, id, 0)
	return username, password, err
}

// RotateCredential is [Registry.IssueCredential], but the old secret and its
// connections stay good for the time given, at most a week, or until the device uses
// the new one. until is when that ends; zero where it cannot be: a revoked device, or
// a broker that keeps one secret of each.
func (r *Registry) RotateCredential(ctx context.Context, by care.Staff, id care.DeviceID, keep time.Duration) (username, password string, until time.Time, err error) {
	if keep < 0 || keep > mostKeep {
		return "", "", time.Time{}, care.Invalid("body.keep_old_hours", "credential.keep", "旧密钥最多再保留 168 小时")
	}
	secret := newSecret()
	err = r.setKey(ctx, by, id, "credential_issued", func(d *care.Device, key *care.DeviceKey) error {
		until = time.Time{}
		if keep > 0 && !d.Revoked && key.Digest != "" && r.cfg.Seal == nil {
			until = r.now().Add(keep).Truncate(time.Millisecond)
			*key = care.DeviceKey{Digest: secretDigest(secret), Old: key.Digest, OldUntil: until}
		} else {
			*key = care.DeviceKey{Digest: secretDigest(secret), Tell: r.letIn(id, secret, key.Digest != "" || d.Revoked)}
		}
		d.Revoked, d.OldKeyUntil = false, timeOrNil(until)
		if d.State == care.DeviceRetired {
			d.State = care.DeviceSuspended // it comes back, and is proven anew
		}
		return nil
	})
	if err != nil {
		return "", "", time.Time{}, err
	}
	if until.IsZero() {
		r.devices.revoked(id)
	}
	return string(id), secret, until, nil
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// RevokeDevice takes a device's credential away, with every certificate made for it
// until now, and cuts its connections. It is idempotent.
func (r *Registry) RevokeDevice(ctx context.Context, by care.Staff, id care.DeviceID) error {
	return r.shutOut(ctx, by, id, "revoked")
}

// RetireDevice takes a device out of use for good, with its credential. It is
// idempotent.
func (r *Registry) RetireDevice(ctx context.Context, by care.Staff, id care.DeviceID) error {
	return r.shutOut(ctx, by, id, "retired")
}

func (r *Registry) shutOut(ctx context.Context, by care.Staff, id care.DeviceID, verb string) error {
	err := r.setKey(ctx, by, id, verb, func(d *care.Device, key *care.DeviceKey) error {
		now := r.now()
		*key = care.DeviceKey{Tell: r.shut(id)}
		d.Revoked, d.OldKeyUntil, d.CertificatesSince = true, nil, &now
		if verb == "retired" {
			d.State = care.DeviceRetired
		}
		return nil
	})
	if err == nil {
		r.devices.revoked(id)
	}
	return err
}

func (r *Registry) setKey(ctx context.Context, by care.Staff, id care.DeviceID, verb string, do func(*care.Device, *care.DeviceKey) error) error {
	sc := by.Scope()
	var out care.Device
	var kept care.DeviceKey
	err := r.record.ChangeDevice(ctx, id, func(d *care.Device, _ []*care.Device, key *care.DeviceKey) (care.Entry, error) {
		if !sc.Sees(d.RegionID, d.CenterID) {
			return care.Entry{}, care.NotFound("device")
		}
		if err := do(d, key); err != nil {
			return care.Entry{}, err
		}
		out, kept = *d, *key
		return r.deviceEntry(by.ID, verb, d), nil
	})
	if err != nil {
		return err
	}
	out.Version++
	r.devices.put(out, kept)
	return nil
}

// OnRevoke calls f whenever a device's secret stops being valid, so that the
// broker can cut its connections. f must not block. Add listeners before Run.
func (r *Registry) OnRevoke(f func(care.DeviceID)) { r.devices.listen(f) }

// Authenticate reports whether secret is the device's. It never blocks.
func (r *Registry) Authenticate(id care.DeviceID, secret string) bool {
	sum := sha256.Sum256([]byte(secret))
	return r.devices.match(id, sum[:], r.now())
}

// Certified reports whether a certificate of the site's own authority, made for the
// device at an instant, opens for it: the device is known, and its credential was not
// taken away since. It never blocks.
func (r *Registry) Certified(id care.DeviceID, made time.Time) bool {
	k := r.devices.get(id)
	return k != nil && !k.revoked && !made.Before(k.since)
}

func newSecret() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// secretDigest is what is kept of a secret.
func secretDigest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
