package care

import (
	"strings"
	"time"
)

// Cause is why a home was not protected.
type Cause string

// The causes. Whatever is ours is the platform, the broker in front of it included.
const (
	CauseBattery  Cause = "battery"  // 电池: the device said before it fell silent that it was nearly empty
	CauseGateway  Cause = "gateway"  // 网关: what stands between device and platform is silent
	CausePower    Cause = "power"    // 停电: told of by the device, or of a whole village
	CauseNetwork  Cause = "network"  // 网络或设备: it is silent, and nothing says why
	CausePlatform Cause = "platform" // 平台自身
	CauseAway     Cause = "away"     // 外出: silent while nobody who lives there is there
	CauseButton   Cause = "button"   // 没有按钮: devices are there, and none with which somebody can call
)

// Causes lists every cause, in the order in which tables show them.
var Causes = []Cause{CauseBattery, CauseGateway, CausePower, CauseNetwork, CausePlatform, CauseAway, CauseButton}

// Post is a device with which somebody can call, standing in one home from an
// instant to another. A home is protected by its posts. A home that has devices and
// none of that kind has a bare post, which protects nobody.
type Post struct {
	Device    DeviceID // of a bare post see [BarePost]
	Gateway   DeviceID
	Household HouseholdID
	Region    RegionID
	Station   CenterID
	From      time.Time
	HeardAt   *time.Time // when it was first heard there; nil: never, so it protects nobody
	Until     *time.Time // nil: still
}

// bare begins the device of a bare post; no device's id can.
const bare = "!"

// BarePost names the post of a home that has nothing to call with.
func BarePost(home HouseholdID) DeviceID { return DeviceID(bare + string(home)) }

// Bare reports whether p stands for the want of a device.
func (p *Post) Bare() bool { return strings.HasPrefix(string(p.Device), bare) }

// Silence is a time in which a device was not heard. It ends when the device
// speaks, and not when somebody says that it was mended.
type Silence struct {
	Device DeviceID
	// DoubtAt is from when it should have been heard. Until From nobody can say
	// whether a press would have come through.
	DoubtAt time.Time
	From    time.Time // from when it counts as silent
	Until   *time.Time
	Cause   Cause
}

// Uptime is a time in which one process did one part of what a call needs.
type Uptime struct {
	Part     UptimePart
	Instance string // of the process
	From     time.Time
	Until    time.Time
	// Ended says what took the part away; empty: nothing was said, so the process
	// ended, or is still there.
	Ended string
}

// UptimePart is a part of the platform without which no call is answered.
type UptimePart string

// The parts.
const (
	UpCalls UptimePart = "calls" // calls come in and are kept
	UpDesk  UptimePart = "desk"  // the desk is told of them
)

// EndedBroker is the [Uptime.Ended] of a part that lost its broker.
const EndedBroker = "broker"

// Minutes counts the minutes of homes by how they were. A minute is counted by how
// it began, so that the minutes of a day are always 1440 for each home.
type Minutes struct {
	Protected   int64 `json:"protected"`
	Unprotected int64 `json:"unprotected"`
	// Unknown is what nobody can say: nothing was ever heard, or should have been and
	// was not found missing yet.
	Unknown  int64 `json:"unknown"`
	Battery  int64 `json:"battery"`
	Gateway  int64 `json:"gateway"`
	Power    int64 `json:"power"`
	Network  int64 `json:"network"`
	Platform int64 `json:"platform"`
	Broker   int64 `json:"broker"` // of Platform: the broker was down
	Away     int64 `json:"away"`
	Button   int64 `json:"button"` // nothing to call with
}

// Total is all minutes counted.
func (m Minutes) Total() int64 { return m.Protected + m.Unprotected + m.Unknown }

// Add adds other to m.
func (m *Minutes) Add(other Minutes) {
	m.Protected += other.Protected
	m.Unprotected += other.Unprotected
	m.Unknown += other.Unknown
	m.Broker += other.Broker
	for _, c := range Causes {
		*m.of(c) += *other.of(c)
	}
}

// Lost adds n minutes without protection.
func (m *Minutes) Lost(c Cause, n int64) {
	m.Unprotected += n
	*m.of(c) += n
}

// By returns the minutes lost to a cause.
func (m Minutes) By(c Cause) int64 { return *m.of(c) }

func (m *Minutes) of(c Cause) *int64 {
	switch c {
	case CauseBattery:
		return &m.Battery
	case CauseGateway:
		return &m.Gateway
	case CausePower:
		return &m.Power
	case CausePlatform:
		return &m.Platform
	case CauseAway:
		return &m.Away
	case CauseButton:
		return &m.Button
	}
	return &m.Network
}

// ProtectedDay is a day of the homes of one village and station, once it is over.
type ProtectedDay struct {
	Day     string // 2006-01-02, Asia/Shanghai
	Region  RegionID
	Station CenterID
	Homes   int // that had a device
	Minutes Minutes
}

// Absence is a time in which an elder was not where the home's devices are.
type Absence struct {
	Elder     ElderID
	Household HouseholdID
	From      time.Time
	Until     *time.Time
}

// PostQuery chooses the posts of a time.
type PostQuery struct {
	From, To  time.Time
	Region    RegionID    // with all regions in it; empty: all
	Household HouseholdID // empty: all
	// Restless leaves out homes of which every post stood and was heard from From to To
	// and was silent at no time: there is nothing more to know of them.
	Restless bool
}

// PostCount is how many homes of one village and station have posts.
type PostCount struct {
	Region  RegionID
	Station CenterID
	Homes   int
}

// ProofQuery chooses presses of homes.
type ProofQuery struct {
	From, To  time.Time // received
	Region    RegionID  // with all regions in it; empty: all
	Household HouseholdID
}

// Gone reports whether an elder with these whereabouts leaves the home's devices
// behind for long, so that somebody may have unplugged them. An errand does not.
func (w WhereaboutsState) Gone() bool {
	switch w {
	case Staying, InHospital, InCenter, OnLeave, Deceased:
		return true
	}
	return false
}
