package supervision

import (
	"time"

	"yian/care"
)

const (
	// heartbeat is how often a device on the mains speaks, and a little more.
	heartbeat = 16 * time.Minute
	// The names under which what is silent stands on the list.
	rule        = "offline"
	gatewayRule = "gateway_offline"
	darkRule    = "area_offline"
	// nearlyEmpty is the charge, in percent, at which a silent device is taken to have
	// run out.
	nearlyEmpty = 10
)

// watched is what is known of one device.
type watched struct {
	place     care.Place
	seen      time.Time // when it was last heard, by our clock; zero: never
	since     time.Time // from when on its silence counts: never before we could hear
	willed    time.Time // when its last will came; zero: it did not, or it spoke since
	connected time.Time // when it last said that it connected, by its own clock
	online    bool
	alert     care.AlertID // standing, or on its way into the record
	next      time.Time    // its place in the row of due times; zero: none
	battery   *float64
	rssi      *float64
	firmware  string
	silence   *care.Silence // goes on; in the record or on its way there
	dark      areaKey       // whose alert speaks for this device
	flat      bool          // it says itself that its battery is low
	unplugged bool          // it says that it has lost the mains
}

// limit is the silence after which the device is offline.
func limit(p care.Place) time.Duration {
	switch {
	case care.IsBoughtIn(p.DeviceKind):
		// Mains or not, it has no heartbeat of its own and may have only sleepy children;
		// the broker announces its end by its last will.
		return care.Battery.Offline()
	case p.DevicePower != "":
		return p.DevicePower.Offline()
	case p.Gateway != "":
		// Most of what stands behind a gateway sleeps on a battery.
		return care.Battery.Offline()
	}
	return care.Mains.Offline()
}

// due is when silence becomes "offline".
func (w *watched) due(grace time.Duration) time.Time {
	silent := w.since.Add(limit(w.place))
	if !w.willed.IsZero() {
		if told := w.willed.Add(grace); told.Before(silent) {
			return told
		}
	}
	return silent
}

func (w *watched) liveness(id care.DeviceID, gatewayUp bool, grace time.Duration) care.Liveness {
	return care.Liveness{Device: id, SeenAt: w.seen, Online: w.online && gatewayUp, DueAt: w.due(grace),
		Battery: w.battery, RSSI: w.rssi, Firmware: w.firmware}
}

// note keeps what readings say of the device itself.
func (w *watched) note(readings []care.Reading) {
	for i := range readings {
		v := readings[i].Value
		switch readings[i].Metric {
		case care.BatteryMetric:
			w.battery = &v
		case care.RSSI:
			w.rssi = &v
		case care.BatteryLow:
			w.flat = v != 0
		case care.MainsLost:
			w.unplugged = v != 0
		}
	}
}

// cause says why a device is silent, by what it said before.
func (w *watched) cause(gateway bool) care.Cause {
	switch {
	case w.unplugged:
		return care.CausePower
	case w.flat, w.battery != nil && *w.battery <= nearlyEmpty:
		return care.CauseBattery
	case gateway:
		return care.CauseGateway
	}
	return care.CauseNetwork
}

// isGateway reports whether others speak through a device.
func isGateway(p care.Place, behind int) bool {
	return behind > 0 || care.IsBoughtIn(p.DeviceKind) || p.DeviceKind == "gateway"
}

// offlineAlert makes the alert of a device whose silence counts since an instant.
// What stands behind it is silent with it.
func offlineAlert(p care.Place, since, at time.Time, behind int) care.Alert {
	name, title := rule, "设备离线"
	if isGateway(p, behind) {
		name, title = gatewayRule, "网关离线"
	}
	return care.Alert{
		ID: care.NewAlertID(rule, p.Device, since), Rule: name, Title: title, Severity: care.Warning, Technical: true,
		DeviceID: p.Device, ElderID: p.Elder, HouseholdID: p.Household, CenterID: p.Center, RegionID: p.Region,
		Readings: []care.Reading{}, RaisedAt: at, Affected: behind, Version: 1,
	}
}
