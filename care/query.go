package care

import "time"

// ElderQuery chooses elders. Empty fields choose all.
type ElderQuery struct {
	// Text is found in the name, its pinyin and its initials, a telephone number, the
	// identity number, the address of the home and the name of the village.
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
	// Due chooses devices that need somebody; On is the day until which a date counts,
	// 2006-01-02.
	Due DeviceDue
	On  string
}

// DeviceDue is why a device needs somebody.
type DeviceDue string

// The lists of devices that need somebody.
const (
	DueSIM       DeviceDue = "sim"         // in arrears, or not paid for much longer
	DueEndOfLife DeviceDue = "end_of_life" // to be replaced
	DueProof     DeviceDue = "proof"       // in a home, and not in service
	DueMoved     DeviceDue = "moved"       // 疑似搬动
)

// CurveQuery chooses the readings of one metric of an elder, or of one device.
type CurveQuery struct {
	Elder    ElderID
	Device   DeviceID
	Metric   Metric
	From, To time.Time
	// Every is the width of a step; zero chooses one that gives at most 500 points.
	Every time.Duration
}
