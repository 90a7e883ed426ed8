package registry

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"yian/care"
)

// Credential is what a device signs in to the broker with. The secret is shown
// once and kept nowhere but as its digest.
type Credential struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// Devices lists devices in order of id.
func (r *Registry) Devices(ctx context.Context, sc care.Scope, q care.DeviceQuery, p care.Page) (list []care.Device, next string, err error) {
	return r.record.Devices(ctx, sc, q, p)
}

// CountDevices counts devices of q.
func (r *Registry) CountDevices(ctx context.Context, sc care.Scope, q care.DeviceQuery) (int, error) {
	return r.record.CountDevices(ctx, sc, q)
}

// Device returns one device, or [care.ErrNotFound].
func (r *Registry) Device(ctx context.Context, sc care.Scope, id care.DeviceID) (care.Device, error) {
	return r.record.Device(ctx, sc, id)
}

// CreateDevice adds one device, which cannot sign in before
// [Registry.IssueCredential].
func (r *Registry) CreateDevice(ctx context.Context, by care.Staff, d care.Device) (care.Device, error) {
	list, err := r.createDevices(ctx, by, []care.Device{d}, make([]string, 1))
	if err != nil {
		return care.Device{}, err
	}
	return list[0], nil
}

// CreateDevices adds devices with one entry, all or none, and issues a credential
// to each that does not stand behind a gateway. The others' are empty.
func (r *Registry) CreateDevices(ctx context.Context, by care.Staff, devices []care.Device) ([]care.Device, []Credential, error) {
	issued := make([]Credential, len(devices))
	secrets := make([]string, len(devices))
	for i, d := range devices {
		if d.GatewayID != "" {
			continue
		}
		secrets[i] = newSecret()
		issued[i] = Credential{string(d.ID), secrets[i]}
	}
	devices, err := r.createDevices(ctx, by, devices, secrets)
	if err != nil {
		return nil, nil, err
	}
	return devices, issued, nil
}

// createDevices adds devices with their secrets, empty for none.
func (r *Registry) createDevices(ctx context.Context, by care.Staff, devices []care.Device, secrets []string) ([]care.Device, error) {
	look, keys := r.look(ctx), make([]care.DeviceKey, len(devices))
	for i := range devices {
		d := &devices[i]
		d.Version, d.Revoked = 0, false
		if d.State == "" {
			d.State = care.DeviceRegistered
		}
		if d.CreatedAt.IsZero() {
			d.CreatedAt = r.now()
		}
		if err := first(checkDevice(d), placeDevice(look, d)); err != nil {
			return nil, err
		}
		if sc := by.Scope(); !sc.Sees(d.RegionID, d.CenterID) {
			return nil, forbidden("device")
		}
		look.devices[d.ID] = *d // the next may stand behind it
		if secrets[i] != "" {
			keys[i] = care.DeviceKey{Digest: secretDigest(secrets[i]), Tell: r.letIn(d.ID, secrets[i], false)}
		}
	}
	e := r.many(by.ID, "device", len(devices))
	if len(devices) == 1 {
		e = r.deviceEntry(by.ID, "created", &devices[0])
	}
	if err := r.record.CreateDevices(ctx, devices, keys, e); err != nil {
		return nil, taken(err, "device", "设备编号已被使用，或同一网关下地址重复")
	}
	for i := range devices {
		r.devices.put(devices[i], keys[i])
	}
	return devices, nil
}

