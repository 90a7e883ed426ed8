package care

import (
	"strings"
	"time"
)

// Plan is a repeating order (服务计划): lunch every day, a bath every Tuesday, an
// activity day every month.
type Plan struct {
	ID         PlanID     `json:"id"`
	OfferingID OfferingID `json:"offering_id"`
	Service    Service    `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"` // the offering's
	ElderID    ElderID    `json:"elder_id" nullable:"true"`                                                                                     // null: an activity day of a site
	RegionID   RegionID   `json:"region_id"`
	// CenterID is who serves: the kitchen of a meal, the site of an activity day; else
	// the elder's own site.
	CenterID CenterID `json:"center_id,omitempty"`
	// Rule is a recurrence rule of RFC 5545 without its beginning: FREQ=WEEKLY;BYDAY=TU.
	Rule  string   `json:"rule"`
	Times []string `json:"times"`           // of the day, 15:04
	From  string   `json:"from"`            // the first day, 2006-01-02
	Until string   `json:"until,omitempty"` // the last day; empty: for ever
	// AheadMinutes is how long before its instant an order is made; CutOffMinutes, until
	// how long before it can still be made or called off.
	AheadMinutes  int       `json:"ahead_minutes"`
	CutOffMinutes int       `json:"cut_off_minutes"`
	SkipHolidays  bool      `json:"skip_holidays"`
	WorkerID      StaffID   `json:"worker_id,omitempty"` // who goes; empty: whoever takes it
	Way           VisitWay  `json:"way,omitempty" enum:"worker,grid,volunteer,phone,"`
	Risk          RiskClass `json:"risk,omitempty" enum:"high,middle,low,"` // why somebody is visited as often
	// List is the written list that a reminder of medicine reads from.
	List      *WrittenList `json:"list,omitempty"`
	Pauses    []Pause      `json:"pauses,omitempty"`
	Note      string       `json:"note,omitempty"`
	By        StaffID      `json:"by"`
	CreatedAt time.Time    `json:"created_at"`
	EndedAt   *time.Time   `json:"ended_at" nullable:"true"`
	EndReason string       `json:"end_reason,omitempty"`
	// NextAt is the next instant that nothing was decided about, DueAt when that is
	// done; null when none is left.
	NextAt  *time.Time `json:"next_at" nullable:"true"`
	DueAt   *time.Time `json:"due_at" nullable:"true"`
	Version int64      `json:"version"`
}

// WrittenList is what a reminder of medicine reads out, word for word: no dose is
// ever anybody's advice.
type WrittenList struct {
	Date   string   `json:"date"`   // 2006-01-02, as it stands on the paper
	Source string   `json:"source"` // who wrote it: hospital and number of the prescription
	Lines  []string `json:"lines"`
}

// Pause is a time, both days included, in which a plan makes nothing.
type Pause struct {
	From  string `json:"from"`            // 2006-01-02
	Until string `json:"until,omitempty"` // empty: until further notice
	Why   string `json:"why"`
}

// VisitWay is who visits, or how (探访方式).
type VisitWay string

// The ways of a visit: by a worker, a grid worker 网格员, a volunteer 志愿者, by telephone.
const (
	VisitByWorker    VisitWay = "worker"
	VisitByGrid      VisitWay = "grid"
	VisitByVolunteer VisitWay = "volunteer"
	VisitByPhone     VisitWay = "phone"
)

// RiskClass is how much an elder needs to be looked after (风险等级).
type RiskClass string

// The classes.
const (
	RiskHigh   RiskClass = "high"
	RiskMiddle RiskClass = "middle"
	RiskLow    RiskClass = "low"
)

