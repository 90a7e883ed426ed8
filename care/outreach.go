package care

import (
	"strconv"
	"time"
)

// OutreachID names an [Outreach].
type OutreachID string

// Outreach is a mass outreach (专项走访): in heat, cold, flood, a power cut, an epidemic
// or before a festival everybody on a list is asked after, and each ends somewhere.
type Outreach struct {
	ID       OutreachID     `json:"id"` // sorts by when it began
	Kind     OutreachKind   `json:"kind" enum:"heat,cold,flood,power,epidemic,festival,other"`
	Title    string         `json:"title"`
	RegionID RegionID       `json:"region_id,omitempty"` // of whoever began it
	Filter   OutreachFilter `json:"filter"`
	Total    int            `json:"total"`
	OpenedAt time.Time      `json:"opened_at"`
	By       StaffID        `json:"by"`
	ClosedAt *time.Time     `json:"closed_at" nullable:"true"`
	ClosedBy StaffID        `json:"closed_by,omitempty"`
	Version  int64          `json:"version"`
}

// OutreachKind is the occasion of an [Outreach].
type OutreachKind string

// The occasions: 高温, 寒潮, 洪涝, 停电, 疫情, 节日, 其他.
const (
	OutreachHeat     OutreachKind = "heat"
	OutreachCold     OutreachKind = "cold"
	OutreachFlood    OutreachKind = "flood"
	OutreachPower    OutreachKind = "power"
	OutreachEpidemic OutreachKind = "epidemic"
	OutreachFestival OutreachKind = "festival"
	OutreachOther    OutreachKind = "other"
)

// OutreachFilter chooses who is on the list. Empty fields choose all.
type OutreachFilter struct {
	RegionID RegionID `json:"region_id,omitempty"`
	Alone    bool     `json:"alone,omitempty"`  // lives alone
	Oxygen   bool     `json:"oxygen,omitempty"` // by oxygen or a device from the mains
	// Hazards are of the home, of which one is enough.
	Hazards []Hazard `json:"hazards,omitempty" enum:"riverside,low_lying" maxItems:"5"`
	MinAge  int      `json:"min_age,omitempty"` // in full years
	// Text is found in the address, the directions or the village: a river, a dam.
	Text string `json:"text,omitempty"`
}

// OutreachElder is one elder on the list of an [Outreach].
type OutreachElder struct {
	OutreachID OutreachID    `json:"outreach_id"`
	ElderID    ElderID       `json:"elder_id"`
	RegionID   RegionID      `json:"region_id"`
	CenterID   CenterID      `json:"center_id,omitempty"`
	State      OutreachState `json:"state" enum:"pending,unreached,visit,safe,moved"`
	Tries      int           `json:"tries"`
	At         *time.Time    `json:"at" nullable:"true"` // of the last word
	By         StaffID       `json:"by,omitempty"`
	Note       string        `json:"note,omitempty"`
	OrderID    OrderID       `json:"order_id,omitempty"` // who goes there
	EndedAt    *time.Time    `json:"ended_at" nullable:"true"`
}

// OutreachState is how far it is with one elder.
type OutreachState string

// The states: 待联系; 未联系上 and 需上门, for both of which somebody goes; at the end
// 平安 or 已转移.
const (
	OutreachPending   OutreachState = "pending"
	OutreachUnreached OutreachState = "unreached"
	OutreachVisit     OutreachState = "visit"
	OutreachSafe      OutreachState = "safe"
	OutreachMoved     OutreachState = "moved"
)

// Over reports whether nothing more is to be done for an elder in this state.
func (s OutreachState) Over() bool { return s == OutreachSafe || s == OutreachMoved }

// OutreachVisitOf returns the id of the order by which somebody goes to an elder whom
// an outreach did not reach: whoever asks for it asks for the same one. before is how many
// such visits are over.
func OutreachVisitOf(id OutreachID, elder ElderID, before int) OrderID {
	of := string(id) + "\x00" + string(elder)
	if before > 0 {
		of += "\x00" + strconv.Itoa(before)
	}
	return orderFor("outreach", of)
}

// OutreachCount is how many elders of a place are in a state, or ended in an hour.
type OutreachCount struct {
	RegionID RegionID
	State    OutreachState
	Hour     time.Time // zero: not by the hour
	Count    int
}