// UpdateDevice changes a device; its id stays. When a gateway moves, the devices
// behind it that shared its home move along.
func (r *Registry) UpdateDevice(ctx context.Context, by care.Staff, id care.DeviceID, change func(*care.Device) error) (care.Device, error) {
	look := r.look(ctx)
	sc := by.Scope()
	var out care.Device
	var touched []care.Device
	err := r.record.ChangeDevice(ctx, id, func(d *care.Device, children []*care.Device, _ *care.DeviceKey) (care.Entry, error) {
		if !sc.Sees(d.RegionID, d.CenterID) {
			return care.Entry{}, care.NotFound("device")
		}
		before := *d
		if err := change(d); err != nil {
			return care.Entry{}, err
		}
		d.ID, d.CreatedAt, d.Revoked, d.Version, d.InstalledAt = before.ID, before.CreatedAt, before.Revoked, before.Version, before.InstalledAt
		d.OldKeyUntil, d.CertificatesSince, d.MovedAt = before.OldKeyUntil, before.CertificatesSince, before.MovedAt
		if err := first(checkDevice(d), placeDevice(look, d)); err != nil {
			return care.Entry{}, err
		}
		if !sc.Sees(d.RegionID, d.CenterID) {
			return care.Entry{}, forbidden("device")
		}
		moved(&before, d)
		for _, c := range children {
			if c.HouseholdID == before.HouseholdID && c.CenterID == before.CenterID {
				there := *c
				c.HouseholdID, c.CenterID, c.RegionID = d.HouseholdID, d.CenterID, d.RegionID
				moved(&there, c)
				touched = append(touched, *c)
			}
		}
		touched = append(touched, *d)
		out = *d
		return r.deviceEntry(by.ID, "changed", d), nil
	})
	if err != nil {
		return care.Device{}, taken(err, "device", "同一网关下地址重复")
	}
	out.Version++
	r.devices.move(touched)
	return out, nil
}

// moved takes a device out of service that now stands somewhere else: a button in
// the wrong house is worse than none, so it must be pressed again there.
func moved(before, d *care.Device) {
	if before.State == care.DeviceInService && !d.Worn() && (before.HouseholdID != d.HouseholdID || before.CenterID != d.CenterID) {
		d.State, d.InstalledAt = care.DeviceSuspended, nil
	}
}

// Moved notes the suspicion that a device stands somewhere else than where it was
// proven: it is out of service until a press proves it there. It returns
// [care.ErrConflict] for one that is not in service, or that is worn. Idempotent.
func (r *Registry) Moved(ctx context.Context, id care.DeviceID, why string) (care.Device, error) {
	var out care.Device
	err := r.record.ChangeDevice(ctx, id, func(d *care.Device, _ []*care.Device, _ *care.DeviceKey) (care.Entry, error) {
		if d.State != care.DeviceInService || d.Worn() {
			return care.Entry{}, care.Conflict("device.not_in_service", "这台设备不在用，或随身佩戴")
		}
		now := r.now()
		d.State, d.MovedAt = care.DeviceSuspended, &now
		out = *d
		e := r.deviceEntry(care.System, "moved", d)
		e.Note = why
		return e, nil
	})
	if err != nil {
		return care.Device{}, err
	}
	r.devices.move([]care.Device{out})
	out.Version++
	return out, nil
}

// IssueCredential gives a device a new secret of 128 random bits. The old one, and
// every connection made with it, ends; a revoked device may sign in again.
func (r *Registry) IssueCredential(ctx context.Context, by care.Staff, id care.DeviceID) (username, password string, err error) {
	username, password, _, err = r.RotateCredential(ctx, by, id, 0)
	return username, password, err
}

// mostKeep is the longest time for which an old secret stays good.
const mostKeep = 7 * 24 * time.Hour

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

// Place returns where a device is and whose it is, from memory, or
// [care.ErrNotFound] for one that is unknown or revoked.
func (r *Registry) Place(_ context.Context, id care.DeviceID) (care.Place, error) {
	if p, ok := r.devices.place(id); ok {
		return p, nil
	}
	return care.Place{}, care.NotFound("device")
}

// Child returns the place of a device behind a gateway, named by its id, its
// address or its friendly name, from memory. [care.ErrNotFound] means unknown,
// [care.ErrForbidden] that it stands behind another gateway, or behind none.
func (r *Registry) Child(_ context.Context, gateway care.DeviceID, name string) (care.Place, error) {
	p, found, foreign := r.devices.child(gateway, name)
	switch {
	case found:
		return p, nil
	case foreign:
		return care.Place{}, &care.Fault{Kind: care.ErrForbidden, Code: "device.foreign", Detail: "这个设备不在该网关下"}
	}
	return care.Place{}, care.NotFound("device")
}

