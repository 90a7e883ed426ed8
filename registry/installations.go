package registry

import (
	"context"
	"errors"
	"strings"
	"time"

	"yian/care"
)

// Installations lists what is being, or was, fitted; a worker sees the own.
func (r *Registry) Installations(ctx context.Context, by care.Staff, q care.InstallationQuery, p care.Page) ([]care.Installation, string, error) {
	sc := by.Scope()
	if by.Role == care.Worker {
		q.By, sc = by.ID, care.Everything
	}
	return r.record.Installations(ctx, sc, q, p)
}

// Installation returns one installation; a worker sees the own.
func (r *Registry) Installation(ctx context.Context, by care.Staff, id care.InstallationID) (care.Installation, error) {
	i, err := r.record.Installation(ctx, care.Everything, id)
	if err == nil && !mayFit(by, &i) {
		return care.Installation{}, care.NotFound("installation")
	}
	return i, err
}

func mayFit(by care.Staff, i *care.Installation) bool {
	return i.By == by.ID || by.Role != care.Worker && by.Scope().Sees(i.RegionID, "")
}

// stillGood is how long what was asked in a home holds for its next device.
const stillGood = 24 * time.Hour

// Install begins to fit one device in a home, or takes up what the same person
// began there. Consent, entry and keys that were settled there within a day are
// not asked again.
func (r *Registry) Install(ctx context.Context, by care.Staff, home care.HouseholdID) (care.Installation, error) {
	h, err := r.record.Household(ctx, fieldScope(by), home)
	if err != nil {
		return care.Installation{}, err
	}
	before, _, err := r.record.Installations(ctx, care.Everything, care.InstallationQuery{Household: home}, care.Page{Limit: 20})
	if err != nil {
		return care.Installation{}, err
	}
	now := r.now()
	i := care.Installation{ID: care.InstallationID(newID()), State: care.InstallationRunning, HouseholdID: h.ID, RegionID: h.RegionID,
		By: by.ID, OpenedAt: now, Consents: []care.Consent{}, Steps: []care.FitStep{{At: now, By: by.ID, What: "begun"}}}
	for _, b := range before {
		if b.State == care.InstallationRunning && b.By == by.ID {
			return b, nil
		}
	}
	for _, b := range before {
		if b.State == care.InstallationDone && now.Sub(b.OpenedAt) < stillGood {
			i.Consents, i.ResidentsTold, i.Entry, i.Keys = b.Consents, b.ResidentsTold, b.Entry, b.Keys
			break
		}
	}
	return i, r.record.CreateInstallation(ctx, &i, r.fitEntry(by, &i, "begun"))
}

func (r *Registry) fitEntry(by care.Staff, i *care.Installation, verb string) care.Entry {
	e := r.entry(by.ID, "installation", verb, string(i.ID))
	e.RegionID, e.Worker, e.Related = i.RegionID, i.By, "household:"+string(i.HouseholdID)
	if i.DeviceID != "" {
		e.Related = "device:" + string(i.DeviceID)
	}
	return e
}

// fit does one step of an installation that goes on, and notes who did it.
func (r *Registry) fit(ctx context.Context, by care.Staff, id care.InstallationID, verb string, do func(*care.Fitting) error) (care.Installation, error) {
	return r.fitWith(ctx, by, id, verb, "", "", do)
}

func (r *Registry) fitWith(ctx context.Context, by care.Staff, id care.InstallationID, verb, claim string, named care.DeviceID, do func(*care.Fitting) error) (care.Installation, error) {
	f, err := r.record.Fit(ctx, id, claim, named, func(f *care.Fitting) (care.Entry, error) {
		i := f.Installation
		if !mayFit(by, i) {
			return care.Entry{}, care.NotFound("installation")
		}
		if i.State != care.InstallationRunning {
			return care.Entry{}, care.Conflict("installation.over", "这次装机已经结束，请新建一次")
		}
		if err := do(f); err != nil {
			return care.Entry{}, err
		}
		i.Steps = append(i.Steps, care.FitStep{At: r.now(), By: by.ID, What: verb})
		return r.fitEntry(by, i, verb), nil
	})
	if err != nil {
		return care.Installation{}, err
	}
	if f.Device != nil {
		f.Device.Version-- // as it was before the write counted it
		r.devices.move([]care.Device{*f.Device})
	}
	return *f.Installation, nil
}

