package care

import "time"

// Offering is a row of the service catalogue (服务目录): what can be ordered, how
// long it takes, who may do it, what is looked at before, and what it costs.
type Offering struct {
	ID      OfferingID `json:"id"` // a code like "bath-at-home"; never changes
	Service Service    `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
	Name    string     `json:"name"`
	Minutes int        `json:"minutes"` // the usual stay at the door
	// Given is where it is given; nothing in the home can tell of what is given elsewhere.
	Given Given `json:"given" enum:"home,site,phone"`
	// Certificates must all be valid on the day, like "健康证".
	Certificates []string   `json:"certificates,omitempty"`
	TwoPersons   bool       `json:"two_persons"` // never one worker alone
	Consent      bool       `json:"consent"`     // the elder's or guardian's, on file
	PreChecks    []PreCheck `json:"pre_checks,omitempty"`
	Checklist    []string   `json:"checklist,omitempty"` // what is ticked at the door, in order
	Prices       []Price    `json:"prices,omitempty"`    // oldest first
	// Receipt asks for a photo of the receipt: shopping, registration fees.
	Receipt bool `json:"receipt"`
	// AdvanceFen bounds what a worker may lay out for the elder; 0: nothing.
	AdvanceFen int64 `json:"advance_fen"`
	// Listed is ordered by a dated written list only: reminders of medicine.
	Listed   bool  `json:"listed"`
	Disabled bool  `json:"disabled"`
	Version  int64 `json:"version"`
}

// Given is where a service is given (服务地点).
type Given string

// The places: 上门, 到站点, 电话.
const (
	GivenAtHome  Given = "home"
	GivenAtSite  Given = "site"
	GivenByPhone Given = "phone"
)

// Givens lists every place.
var Givens = []Given{GivenAtHome, GivenAtSite, GivenByPhone}

// PreCheck is measured before a service begins (a bath: blood pressure, the room's
// temperature). Outside of its bounds the service is not begun.
type PreCheck struct {
	Code string   `json:"code"` // bp_systolic, bp_diastolic, room_temperature, ...
	Name string   `json:"name"`
	Unit string   `json:"unit"`
	Min  *float64 `json:"min" nullable:"true"`
	Max  *float64 `json:"max" nullable:"true"`
}

// Price is what an [Offering] costs from a day on.
type Price struct {
	From       string `json:"from"` // 2006-01-02, that day included
	Fen        int64  `json:"fen"`  // the whole
	SubsidyFen int64  `json:"subsidy_fen"`
}

// OwnFen is the elder's own part (个人自付).
func (p Price) OwnFen() int64 { return p.Fen - p.SubsidyFen }

// PriceOn returns the price on the county's day of at, and whether there is one.
func (o *Offering) PriceOn(at time.Time) (Price, bool) {
	day := at.In(Shanghai).Format(time.DateOnly)
	for i := len(o.Prices) - 1; i >= 0; i-- {
		if o.Prices[i].From <= day {
			return o.Prices[i], true
		}
	}
	return Price{}, false
}
