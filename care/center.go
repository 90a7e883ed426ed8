package care

import (
	"cmp"
	"time"
)

// Center is a site that serves elders (养老机构和设施). A building has one, with
// its designations as attributes, so that it is never counted twice.
type Center struct {
	ID           CenterID   `json:"id"`
	Kind         CenterKind `json:"kind" enum:"guidance,care_home,day_care,branch,station,rehab"`
	Name         string     `json:"name"`
	RegionID     RegionID   `json:"region_id"`
	Address      string     `json:"address,omitempty"`
	Designations []string   `json:"designations,omitempty"` // 三合一, 五合一, 智慧示范院, 示范点
	// KeeperName and KeeperPhone are the station keeper's or the head's.
	KeeperName  string   `json:"keeper_name,omitempty"`
	KeeperPhone string   `json:"keeper_phone,omitempty"`
	KeeperStaff StaffID  `json:"keeper_staff,omitempty"`
	Lat         *float64 `json:"lat,omitempty"` // WGS-84 degrees
	Lon         *float64 `json:"lon,omitempty"`
}

// CenterKind says what a [Center] is.
type CenterKind string

// The kinds of center.
const (
	Guidance CenterKind = "guidance"  // 服务指导中心
	CareHome CenterKind = "care_home" // 敬老院/示范院
	DayCare  CenterKind = "day_care"  // 日间照料中心
	Branch   CenterKind = "branch"    // 村级分院
	Station  CenterKind = "station"   // 村级养老服务站
	Rehab    CenterKind = "rehab"     // 医养康复中心
)

// Bed is a bed of a center (床位). Only commissioned beds stand in a denominator.
type Bed struct {
	ID       BedID    `json:"id"`
	CenterID CenterID `json:"center_id"`
	Floor    string   `json:"floor"`
	Room     string   `json:"room"`
	Name     string   `json:"name"` // the letter or number at the bed
	State    BedState `json:"state" enum:"planned,commissioned,blocked"`
	// DeviceID is the bed sensor, if there is one.
	DeviceID DeviceID `json:"device_id,omitempty"`
}

// BedState says whether a [Bed] counts.
type BedState string

// The states of a bed.
const (
	BedPlanned      BedState = "planned"      // 规划, built or bought but not in service
	BedCommissioned BedState = "commissioned" // 启用
	BedBlocked      BedState = "blocked"      // 停用, out of service for a reason
)

// Stay is an elder in a bed from admission to discharge (入住). Leave and
// hospital days lie inside it and keep the bed.
type Stay struct {
	ID           StayID     `json:"id"`
	ElderID      ElderID    `json:"elder_id"`
	CenterID     CenterID   `json:"center_id"`
	BedID        BedID      `json:"bed_id"`
	AdmittedAt   time.Time  `json:"admitted_at"`
	DischargedAt *time.Time `json:"discharged_at,omitempty"`
	Reason       string     `json:"reason,omitempty"` // of the discharge
	Version      int64      `json:"version"`
}

// Whereabouts is where an elder is from an instant on (去向): one fact, entered by
// centers, which rules, meals and visits ask for and buttons never do.
type Whereabouts struct {
	ElderID  ElderID          `json:"elder_id"`
	State    WhereaboutsState `json:"state" enum:"home,out,staying,day_care,hospital,center,leave,lost,deceased,unknown"`
	Since    time.Time        `json:"since"`
	ReturnAt *time.Time       `json:"return_at,omitempty"` // expected
	Place    string           `json:"place,omitempty"`     // with whom, which hospital
	Phone    string           `json:"phone,omitempty"`     // of the host
	AreaCode string           `json:"area_code,omitempty"` // of a place outside the county
	By       StaffID          `json:"by,omitempty"`
}

// Expected returns where the elder is to be at an instant, as far as is known now.
// Past the expected return nobody knows, so that rules watch and meals come again
// even if nobody entered the return.
func (w *Whereabouts) Expected(at time.Time) WhereaboutsState {
	switch w.State {
	case Out, Staying, AtDayCare, InHospital, OnLeave:
		if w.ReturnAt != nil && !at.Before(*w.ReturnAt) {
			return Unknown
		}
	}
	return w.State
}

// WhereaboutsState is one state per elder at any instant.
type WhereaboutsState string

// The states of whereabouts.
const (
	AtHome     WhereaboutsState = "home"
	Out        WhereaboutsState = "out"
	Staying    WhereaboutsState = "staying"
	AtDayCare  WhereaboutsState = "day_care"
	InHospital WhereaboutsState = "hospital"
	InCenter   WhereaboutsState = "center"
	OnLeave    WhereaboutsState = "leave"
	Lost       WhereaboutsState = "lost"
	Deceased   WhereaboutsState = "deceased"
	Unknown    WhereaboutsState = "unknown"
)

// Present reports whether sensors at the elder's own place may be expected to
// see the elder. Unknown counts as present: silence is never taken for calm.
func (w WhereaboutsState) Present() bool {
	switch w {
	case AtHome, InCenter, Unknown, "":
		return true
	}
	return false
}

// Away reports whether somebody is elsewhere for more than an errand or a day: a service
// finds nobody, and whoever else lives there is without them tonight.
func (w WhereaboutsState) Away() bool { return !w.Present() && w != Out && w != AtDayCare }

var whereaboutsWords = map[WhereaboutsState]string{AtHome: "在家", Out: "外出", Staying: "走亲暂住", AtDayCare: "日托", InHospital: "住院",
	InCenter: "在院", OnLeave: "请假离院", Lost: "走失", Deceased: "已故"}

// Word says in Chinese where somebody is, for a note that people read; 不详 for what is
// not known.
func (w WhereaboutsState) Word() string { return cmp.Or(whereaboutsWords[w], "不详") }

// Occupancy is who is in the beds of a center on a day.
type Occupancy struct {
	CenterID     CenterID      `json:"center_id"`
	On           string        `json:"on"`           // the day, 2006-01-02, Asia/Shanghai
	Occupied     int           `json:"occupied"`     // commissioned beds with a stay
	Commissioned int           `json:"commissioned"` // the denominator
	Planned      int           `json:"planned"`
	Blocked      int           `json:"blocked"`
	InHouse      int           `json:"in_house"` // occupied less leave and hospital
	OnLeave      int           `json:"on_leave"`
	InHospital   int           `json:"in_hospital"`
	Admitted     int           `json:"admitted"`   // on this day
	DueBack      int           `json:"due_back"`   // expected back on this day
	Mismatched   int           `json:"mismatched"` // bed sensor against the register
	Beds         []OccupiedBed `json:"beds"`
}

// OccupiedBed is a bed with whoever is in it.
type OccupiedBed struct {
	Bed
	StayID      StayID           `json:"stay_id,omitempty"`
	ElderID     ElderID          `json:"elder_id" nullable:"true"`
	ElderName   string           `json:"elder_name,omitempty"`
	Whereabouts WhereaboutsState `json:"whereabouts,omitempty"`
	ReturnAt    *time.Time       `json:"return_at,omitempty"`
	// InBed is what the bed sensor last said; null when it said nothing.
	InBed   *bool      `json:"in_bed" nullable:"true"`
	InBedAt *time.Time `json:"in_bed_at,omitempty"`
	// Mismatch says, as a code, how sensor and register differ; empty when they agree:
	// "bed_used_while_away", "empty_bed_used", "sensor_silent".
	Mismatch string `json:"mismatch,omitempty"`
}