// Claimed takes a device for an installation: by its claim code, which is used up,
// or by its id when it is registered for this home already. The device then stands
// at location in this home and is proven again, wherever it was before.
func (r *Registry) Claimed(ctx context.Context, by care.Staff, id care.InstallationID, code string, elder care.ElderID, location string) (care.Installation, error) {
	if err := required("body.location", location, 60); err != nil {
		return care.Installation{}, err
	}
	known, err := r.Installation(ctx, by, id)
	if err != nil {
		return care.Installation{}, err
	}
	digest, isCode := readClaim(code)
	var named care.DeviceID
	if !isCode {
		d, err := r.record.Device(ctx, care.Everything, care.DeviceID(strings.TrimSpace(code)))
		if err != nil || d.HouseholdID != known.HouseholdID {
			return care.Installation{}, care.Invalid("body.code", "claim.unknown", "认领码不对，请核对每一位；设备编号只能用于已登记在这一户的设备")
		}
		named = d.ID
	}
	look := r.look(ctx)
	i, err := r.fitWith(ctx, by, id, "claimed", digest, named, func(f *care.Fitting) error {
		i, d := f.Installation, f.Device
		if err := fits(i, d); err != nil {
			return err
		}
		d.HouseholdID, d.CenterID, d.ElderID, d.Location, d.State, d.InstalledAt = i.HouseholdID, "", elder, strings.TrimSpace(location), care.DeviceClaimed, nil
		if err := placeDevice(look, d); err != nil {
			return err
		}
		if d.HouseholdID != i.HouseholdID || !livesIn(look, elder, i.HouseholdID) {
			return care.Invalid("body.elder_id", "elder.elsewhere", "这位老人不住在这一户")
		}
		i.DeviceID, i.ClaimedAt, i.First, i.Alone, i.AddressAt, i.Presses = d.ID, r.now(), nil, nil, nil, 0
		if d.Pressed() {
			i.Presses = 2
		}
		return nil
	})
	if errors.Is(err, care.ErrNotFound) && isCode {
		return i, care.Invalid("body.code", "claim.unknown", "没有这个认领码，或已经用过。请向仓库要新码")
	}
	return i, err
}

// livesIn reports whether an elder, if one is named, is of a home.
func livesIn(look *lookup, elder care.ElderID, home care.HouseholdID) bool {
	if elder == "" {
		return true
	}
	e, err := look.elder(elder)
	return err == nil && e.HouseholdID == home
}

// fits refuses a device that may not come into this home.
func fits(i *care.Installation, d *care.Device) error {
	switch need := d.Needs(); {
	case i.Step() != care.FitDevice && i.Step() != care.FitPress:
		return care.Conflict("installation.order", "请先完成前面的步骤")
	case d.Revoked || d.State == care.DeviceRetired:
		return care.Conflict("device.retired", "设备已停用，不能再认领")
	case need != "" && i.Refused(need):
		return &care.Fault{Kind: care.ErrForbidden, Code: "consent.refused", Detail: "老人不同意这类监测，只装呼叫设备"}
	}
	return nil
}

func finish(f *care.Fitting, now time.Time) {
	f.Installation.State, f.Installation.EndedAt = care.InstallationDone, &now
	f.Device.State, f.Device.InstalledAt, f.Device.MovedAt = care.DeviceInService, &now, nil
}

// AddressRead notes that the installer read the address aloud and it is this home's.
// A device without a key is then in service.
func (r *Registry) AddressRead(ctx context.Context, by care.Staff, id care.InstallationID) (care.Installation, error) {
	return r.fit(ctx, by, id, "address_read", func(f *care.Fitting) error {
		if f.Installation.Step() != care.FitAddress {
			return care.Conflict("installation.order", "请先完成试按")
		}
		now := r.now()
		f.Installation.AddressAt = &now
		if f.Installation.Presses == 0 {
			finish(f, now)
		}
		return nil
	})
}

// Abandon ends an installation without a device in service. The device, if one was
// claimed, waits to be looked at; its calls stay calls.
func (r *Registry) Abandon(ctx context.Context, by care.Staff, id care.InstallationID, reason string) (care.Installation, error) {
	if err := required("body.reason", reason, 200); err != nil {
		return care.Installation{}, err
	}
	return r.fit(ctx, by, id, "abandoned", func(f *care.Fitting) error {
		now := r.now()
		f.Installation.State, f.Installation.EndedAt, f.Installation.Reason = care.InstallationAbandoned, &now, strings.TrimSpace(reason)
		if f.Device != nil {
			f.Device.State = care.DeviceSuspended
		}
		return nil
	})
}
