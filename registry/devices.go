package registry

import (
	"cmp"
	"context"
	"strings"
	"time"

	"yian/care"
)

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

// mostKeep is the longest time for which an old secret stays good.
const mostKeep = 7 * 24 * time.Hour

func (r *Registry) deviceEntry(by care.StaffID, verb string, d *care.Device) care.Entry {
	e := r.entry(by, "device", verb, string(d.ID))
	e.RegionID, e.CenterID = d.RegionID, d.CenterID
	return e
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
