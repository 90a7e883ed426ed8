package care

import (
	"encoding/json"
	"slices"
	"time"
)

// Device is something with a credential that speaks MQTT, or stands behind a
// gateway that does (设备).
type Device struct {
	ID DeviceID `json:"id"`
	// Kind is what it is, like "sos_button" or "zigbee2mqtt" for a gateway of that
	// make; it chooses the decoder and the heartbeat class.
	Kind        string      `json:"kind"`
	Name        string      `json:"name,omitempty"`
	Model       string      `json:"model,omitempty"`
	GatewayID   DeviceID    `json:"gateway_id,omitempty"`
	Address     string      `json:"address,omitempty"` // behind the gateway: IEEE address or friendly name
	HouseholdID HouseholdID `json:"household_id,omitempty"`
	ElderID     ElderID     `json:"elder_id" nullable:"true"` // null: shared, or nobody's
	CenterID    CenterID    `json:"center_id,omitempty"`
	RegionID    RegionID    `json:"region_id,omitempty"`
	Power       Power       `json:"power,omitempty" enum:"mains,battery,"`
	Location    string      `json:"location,omitempty"` // in the home: 床头, 卫生间
	// State is where it stands between stock and scrap.
	State       DeviceState `json:"state" enum:"registered,claimed,in_service,suspended,retired"`
	InstalledAt *time.Time  `json:"installed_at,omitempty"` // its press was proven in this home
	SIM         string      `json:"sim,omitempty"`          // ICCID
	SIMExpires  string      `json:"sim_expires,omitempty"`  // 2006-01-02: paid until
	SIMArrears  bool        `json:"sim_arrears,omitempty"`  // the operator reports a debt
	EndOfLife   string      `json:"end_of_life,omitempty"`  // 2006-01-02: replace before
	// MovedAt is since when it is suspected of standing somewhere else, until it is
	// proven anew.
	MovedAt   *time.Time `json:"moved_at,omitempty"`
	CreatedAt time.Time  `json:"created_at"`
	Revoked   bool       `json:"revoked"`
	// OldKeyUntil is until when the secret before the present one opens, unless the
	// device uses the new one before; nil: it does not.
	OldKeyUntil *time.Time `json:"old_key_until,omitempty"`
	// CertificatesSince is when its credential was last taken away: certificates made
	// before do not open any more.
	CertificatesSince *time.Time `json:"certificates_since,omitempty"`
	Version           int64      `json:"version"`
}

// DeviceState is where a [Device] stands. A call is a call in every state.
type DeviceState string

// The states of a device.
const (
	DeviceRegistered DeviceState = "registered" // 已登记: known, its press not proven here
	DeviceClaimed    DeviceState = "claimed"    // 装机中: an installer has it in a home
	DeviceInService  DeviceState = "in_service" // 在用: a press was proven where it is
	DeviceSuspended  DeviceState = "suspended"  // 待复核: moved, must be proven again
	DeviceRetired    DeviceState = "retired"    // 停用
)

// MarshalJSON writes registered for what was entered before there were states.
func (s DeviceState) MarshalJSON() ([]byte, error) {
	if s == "" {
		s = DeviceRegistered
	}
	return json.Marshal(string(s))
}

// Kinds that watch a person rather than wait to be pressed: they need consent,
// and have no key to prove. Smoke, gas and water warn everybody, and need none.
var (
	watchesHealth   = []string{"bed_sensor", "blood_pressure", "glucose_meter", "oximeter", "thermometer", "scale", "motion", "motion_sensor", "door_contact", "contact", "fall_radar", "radar"}
	watchesLocation = []string{"tracker"}
	noKey           = []string{"bed_sensor", "blood_pressure", "glucose_meter", "oximeter", "thermometer", "scale", "motion", "motion_sensor", "door_contact", "contact",
		"fall_radar", "radar", "env_sensor", "temperature", "plug", "gateway", "gas_detector", "gas", "water_leak", "water_leak_detector", "smoke_detector", "smoke"}
)

// Needs returns the consent that fitting a device of this kind asks for, "" for
// none: whatever calls for help never waits for one.
func (d *Device) Needs() string {
	switch {
	case slices.Contains(watchesHealth, d.Kind):
		return "health"
	case slices.Contains(watchesLocation, d.Kind):
		return "location"
	}
	return ""
}

// Pressed reports whether a person can press d.
func (d *Device) Pressed() bool { return !slices.Contains(noKey, d.Kind) && !IsBoughtIn(d.Kind) }

// BoughtIn are the kinds of gateways and cloud connections that publish in their
// makers' formats: they say much, hear nothing from the platform, and confirm
// nothing. A decoder of package devices stands behind each.
var BoughtIn = []string{"aliyun_alink", "ble_theengs", "chirpstack", "clife_mattress", "ctwing_aep", "das_aiot", "emqx_fabric", "espresense", "homeassistant_discovery",
	"huawei_iotda", "iotfast", "milesight_lorawan", "onenet_studio", "owntracks", "perceptor_radar", "rtl_433", "shelly", "sleepace_bed", "tasmota", "telecom_oceanconnect",
	"thethingsstack", "xiaomi_gateway3", "zigbee2mqtt"}

