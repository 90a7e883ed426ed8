package care

import "time"

// ElderQuery chooses elders. Empty fields choose all.
type ElderQuery struct {
	// Text is found in the name, a telephone number, the identity number, the
	// address of the home and the name of the village.
	Text        string
	HouseholdID HouseholdID
	CenterID    CenterID
	RegionID    RegionID
}

// HouseholdQuery chooses households. Empty fields choose all.
type HouseholdQuery struct {
	// Text is found in the address, the directions, the telephone numbers, the key
	// holder's name and the name of the village.
	Text      string
	RegionID  RegionID
	StationID CenterID
}

// DeviceQuery chooses devices. Empty fields choose all.
type DeviceQuery struct {
	// Text is found in the id, the name, the model, the kind and the address.
	Text        string
	ID          DeviceID
	HouseholdID HouseholdID
	ElderID     ElderID
	GatewayID   DeviceID
	CenterID    CenterID
}

// CurveQuery chooses the readings of one metric of an elder, or of one device.
type CurveQuery struct {
	Elder    ElderID
	Device   DeviceID
	Metric   Metric
	From, To time.Time
	// Every is the width of a step; zero chooses one that gives at most 500 points.
	Every time.Duration
}