// Elsewhere returns the place of the device with a Zigbee address, behind whichever
// gateway it is registered, from memory.
func (r *Registry) Elsewhere(address string) (care.Place, bool) {
	gateway, ok := r.devices.ieee.Load(strings.ToLower(address))
	if !ok {
		return care.Place{}, false
	}
	p, found, _ := r.devices.child(gateway.(care.DeviceID), address)
	return p, found
}

// Watch returns the place of the GPS watch that sends a number, from memory.
// [care.ErrNotFound] means that nobody registered it.
func (r *Registry) Watch(_ context.Context, number string) (care.Place, error) {
	if p, ok := r.devices.watch(number); ok {
		return p, nil
	}
	return care.Place{}, care.NotFound("device")
}

// Kind returns what a device is, like "zigbee2mqtt", or "" when it is unknown.
func (r *Registry) Kind(id care.DeviceID) string {
	p, _ := r.devices.place(id)
	return p.DeviceKind
}

func (r *Registry) deviceEntry(by care.StaffID, verb string, d *care.Device) care.Entry {
	e := r.entry(by, "device", verb, string(d.ID))
	e.RegionID, e.CenterID = d.RegionID, d.CenterID
	return e
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

func checkDevice(d *care.Device) error {
	if !care.ValidDeviceID(string(d.ID)) {
		return care.Invalid("body.id", "id.invalid", "设备编号只能用字母、数字、下划线和短横线，1 到 64 位")
	}
	switch d.Power {
	case "":
		d.Power = powerOf(d.Kind)
	case care.Mains, care.Battery:
	default:
		return care.Invalid("body.power", "device.power", "供电方式只能是市电或电池")
	}
	if d.Kind == care.GPSWatch && !watchNumber(cmp.Or(d.Address, string(d.ID))) {
		return care.Invalid("body.address", "device.watch_number", "定位手表的地址应填手表编号（10 位数字）或 15 位 IMEI")
	}
	if d.GatewayID == d.ID {
		return care.Invalid("body.gateway_id", "device.gateway", "设备不能做自己的网关")
	}
	return first(required("body.kind", d.Kind, 40), text("body.name", d.Name, 60), text("body.model", d.Model, 60),
		text("body.address", d.Address, 100), text("body.location", d.Location, 60), text("body.sim", d.SIM, 22),
		day("body.sim_expires", d.SIMExpires), day("body.end_of_life", d.EndOfLife))
}

// watchNumber reports whether a GPS watch can call itself s.
func watchNumber(s string) bool {
	return len(s) >= 5 && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// powerOf is the heartbeat class of a kind: what hangs on the mains speaks every
// quarter of an hour, a battery sensor rarely.
func powerOf(kind string) care.Power {
	switch kind {
	case "sos_button", "pull_cord", "door_contact", "motion", "smoke_detector", "water_leak_detector", "blood_pressure", "glucose_meter",
		"thermometer", "wearable", "watch", "gps_watch", "pendant", "tracker":
		return care.Battery
	}
	return care.Mains
}

// placeDevice derives where a device is: what is worn, with its elder; else the
// site or home given; else its elder's; else its gateway's.
func placeDevice(look *lookup, d *care.Device) error {
	var elder care.Elder
	var gateway care.Device
	var err error
	if d.GatewayID != "" {
		if gateway, err = look.device(d.GatewayID); err != nil {
			return care.Invalid("body.gateway_id", "device.gateway", "没有这个网关")
		}
	}
	if d.ElderID != "" {
		if elder, err = look.elder(d.ElderID); err != nil {
			return care.Invalid("body.elder_id", "elder.unknown", "没有这位老人")
		}
	}
	chosen := d.RegionID
	d.RegionID = ""
	switch {
	case d.Worn():
		wear(look, d, &elder)
		return nil
	case d.CenterID == "" && d.HouseholdID == "" && elder.ID != "":
		d.HouseholdID, d.CenterID, d.RegionID = elder.HouseholdID, elder.CenterID, elder.RegionID
		if elder.CenterID != "" {
			d.HouseholdID = ""
		}
	case d.CenterID == "" && d.HouseholdID == "" && gateway.ID != "":
		d.HouseholdID, d.CenterID, d.RegionID = gateway.HouseholdID, gateway.CenterID, gateway.RegionID
	}
	switch {
	case d.CenterID != "" && d.HouseholdID != "":
		return care.Invalid("body.household_id", "device.place", "设备只能在一户或一个机构里")
	case d.CenterID != "":
		c, err := look.center(d.CenterID)
		if err != nil {
			return care.Invalid("body.center_id", "center.unknown", "没有这个机构")
		}
		d.RegionID = c.RegionID
	case d.HouseholdID != "":
		h, err := look.household(d.HouseholdID)
		if err != nil {
			return care.Invalid("body.household_id", "household.unknown", "没有这一户")
		}
		d.RegionID = h.RegionID
	case d.RegionID == "":
		d.RegionID = chosen
	}
	return nil
}

// wear puts a worn device where its elder is: in the site, or at home.
func wear(look *lookup, d *care.Device, e *care.Elder) {
	d.HouseholdID, d.CenterID, d.RegionID = e.HouseholdID, e.CenterID, e.RegionID
	if e.CenterID == "" {
		return
	}
	d.HouseholdID = ""
	if c, err := look.center(e.CenterID); err == nil {
		d.RegionID = c.RegionID
	}
}

// moves collects which places other rooms moved devices at, until Run has looked.
type moves struct {
	mu      sync.Mutex // guards queries
	queries map[care.DeviceQuery]struct{}
	wake    chan struct{}
}

func newMoves() *moves {
	return &moves{queries: map[care.DeviceQuery]struct{}{}, wake: make(chan struct{}, 1)}
}

// keep notes q for the next time, without hurry.
func (m *moves) keep(q care.DeviceQuery) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queries[q] = struct{}{}
}

func (m *moves) add(q care.DeviceQuery) {
	m.keep(q)
	m.hurry()
}

// hurry has Run look now.
func (m *moves) hurry() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

func (m *moves) take() map[care.DeviceQuery]struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.queries
	m.queries = map[care.DeviceQuery]struct{}{}
	return out
}