// IsBoughtIn reports whether kind is one of [BoughtIn].
func IsBoughtIn(kind string) bool { return slices.Contains(BoughtIn, kind) }

// Power is the heartbeat class of a [Device].
type Power string

// The classes. Mains devices speak every 15 minutes and are offline at 45;
// battery sensors at 25 hours (telecare practice; Zigbee2MQTT availability).
const (
	Mains   Power = "mains"
	Battery Power = "battery"
)

// Offline returns the silence after which a device of this class is offline.
func (p Power) Offline() time.Duration {
	if p == Battery {
		return 25 * time.Hour
	}
	return 45 * time.Minute
}

// GPSWatch is the kind of a watch with a telephone of its own, which speaks to the
// platform without a broker; its address is its number.
const GPSWatch = "gps_watch"

// Worn reports whether d goes where its elder goes. Every other device stays with
// the home or the site, whoever moves.
func (d *Device) Worn() bool {
	switch d.Kind {
	case "wearable", "watch", GPSWatch, "pendant", "tracker":
		return d.ElderID != ""
	}
	return false
}

// Place is where a device is and whose it is: what the registry adds to whatever
// a device says.
type Place struct {
	Device      DeviceID
	Gateway     DeviceID
	Elder       ElderID
	Household   HouseholdID
	Center      CenterID
	Region      RegionID
	DeviceKind  string
	DevicePower Power
}

// Place returns the place of d.
func (d *Device) Place() Place {
	return Place{Device: d.ID, Gateway: d.GatewayID, Elder: d.ElderID, Household: d.HouseholdID,
		Center: d.CenterID, Region: d.RegionID, DeviceKind: d.Kind, DevicePower: d.Power}
}

// Status is the online state that a device or its last will announces.
type Status struct {
	Device   DeviceID  `json:"device_id"`
	Online   bool      `json:"online"`
	At       time.Time `json:"at"`
	Firmware string    `json:"firmware,omitempty"`
	// Around is what the device hears around it, like the cell of the telephone
	// network; see [Surroundings].
	Around []string `json:"around,omitempty"`
}

// Liveness is what supervision knows of a device right now.
type Liveness struct {
	Device   DeviceID  `json:"device_id"`
	SeenAt   time.Time `json:"seen_at"` // zero: never
	Online   bool      `json:"online"`
	DueAt    time.Time `json:"due_at"` // when silence becomes "offline"
	Battery  *float64  `json:"battery,omitempty"`
	RSSI     *float64  `json:"rssi,omitempty"`
	Firmware string    `json:"firmware,omitempty"`
}

// Proof is one press with how far it came through the chain; it is proven once the
// device confirmed (试呼记录). All its times but the first are by our clock.
type Proof struct {
	Device      DeviceID    `json:"device_id"`
	Model       string      `json:"model"` // of the device; its kind when it has none
	Household   HouseholdID `json:"household_id"`
	Region      RegionID    `json:"region_id"`
	Call        CallID      `json:"call"`
	Kind        CallKind    `json:"kind" enum:"sos,pull_cord,fall,smoke,gas,water_leak,phone,removed,test"`
	Test        bool        `json:"test"`
	PressedAt   time.Time   `json:"pressed_at"`
	ReceivedAt  time.Time   `json:"received_at"`
	RecordedAt  *time.Time  `json:"recorded_at" nullable:"true"`  // in the record; null before this was kept
	ToldAt      *time.Time  `json:"told_at" nullable:"true"`      // "received" first told to the device
	ConfirmedAt *time.Time  `json:"confirmed_at" nullable:"true"` // null: the device has not confirmed
	// First is whether the first answer was enough, and the device confirmed it in ten
	// seconds.
	First bool `json:"first"`
}

// Refusal is a message that a device sent and nobody could use.
type Refusal struct {
	At     time.Time `json:"at"`
	Device DeviceID  `json:"device_id"`
	Topic  string    `json:"topic"`
	Reason Reason    `json:"reason"`
	// Detail tells an installer what to do; it never repeats the payload.
	Detail string `json:"detail"`
	Bytes  int    `json:"bytes"`
}

// Reason is why a message was refused; also a metric's label.
type Reason string

// The reasons.
const (
	NotJSON       Reason = "not_json"
	UnknownDevice Reason = "unknown_device"
	ForeignChild  Reason = "foreign_child"
	WrongType     Reason = "wrong_type"
	OutOfRange    Reason = "out_of_range"
	TooLarge      Reason = "too_large"
	UnknownTopic  Reason = "unknown_topic"
	UnknownKind   Reason = "unknown_kind"
	// UnknownCommand is an answer to what nobody asked of that device.
	UnknownCommand Reason = "unknown_command"
	// DeviceFault is what a device or its network says of its own trouble: work for
	// whoever maintains it.
	DeviceFault Reason = "device_fault"
)

// Reasons lists every reason.
var Reasons = []Reason{NotJSON, UnknownDevice, ForeignChild, WrongType, OutOfRange, TooLarge, UnknownTopic, UnknownKind, UnknownCommand, DeviceFault}
