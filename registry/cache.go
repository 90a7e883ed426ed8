package registry

import (
	"bytes"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"yian/care"
)

// known is what the cache holds of one device. It never changes; a change puts a
// new one in its place.
type known struct {
	place   care.Place
	address string
	name    string
	key     keys
	revoked bool
	since   time.Time // certificates made before it are not good
	version int64
}

// keys are the digests that open for a device; nil opens for nobody.
type keys struct {
	secret []byte
	old    []byte    // the one before, until the new one was used
	until  time.Time // and no longer than this
}

func keysOf(k care.DeviceKey) keys {
	return keys{unhex(k.Digest), unhex(k.Old), k.OldUntil}
}

func unhex(s string) []byte {
	sum, err := hex.DecodeString(s)
	if err != nil || len(sum) == 0 {
		return nil
	}
	return sum
}

// deviceCache answers for every device without touching the record. Readers take
// no lock.
type deviceCache struct {
	mu       sync.Mutex // guards writers
	devices  sync.Map   // care.DeviceID → *known
	children sync.Map   // childName → care.DeviceID
	ieee     sync.Map   // IEEE address → gateway
	watches  sync.Map   // number that a GPS watch sends → care.DeviceID
	rotating sync.Map   // care.DeviceID of whoever has an old secret → struct{}
	used     sync.Map   // care.DeviceID of whoever used the new one since → struct{}

	listeners []func(care.DeviceID) // set before use
}

// childName is how a gateway may call one of its children.
type childName struct {
	gateway care.DeviceID
	name    string
}

func newDeviceCache() *deviceCache { return &deviceCache{} }

func (c *deviceCache) listen(f func(care.DeviceID)) { c.listeners = append(c.listeners, f) }

// revoked tells whoever holds connections that a secret ended.
func (c *deviceCache) revoked(id care.DeviceID) {
	for _, f := range c.listeners {
		f(id)
	}
}

// get returns what is known of a device, or nil.
func (c *deviceCache) get(id care.DeviceID) *known {
	v, ok := c.devices.Load(id)
	if !ok {
		return nil
	}
	return v.(*known)
}

// put remembers a device, replacing what was known of it.
func (c *deviceCache) put(d care.Device, key care.DeviceKey) { c.store(&d, keysOf(key)) }

// move remembers devices that were just written, as they were before the write
// counted their version; their secrets stayed.
func (c *deviceCache) move(devices []care.Device) {
	for i := range devices {
		devices[i].Version++
		var key keys
		if old := c.get(devices[i].ID); old != nil {
			key = old.key
		}
		c.store(&devices[i], key)
	}
}

func (c *deviceCache) store(d *care.Device, key keys) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.get(d.ID)
	if old != nil && old.version > d.Version {
		return // read before a change that is already here
	}
	if old != nil && old.place.Gateway != "" {
		for _, name := range old.names() {
			key := childName{old.place.Gateway, name}
			if id, ok := c.children.Load(key); ok && id == d.ID {
				c.children.Delete(key)
			}
		}
		if isIEEE(old.address) {
			c.ieee.Delete(strings.ToLower(old.address))
		}
	}
	k := &known{place: d.Place(), address: d.Address, name: d.Name, key: key, revoked: d.Revoked, version: d.Version}
	if d.CertificatesSince != nil {
		k.since = *d.CertificatesSince
	}
	for _, number := range old.numbers() {
		c.watches.CompareAndDelete(number, d.ID)
	}
	for i, number := range k.numbers() {
		if i == 0 {
			c.watches.Store(number, d.ID)
			continue
		}
		c.watches.LoadOrStore(number, d.ID) // a guess gives way to what somebody entered
	}
	c.devices.Store(d.ID, k)
	if old == nil || !bytes.Equal(old.key.secret, key.secret) {
		c.used.Delete(d.ID)
	}
	if key.old == nil {
		c.rotating.Delete(d.ID)
	} else {
		c.rotating.Store(d.ID, struct{}{})
	}
	if d.GatewayID == "" || d.Revoked {
		return
	}
	// Two children of one gateway may carry the same name for people; the id and
	// the address are unique, so they win over a name.
	for i, name := range k.names() {
		key := childName{d.GatewayID, name}
		if i == 2 {
			c.children.LoadOrStore(key, d.ID)
			continue
		}
		c.children.Store(key, d.ID)
	}
	if isIEEE(d.Address) {
		c.ieee.Store(strings.ToLower(d.Address), d.GatewayID)
	}
}

