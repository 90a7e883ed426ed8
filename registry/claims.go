package registry

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"yian/care"
)

// A claim code is eleven random characters and a check, 55 bits in all, of an
// alphabet without I, L, O and U: what is read for one of them is meant.
const (
	claimLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	claimLength  = 12
)

// Claim is the code by which an installer takes a device out of stock. It is shown
// once and kept nowhere but as its digest.
type Claim struct {
	DeviceID care.DeviceID `json:"device_id"`
	Kind     string        `json:"kind"`
	Model    string        `json:"model,omitempty"`
	Code     string        `json:"code"`
}

// newClaim makes a code as it is printed, ABCD-EFGH-JKMN, and its digest.
func newClaim() (code, digest string) {
	b := make([]byte, claimLength-1)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = claimLetters[b[i]%32]
	}
	plain := string(b) + string(claimCheck(b))
	return plain[:4] + "-" + plain[4:8] + "-" + plain[8:], claimDigest(plain)
}

// claimCheck is Luhn's check over 32 letters: it finds every single wrong letter
// and all but one swap of neighbours.
func claimCheck[T string | []byte](letters T) byte {
	sum, double := 0, true
	for i := len(letters) - 1; i >= 0; i-- {
		n := strings.IndexByte(claimLetters, letters[i])
		if double {
			n *= 2
		}
		sum += n/32 + n%32
		double = !double
	}
	return claimLetters[(32-sum%32)%32]
}

// readClaim returns the digest of a code as somebody typed it; ok is false when it
// is none, or mistyped.
func readClaim(typed string) (digest string, ok bool) {
	plain := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(typed)))
	if len(plain) != claimLength {
		return "", false
	}
	for i := range len(plain) {
		if strings.IndexByte(claimLetters, plain[i]) < 0 {
			return "", false
		}
	}
	if claimCheck(plain[:claimLength-1]) != plain[claimLength-1] {
		return "", false
	}
	return claimDigest(plain), true
}

func claimDigest(plain string) string {
	sum := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(sum[:])
}

// IssueClaims makes new claim codes for devices, one entry for all. Older codes of
// these devices end.
func (r *Registry) IssueClaims(ctx context.Context, by care.Staff, ids []care.DeviceID) ([]Claim, error) {
	if len(ids) == 0 || len(ids) > 5000 {
		return nil, care.Invalid("body.ids", "claims.count", "一次可为 1 到 5000 台设备制作认领码")
	}
	out, hashes := make([]Claim, 0, len(ids)), map[care.DeviceID]string{}
	for _, id := range ids {
		d, err := r.record.Device(ctx, by.Scope(), id)
		if err != nil {
			return nil, err
		}
		if d.State == care.DeviceRetired || d.Revoked {
			return nil, care.Conflict("device.retired", "设备已停用，不能再认领")
		}
		code, hash := newClaim()
		hashes[id] = hash
		out = append(out, Claim{id, d.Kind, d.Model, code})
	}
	e := r.many(by.ID, "device", len(ids))
	e.What = "device.claims_issued"
	if len(ids) == 1 {
		e.Subject = string(ids[0])
	}
	return out, r.record.SaveClaims(ctx, hashes, e)
}
