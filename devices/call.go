package devices

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"yian/care"
)

// decodeCall reads a call. Only kind decides: whatever the other fields hold, a
// call of a known kind is a call, since somebody may need help.
func decodeCall(m heard, v *fastjson.Value) {
	if !m.object(v) {
		return
	}
	word, _ := text(v.Get("kind"))
	kind, ok := care.ParseCallKind(word)
	if !ok {
		m.said.refuse(care.UnknownKind, "kind 不是已知的呼叫类型")
		return
	}
	// A field that names nothing is no reason to lose the call: it is then raised
	// as the gateway's own.
	name, _ := child(v)
	when := instantOf(v.Get("ts"), m.received)
	m.said.Calls = append(m.said.Calls, SaidCall{
		Child: name, ID: m.callID(v.Get("id"), name, when, kind), Kind: kind,
		At: when.at, Skewed: when.skewed, Location: location(v.Get("location")),
	})
}

// callID returns the id that the device gave, or the derived one. An id too long
// to keep is replaced by its digest, so that its repeats are still one call.
func (m heard) callID(v *fastjson.Value, child string, when instant, kind care.CallKind) care.CallID {
	id, _ := text(v)
	switch {
	case id == "":
		return deriveCallID(m.device, child, when, m.received, kind)
	case len(id) > maxText:
		return digest("long", id)
	}
	return care.CallID(id)
}

// DeriveCallID names a call that came without an id: the same device, instant
// (to the millisecond) and kind always give the same id, so that a repeat is the
// same call.
func DeriveCallID(device care.DeviceID, ts time.Time, kind care.CallKind) care.CallID {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(ts.UnixMilli()))
	return digest(string(device), string(ms[:]), string(kind))
}

// staleFor is how long a call is repeated under one derived id that names an instant
// long past: a clock that stands still would give every later press the id of the first.
const staleFor = 10 * time.Minute

// deriveCallID is DeriveCallID for a device that may stand behind a gateway.
// Without a clock to trust, the calls of one second are one.
func deriveCallID(device care.DeviceID, child string, when instant, received time.Time, kind care.CallKind) care.CallID {
	at := when.at
	if !when.own {
		at = at.Truncate(time.Second)
	}
	if child != "" {
		device += "/" + care.DeviceID(child)
	}
	if when.own && received.Sub(at) >= namesCall {
		device += "@" + care.DeviceID(strconv.FormatInt(received.Truncate(staleFor).Unix(), 10))
	}
	return DeriveCallID(device, at, kind)
}

// digest names something by its parts, each closed by a NUL so that no two lists
// of parts run together.
func digest(parts ...string) care.CallID {
	h := sha256.New()
	for _, part := range parts {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return care.CallID("d-" + hex.EncodeToString(h.Sum(nil)[:12]))
}

// location reads where a wearable is, or nil when that is no place on earth. A
// receiver without a fix says 0, 0.
func location(v *fastjson.Value) *care.Location {
	if v == nil || v.Type() != fastjson.TypeObject {
		return nil
	}
	lat, latOK := degrees(v.Get("lat"), 90)
	lon, lonOK := degrees(v.Get("lon"), 180)
	if !latOK || !lonOK || lat == 0 && lon == 0 {
		return nil
	}
	l := &care.Location{Lat: lat, Lon: lon}
	if accuracy, ok := degrees(v.Get("accuracy"), 1e6); ok && accuracy > 0 {
		l.Accuracy = accuracy
	}
	return l
}

// degrees reads a number of at most limit on either side of zero.
func degrees(v *fastjson.Value, limit float64) (float64, bool) {
	if v == nil || v.Type() != fastjson.TypeNumber {
		return 0, false
	}
	f, err := v.Float64()
	return f, err == nil && f >= -limit && f <= limit
}