// Heard takes entries of the journal after their commit, of whichever process. It
// notes which devices may have come, gone or moved by them, which Run looks at, and
// forgets the sessions of whose account changed. It never blocks and is idempotent.
func (r *Registry) Heard(entries []care.Entry) {
	for _, e := range entries {
		switch e.Noun {
		case "device": // without a subject many came at once
			r.moved.add(care.DeviceQuery{ID: care.DeviceID(e.Subject)})
			if e.Subject != "" { // a gateway takes its children along
				r.moved.add(care.DeviceQuery{GatewayID: care.DeviceID(e.Subject)})
			}
		case "installation":
			if id, ok := strings.CutPrefix(e.Related, "device:"); ok {
				r.moved.add(care.DeviceQuery{ID: care.DeviceID(id)})
			}
		case "household":
			if e.Subject != "" {
				r.moved.add(care.DeviceQuery{HouseholdID: care.HouseholdID(e.Subject)})
			}
		case "elder":
			if e.Subject != "" {
				r.moved.add(care.DeviceQuery{ElderID: care.ElderID(e.Subject)})
			}
		case "stay", "bed":
			// A bed's sensor names whoever is in the bed; a stay takes along what its elder
			// wears.
			if e.CenterID != "" {
				r.moved.add(care.DeviceQuery{CenterID: e.CenterID})
			}
			if elder, ok := cutElder(e.Related); ok {
				r.moved.add(care.DeviceQuery{ElderID: elder})
			}
		case "source":
			r.sources.stale.Store(true)
			r.moved.hurry()
		case "staff":
			r.sessions.forgetStaff(care.StaffID(e.Subject))
		}
	}
}

func cutElder(related string) (care.ElderID, bool) {
	id, ok := strings.CutPrefix(related, "elder:")
	return care.ElderID(id), ok
}

// follow reads again what may have moved. What cannot be read is kept for the
// next time.
func (r *Registry) follow(ctx context.Context) {
	for q := range r.moved.take() {
		if err := r.record.EachDevice(ctx, q, r.devices.put); err != nil {
			r.moved.keep(q)
			r.log.Warn("devices not refreshed", "err", err)
		}
	}
}