// PlanGap is an instant of a plan at which no order was made, and why.
type PlanGap struct {
	PlanID   PlanID    `json:"plan_id"`
	At       time.Time `json:"at"`
	Service  Service   `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
	ElderID  ElderID   `json:"elder_id" nullable:"true"`
	RegionID RegionID  `json:"region_id"`
	CenterID CenterID  `json:"center_id,omitempty"`
	Why      GapReason `json:"why" enum:"missed,paused,holiday,called_off,out_of_date,diet,not_offered,gone,staying,day_care,hospital,center,leave,lost,deceased,refused"`
	NotedAt  time.Time `json:"noted_at"`
}

// GapReason is why a plan made no order. Beside those below it may be the
// whereabouts that kept the elder away.
type GapReason string

// The reasons.
const (
	GapMissed     GapReason = "missed" // the platform was not there in time
	GapPaused     GapReason = "paused"
	GapHoliday    GapReason = "holiday"
	GapCalledOff  GapReason = "called_off"  // made before, and cancelled since
	GapOutOfDate  GapReason = "out_of_date" // the written list is too old
	GapDiet       GapReason = "diet"        // the kitchen does not cook what the elder must have
	GapNotOffered GapReason = "not_offered" // not in the catalogue any more
	GapGone       GapReason = "gone"        // nobody knows the elder any more
	GapRefused    GapReason = "refused"     // the desk refuses it for another reason
)

// PlannedOf returns the id of the order that a plan makes for an instant: whoever
// makes it, however often, makes the same one.
func PlannedOf(plan PlanID, at time.Time) OrderID {
	return orderFor("plan", string(plan)+"\x00"+at.UTC().Format(time.RFC3339))
}

// PlanQuery chooses plans. Empty fields choose all.
type PlanQuery struct {
	Elder    ElderID
	Center   CenterID
	Services []Service
	Ended    bool // those that are over, instead of those that run
	Page     Page
}

// GapQuery chooses gaps of plans.
type GapQuery struct {
	Plan     PlanID
	Why      GapReason
	From, To time.Time // of their instants; To is not included
	Page     Page
}

// PlanCount is how many instants of a service a period has in a region: with an
// order in a state, or without one for a reason.
type PlanCount struct {
	Service  Service
	RegionID RegionID
	State    OrderState // empty: a gap
	Why      GapReason
	Count    int
}

// Diet is what a meal must be or must not hold: a hard stop, never a wish (饮食禁忌).
type Diet string

// The diets: 过敏, 清真, 糖尿病餐, 低盐, 软食.
const (
	DietAllergy  Diet = "allergy"
	DietHalal    Diet = "halal"
	DietDiabetic Diet = "diabetic"
	DietLowSalt  Diet = "low_salt"
	DietSoft     Diet = "soft"
)

// Diets lists every diet, those first whose breach does most harm.
var Diets = []Diet{DietAllergy, DietHalal, DietDiabetic, DietLowSalt, DietSoft}

// dietWords are the words by which records of people name each diet.
var dietWords = map[Diet][]string{
	DietAllergy: {"过敏"}, DietHalal: {"清真"}, DietDiabetic: {"糖尿病", "无糖", "低糖", "控糖"}, DietLowSalt: {"低盐", "少盐", "无盐"},
	DietSoft: {"软食", "软烂", "流食", "糊", "半流"},
}

// DietsOf reads the diets out of the words in an elder's record.
func DietsOf(e *Elder) []Diet {
	var out []Diet
	for _, d := range Diets {
		for _, tag := range e.DietTags {
			if containsAny(tag, dietWords[d]) {
				out = append(out, d)
				break
			}
		}
	}
	return out
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// Kitchen is what a site cooks (助餐点).
type Kitchen struct {
	CenterID CenterID `json:"center_id"`
	RegionID RegionID `json:"region_id"`
	Diets    []Diet   `json:"diets"` // what it can keep to
	// Halal needs both: a kitchen of its own and boxes of its own.
	HalalKitchen bool  `json:"halal_kitchen"`
	HalalBoxes   bool  `json:"halal_boxes"`
	Version      int64 `json:"version"`
}

// Keeps reports whether the kitchen keeps to a diet.
func (k *Kitchen) Keeps(d Diet) bool {
	for _, v := range k.Diets {
		if v == d {
			return true
		}
	}
	return false
}