// names are the words by which a gateway may call the device: id, address, name.
func (k *known) names() [3]string {
	return [3]string{string(k.place.Device), strings.ToLower(k.address), k.name}
}

// numbers are what a GPS watch may call itself: the number that was entered as its
// address, or as its id. Of an IMEI most makes send the ten digits in the middle.
func (k *known) numbers() []string {
	if k == nil || k.revoked || k.place.DeviceKind != care.GPSWatch || k.place.Gateway != "" {
		return nil
	}
	number := k.address
	if number == "" {
		number = string(k.place.Device)
	}
	if len(number) == 15 {
		return []string{number, number[4:14]}
	}
	return []string{number}
}

// watch returns the place of the GPS watch that sends number.
func (c *deviceCache) watch(number string) (care.Place, bool) {
	id, ok := c.watches.Load(number)
	if !ok {
		return care.Place{}, false
	}
	return c.place(id.(care.DeviceID))
}

// place returns where a device is and whose, unless it is unknown or revoked.
func (c *deviceCache) place(id care.DeviceID) (care.Place, bool) {
	k := c.get(id)
	if k == nil || k.revoked {
		return care.Place{}, false
	}
	return k.place, true
}

// child finds a child of gateway. foreign says that the name belongs to a device
// that does not stand behind this gateway.
func (c *deviceCache) child(gateway care.DeviceID, name string) (p care.Place, found, foreign bool) {
	if name == "" {
		return care.Place{}, false, false
	}
	if name == string(gateway) {
		p, found = c.place(gateway)
		return p, found, false
	}
	lower := strings.ToLower(name)
	for _, n := range []string{name, lower} {
		if id, ok := c.children.Load(childName{gateway, n}); ok {
			p, found = c.place(id.(care.DeviceID))
			return p, found, false
		}
	}
	// What is out of use is nobody's: a press under its name is somebody's at this gateway.
	if k := c.get(care.DeviceID(name)); k != nil && !k.revoked && k.place.Gateway != gateway {
		return care.Place{}, false, true
	}
	_, foreign = c.ieee.Load(lower)
	return care.Place{}, false, foreign
}

// match reports whether sum is the digest of a secret that opens for the device at
// now.
func (c *deviceCache) match(id care.DeviceID, sum []byte, now time.Time) bool {
	k := c.get(id)
	if k == nil || k.revoked {
		return false
	}
	if k.key.secret != nil && subtle.ConstantTimeCompare(k.key.secret, sum) == 1 {
		if k.key.old != nil {
			c.used.Store(id, struct{}{})
		}
		return true
	}
	if _, used := c.used.Load(id); used || k.key.old == nil || now.After(k.key.until) {
		return false
	}
	return subtle.ConstantTimeCompare(k.key.old, sum) == 1
}

// ended lists whose old secret is over at now: the new one was used, or its time is
// up.
func (c *deviceCache) ended(now time.Time) (ids []care.DeviceID) {
	for id := range c.rotating.Range {
		k := c.get(id.(care.DeviceID))
		_, used := c.used.Load(id)
		if k != nil && (used || now.After(k.key.until)) {
			ids = append(ids, id.(care.DeviceID))
		}
	}
	return ids
}

// isIEEE reports whether an address is a Zigbee one, unique in the world; a
// friendly name is unique behind its gateway only.
func isIEEE(address string) bool {
	return len(address) == 18 && strings.HasPrefix(strings.ToLower(address), "0x")
}
