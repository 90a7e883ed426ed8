package care

import "time"

// Household is one home (户): an address, a map point, a key holder, its station.
type Household struct {
	ID       HouseholdID `json:"id"`
	RegionID RegionID    `json:"region_id"`
	Address  string      `json:"address"`
	// Directions is the address as villagers say it: 村部东第三家，红门，有狗.
	Directions string   `json:"directions,omitempty"`
	Group      string   `json:"group,omitempty"` // 村民组
	Lat        *float64 `json:"lat,omitempty"`   // WGS-84 degrees
	Lon        *float64 `json:"lon,omitempty"`
	StationID  CenterID `json:"station_id,omitempty"`
	Phone      string   `json:"phone,omitempty"`
	// KeyHolder can open the door. It follows from the keys of the home, with which the
	// record keeps it; entered with a new home, it becomes its first [Key].
	KeyHolderName  string `json:"key_holder_name,omitempty"`
	KeyHolderPhone string `json:"key_holder_phone,omitempty"`
	// Hazards are what the place itself threatens with.
	Hazards []Hazard `json:"hazards,omitempty" enum:"riverside,low_lying"`
	Version int64    `json:"version"`
}

// Hazard is what the place of a home threatens with (住处隐患).
type Hazard string

// The hazards: 临水, 低洼.
const (
	Riverside Hazard = "riverside"
	LowLying  Hazard = "low_lying"
)

// Hazards lists every hazard.
var Hazards = []Hazard{Riverside, LowLying}

// Elder is the person served (老人), disabled and 特困 people under 60 included;
// lives in a household or a bed.
type Elder struct {
	ID          ElderID     `json:"id"`
	Name        string      `json:"name"`
	Nickname    string      `json:"nickname,omitempty"` // 小名, by which the village knows the elder
	Gender      string      `json:"gender,omitempty" enum:"female,male,"`
	BirthDate   string      `json:"birth_date,omitempty"` // 2006-01-02
	IDNumber    string      `json:"id_number,omitempty"`
	Phone       string      `json:"phone,omitempty"`
	HouseholdID HouseholdID `json:"household_id,omitempty"`
	RegionID    RegionID    `json:"region_id"`
	// CenterID is the care home of the present stay, set by the stay.
	CenterID CenterID `json:"center_id,omitempty"`
	// Reach says how to reach the elder (联系方式): the first line of the file.
	Reach      Reach  `json:"reach,omitempty" enum:"talk,device,message,send,"`
	ReachNotes string `json:"reach_notes,omitempty"` // hearing, speech, dementia, dialect
	// Senses says the same in a form that devices and screens read; nil: nothing noted.
	Senses *Senses `json:"senses,omitempty"`
	// Vital holds only the facts that decide over life: 氧, 胰岛素, 抗凝, 过敏.
	Vital []string `json:"vital,omitempty"`
	// Mains is set for whoever lives by a device from the mains (用电维生): in a power cut
	// these come first.
	Mains      bool     `json:"mains,omitempty"`
	Conditions string   `json:"conditions,omitempty"`
	DietTags   []string `json:"diet_tags,omitempty"`
	// Prefers and Refuses are the workers whom the elder wishes to have, or not to
	// have, at the door; WorkerGender is a wish for women or men.
	Prefers      []StaffID `json:"prefers,omitempty"`
	Refuses      []StaffID `json:"refuses,omitempty"`
	WorkerGender string    `json:"worker_gender,omitempty" enum:"female,male,"`
	Contacts     []Contact `json:"contacts,omitempty"` // in the order to ring
	CreatedAt    time.Time `json:"created_at"`
	Version      int64     `json:"version"`
}

// Reach is how an elder can be reached after a press.
type Reach string

// The ways.
const (
	ReachTalk    Reach = "talk"    // 可通话
	ReachDevice  Reach = "device"  // 设备喊话
	ReachMessage Reach = "message" // 短信
	ReachSend    Reach = "send"    // 不能通话直接派人
)

// Age returns the full years at now, or -1 when the birth date is unknown.
func (e *Elder) Age(now time.Time) int {
	born, err := time.ParseInLocation(time.DateOnly, e.BirthDate, Shanghai)
	if err != nil {
		return -1
	}
	now = now.In(Shanghai)
	age := now.Year() - born.Year()
	if now.Month() < born.Month() || now.Month() == born.Month() && now.Day() < born.Day() {
		age--
	}
	return age
}

// Shanghai is the time zone of every screen and every day boundary. It has had
// no daylight saving since 1991, so a fixed offset is exact and needs no zone
// database on the host.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)
