package registry

import (
	"context"
	"strings"

	"yian/care"
)

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
